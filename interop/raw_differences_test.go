//go:build interop

package interop_test

// difference is what the emulator does where that is not what PHP does, and why.
type difference struct {
	outcome outcome
	why     string
}

// differences are all of them, by the names of the requests. To take a name out is
// all that it needs to hold the emulator against PHP. Each has its reason in the
// README of package smsctest.
func differences() map[string]difference {
	return map[string]difference{
		"HTTP/1.1 without a Host": {
			outcome: outcome{status: 400, media: "text/plain; charset=utf-8", text: "400 Bad Request: missing required Host header"},
			why:     "net/http refuses it before the emulator sees it",
		},
	}
}
