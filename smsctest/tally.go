package smsctest

import (
	"hash/maphash"
	"maps"
)

// maxTally bounds the keys whose messages are counted, the oldest going first.
const maxTally = 1_000_000

// tally counts the accepted messages by phone and ID, also those that are no
// longer kept. It knows a key by its hash, since a test can accept millions.
type tally struct {
	seed     maphash.Seed
	counts   map[uint64]int32
	order    ring[uint64]
	repeated map[Key]int
	limit    int // of repeated
}

func newTally(limit int) *tally {
	return &tally{
		seed: maphash.MakeSeed(), counts: make(map[uint64]int32), order: ring[uint64]{limit: maxTally},
		repeated: make(map[Key]int), limit: limit,
	}
}

func (t *tally) add(key Key) {
	sum := maphash.Comparable(t.seed, key)
	n, known := t.counts[sum]
	if !known {
		if t.order.full() {
			delete(t.counts, t.order.pop())
		}
		t.order.push(sum)
	}
	n++
	t.counts[sum] = n
	if _, listed := t.repeated[key]; n > 1 && (listed || len(t.repeated) < t.limit) {
		t.repeated[key] = int(n)
	}
}

// Tally returns how many of the messages that are kept have the same phone and
// ID. A message that was sent once has a 1.
func (g *Gateway) Tally() map[Key]int {
	g.mu.Lock()
	defer g.mu.Unlock()
	tally := make(map[Key]int)
	g.messages.since(0, func(r *record) bool {
		tally[r.key()]++
		return true
	})
	return tally
}

// Times returns how many messages with a phone and an ID were accepted since [New]
// or [Gateway.Reset], with those that are no longer kept. It remembers the last
// million of different ones. The phone is as in [Message].
func (g *Gateway) Times(phone, id string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return int(g.tally.counts[maphash.Comparable(g.tally.seed, Key{Phone: phone, ID: id})])
}

// Repeated returns what was accepted more than once with the same phone and ID, and
// how often, with what is no longer kept. A program that sends each message with
// an ID of its own has sent nobody anything twice while this is empty.
func (g *Gateway) Repeated() map[Key]int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return maps.Clone(g.tally.repeated)
}
