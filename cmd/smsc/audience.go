package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"text/template"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
)

// audience is who gets which text: a table, and what its columns mean.
type audience struct {
	table   *table
	phone   int
	key     int // -1: there is none, and the row serves
	text    rowText
	country smsc.Country
	// verbatim leaves recipients as they are, since they are no phone numbers.
	verbatim bool
}

// rowText makes the text of a row.
type rowText func(fields []string) (string, error)

// constantText is the same for everybody.
func constantText(text string) rowText {
	return func([]string) (string, error) { return text, nil }
}

// columnText is what a column holds.
func columnText(column int) rowText {
	return func(fields []string) (string, error) { return fields[column], nil }
}

// templateText fills in a template with the columns of the row.
func templateText(text string, columns []string) (rowText, error) {
	parsed, err := template.New("text").Option("missingkey=error").Parse(text)
	if err != nil {
		return nil, err
	}
	values := make(map[string]string, len(columns))
	var filled strings.Builder
	return func(fields []string) (string, error) {
		for i, name := range columns {
			if name != "" {
				values[name] = fields[i]
			}
		}
		filled.Reset()
		if err := parsed.Execute(&filled, values); err != nil {
			return "", fmt.Errorf("%w; the columns are %s", err, quoted(columns))
		}
		return filled.String(), nil
	}, nil
}

// messages are the messages of all rows. Those of rows that cannot become a message have
// a recipient that says why, see [unfit]: the campaign counts them as invalid, and knows
// their keys. An error ends it.
func (a *audience) messages(ctx context.Context) iter.Seq2[campaign.Message, error] {
	return func(yield func(campaign.Message, error) bool) {
		for one, err := range a.table.rows(ctx) {
			var m campaign.Message
			if err == nil {
				m, err = a.message(one)
			}
			if !yield(m, err) || err != nil {
				return
			}
		}
	}
}

func (a *audience) message(one row) (m campaign.Message, err error) {
	if got, want := len(one.fields), len(a.table.columns); got != want {
		padded := make([]string, max(got, want))
		copy(padded, one.fields)
		m.To = unfit("the row has "+counted(got, "field")+" and the header "+strconv.Itoa(want), padded[a.phone])
		m.Key = a.keyOf(one.line, padded, m.To)
		return m, nil
	}
	raw := strings.TrimSpace(one.fields[a.phone])
	m.To = raw
	if !a.verbatim {
		if m.To, err = smsc.NormalizePhone(raw, a.country); err != nil {
			m.To = unfit(strings.TrimPrefix(err.Error(), "smsc: "), raw)
		}
	}
	m.Key = a.keyOf(one.line, one.fields, m.To)
	if m.Text, err = a.text(one.fields); err != nil {
		return m, fmt.Errorf("%s: line %d: %w", a.table.path, one.line, err)
	}
	return m, nil
}

// keyOf is the key of a row: what its column holds, else its line and its recipient.
func (a *audience) keyOf(line int, fields []string, to string) string {
	if a.key >= 0 {
		return strings.TrimSpace(fields[a.key])
	}
	return rowKey(line, to)
}

// unfit is a recipient that no channel takes and that says what is wrong with the one in
// the table. It travels through the campaign, so that nothing has to be kept for rows
// that are under way.
func unfit(reason, raw string) string { return "\x00" + reason + "\x00" + raw }

// fit is the opposite of unfit. It returns an empty reason and the recipient for one
// that was not marked.
func fit(to string) (reason, raw string) {
	marked, ok := strings.CutPrefix(to, "\x00")
	if !ok {
		return "", to
	}
	reason, raw, _ = strings.Cut(marked, "\x00")
	return reason, raw
}

// rowProblem says why a message is not accepted, in the words of a table.
func rowProblem(r campaign.Result) string {
	if reason, _ := fit(r.To); reason != "" && r.State == campaign.Invalid {
		return reason
	}
	wrong, ok := errors.AsType[smsc.ValidationErrors](r.Err)
	if !ok {
		return oneLine(strings.TrimPrefix(strings.TrimPrefix(r.Reason(), "smsc: "), "campaign: "))
	}
	all := make([]string, len(wrong))
	for i, one := range wrong {
		name, _, _ := strings.Cut(one.Field, "[")
		if of := map[string]string{"To": "phone", "Text": "text", "Key": "key"}[name]; of != "" {
			rule, _, _ := strings.Cut(one.Rule, "; ")
			all[i] = of + " " + rule
		} else {
			all[i] = violation(one)
		}
	}
	return oneLine(strings.Join(all, "; "))
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
