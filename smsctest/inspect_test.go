package smsctest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

func TestMessagesAreKeptInOrderUpToTheLimit(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithRetention(3))
	for i := range 5 {
		w.call(t, "send", demo("phones", fmt.Sprint("38050123456", i), "mes", "hi", "id", "a"))
	}
	var phones []string
	for _, m := range g.Messages() {
		phones = append(phones, m.Phone[11:])
	}
	assert.Equal(t, []string{"2", "3", "4"}, phones)
	_, ok := g.Last("380501234561")
	assert.False(t, ok, "forgotten")
	_, ok = g.Find("380501234561", "a")
	assert.False(t, ok)
	assert.Equal(t, "3", w.call(t, "status", demo("phone", "380501234561", "id", "a")).values["error"])
	m, ok := g.Last("380501234562")
	assert.True(t, ok)
	assert.Equal(t, uint64(3), m.Seq)
	assert.Equal(t, 5, g.Accepted())
}

// The index must go on knowing a message while an older one with the same key is
// forgotten.
func TestForgettingAnOldMessageLeavesTheNewest(t *testing.T) {
	t.Parallel()
	g, w, clock := timed(smsctest.WithRetention(2))
	for _, text := range []string{"old", "new"} {
		w.call(t, "send", demo("phones", phone, "mes", text, "id", "a"))
	}
	clock.Advance(time.Hour)
	w.send(t, "380671234567", "pushes the old one out")
	m, ok := g.Last(phone)
	assert.True(t, ok)
	assert.Equal(t, "new", m.Text)
	assert.Equal(t, "new", w.call(t, "status", demo("phone", phone, "id", "a", "all", "1")).values["message"])
}

func TestTally(t *testing.T) {
	t.Parallel()
	g, w, clock := timed()
	same := demo("phones", phone, "mes", "hi", "id", "a")
	w.call(t, "send", same)
	w.call(t, "send", same)
	clock.Advance(time.Minute)
	w.call(t, "send", same)
	w.send(t, phone, "other")
	assert.Equal(t, map[smsctest.Key]int{{Phone: phone, ID: "a"}: 2, {Phone: phone, ID: "1"}: 1}, g.Tally())
	m, _ := g.Last(phone)
	assert.Equal(t, smsctest.Key{Phone: phone, ID: "1"}, m.Key())
}

func TestWait(t *testing.T) {
	t.Parallel()
	delivered := func(m smsctest.Message) bool { return m.Status == smsctest.StatusDelivered }
	anything := func(smsctest.Message) bool { return true }

	t.Run("is there already", func(t *testing.T) {
		t.Parallel()
		g, w, _ := timed()
		w.send(t, phone, "hi")
		m, err := g.Wait(t.Context(), anything)
		assert.NoError(t, err)
		assert.Equal(t, "hi", m.Text)
	})
	t.Run("comes", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			g := smsctest.New()
			w := overTransport(g)
			var group sync.WaitGroup
			for i := range 3 {
				group.Go(func() {
					m, err := g.Wait(t.Context(), func(m smsctest.Message) bool { return m.Text == strconv.Itoa(i) })
					assert.NoError(t, err)
					assert.Equal(t, strconv.Itoa(i), m.Text)
				})
			}
			synctest.Wait()
			for i := range 3 {
				w.send(t, phone, strconv.Itoa(i))
			}
			group.Wait()
		})
	})
	t.Run("changes with time", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			g := smsctest.New(smsctest.WithLife("", smsctest.Delivered(time.Hour)))
			overTransport(g).send(t, phone, "hi")
			began := time.Now()
			m, err := g.Wait(t.Context(), delivered)
			assert.NoError(t, err)
			assert.Equal(t, smsctest.StatusDelivered, m.Status)
			assert.Equal(t, time.Hour, time.Since(began))
		})
	})
	t.Run("changes as the clock is moved", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			g, w, clock := timed()
			w.send(t, phone, "hi")
			done := make(chan error)
			go func() {
				_, err := g.Wait(t.Context(), delivered)
				done <- err
			}()
			synctest.Wait()
			clock.Advance(time.Second)
			synctest.Wait()
			clock.Set(start().Add(time.Minute))
			assert.NoError(t, <-done)
		})
	})
	t.Run("is set by hand, though final", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			g := smsctest.New(smsctest.WithLife("", smsctest.Delivered(0)))
			overTransport(g).send(t, phone, "hi")
			done := make(chan error)
			go func() {
				_, err := g.Wait(t.Context(), func(m smsctest.Message) bool { return m.Status == smsctest.StatusLinkClicked })
				done <- err
			}()
			synctest.Wait()
			g.SetStatus(phone, "1", smsctest.StatusLinkClicked, 0)
			assert.NoError(t, <-done)
		})
	})
	t.Run("after a reset", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			g := smsctest.New()
			w := overTransport(g)
			w.send(t, phone, "a")
			w.send(t, phone, "b")
			done := make(chan error)
			go func() {
				_, err := g.Wait(t.Context(), func(m smsctest.Message) bool { return m.Text == "c" })
				done <- err
			}()
			synctest.Wait()
			g.Reset()
			w.send(t, phone, "c")
			assert.NoError(t, <-done)
		})
	})
	t.Run("context is over", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, assert.AnError)
			defer cancel()
			_, err := smsctest.New().Wait(ctx, anything)
			assert.ErrorIs(t, err, assert.AnError)
		})
	})
}

func TestReset(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithBalance(dec("10")))
	w.send(t, phone, "hi")
	for range 5 {
		w.call(t, "balance", fields{"login", "", "psw", ""})
	}
	g.Inject(smsctest.Fault{Kind: smsctest.FaultHang})
	g.Reset()
	assert.Zero(t, g.Accepted())
	assert.Empty(t, g.Messages())
	assert.Empty(t, g.Requests())
	assert.Equal(t, "10", g.Balance().String())
	assert.Equal(t, "1", w.send(t, phone, "hi").values["id"], "no block, no duplicate, no fault, first ID")
	_, ok := g.Last(phone)
	assert.True(t, ok)
}

func TestClearMessages(t *testing.T) {
	t.Parallel()
	g, w, _ := timed()
	w.send(t, phone, "hi")
	g.ClearMessages()
	assert.Empty(t, g.Messages())
	_, ok := g.Last(phone)
	assert.False(t, ok)
	assert.Equal(t, 1, g.Accepted())
	assert.Len(t, g.Requests(), 1)
	w.send(t, phone, "ho")
	assert.Equal(t, "ho", g.Messages()[0].Text)
	assert.Equal(t, uint64(2), g.Messages()[0].Seq)
}

func TestRequestLogIsBounded(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithRequestLog(2), smsctest.WithRetention(0))
	for i := range 3 {
		w.send(t, phone, strconv.Itoa(i))
	}
	log := g.Requests()
	require.Len(t, log, 2)
	assert.Equal(t, []uint64{2, 3}, []uint64{log[0].Seq, log[1].Seq})
	assert.Equal(t, "2", log[1].Elements["mes"])
	assert.Len(t, g.Messages(), 1, "a retention of 0 is 1")
}

// What is handed out is the caller's own.
func TestSnapshotsAreCopies(t *testing.T) {
	t.Parallel()
	g, w, _ := timed()
	w.send2(t, phone, "00616263", "bin", "2", "x", "1")
	g.Messages()[0].Params["x"] = "2"
	g.Messages()[0].Binary.PID = 9
	g.Requests()[0].Elements["mes"] = "changed"
	g.Requests()[0].Query[0].Value = "changed"
	assert.Equal(t, "1", g.Messages()[0].Params["x"])
	assert.Equal(t, -1, g.Messages()[0].Binary.PID)
	assert.Equal(t, "00616263", g.Requests()[0].Elements["mes"])
	assert.Equal(t, "2", g.Requests()[0].Query[0].Value)
}

func TestDumpAndLogHoldNoSecrets(t *testing.T) {
	t.Parallel()
	var log, dump bytes.Buffer
	g := smsctest.New(smsctest.WithCredentials("hush-login", "hush-password"), smsctest.WithAPIKey("hush-key"),
		smsctest.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	w := overTransport(g)
	w.call(t, "send", fields{"login", "hush-login", "psw", "hush-password", "phones", phone, "mes", "the text"})
	w.call(t, "send2", fields{"login", "", "psw", "", "phones", phone, "mes", "hi", "query", "apikey=hush-key&cost=2"})
	w.call(t, "balance", fields{"login", "", "psw", "", "apikey", "hush-key"})
	w.call(t, "status2", fields{"login", "", "psw", "", "phone", phone, "id", "1", "query", "apikey=hush-key", "apikey", "hush-key"})
	w.call(t, "balance", fields{"login", "hush-login", "psw", "hush-wrong"})
	w.raw(t, envelope(smsctest.Endpoint, "steal", fields{"psw", "hush-password"}))
	g.Inject(smsctest.Fault{Kind: smsctest.FaultEmpty})
	w.try(t, "balance", fields{"login", "hush-login", "psw", "hush-password"})
	require.NoError(t, g.Dump(&dump))

	assert.NotContains(t, dump.String(), "hush")
	assert.Contains(t, dump.String(), `"text": "the text"`)
	assert.True(t, json.Valid(dump.Bytes()))
	assert.NotContains(t, log.String(), "hush")
	assert.NotContains(t, log.String(), phone)
	assert.NotContains(t, log.String(), "the text")
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	require.Len(t, lines, 7, "one a request")
	assert.Contains(t, lines[0], "op=send_sms error=0 accepted=1 id=1")
	assert.Contains(t, lines[4], "op=get_balance error=2")
	assert.Contains(t, lines[5], "soap_fault=\"Procedure 'steal' not present\"")
	assert.Contains(t, lines[6], "fault=empty")
	injection := g.Inject(smsctest.Fault{Kind: smsctest.FaultHang})
	for _, value := range []any{g, smsctest.Server{Gateway: g}, &smsctest.Server{Gateway: g}, injection, g.Transport(), g.Requests(), g.Messages()} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			assert.NotContains(t, fmt.Sprintf(verb, value), "hush", "%T", value)
		}
		shown, err := json.Marshal(value)
		assert.NoError(t, err)
		assert.NotContains(t, string(shown), "hush", "%T", value)
	}
	assert.Equal(t, "smsctest.Gateway(accepted: 2)", fmt.Sprint(g))
}

func TestManyClientsAtOnce(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithBalance(dec("1000")), smsctest.WithLimits(func(l *smsctest.Limits) { l.Concurrent = 0 }))
	w := overTransport(g)
	g.Inject(smsctest.Fault{Kind: smsctest.FaultEmpty, Accept: true, Probability: 0.2})
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			for n := range 20 {
				to := fmt.Sprintf("38050%02d%05d", i, n)
				w.try(t, "send", demo("phones", to, "mes", "hi"))
				w.try(t, "status", demo("phone", to, "id", "1"))
				g.Last(to)
			}
		})
	}
	group.Wait()
	assert.Equal(t, 400, g.Accepted())
	assert.Equal(t, "800", g.Balance().String())
}
