package smsc_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// TestPacingKeepsTheLimits makes far more calls than the service allows; it never
// has to refuse one.
func TestPacingKeepsTheLimits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		client := emulated(t, g)
		sent, err := client.Send(t.Context(), message())
		require.NoError(t, err)
		started := time.Now()
		var all sync.WaitGroup
		for i := range 35 {
			all.Go(func() {
				_, err := client.Balance(t.Context())
				assert.NoError(t, err)
			})
			all.Go(func() {
				_, err := client.Cost(t.Context(), message())
				assert.NoError(t, err)
			})
			all.Go(func() {
				_, err := client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: sent.ID})
				assert.NoError(t, err)
			})
			all.Go(func() { // others are not held up by that
				now := time.Now()
				_, err := client.Cost(t.Context(), with(func(r *smsc.SendRequest) { r.Text = fmt.Sprint("other ", i) }))
				assert.NoError(t, err)
				assert.Zero(t, time.Since(now))
			})
		}
		all.Wait()
		assert.Equal(t, 6*61*time.Second, time.Since(started), "5 a minute, 35 in all, the first 5 at once")
	})
}

func TestPacingBoundsRequestsAtOnce(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int]int32{0: 50, 1: 1, 14: 14} {
		t.Run(strconv.Itoa(limit), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var now, most atomic.Int32
				g := smsctest.New(smsctest.WithLimits(func(l *smsctest.Limits) { l.Concurrent = 0 }))
				client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(smsctest.Endpoint),
					smsc.WithPacing(smsc.Pacing{Concurrent: limit}),
					smsc.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
						if n := now.Add(1); n > most.Load() {
							most.Store(n)
						}
						time.Sleep(time.Second)
						defer now.Add(-1)
						return g.Transport().RoundTrip(r)
					})}))
				require.NoError(t, err)
				var all sync.WaitGroup
				for i := range 50 {
					all.Go(func() {
						_, err := client.Send(t.Context(), with(func(r *smsc.SendRequest) { r.To = []string{fmt.Sprintf("38050%07d", i)} }))
						assert.NoError(t, err)
					})
				}
				all.Wait()
				assert.Equal(t, want, most.Load())
			})
		})
	}
}

func TestPacingThatWouldTakeTooLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		client := emulated(t, g)
		for range 10 {
			_, err := client.Balance(t.Context())
			require.NoError(t, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		started := time.Now()
		_, err := client.Balance(ctx)
		late, ok := errors.AsType[*smsc.PacingError](err)
		require.True(t, ok, "%v", err)
		assert.ErrorIs(t, err, smsc.ErrRateLimited)
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		assert.Equal(t, 61*time.Second, late.Wait)
		assert.Zero(t, time.Since(started), "it does not wait in vain")
		assert.EqualError(t, err, "smsc: get_balance: too many requests: the next turn is in 1m1s")

		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, stop)
		_, err = client.Balance(ctx)
		assert.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		assert.Equal(t, time.Second, time.Since(started), "an end of the context ends the wait")
		assert.Len(t, g.Requests(), 10)
	})
}

func TestPacingFailFast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		pacing := smsc.DefaultPacing()
		pacing.FailFast, pacing.Concurrent = true, 1
		client := emulated(t, g, smsc.WithPacing(pacing))
		request := smsc.StatusRequest{Recipient: phone, ID: "1"}
		for range 5 {
			_, err := client.Status(t.Context(), request)
			assert.ErrorIs(t, err, smsc.ErrNotFound)
		}
		_, err := client.Status(t.Context(), request)
		assert.ErrorIs(t, err, smsc.ErrRateLimited)
		time.Sleep(62 * time.Second)
		_, err = client.Status(t.Context(), request)
		assert.ErrorIs(t, err, smsc.ErrNotFound)

		g.Inject(smsctest.Fault{Kind: smsctest.FaultHang})
		go func() { _, _ = client.Balance(t.Context()) }()
		synctest.Wait()
		_, err = client.Send(t.Context(), message())
		assert.ErrorIs(t, err, smsc.ErrRateLimited)
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
	})
}

func TestWithoutPacingTheServiceRefuses(t *testing.T) {
	t.Parallel()
	client := emulated(t, smsctest.New(), unpaced())
	var err error
	for range 11 {
		_, err = client.Balance(t.Context())
	}
	assert.ErrorIs(t, err, smsc.ErrRateLimited)
	code, ok := errors.AsType[*smsc.APIError](err)
	require.True(t, ok)
	assert.Equal(t, time.Minute, code.RetryAfter())
}
