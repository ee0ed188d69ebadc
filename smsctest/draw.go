package smsctest

import (
	"math/rand/v2"
	"time"
)

// span is a time that is drawn evenly from least to most.
type span struct{ least, most time.Duration }

func newSpan(least, most time.Duration) span {
	least = max(least, 0)
	return span{least: least, most: max(least, most)}
}

// zero reports whether nothing but 0 can be drawn.
func (s span) zero() bool { return s.most == 0 }

func (s span) draw(random *rand.Rand) time.Duration {
	if s.most <= s.least {
		return s.least
	}
	return s.least + time.Duration(random.Int64N(int64(s.most-s.least)+1))
}

// purpose is what something is drawn for, so that two options draw apart.
type purpose uint64

const (
	drawDuplicateGap purpose = iota + 1
	drawStatusLag
	drawReplica
	drawCode
	drawTwice
)

// random draws for an option. The same seed, purpose and number draw the same,
// in whatever order the numbers come.
func (g *Gateway) random(why purpose, number uint64) *rand.Rand {
	return rand.New(rand.NewPCG(g.seed^uint64(why)<<32^g.host<<48, number)) //nolint:gosec // chance that can be repeated
}
