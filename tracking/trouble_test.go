package tracking_test

import (
	"context"
	"errors"
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

// While the service answers nobody, questions pause, longer and longer. When it
// answers again, all messages come to their ends.
func TestOutage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		err  error
		most int // questions during the outage
	}{
		{"transport", &smsc.TransportError{Operation: smsc.OpStatus, Err: errors.New("refused")}, 70},
		{"asked to wait", &smsc.TransportError{Operation: smsc.OpStatus, StatusCode: 503, RetryAfter: 10 * time.Minute, Err: smsc.ErrHTTPStatus}, 10},
		{"asked to wait for too long", &smsc.TransportError{Operation: smsc.OpStatus, RetryAfter: 24 * time.Hour, Err: smsc.ErrHTTPStatus}, 10},
		{"fault", &smsc.FaultError{Operation: smsc.OpStatus}, 70},
		{"nothing", nil, 70},
		{"too many requests", code(9), 70},
		{"wrong password", code(2), 4 + 5},
		{"address blocked", code(4), 4 + 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				began := time.Now()
				client := clientFunc(func(ctx context.Context, request smsc.StatusRequest) (*smsc.StatusResult, error) {
					got, err := w.Status(ctx, request)
					if time.Since(began) < time.Hour+2*time.Minute {
						return nil, test.err
					}
					return got, err
				})
				got := collect(t, tracking.Track(t.Context(), client, slices.Values(w.sends(200, delivered(time.Minute)))))
				for _, result := range got {
					require.NoError(t, result.Err)
					assert.Greater(t, result.after, time.Hour)
					assert.Less(t, result.after, 2*time.Hour)
				}
				during := slices.DeleteFunc(w.ages(began), func(age time.Duration) bool { return age > time.Hour })
				assert.LessOrEqual(t, len(during), test.most)
				assert.GreaterOrEqual(t, len(during), 1)
			})
		})
	}
}

// Questions that failed together count as one failure, and after it they go one at a
// time.
func TestOutageMetTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.latency = 100 * time.Millisecond
		began := time.Now()
		w.fail = func(smsc.Ref) error {
			if time.Since(began) < 2*time.Minute+30*time.Second {
				return &smsc.TransportError{Err: errors.New("refused")}
			}
			return nil
		}
		got := collect(t, tracking.Track(t.Context(), w, slices.Values(w.sends(100, delivered(time.Minute)))))
		last := time.Duration(0)
		for _, result := range got {
			require.NoError(t, result.Err)
			last = max(last, result.after)
		}
		assert.Less(t, last, 8*time.Minute)
		at := make(map[time.Duration]int)
		for _, age := range w.ages(began) {
			at[age]++
		}
		// Pauses of 1, 2, 4, 8 and 16 s, and a single question after each.
		for _, second := range seconds(126, 128, 132, 140) {
			assert.Equal(t, 1, at[second], second)
			delete(at, second)
		}
		assert.Equal(t, 4, at[125*time.Second])
		delete(at, 125*time.Second)
		for age := range at {
			assert.Greater(t, age, 150*time.Second)
		}
	})
}

// A wrong password is tried so seldom that it does not get the address blocked.
func TestWrongPassword(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.latency = 0
		w.fail = func(smsc.Ref) error { return code(2) }
		refs := w.sends(1000, delivered(0))
		began := time.Now()
		got := collect(t, tracking.Track(t.Context(), w, slices.Values(refs), tracking.WithConcurrent(1), tracking.WithValidity(6*time.Hour)))
		assert.Len(t, got, 1000)
		for _, result := range got {
			require.ErrorIs(t, result.Err, tracking.ErrUnfinished)
			require.ErrorIs(t, result.Err, smsc.ErrUnauthorized)
			assert.Less(t, result.after, 7*time.Hour+30*time.Minute)
		}
		log := w.questions()
		for i := 3; i < len(log); i++ {
			assert.GreaterOrEqual(t, log[i].from.Sub(log[i-3].from), 30*time.Minute)
		}
		assert.Greater(t, time.Since(began), 7*time.Hour)
	})
}

// The client's own stop is waited for, and is no question. Unblock ends it within a
// minute.
func TestBlockedClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.latency = 0
		began := time.Now()
		calls := 0 // one at a time
		client := clientFunc(func(ctx context.Context, request smsc.StatusRequest) (*smsc.StatusResult, error) {
			calls++
			if time.Since(began) < 20*time.Minute {
				return nil, &smsc.BlockedError{Operation: smsc.OpStatus, Until: time.Now().Add(30 * time.Minute), Cause: smsc.ErrIPBlocked}
			}
			return w.Status(ctx, request)
		})
		got := collect(t, tracking.Track(t.Context(), client, slices.Values(w.sends(1, delivered(0)))))
		require.NoError(t, got["1"].Err)
		assert.Equal(t, 1, got["1"].Questions)
		assert.LessOrEqual(t, got["1"].after, 21*time.Minute)
		assert.LessOrEqual(t, calls, 22)
	})
}

// A client that never waits refuses what is too much; it is asked again.
func TestClientThatFailsFast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.latency = 100 * time.Millisecond
		client := w.client(t, smsc.WithPacing(func(p *smsc.Pacing) { p.FailFast, p.ConcurrentStatus = true, 1 }))
		got := collect(t, tracking.Track(t.Context(), client, slices.Values(w.sends(20, delivered(0)))))
		for _, result := range got {
			require.NoError(t, result.Err)
			assert.Equal(t, 1, result.Questions)
		}
		assert.True(t, w.assertLimits(t, limits{atOnce: 1, perMessage: 1}))
	})
}

// A message at which the service fails does not keep the others from their ends.
func TestPoison(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.latency = 0
		w.fail = func(ref smsc.Ref) error {
			if ref.ID == "1" {
				return &smsc.TransportError{StatusCode: 500, Err: smsc.ErrHTTPStatus}
			}
			return nil
		}
		refs := w.sends(500, delivered(10*time.Minute))
		got := collect(t, tracking.Track(t.Context(), w, slices.Values(refs)))
		for id, result := range got {
			if id == "1" {
				require.ErrorIs(t, result.Err, tracking.ErrUnfinished)
				require.ErrorIs(t, result.Err, smsc.ErrHTTPStatus)
				assert.Nil(t, result.Status)
				assert.Less(t, result.Questions, 60)
				assert.LessOrEqual(t, result.after, 25*time.Hour+15*time.Minute)
				continue
			}
			require.NoError(t, result.Err)
			assert.Less(t, result.after, 35*time.Minute)
		}
	})
}

// When nothing is heard any more, each message ends shortly after its time.
func TestNothingIsHeard(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		began := time.Now()
		w.fail = func(smsc.Ref) error {
			if time.Since(began) > 10*time.Minute {
				return &smsc.TransportError{Err: errors.New("refused")}
			}
			return nil
		}
		refs := w.sends(5000, unanswered())
		delivered := w.send("delivered", life{{0, smsc.StatusDelivered}})
		got := collect(t, tracking.Track(t.Context(), w, slices.Values(append(refs, delivered)), tracking.WithReactions(30*time.Hour)))
		require.Len(t, got, 5001)
		for id, result := range got {
			if id == "delivered" {
				require.NoError(t, result.Err)
				assert.Equal(t, smsc.StatusDelivered, result.Status.Status)
				continue
			}
			require.ErrorIs(t, result.Err, tracking.ErrUnfinished)
			assert.Equal(t, smsc.StatusPassed, result.Status.Status)
			assert.Less(t, result.after, 25*time.Hour+5*time.Minute)
		}
	})
}

// A code that the service does not document is about its message alone.
func TestUndocumentedCode(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.fail = func(ref smsc.Ref) error {
			if ref.ID == "1" {
				return code(42)
			}
			return nil
		}
		got := collect(t, tracking.Track(t.Context(), w, slices.Values(w.sends(50, delivered(time.Minute)))))
		for id, result := range got {
			if id == "1" {
				assert.Equal(t, 42, codeOf(result.Err))
				require.ErrorIs(t, result.Err, tracking.ErrUnfinished)
				continue
			}
			require.NoError(t, result.Err)
			assert.Less(t, result.after, 3*time.Minute)
		}
	})
}

func codeOf(err error) int {
	if api, ok := errors.AsType[*smsc.APIError](err); ok {
		return api.Code
	}
	return 0
}

// A ref that cannot be asked for ends at once, and costs nothing.
func TestRefThatCannotBeAskedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		client := w.client(t)
		got := collect(t, tracking.Track(t.Context(), client, slices.Values([]smsc.Ref{
			{ID: "ok", Recipient: "G7"}, {ID: "", Recipient: "+380501234567"}, w.send("7", delivered(0)),
		})))
		for _, id := range []string{"ok", ""} {
			_, invalid := errors.AsType[smsc.ValidationErrors](got[id].Err)
			assert.True(t, invalid, id)
		}
		require.NoError(t, got["7"].Err)
		assert.Len(t, w.questions(), 1)
	})
}

// An old message is not given up by a single "not found".
func TestOldMessageIsAskedForTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.latency = 0
		began := time.Now()
		old := tracking.WithLife(func(smsc.Ref) tracking.Life { return tracking.Life{SentAt: began.Add(-20 * time.Hour)} })
		forgets := true
		w.fail = func(smsc.Ref) error {
			if forgets {
				forgets = false
				return notFound()
			}
			return nil
		}
		_, err := tracking.Wait(t.Context(), w, w.send("1", delivered(0)), old)
		require.NoError(t, err)
		_, err = tracking.Wait(t.Context(), w, smsc.Ref{ID: "2", Recipient: "+380501234567"}, old)
		require.ErrorIs(t, err, smsc.ErrNotFound)
		assert.Equal(t, seconds(0, 61, 61, 122), w.ages(began))
	})
}

// Whatever the trouble, no message is asked for too often.
func TestTroubleKeepsLimits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		n := 0
		w.fail = func(smsc.Ref) error {
			n++
			return []error{nil, code(9), notFound(), code(42), &smsc.TransportError{Err: errors.New("cut")}}[n%5]
		}
		var refs []smsc.Ref
		for i := range 50 {
			refs = append(refs, w.send(strconv.Itoa(i+1), delivered(time.Duration(i)*time.Minute)))
		}
		got := collect(t, tracking.Track(t.Context(), w, slices.Values(refs), tracking.WithSchedule(tracking.Steps(0)), tracking.WithConcurrent(1)))
		assert.Len(t, got, 50)
		assert.True(t, w.assertLimits(t, limits{atOnce: 1, perMessage: 5}))
	})
}

// What was asked before the trouble began says nothing about it.
func TestAnswerFromBeforeTheTrouble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		began := time.Now()
		client := clientFunc(func(ctx context.Context, request smsc.StatusRequest) (*smsc.StatusResult, error) {
			got, err := w.Status(ctx, request)
			if request.ID == "1" {
				time.Sleep(10 * time.Second)
			} else if time.Since(began) < 10*time.Minute {
				return nil, code(4)
			}
			return got, err
		})
		got := collect(t, tracking.Track(t.Context(), client, slices.Values(w.sends(2, delivered(0)))))
		assert.Less(t, got["1"].after, 3*time.Minute)
		assert.Greater(t, got["2"].after, 30*time.Minute, "the block lasts")
		assert.Len(t, w.questions(), 3)
	})
}

// After code 9 the message is not asked for within the minute.
func TestTooOften(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.latency = 0
		refused := false
		w.fail = func(smsc.Ref) error {
			if refused {
				return nil
			}
			refused = true
			return code(9)
		}
		began := time.Now()
		_, err := tracking.Wait(t.Context(), w, w.send("1", delivered(0)))
		require.NoError(t, err)
		assert.Equal(t, seconds(4, 4+61), w.ages(began))
	})
}

// When one finds the service to answer again, the others soon go on.
func TestTroubleOfAllIsOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		began := time.Now()
		w.fail = func(smsc.Ref) error {
			if time.Since(began) < 10*time.Minute {
				return &smsc.TransportError{Err: errors.New("cut")}
			}
			return nil
		}
		tracker, err := tracking.New(w)
		require.NoError(t, err)
		ends := make(chan time.Duration, 100)
		for _, ref := range w.sends(cap(ends), delivered(0)) {
			go func() {
				_, err := tracker.Wait(t.Context(), ref)
				assert.NoError(t, err)
				ends <- time.Since(began)
			}()
		}
		first, soon := <-ends, 1
		for range cap(ends) - 1 {
			if <-ends-first <= 6*time.Second {
				soon++
			}
		}
		assert.GreaterOrEqual(t, soon, 80, "all but those that were asked for in vain, which have a pause of their own")
	})
}

// The last question is asked again soon if it was not answered.
func TestLastQuestionFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		began := time.Now()
		w.fail = func(smsc.Ref) error {
			if age := time.Since(began); age > 24*time.Hour+30*time.Minute && age < 25*time.Hour+10*time.Second {
				return &smsc.TransportError{Err: errors.New("cut")}
			}
			return nil
		}
		_, err := tracking.Wait(t.Context(), w, w.send("1", life{{0, smsc.StatusPassed}, {24*time.Hour + 10*time.Minute, smsc.StatusDelivered}}),
			tracking.WithSchedule(tracking.Frugal))
		require.NoError(t, err)
		assert.Less(t, time.Since(began), 25*time.Hour+2*time.Minute)
	})
}
