package smsctest

import (
	"slices"
	"sync"
	"time"
)

// Clock tells the emulator the time. Everything that depends on time - windows
// of rules, schedules, the life of a message - is computed from it when somebody
// asks; nothing runs in the background.
//
// By default that is time.Now, which in a testing/synctest bubble is the bubble's
// time. What options and faults put off until later happens by the clock when it
// is that, a [ManualClock] or a [RunningClock]; with any other it happens by
// time.Now.
type Clock interface {
	Now() time.Time
}

// movableClock is a clock that somebody moves.
type movableClock interface {
	Clock
	Advance(d time.Duration)
	// alarm calls f when the clock shows so much later than now.
	alarm(d time.Duration, f func()) (stop func())
	// moved is closed when the clock is moved next.
	moved() <-chan struct{}
}

// ManualClock is a clock that stands still until a test moves it. It is safe for
// concurrent use. Make one with [NewManualClock].
type ManualClock struct {
	moving sync.Mutex // held while the clock is moved, and alarms ring

	mu      sync.Mutex
	now     time.Time
	changed chan struct{}
	alarms  []*alarm // the soonest first
}

// alarm is something to be done at a time.
type alarm struct {
	at time.Time
	f  func()
}

// NewManualClock returns a clock that shows start.
func NewManualClock(start time.Time) *ManualClock {
	return &ManualClock{now: start, changed: make(chan struct{})}
}

// Now returns what the clock shows.
func (c *ManualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set makes the clock show now. What a gateway has put off until then happens on
// the way, each at its time, before Set returns. Setting the clock back is
// possible: what happened in the meantime is then still to come, but for what was
// put off.
func (c *ManualClock) Set(now time.Time) {
	c.moving.Lock()
	defer c.moving.Unlock()
	c.move(now)
}

// Advance moves the clock on by d, as [ManualClock.Set] does.
func (c *ManualClock) Advance(d time.Duration) {
	c.moving.Lock()
	defer c.moving.Unlock()
	c.move(c.Now().Add(d))
}

func (c *ManualClock) move(to time.Time) {
	for {
		ringing := c.step(to)
		if ringing == nil {
			return
		}
		ringing.f()
	}
}

// step moves the clock to the next alarm, if there is one on the way, or else to
// the end of it.
func (c *ManualClock) step(to time.Time) (ringing *alarm) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.alarms) > 0 && !c.alarms[0].at.After(to) {
		ringing = c.alarms[0]
		c.alarms = slices.Delete(c.alarms, 0, 1)
		to = ringing.at
	}
	c.now = to
	close(c.changed)
	c.changed = make(chan struct{})
	return ringing
}

// alarm calls f when the clock has been moved on by d.
func (c *ManualClock) alarm(d time.Duration, f func()) (stop func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := &alarm{at: c.now.Add(d), f: f}
	i, _ := slices.BinarySearchFunc(c.alarms, a, func(other, a *alarm) int {
		if other.at.After(a.at) {
			return 1
		}
		return -1 // of equal times the first comes first
	})
	c.alarms = slices.Insert(c.alarms, i, a)
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if i := slices.Index(c.alarms, a); i >= 0 {
			c.alarms = slices.Delete(c.alarms, i, i+1)
		}
	}
}

// moved is closed when the clock is moved next.
func (c *ManualClock) moved() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changed
}

// realClock is time.Now.
type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }
