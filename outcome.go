package smsc

import "errors"

// Outcome is what is known of a send.
type Outcome int

// The outcomes of a send. The zero value is the careful one.
const (
	// Unknown: the request may have reached the service and no well-formed
	// answer came back. The message may be on its way or not; sending it again
	// can send it twice.
	Unknown Outcome = iota
	// NotSent: nothing reached the service, or nothing of it was processed. It
	// is safe to send again.
	NotSent
	// Rejected: the service answered with an error code. Nothing was sent, and
	// the same request will be rejected again until its cause is mended.
	Rejected
	// Accepted: the service took the message.
	Accepted
)

// String returns "unknown", "not_sent", "rejected" or "accepted".
func (o Outcome) String() string {
	switch o {
	case NotSent:
		return "not_sent"
	case Rejected:
		return "rejected"
	case Accepted:
		return "accepted"
	default:
		return "unknown"
	}
}

// OutcomeOf tells what an error of this package says about its send. A nil error
// is [Accepted]; an error that is none of this package's is [Unknown].
func OutcomeOf(err error) Outcome {
	if err == nil {
		return Accepted
	}
	if known, ok := errors.AsType[interface {
		error
		outcome() Outcome
	}](err); ok {
		return known.outcome()
	}
	return Unknown
}
