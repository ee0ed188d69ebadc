package tracking_test

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/tracking"
)

// outcome is a result and when it came.
type outcome struct {
	tracking.Result

	after time.Duration
}

// collect ranges to the end.
func collect(t require.TestingT, results iter.Seq2[smsc.Ref, tracking.Result]) map[string]outcome {
	began := time.Now()
	all := make(map[string]outcome)
	for ref, result := range results {
		_, twice := all[ref.ID] // NotContains would look at each
		require.False(t, twice, "one result for each")
		all[ref.ID] = outcome{result, time.Since(began)}
	}
	return all
}

// sends makes n messages with the same life, named from 1 on.
func (w *world) sends(n int, l life) []smsc.Ref {
	var refs []smsc.Ref
	for i := range n {
		refs = append(refs, w.send(strconv.Itoa(i+1), l))
	}
	return refs
}

func TestTrack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.latency = 0
		refs := []smsc.Ref{
			w.send("soon", delivered(5*time.Second)), w.send("later", delivered(10*time.Minute)), w.send("never", unanswered()),
			w.send("failed", life{{0, smsc.StatusPassed}, {time.Minute, smsc.StatusWrongNumber}}),
			{ID: "unknown", Recipient: "+380501234567"},
		}
		got := collect(t, tracking.Track(t.Context(), w, slices.Values(refs)))
		require.Len(t, got, 5)
		assert.Equal(t, smsc.StatusDelivered, got["soon"].Status.Status)
		assert.Equal(t, 125*time.Second, got["soon"].after)
		assert.Equal(t, 1, got["soon"].Questions)
		assert.Equal(t, smsc.StatusDelivered, got["later"].Status.Status)
		assert.Equal(t, 32*time.Minute+5*time.Second, got["later"].after)
		assert.Equal(t, 2, got["later"].Questions)
		assert.Equal(t, smsc.StatusExpired, got["never"].Status.Status)
		assert.Equal(t, 24*time.Hour+5*time.Minute, got["never"].after)
		assert.Equal(t, smsc.StatusWrongNumber, got["failed"].Status.Status)
		require.ErrorIs(t, got["unknown"].Err, smsc.ErrNotFound)
		assert.Nil(t, got["unknown"].Status)
		for _, ended := range got {
			assert.False(t, ended.Reported)
		}
	})
}

func TestTrackNothing(t *testing.T) {
	t.Parallel()
	assert.Empty(t, collect(t, tracking.Track(t.Context(), newWorld(), slices.Values([]smsc.Ref{}))))
}

// A message counts from when it goes out, in the past and in the future.
func TestLife(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		life  tracking.Life
		asked []time.Duration
		end   time.Duration
	}{
		{"default", tracking.Life{}, seconds(125, 1925), 25 * time.Hour},
		{"own validity", tracking.Life{ValidFor: 10 * time.Minute}, seconds(125, 15*60, 45*60, 70*60), 70 * time.Minute},
		{"sent a minute ago", tracking.Life{}, seconds(65), 0},
		{"sent two hours ago", tracking.Life{}, seconds(0, 2*3600, 6*3600), 0},
		{"sent long ago", tracking.Life{}, seconds(0), 0},
		{"scheduled", tracking.Life{}, seconds(3*3600 + 125), 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.latency = 0
				began := time.Now()
				switch test.name {
				case "sent a minute ago":
					test.life.SentAt = began.Add(-time.Minute)
				case "sent two hours ago":
					test.life.SentAt = began.Add(-2 * time.Hour)
				case "sent long ago":
					test.life.SentAt = time.Unix(1, 0)
				case "scheduled":
					test.life.SentAt = began.Add(3 * time.Hour)
				}
				ref := w.send("1", life{{0, smsc.StatusPassed}})
				got := collect(t, tracking.Track(t.Context(), w, slices.Values([]smsc.Ref{ref}),
					tracking.WithLife(func(asked smsc.Ref) tracking.Life {
						assert.Equal(t, ref, asked)
						return test.life
					})))
				require.ErrorIs(t, got["1"].Err, tracking.ErrUnfinished)
				ages := w.ages(began)
				require.GreaterOrEqual(t, len(ages), len(test.asked))
				assert.Equal(t, test.asked, ages[:len(test.asked)])
				if test.end != 0 {
					assert.Equal(t, test.end, got["1"].after)
				}
			})
		})
	}
}

// A message in the distant future waits for it, and does nothing meanwhile.
func TestLifeInTheDistantFuture(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		ctx, cancel := context.WithTimeout(t.Context(), 1000*time.Hour)
		defer cancel()
		_, err := tracking.Wait(ctx, w, w.send("1", delivered(0)), tracking.WithLife(func(smsc.Ref) tracking.Life {
			return tracking.Life{SentAt: time.Unix(1<<40, 0), ValidFor: 1 << 62}
		}))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Empty(t, w.questions())
	})
}

func TestReactions(t *testing.T) {
	t.Parallel()
	read := life{{0, smsc.StatusPassed}, {time.Minute, smsc.StatusDelivered}, {40 * time.Minute, smsc.StatusRead}}
	for _, test := range []struct {
		name   string
		life   life
		within time.Duration
		end    smsc.StatusCode
		after  time.Duration
	}{
		{"not wanted", read, 0, smsc.StatusDelivered, 125 * time.Second},
		{"in time", read, 5 * time.Hour, smsc.StatusRead, 64*time.Minute + 10*time.Second},
		{"too late", read, 30 * time.Minute, smsc.StatusDelivered, 32*time.Minute + 5*time.Second},
		{"clicked at once", life{{0, smsc.StatusClicked}}, time.Hour, smsc.StatusClicked, 125 * time.Second},
		{"failed", life{{0, smsc.StatusSpam}}, time.Hour, smsc.StatusSpam, 125 * time.Second},
		{"beyond its validity", delivered(time.Minute), 40 * time.Hour, smsc.StatusDelivered, 40*time.Hour + 125*time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.latency = 0
				got := collect(t, tracking.Track(t.Context(), w, slices.Values([]smsc.Ref{w.send("1", test.life)}),
					tracking.WithReactions(test.within)))
				require.NoError(t, got["1"].Err)
				assert.Equal(t, test.end, got["1"].Status.Status)
				assert.Equal(t, test.after, got["1"].after)
			})
		})
	}
}

// A status that goes back does not undo a delivery.
func TestDeliveredStays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		back := life{{0, smsc.StatusDelivered}, {10 * time.Minute, smsc.StatusPassed}}
		got, err := tracking.Wait(t.Context(), w, w.send("1", back), tracking.WithReactions(time.Hour))
		require.NoError(t, err)
		assert.Equal(t, smsc.StatusDelivered, got.Status)
	})
}

// The sequence is read no further than there is room.
func TestMaxOpen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		read, ended := 0, 0
		refs := func(yield func(smsc.Ref) bool) {
			for i := range 1000 {
				read++
				if !yield(w.send(strconv.Itoa(i), delivered(time.Minute))) {
					return
				}
			}
		}
		tracker, err := tracking.New(w, tracking.WithMaxOpen(10))
		require.NoError(t, err)
		for _, result := range tracker.Track(t.Context(), refs) {
			require.NoError(t, result.Err)
			ended++
			synctest.Wait()
			require.LessOrEqual(t, read, ended+10+1, "one is in its hand")
			require.LessOrEqual(t, tracker.Open(), 10)
		}
		assert.Equal(t, 1000, ended)
		assert.Zero(t, tracker.Open())
	})
}

// What the sequence repeats while it is followed is asked for once.
func TestTrackTheSameTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		ref := w.send("1", delivered(time.Minute))
		results := 0
		for got, result := range tracking.Track(t.Context(), w, slices.Values([]smsc.Ref{ref, ref, ref.Key(), ref})) {
			assert.Equal(t, ref, got)
			require.NoError(t, result.Err)
			results++
		}
		assert.Equal(t, 4, results)
		assert.Len(t, w.questions(), 1)
	})
}

// Two followings of one message, of a Tracker, do not disturb one another.
func TestFollowedTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		ref := w.send("1", delivered(90*time.Second))
		tracker, err := tracking.New(w)
		require.NoError(t, err)
		ends := make(chan error, 3)
		for range 3 {
			go func() {
				_, err := tracker.Wait(t.Context(), ref)
				ends <- err
			}()
		}
		got := collect(t, tracker.Track(t.Context(), slices.Values([]smsc.Ref{ref})))
		assert.Len(t, got, 1)
		for range 3 {
			require.NoError(t, <-ends)
		}
		assert.Zero(t, tracker.Open())
	})
}

func TestBreak(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		tracker, err := tracking.New(w, tracking.WithMaxOpen(50))
		require.NoError(t, err)
		over := false
		refs := func(yield func(smsc.Ref) bool) {
			defer func() { over = true }()
			for _, ref := range w.sends(100, delivered(time.Minute)) {
				if !yield(ref) {
					return
				}
			}
		}
		for range tracker.Track(t.Context(), refs) {
			break
		}
		assert.True(t, over, "the sequence ended before the loop")
		assert.Zero(t, tracker.Open())
		began := time.Now()
		synctest.Wait()
		assert.Equal(t, began, time.Now())
	})
}

// With the end of the context every message that was taken has a result.
func TestTrackEndsWithContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.latency = time.Second
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute+7500*time.Millisecond)
		defer cancel()
		taken := 0
		refs := func(yield func(smsc.Ref) bool) {
			for _, ref := range w.sends(100, delivered(time.Minute)) {
				taken++
				if !yield(ref) {
					return
				}
			}
		}
		tracker, err := tracking.New(w, tracking.WithMaxOpen(50))
		require.NoError(t, err)
		got := collect(t, tracker.Track(ctx, refs))
		ended, given := 0, 0
		for _, result := range got {
			if result.Err == nil {
				ended++
				continue
			}
			require.ErrorIs(t, result.Err, context.DeadlineExceeded)
			given += result.Questions
		}
		assert.Equal(t, 4, given, "the questions that were on their way")
		assert.Len(t, got, taken, "the one in its hand too")
		assert.Equal(t, 8, ended, "4 at once, a second each; those of the third second were given up")
		assert.Zero(t, tracker.Open())

		over := collect(t, tracker.Track(ctx, slices.Values([]smsc.Ref{{ID: "1"}, {ID: "2"}})))
		for _, result := range over {
			require.ErrorIs(t, result.Err, context.DeadlineExceeded)
		}
		assert.LessOrEqual(t, len(over), 1, "a context that is over takes nothing but what is in the hand")

		for range tracker.Track(ctx, slices.Values([]smsc.Ref{{ID: "1"}})) {
			break // while what is open comes with the error
		}
		assert.Zero(t, tracker.Open())
	})
}

// A sequence that waits does not keep the loop from its work, nor from its end.
func TestSequenceThatWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		sent := make(chan smsc.Ref)
		refs := func(yield func(smsc.Ref) bool) {
			for ref := range sent {
				if !yield(ref) {
					return
				}
			}
		}
		go func() { sent <- w.send("1", delivered(time.Minute)) }()
		began := time.Now()
		for ref := range tracking.Track(t.Context(), w, refs) {
			assert.Equal(t, "1", ref.ID)
			assert.Less(t, time.Since(began), 3*time.Minute)
			break
		}
		assert.Less(t, time.Since(began), 3*time.Minute)
		sent <- w.send("2", delivered(time.Minute)) // it takes one more, and ends
		synctest.Wait()
		select {
		case sent <- smsc.Ref{}:
			assert.Fail(t, "the sequence goes on")
		default:
		}
	})
}

func TestSequenceThatPanics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		tracker, err := tracking.New(w)
		require.NoError(t, err)
		assert.PanicsWithValue(t, "no more paper", func() {
			for range tracker.Track(t.Context(), func(yield func(smsc.Ref) bool) {
				yield(w.send("1", delivered(time.Minute)))
				panic("no more paper")
			}) {
				assert.Fail(t, "it has not ended")
			}
		})
		assert.Zero(t, tracker.Open())

		full, err := tracking.New(w, tracking.WithMaxOpen(5))
		require.NoError(t, err)
		assert.PanicsWithValue(t, "on the way out", func() {
			for range full.Track(t.Context(), func(yield func(smsc.Ref) bool) {
				for _, ref := range w.sends(100, delivered(time.Minute)) {
					if !yield(ref) {
						panic("on the way out")
					}
				}
			}) {
				break
			}
		}, "of a sequence that is told to end")
		assert.Zero(t, full.Open())
	})
}

func TestLoopThatPanics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		tracker, err := tracking.New(w)
		require.NoError(t, err)
		assert.PanicsWithValue(t, "enough", func() {
			for range tracker.Track(t.Context(), slices.Values(w.sends(100, delivered(time.Minute)))) {
				panic("enough")
			}
		})
		assert.Zero(t, tracker.Open())
	})
}

// With more messages than may be asked for, all get later, and none much later than
// the others.
func TestFairness(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const messages, perMinute = 3000, 60
		w := newWorld()
		tracker, err := tracking.New(w, tracking.WithRate(perMinute), tracking.WithSchedule(tracking.Steps(time.Minute)))
		require.NoError(t, err)
		refs := w.sends(messages, life{{0, smsc.StatusPassed}, {5 * time.Hour, smsc.StatusDelivered}})
		began := time.Now()
		waited := make(chan time.Duration, 1)
		go func() { // somebody waits for one message in the middle of it
			time.Sleep(time.Hour)
			sent := time.Now()
			_, err := tracker.Wait(t.Context(), w.send("code", delivered(time.Second)))
			assert.NoError(t, err)
			waited <- time.Since(sent)
		}()
		got := collect(t, tracker.Track(t.Context(), slices.Values(refs)))
		assert.Less(t, <-waited, time.Minute+5*time.Second, "its schedule has a minute")
		for id, result := range got {
			require.NoError(t, result.Err, id)
		}
		// In each round every message is asked for once.
		each := make(map[smsc.Ref]int)
		for _, q := range w.questions() {
			if q.ref.ID == "code" {
				continue
			}
			each[q.ref]++
			if round := q.from.Sub(began) / (messages * (61 * time.Second / perMinute)); round >= 1 {
				require.GreaterOrEqual(t, each[q.ref], int(round), q.ref.ID)
			}
		}
		assert.Len(t, each, messages)
		assert.True(t, w.assertLimits(t, limits{atOnce: 4, perMessage: 5, perMinute: perMinute}))
	})
}

func TestConcurrent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		collect(t, tracking.Track(t.Context(), w, slices.Values(w.sends(50, delivered(0))), tracking.WithConcurrent(2)))
		assert.True(t, w.assertLimits(t, limits{atOnce: 2, perMessage: 1}))
		assert.False(t, w.assertLimits(new(assert.CollectT), limits{atOnce: 1, perMessage: 1}))
	})
}

// Followings of a Tracker share its turns.
func TestTurnsAreShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		tracker, err := tracking.New(w, tracking.WithRate(6))
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		questions := make(chan int, 100)
		for _, ref := range w.sends(cap(questions), unanswered()) {
			go func() {
				for _, result := range tracker.Track(ctx, slices.Values([]smsc.Ref{ref})) {
					questions <- result.Questions
				}
			}()
		}
		sum := 0
		for range cap(questions) {
			sum += <-questions
		}
		assert.Len(t, w.questions(), sum)
		assert.True(t, w.assertLimits(t, limits{atOnce: 1, perMessage: 5, perMinute: 6}))
		assert.InDelta(t, 6*8, sum, 2, "all turns are taken")
	})
}

// Those who wait for a place take a turn when they have it, not before.
func TestTurnsOfThoseWhoWaited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.latency = 0
		began := time.Now()
		client := clientFunc(func(ctx context.Context, request smsc.StatusRequest) (*smsc.StatusResult, error) {
			got, err := w.Status(ctx, request)
			time.Sleep(time.Until(began.Add(3 * time.Minute))) // all places are free then at the same time
			return got, err
		})
		tracker, err := tracking.New(client, tracking.WithRate(6))
		require.NoError(t, err)
		var waiting sync.WaitGroup
		for _, ref := range w.sends(20, delivered(0)) {
			waiting.Go(func() {
				for _, result := range tracker.Track(t.Context(), slices.Values([]smsc.Ref{ref})) {
					assert.NoError(t, result.Err)
				}
			})
		}
		waiting.Wait()
		assert.True(t, w.assertLimits(t, limits{atOnce: 1, perMessage: 1, perMinute: 6}))
	})
}
