package smsctest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/smsctest"
)

func TestConditionsOfFaults(t *testing.T) {
	t.Parallel()
	send := func(to string) func(testing.TB, wire) string {
		return func(t testing.TB, w wire) string { return w.send(t, to, "hi").values["error"] }
	}
	balance := func(t testing.TB, w wire) string { return w.call(t, "balance", demo()).values["error"] }
	status := func(t testing.TB, w wire) string {
		return w.call(t, "status", demo("phone", "0501234567", "id", "77")).values["error"]
	}
	send2 := func(t testing.TB, w wire) string {
		return w.call(t, "send2", demo("phones", "", "mes", "", "query", query("list", "380671234567:a\n"+phone+":b"))).values["error"]
	}
	for name, test := range map[string]struct {
		fault smsctest.Fault
		calls []func(testing.TB, wire) string
		want  []string
	}{
		"any":                {smsctest.Fault{}, []func(testing.TB, wire) string{send(phone), balance}, []string{"6", "6"}},
		"operations":         {smsctest.Fault{Op: "send"}, []func(testing.TB, wire) string{balance, send(phone), send2}, []string{"0", "6", "6"}},
		"one operation":      {smsctest.Fault{Op: "send_sms2"}, []func(testing.TB, wire) string{send(phone), send2}, []string{"", "6"}},
		"phone":              {smsctest.Fault{Phone: "+" + phone}, []func(testing.TB, wire) string{balance, send("380671234567"), send("380671234567,0501234567"), status, send2}, []string{"0", "", "6", "6", "6"}},
		"phone in a group":   {smsctest.Fault{Phone: phone}, []func(testing.TB, wire) string{send("G1")}, []string{"6"}},
		"n-th":               {smsctest.Fault{Nth: 2, Op: "balance"}, []func(testing.TB, wire) string{balance, send(phone), balance, balance}, []string{"0", "", "6", "0"}},
		"times":              {smsctest.Fault{Times: 2}, []func(testing.TB, wire) string{balance, balance, balance}, []string{"6", "6", "0"}},
		"operation and nth":  {smsctest.Fault{Op: "send", Nth: 1}, []func(testing.TB, wire) string{balance, send(phone)}, []string{"0", "6"}},
		"certain by chance":  {smsctest.Fault{Probability: 1}, []func(testing.TB, wire) string{balance, balance}, []string{"6", "6"}},
		"other kind of call": {smsctest.Fault{Op: "cost"}, []func(testing.TB, wire) string{balance, status}, []string{"0", "3"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New(smsctest.WithGroup("G1", phone))
			w := overTransport(g)
			test.fault.Kind, test.fault.Code = smsctest.FaultCode, 6
			g.Inject(test.fault)
			var got []string
			for _, call := range test.calls {
				got = append(got, call(t, w))
			}
			assert.Equal(t, test.want, got)
		})
	}
}

func TestChanceIsTheSameBySeed(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) string {
		g := smsctest.New(smsctest.WithLimits(func(l *smsctest.Limits) { l.BalancePerMinute = 0 }))
		w := overTransport(g)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 6, Probability: 0.3, Seed: seed})
		var answers strings.Builder
		for range 1000 {
			answers.WriteString(w.call(t, "balance", demo()).values["error"])
		}
		return answers.String()
	}
	first := run(1)
	assert.Equal(t, first, run(1))
	assert.NotEqual(t, first, run(2))
	assert.InDelta(t, 300, strings.Count(first, "6"), 60)
}

func TestFirstRuleCounts(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	w := overTransport(g)
	first := g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 6, Times: 1})
	second := g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 8})
	assert.Equal(t, "6", w.call(t, "balance", demo()).values["error"])
	assert.Equal(t, "8", w.call(t, "balance", demo()).values["error"])
	assert.Equal(t, []int{1, 1}, []int{first.Fired(), second.Fired()})
	g.ClearFaults()
	assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"])
}
