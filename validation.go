package smsc

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"unicode/utf8"
)

// ValidationError is one field that breaks one rule. Nothing was sent. Several
// come joined by [errors.Join]; errors.AsType finds the first.
type ValidationError struct {
	// Field is the path of the field, such as "To[2]" or "Spread.Period".
	Field string
	// Rule is what the field must hold.
	Rule string
}

func (e *ValidationError) Error() string { return "smsc: " + e.Field + ": " + e.Rule }

// LogValue shows field and rule as a group.
func (e *ValidationError) LogValue() slog.Value {
	return slog.GroupValue(slog.String("field", e.Field), slog.String("rule", e.Rule))
}

func (e *ValidationError) outcome() Outcome { return NotSent }

// maxViolations bounds how many violations one request reports: a mailing of
// thousands with the same mistake in each line is told well enough by these.
const maxViolations = 100

// violations gathers what is wrong with a request.
type violations struct {
	all    []error
	unsaid int
}

func (v *violations) add(field, rule string, args ...any) {
	if len(v.all) == maxViolations {
		v.unsaid++
		return
	}
	v.all = append(v.all, &ValidationError{Field: field, Rule: fmt.Sprintf(rule, args...)})
}

func (v *violations) err() error {
	if v.unsaid > 0 {
		v.all = append(v.all, &ValidationError{
			Field: "(further fields)", Rule: fmt.Sprintf("%d more violations", v.unsaid),
		})
		v.unsaid = 0
	}
	return errors.Join(v.all...)
}

// addText adds a violation when s holds what XML 1.0 cannot carry, and tells
// whether it was clean.
func (v *violations) addText(field, s string) bool {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				v.add(field, "is not valid UTF-8 at byte %d", i)
				return false
			}
		}
		if !xmlChar(r) {
			v.add(field, "holds the character %U at byte %d, which XML cannot carry", r, i)
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

// nilPointer tells whether an interface holds a nil pointer, on which the
// value-receiver methods of channels and times would panic.
func nilPointer(x any) bool {
	v := reflect.ValueOf(x)
	return v.Kind() == reflect.Pointer && v.IsNil()
}
