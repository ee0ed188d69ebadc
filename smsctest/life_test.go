package smsctest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

func TestLives(t *testing.T) {
	t.Parallel()
	type at struct {
		after  time.Duration
		status smsctest.Status
		err    int
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
		"failed": {smsctest.Failed(time.Minute, smsctest.StatusUndeliverable, 1), "", []at{
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
		"ping":                         {smsctest.Failed(time.Second, smsctest.StatusUndeliverable, 6), "ping=1", []at{{time.Second, 20, 6}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, w, clock := timed(smsctest.WithLife("", test.life))
			w.call(t, "send2", demo("phones", phone, "mes", "hi", "query", test.query))
			for _, want := range test.want {
				clock.Set(start().Add(want.after))
				m, _ := g.Last(phone)
				assert.Equal(t, want, at{want.after, m.Status, m.Err}, want.after)
			}
		})
	}
}

func TestLivesByRecipient(t *testing.T) {
	t.Parallel()
	g, w, clock := timed(
		smsctest.WithLife("38", smsctest.Delivered(time.Second)),
		smsctest.WithLife("38067", smsctest.Failed(time.Second, smsctest.StatusUndeliverable, 13)),
		smsctest.WithLife(phone, smsctest.Read(time.Second, time.Second)),
		smsctest.WithLifeFunc(func(m smsctest.Message) (smsctest.Life, bool) {
			return smsctest.Failed(time.Second, smsctest.StatusForbidden, 253), m.Text == "spam"
		}),
	)
	w.send(t, "380671234567,380631234567,"+phone, "hi")
	w.send(t, "380501111111", "spam")
	clock.Advance(time.Minute)
	status := func(phone string) smsctest.Status {
		m, _ := g.Last(phone)
		return m.Status
	}
	assert.Equal(t, smsctest.StatusUndeliverable, status("380671234567"))
	assert.Equal(t, smsctest.StatusDelivered, status("380631234567"))
	assert.Equal(t, smsctest.StatusRead, status(phone))
	assert.Equal(t, smsctest.StatusForbidden, status("380501111111"))
}

// The fields that the docs list for each level of detail, in the WSDL's order.
func TestDetailsOfStatus(t *testing.T) {
	t.Parallel()
	_, w, clock := timed(
		smsctest.WithOperator("38050", smsctest.Operator{Name: "One", Region: "Kyiv"}),
		smsctest.WithLife("", smsctest.Failed(10*time.Second, smsctest.StatusUndeliverable, 11)),
	)
	w.call(t, "send", demo("phones", phone, "mes", "hi\n~~~\nnote", "id", "a", "sender", "Shop", "time", "+1"))
	clock.Advance(time.Hour)
	for all, want := range map[string][]string{
		"0": {"status", "last_date", "last_timestamp", "err"},
		"1": {"status", "last_date", "last_timestamp", "err", "send_date", "send_timestamp", "phone", "cost", "sender_id", "status_name", "message", "sms_cnt"},
		"2": {"status", "last_date", "last_timestamp", "err", "send_date", "send_timestamp", "phone", "cost", "sender_id", "status_name", "message", "operator", "region", "sms_cnt"},
	} {
		got := w.call(t, "status", demo("phone", phone, "id", "a", "all", all))
		assert.Equal(t, want, got.order, all)
	}
	got := w.call(t, "status2", demo("phone", phone, "id", "a", "all", "2", "query", ""))
	assert.Equal(t, map[string]string{
		"status": "20", "last_date": "10.03.2026 12:01:10", "last_timestamp": "1773133270", "err": "11",
		"send_date": "10.03.2026 12:01:00", "send_timestamp": "1773133260", "phone": phone, "cost": "0.5",
		"sender_id": "Shop", "status_name": "Cannot be delivered", "message": "hi", "operator": "One", "region": "Kyiv", "sms_cnt": "1",
	}, got.values)
}

func TestStatusAnswersForTheNewest(t *testing.T) {
	t.Parallel()
	_, w, _ := timed()
	for _, text := range []string{"old", "new"} {
		require.Empty(t, w.call(t, "send", demo("phones", phone+",380671234567", "mes", text, "id", "a")).values["error"])
	}
	w.call(t, "send", demo("phones", phone, "mes", "other", "id", "b"))
	message := func(phone, id string) string {
		return w.call(t, "status", demo("phone", phone, "id", id, "all", "1")).values["message"]
	}
	assert.Equal(t, "new", message(phone, "a"))
	assert.Equal(t, "new", message("0671234567", "a"))
	assert.Equal(t, "other", message(phone, "b"))
	assert.Empty(t, message("380671234567", "b"), "not to this phone")
}

func TestSetStatus(t *testing.T) {
	t.Parallel()
	g, w, clock := timed()
	w.send(t, phone, "hi")
	clock.Advance(time.Second)
	assert.True(t, g.SetStatus("+"+phone, "1", smsctest.StatusStopped, 0))
	clock.Advance(time.Hour)
	m, ok := g.Find(phone, "1")
	assert.True(t, ok)
	assert.Equal(t, smsctest.StatusStopped, m.Status)
	assert.Equal(t, start().Add(time.Second), m.ChangedAt)
	assert.False(t, g.SetStatus(phone, "2", smsctest.StatusRead, 0))
	_, ok = g.Find(phone, "2")
	assert.False(t, ok)
}

func TestStatusNames(t *testing.T) {
	t.Parallel()
	for s := smsctest.Status(-3); s <= 26; s++ {
		assert.NotEmpty(t, s.String())
	}
	assert.False(t, smsctest.StatusStopped.Final() || smsctest.StatusWaiting.Final() || smsctest.StatusWithOperator.Final())
	assert.True(t, smsctest.StatusExpired.Final())
	assert.Equal(t, "Status 99", smsctest.Status(99).String())
}
