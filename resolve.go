package smsc

import (
	"context"
	"errors"
	"time"
)

// Resolve finds out what became of a send whose outcome is unknown, in another
// process too. It only asks and never sends.
//
// If the error is nil, the message was accepted. An invalid record comes back as
// [ValidationErrors]. Any other error is a [*SendError]: [OutcomeNotSent] when every
// endpoint that may have the message was asked for every recipient after the quiet
// time ([RetryPolicy].QuietTime) and knows none of them, else [OutcomeUnknown]. In
// another process Resolve waits for the quiet time by its own clock, since the wall
// clock may have been set: give ctx more than two minutes. How long the service keeps
// its messages is not known either, so ask soon ([RetryPolicy].Remembers).
func (c *Client) Resolve(ctx context.Context, record SendRecord) (result *SendResult, err error) {
	wrong := record.check()
	if len(record.Recipients) == 0 {
		wrong = append(wrong, &ValidationError{"Recipients", "needs at least one recipient; the members of groups cannot be asked for"})
	}
	if err := wrong.err(); err != nil {
		return nil, &SendError{Record: record, Err: err} // what was sent before is as unknown as it was
	}
	ctx, watched := c.observe(ctx, CallStart{Method: "Resolve", ID: record.ID, Recipients: len(record.Recipients)})
	defer func() { watched.endSend(result, err) }()
	s := &sending{Client: c, record: &record, doubtful: true}
	return s.resolve(ctx, errors.New("smsc: resolve: the outcome of the send is unknown"))
}

// SendOnce sends a message that may have been sent before, by a process that died:
// it asks for it, waits for the end of the quiet time within ctx, and sends only with
// the proof that the service does not have it. prior is the record from then, or one
// that is made from what was stored: at least ID, and LeaveBy if the request had one.
// What it leaves out is filled in from the request.
//
// The request must be the same, but for LeaveBy: the old time has passed before
// anything can be proved, and nothing leaves after it. So give it a new one that lies
// beyond the quiet time, or none, and store it before the call. The rest is as with
// [Client.Send].
func (c *Client) SendOnce(ctx context.Context, request SendRequest, prior SendRecord) (result *SendResult, err error) {
	if request.ID == "" {
		request.ID = prior.ID
	}
	out, err := c.compose(&request)
	if err != nil {
		return nil, &SendError{Record: prior, Err: err} // what was sent before is as unknown as it was
	}
	prior.Recipients, prior.Groups = addressees(request.To, request.Personal), out.groups
	if len(prior.Texts) == 0 {
		prior.Texts = out.texts()
	}
	wrong := prior.check()
	if prior.ID != request.ID {
		wrong = append(wrong, &ValidationError{"ID", "must be that of the record"})
	}
	if err := wrong.err(); err != nil {
		return nil, &SendError{Record: prior, Err: err}
	}
	return c.deliver(ctx, "SendOnce", out, &prior)
}

const (
	// lateRounds is how many times the recipients without an answer are asked for
	// after the quiet time.
	lateRounds = 8
	// clockDoubt is how far the wall clock may have been set between two processes.
	clockDoubt = 26 * time.Hour
)

// resolve asks for the message until it is found, or until it is proved that the
// service does not have it, or until the context is over. unknown is why the outcome
// is unknown.
func (s *sending) resolve(ctx context.Context, unknown error) (*SendResult, error) {
	asked, because := newQuestions(s.Client, s.record)
	if because != "" {
		return nil, s.unresolved(unknown, because)
	}
	used := s.clock.now()
	pause := time.Second
	for late := 0; late < lateRounds; {
		wait := pause
		if rest := s.quietFor(used); rest > 0 {
			wait = min(pause, rest)
		} else if late == 0 {
			wait = 0
		}
		if err := sleep(ctx, wait); err != nil {
			return nil, s.unresolved(unknown, "the context was over")
		}
		pause = min(2*pause, 30*time.Second)

		quiet := s.quietFor(used) <= 0
		if quiet {
			if late == 0 {
				pause = time.Second // the answers are the proof now
			}
			late++
		}
		found, err := asked.round(ctx, quiet)
		switch {
		case found != nil:
			return found, nil
		case errors.Is(err, ErrUnauthorized), errors.Is(err, ErrIPBlocked), errors.Is(err, ErrBlocked):
			return nil, s.unresolved(unknown, "the service refuses the account: "+err.Error())
		case errors.Is(err, errOtherMessage):
			return nil, s.unresolved(unknown, err.Error())
		}
		if s.evidence.absent = asked.absent(); s.evidence.absent {
			if err := s.proved(unknown); err != nil {
				return nil, err
			}
		}
		if quiet && asked.unprovable != "" {
			return nil, s.unresolved(unknown, asked.unprovable)
		}
		if result, err := s.repeat(ctx, quiet); err == nil && result != nil {
			return result, nil
		} else if err != nil {
			unknown = err
		}
	}
	return nil, s.unresolved(unknown, "not every question for its status was answered")
}

// quietFor is how long the quiet time still lasts. used is when this process began to
// use the record.
func (s *sending) quietFor(used instant) time.Duration {
	quiet := s.config.retry.quietTime()
	if s.record.clock == s.clock && s.record.left != (instant{}) {
		return quietHere(quiet, s.record.left, s.clock.now())
	}
	return quietElsewhere(quiet, s.record.LeaveBy, used, s.clock.now())
}

// quietHere is for a record of this process: at least as much time has passed as the
// monotonic clock says.
func quietHere(quiet time.Duration, left, now instant) time.Duration {
	return quiet - now.atLeast(left)
}

// quietElsewhere is for a record from another process. Only the wall clock connects
// the two, and it may have been set since. So the quiet time is waited for once more,
// here, unless it ended longer ago than a clock can be wrong by.
func quietElsewhere(quiet time.Duration, leaveBy time.Time, used, now instant) time.Duration {
	here := quiet - now.atLeast(used)
	if leaveBy.IsZero() {
		return here
	}
	byWall := leaveBy.Add(quiet).Sub(now.wall)
	if byWall < -clockDoubt {
		return 0
	}
	return max(here, byWall)
}
