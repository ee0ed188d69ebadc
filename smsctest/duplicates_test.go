package smsctest_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

func TestIdenticalSendIsRefusedForAMinute(t *testing.T) {
	t.Parallel()
	g, w, clock := timed()
	code := func(element string, f fields) string { return w.call(t, element, f).values["error"] }
	same := demo("phones", phone, "mes", "hi", "id", "a")
	assert.Empty(t, code("send", same))
	clock.Advance(time.Minute - time.Nanosecond)
	assert.Equal(t, "9", code("send", same))
	assert.Equal(t, 1, g.Accepted())
	assert.Empty(t, code("send", demo("phones", phone, "mes", "hi", "id", "b")), "another ID")
	assert.Empty(t, code("send", demo("phones", phone, "mes", "ho", "id", "a")), "another text")
	assert.Empty(t, code("send", demo("phones", "380671234567", "mes", "hi", "id", "a")), "another phone")
	clock.Advance(time.Nanosecond)
	assert.Empty(t, code("send", same), "the refused one does not count")
	assert.Equal(t, 3, g.Tally()[smsctest.Key{Phone: phone, ID: "a"}])
}

func TestIdenticalMessageIsRefusedByOption(t *testing.T) {
	t.Parallel()
	_, w, _ := timed(smsctest.WithLimits(func(l *smsctest.Limits) { l.Duplicate = smsctest.SameMessage }))
	code := func(f fields) string { return w.call(t, "send", f).values["error"] }
	assert.Empty(t, code(demo("phones", phone, "mes", "hi", "id", "a")))
	assert.Equal(t, "9", code(demo("phones", phone, "mes", "hi", "id", "b")))
	assert.Empty(t, code(demo("phones", phone, "mes", "hi", "id", "c", "sender", "Shop")))
	assert.Empty(t, code(demo("phones", phone, "mes", "ho", "id", "d")))
}

func TestRefusedSendIsNoDuplicate(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithBalance(decimal.Zero))
	assert.Equal(t, "3", w.send(t, phone, "hi").values["error"])
	g.SetBalance(decimal.NewFromInt(1))
	assert.Empty(t, w.send(t, phone, "hi").values["error"])
}

func TestIdentitiesOfSends(t *testing.T) {
	t.Parallel()
	first := demo("phones", phone, "mes", "hi", "id", "a", "sender", "Shop")
	for identity, want := range map[smsctest.Identity][3]string{
		smsctest.SameRequest: {"", "", ""},
		smsctest.SameMessage: {"9", "", ""},
		smsctest.SameText:    {"9", "9", ""},
	} {
		for i, second := range []fields{
			demo("phones", phone, "mes", "hi", "id", "b", "sender", "Shop"),
			demo("phones", phone, "mes", "hi", "id", "a", "sender", "Bank"),
			demo("phones", phone, "mes", "ho", "id", "a", "sender", "Shop"),
		} {
			_, w, _ := timed(smsctest.WithLimits(func(l *smsctest.Limits) { l.Duplicate = identity }))
			assert.Empty(t, w.call(t, "send", first).values["error"])
			assert.Equal(t, "9", w.call(t, "send", first).values["error"])
			assert.Equal(t, want[i], w.call(t, "send", second).values["error"], "%v %v", identity, i)
		}
	}
}

// Two identical sends at once pass a check that is not atomic; a third, after the
// first was accepted, does not.
func TestDuplicateGap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithDuplicateGap(100*time.Millisecond, 900*time.Millisecond))
		w := overTransport(g)
		same := demo("phones", phone, "mes", "hi", "id", "a")
		began := time.Now()
		codes := make(chan string)
		for range 2 {
			go func() { codes <- w.ask("send", "phones", phone, "mes", "hi", "id", "a")["error"] }()
		}
		assert.Equal(t, []string{"", ""}, []string{<-codes, <-codes})
		took := time.Since(began)
		assert.GreaterOrEqual(t, took, 100*time.Millisecond)
		assert.LessOrEqual(t, took, 900*time.Millisecond)
		assert.Equal(t, "9", w.call(t, "send", same).values["error"])
		assert.Equal(t, map[smsctest.Key]int{{Phone: phone, ID: "a"}: 2}, g.Repeated())
		assert.NotEqual(t, g.AcceptedFor("a")[0].AcceptedAt, g.AcceptedFor("a")[1].AcceptedAt, "each drew for itself")

		began = time.Now()
		w.call(t, "send2", demo("phones", phone, "mes", "hi", "query", "cost=1"))
		w.call(t, "balance", demo())
		assert.Zero(t, time.Since(began), "other requests do not wait")
	})
}

// The client may be gone before its send is accepted.
func TestDuplicateGapOutlastsTheClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithDuplicateGap(time.Minute, time.Minute))
		w := overTransport(g)
		w.http.Timeout = time.Second
		require.Error(t, w.try(t, "send", demo("phones", phone, "mes", "hi", "id", "a")).err)
		assert.Zero(t, g.Accepted())
		assert.True(t, g.Requests()[0].Waiting)
		require.NoError(t, g.Settle(t.Context()))
		assert.Equal(t, 1, g.Accepted())
	})
}

func TestGuardThatIsOff(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithLimits(func(l *smsctest.Limits) { l.DuplicateWindow = 0 }))
	for range 3 {
		assert.Empty(t, w.send(t, phone, "hi").values["error"])
	}
	assert.Equal(t, 3, g.Accepted())
}
