// Package recipient tells when two ways to write a recipient mean the same one.
package recipient

import (
	"strings"
	"sync"
)

// Canonical returns the same string for what is certainly one recipient: a number
// with and without its + or 00, and the national forms of Ukraine (0 or 80 and nine
// digits) and of Russia and Kazakhstan (8 and ten digits), which the service
// corrects (inferred); nicks and e-mail addresses in any case. What else it corrects
// is not known.
func Canonical(recipient string) string {
	prefix, digits, _, ok := number(recipient)
	switch {
	case !ok:
		return strings.ToLower(strings.TrimPrefix(recipient, "@"))
	case prefix == "":
		return digits
	default:
		return prefix + digits
	}
}

// number splits a phone number in its international form: what it was written
// without, and the digits that are there. packed is all of it in one word.
func number(recipient string) (prefix, digits string, packed uint64, ok bool) {
	digits, international := strings.CutPrefix(recipient, "+")
	if len(digits) < 5 || len(digits) > 15 {
		return "", "", 0, false
	}
	packed, ok = pack(1, digits)
	switch {
	case !ok:
		return "", "", 0, false
	case international:
		return "", digits, packed, true
	case len(digits) >= 7 && digits[0] == '0' && digits[1] == '0':
		digits = digits[2:]
	case len(digits) == 10 && digits[0] == '0':
		prefix = "38"
	case len(digits) == 11 && digits[0] == '8' && digits[1] == '0':
		prefix = "3"
	case len(digits) == 11 && digits[0] == '8':
		prefix, digits = "7", digits[1:]
	default:
		return "", digits, packed, true
	}
	packed, _ = pack(1, prefix)
	packed, _ = pack(packed, digits)
	return prefix, digits, packed, true
}

// pack appends digits to a word, four bits for each. It begins as 1, which keeps zeros
// at the front apart, and 15 digits fit.
func pack(word uint64, digits string) (packed uint64, ok bool) {
	for i := range len(digits) {
		digit := digits[i] - '0'
		if digit > 9 {
			return 0, false
		}
		word = word<<4 | uint64(digit)
	}
	return word, true
}

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
