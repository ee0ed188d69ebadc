package tracking_test

import (
	"math/rand/v2"
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

// reports says which reports the service makes in a measurement.
type reports int

const (
	noReports  reports = iota
	ends               // of final statuses
	everything         // of each status
)

// measure follows messages with usual lives, and returns the questions for each of
// them. Of the reports one in a hundred is lost.
func measure(t *testing.T, messages int, schedule tracking.Schedule, told reports) (perMessage float64) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		random := rand.New(rand.NewPCG(1, 2))
		w := newWorld()
		tracker, err := tracking.New(w, tracking.WithSchedule(schedule))
		require.NoError(t, err)
		var refs []smsc.Ref
		for i := range messages {
			l := usual(random)
			ref := w.send(strconv.Itoa(i), l)
			refs = append(refs, ref)
			for _, s := range l {
				if told == noReports || told == ends && !s.status.Final() || random.IntN(100) == 0 {
					continue
				}
				changed := time.Now().Add(s.after)
				time.AfterFunc(s.after+time.Second, func() {
					tracker.Report(ref, smsc.StatusResult{Status: s.status, ChangedAt: changed})
				})
			}
		}
		ends := make(map[smsc.StatusCode]int)
		for ref, result := range tracker.Track(t.Context(), slices.Values(refs)) {
			require.NoError(t, result.Err, ref)
			ends[result.Status.Status]++
		}
		assert.Equal(t, messages, ends[smsc.StatusDelivered]+ends[smsc.StatusExpired])
		assert.Len(t, ends, 2)
		assert.True(t, w.assertLimits(t, limits{atOnce: 4, perMessage: 5}))
		perMessage = float64(len(w.questions())) / float64(messages)
	})
	return perMessage
}

// The figure to beat is 1.55 questions a message without reports. The bounds are a
// little above what docs/tracking.md says.
func TestQuestionsOfUsualLives(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		schedule tracking.Schedule
		told     reports
		most     float64
	}{
		{"frugal, no reports", tracking.Frugal, noReports, 1.52},
		{"fallback, reports of ends", tracking.Fallback, ends, 0.14},
		{"fallback, reports of everything", tracking.Fallback, everything, 0.03},
		{"fallback, no reports", tracking.Fallback, noReports, 1.2},
		{"frugal, reports of ends", tracking.Frugal, ends, 0.8},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			got := measure(t, 10_000, test.schedule, test.told)
			t.Logf("%.3f questions a message, in %v", got, time.Since(began).Round(time.Millisecond))
			assert.Less(t, got, test.most)
		})
	}
}

// The measurement can fail: a schedule whose pauses do not grow is far above the bound.
func TestQuestionsWithoutGrowth(t *testing.T) {
	t.Parallel()
	assert.Greater(t, measure(t, 1000, tracking.Steps(2*time.Minute, 10*time.Minute), noReports), 5.0)
	assert.Greater(t, measure(t, 1000, tracking.Steps(
		5*time.Second, 15*time.Second, 30*time.Second, time.Minute, 2*time.Minute, 5*time.Minute, 10*time.Minute,
		30*time.Minute, time.Hour), noReports), 1.55, "even one that grows, but asks too early")
}
