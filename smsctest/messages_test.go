package smsctest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestSetStatus(t *testing.T) {
	t.Parallel()
	g, w, clock := timed()
	w.send(t, phone, "hi")
	clock.Advance(time.Second)
	assert.True(t, g.SetStatus("+"+phone, "1", smsc.StatusStopped, 0))
	clock.Advance(time.Hour)
	m, ok := g.Find(phone, "1")
	assert.True(t, ok)
	assert.Equal(t, smsc.StatusStopped, m.Status)
	assert.Equal(t, start().Add(time.Second), m.ChangedAt)
	assert.False(t, g.SetStatus(phone, "2", smsc.StatusRead, 0))
	_, ok = g.Find(phone, "2")
	assert.False(t, ok)
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

func TestAcceptedFor(t *testing.T) {
	t.Parallel()
	g, w, clock := timed()
	send := func(phones, text, id string) {
		require.Empty(t, w.call(t, "send", demo("phones", phones, "mes", text, "id", id)).values["error"])
	}
	send(phone+",380671234567", "one", "a")
	send(phone, "two", "b")
	clock.Advance(time.Minute)
	w.call(t, "send2", demo("phones", "", "mes", "", "id", "a", "query", query("list", phone+":three\n380631234567:four")))
	var got []string
	for _, m := range g.AcceptedFor("a") {
		got = append(got, fmt.Sprint(m.Seq, " ", m.Request, " ", m.Phone, " ", m.Text, " ", m.AcceptedAt.Sub(start())))
	}
	assert.Equal(t, []string{
		"1 1 380501234567 one 0s", "2 1 380671234567 one 0s", "4 3 380501234567 three 1m0s", "5 3 380631234567 four 1m0s",
	}, got)
	assert.Len(t, g.AcceptedFor("b"), 1)
	assert.Empty(t, g.AcceptedFor("c"))
	g.ClearMessages()
	assert.Empty(t, g.AcceptedFor("a"))
}

func TestHistory(t *testing.T) {
	t.Parallel()
	g, w, clock := timed(smsctest.WithLife("", smsctest.Read(10*time.Second, time.Hour)))
	w.send(t, phone, "hi")
	at := func(after time.Duration, status smsc.StatusCode, err smsc.DeliveryCode) smsctest.Change {
		return smsctest.Change{At: start().Add(after), Status: status, DeliveryError: err}
	}
	history := func() []smsctest.Change {
		m, _ := g.Last(phone)
		last := smsctest.Change{At: m.ChangedAt, Status: m.Status, DeliveryError: m.DeliveryError}
		assert.Equal(t, last, m.History[len(m.History)-1])
		return m.History
	}
	assert.Equal(t, []smsctest.Change{at(0, -1, 0)}, history())
	clock.Advance(time.Minute)
	lived := []smsctest.Change{at(0, -1, 0), at(time.Second, 0, 0), at(10*time.Second, 1, 0)}
	assert.Equal(t, lived, history())
	g.SetStatus(phone, "1", smsc.StatusUndeliverable, 6)
	clock.Advance(time.Minute)
	g.SetStatus(phone, "1", smsc.StatusClicked, 0)
	clock.Advance(24 * time.Hour)
	assert.Equal(t, append(lived, at(time.Minute, 20, 6), at(2*time.Minute, 4, 0)), history(), "what its life had in store is over")
	for i := range 20 {
		g.SetStatus(phone, "1", smsc.StatusCode(i), 0)
	}
	assert.Len(t, history(), len(lived)+16, "bounded")

	g, w, clock = timed(smsctest.WithLife("", smsctest.Unanswered()))
	w.send2(t, phone, "hi", "valid", "1")
	clock.Advance(2 * time.Hour)
	assert.Equal(t, []smsctest.Change{at(0, -1, 0), at(time.Second, 0, 0), at(time.Hour, 3, 0)}, history())
}
