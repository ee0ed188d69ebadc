package smsc_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
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
		g := smsctest.New(smsctest.WithStrictRequests())
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
	for limit, want := range map[int]int{0: 50, 1: 1, 14: 14} {
		t.Run(strconv.Itoa(limit), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &busy{takes: time.Second}
				client := newClient(t, s, smsc.WithPacing(func(p *smsc.Pacing) { p.Concurrent = limit }))
				known(t, client)
				var all sync.WaitGroup
				for range 50 {
					all.Go(func() {
						_, err := client.Send(t.Context(), message())
						assert.NoError(t, err)
					})
				}
				all.Wait()
				assert.Equal(t, want, s.most[""])
			})
		})
	}
}

// known makes the first call of a client, which goes alone.
func known(t *testing.T, client *smsc.Client) {
	t.Helper()
	_, err := client.Balance(t.Context())
	require.NoError(t, err)
}

// paced is a client that keeps the limits of the service.
func paced(t *testing.T, transport http.RoundTripper, change ...func(*smsc.Pacing)) *smsc.Client {
	t.Helper()
	options := []smsc.Option{smsc.WithHTTPClient(clientOver(transport))}
	for _, c := range change {
		options = append(options, smsc.WithPacing(c))
	}
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), options...)
	require.NoError(t, err)
	return client
}

// TestFourStatusRequestsAtOnce, and they leave the other places to others.
func TestFourStatusRequestsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &busy{takes: time.Second}
		client := paced(t, s)
		known(t, client)
		began := time.Now()
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() {
				_, err := client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: strconv.Itoa(1 + i)})
				assert.NoError(t, err)
			})
		}
		synctest.Wait()
		var took time.Duration
		all.Go(func() {
			var sending sync.WaitGroup
			for range 20 {
				sending.Go(func() {
					_, err := client.Send(t.Context(), message())
					assert.NoError(t, err)
				})
			}
			sending.Wait()
			took = time.Since(began)
		})
		all.Wait()
		assert.Equal(t, 4, s.most["status"])
		assert.Equal(t, 14, s.most[""])
		assert.Equal(t, 2*time.Second, took, "10 at once, whoever waits for a status")
		assert.Equal(t, 10*time.Second, time.Since(began))
	})
}

// TestResolvingKeepsToFourStatusRequests: what the client asks by itself counts too.
func TestResolvingKeepsToFourStatusRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &busy{takes: time.Second, answer: func(_ int, c call) string {
			if c.element == "status" {
				return statusAnswer("<error>3</error>")
			}
			return goodAnswer(c)
		}}
		client := paced(t, s)
		known(t, client)
		var all sync.WaitGroup
		for n := range 3 {
			all.Go(func() {
				_, err := client.Resolve(t.Context(), smsc.SendRecord{
					ID: fmt.Sprint("id-", n), Recipients: thousand[:20], LeaveBy: time.Now().Add(-48 * time.Hour),
				})
				assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err), "%v", err)
			})
		}
		all.Wait()
		assert.Equal(t, 4, s.most["status"])
	})
}

// TestOneWindowForOneNumber: the service counts a number with and without + as one.
func TestOneWindowForOneNumber(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := paced(t, &busy{})
		known(t, client)
		began := time.Now()
		for n := range 6 {
			recipient := strings.TrimPrefix(phone, []string{"+", ""}[n%2])
			_, err := client.Status(t.Context(), smsc.StatusRequest{Recipient: recipient, ID: "1", Detail: smsc.Detail(n % 3)})
			require.NoError(t, err)
		}
		assert.Equal(t, 61*time.Second, time.Since(began))
		_, err := client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "2"})
		require.NoError(t, err)
		assert.Equal(t, 61*time.Second, time.Since(began), "another message has a window of its own")
	})
}

// TestWhatDoesNotDecideThePriceSharesAWindow: the service counts identical requests.
func TestWhatDoesNotDecideThePriceSharesAWindow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*smsc.SendRequest, int)
		shared bool
	}{
		{"the same request", func(*smsc.SendRequest, int) {}, true},
		{"another ID", func(r *smsc.SendRequest, n int) { r.ID = strconv.Itoa(1 + n) }, true},
		{"another text", func(r *smsc.SendRequest, n int) { r.Text = strconv.Itoa(n) }, false},
		{"another channel", func(r *smsc.SendRequest, n int) {
			r.Channel = []smsc.Channel{nil, smsc.FlashSMS{}, smsc.Viber{}, smsc.WhatsApp{}, smsc.MMS{}, smsc.VoiceCall{}}[n]
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client := paced(t, &busy{answer: func(_ int, c call) string {
					if c.element == "cost2" {
						return cost2Answer("<cost>1</cost>")
					}
					return goodAnswer(c)
				}})
				known(t, client)
				began := time.Now()
				for n := range 6 {
					_, err := client.Cost(t.Context(), with(func(r *smsc.SendRequest) { c.change(r, n) }))
					require.NoError(t, err)
				}
				assert.Equal(t, c.shared, time.Since(began) > 0)
			})
		})
	}
}

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

func TestPacingFailFast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &busy{}
		client := paced(t, s, func(p *smsc.Pacing) { p.FailFast, p.Concurrent, p.ConcurrentStatus = true, 2, 1 })
		request := smsc.StatusRequest{Recipient: phone, ID: "1"}
		for range 5 {
			_, err := client.Status(t.Context(), request)
			require.NoError(t, err)
		}
		for range 100 {
			_, err := client.Status(t.Context(), request)
			late, ok := errors.AsType[*smsc.PacingError](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, 61*time.Second, late.Wait)
		}
		time.Sleep(61 * time.Second)
		_, err := client.Status(t.Context(), request)
		assert.NoError(t, err, "what failed took no turn")

		s.takes = time.Second
		var all sync.WaitGroup
		all.Go(func() {
			_, err := client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "2"})
			assert.NoError(t, err)
		})
		synctest.Wait()
		_, err = client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "3"})
		assert.EqualError(t, err, "smsc: status: too many requests at once")
		all.Go(func() {
			_, err := client.Send(t.Context(), message())
			assert.NoError(t, err)
		})
		synctest.Wait()
		_, err = client.Send(t.Context(), message())
		assert.ErrorIs(t, err, smsc.ErrRateLimited)
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		_, err = client.Balance(t.Context())
		assert.ErrorIs(t, err, smsc.ErrRateLimited)
		all.Wait()
		_, err = client.Balance(t.Context())
		assert.NoError(t, err)

		for range 2 { // all places, and none of those for a status
			all.Go(func() {
				_, err := client.Send(t.Context(), message())
				assert.NoError(t, err)
			})
		}
		synctest.Wait()
		_, err = client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "4"})
		assert.ErrorIs(t, err, smsc.ErrRateLimited)
		all.Wait()
		_, err = client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "4"})
		assert.NoError(t, err, "it has given back the place that it had")
	})
}

func TestWithoutPacingTheServiceRefuses(t *testing.T) {
	t.Parallel()
	client := emulated(t, smsctest.New(smsctest.WithStrictRequests()), unpaced())
	var err error
	for range 11 {
		_, err = client.Balance(t.Context())
	}
	assert.ErrorIs(t, err, smsc.ErrRateLimited)
	code, ok := errors.AsType[*smsc.APIError](err)
	require.True(t, ok)
	assert.Equal(t, time.Minute, code.RetryAfter())
}
