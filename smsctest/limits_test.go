package smsctest_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/smsctest"
)

func TestFlood(t *testing.T) {
	t.Parallel()
	_, w, clock := timed()
	n := 0
	code := func(phone string) string {
		n++
		return w.send(t, phone, fmt.Sprint("message ", n)).values["error"]
	}
	for range 50 {
		assert.Empty(t, code(phone))
		clock.Advance(2*time.Minute - time.Second)
	}
	assert.Equal(t, "8", code(phone), "the 51st")
	assert.Empty(t, code("380671234567"), "another number")
	clock.Advance(time.Second)
	assert.Empty(t, code(phone), "after a gap of two minutes")
}

func TestEveryLimitCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithLimits(func(l *smsctest.Limits) { *l = smsctest.Limits{} }))
	for range 120 {
		assert.Equal(t, "2", w.call(t, "balance", fields{"login", "", "psw", ""}).values["error"])
		assert.Equal(t, "7", w.send(t, "nobody", "hi").values["error"])
		assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"])
		assert.Empty(t, w.call(t, "cost", demo("phones", phone, "mes", "hi")).values["error"])
	}
	for range 60 {
		sent := w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "a"))
		assert.Empty(t, sent.values["error"])
		assert.Empty(t, w.call(t, "status", demo("phone", phone, "id", "a")).values["error"])
	}
	assert.Equal(t, 60, g.Accepted())
}

func TestMemoryOfLimitsIsBounded(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithRetention(10))
	for i := range 11 {
		assert.Empty(t, w.send(t, phone, strconv.Itoa(i)).values["error"])
	}
	assert.Equal(t, "9", w.send(t, phone, "10").values["error"], "still known")
	assert.Empty(t, w.send(t, phone, "0").values["error"], "the oldest is forgotten")
	assert.Len(t, g.Messages(), 10)
	assert.Equal(t, 12, g.Accepted())
}
