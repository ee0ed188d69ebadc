package tracking

import (
	"sync"
	"time"
)

// turns spread questions evenly over time.
type turns struct {
	every time.Duration // 0: no bound

	mu   sync.Mutex
	next time.Time
}

func newTurns(rate int) *turns {
	if rate == 0 {
		return &turns{}
	}
	return &turns{every: (minute + time.Duration(rate) - 1) / time.Duration(rate)}
}

// wait is how long it is until the next turn.
func (t *turns) wait(now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(0, t.next.Sub(now))
}

// take takes a turn, if there is one.
func (t *turns) take(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now.Before(t.next) {
		return false
	}
	t.next = now.Add(t.every)
	return true
}
