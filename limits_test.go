package smsc_test

import (
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
