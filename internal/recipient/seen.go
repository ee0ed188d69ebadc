package recipient

import "sync"

// Seen remembers recipients by their canonical form. Make one with [NewSeen]. It is not
// for concurrent use.
type Seen struct {
	numbers map[uint64]struct{} // nearly all are numbers, and a map of integers is quicker
	others  map[string]struct{}
}

// seen are for reuse: a mailing of a thousand needs a map of some 20 KB.
var seen = sync.Pool{New: func() any {
	return &Seen{numbers: make(map[uint64]struct{}), others: make(map[string]struct{})}
}}

// largest is how many recipients one may hold to be used again.
const largest = 4096

// NewSeen returns one that has seen nobody. Hand it back with [Seen.Forget].
func NewSeen() *Seen {
	s, _ := seen.Get().(*Seen) // nothing else is put there
	return s
}

// Forget ends the use of s, and leaves no recipient in memory.
func (s *Seen) Forget() {
	if len(s.numbers)+len(s.others) > largest {
		return
	}
	clear(s.numbers)
	clear(s.others)
	seen.Put(s)
}

// Again adds a recipient and reports whether it was there before.
func (s *Seen) Again(recipient string) bool {
	before := len(s.numbers) + len(s.others)
	if _, _, packed, ok := number(recipient); ok {
		s.numbers[packed] = struct{}{}
	} else {
		s.others[Canonical(recipient)] = struct{}{}
	}
	return len(s.numbers)+len(s.others) == before
}
