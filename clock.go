package smsc

import "time"

// clock tells the time by the machine's two clocks. Neither can be trusted alone:
// the wall clock is set forwards and back, and the monotonic one stands still while
// the machine sleeps.
type clock struct{ now func() instant }

// instant is a moment on both clocks. Two of them can be compared when they come
// from the same clock.
type instant struct {
	wall time.Time     // without its monotonic reading
	mono time.Duration // since the clock was made
}

func newClock() *clock {
	began := time.Now()
	return &clock{func() instant {
		now := time.Now()
		return instant{wall: now.Round(0), mono: now.Sub(began)}
	}}
}

// atLeast is time that has surely passed since then: the monotonic clock never runs
// ahead.
func (now instant) atLeast(then instant) time.Duration { return now.mono - then.mono }

// atMost is the longest time that may have passed since then, whichever clock stood
// still or was set back.
func (now instant) atMost(then instant) time.Duration {
	return max(now.mono-then.mono, now.wall.Sub(then.wall))
}

// past reports whether a moment on the wall clock may have passed that was until away
// when the clocks showed then.
func (now instant) past(moment time.Time, then instant) bool {
	return !moment.IsZero() && (!now.wall.Before(moment) || now.mono-then.mono >= moment.Sub(then.wall))
}
