package campaign

import (
	"context"
	"sync"
	"time"
)

// pace keeps to a number of messages a minute.
type pace struct {
	each time.Duration // for a message; 0: no bound

	mu   sync.Mutex
	next time.Time // when the next batch may leave
}

// newPace makes room for one batch, so that no minute holds more, wherever it begins.
func newPace(perMinute, batch int) *pace {
	if perMinute <= 0 {
		return &pace{}
	}
	return &pace{each: time.Minute / time.Duration(max(1, perMinute-batch+1))}
}

// wait waits until n messages may leave, or the context is over.
func (p *pace) wait(ctx context.Context, n int) error {
	if p.each == 0 {
		return nil
	}
	p.mu.Lock()
	now := time.Now()
	at := p.next
	if at.Before(now) {
		at = now
	}
	p.next = at.Add(time.Duration(n) * p.each)
	p.mu.Unlock()
	return pause(ctx, at.Sub(now))
}

// pause waits, or returns why the context is over.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
