package smsc_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// repetitionTrial is what became of sends whose first request had an accident.
type repetitionTrial struct {
	took     []time.Duration // until Send returned
	requests int
	accepted int // by the service
}

// trials is how many sends each figure of docs/retries.md is made of.
const trials = 200

// tryRepetition sends so many messages, one a world, with and without the repetition
// within the minute.
func tryRepetition(t *testing.T, repeat bool, accident func(*smsctest.Gateway) http.RoundTripper, service ...smsctest.Option) (trial repetitionTrial) {
	t.Helper()
	for seed := range uint64(trials) {
		synctest.Test(t, func(t *testing.T) {
			gateway := smsctest.New(append([]smsctest.Option{smsctest.WithSeed(seed)}, service...)...)
			requests := 0
			over := accident(gateway)
			client := gateway.Client(t, smsc.WithRetry(smsc.RetryPolicy{RepeatWithinMinute: repeat}),
				smsc.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					requests++
					return over.RoundTrip(r)
				})}))
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			defer cancel()
			began := time.Now()
			_, err := client.Send(ctx, message())
			trial.took = append(trial.took, time.Since(began))
			assert.NoError(t, err)
			trial.requests += requests
			time.Sleep(3 * time.Minute) // what is held arrives
			trial.accepted += gateway.Accepted()
		})
	}
	slices.Sort(trial.took)
	return trial
}

// TestWhatARepetitionCostsAndSaves makes the figures of docs/retries.md: how long a
// caller waits, and how many messages the service accepts, with the repetition within
// the minute and without it.
func TestWhatARepetitionCostsAndSaves(t *testing.T) {
	t.Parallel()
	fault := func(f smsctest.Fault) func(*smsctest.Gateway) http.RoundTripper {
		return func(g *smsctest.Gateway) http.RoundTripper {
			f.Op, f.Times = "send", 1
			g.Inject(f)
			return g.Transport()
		}
	}
	// held keeps the first send on its way while the client thinks that it is lost.
	held := func(d time.Duration) func(*smsctest.Gateway) http.RoundTripper {
		return func(g *smsctest.Gateway) http.RoundTripper {
			first := true
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				if !first {
					return g.Transport().RoundTrip(r)
				}
				first = false
				body, err := io.ReadAll(r.Body)
				if err != nil {
					return nil, err
				}
				go func() {
					time.Sleep(d)
					late := r.Clone(context.WithoutCancel(r.Context()))
					late.Body = io.NopCloser(bytes.NewReader(body))
					if resp, err := g.Transport().RoundTrip(late); err == nil {
						_ = resp.Body.Close()
					}
				}()
				return nil, io.ErrUnexpectedEOF
			})
		}
	}
	for name, c := range map[string]struct {
		accident      func(*smsctest.Gateway) http.RoundTripper
		service       []smsctest.Option
		slower        time.Duration // the least that it takes without the repetition
		quicker       time.Duration // the most that it takes with it
		twiceRepeated bool
	}{
		"the request is lost": {
			fault(smsctest.Fault{Kind: smsctest.FaultDropBefore}), nil, 2 * time.Minute, 5 * time.Second, false,
		},
		"the answer is lost": {
			fault(smsctest.Fault{Kind: smsctest.FaultDropAfter}), nil, 0, 5 * time.Second, false,
		},
		"the answer is lost, and the index lags by 5 to 20 s": {
			fault(smsctest.Fault{Kind: smsctest.FaultDropAfter}),
			[]smsctest.Option{smsctest.WithStatusLag(5*time.Second, 20*time.Second)},
			5 * time.Second, time.Minute, false,
		},
		"the request is held for 10 s": {held(10 * time.Second), nil, 10 * time.Second, 5 * time.Second, false},
		"the request is held for 90 s": {held(90 * time.Second), nil, 90 * time.Second, 5 * time.Second, true},
		"the request is held for 1 s, and the guard is not atomic": {
			held(time.Second), []smsctest.Option{smsctest.WithDuplicateGap(0, 500*time.Millisecond)}, time.Second, 5 * time.Second, true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			off := tryRepetition(t, false, c.accident, c.service...)
			on := tryRepetition(t, true, c.accident, c.service...)
			show := func(r repetitionTrial) string {
				return fmt.Sprintf("%.0f s (%.0f–%.0f), %.1f requests, %d too many of %d", r.took[trials/2].Seconds(), r.took[0].Seconds(),
					r.took[trials-1].Seconds(), float64(r.requests)/trials, r.accepted-trials, trials)
			}
			t.Logf("off: %s; on: %s", show(off), show(on))
			assert.Equal(t, trials, off.accepted, "nobody is texted twice without it, and everybody once")
			assert.GreaterOrEqual(t, off.took[0], c.slower)
			assert.LessOrEqual(t, on.took[trials/2], c.quicker)
			if c.twiceRepeated {
				assert.Greater(t, on.accepted, trials, "with it, what the service does decides")
			} else {
				assert.Equal(t, trials, on.accepted)
			}
		})
	}
}
