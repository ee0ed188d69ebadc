package smsc_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// slow is a transport whose answers take a while.
type slow struct {
	http.RoundTripper

	takes time.Duration
}

func (s slow) RoundTrip(r *http.Request) (*http.Response, error) {
	timer := time.NewTimer(s.takes)
	defer timer.Stop()
	select {
	case <-timer.C:
		return s.RoundTripper.RoundTrip(r)
	case <-r.Context().Done():
		return nil, context.Cause(r.Context())
	}
}

func slowClient(t *testing.T, gateway *smsctest.Gateway, takes time.Duration, options ...smsc.Option) *smsc.Client {
	t.Helper()
	return gateway.Client(t, append([]smsc.Option{
		smsc.WithHTTPClient(&http.Client{Transport: slow{gateway.Transport(), takes}}),
	}, options...)...)
}

// TestCodeBehindAThousandStatuses: a code that is sent and followed while a thousand
// status requests in bulk wait has its status within its deadline.
func TestCodeBehindAThousandStatuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		bulk func(context.Context) context.Context
		want bool
	}{
		{"in bulk", smsc.InBulk, true},
		{"in one class, as a control", func(ctx context.Context) context.Context { return ctx }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client := slowClient(t, smsctest.New(), 50*time.Millisecond)
				var group sync.WaitGroup
				defer group.Wait()
				_, err := client.Balance(t.Context()) // so that calls do not go one at a time
				require.NoError(t, err)
				for i := range 1000 {
					group.Go(func() {
						_, err := client.Status(c.bulk(t.Context()), smsc.StatusRequest{Recipient: phone, ID: fmt.Sprintf("bulk-%d", i)})
						assert.ErrorIs(t, err, smsc.ErrNotFound)
					})
				}
				synctest.Wait()
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				sent, err := client.Send(ctx, message())
				require.NoError(t, err)
				_, err = client.Status(ctx, smsc.StatusRequest{Recipient: phone, ID: sent.ID})
				assert.Equal(t, c.want, err == nil, "%v", err)
			})
		})
	}
}

// TestBulkIsNotStarved: while more urgent calls wait than there are places, calls in
// bulk get one place of four.
func TestBulkIsNotStarved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		anyNumber := smsctest.WithLimits(func(l *smsctest.Limits) { l.FloodMessages = 0 })
		client := slowClient(t, smsctest.New(anyNumber, smsctest.WithBalance(decimal.NewFromInt(1_000_000))), 100*time.Millisecond)
		_, err := client.Balance(t.Context())
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		var urgent, bulk atomic.Int64
		var group sync.WaitGroup
		loop := func(ctx context.Context, count *atomic.Int64) {
			for {
				if _, err := client.Send(ctx, message()); err != nil {
					return
				}
				count.Add(1)
			}
		}
		for range 100 {
			group.Go(func() { loop(smsc.InBulk(ctx), &bulk) })
			group.Go(func() { loop(ctx, &urgent) })
		}
		time.AfterFunc(time.Minute, cancel)
		group.Wait()
		all := urgent.Load() + bulk.Load()
		assert.InDelta(t, 0.25, float64(bulk.Load())/float64(all), 0.02, "%d of %d", bulk.Load(), all)
		assert.InDelta(t, 14*600, all, 14*20, "all places are used")
	})
}

// TestBulkUsesWhatIsFree: calls in bulk have all places when nobody else wants one.
func TestBulkUsesWhatIsFree(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New()
		client := slowClient(t, gateway, time.Second)
		_, err := client.Balance(t.Context())
		require.NoError(t, err)
		began := time.Now()
		var group sync.WaitGroup
		for range 28 {
			group.Go(func() {
				_, err := client.Send(smsc.InBulk(t.Context()), message())
				assert.NoError(t, err)
			})
		}
		group.Wait()
		assert.Equal(t, 2*time.Second, time.Since(began))
	})
}

// TestWhoGivesUpTakesNoPlace: contexts that end in the queue, at any moment, leave
// every place to others.
func TestWhoGivesUpTakesNoPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := slowClient(t, smsctest.New(), 10*time.Millisecond, smsc.WithPacing(func(p *smsc.Pacing) { p.Concurrent = 2 }))
		_, err := client.Balance(t.Context())
		require.NoError(t, err)
		var group sync.WaitGroup
		for i := range 500 {
			group.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i%50)*time.Millisecond)
				defer cancel()
				if i%2 == 0 {
					ctx = smsc.InBulk(ctx)
				}
				_, _ = client.Send(ctx, message()) // most of them give up
			})
		}
		group.Wait()
		began := time.Now()
		for range 2 {
			group.Go(func() {
				_, err := client.Send(t.Context(), message())
				assert.NoError(t, err)
			})
		}
		group.Wait()
		assert.Equal(t, 10*time.Millisecond, time.Since(began))
	})
}
