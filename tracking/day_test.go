package tracking_test

import (
	"math/rand/v2"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/tracking"
)

// day sends so many messages within a day, unevenly: a third at once in the morning,
// a third in the hour at noon, and the others over the whole day. It yields the refs
// as they are sent, and tracks them all.
func day(t *testing.T, w *world, messages int, tracker *tracking.Tracker) {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 4))
	sent := func(yield func(smsc.Ref) bool) {
		began := time.Now()
		for i := range messages {
			at := began // when it is sent
			switch third := messages / 3; {
			case i >= 2*third:
				at = at.Add(time.Duration(i-2*third) * 24 * time.Hour / time.Duration(messages-2*third))
			case i >= third:
				at = at.Add(time.Duration(i-third) * time.Hour / time.Duration(third))
			}
			time.Sleep(time.Until(at))
			if !yield(w.send(strconv.Itoa(i+1), usual(random))) {
				return
			}
		}
	}
	results := make(map[smsc.Ref]int, messages)
	for ref, result := range tracker.Track(t.Context(), sent) {
		results[ref]++
		require.NoError(t, result.Err)
		require.True(t, result.Status.Status.Final())
	}
	assert.Len(t, results, messages, "each has one result")
	for _, n := range results {
		require.Equal(t, 1, n)
	}
}

// A day of 100,000 messages keeps every limit, each second of it: with a client, and
// with something that keeps no limit by itself.
func TestDay(t *testing.T) {
	t.Parallel()
	messages := 100_000
	if raceEnabled {
		messages /= 10
	}
	const perMinute = 600
	for name, ask := range map[string]func(*world) tracking.Client{
		"client":  func(w *world) tracking.Client { return w.client(t) },
		"unpaced": func(w *world) tracking.Client { return w }, // which keeps nothing back
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				tracker, err := tracking.New(ask(w), tracking.WithRate(perMinute))
				require.NoError(t, err)
				day(t, w, messages, tracker)
				assert.True(t, w.assertLimits(t, limits{atOnce: 4, perMessage: 5, perMinute: perMinute}))
				t.Logf("%.3f questions a message", float64(len(w.questions()))/float64(messages))
			})
			t.Log("real time:", time.Since(began).Round(time.Millisecond))
		})
	}
}

// The check of the limits can fail: each of them, by one question too many.
func TestLimitsAreChecked(t *testing.T) {
	t.Parallel()
	w := newWorld()
	at := time.Now()
	for i := range 6 {
		w.log = append(w.log, asked{smsc.Ref{ID: "a"}, at.Add(time.Duration(i) * 12 * time.Second), at.Add(time.Hour)})
	}
	for _, l := range []limits{
		{atOnce: 5, perMessage: 6, perMinute: 6}, {atOnce: 6, perMessage: 5, perMinute: 6}, {atOnce: 6, perMessage: 6, perMinute: 5},
	} {
		assert.False(t, w.assertLimits(new(assert.CollectT), l), l)
	}
	assert.True(t, w.assertLimits(t, limits{atOnce: 6, perMessage: 6, perMinute: 6}))
}

// The same world in another bubble is tracked by the same questions at the same times.
func TestSameWorldSameQuestions(t *testing.T) {
	t.Parallel()
	run := func() (questions map[string][]time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld()
			began := time.Now()
			tracker, err := tracking.New(w.client(t), tracking.WithRate(60), tracking.WithMaxOpen(100))
			require.NoError(t, err)
			day(t, w, 600, tracker)
			questions = make(map[string][]time.Duration)
			for _, q := range w.questions() {
				questions[q.ref.ID] = append(questions[q.ref.ID], q.from.Sub(began))
			}
		})
		return questions
	}
	first := run()
	for range 3 {
		assert.Equal(t, first, run())
	}
}
