//go:build interop

package interop_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// outcome is what a request written by hand comes to: the leaves of an answer
// one after another, or a Fault.
type outcome struct {
	status int
	leaves string
	code   string
	text   string
}

// rawRequest is a request written by hand, for get_balance if nothing else is
// said. {ns} in it stands for the namespace of the server.
type rawRequest struct {
	name   string
	method string            // POST if empty
	header map[string]string // what an ordinary request has if nil
	body   string

	// php is what PHP does, and earlier what its older releases did instead,
	// oldest first.
	php     outcome
	earlier []earlier
	// emulator is what the emulator does where that is not what PHP does, and why
	// says why.
	emulator outcome
	why      string
}

// TestRawRequests sends the same octets to PHP's SoapServer and to the emulator.
// PHP is held against the rows of its release, and the emulator, which imitates
// the newest, against those of the newest.
func TestRawRequests(t *testing.T) {
	t.Parallel()
	met, reference := metPHP(t), startPHP(t, "")
	for _, test := range rawRequests() {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			// A new one each time: it counts what it refuses.
			e := startEmulator(t, smsctest.WithBalance(decimal.RequireFromString("98.7655")))
			php, emulator := test.post(t, reference.endpoint), test.post(t, e.endpoint)
			assert.Equal(t, test.outcomeOf(met), php, "%s", met.basis())
			if _, answers := e.wire.envelopes(); len(answers) > 0 {
				judge(t, e.endpoint, answers...)
			}
			if test.emulator == (outcome{}) {
				assert.Empty(t, test.why)
				assert.Equal(t, test.php, emulator, "the emulator does not do as PHP does")
				return
			}
			assert.NotEmpty(t, test.why, "a difference needs a reason")
			assert.Equal(t, test.emulator, emulator, "the emulator")
			assert.NotEqual(t, test.php, emulator, "the emulator does as PHP does: there is nothing left to explain")
		})
	}
}

func (r rawRequest) post(t *testing.T, endpoint string) outcome {
	t.Helper()
	replace := strings.NewReplacer("{ns}", endpoint)
	method := r.method
	if method == "" {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(t.Context(), method, endpoint, strings.NewReader(replace.Replace(r.body)))
	require.NoError(t, err)
	header := r.header
	if header == nil {
		header = ordinary()
	}
	for name, value := range header {
		req.Header.Set(name, replace.Replace(value))
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	document, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return readOutcome(t, resp.StatusCode, document)
}

func ordinary(changes ...string) map[string]string {
	return merge(map[string]string{"Content-Type": "text/xml; charset=utf-8", "SOAPAction": `"{ns}"`}, changes)
}

func readOutcome(t *testing.T, status int, document []byte) outcome {
	t.Helper()
	got := outcome{status: status}
	var path, leaves []string
	tokens := xml.NewDecoder(bytes.NewReader(document))
	for {
		token, err := tokens.Token()
		if errors.Is(err, io.EOF) {
			got.leaves = strings.Join(leaves, " ")
			return got
		}
		require.NoError(t, err, "%s", document)
		switch token := token.(type) {
		case xml.StartElement:
			path = append(path, token.Name.Local)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if len(path) == 0 {
				continue
			}
			switch path[len(path)-1] {
			case "faultcode", "Value":
				got.code += string(token)
			case "faultstring", "Text":
				got.text += string(token)
			default:
				if text := strings.TrimSpace(string(token)); text != "" {
					leaves = append(leaves, text)
				}
			}
		}
	}
}
