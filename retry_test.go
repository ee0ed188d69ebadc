package smsc_test

import (
	"context"
	"errors"
	"math"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestRetryPolicyRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		policy smsc.RetryPolicy
		want   []string
	}{
		{"the defaults", smsc.RetryPolicy{}, nil},
		{"negative attempts", smsc.RetryPolicy{Attempts: -1}, []string{"WithRetry.Attempts"}},
		{"many attempts", smsc.RetryPolicy{Attempts: math.MaxInt}, nil},
		{"the shortest quiet time", smsc.RetryPolicy{QuietTime: time.Minute}, nil},
		{"a shorter quiet time", smsc.RetryPolicy{QuietTime: time.Minute - 1}, []string{"WithRetry.QuietTime"}},
		{"a negative quiet time", smsc.RetryPolicy{QuietTime: -time.Hour}, []string{"WithRetry.QuietTime"}},
		{"remembered for longer than it is quiet", smsc.RetryPolicy{Remembers: 2*time.Minute + 1}, nil},
		{"remembered for as long as it is quiet", smsc.RetryPolicy{Remembers: 2 * time.Minute}, []string{"WithRetry.Remembers"}},
		{"remembered for less than a longer quiet time", smsc.RetryPolicy{QuietTime: time.Hour, Remembers: time.Hour - 1}, []string{"WithRetry.Remembers"}},
		{"remembered for a negative time", smsc.RetryPolicy{Remembers: -1}, []string{"WithRetry.Remembers"}},
		{"asking", smsc.RetryPolicy{OnUnknown: smsc.UnknownAsk}, nil},
		{"returning", smsc.RetryPolicy{OnUnknown: smsc.UnknownReturn}, nil},
		{"another policy", smsc.RetryPolicy{OnUnknown: 2}, []string{"WithRetry.OnUnknown"}},
		{"everything", smsc.RetryPolicy{Attempts: -1, OnUnknown: -1, QuietTime: 1, Remembers: 1}, []string{
			"WithRetry.Attempts", "WithRetry.QuietTime", "WithRetry.Remembers", "WithRetry.OnUnknown",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithRetry(c.policy))
			assert.Equal(t, c.want, violated(t, err))
		})
	}
}

// TestAThousandAttempts: the pauses grow to 5 s and no further, whatever doubling would
// make of them.
func TestAThousandAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := 0
		var last time.Time
		var longest time.Duration
		client := newClient(t, roundTripper(func(r *http.Request) (*http.Response, error) {
			if n++; !last.IsZero() {
				longest = max(longest, time.Since(last))
			}
			last = time.Now()
			return failing{err: errors.New("reset")}.RoundTrip(r)
		}), smsc.WithRetry(smsc.RetryPolicy{Attempts: 1000}))
		_, err := client.Balance(t.Context())
		require.Error(t, err)
		assert.Equal(t, 1000, n)
		assert.LessOrEqual(t, longest, 5*time.Second)
		assert.Greater(t, longest, 4*time.Second)
	})
}

// TestPausesGrow: up to 0.2, 0.4, 0.8 s and so on, drawn anew each time.
func TestPausesGrow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		longest := make([]time.Duration, 8)
		for range 200 {
			var at []time.Time
			client := newClient(t, roundTripper(func(r *http.Request) (*http.Response, error) {
				at = append(at, time.Now())
				return failing{err: errors.New("reset")}.RoundTrip(r)
			}), smsc.WithRetry(smsc.RetryPolicy{Attempts: len(longest) + 1}))
			_, _ = client.Balance(t.Context())
			for i := range longest {
				longest[i] = max(longest[i], at[i+1].Sub(at[i]))
			}
		}
		ceiling := 200 * time.Millisecond
		for i, pause := range longest {
			assert.LessOrEqual(t, pause, ceiling, "pause %d", i)
			assert.Greater(t, pause, ceiling*9/10, "pause %d: one of 200 comes near the ceiling", i)
			ceiling = min(2*ceiling, 5*time.Second)
		}
	})
}

func TestReserve(t *testing.T) {
	t.Parallel()
	const reserve = "https://www2.smsc.test/sys/soap.php"
	synctest.Test(t, func(t *testing.T) {
		first, second := smsctest.New(smsctest.WithStrictRequests()), smsctest.New(smsctest.WithStrictRequests())
		client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(smsctest.Endpoint), smsc.WithReserve(reserve),
			smsc.WithHTTPClient(clientOver(hosts{"smsc.test": first.Transport(), "www2.smsc.test": second.Transport()})))
		require.NoError(t, err)

		first.Inject(smsctest.Fault{Kind: smsctest.FaultRefuse})
		_, err = client.Send(t.Context(), message())
		require.NoError(t, err)
		assert.Equal(t, 1, second.Accepted(), "what was not sent may go to the reserve")

		first.ClearFaults()
		first.Inject(smsctest.Fault{Kind: smsctest.FaultDropBefore})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		_, err = client.Send(ctx, with(func(r *smsc.SendRequest) { r.Text = "other" }))
		assert.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
		assert.Equal(t, 1, second.Accepted(), "what may have been sent never does")
		assert.Equal(t, []string{"send_sms"}, steps(second), "and nobody else is asked for it")

		_, err = client.Balance(t.Context())
		assert.NoError(t, err, "what only reads does")

		first.ClearFaults()
		first.Inject(smsctest.Fault{Kind: smsctest.FaultDropBefore, Times: 1})
		_, err = client.Send(t.Context(), with(func(r *smsc.SendRequest) { r.Text = "proved" }))
		assert.NoError(t, err)
		assert.Equal(t, 2, second.Accepted(), "what is proved not to have arrived goes there")
	})
}

func TestReadsAreRetried(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		fault smsctest.Fault
		tries int
	}{
		{"a drop", smsctest.Fault{Kind: smsctest.FaultDropBefore}, 4},
		{"a page", smsctest.Fault{Kind: smsctest.FaultHTML}, 4},
		{"a Fault", smsctest.Fault{Kind: smsctest.FaultSOAP}, 4},
		{"an error status", smsctest.Fault{Kind: smsctest.FaultStatus}, 4},
		{"an error status that asks for a longer pause", smsctest.Fault{Kind: smsctest.FaultStatus, RetryAfter: 20}, 4},
		{"an error status that asks for too long a pause", smsctest.Fault{Kind: smsctest.FaultStatus, RetryAfter: 31}, 1},
		{"too many requests", smsctest.Fault{Kind: smsctest.FaultStatus, Status: 429}, 4},
		{"too slow a request", smsctest.Fault{Kind: smsctest.FaultStatus, Status: 408}, 4},
		{"too large a request", smsctest.Fault{Kind: smsctest.FaultStatus, Status: 413}, 1},
		{"an address where nothing is", smsctest.Fault{Kind: smsctest.FaultStatus, Status: 404}, 1},
		{"a redirect", smsctest.Fault{Kind: smsctest.FaultRedirect}, 1},
		{"a code", smsctest.Fault{Kind: smsctest.FaultCode, Code: 1}, 1},
		{"code 9", smsctest.Fault{Kind: smsctest.FaultCode, Code: 9}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New(smsctest.WithStrictRequests())
				g.Inject(c.fault)
				client := emulated(t, g)
				started := time.Now()
				_, err := client.Balance(t.Context())
				require.Error(t, err)
				assert.Len(t, g.Requests(), c.tries)
				if c.tries > 1 {
					assert.GreaterOrEqual(t, time.Since(started), time.Duration(3*c.fault.RetryAfter)*time.Second)
				}
				_, err = client.Cost(t.Context(), message())
				require.Error(t, err)
				_, err = client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "1"})
				require.Error(t, err)
				assert.Len(t, g.Requests(), 3*c.tries)
			})
		})
	}
}

// TestAWrongAddressIsNotTriedForever: a send that the server refuses as such is asked
// for, and not repeated.
func TestAWrongAddressIsNotTriedForever(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 404, 413} {
		synctest.Test(t, func(t *testing.T) {
			g := smsctest.New(smsctest.WithStrictRequests())
			g.Inject(smsctest.Fault{Kind: smsctest.FaultStatus, Status: status, Op: "send"})
			_, err := emulated(t, g).Send(t.Context(), message())
			assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err), "%v", err)
			assert.ErrorIs(t, err, smsc.ErrHTTPStatus)
			assert.Equal(t, 1, sends(g))
		})
	}
}

// TestNoTimeForAPause: a pause that would outlast the deadline is not begun.
func TestNoTimeForAPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithStrictRequests())
		g.Inject(smsctest.Fault{Kind: smsctest.FaultStatus, RetryAfter: 20})
		ctx, cancel := context.WithTimeout(t.Context(), 19*time.Second)
		defer cancel()
		began := time.Now()
		_, err := emulated(t, g).Balance(ctx)
		assert.ErrorIs(t, err, smsc.ErrHTTPStatus, "what went wrong, and not that the time is short")
		assert.Zero(t, time.Since(began))
		assert.Len(t, g.Requests(), 1)
	})
}
