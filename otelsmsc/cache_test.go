package otelsmsc

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestCacheIsBounded, and gives what it does not keep all the same.
func TestCacheIsBounded(t *testing.T) {
	t.Parallel()
	c := newCache[int, int]()
	built := 0
	build := func(n int) int { built++; return 2 * n }
	for range 2 {
		for i := range maxCached + 10 {
			assert.Equal(t, 2*i, *c.get(i, build))
		}
	}
	assert.Len(t, c.kept, maxCached)
	assert.Equal(t, maxCached+20, built)
}

// TestCacheIsShared by goroutines.
func TestCacheIsShared(t *testing.T) {
	t.Parallel()
	c := newCache[int, int]()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 100 {
				assert.Equal(t, i+1, *c.get(i, func(n int) int { return n + 1 }))
			}
		})
	}
	wg.Wait()
	assert.Len(t, c.kept, 100)
}
