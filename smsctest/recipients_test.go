package smsctest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

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
