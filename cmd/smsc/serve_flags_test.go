package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// What PHP forgives, the emulator does unless it is told to be strict.
func TestStrict(t *testing.T) {
	t.Parallel()
	document := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><m:balance xmlns:m="http://localhost/sys/soap.php">` +
		`<psw>demo</psw><login>demo</login></m:balance></e:Body></e:Envelope>`
	for args, status := range map[string]int{"": http.StatusOK, "--strict": http.StatusInternalServerError} {
		var f worldFlags
		flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
		f.add(flags)
		require.NoError(t, flags.Parse(strings.Fields(args)))
		options, err := f.options()
		require.NoError(t, err)
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost"+smsctest.Path, strings.NewReader(document))
		r.Header.Set("Content-Type", "text/xml")
		smsctest.New(options...).ServeHTTP(w, r)
		assert.Equal(t, status, w.Code, w.Body.String())
	}
}
