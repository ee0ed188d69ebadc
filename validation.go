package smsc

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ValidationError is one field that breaks one rule. Nothing was sent.
type ValidationError struct {
	// Field is the path of the field, such as "To[2]" or "Spread.Period".
	Field string
	// Rule is the rule that the field breaks, such as "must be 10-999".
	Rule string
}

func (e *ValidationError) Error() string { return "smsc: " + e.Field + ": " + e.Rule }

// LogValue shows field and rule as a group.
func (e *ValidationError) LogValue() slog.Value {
	return slog.GroupValue(slog.String("field", e.Field), slog.String("rule", e.Rule))
}

func (e *ValidationError) outcome() Outcome { return OutcomeNotSent }

// ValidationErrors is everything that is wrong with a request or with the settings
// of a client, in the order of the fields. Nothing was sent. It holds 100 errors at
// most; one more then says how many there were.
type ValidationErrors []*ValidationError

// Error puts each error on a line of its own.
func (e ValidationErrors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the errors one by one, for [errors.As].
func (e ValidationErrors) Unwrap() []error {
	errs := make([]error, len(e))
	for i, one := range e {
		errs[i] = one
	}
	return errs
}

// Field returns the errors of one field and of what is inside it: "To" also finds
// "To[2]", and "Spread" also finds "Spread.Period". It is nil when there are none.
func (e ValidationErrors) Field(path string) ValidationErrors {
	var found ValidationErrors
	for _, one := range e {
		if rest, ok := strings.CutPrefix(one.Field, path); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			found = append(found, one)
		}
	}
	return found
}

func (e ValidationErrors) outcome() Outcome { return OutcomeNotSent }

// maxViolations bounds how many violations one request reports: a mailing of
// thousands with the same mistake in each line needs no more to show it.
const maxViolations = 100

// err is nil for no errors, and else holds maxViolations of them at most.
func (e ValidationErrors) err() error {
	unsaid := len(e) - maxViolations
	switch {
	case len(e) == 0:
		return nil
	case unsaid <= 0:
		return e
	}
	more := &ValidationError{"(further fields)", fmt.Sprintf("%d more violations", unsaid)}
	return append(e[:maxViolations:maxViolations], more)
}

// xmlText checks that XML 1.0 can carry s.
func xmlText(field, s string) ValidationErrors {
	if plainText(s) {
		return nil
	}
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return ValidationErrors{{field, fmt.Sprintf("is not valid UTF-8 at byte %d", i)}}
			}
		}
		if !xmlChar(r) {
			return ValidationErrors{{field, fmt.Sprintf("holds the character %U at byte %d, which XML cannot carry", r, i)}}
		}
	}
	return nil
}

// plainText reports, faster than rune by rune, that s is UTF-8 of one and two bytes a
// character (Latin, Cyrillic and the like) without control characters.
func plainText(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= ' ' && c < utf8.RuneSelf:
		case c >= 0xC2 && c <= 0xDF && i+1 < len(s) && s[i+1]&0xC0 == 0x80:
			i++
		default:
			return false
		}
	}
	return true
}

// xmlChar is the production Char of XML 1.0.
func xmlChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

const idRule = "must be 1-2147483647, or 1-40 of A-Z a-z 0-9 . - _ that are not all digits"

// validID reports whether id has one of the two documented forms. Digits are a
// number, and only its usual form is valid: the service would store that one, and a
// status request for another would not find it.
func validID(id string) bool {
	if id != "" && strings.Trim(id, "0123456789") == "" {
		n, err := strconv.ParseInt(id, 10, 32)
		return err == nil && n >= 1 && id[0] != '0'
	}
	for i := range len(id) {
		if c := id[i]; !isLetter(c) && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return id != "" && len(id) <= 40
}

// isLetter reports whether c is a latin letter.
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
