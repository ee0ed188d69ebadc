package smsctest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/smsctest"
)

func TestClockSkew(t *testing.T) {
	t.Parallel()
	g, w, clock := timed(smsctest.WithClockSkew(61 * time.Second))
	dates := func(id string) [2]string {
		got := w.call(t, "status", demo("phone", phone, "id", id, "all", "1")).values
		return [2]string{got["last_timestamp"], got["send_date"]}
	}
	w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "a"))
	assert.Equal(t, [2]string{"1773133261", "10.03.2026 12:01:01"}, dates("a"))
	m, _ := g.Last(phone)
	assert.Equal(t, start(), m.AcceptedAt, "the test is told by the clock")
	assert.Equal(t, start(), m.SendAt)

	g.SetClockSkew(-24 * time.Hour)
	assert.Equal(t, [2]string{"1773046800", "09.03.2026 12:00:00"}, dates("a"))
	w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "b", "sender", "", "time", "1003261200"))
	m, _ = g.Last(phone)
	assert.Equal(t, start().Add(24*time.Hour), m.SendAt.UTC(), "noon comes a day later there")
	clock.Advance(time.Minute - 1)
	assert.Equal(t, "9", w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "a")).values["error"], "a minute is a minute")
	g.Reset()
	w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "a"))
	assert.Equal(t, "10.03.2026 12:02:00", dates("a")[1], "as it was in the beginning")
}

func TestDatesOfStatus(t *testing.T) {
	t.Parallel()
	_, w, _ := timed(smsctest.WithDateZone(time.FixedZone("", 2*60*60)), smsctest.WithDatesAlone())
	w.send(t, phone, "hi")
	got := w.call(t, "status", demo("phone", phone, "id", "1", "all", "2"))
	assert.Equal(t, "10.03.2026 11:00:00", got.values["last_date"])
	assert.Equal(t, "10.03.2026 11:00:00", got.values["send_date"])
	assert.NotContains(t, got.raw, "timestamp")
}
