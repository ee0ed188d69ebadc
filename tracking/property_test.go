package tracking_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/tracking"
)

// codes are statuses that a message can have, known and unknown.
var codes = []smsc.StatusCode{
	smsc.StatusNotFound, smsc.StatusStopped, smsc.StatusWaiting, smsc.StatusPassed, smsc.StatusDelivered, smsc.StatusRead,
	smsc.StatusExpired, smsc.StatusClicked, smsc.StatusUndeliverable, 77,
}

// anyLife is a life of up to 5 steps, which may go back.
func anyLife() *rapid.Generator[life] {
	return rapid.Custom(func(t *rapid.T) life {
		var l life
		at := time.Duration(0)
		for range rapid.IntRange(0, 5).Draw(t, "steps") {
			at += time.Duration(rapid.SampledFrom([]int{0, 1, 30, 300, 4000, 40_000}).Draw(t, "after")) * time.Second
			l = append(l, step{at, rapid.SampledFrom(codes).Draw(t, "status")})
		}
		return l
	})
}

// misbehaves fails so many in a hundred questions, in any way.
func misbehaves(t *rapid.T) func(smsc.Ref) error {
	often := rapid.SampledFrom([]int{0, 0, 5, 50}).Draw(t, "failures")
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	ways := []error{
		code(2), code(4), code(9), code(42), notFound(), &smsc.FaultError{}, &smsc.TransportError{Err: errors.New("cut")},
		&smsc.TransportError{RetryAfter: time.Minute, Err: smsc.ErrHTTPStatus}, &smsc.PacingError{}, errors.New("odd"),
	}
	return func(smsc.Ref) error {
		if random.IntN(100) >= often {
			return nil
		}
		return ways[random.IntN(len(ways))]
	}
}

// anyWorld is what a world and its tracking are drawn from.
type anyWorld struct {
	latency, reactions, validity, canceled time.Duration
	concurrent, rate, maxOpen              int
	schedule                               tracking.Schedule
	lives                                  []life
	pauses                                 []time.Duration // before each message
	reported                               int             // of a hundred
	late                                   time.Duration   // for reports
	seed                                   uint64
	fail                                   func(smsc.Ref) error
}

func drawWorld(t *rapid.T) anyWorld {
	duration := func(name string, of ...time.Duration) time.Duration { return rapid.SampledFrom(of).Draw(t, name) }
	a := anyWorld{
		latency:    duration("latency", 0, 50*time.Millisecond, 3*time.Second),
		reactions:  duration("reactions", 0, 0, 10*time.Minute, 3*time.Hour),
		validity:   duration("validity", time.Minute, time.Hour, 24*time.Hour),
		canceled:   duration("canceled", 0, 0, time.Second, 500*time.Second, 30*time.Hour),
		concurrent: rapid.IntRange(1, 4).Draw(t, "concurrent"),
		rate:       rapid.SampledFrom([]int{0, 0, 30, 300}).Draw(t, "rate"),
		maxOpen:    rapid.SampledFrom([]int{1, 5, 1000}).Draw(t, "open"),
		schedule: rapid.SampledFrom([]tracking.Schedule{
			nil, tracking.Frugal, tracking.Prompt, tracking.Fallback, tracking.Steps(0), tracking.Steps(time.Second, time.Hour),
		}).Draw(t, "schedule"),
		lives:    rapid.SliceOfN(anyLife(), 1, 20).Draw(t, "lives"),
		reported: rapid.SampledFrom([]int{0, 50, 100}).Draw(t, "reported"),
		late:     duration("late", 0, time.Second, time.Hour),
		seed:     rapid.Uint64().Draw(t, "seed"),
		fail:     misbehaves(t),
	}
	for range a.lives {
		a.pauses = append(a.pauses, duration("pause", 0, 0, time.Second, 10*time.Minute))
	}
	return a
}

// Whatever the lives, the reports, the failures and the settings: each message that
// was taken has one result, which is true, in time, and within all limits.
func TestAnyWorld(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(drawn *rapid.T) {
		a := drawWorld(drawn)
		var failure any
		synctest.Test(t, func(*testing.T) {
			defer func() { failure = recover() }() // in another goroutine than rapid's
			a.check(drawn)
		})
		if failure != nil {
			panic(failure)
		}
	})
}

func (a anyWorld) check(t *rapid.T) {
	w := newWorld()
	w.latency, w.fail = a.latency, a.fail
	tracker, err := tracking.New(w, tracking.WithConcurrent(a.concurrent), tracking.WithRate(a.rate), tracking.WithMaxOpen(a.maxOpen),
		tracking.WithReactions(a.reactions), tracking.WithSchedule(a.schedule), tracking.WithValidity(a.validity))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if a.canceled != 0 {
		defer time.AfterFunc(a.canceled, cancel).Stop()
	}
	defer time.Sleep(10 * time.Minute) // for a sequence that is asleep

	random := rand.New(rand.NewPCG(a.seed, 1))
	var mu sync.Mutex
	told := make(map[smsc.Ref]map[smsc.StatusCode]bool)
	taken := 0
	refs := func(yield func(smsc.Ref) bool) {
		for i, l := range a.lives {
			time.Sleep(a.pauses[i])
			ref, born := w.send(strconv.Itoa(i+1), l), time.Now()
			reports := make(map[smsc.StatusCode]bool)
			for _, s := range l {
				for random.IntN(100) < a.reported && random.IntN(4) > 0 { // duplicates too
					reports[s.status] = true
					late := time.Duration(random.Int64N(int64(a.late) + 1))
					time.AfterFunc(s.after+late, func() {
						tracker.Report(ref.Key(), smsc.StatusResult{Status: s.status, ChangedAt: born.Add(s.after)})
					})
				}
			}
			mu.Lock()
			told[ref] = reports
			taken++
			mu.Unlock()
			if !yield(ref) {
				return
			}
		}
	}

	seen := make(map[string]bool)
	for ref, result := range tracker.Track(ctx, refs) {
		require.False(t, seen[ref.ID], "one result")
		seen[ref.ID] = true
		age := time.Since(w.bornAt(ref))
		switch {
		case result.Err == nil:
			require.True(t, result.Status.Status.Final())
		case ctx.Err() != nil && errors.Is(result.Err, context.Canceled):
		case errors.Is(result.Err, tracking.ErrUnfinished):
			require.GreaterOrEqual(t, age, a.validity+time.Hour)
		default:
			require.ErrorIs(t, result.Err, smsc.ErrNotFound)
			require.GreaterOrEqual(t, age, 15*time.Minute)
		}
		if result.Status != nil {
			require.True(t, wasSo(a.lives[number(ref.ID)], result.Status.Status, age), "it is true")
		}
		if result.Reported {
			mu.Lock()
			reports := told[ref]
			mu.Unlock()
			require.True(t, reports[result.Status.Status])
		}
		if a.maxOpen >= len(a.lives) { // else they wait for one another
			require.Less(t, age, a.validity+time.Hour+a.reactions+3*time.Hour, "in time")
		}
	}
	if ctx.Err() == nil {
		require.Len(t, seen, len(a.lives))
	}
	mu.Lock()
	sent := taken
	mu.Unlock()
	require.GreaterOrEqual(t, len(seen), sent-1, "one may have come from a sequence that was asleep at the end")
	require.Zero(t, tracker.Open())
	require.True(t, w.assertLimits(t, limits{atOnce: a.concurrent, perMessage: 5, perMinute: a.rate}))
}

func number(id string) (i int) {
	_, _ = fmt.Sscan(id, &i)
	return i - 1
}

// wasSo tells whether a message had a status up to an age.
func wasSo(l life, status smsc.StatusCode, age time.Duration) bool {
	for _, s := range l {
		if s.status == status && s.after <= age {
			return true
		}
	}
	return false
}

// Every schedule leaves room between questions and never goes back.
func TestAnySchedule(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		schedule := rapid.SampledFrom([]tracking.Schedule{
			tracking.Frugal, tracking.Prompt, tracking.Fallback, tracking.Steps(time.Second, time.Minute, time.Hour),
		}).Draw(t, "schedule")
		age := time.Duration(rapid.Int64Range(0, int64(1000*time.Hour)).Draw(t, "age"))
		status := rapid.SampledFrom(codes).Draw(t, "status")
		pause := schedule(age, status)
		assert.Positive(t, pause)
		if older := schedule(age+pause, status); age > 3*time.Minute && schedule(age, status) < 1<<60 {
			assert.GreaterOrEqual(t, older, pause-2*time.Minute, "pauses grow")
		}
	})
}
