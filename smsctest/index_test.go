package smsctest_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// found asks for a status as often as is wanted, whatever the limits.
func found(t *testing.T, w wire, phone, id string) bool {
	t.Helper()
	return w.call(t, "status", demo("phone", phone, "id", id)).values["error"] == ""
}

func withoutStatusLimit(l *smsctest.Limits) { l.StatusPerMinute = 0 }

func TestStatusLag(t *testing.T) {
	t.Parallel()
	appears := func(seed uint64) (after []time.Duration) {
		_, w, clock := timed(smsctest.WithSeed(seed), smsctest.WithLimits(withoutStatusLimit), smsctest.WithStatusLag(2*time.Second, 9*time.Second))
		for i := range 8 {
			w.call(t, "send", demo("phones", phone, "mes", "hi", "id", strconv.Itoa(i+1)))
			seconds := 0
			for !found(t, w, phone, strconv.Itoa(i+1)) {
				clock.Advance(time.Second)
				seconds++
			}
			assert.GreaterOrEqual(t, seconds, 2)
			assert.LessOrEqual(t, seconds, 9)
			after = append(after, time.Duration(seconds))
		}
		return after
	}
	first := appears(1)
	assert.Equal(t, first, appears(1), "the same seed draws the same")
	assert.NotEqual(t, first, appears(2))
	assert.Greater(t, slices.Max(first), slices.Min(first), "each message draws for itself")
}

// Until the newest is found, the one before is, which has the same key.
func TestStatusLagShowsTheMessageBefore(t *testing.T) {
	t.Parallel()
	_, w, clock := timed(smsctest.WithStatusLag(time.Minute, time.Minute))
	text := func() string {
		return w.call(t, "status", demo("phone", phone, "id", "a", "all", "1")).values["message"]
	}
	w.call(t, "send", demo("phones", phone, "mes", "old", "id", "a"))
	clock.Advance(time.Hour)
	w.call(t, "send", demo("phones", phone, "mes", "new", "id", "a"))
	assert.Equal(t, "old", text())
	clock.Advance(time.Minute)
	assert.Equal(t, "new", text())
}

func TestStaleStatuses(t *testing.T) {
	t.Parallel()
	answers := func(seed uint64, share float64) string {
		var all strings.Builder
		_, w, clock := timed(smsctest.WithSeed(seed), smsctest.WithLimits(withoutStatusLimit),
			smsctest.WithStaleStatuses(share, 10*time.Second, 20*time.Second), smsctest.WithLife("", smsctest.Delivered(time.Minute)))
		w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "a"))
		ask := func(n int) {
			for range n {
				got := w.call(t, "status", demo("phone", phone, "id", "a"))
				all.WriteString(got.values["status"] + "/" + got.values["error"] + " ")
			}
		}
		clock.Advance(5 * time.Second)
		ask(20)
		clock.Advance(time.Minute) // just delivered: a replica does not know yet
		ask(20)
		clock.Advance(time.Minute)
		ask(1)
		return all.String()
	}
	mixed := answers(1, 0.5)
	for _, each := range []string{"0/ /3", "/3 0/", "1/ 0/", "0/ 1/"} {
		assert.Contains(t, mixed, each, "found and not found in turn, newer and older in turn")
	}
	assert.Equal(t, "1/ ", mixed[len(mixed)-3:], "in the end all know")
	assert.Equal(t, mixed, answers(1, 0.5))
	assert.NotEqual(t, mixed, answers(2, 0.5))
	assert.NotContains(t, answers(1, 0), "3")
}

// A replica that is behind does not know yet what was set by hand.
func TestStaleStatusBeforeAChangeByHand(t *testing.T) {
	t.Parallel()
	g, w, clock := timed(smsctest.WithStaleStatuses(1, 10*time.Second, 10*time.Second))
	w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "a"))
	clock.Advance(time.Minute)
	g.SetStatus(phone, "a", smsc.StatusRead, 0)
	status := func() string { return w.call(t, "status", demo("phone", phone, "id", "a")).values["status"] }
	assert.Equal(t, "1", status())
	clock.Advance(10 * time.Second)
	assert.Equal(t, "2", status())
}

func TestStatusMemory(t *testing.T) {
	t.Parallel()
	g, w, clock := timed(smsctest.WithStatusMemory(time.Hour))
	w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "a"))
	clock.Advance(time.Hour - 1)
	assert.True(t, found(t, w, phone, "a"))
	clock.Advance(1)
	assert.False(t, found(t, w, phone, "a"))
	assert.Len(t, g.AcceptedFor("a"), 1, "the test still knows")
}

func TestExactStatusPhones(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		opts []smsctest.Option
		want map[string]bool
	}{
		"corrected": {nil, map[string]bool{phone: true, "+" + phone: true, "0501234567": true, "38 (050) 1234567": true}},
		"exact": {
			[]smsctest.Option{smsctest.WithExactStatusPhones()},
			map[string]bool{phone: true, "+" + phone: true, "0501234567": false, "38 (050) 1234567": false},
		},
	} {
		_, w, _ := timed(append(test.opts, smsctest.WithLimits(withoutStatusLimit))...)
		w.call(t, "send", demo("phones", "0501234567", "mes", "hi", "id", "a"))
		for given, want := range test.want {
			assert.Equal(t, want, found(t, w, given, "a"), "%s: %s", name, given)
		}
	}
}
