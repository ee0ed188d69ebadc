package smsctest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

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

// Refused ones are listed and unknown; the others get their message, in groups too.
func TestRefused(t *testing.T) {
	t.Parallel()
	const first, second, third = "380501234561", "380501234562", "380501234563"
	status := map[string]smsc.StatusCode{first: smsc.StatusForbidden, third: smsc.StatusWrongNumber}
	g, w, _ := timed(smsctest.WithGroup("G1", second, third), smsctest.WithRefused(func(recipient string) (smsc.StatusCode, bool) {
		code, refused := status[recipient]
		return code, refused
	}))
	got := w.call(t, "send2", demo("phones", first+",G1,"+phone, "mes", "hi", "id", "a", "query", "err=1&op=1"))
	assert.Empty(t, got.values["error"])
	assert.Equal(t, "2", got.values["cnt"])
	assert.Equal(t, []map[string]string{
		{"": "errors", "phone": first, "status": "23"}, {"": "errors", "phone": third, "status": "22"},
	}, got.items[:2])
	assert.Equal(t, map[string]string{"": "phones", "phone": first, "mcc": "001", "mnc": "01", "cost": "0", "status": "23", "error": "252"}, got.items[4])
	assert.Equal(t, "249", got.items[5]["error"])
	for to, want := range map[string]string{first: "3", second: "", third: "3", phone: ""} {
		assert.Equal(t, want, w.call(t, "status", demo("phone", to, "id", "a")).values["error"], to)
	}
	assert.Equal(t, 2, g.Accepted())
	assert.Equal(t, "8", w.send(t, first, "hi").values["error"])
	assert.Equal(t, "7", w.send(t, third, "hi").values["error"])
	status[first] = smsc.StatusUnavailable
	assert.Equal(t, "8", w.send(t, first, "ho").values["error"])
}
