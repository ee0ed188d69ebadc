package smsc

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestWindowsAreBounded(t *testing.T) {
	t.Parallel()
	var w windows
	for i := range 3 * maxWindows {
		one := w.of(strconv.Itoa(i))
		one.take(1)
	}
	assert.LessOrEqual(t, len(w.all), 2*maxWindows, "beyond the limit several keys share one")
}

// TestWindowsAreForgottenWhenNobodyNeedsThem, and not before.
func TestWindowsAreForgottenWhenNobodyNeedsThem(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var w windows
		many := func(kind int) {
			for i := range sweepWindows {
				w.of(strconv.Itoa(kind) + " " + strconv.Itoa(i)).take(5)
			}
		}
		first := w.of("a")
		first.take(5)
		time.Sleep(turn - 1)
		many(0)
		many(1)
		assert.Same(t, first, w.of("a"), "its turn still counts")
		for kind := range 10 {
			time.Sleep(turn)
			many(kind)
			assert.LessOrEqual(t, len(w.all), 4*sweepWindows)
		}
		assert.NotSame(t, first, w.of("a"))
	})
}

// TestWindowsKeepWhoWaits: somebody in the queue keeps a window, however old it is.
func TestWindowsKeepWhoWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var w windows
		first := w.of("a")
		assert.NoError(t, first.queue(t.Context(), OpStatus, false, 5))
		time.Sleep(time.Hour)
		w.clean(time.Now())
		assert.Same(t, first, w.of("a"))
		first.next()
		time.Sleep(time.Second)
		w.clean(time.Now())
		assert.NotSame(t, first, w.of("a"))
	})
}

// TestWindowIsALogOfTheLastMinute holds the window against a list of all turns: never
// more than the limit in a minute, and no wait that is longer than needed, for the
// first in the queue and for those behind.
func TestWindowIsALogOfTheLastMinute(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		limit := rapid.IntRange(1, 6).Draw(r, "limit")
		pauses := rapid.SliceOfN(rapid.IntRange(0, 40), 1, 40).Draw(r, "pauses")
		var wrong string
		synctest.Test(t, func(*testing.T) {
			var w window
			var taken []time.Time
			for _, pause := range pauses {
				time.Sleep(time.Duration(pause) * time.Second)
				now := time.Now()
				line := slices.Clone(taken) // and the turns of those in the queue
				for before := range 3 * limit {
					var want time.Duration
					if len(line) >= limit {
						want = max(0, line[len(line)-limit].Add(turn).Sub(now))
					}
					line = append(line, now.Add(want))
					if got := w.waitAt(now, limit, before); got != want && wrong == "" {
						wrong = fmt.Sprintf("with %d before it waits %v, it should be %v", before, got, want)
					}
				}
				time.Sleep(w.wait(limit))
				w.take(limit)
				taken = append(taken, time.Now())
			}
		})
		if wrong != "" {
			r.Fatal(wrong)
		}
	})
}

func TestDigestsTellRequestsApart(t *testing.T) {
	t.Parallel()
	assert.Equal(t, statusKey("+380501234567", "1"), statusKey("380501234567", "1"))
	assert.NotEqual(t, statusKey("380501234567", "12"), statusKey("3805012345671", "2"))
	assert.NotEqual(t, digest("a", "bc"), digest("ab", "c"))
	assert.NotContains(t, statusKey("+380501234567", "order-1"), "38050", "it keeps no number")
}
