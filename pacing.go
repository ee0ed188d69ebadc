package smsc

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"
)

// Pacing keeps a client within the limits of the service, so that it never has to
// refuse: calls wait for their turn inside their context. A limit of 0 is off.
type Pacing struct {
	// Concurrent is the number of requests at once. Defaults to 14: from 15 on a
	// login the service refuses. (SMSC HTTP docs.)
	Concurrent int
	// BalancePerMinute is the number of balance requests in a minute. Defaults to
	// 10. (SMSC SOAP docs, get_balance.)
	BalancePerMinute int
	// StatusPerMinute is the number of status requests for one message in a
	// minute. Defaults to 5. (SMSC SOAP docs, get_status.)
	StatusPerMinute int
	// CostPerMinute is the number of identical cost requests in a minute.
	// Defaults to 5. (SMSC HTTP docs.)
	CostPerMinute int
	// FailFast fails a call that would have to wait with [ErrRateLimited].
	FailFast bool
}

// DefaultPacing is what a client does without [WithPacing].
func DefaultPacing() Pacing {
	return Pacing{Concurrent: maxConcurrent, BalancePerMinute: 10, StatusPerMinute: 5, CostPerMinute: 5}
}

// PacingError is a call that would have had to wait longer than its context or
// [Pacing] allows. Nothing was sent. It matches [ErrRateLimited].
type PacingError struct {
	// Operation is what was to be called.
	Operation Operation
	// Wait is the time until its turn; 0 when it waits for a place among the
	// requests at once, which has no known time.
	Wait time.Duration
}

func (e *PacingError) Error() string {
	return fmt.Sprintf("smsc: %s: %v: the next turn is in %v", e.Operation, ErrRateLimited, e.Wait)
}

// Is matches [ErrRateLimited].
func (e *PacingError) Is(target error) bool { return target == ErrRateLimited }

func (e *PacingError) outcome() Outcome { return NotSent }

// turn is the length of the service's windows, and a second for the way there:
// what counts is when a request arrives.
const turn = time.Minute + time.Second

// maxWindows bounds how many messages, and how many cost requests, are
// remembered in each of two generations.
const maxWindows = 10_000

// pacer gives out turns.
type pacer struct {
	pacing  Pacing
	slots   chan struct{}
	balance window
	status  windows
	cost    windows
}

func newPacer(p Pacing) *pacer {
	pacer := &pacer{pacing: p}
	if p.Concurrent > 0 {
		pacer.slots = make(chan struct{}, p.Concurrent)
	}
	return pacer
}

// enter waits for a turn of op, and then for a place among the requests at once,
// which leave gives back. key tells requests apart that are limited one by one.
func (p *pacer) enter(ctx context.Context, op Operation, key string) error {
	var wait time.Duration
	var ok bool
	now := time.Now()
	limit := p.limit(ctx, now)
	switch op.family() {
	case familyBalance:
		wait, ok = p.balance.reserve(now, p.pacing.BalancePerMinute, limit)
	case familyStatus:
		wait, ok = p.status.reserve(key, now, p.pacing.StatusPerMinute, limit)
	case familyCost:
		wait, ok = p.cost.reserve(key, now, p.pacing.CostPerMinute, limit)
	default:
		ok = true
	}
	if !ok {
		return &PacingError{Operation: op, Wait: wait}
	}
	if err := sleep(ctx, wait); err != nil {
		return notSent(op, err)
	}
	return p.place(ctx, op)
}

// limit is how long a call may wait for its turn.
func (p *pacer) limit(ctx context.Context, now time.Time) time.Duration {
	if p.pacing.FailFast {
		return 0
	}
	if deadline, ok := ctx.Deadline(); ok {
		return deadline.Sub(now)
	}
	return 1<<63 - 1
}

func (p *pacer) place(ctx context.Context, op Operation) error {
	if p.slots == nil {
		return nil
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	default:
	}
	if p.pacing.FailFast {
		return &PacingError{Operation: op}
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return notSent(op, ctx.Err())
	}
}

// leave gives back the place of a call that has entered.
func (p *pacer) leave() {
	if p.slots != nil {
		<-p.slots
	}
}

// window remembers the last turns of one kind: as many as the limit.
type window struct {
	mu    sync.Mutex
	turns []time.Time // a ring once it is full
	next  int
}

// reserve takes the next turn if it comes within limit, and tells how far away it
// is.
func (w *window) reserve(now time.Time, perTurn int, limit time.Duration) (wait time.Duration, ok bool) {
	if perTurn <= 0 {
		return 0, true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	at := now
	full := len(w.turns) == perTurn
	if full {
		if free := w.turns[w.next].Add(turn); free.After(at) {
			at = free
		}
	}
	if wait = at.Sub(now); wait > limit {
		return wait, false
	}
	if !full {
		w.turns = append(w.turns, at)
		return wait, true
	}
	w.turns[w.next] = at
	w.next = (w.next + 1) % perTurn
	return wait, true
}

// windows are windows by key. Those of one generation are forgotten together,
// when the next is a turn old or full: then the oldest are not needed any more,
// or memory comes first.
type windows struct {
	mu                sync.Mutex
	current, previous map[string]*window
	since             time.Time
}

func (w *windows) reserve(key string, now time.Time, perTurn int, limit time.Duration) (time.Duration, bool) {
	if perTurn <= 0 {
		return 0, true
	}
	return w.of(key, now).reserve(now, perTurn, limit)
}

func (w *windows) of(key string, now time.Time) *window {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.current == nil || now.Sub(w.since) >= turn || len(w.current) >= maxWindows {
		w.previous, w.current, w.since = w.current, make(map[string]*window), now
	}
	one := w.current[key]
	if one == nil {
		if one = w.previous[key]; one == nil {
			one = new(window)
		}
		w.current[key] = one
	}
	return one
}

// statusKey and costKey tell requests apart without keeping numbers and texts in
// memory.
func statusKey(phone, id string) string { return digest(phone, id) }

func costKey(d *draft) string { return digest(d.phones, d.mes, d.query.encode()) }

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
		return ctx.Err()
	}
}
