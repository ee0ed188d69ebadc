package smsctest

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"maps"
	"slices"
	"time"
)

// Identity says when two sends are identical. What the service compares is not
// documented.
type Identity int

const (
	// SameRequest compares everything but the credentials: two sends with
	// different IDs are not identical.
	SameRequest Identity = iota
	// SameMessage compares recipients, texts and senders alone.
	SameMessage
	// SameText compares recipients and texts alone. (A hint in the SMSC FAQ, which
	// speaks of the same message to the same number.)
	SameText
)

// duplicates knows the sends that were accepted just before.
type duplicates struct {
	window time.Duration
	sends  *expiring[fingerprint, struct{}]
}

func newDuplicates(limits Limits, entries int) *duplicates {
	return &duplicates{
		window: limits.DuplicateWindow,
		sends:  newExpiring[fingerprint, struct{}](limits.DuplicateWindow, entries),
	}
}

// have reports whether an identical send was accepted just before.
func (d *duplicates) have(sum fingerprint, now time.Time) bool { return d.sends.get(sum, now) != nil }

// accepted notes an accepted send.
func (d *duplicates) accepted(sum fingerprint, now time.Time) {
	if d.window > 0 {
		d.sends.touch(sum, now)
	}
}

// fingerprint stands for what a request said.
type fingerprint [sha256.Size]byte

// sum is the fingerprint of a request, by what counts as identical.
func (p *params) sum(elements map[string]string, identity Identity) fingerprint {
	h := sha256.New()
	if identity == SameMessage || identity == SameText {
		for _, l := range p.lines {
			for _, phone := range l.phones {
				writeString(h, phone)
			}
			writeString(h, "")
			writeString(h, l.text)
			if identity == SameMessage {
				writeString(h, l.from(p))
			}
		}
	} else {
		for _, values := range []map[string]string{elements, p.query} {
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

// guard is what this host knows of the sends before.
func (g *Gateway) guard() *duplicates {
	if g.own != nil {
		return g.own
	}
	return g.duplicates
}

// duplicateGap is the time between the check of a send against those before and
// its acceptance.
func (g *Gateway) duplicateGap(c *call) time.Duration {
	if g.gap.zero() || c.op.family() != familySend || c.params.cost == 1 {
		return 0
	}
	return g.gap.draw(g.random(drawDuplicateGap, c.log.Seq))
}
