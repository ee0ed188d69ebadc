package tracking_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/tracking"
)

// seconds are ages.
func seconds(all ...int) []time.Duration {
	var ages []time.Duration
	for _, s := range all {
		ages = append(ages, time.Duration(s)*time.Second)
	}
	return ages
}

func TestWait(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		life    life
		options []tracking.Option
		asked   []time.Duration
		end     smsc.StatusCode
	}{
		{"at once", delivered(2 * time.Second), nil, seconds(4), smsc.StatusDelivered},
		{"5 in the first minute", delivered(50 * time.Second), nil, seconds(4, 9, 16, 28, 48, 109), smsc.StatusDelivered},
		{"failed", life{{0, smsc.StatusWaiting}, {6 * time.Second, smsc.StatusUndeliverable}}, nil, seconds(4, 9), smsc.StatusUndeliverable},
		{
			"frugal", delivered(time.Hour),
			[]tracking.Option{tracking.WithSchedule(tracking.Frugal)},
			seconds(125, 32*60+5, 64*60+10), smsc.StatusDelivered,
		},
		{
			"steps", delivered(2 * time.Minute),
			[]tracking.Option{tracking.WithSchedule(tracking.Steps(5*time.Second, 15*time.Second, 30*time.Second, time.Minute))},
			seconds(5, 20, 50, 110, 170), smsc.StatusDelivered,
		},
		{
			"no steps", delivered(time.Second),
			[]tracking.Option{tracking.WithSchedule(tracking.Steps())},
			seconds(125), smsc.StatusDelivered,
		},
		{
			"never too often", delivered(150 * time.Second), // 5 at 3 s each, none for a minute, then 5 a minute
			[]tracking.Option{tracking.WithSchedule(tracking.Steps(0))},
			seconds(3, 6, 9, 12, 15, 76, 88, 100, 113, 125, 137, 149, 161), smsc.StatusDelivered,
		},
		{
			"hardly ever",
			life{{0, smsc.StatusPassed}, {30 * time.Hour, smsc.StatusDelivered}},
			[]tracking.Option{
				tracking.WithSchedule(tracking.Steps(1000 * time.Hour)), tracking.WithValidity(40 * time.Hour),
			},
			[]time.Duration{40*time.Hour + 5*time.Minute},
			smsc.StatusDelivered,
		},
		{
			"expired", unanswered(),
			[]tracking.Option{tracking.WithSchedule(tracking.Steps(10 * time.Hour))},
			[]time.Duration{10 * time.Hour, 20 * time.Hour, 24*time.Hour + 5*time.Minute},
			smsc.StatusExpired,
		},
		{
			"not visible at once",
			life{{10 * time.Second, smsc.StatusPassed}, {20 * time.Second, smsc.StatusDelivered}},
			nil, seconds(4, 9, 16, 28), smsc.StatusDelivered,
		},
		{
			"stopped for a while",
			life{{0, smsc.StatusStopped}, {2 * time.Hour, smsc.StatusDelivered}},
			[]tracking.Option{tracking.WithSchedule(tracking.Frugal)},
			[]time.Duration{125 * time.Second, time.Hour + 125*time.Second, 2*time.Hour + 250*time.Second},
			smsc.StatusDelivered,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.latency = 0
				began := time.Now()
				got, err := tracking.Wait(t.Context(), w, w.send("1", test.life), test.options...)
				require.NoError(t, err)
				assert.Equal(t, test.end, got.Status)
				assert.Equal(t, test.asked, w.ages(began))
				assert.True(t, w.assertLimits(t, limits{atOnce: 1, perMessage: 5}))
			})
		})
	}
}

// The client's own errors, and what is known when there is no end.
func TestWaitWithoutEnd(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		life    life
		fail    error
		options []tracking.Option
		after   time.Duration
		want    error
		known   bool
	}{
		{
			"no end",
			life{{0, smsc.StatusPassed}},
			nil,
			[]tracking.Option{tracking.WithValidity(time.Hour)},
			2 * time.Hour, tracking.ErrUnfinished, true,
		},
		{"an unknown status is no end", life{{0, 77}}, nil, nil, 25 * time.Hour, tracking.ErrUnfinished, true},
		{"never there", nil, nil, []tracking.Option{tracking.WithSchedule(tracking.Frugal)}, 32*time.Minute + 5*time.Second, smsc.ErrNotFound, false},
		{
			"never there, patiently", nil, nil,
			[]tracking.Option{tracking.WithNotFoundAfter(2 * 24 * time.Hour)},
			25 * time.Hour, smsc.ErrNotFound, false,
		},
		{
			"gone",
			life{{0, smsc.StatusPassed}, {time.Hour, smsc.StatusNotFound}},
			nil, nil,
			25 * time.Hour, tracking.ErrUnfinished, true,
		},
		{"bad request", nil, code(1), nil, 4 * time.Second, smsc.ErrInvalidParams, false},
		{"undocumented", nil, code(42), nil, 25 * time.Hour, tracking.ErrUnfinished, false},
		{"refused by the client", nil, smsc.ValidationErrors{{Field: "ID", Rule: "wrong"}}, nil, 4 * time.Second, nil, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.latency = 0
				w.fail = func(smsc.Ref) error { return test.fail }
				began := time.Now()
				got, err := tracking.Wait(t.Context(), w, w.send("1", test.life), test.options...)
				if test.want != nil {
					require.ErrorIs(t, err, test.want)
				}
				if test.fail != nil {
					require.ErrorContains(t, err, test.fail.Error(), "the last error is told")
				}
				assert.Equal(t, test.known, got != nil)
				assert.Equal(t, test.after, time.Since(began))
			})
		})
	}
}

func TestWaitEndsWithContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		ref := w.send("1", delivered(time.Hour))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		began := time.Now()
		got, err := tracking.Wait(ctx, w, ref)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, smsc.StatusPassed, got.Status, "what is known")
		assert.Equal(t, 10*time.Second, time.Since(began))

		reason := errors.New("shutting down")
		canceled, stop := context.WithCancelCause(t.Context())
		stop(reason)
		got, err = tracking.Wait(canceled, w, ref)
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorIs(t, err, reason)
		assert.Nil(t, got)
	})
}

// A question that is on its way when the context ends is given up, and is no failure
// of the service that others would wait for.
func TestWaitGivesUpItsQuestion(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.latency = 2 * time.Second
		tracker, err := tracking.New(w)
		require.NoError(t, err)
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err = tracker.Wait(ctx, w.send("1", delivered(0)))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 5*time.Second, time.Since(began))
		assert.Zero(t, tracker.Open())

		w.latency = 0
		ref := w.send("2", delivered(0))
		earlier, err := tracking.New(w, tracking.WithLife(func(smsc.Ref) tracking.Life { return tracking.Life{SentAt: began} }))
		require.NoError(t, err)
		w.latency = 10 * time.Second
		short, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		_, err = earlier.Wait(short, ref)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		w.latency = 0
		_, err = earlier.Wait(t.Context(), ref)
		require.NoError(t, err)
		assert.Equal(t, 6*time.Second, time.Since(began), "at once")
	})
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	w := newWorld()
	_, err := tracking.New(w, tracking.WithDetail(3), tracking.WithConcurrent(5), tracking.WithRate(-1), tracking.WithMaxOpen(0),
		tracking.WithValidity(0), tracking.WithLife(nil), tracking.WithReactions(-1), tracking.WithNotFoundAfter(-1))
	wrong, ok := errors.AsType[smsc.ValidationErrors](err)
	require.True(t, ok)
	for i, option := range []string{
		"WithDetail", "WithConcurrent", "WithRate", "WithMaxOpen", "WithValidity", "WithLife", "WithReactions", "WithNotFoundAfter",
	} {
		assert.Equal(t, option, wrong[i].Field)
	}
	assert.Len(t, wrong, 8)

	_, err = tracking.Wait(t.Context(), w, smsc.Ref{}, tracking.WithConcurrent(0))
	require.ErrorContains(t, err, "WithConcurrent: must be 1-4")
	results := 0
	for ref, result := range tracking.Track(t.Context(), w, nil, tracking.WithConcurrent(0)) {
		assert.Zero(t, ref)
		require.ErrorContains(t, result.Err, "WithConcurrent")
		results++
	}
	assert.Equal(t, 1, results)
}

func TestDetailIsAskedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var got smsc.StatusRequest
		client := clientFunc(func(_ context.Context, request smsc.StatusRequest) (*smsc.StatusResult, error) {
			got = request
			return &smsc.StatusResult{Status: smsc.StatusDelivered}, nil
		})
		_, err := tracking.Wait(t.Context(), client, smsc.Ref{ID: "a", Recipient: "+1"}, tracking.WithDetail(smsc.DetailOperator))
		require.NoError(t, err)
		assert.Equal(t, smsc.StatusRequest{ID: "a", Recipient: "+1", Detail: smsc.DetailOperator}, got)
	})
}

// clientFunc is a client that is a function.
type clientFunc func(context.Context, smsc.StatusRequest) (*smsc.StatusResult, error)

func (f clientFunc) Status(ctx context.Context, request smsc.StatusRequest) (*smsc.StatusResult, error) {
	return f(ctx, request)
}
