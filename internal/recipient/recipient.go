// Package recipient tells when two ways to write a recipient mean the same one.
package recipient

import "strings"

// Canonical returns the same string for what is certainly one recipient: a number
// with and without its + or 00, and the national forms of Ukraine (0 or 80 and nine
// digits) and of Russia and Kazakhstan (8 and ten digits), which the service
// corrects (inferred); nicks and e-mail addresses in any case. What else it corrects
// is not known.
func Canonical(recipient string) string {
	digits, international := strings.CutPrefix(recipient, "+")
	if !isNumber(digits) {
		return strings.ToLower(strings.TrimPrefix(recipient, "@"))
	}
	switch {
	case international:
		return digits
	case strings.HasPrefix(digits, "00"):
		return digits[2:]
	case len(digits) == 10 && digits[0] == '0':
		return "38" + digits
	case len(digits) == 11 && strings.HasPrefix(digits, "80"):
		return "3" + digits
	case len(digits) == 11 && digits[0] == '8':
		return "7" + digits[1:]
	default:
		return digits
	}
}

// isNumber tells whether s is what a request takes for a phone number: 5 to 15
// digits.
func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) >= 5 && len(s) <= 15
}
