package smsc

import (
	"context"
	"sync"
)

// InBulk returns a context whose calls can wait: those of a campaign, or of a
// program that follows many messages. Where places are short ([Pacing].Concurrent,
// [Pacing].ConcurrentStatus), calls of other contexts go first, so that a code that
// somebody waits for does not stand behind thousands of calls. Calls in bulk are not
// starved: while some wait, every fourth place goes to one of them.
func InBulk(ctx context.Context) context.Context { return context.WithValue(ctx, bulkKey{}, true) }

type bulkKey struct{}

func inBulk(ctx context.Context) bool { return ctx.Value(bulkKey{}) != nil }

// urgentRow is how many places in a row go to calls that are not in bulk while calls
// in bulk wait.
const urgentRow = 3

// places are so many at once, for two classes of calls. Each class is served in the
// order in which its calls came. nil has no limit.
type places struct {
	mu     sync.Mutex
	free   int
	urgent waiters
	bulk   waiters
	row    int // places given to urgent calls in a row, while others waited
}

func newPlaces(n int) *places {
	if n <= 0 {
		return nil
	}
	return &places{free: n}
}

func (p *places) take(ctx context.Context, op Operation, failFast bool) error {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	if p.free > 0 { // then nobody waits
		p.free--
		p.mu.Unlock()
		return nil
	}
	if failFast {
		p.mu.Unlock()
		return &PacingError{Operation: op}
	}
	class := &p.urgent
	if inBulk(ctx) {
		class = &p.bulk
	}
	w := class.join()
	p.mu.Unlock()
	select {
	case <-w.turn:
		return nil
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !class.drop(w) {
		p.pass() // its turn came at the same time
	}
	return &PacingError{Operation: op, Err: contextError(ctx)}
}

func (p *places) leave() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pass()
}

// pass gives a place to the next who waits. The caller holds mu.
func (p *places) pass() {
	if !p.bulk.empty() && (p.urgent.empty() || p.row >= urgentRow) {
		p.row = 0
		p.bulk.call()
		return
	}
	if p.urgent.empty() {
		p.free++
		return
	}
	if p.bulk.empty() {
		p.row = 0
	} else {
		p.row++
	}
	p.urgent.call()
}

// waiters is a queue that one can leave from anywhere.
type waiters struct{ first, last *waiter }

type waiter struct {
	turn         chan struct{} // closed when its turn has come
	before, next *waiter
	gone         bool // not in the queue any more
}

func (q *waiters) empty() bool { return q.first == nil }

func (q *waiters) join() *waiter {
	w := &waiter{turn: make(chan struct{}), before: q.last}
	if q.last == nil {
		q.first = w
	} else {
		q.last.next = w
	}
	q.last = w
	return w
}

// call lets the first one go.
func (q *waiters) call() {
	w := q.first
	q.drop(w)
	close(w.turn)
}

// drop takes one out of the queue. It reports false when it was called before.
func (q *waiters) drop(w *waiter) bool {
	if w.gone {
		return false
	}
	w.gone = true
	if w.before == nil {
		q.first = w.next
	} else {
		w.before.next = w.next
	}
	if w.next == nil {
		q.last = w.before
	} else {
		w.next.before = w.before
	}
	return true
}
