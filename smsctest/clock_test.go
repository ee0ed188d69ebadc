package smsctest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// What was put off happens on the way, each at its time and in its order.
func TestManualClockRingsOnTheWay(t *testing.T) {
	t.Parallel()
	g, w, clock := timed(smsctest.WithLimits(func(l *smsctest.Limits) { l.DuplicateWindow = 0 }))
	for id, delay := range map[string]time.Duration{"c": time.Hour, "a": time.Second, "b": time.Minute, "d": 2 * time.Hour} {
		rule := g.Inject(smsctest.Fault{Kind: smsctest.FaultReplay, Delay: delay})
		w.call(t, "send", demo("phones", phone, "mes", "hi", "id", id))
		rule.Remove()
	}
	assert.Equal(t, 4, g.Pending())
	clock.Set(start().Add(-time.Hour))
	assert.Equal(t, 4, g.Pending(), "set back, nothing is due")
	clock.Set(start().Add(time.Hour))
	require.Equal(t, 1, g.Pending())
	all := g.Messages()[4:]
	for i, want := range []struct {
		id    string
		after time.Duration
	}{{"a", time.Second}, {"b", time.Minute}, {"c", time.Hour}} {
		assert.Equal(t, want.id, all[i].ID)
		assert.Equal(t, start().Add(want.after), all[i].AcceptedAt)
	}
	assert.Equal(t, start().Add(time.Hour), clock.Now())
	g.Reset()
	clock.Advance(24 * time.Hour)
	assert.Zero(t, g.Accepted())
}
