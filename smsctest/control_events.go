package smsctest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/shopspring/decimal"
)

const (
	// eventGap is the least time between two events: a mailing is one.
	eventGap = 100 * time.Millisecond
	// eventSilence is how long a stream says nothing: what is between might think
	// that it is dead.
	eventSilence = 15 * time.Second
	// eventWatched is how many of the newest messages are watched for changes by
	// themselves.
	eventWatched = 200
)

// eventJSON is what an event tells: how much there is by now.
type eventJSON struct {
	Messages uint64          `json:"messages"`
	Requests uint64          `json:"requests"`
	Balance  decimal.Decimal `json:"balance"`
}

// getEvents streams an event now and whenever something has changed. It does not
// tell what: whoever wants to know asks.
func (g *Gateway) getEvents(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/event-stream")
	stream := http.NewResponseController(w)
	gap := time.NewTimer(0)
	defer gap.Stop()
	for {
		select {
		case <-gap.C:
		case <-r.Context().Done():
			return nil
		}
		event, changed, moved, next, closed := g.glance()
		if closed {
			return nil
		}
		text, err := json.Marshal(event)
		if err != nil {
			return nil // never: these are numbers
		}
		if _, err := fmt.Fprintf(w, "event: change\ndata: %s\n\n", text); err != nil {
			return nil
		}
		if stream.Flush() != nil {
			return nil
		}
		if !waitForChange(w, r, changed, moved, next) {
			return nil
		}
		gap.Reset(eventGap)
	}
}

// glance is what an event tells, and what to wait for until the next.
func (g *Gateway) glance() (event eventJSON, changed, moved <-chan struct{}, next time.Duration, closed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	event = eventJSON{Messages: g.messages.total, Requests: g.requests.total, Balance: g.funds}
	if movable, ok := g.clock.(movableClock); ok {
		moved = movable.moved()
	}
	now := g.clock.Now()
	var soonest time.Time
	looked := 0
	for r := range g.messages.backward(0) {
		if looked++; looked > eventWatched {
			break
		}
		if _, at := r.state(now); !at.IsZero() && (soonest.IsZero() || at.Before(soonest)) {
			soonest = at
		}
	}
	if _, stands := g.clock.(*ManualClock); !stands && !soonest.IsZero() {
		next = max(soonest.Sub(now), time.Millisecond)
	}
	return event, g.listen(), moved, next, g.closed
}

// waitForChange waits until something changes, by itself after next if that is not
// 0. It reports false when the client has gone.
func waitForChange(w http.ResponseWriter, r *http.Request, changed, moved <-chan struct{}, next time.Duration) bool {
	var due <-chan time.Time
	if next > 0 {
		timer := time.NewTimer(next)
		defer timer.Stop()
		due = timer.C
	}
	silence := time.NewTicker(eventSilence)
	defer silence.Stop()
	for {
		select {
		case <-changed:
			return true
		case <-moved:
			return true
		case <-due:
			return true
		case <-r.Context().Done():
			return false
		case <-silence.C:
			if _, err := fmt.Fprint(w, ":\n\n"); err != nil || http.NewResponseController(w).Flush() != nil {
				return false
			}
		}
	}
}
