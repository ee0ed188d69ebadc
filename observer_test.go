package smsc_test

import (
	"context"
	"fmt"
	"net/http"
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

// watcher is an observer that keeps all that it is told, and marks the contexts.
type watcher struct {
	name string

	mu     sync.Mutex
	events []any
}

type mark struct{ watcher, what string }

func (w *watcher) keep(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, event)
}

func (w *watcher) StartCall(ctx context.Context, call smsc.CallStart) context.Context {
	w.keep(call)
	return context.WithValue(ctx, mark{w.name, "call"}, call.Method)
}

func (w *watcher) EndCall(ctx context.Context, call smsc.CallEnd) {
	w.keep(call)
	w.keep(ctx.Value(mark{w.name, "call"}) == call.Method)
}

func (w *watcher) StartAttempt(ctx context.Context, attempt smsc.AttemptStart) context.Context {
	w.keep(attempt)
	w.keep(ctx.Value(mark{w.name, "call"}) != nil)
	return context.WithValue(ctx, mark{w.name, "attempt"}, attempt.Name)
}

func (w *watcher) EndAttempt(ctx context.Context, attempt smsc.AttemptEnd) {
	w.keep(attempt)
	w.keep(ctx.Value(mark{w.name, "attempt"}) == attempt.Name)
}

// calls and attempts are those that are over.
func (w *watcher) calls() []smsc.CallEnd       { return kept[smsc.CallEnd](w) }
func (w *watcher) attempts() []smsc.AttemptEnd { return kept[smsc.AttemptEnd](w) }

func kept[T any](w *watcher) (all []T) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, event := range w.events {
		if one, ok := event.(T); ok {
			all = append(all, one)
		}
	}
	return all
}

// sound sees that each context was that of its start, and each start has its end.
func (w *watcher) sound(t *testing.T) {
	t.Helper()
	assert.NotContains(t, kept[bool](w), false, "the context of the start comes with the end")
	assert.Len(t, w.calls(), len(kept[smsc.CallStart](w)))
	assert.Len(t, w.attempts(), len(kept[smsc.AttemptStart](w)))
	n := 0
	for _, call := range w.calls() {
		n += call.Attempts
	}
	assert.Len(t, w.attempts(), n, "each attempt is counted in its call")
}

// TestObserverSeesEveryCall, and each attempt in it.
func TestObserverSeesEveryCall(t *testing.T) {
	t.Parallel()
	record := smsc.SendRecord{ID: "1", Recipients: []string{phone}}
	mine := with(func(r *smsc.SendRequest) { r.ID, r.Report = "1", smsc.ReportCostAndBalance })
	for _, c := range []struct {
		name     string
		faults   []smsctest.Fault
		call     func(context.Context, *smsc.Client) error
		want     smsc.CallEnd
		attempts string // names and kinds
	}{
		{
			"Send", nil, func(ctx context.Context, c *smsc.Client) error { _, err := c.Send(ctx, mine); return err },
			smsc.CallEnd{
				CallStart: smsc.CallStart{Method: "Send", ID: "1", Recipients: 1}, Attempts: 1, Outcome: smsc.OutcomeAccepted,
				Count: smsc.Some(1), Cost: money("0.5"), Balance: money("99.5"),
			},
			"send_sms2",
		},
		{
			"Send to many", nil, func(ctx context.Context, c *smsc.Client) error {
				_, err := c.Send(ctx, smsc.SendRequest{To: thousand[:3], Groups: []int64{1}, Text: "hi", ID: "1"})
				return err
			},
			smsc.CallEnd{
				CallStart: smsc.CallStart{Method: "Send", ID: "1", Recipients: 4}, Attempts: 1, Outcome: smsc.OutcomeAccepted, Count: smsc.Some(4),
			},
			"send_sms2",
		},
		{
			"Send, resolved",
			[]smsctest.Fault{{Kind: smsctest.FaultDropAfter, Times: 1}},
			func(ctx context.Context, c *smsc.Client) error { _, err := c.Send(ctx, mine); return err },
			smsc.CallEnd{
				CallStart: smsc.CallStart{Method: "Send", ID: "1", Recipients: 1}, Attempts: 2, Duration: time.Second, Outcome: smsc.OutcomeAccepted,
				Resolved: true, Count: smsc.Some(1), Cost: money("0.5"),
			},
			"send_sms2 connection, get_status",
		},
		{
			"Send, rejected",
			[]smsctest.Fault{{Kind: smsctest.FaultCode, Code: 6}},
			func(ctx context.Context, c *smsc.Client) error { _, err := c.Send(ctx, mine); return err },
			smsc.CallEnd{
				CallStart: smsc.CallStart{Method: "Send", ID: "1", Recipients: 1}, Attempts: 1, Outcome: smsc.OutcomeRejected, Kind: "forbidden", Code: 6,
			},
			"send_sms2 forbidden",
		},
		{
			"Cost", nil, func(ctx context.Context, c *smsc.Client) error { _, err := c.Cost(ctx, mine); return err },
			smsc.CallEnd{
				CallStart: smsc.CallStart{Method: "Cost", Recipients: 1}, Attempts: 1, Outcome: smsc.OutcomeAccepted, Count: smsc.Some(1), Cost: money("0.5"),
			},
			"get_sms_cost",
		},
		{
			"Status", nil, func(ctx context.Context, c *smsc.Client) error {
				_, err := c.Status(ctx, smsc.StatusRequest{Recipient: phone, ID: "1"})
				return err
			},
			smsc.CallEnd{CallStart: smsc.CallStart{Method: "Status", ID: "1", Recipients: 1}, Attempts: 1, Outcome: smsc.OutcomeUnknown, Kind: "not_found", Code: 3},
			"get_status not_found",
		},
		{
			"Balance", nil, func(ctx context.Context, c *smsc.Client) error { _, err := c.Balance(ctx); return err },
			smsc.CallEnd{CallStart: smsc.CallStart{Method: "Balance"}, Attempts: 1, Outcome: smsc.OutcomeAccepted, Balance: money("100")},
			"get_balance",
		},
		{
			"Balance, refused",
			[]smsctest.Fault{{Kind: smsctest.FaultCode, Code: 2}},
			func(ctx context.Context, c *smsc.Client) error { _, err := c.Balance(ctx); return err },
			smsc.CallEnd{CallStart: smsc.CallStart{Method: "Balance"}, Attempts: 1, Outcome: smsc.OutcomeRejected, Kind: "unauthorized", Code: 2},
			"get_balance unauthorized",
		},
		{
			"Resolve", nil, func(ctx context.Context, c *smsc.Client) error { _, err := c.Resolve(ctx, record); return err },
			smsc.CallEnd{
				CallStart: smsc.CallStart{Method: "Resolve", ID: "1", Recipients: 1}, Attempts: 8, Duration: 2 * time.Minute,
				Outcome: smsc.OutcomeNotSent, Kind: "not_found", Code: 3, Waited: time.Second,
			},
			strings.TrimSuffix(strings.Repeat("get_status not_found, ", 8), ", "),
		},
		{
			"SendOnce", nil, func(ctx context.Context, c *smsc.Client) error {
				record := record
				record.LeaveBy = time.Now().Add(-48 * time.Hour)
				_, err := c.SendOnce(ctx, with(func(r *smsc.SendRequest) { r.ID = "1" }), record)
				return err
			},
			smsc.CallEnd{
				CallStart: smsc.CallStart{Method: "SendOnce", ID: "1", Recipients: 1}, Attempts: 2, Outcome: smsc.OutcomeAccepted, Count: smsc.Some(1),
			},
			"get_status not_found, send_sms",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New(smsctest.WithCostOnDemand(), smsctest.WithGroup("G1", "380671234567"))
				for _, fault := range c.faults {
					g.Inject(fault)
				}
				w := &watcher{name: "w"}
				client := emulated(t, g, smsc.WithObserver(w))
				err := c.call(t.Context(), client)
				calls := w.calls()
				require.Len(t, calls, 1)
				same(t, c.want, calls[0])
				assert.Equal(t, smsc.KindOf(err), calls[0].Kind)
				var attempts []string
				for _, a := range w.attempts() {
					attempts = append(attempts, strings.TrimSpace(a.Name+" "+a.Kind))
					assert.Equal(t, smsctest.Endpoint, a.Endpoint)
					assert.Equal(t, calls[0].ID, a.ID)
				}
				assert.Equal(t, c.attempts, strings.Join(attempts, ", "))
				w.sound(t)
			})
		})
	}
}

// same compares what an observer was told, amounts of money by their values.
func same(t *testing.T, want, got smsc.CallEnd) {
	t.Helper()
	assert.True(t, want.Cost.Equal(got.Cost), "cost: want %v, got %v", want.Cost, got.Cost)
	assert.True(t, want.Balance.Equal(got.Balance), "balance: want %v, got %v", want.Balance, got.Balance)
	got.Cost, got.Balance = want.Cost, want.Balance
	assert.Equal(t, want, got)
}

// TestObserverSeesAttempts: what each was answered, and how long it took.
func TestObserverSeesAttempts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		answer string
		status int
		want   smsc.AttemptEnd
	}{
		{"a success", balanceAnswer("<balance>1</balance>"), 200, smsc.AttemptEnd{Outcome: smsc.OutcomeAccepted}},
		{"a code", balanceAnswer("<error>9</error>"), 200, smsc.AttemptEnd{Outcome: smsc.OutcomeRejected, Kind: "rate_limited", Code: 9}},
		{"an error status", "<html/>", 503, smsc.AttemptEnd{Kind: "http_status", StatusCode: 503}},
		{"a fault", faultAnswer("c", "r"), 500, smsc.AttemptEnd{Kind: "soap_fault", StatusCode: 500}},
		{"a page", "<html/>", 200, smsc.AttemptEnd{Kind: "malformed_answer", StatusCode: 200}},
		{"a block", balanceAnswer("<error>4</error>"), 200, smsc.AttemptEnd{
			Outcome: smsc.OutcomeRejected, Kind: "ip_blocked", Code: 4, BlockedUntil: time.Date(2000, 1, 1, 0, 30, 3, 0, time.UTC),
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := &watcher{}
				client := newClient(t, roundTripper(func(r *http.Request) (*http.Response, error) {
					_ = r.Body.Close()
					time.Sleep(3 * time.Second)
					return httpResponse(c.status, c.answer), nil
				}), smsc.WithObserver(w), smsc.WithEndpoint("https://smsc.kz/sys/soap.php"))
				_, _ = client.Balance(t.Context())
				c.want.AttemptStart = smsc.AttemptStart{Operation: smsc.OpBalance, Name: "get_balance", Endpoint: "https://smsc.kz/sys/soap.php"}
				c.want.Duration = 3 * time.Second
				got := w.attempts()
				require.Len(t, got, 1)
				assert.True(t, c.want.BlockedUntil.Equal(got[0].BlockedUntil), "%v", got[0].BlockedUntil)
				got[0].BlockedUntil = c.want.BlockedUntil
				assert.Equal(t, c.want, got[0])
				w.sound(t)
			})
		})
	}
}

// TestObserverSeesTheWait for a turn, in the attempt and in its call.
func TestObserverSeesTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{}
		client := emulated(t, smsctest.New(smsctest.WithCostOnDemand()), smsc.WithObserver(w), smsc.WithPacing(func(p *smsc.Pacing) { p.BalancePerMinute = 1 }))
		for range 2 {
			_, err := client.Balance(t.Context())
			require.NoError(t, err)
		}
		for i, want := range []time.Duration{0, 61 * time.Second} {
			assert.Equal(t, want, w.attempts()[i].Waited)
			assert.Equal(t, want, w.calls()[i].Waited)
			assert.Equal(t, want, w.calls()[i].Duration)
			assert.Zero(t, w.attempts()[i].Duration)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(5*time.Second, cancel)
		_, err := client.Balance(ctx)
		require.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, 5*time.Second, w.calls()[2].Waited, "in vain")
		assert.Zero(t, w.calls()[2].Attempts)
	})
}

// TestObserverIsNotToldOfWhatIsRefused: a request that breaks a rule is no call. One that
// is kept back is a call without an attempt.
func TestObserverIsNotToldOfWhatIsRefused(t *testing.T) {
	t.Parallel()
	w := &watcher{}
	g := smsctest.New(smsctest.WithCostOnDemand())
	client := emulated(t, g, smsc.WithObserver(w), smsc.WithPacing(func(p *smsc.Pacing) { p.FailFast, p.BalancePerMinute = true, 1 }))
	_, err := client.Send(t.Context(), smsc.SendRequest{})
	require.Error(t, err)
	_, err = client.Cost(t.Context(), smsc.SendRequest{})
	require.Error(t, err)
	_, err = client.Status(t.Context(), smsc.StatusRequest{})
	require.Error(t, err)
	_, err = client.Resolve(t.Context(), smsc.SendRecord{})
	require.Error(t, err)
	_, err = client.SendOnce(t.Context(), message(), smsc.SendRecord{})
	require.Error(t, err)
	assert.Empty(t, w.events)

	_, err = client.Balance(t.Context())
	require.NoError(t, err)
	_, err = client.Balance(t.Context())
	require.ErrorIs(t, err, smsc.ErrRateLimited)
	g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 4})
	_, err = client.Cost(t.Context(), message())
	require.ErrorIs(t, err, smsc.ErrIPBlocked)
	_, err = client.Cost(t.Context(), message())
	require.ErrorIs(t, err, smsc.ErrBlocked)
	var got []string
	for _, call := range w.calls() {
		got = append(got, fmt.Sprint(call.Method, " ", call.Attempts, " ", call.Kind, " ", call.Outcome))
	}
	assert.Equal(t, []string{"Balance 1  accepted", "Balance 0 rate_limited not_sent", "Cost 1 ip_blocked rejected", "Cost 0 blocked not_sent"}, got)
	w.sound(t)
}

// TestObserversShareTheContext, which is that of the HTTP request in the end.
func TestObserversShareTheContext(t *testing.T) {
	t.Parallel()
	first, second := &watcher{name: "first"}, &watcher{name: "second"}
	w := &wire{answer: balanceAnswer("<balance>1</balance>")}
	var seen []any
	client := newClient(t, roundTripper(func(r *http.Request) (*http.Response, error) {
		for _, name := range []string{"first", "second"} {
			for _, what := range []string{"call", "attempt"} {
				seen = append(seen, r.Context().Value(mark{name, what}))
			}
		}
		return w.RoundTrip(r)
	}), smsc.WithObserver(first), smsc.WithObserver(second))
	_, err := client.Balance(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []any{"Balance", "get_balance", "Balance", "get_balance"}, seen)
	for _, w := range []*watcher{first, second} {
		w.sound(t)
		assert.Len(t, w.calls(), 1)
	}
	assert.Len(t, second.events, len(first.events))
}
