package otelsmsc

import "sync"

// maxCached bounds a cache. The keys that a client uses are far fewer.
const maxCached = 1000

// cache keeps what is built from a key, so that a call does not make the same set of
// attributes again. It is safe for concurrent use.
type cache[K comparable, V any] struct {
	mu   sync.RWMutex
	kept map[K]*V
}

func newCache[K comparable, V any]() *cache[K, V] { return &cache[K, V]{kept: make(map[K]*V)} }

// get returns what was built from the key, and builds it the first time. It must not be
// changed.
func (c *cache[K, V]) get(key K, build func(K) V) *V {
	c.mu.RLock()
	value := c.kept[key]
	c.mu.RUnlock()
	if value != nil {
		return value
	}
	built := build(key)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.kept) < maxCached {
		c.kept[key] = &built
	}
	return &built
}
