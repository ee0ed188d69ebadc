package smsc

import (
	"fmt"
	"log/slog"
	"strings"
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
