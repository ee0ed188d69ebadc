package smsctest

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"maps"
	"net/netip"
	"slices"
	"time"
)

// maxAddresses bounds the client addresses that are remembered for their errors.
const maxAddresses = 4096

// fingerprint stands for what a request said.
type fingerprint [sha256.Size]byte

// guard keeps the state of the limits. All of it expires.
type guard struct {
	limits    Limits
	balances  rate
	sends     *expiring[fingerprint, struct{}]
	costs     *expiring[fingerprint, rate]
	statuses  *expiring[Key, rate]
	flood     *expiring[string, int]
	addresses *expiring[netip.Addr, addressState]
}

// addressState is what an address did wrong.
type addressState struct {
	authErrors   rate
	badSends     rate // in a row
	blockedUntil time.Time
}

func newGuard(limits Limits, entries int) *guard {
	return &guard{
		limits:   limits,
		sends:    newExpiring[fingerprint, struct{}](limits.DuplicateWindow, entries),
		costs:    newExpiring[fingerprint, rate](time.Minute, entries),
		statuses: newExpiring[Key, rate](time.Minute, entries),
		flood:    newExpiring[string, int](limits.FloodGap, entries),
		addresses: newExpiring[netip.Addr, addressState](
			max(limits.AuthWindow, limits.AuthBlock, limits.BadSendWindow, limits.BadSendBlock), maxAddresses),
	}
}

// blocked reports whether an address is blocked at present.
func (g *guard) blocked(from netip.Addr, now time.Time) bool {
	a := g.addresses.get(from, now)
	return a != nil && now.Before(a.blockedUntil)
}

// authFailed notes an authorisation error.
func (g *guard) authFailed(from netip.Addr, now time.Time) {
	if g.limits.AuthErrors <= 0 {
		return
	}
	a := g.addresses.touch(from, now)
	a.authErrors.count(now, g.limits.AuthWindow)
	a.authErrors.times = append(a.authErrors.times, now)
	if len(a.authErrors.times) >= g.limits.AuthErrors {
		a.authErrors.times = nil
		a.blockedUntil = now.Add(g.limits.AuthBlock)
	}
}

// sent notes how a send ended.
func (g *guard) sent(from netip.Addr, code int, now time.Time) {
	if g.limits.BadSends <= 0 {
		return
	}
	if code == 0 {
		if a := g.addresses.get(from, now); a != nil {
			a.badSends.times = nil
		}
		return
	}
	a := g.addresses.touch(from, now)
	a.badSends.count(now, g.limits.BadSendWindow)
	a.badSends.times = append(a.badSends.times, now)
	if len(a.badSends.times) >= g.limits.BadSends {
		a.badSends.times = nil
		a.blockedUntil = now.Add(g.limits.BadSendBlock)
	}
}

// repeated reports whether an identical send was accepted just before.
func (g *guard) repeated(sum fingerprint, now time.Time) bool {
	return g.sends.get(sum, now) != nil
}

// accepted notes an accepted send.
func (g *guard) accepted(sum fingerprint, now time.Time) {
	if g.limits.DuplicateWindow > 0 {
		g.sends.touch(sum, now)
	}
}

func (g *guard) allowStatus(key Key, now time.Time) bool {
	if g.limits.StatusPerMinute <= 0 {
		return true
	}
	return g.statuses.touch(key, now).allow(now, time.Minute, g.limits.StatusPerMinute)
}

func (g *guard) allowCost(sum fingerprint, now time.Time) bool {
	if g.limits.CostPerMinute <= 0 {
		return true
	}
	return g.costs.touch(sum, now).allow(now, time.Minute, g.limits.CostPerMinute)
}

func (g *guard) allowBalance(now time.Time) bool {
	return g.balances.allow(now, time.Minute, g.limits.BalancePerMinute)
}

// flooded reports whether a number has had too many messages in close order.
func (g *guard) flooded(phone string, now time.Time) bool {
	if g.limits.FloodMessages <= 0 {
		return false
	}
	n := g.flood.get(phone, now)
	return n != nil && *n >= g.limits.FloodMessages
}

// delivered counts a message to a number.
func (g *guard) delivered(phone string, now time.Time) {
	if g.limits.FloodMessages > 0 && g.limits.FloodGap > 0 {
		*g.flood.touch(phone, now)++
	}
}

// sum is the fingerprint of an order, by what counts as identical.
func (o *order) sum(elements map[string]string, identity Identity) fingerprint {
	h := sha256.New()
	if identity == SameMessage {
		for _, l := range o.lines {
			for _, phone := range l.phones {
				writeString(h, phone)
			}
			writeString(h, "")
			writeString(h, l.text)
			writeString(h, l.sender)
		}
		writeString(h, o.sender)
	} else {
		for _, values := range []map[string]string{elements, o.params} {
			for _, name := range slices.Sorted(maps.Keys(values)) {
				switch name {
				case "login", "psw", "apikey", "query":
				default:
					writeString(h, name)
					writeString(h, values[name])
				}
			}
			writeString(h, "")
		}
	}
	return fingerprint(h.Sum(nil))
}

// writeString writes s with its length in front, so that two values never run
// into one another.
func writeString(h hash.Hash, s string) {
	h.Write(binary.AppendUvarint(nil, uint64(len(s))))
	h.Write([]byte(s))
}
