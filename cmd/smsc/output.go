package main

import (
	"bytes"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-smsc/smsc"
)

// line is a line of a result for people. One without a value is not shown.
type line struct{ name, value string }

// print writes a result to stdout, as the object with --json, else as lines.
func (p *program) print(object any, lines []line) error {
	var out bytes.Buffer
	if p.json {
		if err := writeJSON(&out, object); err != nil {
			return &localError{kind: "output", outcome: smsc.OutcomeNotSent, err: fmt.Errorf("writing the result: %w", err)}
		}
	} else {
		for _, l := range lines {
			if l.value != "" {
				fmt.Fprintf(&out, "%s: %s\n", l.name, oneLine(l.value))
			}
		}
	}
	if _, err := p.stdout.Write(out.Bytes()); err != nil {
		return &localError{kind: "output", outcome: smsc.OutcomeNotSent, err: fmt.Errorf("writing the result: %w", err)}
	}
	return nil
}

// present formats a value that may be absent; then it is "".
func present[T any](o smsc.Optional[T]) string {
	if !o.Present {
		return ""
	}
	return o.String()
}

// moment is a time that may be unknown, which is null.
func moment(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(t.UTC().Format(time.RFC3339))
}

// told is a text that the service may have left out, which is null.
func told(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// shown is the text of what may be null.
func shown(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// extraLines shows what this package has no name for.
func extraLines(extra url.Values) []line {
	lines := make([]line, 0, len(extra))
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		lines = append(lines, line{name, strings.Join(extra[name], ", ")})
	}
	return lines
}
