package doctor_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/doctor"
)

// openQuestions are the rows of the table of open questions in docs/gateway.md: who
// settles each, by its name.
func openQuestions(t *testing.T) (settledBy map[string]string, below string) {
	t.Helper()
	page, err := os.ReadFile("../docs/gateway.md")
	require.NoError(t, err)
	_, section, found := strings.Cut(string(page), "## Open, until someone asks the live service\n")
	require.True(t, found)
	section, _, _ = strings.Cut(section, "\n## ")
	settledBy = make(map[string]string)
	for line := range strings.Lines(section) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if name := strings.Trim(strings.TrimSpace(cells[0]), "`"); len(cells) == 4 && strings.HasPrefix(strings.TrimSpace(cells[0]), "`") {
			settledBy[name] = strings.TrimSpace(cells[3])
		} else if !strings.HasPrefix(line, "|") {
			below += line
		}
	}
	return settledBy, below
}

// Every open question of docs/gateway.md has its row in a report. Those that somebody
// settles are settled by checks that exist, and the others say why nobody does.
func TestAssumptions_areThoseOfTheGatewayPage(t *testing.T) {
	t.Parallel()
	open, below := openQuestions(t)
	require.Len(t, open, 12)
	inferred := regexp.MustCompile("`([a-z-]+)`").FindAllStringSubmatch(below, -1)
	var checks []string
	for _, c := range doctor.Checks() {
		checks = append(checks, c.ID)
	}
	for _, a := range doctor.Assumptions() {
		by, isOpen := open[a.Name]
		delete(open, a.Name)
		if !isOpen {
			assert.True(t, slices.ContainsFunc(inferred, func(m []string) bool { return m[1] == a.Name }), "%s is not on the page", a.Name)
		}
		if isOpen && by == "–" {
			assert.Empty(t, a.Checks, a.Name)
			assert.NotEmpty(t, a.Why, a.Name)
			continue
		}
		assert.NotEmpty(t, a.Checks, a.Name)
		for _, id := range a.Checks {
			assert.Contains(t, checks, id, a.Name)
		}
	}
	assert.Empty(t, open, "without a row in a report")
}

// With a message and a key, everything is settled that can be.
func TestAssumptions_areSettled(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		for _, a := range newWorld().send(t).Assumptions {
			assert.Equal(t, len(a.Checks) > 0, a.Settled, "%s: %s", a.Name, a.Seen)
			assert.NotEmpty(t, a.Seen, a.Name)
		}
	})
}

func TestAssumptions_sayWhyTheyAreNotSettled(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w := newWorld()
		w.config.APIKey = ""
		seen := map[string]string{}
		for _, a := range w.run(t).Assumptions {
			if !a.Settled {
				seen[a.Name] = a.Seen
			}
		}
		assert.Equal(t, map[string]string{
			"api-key": "key: no API key was given", "date-zone": "needs a message", "identical": "needs a message",
			"visible": "needs a message", "number": "needs a message", "unasked": "needs a message",
			"request-size": "not looked at: only sends to very many numbers would show it", "memory": "not looked at: it takes days",
			"status-list": "not looked at: it takes several messages", "groups": "not looked at: it takes a group, and a number that is refused",
			"refused-count": "not looked at: the account would run into its limits",
		}, seen)
	})
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	report := &doctor.Report{
		Version: "0.1.0", Endpoint: "https://smsc.test/sys/soap.php",
		Findings: []doctor.Finding{
			{ID: "dns", Severity: doctor.OK, Expected: "an address", Seen: "a|b", Costs: "nothing"},
			{ID: "wsdl", Severity: doctor.Warning, Expected: "a WSDL", Seen: "1 difference", Means: "<look>", Details: []string{"*id* is `new`"}, Costs: "nothing"},
		},
		Assumptions: []doctor.Answer{
			{Assumption: doctor.Assumption{Name: "date-zone", Assumed: "UTC+3"}, Settled: true, Seen: "UTC+05:00"},
			{Assumption: doctor.Assumption{Name: "memory", Assumed: "72 hours"}, Seen: "not looked at"},
		},
	}
	assert.Equal(t, `# smsc doctor

Endpoint https://smsc.test/sys/soap.php, smsc 0.1.0, 0001-01-01T00:00:00Z, in 0s.

Failures: 0. Warnings: 1. Notes: 0. As expected: 1. Skipped: 0. No secrets, numbers or texts are in here.

## Checks

| check | | expected | seen | what it means | costs |
|---|---|---|---|---|---|
| dns | ok | an address | a\|b |  | nothing |
| wsdl | warning | a WSDL | 1 difference | &lt;look> | nothing |

### wsdl

- \*id\* is 'new'

## What the library assumes and what your service does

| name | the library assumes | settled | your service |
|---|---|---|---|
| date-zone | UTC+3 | yes | UTC+05:00 |
| memory | 72 hours | no | not looked at |
`, string(report.Markdown()))
}

func TestAssumptions_reserve(t *testing.T) {
	t.Parallel()
	reserve := []string{"https://www2.smsc.test/sys/soap.php"}
	for name, test := range map[string]struct {
		change  func(*world)
		settled bool
		seen    string
	}{
		"speaks":       {func(*world) {}, true, "1 of 1 speak SOAP; whether they share one state needs a message"},
		"is down":      {func(w *world) { w.reserve.SetDown(true) }, false, "reserve: 0 of 1 speak SOAP"},
		"is not there": {func(w *world) { w.reserve = nil }, true, "0 of 1 speak SOAP"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) {
				w := newWorld()
				test.change(w)
				w.config.Reserve = reserve
				for _, a := range w.run(t).Assumptions {
					if a.Name == "reserve" {
						assert.Equal(t, test.settled, a.Settled)
						assert.Equal(t, test.seen, a.Seen)
					}
				}
			})
		})
	}
}
