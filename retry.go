package smsc

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"
)

// RetryPolicy says what happens after a failure. The zero value of every field is
// the default. Set it by [WithRetry].
type RetryPolicy struct {
	// Attempts is the maximum number of attempts: at a send, as long as it was
	// certainly not sent, and at a call that only reads. Between them are random
	// pauses of up to 0.2, 0.4, 0.8 s and so on, 5 s at most, or as long as the server
	// asked for. 0 means 4, and 1 means no repetition.
	Attempts int
	// OnUnknown is what Send does when the outcome of an attempt is unknown.
	OnUnknown UnknownPolicy
	// QuietTime is how long a request can still be on its way, or in the service's
	// queue, or accepted but not yet known to a status request, after the moment at
	// which it could last leave. Only when it has passed does "not found" prove that
	// there is no message. 0 means 2 minutes; the minimum is 1 minute. What the
	// service needs is not known.
	QuietTime time.Duration
	// Remembers is for how long after a send the service is trusted to know the
	// message. When it has passed, "not found" proves nothing any more. 0 means 72
	// hours. What the service does is not known.
	Remembers time.Duration
	// RepeatWithinMinute lets Send repeat the identical request to the same host
	// within 40 s of an attempt whose outcome is unknown, counting on the service to
	// refuse a duplicate for a minute (SMSC SOAP docs, error 9). It is quick, and it
	// can send the message twice if the service checks that less strictly than its
	// page says: nobody has seen whether it does. It is never done for what cannot be
	// asked for.
	RepeatWithinMinute bool
}

// UnknownPolicy is what Send does when the outcome of an attempt is unknown.
type UnknownPolicy int

const (
	// UnknownAsk asks the service for the message until it is found, or until it is
	// proved that there is none. It is the default.
	UnknownAsk UnknownPolicy = iota
	// UnknownReturn returns at once with [OutcomeUnknown], for programs that call
	// [Client.Resolve] themselves.
	UnknownReturn
)

const (
	defaultAttempts  = 4
	defaultQuietTime = 2 * time.Minute
	leastQuietTime   = time.Minute
	defaultRemembers = 72 * time.Hour

	firstBackOff = 200 * time.Millisecond
	maxBackOff   = 5 * time.Second
)

func (p RetryPolicy) check() (wrong ValidationErrors) {
	if p.Attempts < 0 {
		wrong = append(wrong, &ValidationError{"WithRetry.Attempts", "must not be negative"})
	}
	if p.QuietTime != 0 && p.QuietTime < leastQuietTime {
		wrong = append(wrong, &ValidationError{"WithRetry.QuietTime", "must be 1 minute or more"})
	}
	if p.Remembers != 0 && p.Remembers <= p.quietTime() {
		wrong = append(wrong, &ValidationError{"WithRetry.Remembers", "must be longer than QuietTime"})
	}
	if p.OnUnknown != UnknownAsk && p.OnUnknown != UnknownReturn {
		wrong = append(wrong, &ValidationError{"WithRetry.OnUnknown", "must be UnknownAsk or UnknownReturn"})
	}
	return wrong
}

func (p RetryPolicy) attempts() int {
	if p.Attempts == 0 {
		return defaultAttempts
	}
	return p.Attempts
}

func (p RetryPolicy) quietTime() time.Duration {
	if p.QuietTime == 0 {
		return defaultQuietTime
	}
	return p.QuietTime
}

func (p RetryPolicy) remembers() time.Duration {
	if p.Remembers == 0 {
		return defaultRemembers
	}
	return p.Remembers
}

// read makes a call that only reads, so it can be repeated whatever happened to
// it: after any failure of the transport, on any endpoint.
func (c *Client) read(ctx context.Context, x call) error {
	for n := 0; ; n++ {
		err := c.attempt(ctx, c.endpoint(n), x)
		if err == nil || !repeatable(err) || !c.backOff(ctx, n, err) {
			return err
		}
	}
}

// deliver sends until an outcome is proved, or the context is over. What was not
// sent is tried again; what may have been sent is resolved first. prior is what may
// have been tried before this call, nil for nothing.
func (c *Client) deliver(ctx context.Context, out *outgoing, prior *SendRecord) (*SendResult, error) {
	s := &sending{Client: c, out: out}
	if prior != nil {
		s.record, s.recorded, s.doubtful = *prior, true, true
		result, err := s.resolve(ctx, errTriedBefore)
		if OutcomeOf(err) != OutcomeNotSent {
			return result, err
		}
		s = &sending{Client: c, out: out} // of what was before nothing counts any more
	}
	for n := 0; ; n++ {
		result, err := s.attempt(ctx, c.endpoint(n))
		outcome := verdict(s.evidence)
		if outcome == OutcomeAccepted {
			return result, nil
		}
		if outcome == OutcomeUnknown && c.config.retry.OnUnknown == UnknownAsk {
			if result, err = s.resolve(ctx, err); err == nil {
				return result, nil
			}
		} else {
			err = s.failed(outcome, err)
		}
		if OutcomeOf(err) != OutcomeNotSent || !repeatable(err) || !c.backOff(ctx, n, err) {
			return nil, err
		}
		s.forget()
	}
}

// errTriedBefore is why the outcome of a send is unknown before this call has tried
// anything.
var errTriedBefore = errors.New("smsc: send: it may have been sent before")

// endpoint is where the n-th attempt goes: the endpoints take turns.
func (c *Client) endpoint(n int) *endpoint { return c.endpoints[n%len(c.endpoints)] }

// repeatable reports whether another attempt can end differently. It cannot when the
// service has answered, except with code 9 of a send; when the namespace or the
// address is wrong; or when the server says that the request itself is bad.
func repeatable(err error) bool {
	if code, ok := errors.AsType[*APIError](err); ok {
		return code.Is(ErrDuplicate)
	}
	if fault, ok := errors.AsType[*FaultError](err); ok {
		return fault.Outcome != OutcomeNotSent
	}
	failed, ok := errors.AsType[*TransportError](err)
	if !ok || errors.Is(failed, ErrRedirect) || errors.Is(failed, ErrTooLate) {
		return false
	}
	status := failed.StatusCode
	return status < 400 || status >= 500 || status == http.StatusRequestTimeout || status == http.StatusTooManyRequests
}

// backOff waits before the attempt after the n-th, exponentially longer and with
// full jitter, at least as long as the server asked for. It reports false when
// there is no further attempt, or no time for one.
func (c *Client) backOff(ctx context.Context, n int, err error) bool {
	if n+1 >= c.config.retry.attempts() {
		return false
	}
	ceiling := maxBackOff
	if n < 5 { // later pauses are longer than the ceiling anyway, and a long shift overflows
		ceiling = min(firstBackOff<<n, maxBackOff)
	}
	wait := rand.N(ceiling) //nolint:gosec // spreads load, guards nothing
	if failed, ok := errors.AsType[*TransportError](err); ok {
		wait = max(wait, failed.RetryAfter)
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait || wait > c.config.timeout {
		return false
	}
	return sleep(ctx, wait) == nil
}
