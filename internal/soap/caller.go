package soap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// Config is what a [Caller] is made of.
type Config struct {
	// Endpoint is the URL to post to. The caller of this package has checked it.
	Endpoint *url.URL
	// Namespace is the namespace of the request's body element and the soapAction,
	// until the service tells another one. [CheckNamespace] says what it may be.
	Namespace string
	// Client does the posting. It is used as it is, so its redirect rule must
	// already be [NoRedirect]. With an *http.Transport in it, best one from
	// [NewTransport], more is known of a call that failed; see [Error].Written.
	Client *http.Client
	// Watched says that Client's transport is one from [NewTransport].
	Watched bool
	// MaxAnswer bounds the bytes of an answer, after decompression.
	MaxAnswer int64
	// UserAgent is the User-Agent header.
	UserAgent string
}

// Caller makes calls to one endpoint. It is safe for concurrent use.
type Caller struct {
	config    Config
	wsdl      *http.Request   // what asks for the WSDL; only read
	transport *http.Transport // the client's; nil when that is another kind
	direct    bool            // the client adds nothing to its transport

	address atomic.Pointer[address]
	answers Reader

	// learning is held by the one call that asks for the WSDL. It is a channel
	// so that a call which waits for it still minds its context.
	learning chan struct{}
	asked    time.Time // when the WSDL was asked for last; guarded by learning
}

// NewCaller returns a Caller for config. The error is that of [CheckNamespace].
func NewCaller(config Config) (*Caller, error) {
	to, err := newAddress(&config, config.Namespace)
	if err != nil {
		return nil, err
	}
	c := &Caller{
		config:   config,
		wsdl:     newRequest(&config, http.MethodGet),
		direct:   config.Client.Jar == nil && config.Client.Timeout == 0,
		learning: make(chan struct{}, 1),
	}
	wsdl := *config.Endpoint
	wsdl.RawQuery = "wsdl"
	c.wsdl.URL = &wsdl
	c.transport, _ = config.Client.Transport.(*http.Transport)
	c.address.Store(to)
	return c, nil
}

// address is what a namespace makes of a request.
type address struct {
	namespace string
	request   *http.Request // what all requests there have in common; only read
}

func newAddress(config *Config, namespace string) (*address, error) {
	if err := CheckNamespace(namespace); err != nil {
		return nil, err
	}
	request := newRequest(config, http.MethodPost)
	request.Header["Content-Type"] = []string{"text/xml; charset=utf-8"}
	request.Header["Soapaction"] = []string{`"` + namespace + `"`}
	return &address{namespace: namespace, request: request}, nil
}

func newRequest(config *Config, method string) *http.Request {
	return &http.Request{
		Method: method, URL: config.Endpoint, Host: config.Endpoint.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{
			"User-Agent": {config.UserAgent},
			// Most answers have some 400 bytes, which packing does not make faster.
			"Accept-Encoding": {"identity"},
		},
	}
}

// NoRedirect is the redirect rule of every client used here: a redirect is
// handed back as the response that it is, and nothing is posted again.
func NoRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Trip is what a caller says of one call beyond its request, and what it learns of
// the way there. The zero value says nothing.
type Trip struct {
	// Namespace pins the namespace: the call takes no other one, whatever the service
	// answers and whatever other calls have learned meanwhile, so that two calls with
	// equal requests post equal bytes. Afterwards it is the one that was used.
	Namespace string
	// Late reports whether the request may not leave any more. It is asked right
	// before the request is written, by our own connections. nil: it always may.
	Late func() bool
	// Repeated is set when something on this side may have written the request more
	// than once, so that the answer may be that to a copy.
	Repeated bool
}

// Call makes one call: it posts req and decodes the answer into answer. When the
// service refuses the namespace, which it does before it processes anything, the
// call is repeated once in the namespace that its WSDL names, unless trip pins one.
// trip may be nil.
//
// The error is an encoding error of package soapgen when req cannot be written
// as XML, a [*Fault] when the server answered one, and an [*Error] otherwise.
func (c *Caller) Call(ctx context.Context, trip *Trip, req soapgen.Request, answer soapgen.Answer) error {
	if trip == nil {
		trip = new(Trip)
	}
	to := c.address.Load()
	if trip.Namespace != "" {
		if to.namespace != trip.Namespace {
			var err error
			if to, err = newAddress(&c.config, trip.Namespace); err != nil {
				return &Error{Err: err}
			}
		}
		return c.exchange(ctx, to, trip, req, answer)
	}
	trip.Namespace = to.namespace
	err := c.exchange(ctx, to, trip, req, answer)
	fault, ok := errors.AsType[*Fault](err)
	if !ok || !fault.NotPresent(req.Operation()) {
		return err
	}
	to, learnErr := c.learnNamespace(ctx, to)
	if learnErr != nil {
		return fmt.Errorf("%w (and its WSDL did not name another namespace: %w)", err, learnErr)
	}
	trip.Namespace = to.namespace
	return c.exchange(ctx, to, trip, req, answer)
}

// exchange is one round trip, from the typed request to the typed answer.
func (c *Caller) exchange(ctx context.Context, to *address, trip *Trip, req soapgen.Request, answer soapgen.Answer) error {
	envelope := newBuffer()
	var err error
	if *envelope, err = AppendEnvelope(*envelope, to.namespace, req); err != nil {
		release(envelope)
		return err
	}
	if !c.config.Watched { // then nothing tells when it has been read to its end
		own := bytes.Clone(*envelope)
		release(envelope)
		envelope = &own
	}
	if err := ctx.Err(); err != nil {
		release(envelope)
		if cause := context.Cause(ctx); !errors.Is(err, cause) {
			err = fmt.Errorf("%w: %w", err, cause)
		}
		return &Error{Err: err}
	}
	resp, err := c.roundTrip(ctx, trip, to.request, envelope)
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
