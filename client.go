package smsc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

// Version is the version of this package, which goes out in the User-Agent header.
const Version = "0.1.0"

// Client calls the service. Make one with [NewClient] and share it: it is safe
// for concurrent use and keeps its connections open.
//
// Every call goes the same way, and each step adds one thing:
//
//	Send, Cost, Status, Balance   the request in the service's words, the result
//	deliver, read                 repetition, by the rules of [RetryPolicy]
//	attempt                       a turn: the limits of [Pacing], and the stop after a block
//	post                          the observer, and a bounded time
//	soap.Caller                   the envelope, HTTP, the strict reading of the answer
type Client struct { //nolint:recvcheck // Format has a value receiver, so that a copy shows no secret
	credentials Credentials
	config      config
	endpoints   []*endpoint // the first, then the reserve
	pacer       *pacer
	blocker     *blocker
	observer    Observer // nil: nobody watches
	httpClient  *http.Client
	secrets     *scrubber
	clock       *clock
}

// endpoint is an address of the service.
type endpoint struct {
	url  string
	soap *soap.Caller
}

// NewClient returns a client for an account of the service. Nothing is sent. The
// error is a [ValidationErrors].
func NewClient(credentials Credentials, options ...Option) (*Client, error) {
	config := defaults()
	for _, option := range options {
		if option != nil {
			option(&config)
		}
	}
	wrong := credentials.check()
	addresses, found := config.check()
	wrong = append(wrong, found...)
	if err := wrong.err(); err != nil {
		return nil, err
	}

	httpClient := &http.Client{}
	if config.httpClient != nil {
		copied := *config.httpClient
		httpClient = &copied
	}
	watched := httpClient.Transport == nil
	if watched {
		httpClient.Transport = soap.NewTransport(maxConcurrent)
	}
	httpClient.CheckRedirect = soap.NoRedirect
	secrets := credentials.reveal()
	client := &Client{
		credentials: credentials,
		config:      config,
		httpClient:  httpClient,
		pacer:       newPacer(config.pacing),
		blocker:     newBlocker(),
		observer:    combine(config.observers),
		secrets:     newScrubber(secrets.password, secrets.apiKey),
		clock:       newClock(),
	}
	for _, a := range addresses {
		caller, err := soap.NewCaller(soap.Config{
			Endpoint:  a.url,
			Namespace: a.namespace,
			Client:    httpClient,
			Watched:   watched,
			MaxAnswer: config.maxAnswer,
			UserAgent: "go-smsc/" + Version,
		})
		if err != nil {
			return nil, ValidationErrors{{"WithNamespace", err.Error()}}
		}
		client.endpoints = append(client.endpoints, &endpoint{url: a.url.String(), soap: caller})
	}
	return client, nil
}

// CloseIdleConnections closes the connections that are kept open and not in use.
// The client can still be used.
func (c *Client) CloseIdleConnections() { c.httpClient.CloseIdleConnections() }

// Format shows the client as its endpoint and redacted credentials. It has a
// value receiver so that a dereferenced client does not leak either.
func (c Client) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "smsc.Client("+c.config.endpoint+", "+c.credentials.String()+")")
}

// call is one call of an operation: what goes out and what comes back.
type call struct {
	op      Operation
	request soapgen.Request
	answer  soapgen.Answer
	id      string // the message's ID, for the observer
	key     string // what the service limits separately, for pacing

	began   instant    // when the call began; zero: when its attempt does
	leaveBy time.Time  // nothing may leave after it; zero: no bound
	trip    *soap.Trip // nil where nothing is to be known of the way
}

// attempt makes one attempt at a call when it has its turn. Its errors are this
// package's own.
func (c *Client) attempt(ctx context.Context, to *endpoint, x call) error {
	if x.began == (instant{}) {
		x.began = c.clock.now()
	}
	if err := c.blocker.check(x.op); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return notSent(x.op, contextError(ctx))
	}
	if err := c.pacer.enter(ctx, x.op, x.key); err != nil {
		observeWait(ctx, c.clock.now().atLeast(x.began))
		return err
	}
	defer c.pacer.leave(x.op)
	// Calls may have been stopped while this one waited for its turn.
	alone, err := c.blocker.enter(ctx, x.op)
	var waited time.Duration
	if c.observer != nil || !x.leaveBy.IsZero() {
		now := c.clock.now()
		waited = now.atLeast(x.began)
		observeWait(ctx, waited)
		if err == nil && now.past(x.leaveBy, x.began) {
			err = notSent(x.op, ErrTooLate)
		}
	}
	defer c.blocker.leave(alone)
	if err != nil {
		return err
	}
	return c.post(ctx, to, x, waited)
}

// post makes the round trip in a bounded time, and reports it to the observer.
func (c *Client) post(ctx context.Context, to *endpoint, x call, waited time.Duration) error {
	ctx, watched := c.observeAttempt(ctx, to, x, waited)
	if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) > c.config.timeout {
		bounded, cancel := context.WithTimeout(ctx, c.config.timeout)
		defer cancel()
		ctx = bounded
	}
	if !x.leaveBy.IsZero() {
		bounded, cancel := context.WithDeadlineCause(ctx, x.leaveBy, ErrTooLate)
		defer cancel()
		ctx = bounded
	}
	err := to.soap.Call(ctx, x.trip, x.request, x.answer)
	if err == nil {
		err = c.codeError(x)
	} else {
		err = c.callError(x, err)
	}
	code, answered := errors.AsType[*APIError](err)
	var until time.Time
	if answered || err == nil {
		until = c.blocker.observe(code)
	}
	watched.end(err, until)
	return err
}

// codeError reads an answer's error element: absent, empty and 0 mean success.
func (c *Client) codeError(x call) error {
	text := strings.TrimSpace(x.answer.ErrorCode())
	if text == "" {
		return nil
	}
	code, err := strconv.ParseInt(text, 10, 32)
	switch {
	case err != nil:
		return malformed(x.op, "an error element that is not a number")
	case code == 0:
		return nil
	}
	if contradicts(x.answer) {
		return malformed(x.op, "an error code together with a success")
	}
	var id string
	if named, ok := x.answer.(interface{ MessageID() string }); ok {
		id = strings.TrimSpace(named.MessageID())
		if id != "" && x.id != "" && id != x.id {
			return malformed(x.op, "an error code for another message's ID")
		}
		id = soap.Shorten(c.secrets.text(id), 256)
	}
	return &APIError{Operation: x.op, Code: int(code), ID: id}
}

// contradicts reports whether an answer with an error code says that it went well too:
// it counts messages, or has the status of one.
func contradicts(answer soapgen.Answer) bool {
	counts := func(leaf soapgen.Optional) bool {
		n, err := strconv.ParseInt(strings.TrimSpace(leaf.Value), 10, 32)
		return err == nil && n > 0
	}
	has := func(leaf soapgen.Optional) bool {
		text := strings.TrimSpace(leaf.Value)
		return text != "" && text != strconv.Itoa(int(StatusNotFound))
	}
	switch a := answer.(type) {
	case *soapgen.SendAnswer:
		return counts(a.Cnt)
	case *soapgen.Send2Answer:
		return counts(a.Cnt)
	case *soapgen.StatusAnswer:
		return has(a.Status)
	case *soapgen.Status2Answer:
		return has(a.Status)
	default:
		return false
	}
}

// callError turns an error of the transport into one of this package, without
// the secrets that a server may have echoed.
func (c *Client) callError(x call, err error) error {
	if fault, ok := errors.AsType[*soap.Fault](err); ok {
		outcome := OutcomeUnknown
		if fault.NotPresent(x.request.Operation()) {
			outcome = OutcomeNotSent // the service dispatches before it runs anything
		}
		return &FaultError{
			Operation: x.op, StatusCode: fault.Status, Outcome: outcome,
			Code:   soap.Shorten(c.secrets.cutText(fault.Code, soap.MaxSnippet), 256),
			Reason: soap.Shorten(c.secrets.cutText(fault.Reason, soap.MaxSnippet), 256),
		}
	}
	failed, ok := errors.AsType[*soap.Error](err)
	if !ok {
		// Only encoding is left: what validation let through and XML cannot carry.
		return notSent(x.op, c.secrets.error(err))
	}
	outcome := OutcomeNotSent
	if failed.Written {
		outcome = OutcomeUnknown
	}
	return &TransportError{
		Operation: x.op, StatusCode: failed.Status, RetryAfter: failed.RetryAfter, Outcome: outcome,
		Snippet: soap.Shorten(c.secrets.cutText(failed.Snippet, soap.MaxSnippet), 256), Err: c.secrets.error(failed.Err),
	}
}

// malformed is the error of a well-formed answer that does not say what was asked for.
func malformed(op Operation, what string) error {
	return &TransportError{
		Operation: op, StatusCode: http.StatusOK, Err: fmt.Errorf("%w: it holds %s", ErrMalformedAnswer, what),
	}
}

// notSent is the error of a call of which nothing was written.
func notSent(op Operation, err error) error {
	return &TransportError{Operation: op, Outcome: OutcomeNotSent, Err: err}
}
