package smsctest

import "time"

// expiring is a map whose entries go away some time after they were last
// touched. Each entry is added and removed once, so a rule that keeps its state
// in one costs the same however many messages there were.
type expiring[K comparable, V any] struct {
	life    time.Duration
	max     int // entries; the oldest goes when there would be more
	entries map[K]*expiringEntry[K, V]

	// The entries in the order of their last touch, oldest first.
	oldest, newest *expiringEntry[K, V]
}

type expiringEntry[K comparable, V any] struct {
	key        K
	value      V
	touched    time.Time
	prev, next *expiringEntry[K, V]
}

func newExpiring[K comparable, V any](life time.Duration, limit int) *expiring[K, V] {
	return &expiring[K, V]{life: life, max: limit, entries: make(map[K]*expiringEntry[K, V])}
}

// get returns the value of key, or nil.
func (x *expiring[K, V]) get(key K, now time.Time) *V {
	x.expire(now)
	if e := x.entries[key]; e != nil {
		return &e.value
	}
	return nil
}

// touch returns the value of key, a zero one if there was none, and lets its
// life begin anew.
func (x *expiring[K, V]) touch(key K, now time.Time) *V {
	x.expire(now)
	e := x.entries[key]
	if e == nil {
		if len(x.entries) >= x.max {
			x.remove(x.oldest)
		}
		e = &expiringEntry[K, V]{key: key}
		x.entries[key] = e
	} else {
		x.unlink(e)
	}
	e.touched = now
	e.prev, e.next = x.newest, nil
	if x.newest != nil {
		x.newest.next = e
	} else {
		x.oldest = e
	}
	x.newest = e
	return &e.value
}

func (x *expiring[K, V]) expire(now time.Time) {
	for x.oldest != nil && now.Sub(x.oldest.touched) >= x.life {
		x.remove(x.oldest)
	}
}

func (x *expiring[K, V]) remove(e *expiringEntry[K, V]) {
	x.unlink(e)
	delete(x.entries, e.key)
}

func (x *expiring[K, V]) unlink(e *expiringEntry[K, V]) {
	if e.prev != nil {
		e.prev.next = e.next
	} else {
		x.oldest = e.next
	}
	if e.next != nil {
		e.next.prev = e.prev
	} else {
		x.newest = e.prev
	}
}

// rate remembers when something happened, as far back as a window reaches.
type rate struct{ times []time.Time }

// count returns how often it happened within the window that ends now.
func (r *rate) count(now time.Time, window time.Duration) int {
	gone := 0
	for gone < len(r.times) && now.Sub(r.times[gone]) >= window {
		gone++
	}
	r.times = append(r.times[:0], r.times[gone:]...)
	return len(r.times)
}

// allow notes that it happens now, unless it has happened limit times within the
// window. A limit of 0 or less allows everything.
func (r *rate) allow(now time.Time, window time.Duration, limit int) bool {
	if limit <= 0 {
		return true
	}
	if r.count(now, window) >= limit {
		return false
	}
	r.times = append(r.times, now)
	return true
}
