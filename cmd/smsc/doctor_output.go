package main

import (
	"bytes"
	"fmt"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/doctor"
)

// printReport writes a report to stdout, as an object with --json, else as a table.
func (p *program) printReport(report *doctor.Report) error {
	var out bytes.Buffer
	if p.json {
		if err := writeJSON(&out, report); err != nil {
			return &localError{kind: "output", outcome: smsc.OutcomeNotSent, err: fmt.Errorf("writing the report: %w", err)}
		}
	} else {
		reportTable(&out, report)
	}
	if _, err := p.stdout.Write(out.Bytes()); err != nil {
		return &localError{kind: "output", outcome: smsc.OutcomeNotSent, err: fmt.Errorf("writing the report: %w", err)}
	}
	return nil
}

// reportTable has one line for each check. What is not as expected is explained below
// it.
func reportTable(out *bytes.Buffer, report *doctor.Report) {
	fmt.Fprintf(out, "%s\n\n", oneLine(report.Endpoint))
	for _, f := range report.Findings {
		fmt.Fprintf(out, "%-8s %-17s %s\n", f.Severity, f.ID, oneLine(f.Seen))
		if f.Severity < doctor.Note {
			continue
		}
		fmt.Fprintf(out, "%26s expected: %s\n", "", oneLine(f.Expected))
		for _, detail := range f.Details {
			fmt.Fprintf(out, "%26s - %s\n", "", oneLine(detail))
		}
		if f.Means != "" {
			fmt.Fprintf(out, "%26s %s\n", "", oneLine(f.Means))
		}
	}
	fmt.Fprint(out, "\nWhat the library assumes, and what your service does:\n\n")
	for _, a := range report.Assumptions {
		state := "open"
		if a.Settled {
			state = "settled"
		}
		fmt.Fprintf(out, "%-8s %-17s %s\n%26s assumed: %s\n", state, a.Name, oneLine(a.Seen), "", a.Assumed)
	}
	fmt.Fprintf(out, "\n%s, %s, %s, %d as expected, %d skipped\n",
		counted(report.Count(doctor.Failure), "failure"), counted(report.Count(doctor.Warning), "warning"),
		counted(report.Count(doctor.Note), "note"), report.Count(doctor.OK), report.Count(doctor.Skipped))
}
