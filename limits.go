package smsc

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/maphash"
	"strings"
	"sync"
	"time"
)

// Pacing keeps a client within the limits of the service, so that the service never
// has to refuse: calls wait for their turn inside their context. A limit of 0 is
// off. Change it by [WithPacing].
type Pacing struct {
	// Concurrent is the number of requests at once. Defaults to 14: the service
	// refuses the 15th of a login. (SMSC HTTP docs.) Who goes first
	// when all places are taken, see [InBulk].
	Concurrent int
	// ConcurrentStatus is the number of status requests at once, which count among
	// those of Concurrent too. Defaults to 4: the service refuses the 5th of a login.
	// (SMSC HTTP docs.)
	ConcurrentStatus int
	// BalancePerMinute is the number of balance requests in a minute. Defaults to
	// 10. (SMSC SOAP docs, get_balance.)
	BalancePerMinute int
	// StatusPerMinute is the number of status requests for one message in a
	// minute. Defaults to 5. (SMSC SOAP docs, get_status.)
	StatusPerMinute int
	// CostPerMinute is the number of identical cost requests in a minute.
	// Defaults to 5. (SMSC HTTP docs.)
	CostPerMinute int
	// FailFast fails a call that would have to wait, with a [*PacingError].
	FailFast bool
}

func defaultPacing() Pacing {
	return Pacing{
		Concurrent: maxConcurrent, ConcurrentStatus: 4,
		BalancePerMinute: 10, StatusPerMinute: 5, CostPerMinute: 5,
	}
}

// PacingError is a call that did not get its turn within its context, or that would
// have had to wait for it with [Pacing].FailFast. Nothing was sent. It matches
// [ErrRateLimited], and the error of the context if that ended meanwhile.
type PacingError struct {
	// Operation is what was to be called.
	Operation Operation
	// Wait is the time until its turn would have come; 0 when it waited for a place
	// among the requests at once, which has no known time.
	Wait time.Duration
	// Err is the error of a context that was over in the queue; nil when the call
	// did not wait.
	Err error
}

func (e *PacingError) Error() string {
	switch {
	case e.Err != nil:
		return fmt.Sprintf("smsc: %s: %v: %v while it waited for its turn", e.Operation, ErrRateLimited, e.Err)
	case e.Wait > 0:
		return fmt.Sprintf("smsc: %s: %v: the next turn is in %v", e.Operation, ErrRateLimited, e.Wait)
	default:
		return fmt.Sprintf("smsc: %s: %v at once", e.Operation, ErrRateLimited)
	}
}

// Is matches [ErrRateLimited].
func (e *PacingError) Is(target error) bool { return target == ErrRateLimited }

// Unwrap returns Err.
func (e *PacingError) Unwrap() error { return e.Err }

func (e *PacingError) outcome() Outcome { return notMade(e.Operation) }

// turn is the length of the service's windows, plus a second for the way there: what
// counts is when a request arrives.
const turn = time.Minute + time.Second

// pacer gives out turns and places. A turn is one of so many in a minute, a place
// one of so many at once. A turn is counted when the request goes out, not when it
// begins to wait.
type pacer struct {
	pacing   Pacing
	places   *places
	statuses *places
	balance  window
	status   windows
	cost     windows
}

func newPacer(p Pacing) *pacer {
	return &pacer{pacing: p, places: newPlaces(p.Concurrent), statuses: newPlaces(p.ConcurrentStatus)}
}

// enter waits for a turn and for a place, which leave gives back. key tells apart the
// requests that are limited separately.
func (p *pacer) enter(ctx context.Context, op Operation, key string) error {
	w, limit := p.window(op, key)
	if w == nil {
		return p.takePlaces(ctx, op)
	}
	// Calls of one kind queue up, and only the first of them waits for a turn and a
	// place. A call that gives up has taken nothing.
	if err := w.queue(ctx, op, p.pacing.FailFast, limit); err != nil {
		return err
	}
	defer w.next()
	if err := sleep(ctx, w.wait(limit)); err != nil {
		return &PacingError{Operation: op, Wait: w.wait(limit), Err: err}
	}
	err := p.takePlaces(ctx, op)
	if err == nil {
		w.take(limit)
	}
	return err
}

// leave gives back the places of a call that has entered.
func (p *pacer) leave(op Operation) {
	p.places.leave()
	if op == OpStatus {
		p.statuses.leave()
	}
}

// window is the window of a request and how many turns it has; nil when there is no
// limit.
func (p *pacer) window(op Operation, key string) (*window, int) {
	switch {
	case op == OpBalance && p.pacing.BalancePerMinute > 0:
		return &p.balance, p.pacing.BalancePerMinute
	case op == OpStatus && p.pacing.StatusPerMinute > 0:
		return p.status.of(key), p.pacing.StatusPerMinute
	case op == OpCost && p.pacing.CostPerMinute > 0:
		return p.cost.of(key), p.pacing.CostPerMinute
	default:
		return nil, 0
	}
}

// takePlaces takes a place among all requests, and among the status requests first
// where it is one, so that calls that wait for a status hold no other place.
func (p *pacer) takePlaces(ctx context.Context, op Operation) error {
	if op != OpStatus {
		return p.places.take(ctx, op, p.pacing.FailFast)
	}
	if err := p.statuses.take(ctx, op, p.pacing.FailFast); err != nil {
		return err
	}
	err := p.places.take(ctx, op, p.pacing.FailFast)
	if err != nil {
		p.statuses.leave()
	}
	return err
}

// window remembers the last turns of one kind of request: as many as the limit.
type window struct {
	mu      sync.Mutex
	turns   []time.Time   // a ring once it is full
	oldest  int           // of them then
	waiting int           // how many are in the queue
	first   chan struct{} // held by the call that is first in the queue
}

// queue waits until all earlier calls have gone. It fails at once when the turn of
// the call cannot come before its deadline.
func (w *window) queue(ctx context.Context, op Operation, failFast bool, limit int) error {
	w.mu.Lock()
	if w.first == nil {
		w.first = make(chan struct{}, 1)
	}
	wait := w.waitAt(time.Now(), limit, w.waiting)
	deadline, bounded := ctx.Deadline()
	if failFast && (wait > 0 || w.waiting > 0) || bounded && time.Until(deadline) < wait {
		w.mu.Unlock()
		return &PacingError{Operation: op, Wait: wait}
	}
	w.waiting++
	w.mu.Unlock()
	select {
	case w.first <- struct{}{}:
		return nil
	case <-ctx.Done():
		w.left()
		return &PacingError{Operation: op, Wait: wait, Err: contextError(ctx)}
	}
}

// next lets the next in the queue be the first.
func (w *window) next() {
	<-w.first
	w.left()
}

func (w *window) left() {
	w.mu.Lock()
	w.waiting--
	w.mu.Unlock()
}

// waitAt is how long a call waits that has so many calls in front of it.
func (w *window) waitAt(now time.Time, limit, before int) time.Duration {
	free := limit - len(w.turns) // turns that were never taken
	if before < free {
		return 0
	}
	before -= free
	rounds, place := before/limit, before%limit
	at := now.Add(turn) // one that is free, and that somebody before takes now
	if place < len(w.turns) {
		at = w.turns[(w.oldest+place)%len(w.turns)].Add(turn)
	}
	if at.Before(now) {
		at = now
	}
	return at.Add(time.Duration(rounds) * turn).Sub(now)
}

// wait is how long the first in the queue has to wait.
func (w *window) wait(limit int) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.waitAt(time.Now(), limit, 0)
}

// take counts a turn.
func (w *window) take(limit int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	if len(w.turns) < limit {
		w.turns = append(w.turns, now)
		return
	}
	w.turns[w.oldest] = now
	w.oldest = (w.oldest + 1) % limit
}

// idle reports whether no call waits and every turn is free again.
func (w *window) idle(now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting > 0 {
		return false
	}
	for _, at := range w.turns {
		if now.Sub(at) < turn {
			return false
		}
	}
	return true
}

const (
	// sweepWindows is how many windows are kept before the unneeded ones are removed.
	sweepWindows = 10_000
	// maxWindows bounds the windows. Beyond it several messages share one, which
	// makes them slower and never lets more through.
	maxWindows = 1 << 16
)

// windows are windows by key.
type windows struct {
	mu     sync.Mutex
	seed   maphash.Seed
	all    map[uint64]*window
	sweep  int       // how many there may be before the next sweep
	swept  time.Time // when the last one was
	seeded bool
}

func (w *windows) of(key string) *window {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.seeded {
		w.seed, w.seeded, w.all, w.sweep = maphash.MakeSeed(), true, make(map[uint64]*window), sweepWindows
	}
	slot := maphash.String(w.seed, key)
	if w.all[slot] == nil && len(w.all) >= w.sweep {
		w.clean(time.Now())
	}
	if w.all[slot] == nil && len(w.all) >= maxWindows {
		slot %= maxWindows
	}
	one := w.all[slot]
	if one == nil {
		one = new(window)
		w.all[slot] = one
	}
	return one
}

// clean removes the windows that are no longer needed.
func (w *windows) clean(now time.Time) {
	if now.Sub(w.swept) < time.Second {
		return
	}
	for slot, one := range w.all {
		if one.idle(now) {
			delete(w.all, slot)
		}
	}
	w.swept, w.sweep = now, max(sweepWindows, 2*len(w.all))
}

// statusKey and costKey tell requests apart without keeping numbers and texts in
// memory. The service takes a number with and without + for one.
func statusKey(recipient, id string) string {
	return digest(strings.TrimPrefix(recipient, "+"), id)
}

func costKey(p *params) string {
	return digest(p.phones, p.mes, p.message.encode(p.bytes), p.extra.encode(0))
}

func digest(parts ...string) string {
	h := sha256.New()
	for _, part := range parts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(part), part) // a hash does not fail
	}
	return string(h.Sum(nil))
}

// sleep waits for d, or for the end of ctx, whose error it returns.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return contextError(ctx)
	}
}

// contextError is the error of a context that is over, with its cause if that says
// more.
func contextError(ctx context.Context) error {
	err := ctx.Err()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%w: %w", err, cause)
	}
	return err
}
