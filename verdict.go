package smsc

// evidence is all that is known of a send, in plain values. [verdict] says what it
// proves.
type evidence struct {
	// attempts are those of which something may have reached the service.
	attempts []attempt
	// found: a status shows that the service has the message. That is so for an ID
	// which nobody else can have used, or when the message's text is the one sent.
	found bool
	// absent: every endpoint that may have the message was asked for every recipient,
	// each time when the quiet time had passed since the last moment at which an
	// attempt could still leave, and each said that there is no such message.
	// Groups, IDs that the service makes and recipients that it may correct cannot
	// be asked for so that the answer proves it.
	absent bool
}

// attempt is one attempt at a send of which something may have been written.
type attempt struct {
	// accepted: it was answered with success, in the name of this message.
	accepted bool
	// code is the error code that it was answered with; 0 for no answer.
	code int
	// repeated: the transport may have written it more than once, so that its
	// answer may be that to a copy.
	repeated bool
}

// codeTwice is the code of a send that came twice, or together with too many others.
const codeTwice = 9

// verdict says which outcome is proved. What is not proved is unknown.
//
//	accepted   an attempt was answered with success, or a status shows the message
//	not sent   no attempt may have reached the service; or it does not have the
//	           message and will not get it, and no error code says more
//	rejected   an error code answered the only copy that may have reached the
//	           service; or it came for the last attempt, and the service does not have
//	           the message from an earlier one. Code 9 says that a copy came before,
//	           so it is never an answer to the only one
//	unknown    everything else
func verdict(e evidence) Outcome {
	for _, a := range e.attempts {
		if a.accepted {
			return OutcomeAccepted
		}
	}
	if e.found {
		return OutcomeAccepted
	}
	if len(e.attempts) == 0 {
		return OutcomeNotSent
	}
	last := e.attempts[len(e.attempts)-1]
	rejected := last.code != 0 && last.code != codeTwice
	switch {
	case rejected && len(e.attempts) == 1 && !last.repeated:
		return OutcomeRejected
	case e.absent && rejected:
		return OutcomeRejected
	case e.absent:
		return OutcomeNotSent
	default:
		return OutcomeUnknown
	}
}
