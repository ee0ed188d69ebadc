package campaign

import (
	"context"
	"sync"
	"time"
)

const (
	// maxRefusals is how many refusals in a row there may be. The hundredth within
	// refusalTime would get the address blocked. (SMSC FAQ.)
	maxRefusals = 90
	refusalTime = 10 * time.Minute
)

// refusals keeps the number of refused sends in a row below what gets the address
// blocked. Requests that are on their way count as refused until they are answered.
type refusals struct {
	mu       sync.Mutex
	times    []time.Time // of the refusals in a row
	inFlight int
	changed  chan struct{} // closed when something has changed
}

func newRefusals() *refusals { return &refusals{changed: make(chan struct{})} }

// enter waits until one more refusal would do no harm.
func (r *refusals) enter(ctx context.Context) error {
	for {
		r.mu.Lock()
		for len(r.times) > 0 && time.Since(r.times[0]) >= refusalTime {
			r.times = r.times[1:]
		}
		row, changed := len(r.times), r.changed
		if row >= maxRefusals {
			r.mu.Unlock()
			return ErrRefusals
		}
		if row+r.inFlight < maxRefusals {
			r.inFlight++
			r.mu.Unlock()
			return nil
		}
		r.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// refused, accepted and neither are how a request ended.
func (r *refusals) refused()  { r.leave(func() { r.times = append(r.times, time.Now()) }) }
func (r *refusals) accepted() { r.leave(func() { r.times = nil }) }
func (r *refusals) neither()  { r.leave(func() {}) }

func (r *refusals) leave(note func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inFlight--
	note()
	close(r.changed)
	r.changed = make(chan struct{})
}

// replay notes how a request of an earlier run ended.
func (r *refusals) replay(done *Done) {
	switch {
	case done.Code != 0:
		r.times = append(r.times, done.At)
	case done.Outcome == outcomeAccepted:
		r.times = nil
	}
}
