package smsc

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/go-smsc/smsc/internal/soap"
)

const (
	defaultRetries = 3
	firstBackOff   = 200 * time.Millisecond
	maxBackOff     = 5 * time.Second
)

// read makes a call that only reads, so it can be repeated whatever happened to
// it: on any failure of the way, on any endpoint.
func (c *Client) read(ctx context.Context, x exchange) error {
	for n := 0; ; n++ {
		err := c.try(ctx, c.caller(n), x)
		if err == nil || !repeatable(err) || !c.backOff(ctx, n, err) {
			return err
		}
	}
}

// caller is the endpoint of the n-th attempt: the reserve takes turns.
func (c *Client) caller(n int) *soap.Caller { return c.callers[n%len(c.callers)] }

// repeatable tells whether another attempt can end otherwise: it cannot when the
// service has answered, when the namespace is wrong, or when the address is.
func repeatable(err error) bool {
	if fault, ok := errors.AsType[*FaultError](err); ok {
		return !fault.notPresent
	}
	failed, ok := errors.AsType[*TransportError](err)
	return ok && !errors.Is(failed, ErrRedirect)
}

// backOff waits before the attempt after the n-th, exponentially longer and with
// full jitter, at least as long as the server asked for. It reports false when
// there is no further attempt, or no time for one.
func (c *Client) backOff(ctx context.Context, n int, err error) bool {
	if n >= c.config.retries {
		return false
	}
	ceiling := min(firstBackOff<<n, maxBackOff)
	wait := rand.N(ceiling) //nolint:gosec // spreads load, guards nothing
	if failed, ok := errors.AsType[*TransportError](err); ok {
		wait = max(wait, failed.RetryAfter)
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait || wait > c.config.timeout {
		return false
	}
	return sleep(ctx, wait) == nil
}
