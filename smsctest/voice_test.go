package smsctest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

func TestCallInventsACode(t *testing.T) {
	t.Parallel()
	codes := func(opts ...smsctest.Option) (spoken []string, told string) {
		g, w, _ := timed(opts...)
		for _, id := range []string{"a", "b"} {
			got := w.call(t, "send2", demo("phones", phone, "mes", "code", "id", id, "query", "call=1"))
			require.Empty(t, got.values["error"])
			told = got.values["code"]
			m, _ := g.Last(phone)
			assert.Regexp(t, "^[1-9][0-9]{3}$", m.Text)
			spoken = append(spoken, m.Text)
		}
		assert.NotEqual(t, spoken[0], spoken[1])
		return spoken, told
	}
	first, told := codes()
	assert.Empty(t, told)
	again, told := codes(smsctest.WithCodeInAnswer())
	assert.Equal(t, first, again, "the same seed draws the same")
	assert.Equal(t, again[1], told)
	other, _ := codes(smsctest.WithSeed(1))
	assert.NotEqual(t, first, other)

	g, w, _ := timed()
	w.call(t, "send2", demo("phones", "", "mes", "", "query", query("list", phone+":code\n380671234567:code\n", "call", "1")))
	all := g.Messages()
	assert.Equal(t, all[0].Text, all[1].Text, "one code a request")
	w.send(t, phone, "code")
	m, _ := g.Last(phone)
	assert.Equal(t, "code", m.Text, "in an SMS it is a text")
}

// A copy of a request makes the service invent another.
func TestCopyOfACallInventsAnother(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithLimits(func(l *smsctest.Limits) { l.DuplicateWindow = 0 }))
	g.Inject(smsctest.Fault{Kind: smsctest.FaultReplay})
	w.call(t, "send2", demo("phones", phone, "mes", "code", "query", "call=1"))
	all := g.Messages()
	require.Len(t, all, 2)
	assert.NotEqual(t, all[0].Text, all[1].Text)
}
