package soap

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// Config is what a [Caller] is made of.
type Config struct {
	// Endpoint is the URL to post to. The caller of this package has checked it.
	Endpoint *url.URL
	// Namespace is the namespace of the request's body element and the soapAction.
	Namespace string
	// Client does the posting. It is used as it is, so its redirect rule must
	// already be [NoRedirect].
	Client *http.Client
	// Transport is Client's, when it comes from [NewTransport]. Calls then go to it
	// directly, unless the client has a jar or a time-out to add.
	Transport *http.Transport
	// MaxAnswer bounds the bytes of an answer, after decompression.
	MaxAnswer int64
	// UserAgent is the User-Agent header.
	UserAgent string
}

// Caller makes calls to one endpoint. It is safe for concurrent use.
type Caller struct {
	config   Config
	endpoint string          // Config.Endpoint, rendered once
	direct   *http.Transport // Config.Transport, when the client adds nothing to it

	address atomic.Pointer[address]
	answers Reader

	// learning is held by the one call that asks for the WSDL. It is a channel
	// so that a call which waits for it still minds its context.
	learning chan struct{}
	learned  bool // the WSDL has been asked and has answered; guarded by learning
}

// NewCaller returns a Caller for config.
func NewCaller(config Config) *Caller {
	c := &Caller{
		config:   config,
		endpoint: config.Endpoint.String(),
		learning: make(chan struct{}, 1),
	}
	if config.Client.Jar == nil && config.Client.Timeout == 0 {
		c.direct = config.Transport
	}
	c.address.Store(newAddress(&config, config.Namespace))
	return c
}

// address is what a namespace makes of a request.
type address struct {
	namespace string
	request   *http.Request // what all requests there have in common; only read
}

func newAddress(config *Config, namespace string) *address {
	return &address{namespace: namespace, request: &http.Request{
		Method: http.MethodPost, URL: config.Endpoint, Host: config.Endpoint.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{
			"Content-Type": {"text/xml; charset=utf-8"},
			"Soapaction":   {`"` + namespace + `"`},
			"User-Agent":   {config.UserAgent},
			// Most answers have some 400 bytes, which packing does not make faster.
			"Accept-Encoding": {"identity"},
		},
	}}
}

// NoRedirect is the redirect rule of every client used here: a redirect is
// handed back as the response that it is, and nothing is posted again.
func NoRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Call makes one call: it posts req and decodes the answer into answer.
//
// The error is an encoding error of package soapgen when req cannot be written
// as XML, a [*Fault] when the server answered one, and an [*Error] otherwise.
func (c *Caller) Call(ctx context.Context, req soapgen.Request, answer soapgen.Answer) error {
	to := c.address.Load()
	err := c.post(ctx, to, req, answer)
	fault, ok := errors.AsType[*Fault](err)
	if !ok || !fault.NotPresent(req.Operation()) {
		return err
	}
	to, learnErr := c.learnNamespace(ctx, to)
	if learnErr != nil {
		return fmt.Errorf("%w (and its WSDL did not tell another namespace: %w)", err, learnErr)
	}
	return c.post(ctx, to, req, answer)
}

// post is one round trip, from the typed request to the typed answer.
func (c *Caller) post(ctx context.Context, to *address, req soapgen.Request, answer soapgen.Answer) error {
	buf := newBuffer()
	envelope, err := AppendEnvelope(*buf, to.namespace, req)
	if err != nil {
		*buf = (*buf)[:cap(*buf)] // what was written before the error is to be cleared
		release(buf)
		return err
	}
	*buf = envelope
	if err := ctx.Err(); err != nil {
		release(buf)
		if cause := context.Cause(ctx); !errors.Is(err, cause) {
			err = fmt.Errorf("%w: %w", err, cause)
		}
		return &Error{Err: err}
	}

	resp, err := c.roundTrip(ctx, to, buf)
	if err != nil {
		return err
	}
	document := newBuffer()
	defer release(document) // what is read from it is copied
	if *document, err = c.readAll(resp, *document); err != nil {
		return err
	}
	return c.interpret(resp, *document, answer)
}

// roundTrip posts an envelope and returns the response, or an [*Error] that knows
// whether the request may have left. The envelope is the transport's from then on.
func (c *Caller) roundTrip(ctx context.Context, to *address, envelope *[]byte) (*http.Response, error) {
	f := &flight{body: requestBody{buf: envelope}}
	f.trace.GetConn, f.trace.GotConn = f.getConn, f.gotConn
	req := to.request.WithContext(httptrace.WithClientTrace(ctx, &f.trace))
	// There is no GetBody: net/http has no second copy of the body, so it can never
	// replay the POST by itself.
	req.Body, req.ContentLength = &f.body, int64(len(*envelope))
	resp, err := c.do(req)
	if err != nil {
		return nil, &Error{Written: f.written(err), Err: err}
	}
	return resp, nil
}

// do makes one round trip. A client that adds nothing to our own transport is
// passed over: redirects are not for following here, and that transport changes
// nothing of a request.
func (c *Caller) do(req *http.Request) (*http.Response, error) {
	if c.direct != nil {
		return c.direct.RoundTrip(req)
	}
	endpoint := *req.URL // a transport may not change it, but some do
	req.URL, req.Header = &endpoint, maps.Clone(req.Header)
	resp, err := c.config.Client.Do(req)
	// The *url.Error around it repeats method and URL, nothing more.
	if inner, ok := errors.AsType[*url.Error](err); ok {
		err = inner.Err
	}
	return resp, err
}

// flight is one request on its way through net/http, as far as that tells.
type flight struct {
	body  requestBody
	trace httptrace.ClientTrace

	mu      sync.Mutex
	started bool         // a real net/http transport is at work, so the rest can be trusted
	got     bool         // the request was given a connection
	conn    *watchedConn // that connection, when it is one of ours
	mark    int64
}

func (f *flight) getConn(string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.started = true
}

func (f *flight) gotConn(info httptrace.GotConnInfo) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.got = true
	if f.conn = watched(info.Conn); f.conn != nil {
		f.mark = f.conn.begun.Load()
	}
}

// written tells, after a round trip failed with err, whether any of the request
// may have been written or may still be. In doubt it says yes.
func (f *flight) written(err error) bool {
	read := f.body.seal()
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case !f.started:
		// Not net/http, so an unread body proves nothing: a mocked transport
		// that imitates a time-out does not read it either.
		return !failedToConnect(err)
	case !f.got || !read:
		// The seal keeps it so: the transport's goroutines cannot send later
		// what they can no longer read.
		return false
	case f.conn != nil:
		return f.conn.seal(f.mark)
	default:
		return true
	}
}

// readAll reads the response to its end, so that its connection can be used
// again, but never beyond the limit. It appends to room.
func (c *Caller) readAll(resp *http.Response, room []byte) ([]byte, error) {
	defer resp.Body.Close()
	body := io.LimitedReader{R: resp.Body, N: c.config.MaxAnswer + 1}
	if strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") { // though nobody asked for it
		switch unpacked, err := gzip.NewReader(resp.Body); {
		case err == nil:
			body.R = unpacked
		case !errors.Is(err, io.EOF): // which is an empty body, and no error
			return room, responseError(resp, nil, fmt.Errorf("reading the answer: %w", err))
		}
		resp.Header.Del("Content-Encoding")
	}
	document := bytes.NewBuffer(room)
	if resp.ContentLength > 0 {
		document.Grow(int(min(resp.ContentLength, c.config.MaxAnswer)) + bytes.MinRead)
	}
	n, err := document.ReadFrom(&body)
	switch {
	case err != nil:
		err = responseError(resp, document.Bytes(), fmt.Errorf("reading the answer: %w", err))
	case n > c.config.MaxAnswer:
		err = responseError(resp, document.Bytes(), fmt.Errorf("%w: more than %d bytes", ErrTooLarge, c.config.MaxAnswer))
	}
	return document.Bytes(), err
}

// interpret turns a response that was read whole into the answer or an error. A
// Fault is recognised at any HTTP status; an answer counts with status 200 only.
func (c *Caller) interpret(resp *http.Response, document []byte, answer soapgen.Answer) error {
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		return responseError(resp, document, statusError(resp))
	}
	if encoding := resp.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return responseError(resp, document, fmt.Errorf("%w: content encoding %q was not asked for", ErrAnswer, Shorten(encoding, 40)))
	}
	fault, err := c.answers.Read(document, resp.Header.Get("Content-Type"), answer)
	switch {
	case fault != nil:
		fault.Status = resp.StatusCode
		return fault
	case resp.StatusCode != http.StatusOK:
		return responseError(resp, document, statusError(resp))
	case err != nil:
		return responseError(resp, document, fmt.Errorf("%w: %w", ErrAnswer, err))
	}
	return nil
}
