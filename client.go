package smsc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

// Client calls the service. Make one with [NewClient] and share it: it is safe
// for concurrent use and keeps its connections open.
type Client struct { //nolint:recvcheck // Format has a value receiver, so that a copy shows no secret
	credentials Credentials
	config      config
	callers     []*soap.Caller // the endpoint, then the reserve
	pacer       *pacer
	breaker     *breaker
	httpClient  *http.Client
	scrub       func(string) string
}

// NewClient returns a client for an account of the service. Nothing is sent. The
// error holds one [*ValidationError] for each thing that is wrong.
func NewClient(credentials Credentials, options ...Option) (*Client, error) {
	config := defaults()
	for _, option := range options {
		option(&config)
	}
	var v violations
	credentials.check(&v)
	endpoints := config.check(&v)
	if err := v.err(); err != nil {
		return nil, err
	}

	httpClient := &http.Client{}
	if config.httpClient != nil {
		copied := *config.httpClient
		httpClient = &copied
	}
	if httpClient.Transport == nil {
		httpClient.Transport = soap.NewTransport(maxConcurrent)
	}
	httpClient.CheckRedirect = soap.NoRedirect
	client := &Client{
		credentials: credentials,
		config:      config,
		httpClient:  httpClient,
		pacer:       newPacer(config.pacing),
		breaker:     new(breaker),
		scrub:       credentials.scrubber().Replace,
	}
	for _, endpoint := range endpoints {
		caller, err := soap.NewCaller(soap.Config{
			Endpoint:  endpoint.url,
			Namespace: endpoint.namespace,
			Client:    httpClient,
			MaxAnswer: config.maxAnswer,
			UserAgent: "go-smsc",
		})
		if err != nil {
			return nil, &ValidationError{Field: "WithNamespace", Rule: err.Error()}
		}
		client.callers = append(client.callers, caller)
	}
	return client, nil
}

// CloseIdleConnections closes the connections that are kept open and not in use.
// The client can be used on.
func (c *Client) CloseIdleConnections() { c.httpClient.CloseIdleConnections() }

// Format shows the client as its endpoint and redacted credentials. It has a
// value receiver so that a dereferenced client is no leak either.
func (c Client) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "smsc.Client("+c.config.endpoint+", "+c.credentials.String()+")")
}

// exchange is one call: what goes out, what comes back, and where in it the
// service puts its error code and the message's ID.
type exchange struct {
	request  soapgen.Request
	answer   soapgen.Answer
	code     *soapgen.Optional
	answerID *soapgen.Optional // nil for answers without
	id       string            // the request's message ID, for the log
	key      string            // what the service limits one by one, for pacing
}

func (x exchange) operation() Operation { return Operation(x.request.Operation().Name) }

// try makes one attempt at a call, which is the one path that every call takes:
// the breaker, a turn, a bounded time for the round trip, the answer's error
// code, and a log record. Its errors are this package's own.
func (c *Client) try(ctx context.Context, caller *soap.Caller, x exchange) error {
	if !c.config.logger.Enabled(ctx, slog.LevelDebug) {
		return c.attempt(ctx, caller, x)
	}
	started := time.Now()
	err := c.attempt(ctx, caller, x)
	c.log(ctx, x, time.Since(started), err)
	return err
}

func (c *Client) attempt(ctx context.Context, caller *soap.Caller, x exchange) error {
	op := x.operation()
	if err := c.breaker.check(op); err != nil {
		return err
	}
	if err := c.pacer.enter(ctx, op, x.key); err != nil {
		return err
	}
	defer c.pacer.leave()
	// A call that was waiting for its turn may have been overtaken by a block.
	if err := c.breaker.check(op); err != nil {
		return err
	}
	err := c.exchange(ctx, caller, x)
	if code, ok := errors.AsType[*APIError](err); ok || err == nil {
		c.breaker.observe(code)
	}
	return err
}

func (c *Client) exchange(ctx context.Context, caller *soap.Caller, x exchange) error {
	ctx, cancel := context.WithTimeout(ctx, c.config.timeout)
	defer cancel()
	if err := caller.Call(ctx, x.request, x.answer); err != nil {
		return c.callError(x.request.Operation(), err)
	}
	var id string
	if x.answerID != nil {
		id = x.answerID.Value
	}
	return c.answerError(x.operation(), *x.code, id)
}

func (c *Client) log(ctx context.Context, x exchange, duration time.Duration, err error) {
	attrs := []slog.Attr{slog.String("op", x.request.Operation().Name), slog.Duration("duration", duration)}
	if x.id != "" {
		attrs = append(attrs, slog.String("id", x.id))
	}
	if err != nil {
		attrs = append(attrs, slog.String("outcome", OutcomeOf(err).String()), slog.Any("error", err))
	}
	c.config.logger.LogAttrs(ctx, slog.LevelDebug, "smsc call", attrs...)
}

// authorise adds the API key to a query string and returns the element of the
// same name; with login and password it does neither. The recorded WSDLs do not
// have the element, so the key goes both ways. See docs/gateway.md.
func (c *Client) authorise(q *query) soapgen.Optional {
	key := c.credentials.reveal().apiKey
	if key == "" {
		return soapgen.Optional{}
	}
	q.add("apikey", key)
	return soapgen.Some(key)
}

// answerError reads an answer's error element: absent, empty and 0 are none.
func (c *Client) answerError(op Operation, leaf soapgen.Optional, id string) error {
	text := strings.TrimSpace(leaf.Value)
	if text == "" {
		return nil
	}
	code, err := strconv.ParseInt(text, 10, 32)
	switch {
	case err != nil:
		return c.malformed(op, "an error element that is no number")
	case code == 0:
		return nil
	}
	return &APIError{Operation: op, Code: int(code), ID: c.scrub(id)}
}

// malformed is a well-formed answer that says nothing.
func (c *Client) malformed(op Operation, what string) error {
	return &TransportError{
		Operation: op, StatusCode: http.StatusOK,
		Err: fmt.Errorf("%w: it holds %s", ErrMalformedAnswer, what), written: true,
	}
}
