package smsctest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
	"github.com/go-smsc/smsc/smsctest"
)

const (
	callbackURL    = "https://shop.example/smsc?charset=utf-8&sha1"
	callbackSecret = "s3cret&%"
)

// receiver is a program's handler. It keeps what it gets.
type receiver struct {
	http.Handler

	mu     sync.Mutex
	events []callback.Event
	hook   func(callback.Event) error // nil takes everything
}

func newReceiver(tb testing.TB, secret string, hook func(callback.Event) error) *receiver {
	tb.Helper()
	r := &receiver{hook: hook}
	handler, err := callback.NewHandler(secret, func(_ context.Context, event callback.Event) error {
		r.mu.Lock()
		r.events = append(r.events, event)
		r.mu.Unlock()
		if r.hook != nil {
			return r.hook(event)
		}
		return nil
	})
	require.NoError(tb, err)
	r.Handler = handler
	return r
}

// got are the events so far, a short word each.
func (r *receiver) got() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	words := []string{}
	for _, event := range r.events {
		words = append(words, word(event))
	}
	return words
}

func word(event callback.Event) string {
	switch e := event.(type) {
	case callback.StatusReport:
		return fmt.Sprint(e.ID, " ", e.Recipient, " ", int(e.Status))
	case callback.IncomingMessage:
		return e.Phone + " wrote " + e.Text + " to " + e.To
	case callback.WaitCall:
		return e.Phone + " called " + e.Value
	default:
		return "?"
	}
}

// reporting is a Gateway that reports to a handler, with a clock.
func reporting(tb testing.TB, hook func(callback.Event) error, opts ...smsctest.CallbackOption) (*smsctest.Gateway, *receiver, *smsctest.ManualClock) {
	tb.Helper()
	r := newReceiver(tb, callbackSecret, hook)
	g, _, clock := timed(smsctest.WithCallback(callbackURL, callbackSecret, append(opts, smsctest.CallbackHandler(r))...))
	tb.Cleanup(g.Close)
	return g, r, clock
}

func settle(tb testing.TB, g *smsctest.Gateway) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), time.Minute) // of a test that would hang
	defer cancel()
	require.NoError(tb, g.Settle(ctx))
}

func TestCallbackOfEachStatus(t *testing.T) {
	t.Parallel()
	g, r, clock := reporting(t, nil)
	overTransport(g).send2(t, phone, "hi", "cost", "3")
	settle(t, g)
	assert.Empty(t, r.got(), "that it waits is no change")
	assert.Empty(t, g.Callbacks())

	clock.Advance(time.Second)
	settle(t, g)
	assert.Equal(t, []string{"1 " + phone + " 0"}, r.got())
	clock.Advance(time.Hour)
	settle(t, g)
	assert.Equal(t, []string{"1 " + phone + " 0", "1 " + phone + " 1"}, r.got())
	assert.Equal(t, callback.StatusReport{
		ID: "1", Recipient: phone, Status: smsc.StatusDelivered, ChangedAt: start().Add(5 * time.Second),
		DeliveryError: smsc.Some(smsc.DeliveryCode(0)), Cost: smsc.Some(dec("0.5")), Type: smsc.Some(callback.TypeSMS),
	}, r.events[1])

	posted := g.Callbacks()
	require.Len(t, posted, 2)
	assert.Equal(t, r.events[1], posted[1].Event)
	assert.EqualValues(t, 2, posted[1].Seq)
	assert.EqualValues(t, 1, posted[1].Message)
	assert.Equal(t, callbackURL, posted[1].URL)
	assert.Contains(t, posted[1].Document, "id=1&phone="+phone+"&status=1&")
	assert.Equal(t, "application/x-www-form-urlencoded", posted[1].ContentType)
	assert.Equal(t, http.StatusOK, posted[1].Status)
	assert.Equal(t, "OK", posted[1].Answer)
	assert.Empty(t, posted[1].Error)
	assert.Equal(t, 1, posted[1].Attempt)
	assert.False(t, posted[1].Waiting)
	assert.True(t, posted[1].Taken())
}

func TestCallbackOfAFailureAndByHand(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, callbackSecret, nil)
	g, w, clock := timed(
		smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(r)),
		smsctest.WithLife("38067", smsctest.Failed(10*time.Second, smsc.StatusUndeliverable, 6)),
		smsctest.WithLife("38063", smsctest.Unanswered()),
	)
	defer g.Close()
	w.send2(t, "380670000001", "hi", "valid", "1")
	w.send2(t, "380630000001", "hi", "valid", "1")
	w.send(t, phone, "hi")
	clock.Advance(2 * time.Second)
	require.True(t, g.SetStatus(phone, "3", smsc.StatusRead, 0))
	require.True(t, g.SetStatus(phone, "3", smsc.StatusForbidden, 250))
	clock.Advance(24 * time.Hour)
	settle(t, g)
	assert.ElementsMatch(t, []string{
		"1 380670000001 0", "2 380630000001 0", "3 " + phone + " 0",
		"3 " + phone + " 2", "3 " + phone + " 23",
		"1 380670000001 20", "2 380630000001 3",
	}, r.got())
	assert.Less(t, index(r.got(), "3 "+phone+" 2"), index(r.got(), "3 "+phone+" 23"))
	for _, event := range r.events {
		if e, ok := event.(callback.StatusReport); ok && e.Status == smsc.StatusUndeliverable {
			assert.Equal(t, smsc.Some(smsc.DeliveryCode(6)), e.DeliveryError)
		}
	}
}

// A status that is set by hand before the clock has reached what life had in store
// comes behind what was due.
func TestCallbackByHandAtOnce(t *testing.T) {
	t.Parallel()
	g, r, clock := reporting(t, nil)
	overTransport(g).send(t, phone, "hi")
	clock.Advance(time.Second)
	require.True(t, g.SetStatus(phone, "1", smsc.StatusDelivered, 0))
	settle(t, g)
	clock.Advance(time.Hour)
	settle(t, g)
	assert.Equal(t, []string{"1 " + phone + " 0", "1 " + phone + " 1"}, r.got(), "its life is over")
}

// A clock of the test's own wakes nobody. What was due comes before what is set by hand.
func TestCallbackByHandWithAClockOfItsOwn(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, callbackSecret, nil)
	clock := &silentClock{now: start()}
	g := smsctest.New(smsctest.WithClock(clock), smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(r)))
	defer g.Close()
	overTransport(g).send(t, phone, "hi")
	clock.now = start().Add(2 * time.Second)
	require.True(t, g.SetStatus(phone, "1", smsc.StatusForbidden, 250))
	settle(t, g)
	assert.Equal(t, []string{"1 " + phone + " 0", "1 " + phone + " 23"}, r.got())
}

// silentClock is a clock that a test moves.
type silentClock struct{ now time.Time }

func (c *silentClock) Now() time.Time { return c.now }

func index(words []string, word string) int {
	for i, w := range words {
		if w == word {
			return i
		}
	}
	return -1
}

// While the answer is on its way, nothing is reported.
func TestCallbackNotBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newReceiver(t, callbackSecret, nil)
		g := smsctest.New(smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(r)))
		defer g.Close()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultLate, Op: "send", Delay: 20 * time.Second})
		client := g.Client(t)
		done := make(chan error)
		go func() {
			_, err := client.Send(t.Context(), smsc.SendRequest{To: []string{phone}, Text: "hi", ID: "a"})
			done <- err
		}()
		time.Sleep(19 * time.Second)
		synctest.Wait()
		assert.Equal(t, 1, g.Accepted())
		assert.Empty(t, r.got())
		require.NoError(t, g.Settle(t.Context()), "what is held is not waited for")
		require.NoError(t, <-done)
		synctest.Wait()
		assert.Equal(t, []string{"a " + phone + " 0", "a " + phone + " 1"}, r.got())
	})
}

// With an answer that never comes the reports follow when the client has given up.
func TestCallbackAfterATimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newReceiver(t, callbackSecret, nil)
		g := smsctest.New(smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(r)))
		defer g.Close()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Accept: true, Op: "send"})
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		_, err := g.Client(t).Send(ctx, smsc.SendRequest{To: []string{phone}, Text: "hi", ID: "a"})
		require.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
		synctest.Wait()
		assert.Equal(t, []string{"a " + phone + " 0", "a " + phone + " 1"}, r.got())
	})
}

func TestCallbackEarly(t *testing.T) {
	t.Parallel()
	var g *smsctest.Gateway
	answered := make(chan struct{})
	r := newReceiver(t, callbackSecret, func(callback.Event) error {
		select {
		case <-answered:
			return errors.New("the report came after the answer")
		default:
			assert.Equal(t, 2, g.Accepted())
			return nil
		}
	})
	g = smsctest.New(
		smsctest.WithLife("", smsctest.Delivered(0)),
		smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(r), smsctest.CallbackEarly()),
	)
	defer g.Close()
	_, err := g.Client(t).Send(t.Context(), smsc.SendRequest{To: []string{phone, "380671234567"}, Text: "hi", ID: "a"})
	close(answered)
	require.NoError(t, err)
	assert.Equal(t, []string{"a " + phone + " 0", "a " + phone + " 1", "a 380671234567 0", "a 380671234567 1"}, r.got())
	for _, c := range g.Callbacks() {
		assert.True(t, c.Taken(), c.Answer)
	}
}

// A program may send while it handles a report, and its send waits for reports.
func TestCallbackEarlyFromAHandler(t *testing.T) {
	t.Parallel()
	var g *smsctest.Gateway
	r := newReceiver(t, callbackSecret, func(event callback.Event) error {
		if event, ok := event.(callback.StatusReport); ok && event.ID == "a" && event.Status == smsc.StatusDelivered {
			_, err := g.Client(t).Send(t.Context(), smsc.SendRequest{To: []string{phone}, Text: "thanks", ID: "b"})
			return err
		}
		return nil
	})
	g = smsctest.New(
		smsctest.WithLife("", smsctest.Delivered(0)),
		smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(r), smsctest.CallbackEarly()),
	)
	defer g.Close()
	_, err := g.Client(t).Send(t.Context(), smsc.SendRequest{To: []string{phone}, Text: "hi", ID: "a"})
	require.NoError(t, err)
	assert.Equal(t, []string{"a " + phone + " 0", "a " + phone + " 1", "b " + phone + " 0", "b " + phone + " 1"}, r.got())
}

func TestCallbackRetriesInOrder(t *testing.T) {
	t.Parallel()
	refusals := 2
	g, r, clock := reporting(t, func(event callback.Event) error {
		if e, ok := event.(callback.StatusReport); ok && e.ID == "1" && refusals > 0 {
			refusals--
			return assert.AnError
		}
		return nil
	}, smsctest.CallbackRetries(10*time.Second, time.Minute))
	w := overTransport(g)
	w.send(t, phone, "one")
	w.send(t, phone, "two")
	clock.Advance(6 * time.Second)
	other, err := g.WaitCallback(t.Context(), func(c smsctest.Callback) bool { return c.Message == 2 && c.Event.(callback.StatusReport).Status == 1 })
	require.NoError(t, err)
	assert.True(t, other.Taken(), "other messages do not wait")
	assert.Equal(t, []string{"1 " + phone + " 0", "2 " + phone + " 0", "2 " + phone + " 1"}, r.got())

	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(assert.AnError)
	require.ErrorIs(t, g.Settle(ctx), assert.AnError, "a retry is to come")

	clock.Advance(10 * time.Second)
	second, err := g.WaitCallback(t.Context(), func(c smsctest.Callback) bool { return c.Attempt == 2 })
	require.NoError(t, err)
	assert.Equal(t, http.StatusInternalServerError, second.Status)
	assert.Len(t, r.got(), 4, "its next report waits")
	clock.Advance(time.Minute)
	settle(t, g)
	assert.Equal(t, []string{"1 " + phone + " 0", "1 " + phone + " 0", "1 " + phone + " 1"}, r.got()[3:])
	posted := g.Callbacks()
	assert.EqualValues(t, 1, posted[4].RepeatOf)
	assert.Equal(t, 3, posted[4].Attempt)
	assert.Zero(t, posted[5].RepeatOf)
}

// Without the option, and when retries are used up, the next report follows.
func TestCallbackGivesUp(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]smsctest.CallbackOption{
		"at once": nil, "after a retry": {smsctest.CallbackRetries(0)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, r, clock := reporting(t, func(callback.Event) error { return assert.AnError }, opts...)
			overTransport(g).send(t, phone, "hi")
			clock.Advance(time.Hour)
			settle(t, g)
			assert.Len(t, r.got(), 2*(1+len(opts)))
			assert.Equal(t, "1 "+phone+" 1", r.got()[len(r.got())-1])
		})
	}
}

func TestCallbackTwice(t *testing.T) {
	t.Parallel()
	g, r, clock := reporting(t, nil, smsctest.CallbackTwice(1))
	overTransport(g).send(t, phone, "hi")
	clock.Advance(time.Hour)
	settle(t, g)
	assert.Equal(t, []string{"1 " + phone + " 0", "1 " + phone + " 0", "1 " + phone + " 1", "1 " + phone + " 1"}, r.got())
	posted := g.Callbacks()
	assert.EqualValues(t, 1, posted[1].RepeatOf)
	assert.EqualValues(t, 3, posted[3].RepeatOf)
	assert.Equal(t, posted[2].Document, posted[3].Document)
}

func TestCallbackTwiceIsDrawn(t *testing.T) {
	t.Parallel()
	count := func(seed uint64) (n int) {
		r := newReceiver(t, callbackSecret, nil)
		g, w, clock := timed(smsctest.WithSeed(seed), smsctest.WithCallback(callbackURL, callbackSecret,
			smsctest.CallbackHandler(r), smsctest.CallbackTwice(0.3)))
		defer g.Close()
		for i := range 40 {
			w.send(t, phone, fmt.Sprint("hi ", i))
		}
		clock.Advance(time.Hour)
		settle(t, g)
		return len(r.got())
	}
	first := count(1)
	assert.Greater(t, first, 80+10)
	assert.Less(t, first, 80+40)
	assert.Equal(t, first, count(1), "the same seed draws the same")
}

func TestCallbackOrderOfAMailing(t *testing.T) {
	t.Parallel()
	g, r, clock := reporting(t, nil)
	const recipients = 500
	var to []string
	for i := range recipients {
		to = append(to, fmt.Sprintf("38050%07d", i))
	}
	_, err := g.Client(t).Send(t.Context(), smsc.SendRequest{To: to, Text: "hi", ID: "a"})
	require.NoError(t, err)
	clock.Advance(time.Hour)
	settle(t, g)
	words := r.got()
	require.Len(t, words, 2*recipients)
	seen := map[string]bool{}
	for _, w := range words {
		if number, delivered := w[2:14], w[15:] == "1"; delivered {
			assert.True(t, seen[number], "%s is delivered before it left", number)
		} else {
			seen[number] = true
		}
	}
}

// The messages that no longer are kept are not reported, and do not stay in memory.
func TestCallbackOfForgottenMessages(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, callbackSecret, nil)
	g, w, clock := timed(smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(r)), smsctest.WithRetention(2))
	defer g.Close()
	for i := range 3 {
		w.send(t, phone, fmt.Sprint("hi ", i))
	}
	clock.Advance(time.Second)
	settle(t, g)
	assert.Equal(t, []string{"2 " + phone + " 0", "3 " + phone + " 0"}, r.got())
	g.ClearMessages()
	clock.Advance(time.Hour)
	settle(t, g)
	assert.Len(t, r.got(), 2)
}

func TestCallbackMemory(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, callbackSecret, nil)
	g, w, _ := timed(smsctest.WithRetention(10), smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(r)))
	defer g.Close()
	for i := range 3000 {
		w.send(t, fmt.Sprintf("38050%07d", i), "hi")
	}
	assert.Less(t, smsctest.Watched(g), 1100)
}

func TestCallbackReset(t *testing.T) {
	t.Parallel()
	g, r, clock := reporting(t, nil)
	w := overTransport(g)
	w.send(t, phone, "hi")
	clock.Advance(time.Second)
	settle(t, g)
	g.Reset()
	assert.Empty(t, g.Callbacks())
	clock.Advance(time.Hour)
	settle(t, g)
	assert.Len(t, r.got(), 1, "what was to come does not come")
	w.send(t, phone, "hi")
	clock.Advance(time.Hour)
	settle(t, g)
	assert.Len(t, r.got(), 3)
	assert.EqualValues(t, 1, g.Callbacks()[0].Seq)
}

// Close gives up what is being posted, and nothing follows.
func TestCallbackClose(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		entered := make(chan struct{})
		hangs := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(entered)
			<-r.Context().Done()
		})
		g := smsctest.New(smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(hangs)))
		overTransport(g).send(t, phone, "hi")
		<-entered
		require.True(t, g.Callbacks()[0].Waiting)
		at := time.Now()
		g.Close()
		assert.Equal(t, at, time.Now(), "of the bubble: the post was given up")
		posted := g.Callbacks()
		require.Len(t, posted, 1)
		assert.False(t, posted[0].Waiting)
		time.Sleep(time.Hour)
		assert.Len(t, g.Callbacks(), 1)
		require.NoError(t, g.Settle(t.Context()))
		_, err := g.PostAgain(t.Context(), 1)
		require.ErrorIs(t, err, smsctest.ErrClosed)
		g.Close()
	})
}

// A handler that does not answer is given up.
func TestCallbackTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hangs := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			panic(http.ErrAbortHandler)
		})
		g := smsctest.New(smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(hangs)))
		defer g.Close()
		overTransport(g).send(t, phone, "hi")
		time.Sleep(time.Minute)
		synctest.Wait()
		posted := g.Callbacks()
		require.Len(t, posted, 2)
		assert.Equal(t, 10*time.Second, posted[0].Duration)
		assert.NotEmpty(t, posted[0].Error)
		assert.Zero(t, posted[0].Status)
		assert.False(t, posted[0].Taken())
	})
}

// Another host of the account reports to the same URL, and outlives none of it.
func TestCallbackOfHosts(t *testing.T) {
	t.Parallel()
	g, r, clock := reporting(t, nil)
	second := g.NewHost()
	overTransport(second).send(t, phone, "hi")
	clock.Advance(time.Second)
	settle(t, second)
	assert.Len(t, r.got(), 1)
	second.Close()
	clock.Advance(time.Hour)
	settle(t, g)
	assert.Len(t, r.got(), 2)
	assert.Len(t, second.Callbacks(), 2)
}

func TestCallbackOfChannels(t *testing.T) {
	t.Parallel()
	for channel, want := range map[smsctest.Channel]smsc.Optional[callback.Type]{
		smsctest.ChannelFlash:    smsc.Some(callback.TypeFlash),
		smsctest.ChannelHLR:      smsc.Some(callback.TypeHLR),
		smsctest.ChannelPing:     smsc.Some(callback.TypePing),
		smsctest.ChannelCall:     smsc.Some(callback.TypeCall),
		smsctest.ChannelViber:    smsc.Some(callback.TypeViber),
		smsctest.ChannelSocial:   smsc.Some(callback.TypeSocial),
		smsctest.ChannelWhatsApp: {},
	} {
		g, r, clock := reporting(t, nil)
		overTransport(g).send2(t, phone, "hi", string(channel), "1")
		require.Equal(t, 1, g.Accepted(), channel)
		clock.Advance(time.Second)
		settle(t, g)
		require.Len(t, r.events, 1)
		report := r.events[0].(callback.StatusReport)
		assert.Equal(t, want, report.Type, channel)
		if channel == smsctest.ChannelHLR {
			assert.Equal(t, &callback.HLR{MCC: "001", MNC: "01", Network: "Test operator"}, report.HLR)
		} else {
			assert.Nil(t, report.HLR)
		}
	}
}

// A scheduled message, by a service whose clock is off.
func TestCallbackTimes(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, callbackSecret, nil)
	g, w, clock := timed(smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(r)),
		smsctest.WithClockSkew(time.Hour), smsctest.WithBalance(decimal.NewFromInt(5)))
	defer g.Close()
	w.call(t, "send", demo("phones", phone, "mes", "hi", "time", "+2"))
	clock.Advance(2*time.Minute + time.Second)
	settle(t, g)
	require.Len(t, r.events, 1)
	assert.Equal(t, start().Add(time.Hour+2*time.Minute+time.Second), r.events[0].(callback.StatusReport).ChangedAt)
	assert.Equal(t, start().Add(2*time.Minute+time.Second), g.Callbacks()[0].At)
}

// What becomes due while early reports are posted is not lost.
func TestCallbackEarlyAndMeanwhile(t *testing.T) {
	t.Parallel()
	var clock *smsctest.ManualClock
	moved := false
	r := newReceiver(t, callbackSecret, func(callback.Event) error {
		if !moved {
			moved = true
			clock.Advance(time.Minute)
		}
		return nil
	})
	g, w, manual := timed(
		smsctest.WithLife("38050", smsctest.Delivered(0)), smsctest.WithLife("38067", smsctest.Delivered(5*time.Second)),
		smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(r), smsctest.CallbackEarly()),
	)
	defer g.Close()
	clock = manual
	w.send(t, phone+",380671234567", "hi")
	settle(t, g)
	assert.ElementsMatch(t, []string{
		"1 " + phone + " 0", "1 " + phone + " 1", "1 380671234567 0", "1 380671234567 1",
	}, r.got())
}
