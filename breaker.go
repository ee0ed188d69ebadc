package smsc

import (
	"fmt"
	"sync"
	"time"
)

const (
	// blockTime is for how long the service blocks an address, and so for how
	// long the client keeps still. (SMSC FAQ.)
	blockTime = 30 * time.Minute

	// maxUnauthorized is how many times in a row the service may say 2. The fifth
	// within 30 minutes would block the address (SMSC FAQ), for everybody who
	// shares it.
	maxUnauthorized = 3
)

// BlockedError is a call that the client did not make, because the service would
// have refused it and counted it: after [ErrIPBlocked], or after
// [ErrUnauthorized] three times in a row. Nothing was sent. [Client.Unblock] ends
// it early.
type BlockedError struct {
	// Operation is what was to be called.
	Operation Operation
	// Until is when calls will be made again.
	Until time.Time
	// Err is why: ErrIPBlocked or ErrUnauthorized.
	Err error
}

func (e *BlockedError) Error() string {
	return fmt.Sprintf("smsc: %s: not called until %s: %v", e.Operation, e.Until.UTC().Format(time.RFC3339), e.Err)
}

// Unwrap returns Err.
func (e *BlockedError) Unwrap() error { return e.Err }

func (e *BlockedError) outcome() Outcome { return NotSent }

// breaker keeps a client from feeding a block.
type breaker struct {
	mu           sync.Mutex
	until        time.Time
	cause        error
	unauthorized int // in a row
}

// check returns a [*BlockedError] while calls are not to be made.
func (b *breaker) check(op Operation) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cause == nil {
		return nil
	}
	if !time.Now().Before(b.until) {
		b.cause, b.unauthorized = nil, 0
		return nil
	}
	return &BlockedError{Operation: op, Until: b.until, Err: b.cause}
}

// observe learns from what a call was answered; nil is success.
func (b *breaker) observe(answer *APIError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case answer.Is(ErrIPBlocked):
		b.until, b.cause = time.Now().Add(blockTime), ErrIPBlocked
	case !answer.Is(ErrUnauthorized):
		b.unauthorized = 0
	default:
		if b.unauthorized++; b.unauthorized >= maxUnauthorized {
			b.until, b.cause = time.Now().Add(blockTime), ErrUnauthorized
		}
	}
}

func (b *breaker) reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cause, b.unauthorized = nil, 0
}

// Unblock lets the client call again at once after it has stopped with a
// [*BlockedError]: when the password or the list of addresses has been mended.
func (c *Client) Unblock() { c.breaker.reset() }
