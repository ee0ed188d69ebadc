package smsctest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestLives(t *testing.T) {
	t.Parallel()
	type at struct {
		after  time.Duration
		status smsc.StatusCode
		err    smsc.DeliveryCode
	}
	for name, test := range map[string]struct {
		life  smsctest.Life
		query string
		want  []at
	}{
		"delivered": {smsctest.Delivered(time.Minute), "", []at{
			{0, -1, 0}, {time.Second - 1, -1, 0}, {time.Second, 0, 0}, {time.Minute - 1, 0, 0}, {time.Minute, 1, 0}, {48 * time.Hour, 1, 0},
		}},
		"delivered at once": {smsctest.Delivered(0), "", []at{{0, 1, 0}}},
		"read": {smsctest.Read(time.Minute, time.Hour), "", []at{
			{time.Minute, 1, 0}, {time.Hour - 1, 1, 0}, {time.Hour, 2, 0},
		}},
		"read after the validity": {smsctest.Read(time.Minute, 30*time.Hour), "", []at{{24 * time.Hour, 1, 0}, {30 * time.Hour, 2, 0}}},
		"failed": {smsctest.Failed(time.Minute, smsc.StatusUndeliverable, 1), "", []at{
			{time.Second, 0, 0}, {time.Minute, 20, 1},
		}},
		"unanswered": {smsctest.Unanswered(), "", []at{
			{time.Second, 0, 0}, {24*time.Hour - 1, 0, 0}, {24 * time.Hour, 3, 0},
		}},
		"expires by valid": {smsctest.Delivered(2 * time.Hour), "valid=1", []at{
			{time.Hour - 1, 0, 0}, {time.Hour, 3, 0}, {3 * time.Hour, 3, 0},
		}},
		"delivered in the last moment": {smsctest.Delivered(time.Hour), "valid=1", []at{{time.Hour, 1, 0}}},
		"no life at all":               {smsctest.Life{}, "", []at{{time.Hour, -1, 0}, {24 * time.Hour, 3, 0}}},
		"hlr":                          {smsctest.Delivered(time.Second), "hlr=1", []at{{time.Second, 1, 0}}},
		"ping":                         {smsctest.Failed(time.Second, smsc.StatusUndeliverable, 6), "ping=1", []at{{time.Second, 20, 6}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, w, clock := timed(smsctest.WithLife("", test.life))
			w.call(t, "send2", demo("phones", phone, "mes", "hi", "query", test.query))
			for _, want := range test.want {
				clock.Set(start().Add(want.after))
				m, _ := g.Last(phone)
				assert.Equal(t, want, at{want.after, m.Status, m.DeliveryError}, want.after)
			}
		})
	}
}

func TestLivesByRecipient(t *testing.T) {
	t.Parallel()
	g, w, clock := timed(
		smsctest.WithLife("38", smsctest.Delivered(time.Second)),
		smsctest.WithLife("38067", smsctest.Failed(time.Second, smsc.StatusUndeliverable, 13)),
		smsctest.WithLife(phone, smsctest.Read(time.Second, time.Second)),
		smsctest.WithLifeFunc(func(m smsctest.Message) (smsctest.Life, bool) {
			return smsctest.Failed(time.Second, smsc.StatusForbidden, 253), m.Text == "spam"
		}),
	)
	w.send(t, "380671234567,380631234567,"+phone, "hi")
	w.send(t, "380501111111", "spam")
	clock.Advance(time.Minute)
	status := func(phone string) smsc.StatusCode {
		m, _ := g.Last(phone)
		return m.Status
	}
	assert.Equal(t, smsc.StatusUndeliverable, status("380671234567"))
	assert.Equal(t, smsc.StatusDelivered, status("380631234567"))
	assert.Equal(t, smsc.StatusRead, status(phone))
	assert.Equal(t, smsc.StatusForbidden, status("380501111111"))
}
