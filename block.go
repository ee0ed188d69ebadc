package smsc

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// blockTime is for how long the service blocks an address, and so for how long
	// the client makes no calls. (SMSC FAQ.)
	blockTime = 30 * time.Minute

	// maxUnauthorized is how many times the service may say 2 within blockTime. The
	// fifth would block the address (SMSC FAQ), for everybody who shares it.
	maxUnauthorized = 4
)

// BlockedError is a call that the client did not make, because the service would
// have refused it and counted it: after [ErrIPBlocked], or after [ErrUnauthorized]
// four times in 30 minutes. Nothing was sent. It matches [ErrBlocked] and not its
// cause, so that the client's own stop can be told from the service's answer.
// [Client.Unblock] ends it early.
type BlockedError struct {
	// Operation is what was to be called.
	Operation Operation
	// Until is when calls will be made again.
	Until time.Time
	// Cause is what the service said: ErrIPBlocked or ErrUnauthorized.
	Cause error
}

func (e *BlockedError) Error() string {
	return fmt.Sprintf("smsc: %s: %v until %s, since the service said: %v",
		e.Operation, ErrBlocked, e.Until.UTC().Format(time.RFC3339), e.Cause)
}

// Is matches [ErrBlocked].
func (e *BlockedError) Is(target error) bool { return target == ErrBlocked }

func (e *BlockedError) outcome() Outcome { return notMade(e.Operation) }

// blocker stops calls before they get the address blocked. While it is not known
// whether the password is right, calls go one at a time: a burst of wrong ones would
// be over before the first is answered.
type blocker struct {
	known atomic.Bool   // the service took the credentials, and has not refused them since
	turn  chan struct{} // held by the one call that finds out

	stop atomic.Pointer[stop] // nil while calls are made

	mu           sync.Mutex
	unauthorized []time.Time // when it said 2, within blockTime
}

// stop is why and until when no calls are made.
type stop struct {
	until time.Time
	cause error
}

func newBlocker() *blocker { return &blocker{turn: make(chan struct{}, 1)} }

// check returns a [*BlockedError] while calls are not to be made.
func (b *blocker) check(op Operation) error {
	now := b.stop.Load()
	if now == nil {
		return nil
	}
	if !time.Now().Before(now.until) {
		b.stop.CompareAndSwap(now, nil)
		return nil
	}
	return &BlockedError{Operation: op, Until: now.until, Cause: now.cause}
}

// enter lets a call through, alone while the credentials are not known to be right.
// alone is to be handed to leave when the call is over.
func (b *blocker) enter(ctx context.Context, op Operation) (alone bool, err error) {
	if !b.known.Load() {
		select {
		case b.turn <- struct{}{}:
			alone = true
		case <-ctx.Done():
			return false, &PacingError{Operation: op, Err: contextError(ctx)}
		}
		if b.known.Load() { // found out meanwhile
			b.leave(alone)
			alone = false
		}
	}
	if err := b.check(op); err != nil {
		b.leave(alone)
		return false, err
	}
	return alone, nil
}

func (b *blocker) leave(alone bool) {
	if alone {
		<-b.turn
	}
}

// observe learns from what a call was answered; nil is success. It returns until when
// calls are stopped if this answer has stopped them.
func (b *blocker) observe(answer *APIError) (until time.Time) {
	switch {
	case answer.Is(ErrIPBlocked):
		b.known.Store(false)
		until = time.Now().Add(blockTime)
		b.stop.Store(&stop{until, ErrIPBlocked})
		return until
	case answer == nil:
		if !b.known.Load() { // shared by all calls, so it is written only once
			b.known.Store(true)
		}
		return time.Time{}
	case !answer.Is(ErrUnauthorized):
		return time.Time{} // a bad request can have been refused before anyone looked at the password
	}
	b.known.Store(false)
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	for len(b.unauthorized) > 0 && now.Sub(b.unauthorized[0]) >= blockTime {
		b.unauthorized = b.unauthorized[1:]
	}
	b.unauthorized = append(b.unauthorized, now)
	if len(b.unauthorized) < maxUnauthorized {
		return time.Time{}
	}
	until = b.unauthorized[0].Add(blockTime)
	b.stop.Store(&stop{until, ErrUnauthorized})
	return until
}

func (b *blocker) reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.unauthorized = nil
	b.stop.Store(nil)
}

// Unblock lets the client call again at once after it has stopped with a
// [*BlockedError]: when the password or the list of addresses has been fixed, or the
// service has lifted its block.
func (c *Client) Unblock() { c.blocker.reset() }
