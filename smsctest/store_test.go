package smsctest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

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

// A mailing of more recipients than are kept.
func TestMailingLargerThanTheRetention(t *testing.T) {
	t.Parallel()
	for _, retention := range []int{1, 2, 3} {
		g, w, clock := timed(smsctest.WithRetention(retention))
		for range 2 {
			w.call(t, "send", demo("phones", "380501234561,380501234562,380501234563", "mes", "hi", "id", "a"))
			all := g.AcceptedFor("a")
			assert.Equal(t, g.Messages(), all)
			assert.Len(t, all, retention)
			assert.Equal(t, "380501234563", all[retention-1].Phone)
			clock.Advance(time.Minute)
		}
		w.send(t, phone, "hi")
		assert.Len(t, g.AcceptedFor("a"), retention-1)
		w.send(t, phone, "ho")
		w.send(t, phone, "hum")
		assert.Empty(t, g.AcceptedFor("a"))
	}
}
