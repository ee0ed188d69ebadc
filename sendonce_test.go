package smsc_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// TestSendOnce takes over from a process that died: it may have sent the message or not.
func TestSendOnce(t *testing.T) {
	t.Parallel()
	mine := with(func(r *smsc.SendRequest) { r.ID = "order-1" })
	list := smsc.SendRequest{ID: "order-1", Personal: []smsc.Personal{{To: []string{phone}, Text: "a"}, {To: []string{"+380501234568"}, Text: "b"}}}
	dropBefore := smsctest.Fault{Kind: smsctest.FaultDropBefore, Op: "send", Times: 1}
	dropAfter := smsctest.Fault{Kind: smsctest.FaultDropAfter, Op: "send", Times: 1}
	for _, c := range []struct {
		name    string
		request smsc.SendRequest
		died    smsctest.Fault // what happened to the attempt of the process that died
		faults  []smsctest.Fault
		prior   func(smsc.SendRecord) smsc.SendRecord
		within  time.Duration // 0: no bound
		options []smsc.Option

		outcome  smsc.Outcome
		resolved bool
		accepted int
		sends    int // of the new process
		took     time.Duration
		says     string
	}{
		{name: "it was accepted", request: mine, died: dropAfter, outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, took: time.Second},
		{name: "a list was accepted", request: list, died: dropAfter, outcome: smsc.OutcomeAccepted, resolved: true, accepted: 2, took: time.Second},
		{name: "it never arrived", request: mine, died: dropBefore, outcome: smsc.OutcomeAccepted, accepted: 1, sends: 1, took: 2 * time.Minute},
		{name: "a list never arrived", request: list, died: dropBefore, outcome: smsc.OutcomeAccepted, accepted: 2, sends: 1, took: 2 * time.Minute},
		{
			name: "nothing but the ID was stored", request: mine, died: dropAfter, outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, took: time.Second,
			prior: func(r smsc.SendRecord) smsc.SendRecord { return smsc.SendRecord{ID: r.ID} },
		},
		{
			name: "nothing but the ID was stored, and it never arrived", request: mine, died: dropBefore, outcome: smsc.OutcomeAccepted, accepted: 1, sends: 1, took: 2 * time.Minute,
			prior: func(r smsc.SendRecord) smsc.SendRecord { return smsc.SendRecord{ID: r.ID} },
		},
		{
			name: "it is long over", request: mine, died: dropBefore, outcome: smsc.OutcomeAccepted, accepted: 1, sends: 1,
			prior: func(r smsc.SendRecord) smsc.SendRecord { r.LeaveBy = r.LeaveBy.Add(-48 * time.Hour); return r },
		},
		{
			name: "a short deadline sends nothing", request: mine, died: dropBefore, within: time.Minute,
			outcome: smsc.OutcomeUnknown, took: time.Minute, says: "it may have been sent before: not resolved: the context was over",
		},
		{
			name: "a record of other recipients is filled in from the request", request: mine, died: dropAfter,
			prior:   func(r smsc.SendRecord) smsc.SendRecord { r.Recipients = []string{"+380679999999"}; return r },
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, took: time.Second,
		},
		{
			name: "the answer to the new attempt is lost too", request: mine, died: dropBefore, faults: []smsctest.Fault{dropAfter},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, sends: 1, took: 121 * time.Second,
		},
		{
			name: "the new attempt is lost too", request: mine, died: dropBefore, faults: []smsctest.Fault{dropBefore},
			outcome: smsc.OutcomeAccepted, accepted: 1, sends: 2, took: 4 * time.Minute,
		},
		{
			name: "the answer to the new attempt is lost, and nobody is to ask", request: mine, died: dropBefore, faults: []smsctest.Fault{dropAfter},
			options: []smsc.Option{singleAttempt()}, outcome: smsc.OutcomeUnknown, accepted: 1, sends: 1, took: 2 * time.Minute,
		},
		{
			name: "the new attempt is rejected", request: mine, died: dropBefore, faults: []smsctest.Fault{{Kind: smsctest.FaultCode, Op: "send", Code: 3}},
			outcome: smsc.OutcomeRejected, sends: 1, took: 2 * time.Minute, says: "not enough money",
		},
		{
			name: "the service refuses the account", request: mine, died: dropBefore, faults: []smsctest.Fault{{Kind: smsctest.FaultCode, Code: 2}},
			outcome: smsc.OutcomeUnknown, took: time.Second, says: "refuses the account",
		},
		{
			name: "within the minute nothing is repeated blindly", request: mine, died: dropBefore,
			options: []smsc.Option{smsc.WithRetry(smsc.RetryPolicy{RepeatWithinMinute: true})},
			outcome: smsc.OutcomeAccepted, accepted: 1, sends: 1, took: 2 * time.Minute,
		},
		{
			name: "a group can be found by nobody", request: smsc.SendRequest{Groups: []int64{1}, Text: "hi", ID: "order-1"}, died: dropAfter,
			outcome: smsc.OutcomeUnknown, accepted: 1, says: "members of a group",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New(smsctest.WithStrictRequests(), smsctest.WithGroup("G1", "380671234567"))
				g.Inject(c.died)
				record := stored(t, lost(t, emulated(t, g, singleAttempt()), c.request))
				if c.prior != nil {
					record = c.prior(record)
				}
				for _, fault := range c.faults {
					g.Inject(fault)
				}
				ctx := t.Context()
				if c.within != 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, c.within)
					defer cancel()
				}
				began := time.Now()
				result, err := emulated(t, g, c.options...).SendOnce(ctx, c.request, record)
				took := time.Since(began)
				assert.Equal(t, c.outcome, smsc.OutcomeOf(err), "%v", err)
				assert.Equal(t, c.accepted, g.Accepted())
				for key, n := range g.Tally() {
					assert.Equal(t, 1, n, "%v", key)
				}
				assert.Equal(t, c.sends, sends(g)-1)
				assert.InDelta(t, c.took.Seconds(), took.Seconds(), 2)
				if err != nil {
					assert.ErrorContains(t, err, c.says)
					failed, ok := err.(*smsc.SendError) //nolint:errorlint // it comes as it is
					require.True(t, ok, "%T", err)
					assert.Equal(t, "order-1", failed.Record.ID)
					return
				}
				assert.Equal(t, c.resolved, result.Resolved)
				assert.Equal(t, "order-1", result.ID)
			})
		})
	}
}

// TestSendOnceStoresTheSameAgain: what is unknown in the end can be taken over by the
// next one.
func TestSendOnceStoresTheSameAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithStrictRequests())
		request := with(func(r *smsc.SendRequest) { r.ID = "order-1" })
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Op: "send", Times: 1})
		record := stored(t, lost(t, emulated(t, g, singleAttempt()), request))
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropBefore, Op: "status"})
		for range 3 { // processes that die one after another
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			_, err := emulated(t, g).SendOnce(ctx, request, record)
			cancel()
			require.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
			failed, ok := err.(*smsc.SendError) //nolint:errorlint // it comes as it is
			require.True(t, ok)
			assert.Equal(t, record, stored(t, failed.Record))
		}
		g.ClearFaults()
		_, err := emulated(t, g).SendOnce(t.Context(), request, record)
		require.NoError(t, err)
		assert.Equal(t, 1, g.Accepted())
		assert.Equal(t, 1, sends(g))
	})
}

func TestSendOnceRules(t *testing.T) {
	t.Parallel()
	w := &wire{answer: sendAnswer(accepted)}
	for _, c := range []struct {
		name    string
		request smsc.SendRequest
		prior   smsc.SendRecord
		want    []string
	}{
		{"no ID", message(), smsc.SendRecord{}, []string{"ID"}},
		{"another ID", with(func(r *smsc.SendRequest) { r.ID = "1" }), smsc.SendRecord{ID: "2"}, []string{"ID"}},
		{"an ID that is none", message(), smsc.SendRecord{ID: "a b"}, []string{"ID"}},
		{"a request that is wrong", smsc.SendRequest{}, smsc.SendRecord{ID: "1"}, []string{"To", "Text"}},
		{
			"two texts for three recipients", mailing(thousand[:3]...),
			smsc.SendRecord{ID: "1", Recipients: thousand[:2], Texts: []string{"a", "b"}},
			[]string{"Texts"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, w).SendOnce(t.Context(), c.request, c.prior)
			assert.Equal(t, c.want, violated(t, err))
		})
	}
	assert.Zero(t, w.count())
}
