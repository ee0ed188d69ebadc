package smsc_test

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// wire is a transport that answers every request with the same document and
// remembers what was sent, read by encoding/xml and net/url alone.
type wire struct {
	answer string // {id} in it is the request's ID
	status int    // 0: 200

	mu    sync.Mutex
	calls []call
}

// call is one request.
type call struct {
	body    string            // the whole envelope
	element string            // the body element's local name
	leaves  map[string]string // its children
	query   url.Values        // the parsed query element
	header  http.Header
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPost { // it has no WSDL
		return httpResponse(http.StatusNotFound, ""), nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	_ = r.Body.Close()
	parsed, err := parseCall(string(body))
	if err != nil {
		return nil, err
	}
	parsed.header = r.Header
	w.mu.Lock()
	w.calls = append(w.calls, parsed)
	w.mu.Unlock()
	status := w.status
	if status == 0 {
		status = http.StatusOK
	}
	return httpResponse(status, strings.ReplaceAll(w.answer, "{id}", parsed.leaves["id"])), nil
}

// httpResponse is what a server sends.
func httpResponse(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {"text/xml; charset=utf-8"}},
		Body:       io.NopCloser(strings.NewReader(body)),
	}
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
func (w *wire) only(t require.TestingT) call {
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

// accepted is what a send is answered that goes well.
const accepted = "<id>{id}</id><cnt>1</cnt>"

func sendAnswer(leaves string) string   { return result("SendResponse", "sendresult", leaves) }
func send2Answer(leaves string) string  { return result("Send2Response", "sendresult", leaves) }
func costAnswer(leaves string) string   { return result("CostResponse", "costresult", leaves) }
func cost2Answer(leaves string) string  { return result("Cost2Response", "costresult", leaves) }
func statusAnswer(leaves string) string { return result("StatusResponse", "statusresult", leaves) }
func balanceAnswer(leaves string) string {
	return result("BalanceResponse", "balanceresult", leaves)
}

func faultAnswer(code, reason string) string {
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>` + code +
		`</faultcode><faultstring>` + reason + `</faultstring></e:Fault></e:Body></e:Envelope>`
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// failing is a transport that reads the request, or not, and fails.
type failing struct {
	err  error
	read bool
}

func (f failing) RoundTrip(r *http.Request) (*http.Response, error) {
	if f.read {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	_ = r.Body.Close()
	return nil, f.err
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return listener
}

func clientOver(transport http.RoundTripper) *http.Client { return &http.Client{Transport: transport} }

// busy is a service that takes its time for each request. It answers all of them well,
// and counts how many of each operation it has at once.
type busy struct {
	takes  time.Duration
	answer func(n int, c call) string // nil: well; n counts from 1

	mu        sync.Mutex
	n         int
	now, most map[string]int // by operation, "" for all
	arrived   []arrival
}

type arrival struct {
	element string
	at      time.Time
}

func (b *busy) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	_ = r.Body.Close()
	c, err := parseCall(string(body))
	if err != nil {
		return nil, err
	}
	n := b.enter(c.element)
	defer b.leave(c.element)
	select {
	case <-time.After(b.takes):
	case <-r.Context().Done():
		return nil, context.Cause(r.Context())
	}
	if b.answer == nil {
		return httpResponse(http.StatusOK, goodAnswer(c)), nil
	}
	return httpResponse(http.StatusOK, b.answer(n, c)), nil
}

func (b *busy) enter(element string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.now == nil {
		b.now, b.most = map[string]int{}, map[string]int{}
	}
	b.n++
	b.arrived = append(b.arrived, arrival{element, time.Now()})
	for _, kind := range []string{"", element} {
		b.now[kind]++
		b.most[kind] = max(b.most[kind], b.now[kind])
	}
	return b.n
}

func (b *busy) leave(element string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now[""]--
	b.now[element]--
}

// goodAnswer is an answer that says that it went well.
func goodAnswer(c call) string {
	switch c.element {
	case "send":
		return sendAnswer("<id>" + c.leaves["id"] + "</id><cnt>1</cnt>")
	case "send2":
		return send2Answer("<id>" + c.leaves["id"] + "</id><cnt>1</cnt>")
	case "status":
		return statusAnswer("<status>1</status>")
	case "cost":
		return costAnswer("<cost>1</cost>")
	default:
		return balanceAnswer("<balance>1</balance>")
	}
}

// recorder keeps the bodies of sends.
type recorder struct {
	next  http.RoundTripper
	sends []string
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	// It looks without reading, so that a refused connection is one that took nothing.
	body, ok := request.Body.(interface{ Peek() []byte })
	if !ok {
		return nil, errors.New("this body cannot be looked at")
	}
	document := body.Peek()
	if parsed, err := parseCall(string(document)); err == nil && (parsed.element == "send" || parsed.element == "send2") {
		r.sends = append(r.sends, string(document))
	}
	return r.next.RoundTrip(request)
}

// hosts are transports by host.
type hosts map[string]http.RoundTripper

func (h hosts) RoundTrip(r *http.Request) (*http.Response, error) { return h[r.URL.Host].RoundTrip(r) }
