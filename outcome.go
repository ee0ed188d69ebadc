package smsc

// Outcome is what is known of a send. Each except OutcomeUnknown needs a proof, see
// [docs/retries.md].
//
// [docs/retries.md]: https://github.com/go-smsc/smsc/blob/main/docs/retries.md
type Outcome int

// The outcomes of a send. The zero value is the careful one.
const (
	// OutcomeUnknown: the request may have reached the service, and there is no proof
	// of what became of it. Sending it again can send the message twice.
	OutcomeUnknown Outcome = iota
	// OutcomeNotSent: the service does not have the message and will not get it. It
	// is safe to send again.
	OutcomeNotSent
	// OutcomeRejected: the service answered with an error code. Nothing was sent,
	// and the same request will be rejected again until its cause is fixed.
	OutcomeRejected
	// OutcomeAccepted: the service took the message.
	OutcomeAccepted
)

// String returns "unknown", "not_sent", "rejected" or "accepted".
func (o Outcome) String() string {
	switch o {
	case OutcomeNotSent:
		return "not_sent"
	case OutcomeRejected:
		return "rejected"
	case OutcomeAccepted:
		return "accepted"
	default:
		return "unknown"
	}
}

// OutcomeOf returns what an error says about its send. A nil error is
// [OutcomeAccepted]. An error that says nothing about a send is [OutcomeUnknown]. Of
// several joined errors the most careful one counts: unknown, then rejected, then
// not sent.
func OutcomeOf(err error) Outcome {
	if err == nil {
		return OutcomeAccepted
	}
	outcome, _ := outcomeOf(err)
	return outcome
}

// notMade is what a call that was not made says about a send: a question for a status
// says nothing about the message that it was for.
func notMade(op Operation) Outcome {
	if op == OpStatus {
		return OutcomeUnknown
	}
	return OutcomeNotSent
}

// outcomeOf looks for the errors that know an outcome, from the outside in. What is
// wrapped in one of them has been weighed already.
func outcomeOf(err error) (outcome Outcome, known bool) {
	if e, ok := err.(interface{ outcome() Outcome }); ok {
		return e.outcome(), true
	}
	var inside []error
	switch e := err.(type) { //nolint:errorlint // as above
	case interface{ Unwrap() error }:
		if wrapped := e.Unwrap(); wrapped != nil {
			inside = []error{wrapped}
		}
	case interface{ Unwrap() []error }:
		inside = e.Unwrap()
	}
	for _, one := range inside {
		if one == nil {
			continue
		}
		found, ok := outcomeOf(one)
		if ok && (!known || moreCareful(found, outcome)) {
			outcome, known = found, true
		}
	}
	return outcome, known
}

// moreCareful reports whether a is the more careful outcome to act on.
func moreCareful(a, b Outcome) bool {
	care := func(o Outcome) int {
		switch o {
		case OutcomeAccepted:
			return 0
		case OutcomeNotSent:
			return 1
		case OutcomeRejected:
			return 2
		default:
			return 3
		}
	}
	return care(a) > care(b)
}
