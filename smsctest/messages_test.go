package smsctest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

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
