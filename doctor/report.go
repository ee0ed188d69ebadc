package doctor

import (
	"fmt"
	"time"
)

// Severity is how much a finding matters. The zero value is Skipped.
type Severity int

// The severities, from the least on.
const (
	// Skipped: the check did not run. Finding.Seen says why.
	Skipped Severity = iota
	// OK: it is as the library assumes.
	OK
	// Note: it is not as assumed, or more than assumed, and nothing needs to be done.
	Note
	// Warning: it works, and something should be looked at.
	Warning
	// Failure: calls will fail.
	Failure
)

var severities = [...]string{"skipped", "ok", "note", "warning", "failure"}

// String is the severity in one word: skipped, ok, note, warning or failure.
func (s Severity) String() string {
	if s < 0 || int(s) >= len(severities) {
		return fmt.Sprintf("severity %d", int(s))
	}
	return severities[s]
}

// MarshalText writes the word that String returns.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Severity) UnmarshalText(text []byte) error {
	for i, word := range severities {
		if word == string(text) {
			*s = Severity(i)
			return nil
		}
	}
	return fmt.Errorf("doctor: %.20q is no severity", text)
}

// Report is the result of an examination. It holds no secrets, phone numbers, texts or
// amounts of money, so it can be pasted into an issue.
type Report struct {
	// Version is the version of the library.
	Version string `json:"version"`
	// Endpoint is the URL that was examined.
	Endpoint string `json:"endpoint"`
	// Began is when the examination began, in UTC, and Took how long it lasted.
	Began time.Time     `json:"began"`
	Took  time.Duration `json:"took_ns"`
	// Findings has one entry for each check, in the order in which they ran. Those that
	// need a message are there only after [RunAndSend].
	Findings []Finding `json:"findings"`
	// Assumptions has one entry for each assumption of the library, see [Assumptions].
	Assumptions []Answer `json:"assumptions"`
}

// Finding is what one check found.
type Finding struct {
	// ID is the stable name of the check, such as "wsdl.namespace".
	ID string `json:"id"`
	// Severity is how much it matters.
	Severity Severity `json:"severity"`
	// Expected is what the library assumes.
	Expected string `json:"expected"`
	// Seen is what the service does, or why the check was skipped.
	Seen string `json:"seen"`
	// Means is what to make of it; "" where it is as expected.
	Means string `json:"means,omitempty"`
	// Details are the single differences, where there are several.
	Details []string `json:"details,omitempty"`
	// Costs is what the check costs: "nothing", requests that the service limits, or a
	// message.
	Costs string `json:"costs"`
}

// Finding returns what a check found, and false if there is no such check in the
// report.
func (r *Report) Finding(id string) (Finding, bool) {
	for _, f := range r.Findings {
		if f.ID == id {
			return f, true
		}
	}
	return Finding{}, false
}

// Worst returns the highest severity of all findings.
func (r *Report) Worst() Severity {
	var worst Severity
	for _, f := range r.Findings {
		worst = max(worst, f.Severity)
	}
	return worst
}

// Count returns how many findings have a severity.
func (r *Report) Count(s Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// verdict is what a check returns.
type verdict struct {
	severity    Severity
	seen, means string
	details     []string
}

func ok(seen string) verdict          { return verdict{severity: OK, seen: seen} }
func note(seen, means string) verdict { return verdict{severity: Note, seen: seen, means: means} }
func warn(seen, means string) verdict { return verdict{severity: Warning, seen: seen, means: means} }

func fail(seen, means string) verdict { return verdict{severity: Failure, seen: seen, means: means} }
func skip(why string) verdict         { return verdict{severity: Skipped, seen: why} }
