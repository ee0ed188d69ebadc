package smsctest_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-smsc/smsc/smsctest"
)

// noRedirect keeps a redirect for the test to see.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// outcome is what a client gets of a request.
type outcome struct {
	err    error // of the request
	status int
	header http.Header
	body   []byte
	cut    error // of reading the body
}

func (w wire) try(tb testing.TB, element string, f fields) outcome {
	tb.Helper()
	client := *w.http
	client.CheckRedirect = noRedirect
	resp, err := client.Do(w.request(tb, envelope(w.endpoint, element, f)))
	if err != nil {
		return outcome{err: err}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 2<<30))
	return outcome{status: resp.StatusCode, header: resp.Header, body: body, cut: err}
}

func start() time.Time { return time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC) }

// wire speaks SOAP by hand, so that nothing of the SDK is in these tests.
type wire struct {
	http     *http.Client
	endpoint string
}

func overTransport(g *smsctest.Gateway) wire {
	return wire{http: &http.Client{Transport: g.Transport()}, endpoint: smsctest.Endpoint}
}

// soapAction is the header by the name that linters know; net/http has its own.
const soapAction = "SoapAction"

// fields are names and values in turn.
type fields []string

// demo are the credentials of the default account, with more fields.
func demo(more ...string) fields { return append(fields{"login", "demo", "psw", "demo"}, more...) }

// query joins names and values as a query string.
func query(pairs ...string) string {
	var q []string
	for i := 0; i < len(pairs); i += 2 {
		q = append(q, pairs[i]+"="+strings.ReplaceAll(url.QueryEscape(pairs[i+1]), "+", "%20"))
	}
	return strings.Join(q, "&")
}

func envelope(namespace, element string, f fields) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>`)
	fmt.Fprintf(&b, `<m:%s xmlns:m="%s">`, element, namespace)
	for i := 0; i < len(f); i += 2 {
		b.WriteString("<" + f[i] + ">")
		_ = xml.EscapeText(&b, []byte(f[i+1]))
		b.WriteString("</" + f[i] + ">")
	}
	fmt.Fprintf(&b, `</m:%s></s:Body></s:Envelope>`, element)
	return b.String()
}

// request makes an HTTP request of an envelope.
func (w wire) request(tb testing.TB, document string) *http.Request {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, w.endpoint, strings.NewReader(document))
	if err != nil {
		panic(err) // callers may be in goroutines
	}
	req.Header.Set("Content-Type", "text/xml; charset=utf-8")
	req.Header.Set(soapAction, `"`+w.endpoint+`"`)
	return req
}

// result is a decoded answer.
type result struct {
	status int
	raw    string
	values map[string]string // of the result element
	order  []string          // of its leaves
	items  []map[string]string
	fault  string
}

func (w wire) raw(tb testing.TB, document string) result {
	tb.Helper()
	resp, err := w.http.Do(w.request(tb, document))
	require.NoError(tb, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(tb, err)
	return decode(tb, resp.StatusCode, body)
}

// call makes a call and wants an answer, not a Fault.
func (w wire) call(tb testing.TB, element string, f fields) result {
	tb.Helper()
	r := w.raw(tb, envelope(w.endpoint, element, f))
	require.Equal(tb, http.StatusOK, r.status, r.raw)
	require.Empty(tb, r.fault)
	return r
}

type node struct {
	XMLName  xml.Name `xml:""`
	Text     string   `xml:",chardata"`
	Children []node   `xml:",any"`
}

func decode(tb testing.TB, status int, body []byte) result {
	tb.Helper()
	r := result{status: status, raw: string(body), values: map[string]string{}}
	var doc node
	require.NoError(tb, xml.Unmarshal(body, &doc), r.raw)
	require.Len(tb, doc.Children, 1)
	require.Len(tb, doc.Children[0].Children, 1)
	first := doc.Children[0].Children[0]
	if first.XMLName.Local == "Fault" {
		for _, c := range first.Children {
			if c.XMLName.Local == "faultstring" {
				r.fault = c.Text
			}
		}
		return r
	}
	require.Len(tb, first.Children, 1)
	for _, c := range first.Children[0].Children {
		if len(c.Children) > 0 {
			i := map[string]string{"": c.XMLName.Local}
			for _, f := range c.Children {
				i[f.XMLName.Local] = f.Text
			}
			r.items = append(r.items, i)
			continue
		}
		r.values[c.XMLName.Local] = c.Text
		r.order = append(r.order, c.XMLName.Local)
	}
	return r
}

// send sends a text to a number.
func (w wire) send(tb testing.TB, phone, text string) result {
	tb.Helper()
	return w.call(tb, "send", demo("phones", phone, "mes", text))
}

// send2 sends a text with parameters.
func (w wire) send2(tb testing.TB, phone, text string, pairs ...string) result {
	tb.Helper()
	return w.call(tb, "send2", demo("phones", phone, "mes", text, "query", query(pairs...)))
}

const phone = "380501234567"

// timed is a Gateway with a clock and enough money.
func timed(opts ...smsctest.Option) (*smsctest.Gateway, wire, *smsctest.ManualClock) {
	clock := smsctest.NewManualClock(start())
	opts = append([]smsctest.Option{smsctest.WithClock(clock), smsctest.WithBalance(decimal.NewFromInt(1_000_000))}, opts...)
	g := smsctest.New(opts...)
	return g, overTransport(g), clock
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, assert.AnError }

// post makes a call of the default account, for examples, which have no test to
// fail.
func (w wire) post(element string, f ...string) result {
	resp, err := w.http.Do(w.request(background{ctx: context.Background()}, envelope(w.endpoint, element, demo(f...))))
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		panic(err)
	}
	return decode(background{ctx: context.Background()}, resp.StatusCode, body)
}

// ask is post for the values of an answer.
func (w wire) ask(element string, f ...string) map[string]string { return w.post(element, f...).values }

// postUntil makes a call that is given up with ctx.
func (w wire) postUntil(ctx context.Context, element string, f ...string) error {
	resp, err := w.http.Do(w.request(background{ctx: ctx}, envelope(w.endpoint, element, demo(f...)))) //nolint:contextcheck // the context is in what stands for a test
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// background stands for a test where there is none.
type background struct {
	testing.TB

	ctx context.Context //nolint:containedctx // that of the test that it stands for
}

func (background) Helper()                           {}
func (b background) Context() context.Context        { return b.ctx }
func (background) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (background) FailNow()                          { panic("failed") }
