package smsc

import "time"

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
