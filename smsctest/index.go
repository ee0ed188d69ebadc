package smsctest

import "time"

// statusIndex is how get_status finds messages, where that is not at once and for
// ever.
type statusIndex struct {
	lag    span          // from acceptance until it finds a message
	memory time.Duration // for how long it does; 0 is without end

	staleShare float64 // of the requests, which a stale replica answers
	staleBy    span

	exact bool // phones are not corrected
}

// find looks a message up under the phone as it was given, and as a number that
// is corrected.
func (g *Gateway) find(phone, id string) (*record, Key) {
	key := Key{Phone: phone, ID: id}
	if r := g.messages.byKey[key]; r != nil {
		return r, key
	}
	key.Phone = phoneNumber(phone, g.correct)
	return g.messages.byKey[key], key
}

// findExactly looks a message up under the phone as it was given, or without its
// plus.
func (g *Gateway) findExactly(phone, id string) (*record, Key) {
	key := Key{Phone: phone, ID: id}
	if r := g.messages.byKey[key]; r != nil {
		return r, key
	}
	key.Phone = phoneNumber(phone, func(number string) string { return number })
	return g.messages.byKey[key], key
}

// lookUpStatus finds the message that a status request is answered for, nil if
// there is none, and the time as of which it is.
func (g *Gateway) lookUpStatus(c *call) (r *record, key Key, asOf time.Time) {
	find := g.find
	if g.index.exact {
		find = g.findExactly
	}
	r, key = find(c.elements["phone"], c.elements["id"])
	asOf = c.at
	if r != nil && g.index.staleShare > 0 {
		if random := g.random(drawReplica, c.log.Seq); random.Float64() < g.index.staleShare {
			asOf = asOf.Add(-g.index.staleBy.draw(random))
		}
	}
	for r != nil && !g.shows(r, asOf) {
		r = r.older
	}
	if r != nil && g.index.memory > 0 && asOf.Sub(r.acceptedAt) >= g.index.memory {
		r = nil // and so are all that are older
	}
	return r, key, asOf
}

// shows reports whether a message has come into the index by a time.
func (g *Gateway) shows(r *record, asOf time.Time) bool {
	age := asOf.Sub(r.acceptedAt)
	lag := g.index.lag
	if lag.zero() {
		return age >= 0
	}
	return age >= lag.draw(g.random(drawStatusLag, r.seq))
}
