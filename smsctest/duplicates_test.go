package smsctest_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/smsctest"
)

func TestIdenticalSendIsRefusedForAMinute(t *testing.T) {
	t.Parallel()
	g, w, clock := timed()
	code := func(element string, f fields) string { return w.call(t, element, f).values["error"] }
	same := demo("phones", phone, "mes", "hi", "id", "a")
	assert.Empty(t, code("send", same))
	clock.Advance(time.Minute - time.Nanosecond)
	assert.Equal(t, "9", code("send", same))
	assert.Equal(t, 1, g.Accepted())
	assert.Empty(t, code("send", demo("phones", phone, "mes", "hi", "id", "b")), "another ID")
	assert.Empty(t, code("send", demo("phones", phone, "mes", "ho", "id", "a")), "another text")
	assert.Empty(t, code("send", demo("phones", "380671234567", "mes", "hi", "id", "a")), "another phone")
	clock.Advance(time.Nanosecond)
	assert.Empty(t, code("send", same), "the refused one does not count")
	assert.Equal(t, 3, g.Tally()[smsctest.Key{Phone: phone, ID: "a"}])
}

func TestIdenticalMessageIsRefusedByOption(t *testing.T) {
	t.Parallel()
	_, w, _ := timed(smsctest.WithLimits(func(l *smsctest.Limits) { l.Duplicate = smsctest.SameMessage }))
	code := func(f fields) string { return w.call(t, "send", f).values["error"] }
	assert.Empty(t, code(demo("phones", phone, "mes", "hi", "id", "a")))
	assert.Equal(t, "9", code(demo("phones", phone, "mes", "hi", "id", "b")))
	assert.Empty(t, code(demo("phones", phone, "mes", "hi", "id", "c", "sender", "Shop")))
	assert.Empty(t, code(demo("phones", phone, "mes", "ho", "id", "d")))
}

func TestRefusedSendIsNoDuplicate(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithBalance(decimal.Zero))
	assert.Equal(t, "3", w.send(t, phone, "hi").values["error"])
	g.SetBalance(decimal.NewFromInt(1))
	assert.Empty(t, w.send(t, phone, "hi").values["error"])
}
