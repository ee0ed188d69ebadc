package smsc

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"github.com/go-smsc/smsc/internal/soap"
)

// sending is one send on its way to an outcome.
type sending struct {
	*Client

	out      outgoing    // zero when the message is only asked for
	record   *SendRecord // nil until it is needed
	evidence evidence
	doubtful bool    // an earlier process may have tried it
	began    instant // when the first unresolved attempt began
	last     *endpoint
	trip     soap.Trip  // of the newest attempt
	room     [2]attempt // for evidence, which seldom has more
}

// deliver sends until an outcome is proved, or the context is over. What was not
// sent is tried again; what may have been sent is resolved first. prior is what may
// have been tried before this call, nil for nothing. method is what the caller called.
func (c *Client) deliver(ctx context.Context, method string, out outgoing, prior *SendRecord) (result *SendResult, err error) {
	ctx, watched := c.observe(ctx, CallStart{Method: method, ID: out.id, Recipients: out.recipients})
	defer func() { watched.endSend(result, err) }()
	if prior != nil {
		earlier := &sending{Client: c, record: prior, doubtful: true}
		if result, err := earlier.resolve(ctx, errTriedBefore); OutcomeOf(err) != OutcomeNotSent {
			return result, err
		}
	}
	s := &sending{Client: c, out: out}
	for n := 0; ; n++ {
		result, outcome, err := s.attempt(ctx, s.endpoint(n))
		if outcome == OutcomeAccepted {
			return result, nil
		}
		if outcome == OutcomeUnknown && s.config.retry.OnUnknown == UnknownAsk {
			if result, err = s.resolve(ctx, err); err == nil {
				return result, nil
			}
		} else {
			err = s.failed(outcome, err)
		}
		if OutcomeOf(err) != OutcomeNotSent || !repeatable(err) || !s.backOff(ctx, n, err) {
			return nil, err
		}
		s.forget()
	}
}

// attempt makes one attempt and notes what it shows. The outcome is that of all
// attempts so far.
func (s *sending) attempt(ctx context.Context, to *endpoint) (result *SendResult, outcome Outcome, err error) {
	began := s.clock.now()
	if len(s.evidence.attempts) == 0 {
		s.began = began
	}
	s.trip.Repeated = false
	if leaveBy := s.out.leaveBy; !leaveBy.IsZero() && s.trip.Late == nil {
		s.trip.Late = func() bool { return s.clock.now().past(leaveBy, began) }
	}
	result, err = s.out.post(ctx, s.Client, to, began, &s.trip)
	code, answered := errors.AsType[*APIError](err)
	if !answered && OutcomeOf(err) == OutcomeNotSent {
		return nil, verdict(s.evidence), err
	}
	shown := attempt{accepted: err == nil, repeated: s.trip.Repeated}
	if answered {
		shown.code = code.Code
	}
	if s.evidence.attempts == nil {
		s.evidence.attempts = s.room[:0]
	}
	s.evidence.attempts = append(s.evidence.attempts, shown)
	if err != nil {
		s.keepRecord()
		// The transport can read no more of the request, so nothing leaves from now
		// on.
		s.record.left, s.last = s.clock.now(), to
		s.record.LeaveBy = s.record.left.wall
		if !slices.Contains(s.record.Endpoints, to.url) {
			s.record.Endpoints = append(s.record.Endpoints, to.url)
		}
	}
	return result, verdict(s.evidence), err
}

// forget drops the evidence of attempts that are proved not to have been accepted.
func (s *sending) forget() {
	s.evidence, s.trip, s.record = evidence{}, soap.Trip{}, nil
}

// keepRecord makes the record when it is needed for the first time.
func (s *sending) keepRecord() {
	if s.record == nil {
		s.record = s.out.record(s.clock)
	}
}

// failed is the error that the caller gets.
func (s *sending) failed(outcome Outcome, err error) *SendError {
	s.keepRecord()
	return &SendError{Record: *s.record, Outcome: outcome, Err: err}
}

// unresolved is the error of a send whose outcome could not be found out.
func (s *sending) unresolved(unknown error, because string) error {
	return s.failed(OutcomeUnknown, fmt.Errorf("%w: not resolved: %s", unknown, because))
}

// proved is the error of an outcome that the answers to all questions prove; nil while
// they prove none.
func (s *sending) proved(unknown error) error {
	known := s.evidence
	if s.doubtful { // then an earlier process made an attempt that was not answered
		known.attempts = append([]attempt{{}}, known.attempts...)
	}
	outcome := verdict(known)
	switch {
	case outcome == OutcomeNotSent && s.out.recipients == 0:
		return s.failed(outcome, &APIError{Operation: OpStatus, Code: codeNotFound})
	case outcome == OutcomeNotSent || outcome == OutcomeRejected:
		return s.failed(outcome, unknown)
	default:
		return nil
	}
}

// repeat sends the identical request once more, if the policy allows it and the
// duplicate would surely arrive within the minute in which the service refuses it.
func (s *sending) repeat(ctx context.Context, quiet bool) (*SendResult, error) {
	const startWithin, arriveBy = 40 * time.Second, 55 * time.Second
	began := s.clock.now().atMost(s.began)
	if !s.config.retry.RepeatWithinMinute || quiet || s.out.recipients == 0 || s.last == nil || s.doubtful || began > startWithin ||
		s.evidence.attempts[len(s.evidence.attempts)-1].code != 0 {
		return nil, nil //nolint:nilnil // nothing was done, and nothing is wrong
	}
	ctx, cancel := context.WithTimeout(ctx, arriveBy-began)
	defer cancel()
	// The namespace of the attempt before is pinned, so that it is identical to the
	// byte. It must not leave later than that, whatever the machine has done meanwhile.
	s.trip.Late = func() bool { return s.clock.now().atMost(s.began) > arriveBy }
	result, outcome, err := s.attempt(ctx, s.last)
	s.trip.Late = nil
	if outcome == OutcomeAccepted {
		return result, nil
	}
	if code, ok := errors.AsType[*APIError](err); ok && !code.Is(ErrDuplicate) {
		return nil, err
	}
	return nil, nil //nolint:nilnil // as unknown as before
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

const (
	firstBackOff = 200 * time.Millisecond
	maxBackOff   = 5 * time.Second
)

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
