package smsc_test

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

const phone = "+380501234567"

func message() smsc.SendRequest { return smsc.SendRequest{To: []string{phone}, Text: "hi"} }

// with is message with a change.
func with(change func(*smsc.SendRequest)) smsc.SendRequest {
	r := message()
	change(&r)
	return r
}

// mailing is a message to several recipients.
func mailing(to ...string) smsc.SendRequest { return smsc.SendRequest{To: to, Text: "hi"} }

func money(s string) smsc.Optional[decimal.Decimal] { return smsc.Some(decimal.RequireFromString(s)) }

// singleAttempt makes one attempt at each call and does not ask what became of it.
func singleAttempt() smsc.Option {
	return smsc.WithRetry(smsc.RetryPolicy{Attempts: 1, OnUnknown: smsc.UnknownReturn})
}

// unpaced makes calls without waiting for a turn.
func unpaced() smsc.Option { return smsc.WithPacing(func(p *smsc.Pacing) { *p = smsc.Pacing{} }) }

// newClient is a client with login and password over a transport, which makes one
// attempt at each call, without waiting for a turn.
func newClient(t require.TestingT, transport http.RoundTripper, options ...smsc.Option) *smsc.Client {
	options = append([]smsc.Option{
		smsc.WithHTTPClient(&http.Client{Transport: transport}), singleAttempt(), unpaced(),
	}, options...)
	client, err := smsc.NewClient(smsc.Password("demo", "pa55<&>word"), options...)
	require.NoError(t, err)
	return client
}

// emulated is a client of a gateway in memory, with the defaults of the package.
func emulated(t require.TestingT, g *smsctest.Gateway, options ...smsc.Option) *smsc.Client {
	return emulatedAs(t, smsc.Password(smsctest.DefaultLogin, smsctest.DefaultPassword), g, options...)
}

func emulatedAs(t require.TestingT, who smsc.Credentials, g *smsctest.Gateway, options ...smsc.Option) *smsc.Client {
	options = append([]smsc.Option{
		smsc.WithEndpoint(smsctest.Endpoint),
		smsc.WithHTTPClient(&http.Client{Transport: g.Transport()}),
	}, options...)
	client, err := smsc.NewClient(who, options...)
	require.NoError(t, err)
	return client
}

// violated returns the fields that err names, in order.
func violated(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	wrong, ok := errors.AsType[smsc.ValidationErrors](err)
	require.True(t, ok, "%v", err)
	fields := make([]string, len(wrong))
	for i, one := range wrong {
		require.NotEmpty(t, one.Rule)
		fields[i] = one.Field
	}
	return fields
}

// rule is a request and what is wrong with it.
type rule struct {
	name    string
	request smsc.SendRequest
	want    []string // fields in violation; none: it goes out
}

// check runs each rule through Validate, Send and Cost, which must agree, and sees
// that nothing goes out while a rule is violated.
func check(t *testing.T, rules []rule) {
	t.Helper()
	for _, c := range rules {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{answer: "<x/>"}
			client := newClient(t, w)
			assert.Equal(t, c.want, violated(t, c.request.Validate()))
			_, sendErr := client.Send(t.Context(), c.request)
			_, costErr := client.Cost(t.Context(), c.request)
			if c.want == nil {
				assert.Equal(t, 2, w.count(), "it should have gone out: %v", sendErr)
				return
			}
			assert.Equal(t, c.want, violated(t, sendErr))
			assert.Equal(t, c.want, violated(t, costErr))
			assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(sendErr))
			assert.Zero(t, w.count())
		})
	}
}

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

// fromEnv is a number from the environment: make chaos sets larger ones.
func fromEnv(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// thousand are recipients.
var thousand = func() (to []string) {
	for i := range 1000 {
		to = append(to, fmt.Sprintf("+38050%07d", i))
	}
	return to
}()

// steps are the operations that the gateway has seen, in order.
func steps(g *smsctest.Gateway) []string {
	var all []string
	for _, r := range g.Requests() {
		all = append(all, r.Operation)
	}
	return all
}

// sends is how many requests to send the gateway has seen.
func sends(g *smsctest.Gateway) (n int) {
	for _, step := range steps(g) {
		if strings.HasPrefix(step, "send_sms") {
			n++
		}
	}
	return n
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

// contextOf is the context of a test, or of a property.
func contextOf(t require.TestingT) context.Context {
	if with, ok := t.(interface{ Context() context.Context }); ok {
		return with.Context()
	}
	return context.Background()
}
