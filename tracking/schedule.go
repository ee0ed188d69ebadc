package tracking

import (
	"math"
	"time"

	"github.com/go-smsc/smsc"
)

// Schedule returns the pause before the next question for a message. age is the time
// since the message went out, and status is the newest that is known of it:
// [smsc.StatusNotFound] when nothing is. At age 0 with nothing known it is the pause
// before the first question. It must not block, and it is called from several
// goroutines. Whatever it returns, a Tracker pauses for 3 seconds at least, asks no
// more than 5 times a minute, and asks once more when the validity of the message is
// over.
type Schedule func(age time.Duration, status smsc.StatusCode) time.Duration

const (
	// soonest is the shortest pause.
	soonest = 3 * time.Second
	// perMinute is how often the service lets one message be asked for in a minute.
	// (SMSC SOAP docs, get_status.)
	perMinute = 5
	// minute is the service's window, and a second for the way there: what counts is
	// when a question arrives.
	minute = time.Minute + time.Second
)

// Frugal is the schedule for many messages, and the default of [Tracker.Track]. Most
// messages are delivered within 2 minutes, so the first question comes then and is
// mostly the only one. The second comes half an hour later. After that each pause is
// as long as the message is old, up to 6 hours.
func Frugal(age time.Duration, status smsc.StatusCode) time.Duration {
	const first = 2*time.Minute + 5*time.Second
	switch {
	case age < first:
		return first - age
	case status == smsc.StatusStopped:
		return max(time.Hour, min(age, 6*time.Hour))
	default:
		return max(30*time.Minute, min(age, 6*time.Hour))
	}
}

// Prompt is the schedule for a message that somebody is waiting for, and the default
// of [Tracker.Wait]: the first question comes after 4 seconds, 5 come in the first
// minute, and the pauses then grow with the age up to half an hour.
func Prompt(age time.Duration, _ smsc.StatusCode) time.Duration {
	const first = 4 * time.Second
	if age < first {
		return first - age
	}
	return max(5*time.Second, min(age*3/4, 30*time.Minute))
}

// Fallback is the schedule for accounts whose delivery reports reach [Tracker.Report].
// It asks after an hour for a message of which nothing has been heard, and 5 hours
// after that. A message that the service has told something about is left to the
// reports until its validity is over.
func Fallback(age time.Duration, status smsc.StatusCode) time.Duration {
	switch {
	case status != smsc.StatusNotFound:
		return math.MaxInt64
	case age < time.Hour:
		return time.Hour - age
	default:
		return 5 * time.Hour
	}
}

// Steps is a schedule of fixed pauses, counted from when the message went out. The
// last one repeats. Without any it is [Frugal].
func Steps(pauses ...time.Duration) Schedule {
	if len(pauses) == 0 {
		return Frugal
	}
	pauses = append([]time.Duration(nil), pauses...)
	return func(age time.Duration, _ smsc.StatusCode) time.Duration {
		var at time.Duration
		for _, pause := range pauses {
			if at += max(pause, soonest); age < at {
				return at - age
			}
		}
		return pauses[len(pauses)-1]
	}
}

// pause is what a schedule says, within bounds.
func (s Schedule) pause(age time.Duration, status smsc.StatusCode) time.Duration {
	return max(soonest, s(max(0, age), status))
}

// leastPause is how soon after a question the next one for the message may come: the
// first 5 at will, then none until those do not count any more, and then evenly.
func leastPause(asked int32) time.Duration {
	switch {
	case asked < perMinute:
		return soonest
	case asked == perMinute:
		return minute
	default:
		return minute / perMinute
	}
}
