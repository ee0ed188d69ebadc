package tracking_test

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/tracking"
)

// told is a report that comes at an age.
type told struct {
	after   time.Duration
	status  smsc.StatusCode
	changed time.Duration // the age that it tells; 0: none
}

// again are n equal reports.
func again(status smsc.StatusCode, every time.Duration, n int) (all []told) {
	for i := range n {
		all = append(all, told{time.Duration(i) * every, status, time.Second})
	}
	return all
}

func TestReport(t *testing.T) {
	t.Parallel()
	const never = 24*time.Hour + 5*time.Minute
	for _, test := range []struct {
		name     string
		life     life
		options  []tracking.Option
		reports  []told
		end      smsc.StatusCode
		after    time.Duration
		reported bool
		asked    []time.Duration
	}{
		{
			"ends it", unanswered(), nil,
			[]told{{10 * time.Second, smsc.StatusDelivered, 9 * time.Second}},
			smsc.StatusDelivered, 10 * time.Second, true, nil,
		},
		{
			"failed", unanswered(), nil,
			[]told{{10 * time.Second, smsc.StatusUndeliverable, 0}},
			smsc.StatusUndeliverable, 10 * time.Second, true, nil,
		},
		{
			"that comes early", unanswered(), nil,
			[]told{{-time.Second, smsc.StatusDelivered, 0}},
			smsc.StatusDelivered, 0, true, nil,
		},
		{
			"early, and again, and overtaken", unanswered(), nil,
			[]told{
				{-3 * time.Second, smsc.StatusPassed, 0},
				{-2 * time.Second, smsc.StatusDelivered, 0},
				{-time.Second, smsc.StatusDelivered, 0},
				{-time.Second, smsc.StatusPassed, 0},
			},
			smsc.StatusDelivered, 0, true, nil,
		},
		{
			"that is no end does not end it", delivered(time.Minute), nil,
			[]told{{10 * time.Second, smsc.StatusPassed, 0}},
			smsc.StatusDelivered, 125 * time.Second, false, seconds(125),
		},
		{
			"of a status that nobody knows does not end it", delivered(time.Minute), nil,
			[]told{{10 * time.Second, 77, 0}},
			smsc.StatusDelivered, 125 * time.Second, false, seconds(125),
		},
		{
			"of no message does nothing", delivered(time.Minute), nil,
			[]told{{10 * time.Second, smsc.StatusNotFound, 0}},
			smsc.StatusDelivered, 125 * time.Second, false, seconds(125),
		},
		{
			"puts the next question off", unanswered(),
			[]tracking.Option{tracking.WithSchedule(tracking.Fallback)},
			[]told{{10 * time.Second, smsc.StatusPassed, 0}},
			smsc.StatusExpired, never, false,
			[]time.Duration{never},
		},
		{
			"does not come", unanswered(),
			[]tracking.Option{tracking.WithSchedule(tracking.Fallback)},
			nil,
			smsc.StatusExpired, never, false,
			[]time.Duration{time.Hour, never},
		},
		{
			"while nothing is found", nil,
			[]tracking.Option{tracking.WithSchedule(tracking.Fallback)},
			[]told{{2 * time.Hour, smsc.StatusDelivered, 0}},
			smsc.StatusDelivered, 2 * time.Hour, true,
			[]time.Duration{time.Hour}, // at once again, but for the report
		},
		{
			"of a reaction", unanswered(),
			[]tracking.Option{tracking.WithReactions(time.Hour)},
			[]told{
				{10 * time.Second, smsc.StatusDelivered, 10 * time.Second},
				{11 * time.Second, smsc.StatusDelivered, 10 * time.Second},
				{20 * time.Minute, smsc.StatusRead, 20 * time.Minute},
			},
			smsc.StatusRead, 20 * time.Minute, true, seconds(125),
		},
		{
			"and again and again",
			life{{0, smsc.StatusPassed}, {40 * time.Minute, smsc.StatusRead}},
			[]tracking.Option{tracking.WithReactions(3 * time.Hour)},
			again(smsc.StatusDelivered, 10*time.Minute, 30),
			smsc.StatusRead, 64*time.Minute + 10*time.Second, false, seconds(125, 1925, 3850),
		},
		{
			"that comes after the reaction", unanswered(),
			[]tracking.Option{tracking.WithReactions(time.Hour)},
			[]told{{10 * time.Second, smsc.StatusClicked, 0}, {10 * time.Second, smsc.StatusDelivered, 0}},
			smsc.StatusClicked, 10 * time.Second, true, nil,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.latency = 0
				tracker, err := tracking.New(w, append(test.options, tracking.WithNotFoundAfter(3*time.Hour))...)
				require.NoError(t, err)
				time.Sleep(time.Minute) // so that reports can come early
				ref := w.send("1", test.life)
				began := time.Now()
				for _, r := range test.reports {
					status := smsc.StatusResult{Status: r.status}
					if r.changed != 0 {
						status.ChangedAt = began.Add(r.changed)
					}
					if r.after < 0 {
						tracker.Report(ref.Key(), status)
						continue
					}
					time.AfterFunc(r.after, func() { tracker.Report(ref.Key(), status) }) // the service writes no plus
				}
				got := collect(t, tracker.Track(t.Context(), slices.Values([]smsc.Ref{ref})))["1"]
				require.NoError(t, got.Err)
				assert.Equal(t, test.end, got.Status.Status)
				assert.Equal(t, test.after, got.after)
				assert.Equal(t, test.reported, got.Reported)
				assert.Equal(t, test.asked, w.ages(began))
				assert.Equal(t, len(test.asked), got.Questions)
				assert.Zero(t, tracker.Open())
			})
		})
	}
}

// A report ends a message whose question is on its way, and the answer is of no use.
func TestReportOvertakesAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.latency = 20 * time.Second
		tracker, err := tracking.New(w)
		require.NoError(t, err)
		refs := []smsc.Ref{w.send("1", delivered(time.Hour)), w.send("2", delivered(0))}
		time.AfterFunc(2*time.Minute+15*time.Second, func() {
			tracker.Report(refs[0], smsc.StatusResult{Status: smsc.StatusPassed}) // changes nothing
			tracker.Report(refs[0], smsc.StatusResult{Status: smsc.StatusForbidden})
		})
		got := collect(t, tracker.Track(t.Context(), slices.Values(refs)))
		assert.Equal(t, smsc.StatusForbidden, got["1"].Status.Status)
		assert.True(t, got["1"].Reported)
		assert.Equal(t, 2*time.Minute+15*time.Second, got["1"].after)
		assert.Equal(t, smsc.StatusDelivered, got["2"].Status.Status)
	})
}

// Reports reach everybody who follows the message, at once.
func TestReportReachesAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		tracker, err := tracking.New(w, tracking.WithSchedule(tracking.Fallback))
		require.NoError(t, err)
		ref := w.send("1", unanswered())
		ends := make(chan smsc.StatusCode, 5)
		for range 5 {
			go func() {
				got, err := tracker.Wait(t.Context(), ref)
				assert.NoError(t, err)
				ends <- got.Status
			}()
		}
		synctest.Wait()
		began := time.Now()
		for range 10 {
			tracker.Report(ref, smsc.StatusResult{Status: smsc.StatusDelivered})
		}
		for range 5 {
			assert.Equal(t, smsc.StatusDelivered, <-ends)
		}
		assert.Equal(t, began, time.Now())
		assert.Empty(t, w.questions())
		tracker.Report(ref, smsc.StatusResult{Status: smsc.StatusDelivered}) // when it is over
		assert.Equal(t, 1, tracker.Early())
	})
}

// Reports of strangers are bounded; the newest stay.
func TestReportsOfStrangers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		tracker, err := tracking.New(w, tracking.WithMaxOpen(100))
		require.NoError(t, err)
		for i := range 1000 {
			for range 3 {
				tracker.Report(smsc.Ref{ID: strconv.Itoa(i), Recipient: "380501234567"}, smsc.StatusResult{Status: smsc.StatusDelivered})
			}
			assert.LessOrEqual(t, tracker.Early(), 100)
		}
		for i := 900; i < 1000; i++ {
			_, err := tracker.Wait(t.Context(), w.send(strconv.Itoa(i), unanswered()))
			require.NoError(t, err)
		}
		assert.Empty(t, w.questions())
		got, err := tracker.Wait(t.Context(), w.send("899", delivered(0)))
		require.NoError(t, err)
		assert.Equal(t, smsc.StatusDelivered, got.Status)
		assert.Len(t, w.questions(), 1, "its report was forgotten")
	})
}

// The last question of a message whose time is over is not put off by a report.
func TestReportAfterTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.fail = func(smsc.Ref) error { return code(4) }
		tracker, err := tracking.New(w, tracking.WithValidity(time.Minute), tracking.WithSchedule(tracking.Fallback))
		require.NoError(t, err)
		began := time.Now()
		time.AfterFunc(62*time.Minute, func() {
			tracker.Report(smsc.Ref{ID: "1", Recipient: "+380501234567"}, smsc.StatusResult{Status: smsc.StatusPassed})
		})
		_, err = tracker.Wait(t.Context(), w.send("1", unanswered()))
		require.ErrorIs(t, err, tracking.ErrUnfinished)
		require.ErrorIs(t, err, smsc.ErrIPBlocked)
		assert.Less(t, time.Since(began), 2*time.Hour)
	})
}

// Of reports that come while the loop does something else, the one that says the most
// counts, and those that came before the end of the context count.
func TestReportsThatWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		tracker, err := tracking.New(w)
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		got := make(map[string]tracking.Result)
		refs := []smsc.Ref{w.send("1", delivered(time.Second)), w.send("2", unanswered()), w.send("3", unanswered())}
		for ref, result := range tracker.Track(ctx, slices.Values(refs)) {
			got[ref.ID] = result
			if ref.ID == "1" {
				tracker.Report(refs[1], smsc.StatusResult{Status: smsc.StatusDelivered})
				tracker.Report(refs[1], smsc.StatusResult{Status: smsc.StatusPassed})
				cancel()
			}
		}
		require.NoError(t, got["2"].Err)
		assert.Equal(t, smsc.StatusDelivered, got["2"].Status.Status)
		require.ErrorIs(t, got["3"].Err, context.Canceled)
	})
}

// A report does not bring a second question while one is on its way.
func TestReportWhileAsking(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.latency = time.Minute
		tracker, err := tracking.New(w)
		require.NoError(t, err)
		ref := w.send("1", delivered(time.Hour))
		time.AfterFunc(6*time.Second, func() { tracker.Report(ref, smsc.StatusResult{Status: smsc.StatusWaiting}) })
		_, err = tracker.Wait(t.Context(), ref)
		require.NoError(t, err)
		assert.True(t, w.assertLimits(t, limits{atOnce: 1, perMessage: 5}))
	})
}
