package smsctest

import (
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

// state is where a message stands at some time, and since when.
type state struct {
	status smsc.StatusCode
	err    smsc.DeliveryCode
	since  time.Time
}

// state works out the state of a message from its life. next is when it changes
// after that, the zero time for never.
func (r *record) state(now time.Time) (at state, next time.Time) {
	at = state{status: smsc.StatusWaiting, since: r.acceptedAt}
	if r.forced != nil {
		return *r.forced, time.Time{}
	}
	deadline := r.sendAt.Add(r.validity)
	for _, step := range r.life {
		when := r.sendAt.Add(step.After)
		if !ended(at.status) && when.After(deadline) {
			break // expires first
		}
		if when.After(now) {
			return at, when
		}
		at = state{status: step.Status, err: step.DeliveryError, since: when}
	}
	switch {
	case ended(at.status):
		return at, time.Time{}
	case deadline.After(now):
		return at, deadline
	default:
		return state{status: smsc.StatusExpired, since: deadline}, time.Time{}
	}
}

// ended reports whether a message with this status has come to its end: also with
// one that the SDK does not know, so that a test can give a life such an end.
func ended(status smsc.StatusCode) bool { return status > smsc.StatusPassed }
