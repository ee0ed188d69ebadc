package smsctest

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

// What is put off happens once, in its order, by itself or when the clock is moved,
// and nothing of it is kept.
func TestRunningClockAlarms(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := NewRunningClock()
		var mu sync.Mutex
		var all []string
		note := func(name string) func() {
			return func() {
				mu.Lock()
				defer mu.Unlock()
				all = append(all, name)
			}
		}
		rang := func() []string {
			mu.Lock()
			defer mu.Unlock()
			return slices.Clone(all)
		}
		c.alarm(3*time.Hour, note("third"))
		c.alarm(time.Hour, note("first"))
		c.alarm(2*time.Hour, note("second"))
		stop := c.alarm(time.Minute, note("never"))
		stop()
		stop()
		c.Advance(150 * time.Minute)
		assert.Equal(t, []string{"first", "second"}, rang())
		c.Advance(0)
		time.Sleep(30*time.Minute - time.Second)
		synctest.Wait()
		assert.Len(t, rang(), 2)
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Equal(t, []string{"first", "second", "third"}, rang())
		c.Advance(24 * time.Hour)
		assert.Len(t, rang(), 3)
		assert.Empty(t, c.alarms)
	})
}
