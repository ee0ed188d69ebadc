package tracking

import (
	"context"
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

// take takes the next turn, and returns how long it is until then.
func (t *turns) take(now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := now
	if t.next.After(now) {
		at = t.next
	}
	t.next = at.Add(t.every)
	return at.Sub(now)
}

// sleep waits for d, or for the end of ctx, whose error it returns.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
