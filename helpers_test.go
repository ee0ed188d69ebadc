package smsc_test

import (
	"encoding/xml"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

// wire is a transport that answers every request with the same document and
// remembers what was sent, read by encoding/xml and net/url alone.
type wire struct {
	answer string
	status int // 0: 200

	mu    sync.Mutex
	calls []call
}

type call struct {
	body    string            // the whole envelope
	element string            // the body element's local name
	leaves  map[string]string // its children
	query   url.Values        // the parsed query element
	header  http.Header
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	parsed, err := parseCall(string(body))
	if err != nil {
		return nil, err
	}
	parsed.header = r.Header
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, parsed)
	status := w.status
	if status == 0 {
		status = http.StatusOK
	}
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {"text/xml; charset=utf-8"}},
		Body:       io.NopCloser(strings.NewReader(w.answer)),
		Request:    r,
	}, nil
}

func parseCall(body string) (call, error) {
	var envelope struct {
		Body struct {
			Request struct {
				XMLName xml.Name
				Leaves  []struct {
					XMLName xml.Name
					Value   string `xml:",chardata"`
				} `xml:",any"`
			} `xml:",any"`
		}
	}
	if err := xml.Unmarshal([]byte(body), &envelope); err != nil {
		return call{}, err
	}
	c := call{body: body, element: envelope.Body.Request.XMLName.Local, leaves: map[string]string{}}
	for _, leaf := range envelope.Body.Request.Leaves {
		c.leaves[leaf.XMLName.Local] = leaf.Value
	}
	query, err := url.ParseQuery(c.leaves["query"])
	c.query = query
	return c, err
}

// only returns the one call that was made.
func (w *wire) only(t *testing.T) call {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	require.Len(t, w.calls, 1)
	return w.calls[0]
}

func (w *wire) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.calls)
}

// result is an answer envelope of the given answer and result element.
func result(answer, result, leaves string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>` +
		`<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="https://smsc.ua/sys/soap.php">` +
		`<SOAP-ENV:Body><ns1:` + answer + `><` + result + `>` + leaves + `</` + result + `></ns1:` + answer + `>` +
		`</SOAP-ENV:Body></SOAP-ENV:Envelope>`
}

func sendAnswer(leaves string) string   { return result("SendResponse", "sendresult", leaves) }
func send2Answer(leaves string) string  { return result("Send2Response", "sendresult", leaves) }
func costAnswer(leaves string) string   { return result("CostResponse", "costresult", leaves) }
func cost2Answer(leaves string) string  { return result("Cost2Response", "costresult", leaves) }
func statusAnswer(leaves string) string { return result("StatusResponse", "statusresult", leaves) }
func balanceAnswer(leaves string) string {
	return result("BalanceResponse", "balanceresult", leaves)
}

// newClient is a client with login and password over transport, which makes one
// attempt at each call.
func newClient(t *testing.T, transport http.RoundTripper, options ...smsc.Option) *smsc.Client {
	t.Helper()
	options = append([]smsc.Option{
		smsc.WithHTTPClient(&http.Client{Transport: transport}), singleAttempt(), unpaced(),
	}, options...)
	client, err := smsc.NewClient(smsc.Password("demo", "pa55<&>word"), options...)
	require.NoError(t, err)
	return client
}

func clientOver(transport http.RoundTripper) *http.Client { return &http.Client{Transport: transport} }

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return listener
}
