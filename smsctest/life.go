package smsctest

import (
	"slices"
	"time"

	"github.com/go-smsc/smsc"
)

// Life is what happens to a message after it goes out: its steps in the order of
// time. A message that comes to no end before its validity is over expires then.
type Life []Step

// Step is a change of a message's status.
type Step struct {
	// After is the time since the message went out.
	After time.Duration
	// Status is the new status.
	Status smsc.StatusCode
	// DeliveryError is why the message failed (SMSC HTTP docs, err); 0 is none.
	DeliveryError smsc.DeliveryCode
}

// Delivered is the life of a message that is with the operator after a second and
// delivered after the given time.
func Delivered(after time.Duration) Life {
	return Life{{After: min(time.Second, after), Status: smsc.StatusPassed}, {After: after, Status: smsc.StatusDelivered}}
}

// Read is the life of a message that is delivered and then read; both times
// count from when it went out.
func Read(delivered, read time.Duration) Life {
	return append(Delivered(delivered), Step{After: read, Status: smsc.StatusRead})
}

// Failed is the life of a message that the operator takes and that ends with the
// given status and delivery error.
func Failed(after time.Duration, status smsc.StatusCode, err smsc.DeliveryCode) Life {
	return Life{{After: min(time.Second, after), Status: smsc.StatusPassed}, {After: after, Status: status, DeliveryError: err}}
}

// Unanswered is the life of a message of which the operator says nothing more:
// it expires when its validity is over.
func Unanswered() Life {
	return Life{{After: time.Second, Status: smsc.StatusPassed}}
}

// virtualLife is that of a message of an account in test mode: said to be
// delivered, with the delivery error that says it was not sent (SMSC HTTP docs, err
// 200; that the status is Delivered is inferred).
var virtualLife = Life{{Status: smsc.StatusDelivered, DeliveryError: 200}}

// state is where a message stands at some time, and since when.
type state struct {
	status smsc.StatusCode
	err    smsc.DeliveryCode
	since  time.Time
}

// maxByHand bounds what is kept of the states that were set by hand.
const maxByHand = 16

// setByHand gives a message a state, whatever its life had in store.
func (r *record) setByHand(s state) {
	if len(r.byHand) == maxByHand {
		r.byHand = slices.Delete(r.byHand, 1, 2) // the first says when its life was over
	}
	r.byHand = append(r.byHand, s)
}

// walk calls yield for each state of a message until now, oldest first. next is
// when it changes after that, the zero time for never.
func (r *record) walk(now time.Time, yield func(state)) (next time.Time) {
	at := state{status: smsc.StatusWaiting, since: r.acceptedAt}
	yield(at)
	lives := now // until when its life goes on
	byHand := r.byHand
	for len(byHand) > 0 && byHand[len(byHand)-1].since.After(now) {
		byHand = byHand[:len(byHand)-1] // asked for an earlier time
	}
	if len(byHand) > 0 {
		lives = byHand[0].since
	}
	next = r.live(lives, at, yield)
	if len(byHand) == 0 {
		return next
	}
	for _, s := range byHand {
		yield(s)
	}
	return time.Time{}
}

// live is walk for what the life of a message has in store.
func (r *record) live(until time.Time, at state, yield func(state)) (next time.Time) {
	deadline := r.sendAt.Add(r.validity)
	for _, step := range r.life {
		when := r.sendAt.Add(step.After)
		if !ended(at.status) && when.After(deadline) {
			break // expires first
		}
		if when.After(until) {
			return when
		}
		at = state{status: step.Status, err: step.DeliveryError, since: when}
		yield(at)
	}
	switch {
	case ended(at.status):
		return time.Time{}
	case deadline.After(until):
		return deadline
	}
	yield(state{status: smsc.StatusExpired, since: deadline})
	return time.Time{}
}

// state works out where a message stands at a time. next is when that changes,
// the zero time for never.
func (r *record) state(now time.Time) (at state, next time.Time) {
	next = r.walk(now, func(s state) { at = s })
	return at, next
}

func (r *record) history(now time.Time) []Change {
	var changes []Change
	r.walk(now, func(s state) {
		changes = append(changes, Change{At: s.since, Status: s.status, DeliveryError: s.err})
	})
	return changes
}

// ended reports whether a message with this status has come to its end: also with
// one that the SDK does not know, so that a test can give a life such an end.
func ended(status smsc.StatusCode) bool { return status > smsc.StatusPassed }
