package smsctest

import "time"

// skew is by how much the service's clock is ahead of the Gateway's. Only dates
// that go over the wire know it: how long something lasts is the same by both.
type skew time.Duration

func (s skew) toService(t time.Time) time.Time { return t.Add(time.Duration(s)) }

func (s skew) toClock(t time.Time) time.Time { return t.Add(-time.Duration(s)) }

// SetClockSkew sets by how much the service's clock is ahead of the [Clock], or
// behind it if negative, from now on. See [WithClockSkew].
func (g *Gateway) SetClockSkew(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.skew = skew(d)
}
