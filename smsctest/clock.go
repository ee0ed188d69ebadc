package smsctest

import (
	"sync"
	"time"
)

// Clock tells the emulator the time. Everything that depends on time - windows
// of rules, schedules, the life of a message - is computed from it when somebody
// asks; nothing runs in the background.
//
// By default that is time.Now, which in a testing/synctest bubble is the bubble's
// time.
type Clock interface {
	Now() time.Time
}

// ManualClock is a clock that stands still until a test moves it. It is safe for
// concurrent use. Make one with [NewManualClock].
type ManualClock struct {
	mu      sync.Mutex
	now     time.Time
	changed chan struct{}
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

// Set makes the clock show now. Setting it back is possible: what happened in
// the meantime is then still to come.
func (c *ManualClock) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
	close(c.changed)
	c.changed = make(chan struct{})
}

// Advance moves the clock on by d.
func (c *ManualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	close(c.changed)
	c.changed = make(chan struct{})
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
