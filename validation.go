package smsc

import (
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"unicode/utf8"
)

// ValidationError is one field that breaks one rule. Nothing was sent.
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
// thousands with the same mistake in each line is told well enough by these.
const maxViolations = 100

// violations gathers what is wrong. The zero value is empty.
type violations struct {
	all    ValidationErrors
	unsaid int
}

func (v *violations) add(field, rule string, args ...any) {
	if len(v.all) == maxViolations {
		v.unsaid++
		return
	}
	if len(args) > 0 {
		rule = fmt.Sprintf(rule, args...)
	}
	v.all = append(v.all, &ValidationError{Field: field, Rule: rule})
}

// join adds what somebody else found.
func (v *violations) join(found violations) {
	room := min(maxViolations-len(v.all), len(found.all))
	v.all = append(v.all, found.all[:room]...)
	v.unsaid += found.unsaid + len(found.all) - room
}

// err is nil when nothing was found, else a [ValidationErrors].
func (v *violations) err() error {
	switch {
	case len(v.all) == 0:
		return nil
	case v.unsaid == 0:
		return v.all
	}
	more := &ValidationError{Field: "(further fields)", Rule: fmt.Sprintf("%d more violations", v.unsaid)}
	return append(v.all[:len(v.all):len(v.all)], more)
}

// xmlText checks that XML 1.0 can carry s.
func xmlText(field, s string) (wrong violations) {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				wrong.add(field, "is not valid UTF-8 at byte %d", i)
				return wrong
			}
		}
		if !xmlChar(r) {
			wrong.add(field, "holds the character %U at byte %d, which XML cannot carry", r, i)
			return wrong
		}
	}
	return wrong
}

// xmlChar is the production Char of XML 1.0.
func xmlChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

// valueOf returns what an interface holds, without a pointer around it, so that
// &Viber{} is as good as Viber{}. It reports false for a nil pointer.
func valueOf[T any](held T) (value T, ok bool) {
	v := reflect.ValueOf(held)
	if v.Kind() != reflect.Pointer {
		return held, true
	}
	if v.IsNil() {
		return held, false
	}
	value, ok = v.Elem().Interface().(T)
	return value, ok
}
