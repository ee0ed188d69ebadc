package smsctest

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/shopspring/decimal"
)

// Messages returns the messages that are kept, oldest first.
func (g *Gateway) Messages() []Message {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	all := make([]Message, 0, len(g.messages.records))
	g.messages.since(0, func(r *record) bool {
		all = append(all, r.message(now))
		return true
	})
	return all
}

// Last returns the newest message to a phone, which may be given in any form that
// a request can have it in. It reports false when there is none.
func (g *Gateway) Last(phone string) (Message, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	number := phoneNumber(phone, g.correct)
	r := g.messages.last(func(r *record) bool { return r.phone == phone || r.phone == number })
	if r == nil {
		return Message{}, false
	}
	return r.message(g.clock.Now()), true
}

// Find returns the newest message with a phone and an ID, the one that get_status
// answers for.
func (g *Gateway) Find(phone, id string) (Message, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	r, _ := g.find(phone, id)
	if r == nil {
		return Message{}, false
	}
	return r.message(g.clock.Now()), true
}

// Accepted returns how many messages were accepted since [New] or [Gateway.Reset],
// with those that are no longer kept.
func (g *Gateway) Accepted() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return int(g.messages.total)
}

// Tally returns how many of the messages that are kept have the same phone and
// ID. A message that was sent once has a 1.
func (g *Gateway) Tally() map[Key]int {
	g.mu.Lock()
	defer g.mu.Unlock()
	tally := make(map[Key]int)
	g.messages.since(0, func(r *record) bool {
		tally[r.key()]++
		return true
	})
	return tally
}

// Requests returns the requests that are kept, oldest first.
func (g *Gateway) Requests() []Request {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.requests.list()
}

// Balance returns the account's balance.
func (g *Gateway) Balance() decimal.Decimal {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.funds
}

// SetBalance sets the account's balance.
func (g *Gateway) SetBalance(balance decimal.Decimal) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.funds = balance
}

// SetStatus puts the newest message with a phone and an ID into a state, with a
// delivery error or 0, whatever its life had in store. It reports whether there
// is one.
func (g *Gateway) SetStatus(phone, id string, status Status, err int) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	r, _ := g.find(phone, id)
	if r == nil {
		return false
	}
	r.forced = &state{status: status, err: err, since: g.clock.Now()}
	g.revision++
	g.wake()
	return true
}

// Reset puts everything back to how [New] made it: no messages, requests, faults
// and blocked addresses, the first balance. Numbers of requests and messages
// begin anew. The clock stays.
func (g *Gateway) Reset() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.reset()
	g.revision++
	g.wake()
}

// ClearMessages forgets the messages and nothing else.
func (g *Gateway) ClearMessages() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.messages.clear()
	g.wake()
}

// Dump writes balance, messages and requests as JSON, without credentials.
func (g *Gateway) Dump(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		Balance  decimal.Decimal `json:"balance"`
		Messages []Message       `json:"messages"`
		Requests []Request       `json:"requests"`
	}{g.Balance(), g.Messages(), g.Requests()})
}

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
// With a clock other than time.Now and [ManualClock] a change of state is seen
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
		if g.changed == nil {
			g.changed = make(chan struct{})
		}
		changed := g.changed
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
	if manual, ok := g.clock.(*ManualClock); ok {
		moved = manual.moved()
		if !manual.Now().Equal(now) {
			return nil // moved before we listened
		}
	} else if !soonest.IsZero() {
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
