package doctor

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/xml"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/go-smsc/smsc"
)

const (
	maxAnswer = 1 << 20 // as the client's own limit
	maxHeader = 64 << 10
)

// wire makes requests by itself and not through [smsc.Client], which hides what is to be
// found out here: which code says "not found", in which namespace a call went, in which
// form a key. It writes the three questions below and nothing else, so it cannot send a
// message.
type wire struct {
	client  *http.Client
	timeout time.Duration
	close   func()
}

func newWire(config Config) *wire {
	w := &wire{timeout: config.CheckTimeout, close: func() {}}
	if w.timeout == 0 {
		w.timeout = defaultCheckTimeout
	}
	transport := config.Transport
	if transport == nil {
		own := newTransport(config.Roots)
		transport, w.close = own, own.CloseIdleConnections
	}
	w.client = &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return w
}

// newTransport is a transport like that of the client: HTTP/1.1, TLS 1.2 or newer.
func newTransport(roots *x509.CertPool) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		TLSClientConfig:        tlsConfig(roots),
		Protocols:              protocols,
		MaxResponseHeaderBytes: maxHeader,
	}
}

func tlsConfig(roots *x509.CertPool) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
}

// bounded is the time of one request or connection.
func (w *wire) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, w.timeout)
}

// identity is how a request says whose account it is.
type identity struct {
	login, password      string
	keyElement, keyQuery string
}

// question is a request that sends nothing.
type question struct {
	element  string // of the Body
	children [][2]string
}

func (q *question) add(name, value string) { q.children = append(q.children, [2]string{name, value}) }

// addKey adds the key as an element where the question has one.
func (q *question) addKey(who identity) {
	if who.keyElement != "" {
		q.add("apikey", who.keyElement)
	}
}

func askBalance(who identity) question {
	q := question{element: "balance"}
	q.add("login", who.login)
	q.add("psw", who.password)
	q.addKey(who)
	return q
}

// askCost prices a text. Without parameters and without a key in the query it is
// get_sms_cost, else get_sms_cost2.
func askCost(who identity, number, text string, parameters ...string) question {
	query := who.query(parameters...)
	q := question{element: "cost"}
	q.add("login", who.login)
	q.add("psw", who.password)
	q.add("phones", number)
	q.add("mes", text)
	if query != "" {
		q.element = "cost2"
		q.add("query", query)
	}
	q.addKey(who)
	return q
}

// askStatus asks for the status of a message. Without a key in the query it is
// get_status.
func askStatus(who identity, number, id string) question {
	return newStatusQuestion("status", who, number, id)
}

// askStatus2 is askStatus by get_status2.
func askStatus2(who identity, number, id string) question {
	return newStatusQuestion("status2", who, number, id)
}

func newStatusQuestion(element string, who identity, number, id string) question {
	query := who.query()
	if query != "" {
		element = "status2"
	}
	q := question{element: element}
	q.add("login", who.login)
	q.add("psw", who.password)
	q.add("phone", number)
	q.add("id", id)
	q.add("all", "1")
	if element == "status2" {
		q.add("query", query)
	}
	q.addKey(who)
	return q
}

// query joins parameters and the key. Values are percent-encoded with %20.
func (who identity) query(parameters ...string) string {
	if who.keyQuery != "" {
		parameters = append(parameters, "apikey="+strings.ReplaceAll(url.QueryEscape(who.keyQuery), "+", "%20"))
	}
	return strings.Join(parameters, "&")
}

// answers are the elements of a question's answer: response and result.
var answers = map[string][2]string{
	"balance": {"BalanceResponse", "balanceresult"},
	"cost":    {"CostResponse", "costresult"},
	"cost2":   {"Cost2Response", "costresult"},
	"status":  {"StatusResponse", "statusresult"},
	"status2": {"Status2Response", "statusresult"},
}

// envelope writes a question as the client does.
func (q *question) envelope(namespace string) []byte {
	var b bytes.Buffer
	escaped := func(s string) { _ = xml.EscapeText(&b, []byte(s)) } // a buffer takes everything
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` +
		`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>`)
	b.WriteString(`<ns:` + q.element + ` xmlns:ns="`)
	escaped(namespace)
	b.WriteString(`">`)
	for _, child := range q.children {
		b.WriteString("<" + child[0] + ">")
		escaped(child[1])
		b.WriteString("</" + child[0] + ">")
	}
	b.WriteString(`</ns:` + q.element + `></soapenv:Body></soapenv:Envelope>`)
	return b.Bytes()
}

// response is what came back over HTTP.
type response struct {
	trouble  string // why there is no answer, in words of our own; "" when there is one
	status   int
	date     time.Time // the Date header; zero without one
	location string    // of a redirect
	body     []byte

	asked, answered time.Time // the header was there at answered
}

// ask posts a question.
func (w *wire) ask(ctx context.Context, endpoint, namespace string, q question) reply {
	if _, known := answers[q.element]; !known {
		return reply{response: response{trouble: "is not asked"}} // it might send
	}
	header := http.Header{"Content-Type": {"text/xml; charset=utf-8"}, "Soapaction": {`"` + namespace + `"`}}
	return read(w.do(ctx, http.MethodPost, endpoint, header, q.envelope(namespace)), q.element)
}

// get fetches the WSDL of an endpoint.
func (w *wire) get(ctx context.Context, endpoint string) response {
	return w.do(ctx, http.MethodGet, endpoint+"?wsdl", http.Header{}, nil)
}

func (w *wire) do(ctx context.Context, method, address string, header http.Header, body []byte) (got response) {
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		got.trouble = "the URL cannot be asked"
		return got
	}
	request.Header = header
	request.Header.Set("User-Agent", "go-smsc/"+smsc.Version+" doctor")
	got.asked = time.Now()
	resp, err := w.client.Do(request)
	got.answered = time.Now()
	if err != nil {
		got.trouble = explain(err)
		return got
	}
	defer resp.Body.Close()
	got.status = resp.StatusCode
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		got.date = date
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		got.location = resp.Header.Get("Location")
		return got // what a redirect says beside that does not matter
	}
	got.body, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		got.trouble = "the answer broke off: " + explain(err)
	case len(got.body) > maxAnswer:
		got.trouble, got.body = "the answer is larger than 1 MiB", nil
	}
	return got
}

// explain says why there was no answer. The errors of net and net/http quote what a
// server said, so none of their text is shown.
func explain(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return noAnswer
	case errors.Is(err, context.Canceled):
		return stopped
	case errors.Is(err, syscall.ECONNREFUSED):
		return refused
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return reset
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.EADDRNOTAVAIL):
		return unreachable
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed"
	}
	if found, ok := errors.AsType[*net.DNSError](err); ok {
		if found.IsTimeout {
			return noAnswer
		}
		return "the name has no address"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "the certificate is not trusted"
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return "the server does not speak TLS"
	}
	if found, ok := errors.AsType[*net.OpError](err); ok && found.Op == "remote error" { // so crypto/tls calls an alert
		return "the server refused the TLS handshake"
	}
	if timed, ok := errors.AsType[net.Error](err); ok && timed.Timeout() {
		return noAnswer
	}
	return "the answer is not HTTP that can be read"
}

// What stands in the way, where more than one place asks for it.
const (
	noAnswer    = "no answer in time"
	stopped     = "the examination was stopped"
	refused     = "the connection was refused"
	reset       = "the connection was reset"
	unreachable = "there is no route to it from this machine"
)

// isAnswered reports whether a server answered at all.
func (r response) isAnswered() bool { return r.status != 0 }

// isSuccess reports whether the HTTP status is one that the client takes an answer
// with.
func (r response) isSuccess() bool { return r.trouble == "" && r.status == http.StatusOK }

// redirects reports whether it is a redirect.
func (r response) redirects() bool { return r.status >= 300 && r.status < 400 }

// codesOfRefusal say that the credentials or the address are not let in.
var codesOfRefusal = []int{2, 4}

// refused reports whether a reply says that nobody is let in with these credentials.
func (r reply) refused() bool { return slices.Contains(codesOfRefusal, r.code) }
