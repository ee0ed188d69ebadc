package smsctest

import (
	"context"
	"time"
)

// wake wakes who waits. The caller holds mu.
func (g *Gateway) wake() {
	if g.changed != nil {
		close(g.changed)
		g.changed = nil
	}
}

// Wait returns the first message for which match returns true: one that is there,
// or one that comes or changes later. It ends with the cause of ctx when that is
// over before. match must not call the Gateway.
//
// With a clock of the test's own a change of state is seen
// when time.Now has moved on by as much as the clock had to.
func (g *Gateway) Wait(ctx context.Context, match func(Message) bool) (Message, error) {
	var (
		seen     uint64    // messages up to here have been looked at
		pending  []*record // those among them that can still change by themselves
		revision int
	)
	for {
		g.mu.Lock()
		now := g.clock.Now()
		if g.revision != revision {
			seen, pending, revision = 0, nil, g.revision
		}
		g.messages.since(seen, func(r *record) bool {
			pending = append(pending, r)
			return true
		})
		seen = g.messages.total

		var soonest time.Time
		unmatched := pending[:0]
		for _, r := range pending {
			if m := r.message(now); match(m) {
				g.mu.Unlock()
				return m, nil
			}
			_, next := r.state(now)
			if next.IsZero() {
				continue
			}
			if soonest.IsZero() || next.Before(soonest) {
				soonest = next
			}
			unmatched = append(unmatched, r)
		}
		pending = unmatched
		changed := g.listen()
		g.mu.Unlock()

		if err := g.pause(ctx, changed, now, soonest); err != nil {
			return Message{}, err
		}
	}
}

// pause waits until something changes or it is time for the next change.
func (g *Gateway) pause(ctx context.Context, changed <-chan struct{}, now, soonest time.Time) error {
	var due <-chan time.Time
	var moved <-chan struct{}
	movable, ok := g.clock.(movableClock)
	if ok {
		moved = movable.moved()
	}
	if manual, ok := movable.(*ManualClock); ok {
		if !manual.Now().Equal(now) {
			return nil // moved before we listened
		}
	} else if !soonest.IsZero() {
		if ok && !movable.Now().Before(soonest) {
			return nil // the same
		}
		timer := time.NewTimer(max(soonest.Sub(now), time.Millisecond))
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-changed:
	case <-moved:
	case <-due:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}

// WaitRequest returns the first request for which match returns true: one that is
// kept, or one that comes or changes later. A request is there as soon as it is
// read, also when it hangs or waits. It ends with the cause of ctx when that is
// over before. match must not call the Gateway.
func (g *Gateway) WaitRequest(ctx context.Context, match func(Request) bool) (Request, error) {
	for {
		g.mu.Lock()
		for i := range g.requests.entries.n {
			if r := g.requests.entries.at(i); match(*r) {
				found := r.clone()
				g.mu.Unlock()
				return found, nil
			}
		}
		changed := g.listen()
		g.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return Request{}, context.Cause(ctx)
		}
	}
}

// listen returns what wake closes next. The caller holds mu.
func (g *Gateway) listen() <-chan struct{} {
	if g.changed == nil {
		g.changed = make(chan struct{})
	}
	return g.changed
}
