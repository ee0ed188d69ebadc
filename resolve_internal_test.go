package smsc

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// twoClocks are the clocks of a machine whose wall clock is set and which sleeps.
type twoClocks struct {
	mu         sync.Mutex
	set, slept time.Duration
}

func (c *twoClocks) change(set, slept time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set, c.slept = set, slept
}

// of makes the client tell the time by them.
func (c *twoClocks) of(client *Client) {
	began := time.Now()
	client.clock = &clock{func() instant {
		c.mu.Lock()
		defer c.mu.Unlock()
		now := time.Now()
		return instant{wall: now.Round(0).Add(c.set), mono: now.Sub(began) - c.slept}
	}}
}

func offline(t *testing.T) *Client {
	t.Helper()
	transport := transportFunc(func(r *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
		return nil, errors.New("reset")
	})
	client, err := NewClient(Password("demo", "demo"), WithHTTPClient(&http.Client{Transport: transport}),
		WithRetry(RetryPolicy{Attempts: 1, OnUnknown: UnknownReturn}))
	require.NoError(t, err)
	return client
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestNoClockShortensTheQuietTime: neither a wall clock that is set nor a machine that
// sleeps.
func TestNoClockShortensTheQuietTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		set       time.Duration // while 30 s pass
		slept     time.Duration
		here      time.Duration // that the quiet time still lasts, for who sent it
		elsewhere time.Duration // and in another process
	}{
		{"nothing", 0, 0, 90 * time.Second, 2 * time.Minute},
		{"the clock is set forwards", time.Hour, 0, 90 * time.Second, 2 * time.Minute},
		{"the clock is set forwards by a day", 25 * time.Hour, 0, 90 * time.Second, 2 * time.Minute},
		{"the clock is set back", -time.Hour, 0, 90 * time.Second, time.Hour + 90*time.Second},
		{"the machine sleeps", 0, 20 * time.Second, 110 * time.Second, 2 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, clocks := offline(t), new(twoClocks)
				clocks.of(client)
				_, err := client.Send(t.Context(), SendRequest{To: []string{"+380501234567"}, Text: "hi"})
				failed, ok := errors.AsType[*SendError](err)
				require.True(t, ok)
				record := failed.Record
				time.Sleep(30 * time.Second)
				clocks.change(c.set, c.slept)
				s := &sending{Client: client, record: &record}
				assert.Equal(t, c.here, s.quietFor(client.clock.now()))
				record.left, record.clock = instant{}, nil // which JSON does not keep
				s = &sending{Client: client, record: &record}
				assert.Equal(t, c.elsewhere, s.quietFor(client.clock.now()))
			})
		})
	}
}

// TestNothingLeavesTooLateByEitherClock: a machine that slept, or whose clock was set,
// sends nothing after LeaveBy.
func TestNothingLeavesTooLateByEitherClock(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set, slept time.Duration // while the call waits for 10 s
		want       Outcome
	}{
		"nothing happens":             {want: OutcomeUnknown},
		"the clock is set forwards":   {set: time.Minute, want: OutcomeNotSent},
		"the clock is set back":       {set: -time.Hour, want: OutcomeUnknown},
		"the machine slept meanwhile": {slept: 9 * time.Second, want: OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, clocks := offline(t), new(twoClocks)
				clocks.of(client)
				client.pacer.places = newPlaces(1)
				assert.NoError(t, client.pacer.places.take(t.Context(), OpSend, false))
				time.AfterFunc(10*time.Second, func() {
					clocks.change(c.set, c.slept)
					client.pacer.places.leave()
				})
				_, err := client.Send(t.Context(), SendRequest{
					To: []string{"+380501234567"}, Text: "hi", LeaveBy: time.Now().Add(20 * time.Second),
				})
				assert.Equal(t, c.want, OutcomeOf(err), "%v", err)
				assert.Equal(t, c.want == OutcomeNotSent, errors.Is(err, ErrTooLate))
			})
		})
	}
}
