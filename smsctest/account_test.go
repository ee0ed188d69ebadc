package smsctest_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/smsctest"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func TestPricesByPrefix(t *testing.T) {
	t.Parallel()
	w := overTransport(smsctest.New(
		smsctest.WithPrice("", dec("0.3")), smsctest.WithPrice("38", dec("0.1")), smsctest.WithPrice("38050", dec("0.0001")),
		smsctest.WithPrice("380501234567", dec("7")), smsctest.WithChannelPrice(smsctest.ChannelViber, dec("0.25")),
	))
	cost := func(phones, text, q string) string {
		return w.call(t, "cost2", demo("phones", phones, "mes", text, "query", q)).values["cost"]
	}
	assert.Equal(t, "0.3", cost("79161234567", "hi", ""))
	assert.Equal(t, "0.1", cost("380671234567", "hi", ""))
	assert.Equal(t, "0.0001", cost("380501111111", "hi", ""))
	assert.Equal(t, "7", cost(phone, "hi", ""))
	assert.Equal(t, "21", cost(phone, strings.Repeat("a", 307), ""))
	assert.Equal(t, "0.4001", cost("79161234567,380671234567,380501111111", "hi", ""))
	assert.Equal(t, "0.25", cost(phone, "hi", "viber=1"))
	assert.Equal(t, "0.25", cost(phone, "__VIBER__hi", ""))
}

func TestCostParameter(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]map[string]string{
		"":  {"id": "a", "cnt": "2"},
		"0": {"id": "a", "cnt": "2"},
		"1": {"cost": "1", "cnt": "2"},
		"2": {"id": "a", "cost": "1", "cnt": "2"},
		"3": {"id": "a", "cost": "1", "balance": "99", "cnt": "2"},
	} {
		w := overTransport(smsctest.New())
		got := w.call(t, "send2", demo("phones", phone, "mes", strings.Repeat("я", 71), "id", "a", "query", query("cost", value)))
		assert.Equal(t, want, got.values, value)
	}
	w := overTransport(smsctest.New(smsctest.WithCostInEveryAnswer()))
	assert.Equal(t, map[string]string{"id": "1", "cost": "0.5", "balance": "99.5", "cnt": "1"}, w.send(t, phone, "hi").values)
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

func TestGroups(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithGroup("G1", "380501234561", "0501234562"), smsctest.WithGroup("G2"))
	w := overTransport(g)
	assert.Equal(t, "3", w.send(t, "G1,"+phone, "hi").values["cnt"])
	var to []string
	for _, m := range g.Messages() {
		to = append(to, m.Phone)
	}
	assert.Equal(t, []string{"380501234561", "380501234562", phone}, to)
	assert.Equal(t, "7", w.send(t, "G2", "nobody is in it").values["error"])
	assert.Equal(t, "7", w.send(t, "G3", "no such group").values["error"])
	assert.Equal(t, "7", w.send2(t, "G1234", "nor a nick", "bot", "@demo_bot").values["error"])
}

func TestCorrectionOfNumbers(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"380501234567":       "380501234567",
		"+380501234567":      "380501234567",
		"38 (050) 123-45-67": "380501234567",
		"0501234567":         "380501234567",
		"80501234567":        "380501234567",
		"00380501234567":     "380501234567",
		"89161234567":        "79161234567",
		"+89161234567":       "89161234567",
		"+38 050 123 45 67":  "",
		"+0501234567":        "",
		"1234":               "",
		"12345":              "12345",
		"123456789012345":    "123456789012345",
		"1234567890123456":   "",
		"380501234567x":      "",
		"user@example.org":   "",
		"#12345":             "",
		"３８０５０１２３４５６７":       "",
	} {
		g := smsctest.New()
		got := overTransport(g).send(t, given, "hi")
		if want == "" {
			assert.Equal(t, "7", got.values["error"], given)
			continue
		}
		assert.Empty(t, got.values["error"], given)
		_, ok := g.Last(want)
		assert.True(t, ok, given)
		_, ok = g.Last(given)
		assert.True(t, ok, given)
	}
	g := smsctest.New(smsctest.WithCorrection(func(number string) string { return "7" + number }))
	overTransport(g).send(t, "9161234567", "hi")
	_, ok := g.Last("+79161234567")
	assert.True(t, ok)
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
		assert.Equal(t, map[string]string{"id": "1", "cnt": "1"}, got.values, "the others get it")
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
