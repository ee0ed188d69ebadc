package smsc

import (
	"hash/maphash"
	"math/bits"
	"regexp"
	"strings"
)

// addressing is the kind of recipients that a channel takes.
type addressing int

const (
	byPhone addressing = iota
	byEmail
	byTelegram
)

const emailCharacter = `[^\s\x00-\x20\x7f,;:|@<>()"\\\x{FFFD}-\x{FFFF}]`

// The forms of a recipient (SMSC SOAP docs, phones). Each is closed against
// everything that could end an entry: comma, semicolon, colon, bar, line breaks; and
// against what XML cannot carry, for which U+FFFD stands where it is no UTF-8.
var (
	groupPattern = regexp.MustCompile(`^G[1-9][0-9]{0,17}$`)
	emailPattern = regexp.MustCompile(`^` + emailCharacter + `{1,64}@` + emailCharacter + `{1,250}$`)

	telegramID   = regexp.MustCompile(`^#[0-9]{1,20}$`)
	telegramNick = regexp.MustCompile(`^@?[A-Za-z][A-Za-z0-9_]{3,31}$`)
)

// isPhone tells whether s is 5 to 15 digits with or without a leading +. It is
// not a pattern because a mailing has thousands of them.
func isPhone(s string) bool {
	s = strings.TrimPrefix(s, "+")
	return len(s) >= 5 && isDigits(s, 15)
}

// isDigits tells whether s is 1 to most digits.
func isDigits(s string, most int) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && len(s) <= most
}

const phoneRule = "must be a number in international form, 5-15 digits with or without a leading +"

// check returns the rule that a recipient breaks, or "".
func (a addressing) check(recipient string) string {
	switch {
	case a != byEmail && isPhone(recipient), groupPattern.MatchString(recipient):
		return ""
	case a == byEmail:
		if !emailPattern.MatchString(recipient) {
			return "must be an e-mail address or a group (G and its number)"
		}
	case a == byTelegram:
		if !telegramID.MatchString(recipient) &&
			!telegramNick.MatchString(recipient) {
			return "must be a phone number, # and a Telegram ID, a nick, or a group (G and its number)"
		}
	default:
		return phoneRule + ", or a group (G and its number)"
	}
	return ""
}

// recipients checks a list of recipients and joins it by commas.
func (d *draft) recipients(field string, to []string) string {
	if len(to) == 0 {
		d.v.add(field, "needs at least one recipient")
	}
	seen := newRepeats(to)
	for i, recipient := range to {
		if rule := d.addressing.check(recipient); rule != "" {
			d.v.add(index(field, i), "%s", rule)
		} else if first, again := seen.add(i); again {
			d.v.add(index(field, i), "repeats %s, which would get the message twice", index(field, first))
		}
	}
	d.recipientCount += len(to)
	return strings.Join(to, ",")
}

// repeats finds recipients that are given twice, with and without a + included. It
// is a hash table of their indexes: a map takes three times as long, which in a
// mailing of a thousand is a fifth of the whole call.
type repeats struct {
	to    []string
	slots []int32 // an index and 1; a power of two of them, of which few are taken
	seed  maphash.Seed
}

func newRepeats(to []string) repeats {
	if len(to) < 2 {
		return repeats{}
	}
	return repeats{to: to, slots: make([]int32, 4<<bits.Len(uint(len(to)))), seed: maphash.MakeSeed()}
}

// add tells whether the i-th recipient was added before, and where it was first.
func (r *repeats) add(i int) (first int, again bool) {
	if r.slots == nil {
		return 0, false
	}
	recipient := strings.TrimPrefix(r.to[i], "+")
	mask := uint64(len(r.slots) - 1)
	slot := maphash.String(r.seed, recipient) & mask
	for r.slots[slot] != 0 {
		first = int(r.slots[slot]) - 1
		if strings.TrimPrefix(r.to[first], "+") == recipient {
			return first, true
		}
		slot = (slot + 1) & mask
	}
	r.slots[slot] = int32(i + 1)
	return 0, false
}
