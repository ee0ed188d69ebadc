package doctor

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// Markdown writes the report as a Markdown document that can be pasted into an issue. It
// ends in a table of what the library assumes and what the service does.
func (r *Report) Markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# smsc doctor\n\n")
	fmt.Fprintf(&b, "Endpoint %s, smsc %s, %s, in %v.\n\n", cell(r.Endpoint), cell(r.Version),
		r.Began.Format(time.RFC3339), r.Took.Round(time.Millisecond))
	fmt.Fprintf(&b, "Failures: %d. Warnings: %d. Notes: %d. As expected: %d. Skipped: %d. No secrets, numbers or texts are in here.\n\n",
		r.Count(Failure), r.Count(Warning), r.Count(Note), r.Count(OK), r.Count(Skipped))
	b.WriteString("## Checks\n\n| check | | expected | seen | what it means | costs |\n|---|---|---|---|---|---|\n")
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n",
			cell(f.ID), f.Severity, cell(f.Expected), cell(f.Seen), cell(f.Means), cell(f.Costs))
	}
	for _, f := range r.Findings {
		if len(f.Details) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n### %s\n\n", f.ID)
		for _, detail := range f.Details {
			fmt.Fprintf(&b, "- %s\n", cell(detail))
		}
	}
	b.WriteString("\n## What the library assumes and what your service does\n\n" +
		"| name | the library assumes | settled | your service |\n|---|---|---|---|\n")
	for _, a := range r.Assumptions {
		settled := "no"
		if a.Settled {
			settled = "yes"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", cell(a.Name), cell(a.Assumed), settled, cell(a.Seen))
	}
	return b.Bytes()
}

// cell keeps a text within its cell, and without markup.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`, "`", "'", "\n", " ", "\r", " ").Replace(text)
}
