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
	"github.com/go-smsc/smsc/smsctest"
)

func TestBlockerAfterWrongPasswords(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithStrictRequests(), smsctest.WithCredentials("demo", "other"))
		client := emulated(t, g)
		for range 4 {
			_, err := client.Send(t.Context(), message())
			require.ErrorIs(t, err, smsc.ErrUnauthorized)
			assert.Equal(t, smsc.OutcomeRejected, smsc.OutcomeOf(err))
		}
		for range 6 {
			_, err := client.Send(t.Context(), message())
			require.ErrorIs(t, err, smsc.ErrBlocked)
			assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		}
		assert.Len(t, g.Requests(), 4, "one short of a block")
		_, err := client.Balance(t.Context())
		blocked, ok := errors.AsType[*smsc.BlockedError](err)
		require.True(t, ok, "%v", err)
		assert.Equal(t, smsc.OpBalance, blocked.Operation)
		assert.Equal(t, smsc.ErrUnauthorized, blocked.Cause)
		assert.NotErrorIs(t, err, smsc.ErrUnauthorized, "the service did not say it now")
		assert.Equal(t, 30*time.Minute, time.Until(blocked.Until))
		assert.EqualError(t, err, "smsc: balance: calls are stopped until 2000-01-01T00:30:00Z, "+
			"since the service said: wrong login or password, or IP address not allowed")

		time.Sleep(30*time.Minute - 1)
		_, err = client.Balance(t.Context())
		require.ErrorIs(t, err, smsc.ErrBlocked)
		time.Sleep(time.Nanosecond)
		_, err = client.Balance(t.Context())
		assert.ErrorIs(t, err, smsc.ErrUnauthorized, "it is tried again")
		assert.Len(t, g.Requests(), 5)
	})
}

// TestBlockerCountsHalfAnHour as the service does: a success between two refusals
// makes neither undone.
func TestBlockerCountsHalfAnHour(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		pause   time.Duration // between two refusals
		blocked bool
	}{
		{"at once", 0, true},
		{"within 30 minutes", 10*time.Minute - time.Second, true},
		{"beyond", 10 * time.Minute, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New(smsctest.WithStrictRequests(), smsctest.WithLimits(func(l *smsctest.Limits) { *l = smsctest.Limits{} }))
				client := emulated(t, g, unpaced())
				for n := range 4 {
					if n > 0 {
						time.Sleep(c.pause)
					}
					g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 2, Times: 1})
					_, err := client.Balance(t.Context())
					require.ErrorIs(t, err, smsc.ErrUnauthorized)
					if n < 3 {
						_, err = client.Balance(t.Context())
						require.NoError(t, err, "three are no reason to stop")
					}
				}
				_, err := client.Balance(t.Context())
				assert.Equal(t, c.blocked, errors.Is(err, smsc.ErrBlocked), "%v", err)
				blocked, ok := errors.AsType[*smsc.BlockedError](err)
				if ok {
					assert.Equal(t, 30*time.Minute-3*c.pause, time.Until(blocked.Until), "30 minutes after the first of them")
				}
			})
		})
	}
}

func TestBlockerAfterABlock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithStrictRequests())
		client := emulated(t, g)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 4, Times: 1})
		_, err := client.Balance(t.Context())
		code, ok := errors.AsType[*smsc.APIError](err)
		require.True(t, ok)
		assert.Equal(t, 30*time.Minute, code.RetryAfter())
		assert.NotErrorIs(t, err, smsc.ErrBlocked, "that was the service's own word")
		time.Sleep(30*time.Minute - time.Second)
		_, err = client.Send(t.Context(), message())
		assert.ErrorIs(t, err, smsc.ErrBlocked)
		assert.NotErrorIs(t, err, smsc.ErrIPBlocked)
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		assert.Len(t, g.Requests(), 1)
		time.Sleep(time.Second)
		_, err = client.Send(t.Context(), message())
		assert.NoError(t, err)
	})
}

func TestUnblock(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithStrictRequests())
	client := emulated(t, g)
	g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 4, Times: 1})
	_, err := client.Balance(t.Context())
	require.ErrorIs(t, err, smsc.ErrIPBlocked)
	client.Unblock()
	_, err = client.Balance(t.Context())
	assert.NoError(t, err)

	g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 2, Times: 7})
	for range 4 {
		_, err = client.Balance(t.Context())
		require.ErrorIs(t, err, smsc.ErrUnauthorized)
	}
	client.Unblock()
	for range 3 {
		_, err = client.Balance(t.Context())
		require.ErrorIs(t, err, smsc.ErrUnauthorized, "it counts from nothing")
	}
	_, err = client.Cost(t.Context(), message())
	assert.NoError(t, err)
}

// burst makes calls at once and returns their errors.
func burst(ctx context.Context, client *smsc.Client, n int) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { _, errs[i] = client.Balance(ctx) })
	}
	all.Wait()
	return errs
}

// TestABurstWithAWrongPassword does not get the address blocked: calls go one at a time
// until the first success.
func TestABurstWithAWrongPassword(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		wrong := &busy{takes: time.Second, answer: func(int, call) string { return balanceAnswer("<error>2</error>") }}
		refused, blocked := 0, 0
		for _, err := range burst(t.Context(), newClient(t, wrong), 14) {
			switch {
			case errors.Is(err, smsc.ErrUnauthorized):
				refused++
			case errors.Is(err, smsc.ErrBlocked):
				blocked++
			}
		}
		assert.Equal(t, []int{4, 10}, []int{refused, blocked})
		assert.Len(t, wrong.arrived, 4)
		assert.Equal(t, 1, wrong.most[""])
	})
}

// TestCallsGoTogetherOnceTheyAreKnownToBeWelcome, and alone again after code 2.
func TestCallsGoTogetherOnceTheyAreKnownToBeWelcome(t *testing.T) {
	t.Parallel()
	const good, refused, bad, broken = "<balance>1</balance>", "<error>2</error>", "<error>1</error>", "<"
	for _, c := range []struct {
		name  string
		first []string // the answers to what goes out before the burst
		alone int      // how many of the burst go alone
	}{
		{"from the start", nil, 1},
		{"after a success", []string{good}, 0},
		{"after code 2", []string{good, refused}, 1},
		{"after code 2 and a success", []string{good, refused, good}, 0},
		{"after another code, which can come before anyone looks at the password", []string{bad}, 1},
		{"after a success and another code", []string{good, bad}, 0},
		{"after what is no answer", []string{broken}, 1},
		{"after code 4, when calls go on", []string{good, "<error>4</error>"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &busy{takes: time.Second, answer: func(n int, _ call) string {
					if n <= len(c.first) {
						return balanceAnswer(c.first[n-1])
					}
					return balanceAnswer(good)
				}}
				client := newClient(t, s)
				for range c.first {
					_, _ = client.Balance(t.Context())
				}
				client.Unblock()
				began := time.Now()
				for _, err := range burst(t.Context(), client, 10) {
					assert.NoError(t, err)
				}
				assert.Equal(t, time.Duration(1+c.alone)*time.Second, time.Since(began))
				assert.Equal(t, 10-c.alone, s.most[""])
			})
		})
	}
}

// TestEndOfTheContextWhileAnotherFindsOut: a call that waits for the first answer gives
// up with its context, and takes nothing along.
func TestEndOfTheContextWhileAnotherFindsOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &busy{takes: time.Second}
		client := newClient(t, s)
		go func() { _, _ = client.Balance(t.Context()) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		began := time.Now()
		_, err := client.Balance(ctx)
		assert.Equal(t, 500*time.Millisecond, time.Since(began))
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		_, err = client.Balance(t.Context())
		assert.NoError(t, err)
		assert.Len(t, s.arrived, 2)
	})
}

// TestABlockOvertakesWhoWaits: what waits for its turn when the service blocks the
// address does not go out.
func TestABlockOvertakesWhoWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &busy{takes: time.Second, answer: func(n int, _ call) string {
			if n == 1 {
				return balanceAnswer("<balance>1</balance>")
			}
			return balanceAnswer("<error>4</error>")
		}}
		client := newClient(t, s, smsc.WithPacing(func(p *smsc.Pacing) { p.Concurrent = 1 }))
		_, err := client.Balance(t.Context())
		require.NoError(t, err)
		blocked := 0
		for _, err := range burst(t.Context(), client, 5) {
			if errors.Is(err, smsc.ErrBlocked) {
				blocked++
			}
		}
		assert.Equal(t, 4, blocked)
		assert.Len(t, s.arrived, 2)
	})
}
