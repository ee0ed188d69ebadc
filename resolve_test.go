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

func TestResolvedResultTellsWhatIsKnown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithStrictRequests())
		client := emulated(t, g)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Op: "send"})
		result, err := client.Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "1" }))
		require.NoError(t, err)
		assert.Equal(t, &smsc.SendResult{ID: "1", Resolved: true, Cost: money("0.5"), Count: smsc.Some(1)}, result)
		result, err = client.Send(t.Context(), smsc.SendRequest{To: thousand[:3], Text: "hi", ID: "2"})
		require.NoError(t, err)
		assert.Equal(t, &smsc.SendResult{ID: "2", Resolved: true, ReportsMissing: true}, result, "the price of one is not that of three")
	})
}

// TestResolveWaitsForTheQuietTime: "not found" proves something only when nothing can be
// on its way any more.
func TestResolveWaitsForTheQuietTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		pause time.Duration // between the send and Resolve
		// change is what becomes of the record meanwhile; nil: nothing.
		change func(*testing.T, smsc.SendRecord) smsc.SendRecord
		took   time.Duration
	}{
		{"at once", 0, nil, 2 * time.Minute},
		{"a minute later", time.Minute, nil, time.Minute},
		{"when it has passed", 3 * time.Minute, nil, 0},
		{"in another process, at once", 0, stored, 2 * time.Minute},
		{"in another process, an hour later, whose clock may have been set", time.Hour, stored, 2 * time.Minute},
		{"in another process, when no clock can be that wrong", 27 * time.Hour, stored, 0},
		{"without a time, which can only be now", 27 * time.Hour, func(_ *testing.T, r smsc.SendRecord) smsc.SendRecord {
			return smsc.SendRecord{ID: r.ID, Recipients: r.Recipients}
		}, 2 * time.Minute},
		{"with a time that is to come, by a clock that was set", 0, func(t *testing.T, r smsc.SendRecord) smsc.SendRecord {
			r = stored(t, r)
			r.LeaveBy = r.LeaveBy.Add(10 * time.Minute)
			return r
		}, 12 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New(smsctest.WithStrictRequests())
				g.Inject(smsctest.Fault{Kind: smsctest.FaultDropBefore, Op: "send", Times: 1})
				client := emulated(t, g, singleAttempt())
				record := lost(t, client, message())
				time.Sleep(c.pause)
				if c.change != nil {
					record = c.change(t, record)
					client = emulated(t, g)
				}
				began := time.Now()
				_, err := client.Resolve(t.Context(), record)
				assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err), "%v", err)
				assert.ErrorIs(t, err, smsc.ErrNotFound)
				took := time.Since(began)
				assert.InDelta(t, c.took.Seconds(), took.Seconds(), 2, "give or take the wait for a turn")
				assert.Equal(t, 1, sends(g), "it never sends")
			})
		})
	}
}

// TestResolveFindsIt: what is found needs no quiet time.
func TestResolveFindsIt(t *testing.T) {
	t.Parallel()
	for name, request := range map[string]smsc.SendRequest{
		"one recipient":      message(),
		"an ID of one's own": with(func(r *smsc.SendRequest) { r.ID, r.Text = "1", "two\r\nlines, and  blanks " }),
		"a comment":          with(func(r *smsc.SendRequest) { r.ID, r.Comment = "1", "note" }),
		"many":               {To: thousand[:50], Text: "hi"},
		"personal texts":     {ID: "1", Personal: []smsc.Personal{{To: []string{"+12345"}, Text: "a"}, {To: []string{phone, "+380501234568"}, Text: "b\nc"}}},
		"a channel":          {To: []string{phone}, ID: "1", Channel: smsc.WAPPush{URL: "https://example.com", Title: "Shop"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New(smsctest.WithStrictRequests(), smsctest.WithUndeliverable("12345"))
				g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Op: "send", Times: 1})
				record := lost(t, emulated(t, g, singleAttempt()), request)
				time.Sleep(time.Hour)
				began := time.Now()
				result, err := emulated(t, g).Resolve(t.Context(), stored(t, record))
				require.NoError(t, err)
				assert.True(t, result.Resolved)
				assert.Equal(t, record.ID, result.ID)
				assert.Less(t, time.Since(began), 2*time.Second)
			})
		})
	}
}

func TestResolveRules(t *testing.T) {
	t.Parallel()
	w := &wire{answer: statusAnswer("<status>1</status>")}
	client := newClient(t, w)
	for _, c := range []struct {
		name   string
		record smsc.SendRecord
		want   []string
	}{
		{"nothing set", smsc.SendRecord{}, []string{"ID", "Recipients"}},
		{"groups alone", smsc.SendRecord{ID: "1", Groups: true}, []string{"Recipients"}},
		{"a group for a recipient", smsc.SendRecord{ID: "1", Recipients: []string{"G1"}}, []string{"Recipients[0]"}},
		{"no recipient", smsc.SendRecord{ID: "1", Recipients: []string{phone, "x"}}, []string{"Recipients[1]"}},
		{"an ID that is none", smsc.SendRecord{ID: "a b", Recipients: []string{phone}}, []string{"ID"}},
		{"two texts for three", smsc.SendRecord{ID: "1", Recipients: thousand[:3], Texts: []string{"a", "b"}}, []string{"Texts"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := client.Resolve(t.Context(), c.record)
			assert.Equal(t, c.want, violated(t, err))
		})
	}
	assert.Zero(t, w.count())
}

// TestResolvingEndsWithTheContext, and says so.
func TestResolvingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Duration{500 * time.Millisecond, 5 * time.Second, time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			g := smsctest.New(smsctest.WithStrictRequests())
			g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter})
			ctx, cancel := context.WithTimeout(t.Context(), at)
			defer cancel()
			started := time.Now()
			_, err := emulated(t, g).Send(ctx, message())
			assert.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
			assert.ErrorContains(t, err, "context was over")
			assert.Equal(t, at, time.Since(started))
		})
	}
}
