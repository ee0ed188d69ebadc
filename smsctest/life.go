package smsctest

import (
	"fmt"
	"time"
)

// Status is the state of a message as get_status tells it (SMSC HTTP docs, status
// codes).
type Status int

// The states of a message.
const (
	StatusStopped       Status = -2
	StatusWaiting       Status = -1
	StatusWithOperator  Status = 0
	StatusDelivered     Status = 1
	StatusRead          Status = 2
	StatusExpired       Status = 3
	StatusLinkClicked   Status = 4
	StatusSpam          Status = 6
	StatusUndeliverable Status = 20
	StatusWrongNumber   Status = 22
	StatusForbidden     Status = 23
	StatusNoFunds       Status = 24
	StatusUnavailable   Status = 25

	statusNotFound Status = -3
)

// String returns the name that the service shows in status_name.
func (s Status) String() string {
	switch s {
	case statusNotFound:
		return "Message not found"
	case StatusStopped:
		return "Stopped"
	case StatusWaiting:
		return "Waiting to be sent"
	case StatusWithOperator:
		return "Passed to the operator"
	case StatusDelivered:
		return "Delivered"
	case StatusRead:
		return "Read"
	case StatusExpired:
		return "Expired"
	case StatusLinkClicked:
		return "Link clicked"
	case StatusSpam:
		return "Rejected as spam"
	case StatusUndeliverable:
		return "Cannot be delivered"
	case StatusWrongNumber:
		return "Wrong number"
	case StatusForbidden:
		return "Forbidden"
	case StatusNoFunds:
		return "Not enough money"
	case StatusUnavailable:
		return "Unavailable number"
	default:
		return fmt.Sprintf("Status %d", int(s))
	}
}

// Final reports whether a message in this state has come to its end. One that is
// delivered can still become read or have its link clicked.
func (s Status) Final() bool { return s > StatusWithOperator }

// Life is what happens to a message after it goes out: its steps in the order of
// time. A message that comes to no end before its validity is over expires then.
type Life []Step

// Step is a change of a message's state.
type Step struct {
	// After is the time since the message went out.
	After time.Duration
	// Status is the new state.
	Status Status
	// Err is the delivery error of a failed one (SMSC HTTP docs, err); 0 is none.
	Err int
}

// Delivered is the life of a message that is with the operator after a second and
// delivered after the given time.
func Delivered(after time.Duration) Life {
	return Life{{After: min(time.Second, after), Status: StatusWithOperator}, {After: after, Status: StatusDelivered}}
}

// Read is the life of a message that is delivered and then read; both times
// count from when it went out.
func Read(delivered, read time.Duration) Life {
	return append(Delivered(delivered), Step{After: read, Status: StatusRead})
}

// Failed is the life of a message that the operator takes and that ends in the
// given state, with a delivery error.
func Failed(after time.Duration, status Status, err int) Life {
	return Life{{After: min(time.Second, after), Status: StatusWithOperator}, {After: after, Status: status, Err: err}}
}

// Unanswered is the life of a message of which the operator says nothing more:
// it expires when its validity is over.
func Unanswered() Life {
	return Life{{After: time.Second, Status: StatusWithOperator}}
}

// state is where a message stands at some time, and since when.
type state struct {
	status Status
	err    int
	since  time.Time
}

// state works out the state of a message from its life. next is when it changes
// after that, the zero time for never.
func (r *record) state(now time.Time) (at state, next time.Time) {
	at = state{status: StatusWaiting, since: r.acceptedAt}
	if r.forced != nil {
		return *r.forced, time.Time{}
	}
	deadline := r.sendAt.Add(r.validity)
	for _, step := range r.life {
		when := r.sendAt.Add(step.After)
		if !at.status.Final() && when.After(deadline) {
			break // expires first
		}
		if when.After(now) {
			return at, when
		}
		at = state{status: step.Status, err: step.Err, since: when}
	}
	switch {
	case at.status.Final():
		return at, time.Time{}
	case deadline.After(now):
		return at, deadline
	default:
		return state{status: StatusExpired, since: deadline}, time.Time{}
	}
}
