package smsctest

import (
	"net/netip"
	"time"
)

// Block is an address that gets error 4 for a while, for wrong passwords or refused
// sends, see [Limits].
type Block struct {
	Address netip.Addr `json:"address"`
	Until   time.Time  `json:"until"`
}

// Blocks returns the addresses that are blocked at present, those first that did
// something wrong the longest ago.
func (g *Gateway) Blocks() []Block {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	addresses := g.limiter.addresses
	addresses.expire(now)
	blocks := []Block{}
	for e := addresses.oldest; e != nil; e = e.next {
		if now.Before(e.value.blockedUntil) {
			blocks = append(blocks, Block{Address: e.key, Until: e.value.blockedUntil})
		}
	}
	return blocks
}

// Unblock lets everybody in again: it forgets wrong passwords and refused sends, and
// which numbers had too many messages.
func (g *Gateway) Unblock() {
	g.mu.Lock()
	defer g.mu.Unlock()
	fresh := newLimiter(g.limits, g.retention)
	g.limiter.addresses, g.limiter.flood = fresh.addresses, fresh.flood
	g.wake()
}
