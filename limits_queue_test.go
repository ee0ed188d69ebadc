package smsc_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

// TestWhoGivesUpTakesNoTurn: hundreds of calls that ended with their contexts leave the
// next one where it would be without them.
func TestWhoGivesUpTakesNoTurn(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *smsc.Client) error{
		"balance": func(ctx context.Context, c *smsc.Client) error { _, err := c.Balance(ctx); return err },
		"status": func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Status(ctx, smsc.StatusRequest{Recipient: phone, ID: "1"})
			return err
		},
		"cost": func(ctx context.Context, c *smsc.Client) error { _, err := c.Cost(ctx, message()); return err },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &busy{}
				client := paced(t, s, func(p *smsc.Pacing) { p.BalancePerMinute = 5 })
				began := time.Now()
				for range 5 {
					require.NoError(t, call(t.Context(), client))
				}
				ctx, cancel := context.WithCancel(t.Context())
				var gone sync.WaitGroup
				for range 600 {
					gone.Go(func() {
						err := call(ctx, client)
						late, ok := errors.AsType[*smsc.PacingError](err)
						if assert.True(t, ok, "%v", err) {
							assert.Equal(t, context.Canceled, late.Err)
						}
						assert.ErrorIs(t, err, context.Canceled)
						assert.ErrorIs(t, err, smsc.ErrRateLimited)
						assert.Equal(t, name != "status", smsc.OutcomeOf(err) == smsc.OutcomeNotSent, "a question says nothing of a send")
					})
				}
				time.Sleep(time.Second)
				cancel()
				gone.Wait()
				assert.Equal(t, time.Second, time.Since(began), "the end of the context ends the wait")
				require.NoError(t, call(t.Context(), client))
				assert.Equal(t, 61*time.Second, time.Since(began))
				assert.Len(t, s.arrived, 6)
			})
		})
	}
}

// TestTheHeadOfTheQueueCanGiveUp: the next one takes its place, in the order in which
// they came.
func TestTheHeadOfTheQueueCanGiveUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := paced(t, &busy{}, func(p *smsc.Pacing) { p.BalancePerMinute = 1 })
		began := time.Now()
		known(t, client)
		head, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		var mu sync.Mutex
		var order []int
		for n := range 4 {
			ctx := t.Context()
			if n == 0 {
				ctx = head
			}
			all.Go(func() {
				_, err := client.Balance(ctx)
				assert.Equal(t, n == 0, err != nil, "%v", err)
				mu.Lock()
				defer mu.Unlock()
				order = append(order, n)
			})
			synctest.Wait()
		}
		time.Sleep(30 * time.Second)
		cancel()
		all.Wait()
		assert.Equal(t, []int{0, 1, 2, 3}, order)
		assert.Equal(t, 3*61*time.Second, time.Since(began))
	})
}

// TestATurnIsCountedWhenTheRequestGoesOut, and not when it begins to wait for a place.
func TestATurnIsCountedWhenTheRequestGoesOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &busy{takes: 20 * time.Second}
		client := paced(t, s, func(p *smsc.Pacing) { p.Concurrent, p.BalancePerMinute = 1, 1 })
		var all sync.WaitGroup
		began := time.Now()
		for range 2 { // the only place is taken for 40 s
			all.Go(func() {
				_, err := client.Send(t.Context(), message())
				assert.NoError(t, err)
			})
		}
		synctest.Wait()
		all.Go(func() { // it gives up before there is a place for it
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			_, err := client.Balance(ctx)
			assert.ErrorIs(t, err, context.DeadlineExceeded)
		})
		synctest.Wait()
		for range 2 {
			all.Go(func() {
				_, err := client.Balance(t.Context())
				assert.NoError(t, err)
			})
		}
		all.Wait()
		var balances []time.Duration
		for _, a := range s.arrived {
			if a.element == "balance" {
				balances = append(balances, a.at.Sub(began))
			}
		}
		assert.Equal(t, []time.Duration{40 * time.Second, 101 * time.Second}, balances)
	})
}

func TestPacingThatWouldTakeTooLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &busy{}
		client := paced(t, s)
		for range 10 {
			known(t, client)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		started := time.Now()
		_, err := client.Balance(ctx)
		late, ok := errors.AsType[*smsc.PacingError](err)
		require.True(t, ok, "%v", err)
		assert.ErrorIs(t, err, smsc.ErrRateLimited)
		assert.NotErrorIs(t, err, context.DeadlineExceeded, "it is not over yet")
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		assert.Equal(t, &smsc.PacingError{Operation: smsc.OpBalance, Wait: 61 * time.Second}, late)
		assert.Zero(t, time.Since(started), "it does not wait in vain")
		assert.EqualError(t, err, "smsc: balance: too many requests: the next turn is in 1m1s")
		assert.Len(t, s.arrived, 10)
	})
}

// TestADeadlineInTheQueue is a deadline to whoever looks for one, and nothing was sent.
func TestADeadlineInTheQueue(t *testing.T) {
	t.Parallel()
	reason := errors.New("shutting down")
	for _, c := range []struct {
		name  string
		end   func(context.Context) (context.Context, func())
		is    []error
		after time.Duration
	}{
		{"a deadline", func(ctx context.Context) (context.Context, func()) {
			ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
			return ctx, cancel
		}, []error{context.DeadlineExceeded}, 5 * time.Second},
		{"a deadline with a cause", func(ctx context.Context) (context.Context, func()) {
			ctx, cancel := context.WithTimeoutCause(ctx, 5*time.Second, reason)
			return ctx, cancel
		}, []error{context.DeadlineExceeded, reason}, 5 * time.Second},
		{"a cancellation", func(ctx context.Context) (context.Context, func()) {
			ctx, cancel := context.WithCancelCause(ctx)
			time.AfterFunc(3*time.Second, func() { cancel(reason) })
			return ctx, func() { cancel(nil) }
		}, []error{context.Canceled, reason}, 3 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &busy{takes: 10 * time.Second}
				client := paced(t, s, func(p *smsc.Pacing) { p.Concurrent = 1 })
				var all sync.WaitGroup
				all.Go(func() { known(t, client) })
				synctest.Wait()
				ctx, stop := c.end(t.Context())
				defer stop()
				began := time.Now()
				_, err := client.Send(ctx, message()) // no window: it waits for the place
				assert.Equal(t, c.after, time.Since(began))
				waited, ok := errors.AsType[*smsc.PacingError](err)
				require.True(t, ok, "%v", err)
				assert.Zero(t, waited.Wait, "nobody knows when the place is free")
				for _, is := range append(c.is, smsc.ErrRateLimited) {
					assert.ErrorIs(t, err, is)
				}
				assert.ErrorContains(t, err, "while it waited for its turn")
				assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
				all.Wait()
				assert.Len(t, s.arrived, 1)
			})
		})
	}
}

// TestAnExpiredDeadlineIsNoRateLimit: a call that comes too late by itself was not kept
// back.
func TestAnExpiredDeadlineIsNoRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := paced(t, &busy{})
		for range 10 {
			known(t, client)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 0)
		defer cancel()
		_, err := client.Balance(ctx)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.NotErrorIs(t, err, smsc.ErrRateLimited)
		assert.Equal(t, "timeout", smsc.KindOf(err))
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
	})
}
