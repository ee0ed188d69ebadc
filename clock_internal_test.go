package smsc

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestClockTrustsNeitherOfTheTwo: the monotonic clock stands still while a machine
// sleeps, and the wall clock is set.
func TestClockTrustsNeitherOfTheTwo(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC)
	then := instant{wall: noon, mono: time.Hour}
	at := func(wall, mono time.Duration) instant { return instant{wall: noon.Add(wall), mono: time.Hour + mono} }
	for _, c := range []struct {
		name           string
		now            instant
		least, most    time.Duration
		pastAfterAHalf bool // 30 s
	}{
		{"nothing happened", at(0, 0), 0, 0, false},
		{"a minute", at(time.Minute, time.Minute), time.Minute, time.Minute, true},
		{"the machine slept", at(time.Hour, time.Second), time.Second, time.Hour, true},
		{"the clock was set forwards", at(24*time.Hour, time.Second), time.Second, 24 * time.Hour, true},
		{"the clock was set back", at(-time.Hour, time.Minute), time.Minute, time.Minute, true},
		{"the clock was set back at once", at(-time.Hour, time.Second), time.Second, time.Second, false},
	} {
		assert.Equal(t, c.least, c.now.atLeast(then), c.name)
		assert.Equal(t, c.most, c.now.atMost(then), c.name)
		assert.Equal(t, c.pastAfterAHalf, c.now.past(noon.Add(30*time.Second), then), c.name)
		assert.False(t, c.now.past(time.Time{}, then), "%s: no bound is never past", c.name)
	}
	assert.True(t, at(0, 0).past(noon, then), "the moment itself")
}

func TestClockOfTheMachine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClock()
		then := c.now()
		time.Sleep(time.Minute)
		now := c.now()
		assert.Equal(t, time.Minute, now.atLeast(then))
		assert.Equal(t, time.Minute, now.atMost(then))
		assert.Equal(t, now.wall, now.wall.Round(0), "it has no monotonic reading of its own")
	})
}
