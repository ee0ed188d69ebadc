package smsc

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestWindowsAreBounded(t *testing.T) {
	t.Parallel()
	var w windows
	now := time.Now()
	for i := range 10 * maxWindows {
		w.of(strconv.Itoa(i), now)
	}
	assert.LessOrEqual(t, len(w.current)+len(w.previous), 2*maxWindows)
}

func TestWindowsOutliveTheirGeneration(t *testing.T) {
	t.Parallel()
	var w windows
	now := time.Now()
	first := w.of("a", now)
	assert.Same(t, first, w.of("a", now.Add(turn)), "one generation later it still counts")
	assert.Same(t, first, w.of("a", now.Add(2*turn)), "as long as it is used")
	w.of("b", now.Add(3*turn))
	w.of("b", now.Add(4*turn))
	assert.NotSame(t, first, w.of("a", now.Add(4*turn)), "two generations later it is forgotten")
}
