package smsctest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/smsctest"
)

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

// What is no longer kept is counted all the same.
func TestTimes(t *testing.T) {
	t.Parallel()
	g, w, clock := timed(smsctest.WithRetention(1))
	same := demo("phones", phone, "mes", "hi", "id", "a")
	for range 3 {
		w.call(t, "send", same)
		clock.Advance(time.Minute)
	}
	w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "b"))
	assert.Equal(t, 3, g.Times(phone, "a"))
	assert.Equal(t, 1, g.Times(phone, "b"))
	assert.Zero(t, g.Times(phone, "c"))
	assert.Equal(t, map[smsctest.Key]int{{Phone: phone, ID: "a"}: 3}, g.Repeated())
	g.ClearMessages()
	assert.Equal(t, 3, g.Times(phone, "a"))
	g.Reset()
	assert.Zero(t, g.Times(phone, "a"))
	assert.Empty(t, g.Repeated())
}
