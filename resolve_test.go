package smsc_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// steps are the operations that the gateway has seen, in order.
func steps(g *smsctest.Gateway) []string {
	var all []string
	for _, r := range g.Requests() {
		all = append(all, r.Operation)
	}
	return all
}

func TestSettling(t *testing.T) {
	t.Parallel()
	const send, send2, status = "send_sms", "send_sms2", "get_status"
	group := smsc.SendRequest{To: []string{"G1"}, Text: "hi", ID: "1"}
	single := with(func(r *smsc.SendRequest) { r.ID = "1" })
	for _, c := range []struct {
		name     string
		request  smsc.SendRequest
		faults   []smsctest.Fault
		options  []smsc.Option
		outcome  smsc.Outcome
		resolved bool
		accepted int
		steps    []string
		says     string
	}{
		{name: "nothing goes wrong", request: single, outcome: smsc.OutcomeAccepted, accepted: 1, steps: []string{send}},
		{
			name: "refused connections are tried again", request: single,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultRefuse, Times: 3}},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: []string{send, send, send, send},
		},
		{
			name: "refused connections come to an end", request: single,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultRefuse}},
			outcome: smsc.OutcomeNotSent, steps: []string{send, send, send, send}, says: "refused",
		},
		{
			name: "no retries", request: single, options: []smsc.Option{smsc.WithRetries(0)},
			faults:  []smsctest.Fault{{Kind: smsctest.FaultRefuse}},
			outcome: smsc.OutcomeNotSent, steps: []string{send},
		},
		{
			name: "a lost answer is found", request: single,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropAfter, Times: 1}},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: []string{send, status},
		},
		{
			name: "a lost request is repeated", request: single,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropBefore, Times: 1}},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: []string{send, status, send},
		},
		{
			name: "a lost request and a lost repetition", request: single,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropBefore, Times: 1}, {Kind: smsctest.FaultDropAfter, Op: "send", Times: 1}},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: []string{send, status, send, status},
		},
		{
			name: "the message is seen late", request: single,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropAfter, Times: 1}, {Kind: smsctest.FaultCode, Code: 3, Op: "status", Times: 2}},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: []string{send, status, send, status, status},
		},
		{
			name: "a request that hangs for its whole time", request: single,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultHang, Times: 1}},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: []string{send, status, send},
		},
		{
			name: "too late for a repetition", request: single, options: []smsc.Option{smsc.WithTimeout(45 * time.Second)},
			faults:  []smsctest.Fault{{Kind: smsctest.FaultHang, Times: 1}},
			outcome: smsc.OutcomeUnknown, steps: []string{send, status, status, status, status, status, status}, says: "did not tell",
		},
		{
			name: "a repetition that is rejected", request: single,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropBefore, Times: 1}, {Kind: smsctest.FaultCode, Op: "send", Code: 8}},
			outcome: smsc.OutcomeRejected, steps: []string{send, status, send, status}, says: "error 8",
		},
		{
			name: "a repetition that is rejected, of what was accepted", request: single,
			faults: []smsctest.Fault{
				{Kind: smsctest.FaultDropAfter, Times: 1},
				{Kind: smsctest.FaultCode, Op: "status", Code: 3, Times: 1},
				{Kind: smsctest.FaultCode, Op: "send", Code: 3},
			},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: []string{send, status, send, status},
		},
		{
			name: "an account that is shut meanwhile", request: single,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropBefore, Times: 1}, {Kind: smsctest.FaultCode, Code: 2}},
			outcome: smsc.OutcomeUnknown, steps: []string{send, status}, says: "refuses the account",
		},
		{
			name: "a blocked address at the repetition", request: single,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropBefore, Times: 1}, {Kind: smsctest.FaultCode, Op: "send", Code: 4}},
			outcome: smsc.OutcomeUnknown, steps: []string{send, status, send}, says: "refuses the account",
		},
		{
			name: "a network that does not come back", request: single,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropAfter}},
			outcome: smsc.OutcomeUnknown, accepted: 1, steps: []string{send, status, status, status, status, status, status}, says: "did not tell",
		},
		{
			name: "without asking", request: single, options: []smsc.Option{smsc.WithoutAsking()},
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropBefore, Times: 1}},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: []string{send, send},
		},
		{
			name: "without repeating", request: single, options: []smsc.Option{smsc.WithoutRepeat()},
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropBefore, Times: 1}},
			outcome: smsc.OutcomeUnknown, steps: []string{send, status, status, status, status, status, status},
		},
		{
			name: "without either", request: single, options: []smsc.Option{singleAttempt()},
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropBefore}},
			outcome: smsc.OutcomeUnknown, steps: []string{send}, says: "asking is switched off",
		},
		{
			name: "a group cannot be asked for, and is repeated", request: group,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropBefore, Times: 1}},
			outcome: smsc.OutcomeAccepted, accepted: 2, steps: []string{send, send},
		},
		{
			name: "a group that was accepted stays unknown", request: group,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropAfter, Times: 1}},
			outcome: smsc.OutcomeUnknown, accepted: 2, steps: []string{send, send}, says: "cannot be asked for",
		},
		{
			name: "a group and nothing but failures", request: group,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultHTML, Accept: true}},
			outcome: smsc.OutcomeUnknown, accepted: 2, says: "a group cannot be asked for",
			steps: []string{send, send, send, send, send, send},
		},
		{
			name: "the service's own ID cannot be asked for", request: message(), options: []smsc.Option{smsc.WithServerIDs()},
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropAfter, Times: 1}},
			outcome: smsc.OutcomeUnknown, accepted: 1, steps: []string{send, send}, says: "cannot be asked for",
		},
		{
			name: "a mailing is found by its second recipient", request: smsc.SendRequest{To: []string{"+12345", "G1", phone}, Text: "hi", ID: "1"},
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropAfter, Times: 1}},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 3, steps: []string{send, status, status},
		},
		{
			name: "a repetition has the same query", request: with(func(r *smsc.SendRequest) { r.ID, r.MaxParts = "1", 2 }),
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropBefore, Times: 1}},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: []string{send2, status, send2},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New(smsctest.WithGroup("G1", "380671234567", "380671234568"), smsctest.WithUndeliverable("12345"))
				bodies := &recorder{next: g.Transport()}
				client, err := smsc.NewClient(smsc.Password("demo", "demo"), append([]smsc.Option{
					smsc.WithEndpoint(smsctest.Endpoint), smsc.WithHTTPClient(&http.Client{Transport: bodies}),
				}, c.options...)...)
				require.NoError(t, err)
				for _, fault := range c.faults {
					g.Inject(fault)
				}
				result, err := client.Send(t.Context(), c.request)
				assert.Equal(t, c.outcome, smsc.OutcomeOf(err), "%v", err)
				assert.Equal(t, c.accepted, g.Accepted())
				assert.Equal(t, c.steps, steps(g))
				assert.Equal(t, c.outcome == smsc.OutcomeUnknown, errors.Is(err, smsc.ErrOutcomeUnknown))
				if c.says != "" {
					assert.ErrorContains(t, err, c.says)
				}
				if result != nil {
					assert.Equal(t, c.resolved, result.Resolved)
				}
				if failed, ok := errors.AsType[*smsc.SendError](err); ok {
					assert.Equal(t, c.request.ID, failed.ID)
					assert.False(t, failed.StartedAt.IsZero())
				}
				var first string
				for _, body := range bodies.sends {
					if first == "" {
						first = body
					}
					assert.Equal(t, first, body, "a repetition is identical to the byte")
				}
			})
		})
	}
}

// recorder keeps the bodies of sends.
type recorder struct {
	next  http.RoundTripper
	sends []string
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	if parsed, err := parseCall(string(body)); err == nil && (parsed.element == "send" || parsed.element == "send2") {
		r.sends = append(r.sends, string(body))
	}
	copied := request.Clone(request.Context())
	copied.Body = io.NopCloser(bytes.NewReader(body))
	return r.next.RoundTrip(copied)
}

func TestResolvedResultTellsWhatIsKnown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Times: 1})
		result, err := emulated(t, g).Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "1" }))
		require.NoError(t, err)
		assert.Equal(t, &smsc.SendResult{ID: "1", Resolved: true, Cost: money("0.5"), Count: present(1)}, result)
	})
}

// TestAnOlderMessageIsNotTakenForThisOne: an ID need not be unique.
func TestAnOlderMessageIsNotTakenForThisOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		client := emulated(t, g)
		request := with(func(r *smsc.SendRequest) { r.ID = "1" })
		_, err := client.Send(t.Context(), request)
		require.NoError(t, err)
		time.Sleep(time.Hour)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropBefore, Op: "send"})
		_, err = client.Send(t.Context(), request)
		require.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
		g.ClearFaults()
		failed, ok := errors.AsType[*smsc.SendError](err)
		require.True(t, ok)
		time.Sleep(time.Minute)
		_, err = client.Resolve(t.Context(), smsc.ResolveRequest{ID: failed.ID, Recipients: failed.Recipients, StartedAt: failed.StartedAt})
		assert.ErrorIs(t, err, smsc.ErrNotFound)
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		_, err = client.Resolve(t.Context(), smsc.ResolveRequest{ID: failed.ID, Recipients: failed.Recipients})
		assert.NoError(t, err, "without a time the older one counts")
	})
}

func TestSettlingMindsTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		started := time.Now()
		_, err := emulated(t, g).Send(ctx, message())
		assert.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
		assert.ErrorContains(t, err, "context was over")
		assert.Equal(t, 5*time.Second, time.Since(started))
	})
}

func TestReserve(t *testing.T) {
	t.Parallel()
	const reserve = "https://www2.smsc.test/sys/soap.php"
	synctest.Test(t, func(t *testing.T) {
		first, second := smsctest.New(), smsctest.New()
		client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(smsctest.Endpoint), smsc.WithReserve(reserve),
			smsc.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				if r.URL.Host == "www2.smsc.test" {
					return second.Transport().RoundTrip(r)
				}
				return first.Transport().RoundTrip(r)
			})}))
		require.NoError(t, err)

		first.Inject(smsctest.Fault{Kind: smsctest.FaultRefuse})
		_, err = client.Send(t.Context(), message())
		require.NoError(t, err)
		assert.Equal(t, 1, second.Accepted(), "what was not sent may go to the reserve")

		first.ClearFaults()
		first.Inject(smsctest.Fault{Kind: smsctest.FaultDropBefore})
		_, err = client.Send(t.Context(), with(func(r *smsc.SendRequest) { r.Text = "other" }))
		assert.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
		assert.Equal(t, 1, second.Accepted(), "what may have been sent never does")

		_, err = client.Balance(t.Context())
		assert.NoError(t, err, "what only reads does")
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
		{"a redirect", smsctest.Fault{Kind: smsctest.FaultRedirect}, 1},
		{"a code", smsctest.Fault{Kind: smsctest.FaultCode, Code: 1}, 1},
		{"code 9", smsctest.Fault{Kind: smsctest.FaultCode, Code: 9}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New()
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

func TestResolveRules(t *testing.T) {
	t.Parallel()
	w := &wire{answer: statusAnswer("<status>1</status>")}
	client := newClient(t, w)
	for _, c := range []struct {
		name    string
		request smsc.ResolveRequest
		want    []string
	}{
		{"nothing set", smsc.ResolveRequest{}, []string{"ID", "Recipients"}},
		{"a group alone", smsc.ResolveRequest{ID: "1", Recipients: []string{"G1"}}, []string{"Recipients"}},
		{"no recipient", smsc.ResolveRequest{ID: "1", Recipients: []string{"x"}}, []string{"Recipients[0]", "Recipients"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := client.Resolve(t.Context(), c.request)
			assert.Equal(t, c.want, violated(t, err))
		})
	}
	assert.Zero(t, w.count())
}

func TestResolveWithinTheFirstMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := emulated(t, smsctest.New())
		request := smsc.ResolveRequest{ID: "1", Recipients: []string{"G1", phone}, StartedAt: time.Now()}
		_, err := client.Resolve(t.Context(), request)
		assert.ErrorIs(t, err, smsc.ErrNotFound)
		assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err), "it may be on its way yet")
		time.Sleep(time.Minute + time.Second)
		_, err = client.Resolve(t.Context(), request)
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
	})
}
