package smsc

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/shopspring/decimal"
)

// Observer sees every call of a client and every attempt inside it: the one hook that
// tracing, metrics and logs are built on. Set it with [WithObserver]. Its
// methods are called from the goroutine of the call, or of one that asks for a
// status on its behalf, so several can run at once, and none may block.
//
// What it gets never holds a text, a recipient, a secret or an answer of the server,
// so all of it may be logged.
type Observer interface {
	// StartCall comes before anything else that a method does with a valid request.
	// The context that it returns is that of the call and of its attempts.
	StartCall(ctx context.Context, call CallStart) context.Context
	// EndCall comes when the method returns, with the context of StartCall.
	EndCall(ctx context.Context, call CallEnd)
	// StartAttempt comes when a request has its turn and is about to be posted. The
	// context that it returns is that of the HTTP request.
	StartAttempt(ctx context.Context, attempt AttemptStart) context.Context
	// EndAttempt comes when the attempt is over, with the context of StartAttempt.
	EndAttempt(ctx context.Context, attempt AttemptEnd)
}

// CallStart is a call of a method that begins.
type CallStart struct {
	// Method is the method of [Client]: "Send", "SendOnce", "Resolve", "Cost",
	// "Status" or "Balance".
	Method string
	// ID is the message's ID, "" where there is none.
	ID string
	// Recipients is how many recipients the request names, a group being one.
	Recipients int
}

// CallEnd is a call of a method that is over.
type CallEnd struct {
	CallStart

	// Duration is the time that the call took.
	Duration time.Duration
	// Waited is how much of it the requests of the call waited for their turn.
	Waited time.Duration
	// Attempts is the number of requests that were posted.
	Attempts int
	// Outcome is what is known of the send. It means nothing for Cost, Status and
	// Balance.
	Outcome Outcome
	// Resolved says that the answer to a send was lost and the message was found by
	// asking for its status.
	Resolved bool
	// Kind is the kind of the error, see [KindOf]; "" when there is none.
	Kind string
	// Code is the service's error code; 0 when there is none.
	Code int
	// Count, Cost and Balance are what the result says, where it does.
	Count   Optional[int]
	Cost    Optional[decimal.Decimal]
	Balance Optional[decimal.Decimal]
}

// AttemptStart is a request that is about to be posted.
type AttemptStart struct {
	// Operation is the operation, and Name its name in the WSDL, such as
	// "send_sms2".
	Operation Operation
	Name      string
	// Endpoint is the URL that is posted to.
	Endpoint string
	// ID is the message's ID, "" where there is none.
	ID string
	// Waited is how long the request waited for its turn.
	Waited time.Duration
}

// AttemptEnd is a request that was answered or failed.
type AttemptEnd struct {
	AttemptStart

	// Duration is the time from posting to the end of the answer.
	Duration time.Duration
	// Outcome is what this attempt alone says about a send.
	Outcome Outcome
	// StatusCode is the HTTP status of a response that was not a valid answer; 0
	// otherwise.
	StatusCode int
	// Kind is the kind of the error, see [KindOf]; "" when there is none.
	Kind string
	// Code is the service's error code; 0 when there is none.
	Code int
	// BlockedUntil is the time until which this answer stops the client's calls.
	// Zero: it does not stop them.
	BlockedUntil time.Time
}

// observers passes everything on to several observers.
type observers []Observer

// combine returns nil for no observers, so that a client without one does nothing.
func combine(all observers) Observer {
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	default:
		return all
	}
}

func (all observers) StartCall(ctx context.Context, call CallStart) context.Context {
	for _, one := range all {
		ctx = one.StartCall(ctx, call) //nolint:fatcontext // each observer wraps the context of the one before
	}
	return ctx
}

func (all observers) EndCall(ctx context.Context, call CallEnd) {
	for _, one := range all {
		one.EndCall(ctx, call)
	}
}

func (all observers) StartAttempt(ctx context.Context, attempt AttemptStart) context.Context {
	for _, one := range all {
		ctx = one.StartAttempt(ctx, attempt) //nolint:fatcontext // as above
	}
	return ctx
}

func (all observers) EndAttempt(ctx context.Context, attempt AttemptEnd) {
	for _, one := range all {
		one.EndAttempt(ctx, attempt)
	}
}

// logObserver writes attempts and calls to a log, at debug level, and at warning
// level that calls stop.
type logObserver struct{ logger *slog.Logger }

func (o logObserver) StartCall(ctx context.Context, _ CallStart) context.Context { return ctx }

func (o logObserver) EndCall(ctx context.Context, call CallEnd) {
	if !o.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", call.Method), slog.Duration("duration", call.Duration), slog.Int("attempts", call.Attempts),
	}
	if call.ID != "" {
		attrs = append(attrs, slog.String("id", call.ID))
	}
	if call.Waited >= time.Millisecond { // less is no wait, only the time between two readings of the clock
		attrs = append(attrs, slog.Duration("waited", call.Waited))
	}
	if call.Resolved {
		attrs = append(attrs, slog.Bool("resolved", true))
	}
	o.logger.LogAttrs(ctx, slog.LevelDebug, "smsc call", append(attrs, failure(call.Outcome, call.Kind, call.Code)...)...)
}

func (o logObserver) StartAttempt(ctx context.Context, _ AttemptStart) context.Context { return ctx }

func (o logObserver) EndAttempt(ctx context.Context, attempt AttemptEnd) {
	if !attempt.BlockedUntil.IsZero() {
		o.logger.LogAttrs(ctx, slog.LevelWarn, "smsc calls are stopped", slog.String("kind", attempt.Kind),
			slog.Int("code", attempt.Code), slog.Time("until", attempt.BlockedUntil))
	}
	if !o.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{
		slog.String("op", attempt.Name), slog.String("endpoint", attempt.Endpoint),
		slog.Duration("duration", attempt.Duration),
	}
	if attempt.ID != "" {
		attrs = append(attrs, slog.String("id", attempt.ID))
	}
	if attempt.StatusCode != 0 {
		attrs = append(attrs, slog.Int("http_status", attempt.StatusCode))
	}
	o.logger.LogAttrs(ctx, slog.LevelDebug, "smsc attempt", append(attrs, failure(attempt.Outcome, attempt.Kind, attempt.Code)...)...)
}

// failure is how a log shows that something went wrong; nothing when nothing did.
func failure(outcome Outcome, kind string, code int) []slog.Attr {
	if kind == "" {
		return nil
	}
	attrs := []slog.Attr{slog.String("outcome", outcome.String()), slog.String("kind", kind)}
	if code != 0 {
		attrs = append(attrs, slog.Int("code", code))
	}
	return attrs
}

// observedCall is a call that an observer sees. It is nil when nobody watches.
type observedCall struct {
	observer Observer
	ctx      context.Context //nolint:containedctx // the observer's own, for the end of the call
	start    CallStart
	began    time.Time
	waited   atomic.Int64
	attempts atomic.Int64
}

type observedKey struct{}

// observe reports to the observer that a call begins. Attempts under the context that
// it returns belong to the call.
func (c *Client) observe(ctx context.Context, start CallStart) (context.Context, *observedCall) {
	if c.observer == nil {
		return ctx, nil
	}
	call := &observedCall{observer: c.observer, start: start, began: time.Now()}
	call.ctx = context.WithValue(c.observer.StartCall(ctx, start), observedKey{}, call)
	return call.ctx, call
}

// endSend is end for a call that ends with a send's result.
func (o *observedCall) endSend(r *SendResult, err error) {
	if o != nil {
		o.end(err, func(end *CallEnd) {
			end.Resolved, end.Count, end.Cost, end.Balance = r.Resolved, r.Count, r.Cost, r.Balance
		})
	}
}

// end reports to the observer that the call is over. fill adds what the result says.
func (o *observedCall) end(err error, fill func(*CallEnd)) {
	if o == nil {
		return
	}
	end := CallEnd{
		CallStart: o.start, Duration: time.Since(o.began), Waited: time.Duration(o.waited.Load()),
		Attempts: int(o.attempts.Load()), Outcome: OutcomeOf(err), Kind: KindOf(err), Code: codeOf(err),
	}
	if err == nil && fill != nil {
		fill(&end)
	}
	o.observer.EndCall(o.ctx, end)
}

// codeOf is the service's error code in an error; 0 when there is none.
func codeOf(err error) int {
	if api, ok := errors.AsType[*APIError](err); ok {
		return api.Code
	}
	return 0
}

// observeWait adds to what the requests of a call have waited, whether they were posted
// in the end or not.
func observeWait(ctx context.Context, waited time.Duration) {
	if waited <= 0 {
		return
	}
	if inside, ok := ctx.Value(observedKey{}).(*observedCall); ok {
		inside.waited.Add(int64(waited))
	}
}

// observedAttempt is an attempt that an observer sees. It is nil when nobody watches.
type observedAttempt struct {
	observer Observer
	ctx      context.Context //nolint:containedctx // the observer's own, for the end of the attempt
	start    AttemptStart
	began    time.Time
}

func (c *Client) observeAttempt(ctx context.Context, to *endpoint, x call, waited time.Duration) (context.Context, *observedAttempt) {
	if c.observer == nil {
		return ctx, nil
	}
	if inside, ok := ctx.Value(observedKey{}).(*observedCall); ok {
		inside.attempts.Add(1)
	}
	start := AttemptStart{
		Operation: x.op, Name: x.request.Operation().Name, Endpoint: to.url, ID: x.id, Waited: waited,
	}
	ctx = c.observer.StartAttempt(ctx, start)
	return ctx, &observedAttempt{observer: c.observer, ctx: ctx, start: start, began: time.Now()}
}

func (o *observedAttempt) end(err error, blockedUntil time.Time) {
	if o == nil {
		return
	}
	end := AttemptEnd{
		AttemptStart: o.start, Duration: time.Since(o.began), Outcome: OutcomeOf(err),
		Kind: KindOf(err), Code: codeOf(err), BlockedUntil: blockedUntil,
	}
	if failed, ok := errors.AsType[*TransportError](err); ok {
		end.StatusCode = failed.StatusCode
	} else if fault, ok := errors.AsType[*FaultError](err); ok {
		end.StatusCode = fault.StatusCode
	}
	o.observer.EndAttempt(o.ctx, end)
}
