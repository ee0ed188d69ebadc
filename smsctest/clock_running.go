package smsctest

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// RunningClock is a clock that goes as time.Now does and can be moved on, so that
// whoever tries something by hand need not wait for it. It is safe for concurrent
// use. Make one with [NewRunningClock].
type RunningClock struct {
	moving sync.Mutex // held while the clock is moved, and alarms ring

	mu      sync.Mutex
	ahead   time.Duration
	changed chan struct{}
	alarms  map[*runningAlarm]struct{}
}

// runningAlarm is something to be done at a time. Whoever takes it out of the
// clock's alarms does it.
type runningAlarm struct {
	at    time.Time
	f     func()
	timer *time.Timer
}

// NewRunningClock returns a clock that shows time.Now.
func NewRunningClock() *RunningClock {
	return &RunningClock{changed: make(chan struct{}), alarms: make(map[*runningAlarm]struct{})}
}

// Now returns what the clock shows.
func (c *RunningClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *RunningClock) now() time.Time { return time.Now().Add(c.ahead) }

// Ahead returns how far the clock is ahead of time.Now.
func (c *RunningClock) Ahead() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ahead
}

// Advance moves the clock on by d; a negative d does nothing. What a gateway has put
// off until then happens, in its order, before Advance returns.
func (c *RunningClock) Advance(d time.Duration) {
	c.moving.Lock()
	defer c.moving.Unlock()
	for _, due := range c.move(max(d, 0)) {
		due.f()
	}
}

// move moves the clock and takes out the alarms that are due, the soonest first.
func (c *RunningClock) move(d time.Duration) []*runningAlarm {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
	now := c.now()
	var due []*runningAlarm
	for a := range c.alarms {
		a.timer.Reset(max(a.at.Sub(now), 0))
		if !a.at.After(now) {
			due = append(due, a)
			delete(c.alarms, a)
			a.timer.Stop()
		}
	}
	slices.SortFunc(due, func(a, b *runningAlarm) int { return cmp.Compare(a.at.UnixNano(), b.at.UnixNano()) })
	close(c.changed)
	c.changed = make(chan struct{})
	return due
}

// alarm calls f when d has passed, or the clock has been moved on by d.
func (c *RunningClock) alarm(d time.Duration, f func()) (stop func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := &runningAlarm{at: c.now().Add(d), f: f}
	a.timer = time.AfterFunc(d, func() {
		if c.take(a) {
			f()
		}
	})
	c.alarms[a] = struct{}{}
	return func() {
		if c.take(a) {
			a.timer.Stop()
		}
	}
}

// take takes an alarm out, and reports whether it was still there.
func (c *RunningClock) take(a *runningAlarm) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, there := c.alarms[a]
	delete(c.alarms, a)
	return there
}

func (c *RunningClock) moved() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changed
}
