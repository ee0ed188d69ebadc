package smsctest_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestUnknownMessageAsStatus(t *testing.T) {
	t.Parallel()
	w := overTransport(smsctest.New(smsctest.WithNotFoundStatus()))
	got := w.call(t, "status", demo("phone", phone, "id", "1"))
	assert.Equal(t, map[string]string{"status": "-3"}, got.values)
}

// The fields that the docs list for each level of detail, in the WSDL's order.
func TestDetailsOfStatus(t *testing.T) {
	t.Parallel()
	_, w, clock := timed(
		smsctest.WithOperator("38050", smsctest.Operator{Name: "One", Region: "Kyiv"}),
		smsctest.WithLife("", smsctest.Failed(10*time.Second, smsc.StatusUndeliverable, 11)),
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

// The names are the service's, not the SDK's.
func TestStatusNames(t *testing.T) {
	t.Parallel()
	g, w, clock := timed()
	w.send(t, phone, "hi")
	names := map[smsc.StatusCode]string{
		-3: "Message not found", -2: "Stopped", -1: "Waiting to be sent", 0: "Passed to the operator", 1: "Delivered", 2: "Read",
		3: "Expired", 4: "Link clicked", 6: "Rejected as spam", 20: "Cannot be delivered", 22: "Wrong number", 23: "Forbidden",
		24: "Not enough money", 25: "Unavailable number", 99: "Status 99",
	}
	for status, name := range names {
		g.SetStatus(phone, "1", status, 0)
		got := w.call(t, "status", demo("phone", phone, "id", "1", "all", "1"))
		assert.Equal(t, strconv.Itoa(int(status)), got.values["status"])
		assert.Equal(t, name, got.values["status_name"])
		clock.Advance(time.Minute)
	}
}

func TestStatusRequestsOfAMessage(t *testing.T) {
	t.Parallel()
	_, w, clock := timed()
	w.send(t, phone, "hi")
	w.send(t, phone, "ho")
	code := func(phone, id string) string {
		return w.call(t, "status", demo("phone", phone, "id", id)).values["error"]
	}
	for range 4 {
		assert.Empty(t, code(phone, "1"))
		clock.Advance(10 * time.Second)
	}
	assert.Empty(t, code("+"+phone, "1"), "the fifth, the phone spelt in another way")
	assert.Equal(t, "9", code(phone, "1"))
	assert.Empty(t, code(phone, "2"), "another message")
	clock.Advance(20 * time.Second)
	assert.Empty(t, code(phone, "1"), "the first is a minute ago")
	assert.Equal(t, "9", code(phone, "1"))
	for range 5 {
		assert.Equal(t, "3", code(phone, "unknown"))
	}
	assert.Equal(t, "9", code(phone, "unknown"))
}
