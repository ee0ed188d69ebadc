package smsctest_test

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// The client hangs up after ten seconds; the service accepts after 62.
func TestQueuedRequestIsExecutedWithoutItsClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		w := overTransport(g)
		w.http.Timeout = 10 * time.Second
		began := time.Now()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultQueue, Delay: 62 * time.Second, Times: 1})
		o := w.try(t, "send", demo("phones", phone, "mes", "hi", "id", "a"))
		require.ErrorIs(t, o.err, context.DeadlineExceeded)
		assert.Equal(t, 10*time.Second, time.Since(began))
		assert.Zero(t, g.Accepted())
		assert.Equal(t, 1, g.Pending())
		assert.True(t, g.Requests()[0].Waiting)
		assert.Equal(t, "3", w.call(t, "status", demo("phone", phone, "id", "a")).values["error"], "nobody can know")

		assert.Empty(t, w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "a")).values["error"], "nothing identical was accepted yet")
		require.NoError(t, g.Settle(t.Context()))
		assert.Equal(t, 62*time.Second, time.Since(began))
		assert.False(t, g.Requests()[0].Waiting)
		assert.Equal(t, "9", strconv.Itoa(g.Requests()[0].Error), "the other one was accepted 52 seconds before")
		assert.Equal(t, 1, g.Accepted())
	})
}

func TestQueueIsLongerThanTheGuardRemembers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		w := overTransport(g)
		w.http.Timeout = time.Second
		began := time.Now()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultQueue, Delay: 62 * time.Second, Times: 1})
		same := demo("phones", phone, "mes", "hi", "id", "a")
		require.Error(t, w.try(t, "send", same).err)
		assert.Empty(t, w.call(t, "send", same).values["error"])
		require.NoError(t, g.Settle(t.Context()))
		all := g.AcceptedFor("a")
		require.Len(t, all, 2)
		assert.Equal(t, []uint64{2, 1}, []uint64{all[0].Request, all[1].Request}, "the second request was first")
		assert.Equal(t, began.Add(62*time.Second), all[1].AcceptedAt)
		assert.Equal(t, map[smsctest.Key]int{{Phone: phone, ID: "a"}: 2}, g.Repeated())
	})
}

func TestQueuedRequestIsAnsweredWhenTheClientWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithLimits(func(l *smsctest.Limits) { l.Concurrent = 2 }))
		w := overTransport(g)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultQueue, Op: "send"})
		began := time.Now()
		answered := make(chan map[string]string)
		go func() { answered <- w.ask("send", "phones", phone, "mes", "hi") }()
		synctest.Wait()
		assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"], "what waits is not served yet")
		assert.Equal(t, "1", (<-answered)["id"])
		assert.Equal(t, 61*time.Second, time.Since(began))
	})
}

// Over a server and with a clock by hand: the same.
func TestQueueByManualClock(t *testing.T) {
	t.Parallel()
	clock := smsctest.NewManualClock(start())
	s := smsctest.NewServer(t, smsctest.WithClock(clock))
	s.Inject(smsctest.Fault{Kind: smsctest.FaultQueue, Delay: 90 * time.Second, Times: 1})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w := wire{http: &http.Client{}, endpoint: s.Endpoint()}
	ended := make(chan error, 1)
	go func() {
		ended <- w.postUntil(ctx, "send", "phones", phone, "mes", "hi")
	}()
	_, err := s.WaitRequest(t.Context(), func(r smsctest.Request) bool { return r.Waiting })
	require.NoError(t, err)
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
	clock.Advance(90*time.Second - 1)
	assert.Zero(t, s.Accepted())
	clock.Advance(time.Hour)
	require.Equal(t, 1, s.Accepted())
	assert.Equal(t, start().Add(90*time.Second), s.Messages()[0].AcceptedAt, "and not an hour later")
	assert.NoError(t, s.Settle(t.Context()))
}

func TestClosingForgetsWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*smsctest.Gateway){
		"close": (*smsctest.Gateway).Close, "reset": (*smsctest.Gateway).Reset,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New(smsctest.WithDuplicateGap(time.Hour, time.Hour))
				w := overTransport(g)
				g.Inject(smsctest.Fault{Kind: smsctest.FaultQueue, Phone: phone})
				queued, checked := make(chan error), make(chan error)
				go func() { queued <- w.try(t, "send", demo("phones", phone, "mes", "hi")).err }()
				go func() { checked <- w.try(t, "send", demo("phones", "380671234567", "mes", "hi")).err }()
				synctest.Wait()
				assert.Equal(t, 2, g.Pending())
				settled := make(chan error)
				go func() { settled <- g.Settle(t.Context()) }()
				synctest.Wait()
				end(g)
				assert.NoError(t, <-settled)
				assert.ErrorIs(t, <-queued, io.EOF)
				assert.ErrorIs(t, <-checked, io.EOF)
				assert.Zero(t, g.Pending())
				time.Sleep(2 * time.Hour)
				assert.Zero(t, g.Accepted())
			})
		})
	}
}

func TestSettleEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		w := overTransport(g)
		assert.NoError(t, g.Settle(t.Context()), "nothing to wait for")
		w.http.Timeout = time.Second
		g.Inject(smsctest.Fault{Kind: smsctest.FaultQueue})
		require.Error(t, w.try(t, "send", demo("phones", phone, "mes", "hi")).err)
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, assert.AnError)
		defer cancel()
		assert.ErrorIs(t, g.Settle(ctx), assert.AnError)
		assert.Equal(t, 1, g.Pending())
	})
}

func TestReplay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		delay    time.Duration
		accepted int
		codes    []int
	}{
		"at once":        {0, 1, []int{0, 9}},
		"in the minute":  {59 * time.Second, 1, []int{0, 9}},
		"after a minute": {time.Minute, 2, []int{0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New()
				w := overTransport(g)
				g.Inject(smsctest.Fault{Kind: smsctest.FaultReplay, Delay: test.delay, Times: 1})
				began := time.Now()
				assert.Equal(t, "a", w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "a")).values["id"])
				assert.Zero(t, time.Since(began), "answered at once")
				require.NoError(t, g.Settle(t.Context()))
				log := g.Requests()
				require.Len(t, log, 2)
				assert.Equal(t, []uint64{0, 1}, []uint64{log[0].CopyOf, log[1].CopyOf})
				codes := []int{log[0].Error, log[1].Error}
				assert.Equal(t, test.codes, codes)
				assert.Equal(t, test.accepted, g.Accepted())
			})
		})
	}
}

func TestProxyRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		w := overTransport(g)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultProxyRetry, Delay: 2 * time.Second, Times: 1})
		began := time.Now()
		got := w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "a"))
		assert.Equal(t, "9", got.values["error"], "though it is accepted")
		assert.Equal(t, 2*time.Second, time.Since(began))
		all := g.AcceptedFor("a")
		require.Len(t, all, 1)
		assert.Equal(t, uint64(2), all[0].Request, "the copy brought it")
		assert.Equal(t, began, all[0].AcceptedAt)
	})
}

func TestLateAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithLimits(func(l *smsctest.Limits) { l.Concurrent = 2 }))
		w := overTransport(g)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultLate, Delay: 20 * time.Second})
		began := time.Now()
		assert.Equal(t, "1", w.send(t, phone, "hi").values["id"])
		assert.Equal(t, 20*time.Second, time.Since(began))
		assert.Equal(t, began, g.Messages()[0].AcceptedAt)

		w.http.Timeout = time.Second
		o := w.try(t, "send", demo("phones", phone, "mes", "ho"))
		assert.ErrorIs(t, o.err, context.DeadlineExceeded)
		assert.Equal(t, 2, g.Accepted())
		g.ClearFaults()
		assert.Equal(t, "9", w.call(t, "balance", demo()).values["error"], "it is served still, though its client has gone")
		require.NoError(t, g.Settle(t.Context()))
		assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"])
	})
}

func TestAnswerOfTheRequestBefore(t *testing.T) {
	t.Parallel()
	for name, accept := range map[string]bool{"executed": true, "not executed": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New()
			w := overTransport(g)
			rule := g.Inject(smsctest.Fault{Kind: smsctest.FaultPreviousAnswer, Accept: accept})
			assert.Equal(t, "a", w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "a")).values["id"], "the first has none before it")
			assert.Zero(t, rule.Fired())
			assert.Equal(t, "a", w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "b")).values["id"])
			assert.Len(t, g.AcceptedFor("b"), map[bool]int{true: 1, false: 0}[accept])
			rule.Remove()
			assert.Equal(t, "c", w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "c")).values["id"])
		})
	}
}

// A request can wait, be copied, and lose its answer.
func TestFaultsOnTheWayGoWithOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		w := overTransport(g)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropBefore, Op: "balance", Times: 1})
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Op: "send", Times: 1})
		g.Inject(smsctest.Fault{Kind: smsctest.FaultReplay, Delay: 5 * time.Second})
		g.Inject(smsctest.Fault{Kind: smsctest.FaultQueue, Delay: 10 * time.Second})
		began := time.Now()
		o := w.try(t, "send", demo("phones", phone, "mes", "hi"))
		assert.ErrorIs(t, o.err, io.EOF)
		assert.Equal(t, 10*time.Second, time.Since(began))
		assert.Equal(t, 1, g.Accepted())
		assert.Equal(t, smsctest.FaultDropAfter, g.Requests()[0].Fault)
		require.NoError(t, g.Settle(t.Context()))
		assert.Equal(t, 15*time.Second, time.Since(began))
		assert.Equal(t, 9, g.Requests()[1].Error)

		o = w.try(t, "balance", demo())
		assert.ErrorIs(t, o.err, io.EOF)
		require.NoError(t, g.Settle(t.Context()))
		log := g.Requests()
		assert.Len(t, log, 4, "the copy of what was dropped arrives")

		g.ClearFaults()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultQueue})
		g.Inject(smsctest.Fault{Kind: smsctest.FaultReplay})
		refused := g.Inject(smsctest.Fault{Kind: smsctest.FaultRefuse})
		began = time.Now()
		require.Error(t, w.try(t, "balance", demo()).err)
		assert.Zero(t, time.Since(began), "nothing waits that does not arrive")
		assert.Zero(t, g.Pending())
		assert.Equal(t, 1, refused.Fired())
	})
}

// Delays are drawn by the seed of the rule.
func TestDelaysAreDrawn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		run := func(seed uint64) (delays []time.Duration) {
			g := smsctest.New()
			w := overTransport(g)
			g.Inject(smsctest.Fault{Kind: smsctest.FaultLate, Delay: time.Second, MaxDelay: time.Minute, Seed: seed})
			for range 8 {
				began := time.Now()
				w.call(t, "balance", demo())
				delays = append(delays, time.Since(began))
			}
			return delays
		}
		first := run(1)
		assert.Equal(t, first, run(1))
		assert.NotEqual(t, first, run(2))
		for _, d := range first {
			assert.GreaterOrEqual(t, d, time.Second)
			assert.LessOrEqual(t, d, time.Minute)
		}
	})
}

func TestReleaseLetsGoWhoWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		w := overTransport(g)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultQueue})
		ended := make(chan error)
		go func() { ended <- w.try(t, "send", demo("phones", phone, "mes", "hi")).err }()
		synctest.Wait()
		g.ReleaseHung()
		assert.ErrorIs(t, <-ended, io.EOF)
		require.NoError(t, g.Settle(t.Context()))
		assert.Equal(t, 1, g.Accepted(), "what was on its way went on")
	})
}
