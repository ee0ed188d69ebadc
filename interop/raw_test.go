//go:build interop

package interop_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// rawRequest is a request written by hand, for get_balance if nothing else is
// said. {ns} in it stands for the namespace of the server.
type rawRequest struct {
	name    string
	method  string   // POST if empty
	query   string   // behind the path
	version string   // of HTTP, 1.1 if empty
	host    string   // the server's own if empty
	header  []string // lines; what an ordinary request has if nil
	body    string
	pack    func([]byte) []byte // what becomes of the body on the way, if not nil
	chunked bool

	// php is what PHP does, and earlier what its older releases did instead,
	// oldest first.
	php     outcome
	earlier []earlier
}

// rawRequests are all requests that are written by hand. What the emulator does
// otherwise than PHP stands in differences.
func rawRequests() []rawRequest {
	return slices.Concat(
		rawNames(), rawElements(), rawTypes(), rawReferences(), rawTexts(), rawCharacters(),
		rawEnvelopes(), rawBlocks(), rawSOAP12(),
		rawDocuments(), rawDocumentTypes(), rawDeclarations(), rawEncodings(), rawSizes(),
		rawContentTypes(), rawPacked(), rawHTTP(),
	)
}

// TestRawRequests sends the same octets to PHP's SoapServer and to the emulator.
// PHP is held against the rows of its release, and the emulator, which imitates
// the newest, against those of the newest.
func TestRawRequests(t *testing.T) {
	t.Parallel()
	met, reference := metPHP(t), startPHP(t, "")
	tests, different := rawRequests(), differences()
	t.Logf("the emulator differs from PHP in %d of %d requests", len(different), len(tests))
	for _, test := range tests {
		difference, differs := different[test.name]
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			php := test.askPHP(t, reference)
			assert.Equal(t, test.outcomeOf(met), php.outcome, "%s", met.basis())

			emulator := test.askEmulator(t)
			if !differs {
				assert.Equal(t, test.php, emulator.outcome, "the emulator does not do as PHP does")
				if test.php == php.outcome && test.php.code+test.php.leaves != "" { // a price is the service's own
					assert.Equal(t, php.document, emulator.document, "the same in other octets")
				}
				return
			}
			assert.Equal(t, difference.outcome, emulator.outcome, "the emulator")
			assert.NotEqual(t, test.php, emulator.outcome, "the emulator does as PHP does: take it from the differences")
		})
	}
}

// TestRawRequestsAreNamedOnce holds the names, by which the differences find
// their requests.
func TestRawRequestsAreNamedOnce(t *testing.T) {
	t.Parallel()
	names := make(map[string]bool)
	for _, test := range rawRequests() {
		assert.False(t, names[test.name], "%q is the name of two requests", test.name)
		names[test.name] = true
	}
	for name, difference := range differences() {
		assert.True(t, names[name], "%q differs, but is no request", name)
		assert.NotEmpty(t, difference.why, "%q differs without a reason", name)
	}
}

func (r rawRequest) askPHP(t *testing.T, s *server) heard {
	t.Helper()
	h := r.ask(t, s.endpoint, s.namespace)
	if encoded := h.header.Get("X-Mes"); encoded != "" {
		mes, err := base64.StdEncoding.DecodeString(strings.Trim(encoded, `"`))
		require.NoError(t, err)
		h.mes = quote(string(mes))
	}
	return h
}

// askEmulator asks a new emulator: it counts what it refuses.
func (r rawRequest) askEmulator(t *testing.T) heard {
	t.Helper()
	e := startEmulator(t, smsctest.WithBalance(decimal.RequireFromString("98.7655")))
	namespace := e.endpoint
	if r.host != "" && r.host != noHost {
		namespace = "http://" + strings.ToLower(r.host) + smsctest.Path
	}
	h := r.ask(t, e.endpoint, namespace)
	if requests := e.Requests(); len(requests) > 0 {
		if mes, ok := requests[len(requests)-1].Elements["mes"]; ok {
			h.mes = quote(mes)
		}
	}
	if h.media == xml11 && r.method == "" {
		judge(t, namespace, []byte(strings.ReplaceAll(h.document, "{ns}", namespace)))
	}
	return h
}
