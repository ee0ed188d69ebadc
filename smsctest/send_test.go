package smsctest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/smsctest"
)

func TestErrorsOfRequests(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithBalance(decimal.RequireFromString("0.9")), smsctest.WithUndeliverable("38099"))
	w := overTransport(g)
	assert.Equal(t, "1", w.send(t, phone, "").values["error"])
	assert.Equal(t, "1", w.send(t, "", "text").values["error"])
	assert.Equal(t, "7", w.send(t, "+12", "text").values["error"])
	assert.Equal(t, "7", w.send(t, "G5", "text").values["error"])
	assert.Equal(t, "8", w.send(t, "380991234567", "text").values["error"])
	assert.Equal(t, "1", w.call(t, "status", demo("phone", "", "id", "1")).values["error"])
	assert.Equal(t, "1", w.call(t, "status", demo("phone", phone, "id", "1", "all", "3")).values["error"])
	assert.Equal(t, "3", w.call(t, "status", demo("phone", phone, "id", "1")).values["error"])
	assert.Equal(t, "7", w.call(t, "cost", demo("phones", "nobody", "mes", "text")).values["error"])

	poor := w.send2(t, phone+",380671234567", "text", "cost", "3")
	assert.Equal(t, map[string]string{"id": poor.values["id"], "error": "3"}, poor.values)
	assert.NotEmpty(t, poor.values["id"])
	assert.Zero(t, g.Accepted(), "nothing is accepted without money for all")
	assert.Equal(t, "0.9", g.Balance().String())
	assert.Empty(t, w.send(t, phone, "text").values["error"])
	assert.Equal(t, "0.4", g.Balance().String())
}

func TestBadSendsBlockTheAddress(t *testing.T) {
	t.Parallel()
	_, w, clock := timed()
	bad := func(n int) {
		for range n {
			assert.Equal(t, "7", w.send(t, "nobody", "hi").values["error"])
		}
	}
	balance := func() string { return w.call(t, "balance", demo()).values["error"] }
	bad(99)
	assert.Empty(t, w.send(t, phone, "a good one ends the row").values["error"])
	bad(99)
	clock.Advance(10 * time.Minute)
	bad(1)
	assert.Equal(t, "0", balance(), "99 of them are too long ago")
	bad(99)
	assert.Equal(t, "4", balance())
	clock.Advance(10 * time.Minute)
	assert.Equal(t, "0", balance())
}

// A refusal for asking too often says nothing of the request, and a price is no
// send: neither blocks.
func TestWhatIsNoBadSend(t *testing.T) {
	t.Parallel()
	_, w, _ := timed()
	w.send(t, phone, "hi")
	for range 101 {
		assert.Equal(t, "9", w.send(t, phone, "hi").values["error"])
		assert.Equal(t, "7", w.send2(t, "nobody", "hi", "cost", "1").values["error"])
	}
	assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"])
}

func TestCostParameter(t *testing.T) {
	t.Parallel()
	all := map[string]string{"id": "a", "cost": "1", "balance": "99", "cnt": "2"}
	for value, want := range map[string][2]map[string]string{ // by default, and on demand
		"":  {all, {"id": "a", "cnt": "2"}},
		"0": {all, {"id": "a", "cnt": "2"}},
		"1": {{"cost": "1", "cnt": "2"}, {"cost": "1", "cnt": "2"}},
		"2": {all, {"id": "a", "cost": "1", "cnt": "2"}},
		"3": {all, all},
	} {
		f := demo("phones", phone, "mes", strings.Repeat("я", 71), "id", "a", "query", query("cost", value))
		assert.Equal(t, want[0], overTransport(smsctest.New()).call(t, "send2", f).values, value)
		assert.Equal(t, want[1], overTransport(smsctest.New(smsctest.WithCostOnDemand())).call(t, "send2", f).values, value)
	}
	got := overTransport(smsctest.New()).send(t, phone, "hi")
	assert.Equal(t, map[string]string{"id": "1", "cost": "0.5", "balance": "99.5", "cnt": "1"}, got.values, "the simple operation too")
}

func TestMoneyIsExact(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithBalance(dec("0.3")), smsctest.WithPrice("", dec("0.1")))
	w := overTransport(g)
	for i, want := range []string{"0.2", "0.1", "0"} {
		got := w.send2(t, phone, strings.Repeat("a", i+1), "cost", "3")
		assert.Equal(t, want, got.values["balance"])
	}
	assert.Equal(t, "3", w.send(t, phone, "more").values["error"])
}

func TestForbidden(t *testing.T) {
	t.Parallel()
	g := smsctest.New(
		smsctest.WithForbiddenText(func(text string) bool { return strings.Contains(text, "casino") }),
		smsctest.WithForbiddenSender(func(sender string) bool { return sender != "" && sender != "Shop" }),
	)
	w := overTransport(g)
	send := func(text, sender string) map[string]string {
		return w.call(t, "send", demo("phones", phone, "mes", text, "id", "a", "sender", sender)).values
	}
	assert.Equal(t, map[string]string{"id": "a", "error": "6"}, send("the casino", "Shop"))
	assert.Equal(t, "6", send("hi", "Bank")["error"])
	assert.Equal(t, "6", w.call(t, "send2", demo("phones", "", "mes", "",
		"query", query("list", phone+":hi\nBank|"+phone+":ho"))).values["error"])
	assert.Zero(t, g.Accepted())
	assert.Empty(t, send("hi", "Shop")["error"])
	assert.Empty(t, send("hi", "")["error"])
}

func TestListsOfRecipients(t *testing.T) {
	t.Parallel()
	opts := []smsctest.Option{
		smsctest.WithUndeliverable("38099"),
		smsctest.WithOperator("38050", smsctest.Operator{Name: "One", Region: "Kyiv", MCC: "255", MNC: "01"}),
	}
	const (
		deaf = "380991234567"
		bad  = "12"
	)
	errs := []map[string]string{
		{"": "errors", "phone": deaf, "status": "25"},
		{"": "errors", "phone": bad, "status": "22"},
	}
	phones := []map[string]string{
		{"": "phones", "phone": phone, "mcc": "255", "mnc": "01", "cost": "0.5", "status": "-1"},
		{"": "phones", "phone": deaf, "mcc": "001", "mnc": "01", "cost": "0", "status": "25", "error": "248"},
		{"": "phones", "phone": bad, "mcc": "001", "mnc": "01", "cost": "0", "status": "22", "error": "249"},
	}
	for q, want := range map[string][]map[string]string{
		"": nil, "err=0&op=0": nil, "err=1": errs, "op=1": phones, "err=1&op=1": append(errs[:2:2], phones...),
	} {
		g := smsctest.New(opts...)
		got := overTransport(g).call(t, "send2", demo("phones", phone+","+deaf+","+bad, "mes", "hi", "query", q))
		assert.Equal(t, want, got.items, q)
		assert.Equal(t, "1", got.values["id"], "the others get it")
		assert.Equal(t, "1", got.values["cnt"])
		assert.Equal(t, 1, g.Accepted())
	}
	w := overTransport(smsctest.New(opts...))
	got := w.call(t, "send2", demo("phones", deaf+","+bad, "mes", "hi", "query", "err=1"))
	assert.Equal(t, "8", got.values["error"], "the error of the first")
	assert.Equal(t, errs, got.items)
	got = w.call(t, "send2", demo("phones", bad+","+deaf, "mes", "hi", "query", ""))
	assert.Equal(t, "7", got.values["error"])
}

func TestAssignedIDs(t *testing.T) {
	t.Parallel()
	w := overTransport(smsctest.New())
	assert.Equal(t, "1", w.send(t, phone, "a").values["id"])
	assert.Equal(t, "given", w.call(t, "send", demo("phones", phone, "mes", "b", "id", "given")).values["id"])
	assert.Equal(t, "2", w.send(t, phone, "c").values["id"])
	assert.Equal(t, "3", w.send(t, "12", "refused, and has an ID").values["id"])
}

func TestTestMode(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithTestMode(), smsctest.WithBalance(dec("0.1")))
	w := overTransport(g)
	got := w.call(t, "send2", demo("phones", phone+",12", "mes", "hi", "id", "a", "query", "op=1"))
	assert.Equal(t, map[string]string{"id": "a", "cost": "0", "balance": "0.1", "cnt": "1"}, got.values)
	assert.Equal(t, map[string]string{"": "phones", "phone": phone, "mcc": "001", "mnc": "01", "status": "-1"}, got.items[0])
	status := w.call(t, "status", demo("phone", phone, "id", "a", "all", "1"))
	assert.Equal(t, "1", status.values["status"])
	assert.Equal(t, "200", status.values["err"])
	assert.Equal(t, "0", status.values["cost"])
	assert.Equal(t, "0.5", w.call(t, "cost", demo("phones", phone, "mes", "hi")).values["cost"])
}
