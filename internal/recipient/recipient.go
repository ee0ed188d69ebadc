// Package recipient tells when two ways to write a recipient mean the same one.
package recipient

import "strings"

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
