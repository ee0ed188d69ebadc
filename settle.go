package smsc

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-smsc/smsc/internal/soap"
)

// The service refuses a request that is identical to one within a minute. A
// repetition is safe while it surely arrives within the minute that began, at the
// earliest, when the first attempt began: so it starts well before and is given
// up before that minute is over. See docs/retries.md.
const (
	repeatWithin = 40 * time.Second
	repeatBy     = 55 * time.Second
)

// askTimeout bounds one question for the status while a send is settled.
const askTimeout = 10 * time.Second

// askPauses are the pauses before each question; the service takes five for one
// message in a minute.
var askPauses = []time.Duration{
	time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second,
}

// maxAsked is how many recipients of a mailing are asked for, one after another.
// Any one that is known shows that the request was accepted.
const maxAsked = 2

// deliver makes the first attempts at a send. It repeats what was certainly not
// sent, on any endpoint, and settles what is unknown.
func (c *Client) deliver(ctx context.Context, d *draft) (*SendResult, error) {
	for n := 0; ; n++ {
		d.startedAt = time.Now()
		result, err := c.send(ctx, c.caller(n), d)
		switch {
		case err == nil:
			return result, nil
		case OutcomeOf(err) == Unknown:
			return c.settle(ctx, c.caller(n), d, err)
		case OutcomeOf(err) == Rejected || !repeatable(err) || !c.backOff(ctx, n, err):
			return nil, err
		}
	}
}

// settlement is one unknown send on its way to an end.
type settlement struct {
	*Client

	caller     *soap.Caller // the host that may have it: only there is a repetition refused
	draft      *draft
	recipients []string // whom to ask for; empty when nobody can be
	unknown    error    // why it is unknown
	duplicate  bool     // the service said 9 to a repetition
	rejected   error    // the service said another code to a repetition
}

// settle finds out whether an unknown send was accepted: it asks for the message,
// and sends the identical request again where that cannot make a second one.
func (c *Client) settle(ctx context.Context, caller *soap.Caller, d *draft, unknown error) (*SendResult, error) {
	s := &settlement{Client: c, caller: caller, draft: d, unknown: unknown}
	var because string
	s.recipients, because = c.askable(d)
	if len(s.recipients) == 0 && c.config.withoutRepeat {
		return nil, unsettled(unknown, because)
	}
	for _, pause := range askPauses {
		if sleep(ctx, pause) != nil {
			return nil, unsettled(s.unknown, "its context was over")
		}
		if result, err := s.step(ctx); !errors.Is(err, errUnclear) {
			return result, err
		}
	}
	if because == "" {
		because = "the service did not tell"
	}
	return nil, unsettled(s.unknown, because)
}

func unsettled(err error, because string) error {
	return fmt.Errorf("%w: not settled, since %s", err, because)
}

// errUnclear says that a step did not settle the send.
var errUnclear = errors.New("still unclear")

// step asks once and, when the message is not there, repeats the request once.
func (s *settlement) step(ctx context.Context) (*SendResult, error) {
	if len(s.recipients) > 0 {
		found, err := s.ask(ctx)
		switch {
		case err == nil:
			return found, nil
		case errors.Is(err, ErrUnauthorized), errors.Is(err, ErrIPBlocked):
			return nil, unsettled(s.unknown, "the service refuses the account: "+err.Error())
		case !errors.Is(err, ErrNotFound):
			return nil, errUnclear
		case s.rejected != nil:
			return nil, s.rejected
		}
	}
	if s.duplicate || s.rejected != nil || s.config.withoutRepeat || time.Since(s.draft.startedAt) > repeatWithin {
		return nil, errUnclear
	}
	return s.repeat(ctx)
}

// ask asks for the message by its recipients. It returns ErrNotFound only when
// the service knows none of them.
func (s *settlement) ask(ctx context.Context) (*SendResult, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	return s.find(s.draft.id, s.recipients, s.draft.startedAt, func(x exchange) error {
		return s.try(ctx, s.caller, x)
	})
}

// repeat sends the identical request to the same host.
func (s *settlement) repeat(ctx context.Context) (*SendResult, error) {
	ctx, cancel := context.WithDeadline(ctx, s.draft.startedAt.Add(repeatBy))
	defer cancel()
	result, err := s.send(ctx, s.caller, s.draft)
	switch {
	case err == nil:
		return result, nil
	case errors.Is(err, ErrDuplicate):
		// An identical request came before. Whether it was accepted is for the
		// status to say.
		s.duplicate = true
	case errors.Is(err, ErrUnauthorized), errors.Is(err, ErrIPBlocked):
		return nil, unsettled(s.unknown, "the service refuses the account: "+err.Error())
	case OutcomeOf(err) == Rejected:
		s.rejected = err
	}
	if len(s.recipients) > 0 || OutcomeOf(err) != Rejected {
		return nil, errUnclear
	}
	return nil, unsettled(s.unknown, "it cannot be asked for, and the identical request was answered "+err.Error())
}

// askable returns the recipients by which a send can be asked for, or why it
// cannot.
func (c *Client) askable(d *draft) (recipients []string, because string) {
	switch {
	case c.config.withoutAsking:
		return nil, "asking is switched off"
	case d.id == "":
		return nil, "its ID was left to the server"
	}
	for _, recipient := range d.request.recipients() {
		if checkStatusPhone(recipient) == "" {
			recipients = append(recipients, recipient)
		}
		if len(recipients) == maxAsked {
			break
		}
	}
	if len(recipients) == 0 {
		return nil, "a group cannot be asked for"
	}
	return recipients, ""
}

// clockSkew is how much older than its send a message may seem to be: the clocks
// of client and service differ. A message that is older is another one with the
// same ID.
const clockSkew = time.Minute

// find asks for the recipients' message until one is found. It asks for details,
// which tell the time of sending and the cost.
func (c *Client) find(
	id string, recipients []string, startedAt time.Time, call func(exchange) error,
) (*SendResult, error) {
	notFound := error(&APIError{Operation: OpGetStatus, Code: codeNotFound})
	for _, recipient := range recipients {
		status, err := c.status(StatusRequest{Phone: recipient, ID: id, Detail: DetailMessage}, call)
		if errors.Is(err, ErrNotFound) {
			notFound = err
			continue
		}
		if err != nil {
			return nil, err
		}
		if !startedAt.IsZero() && !status.SentAt.IsZero() && status.SentAt.Before(startedAt.Add(-clockSkew)) {
			continue
		}
		result := &SendResult{ID: id, Resolved: true}
		if len(recipients) == 1 {
			result.Cost, result.Count = status.Cost, status.Parts
		}
		return result, nil
	}
	return nil, notFound
}
