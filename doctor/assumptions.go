package doctor

import (
	"slices"
	"strings"
)

// Assumption is something that the library assumes about the service. Its name stands
// in docs/gateway.md too.
type Assumption struct {
	// Name is its stable name, such as "date-zone".
	Name string `json:"name"`
	// Assumed is what the library assumes, or does as long as it is not known.
	Assumed string `json:"assumed"`
	// Checks are the IDs of the checks that settle it. Empty: the doctor cannot, and Why
	// says why.
	Checks []string `json:"checks,omitempty"`
	Why    string   `json:"why,omitempty"`
}

// Answer is an assumption, and what the service does.
type Answer struct {
	Assumption

	// Settled tells that it is known now.
	Settled bool `json:"settled"`
	// Seen is what the service does, or why that is not known.
	Seen string `json:"seen"`
}

// assumptions are those that docs/gateway.md calls open, then those that it calls
// inferred and that a check looks at.
var assumptions = []Assumption{
	{
		Name: "api-key", Assumed: "an API key goes in query and as an element",
		Checks: []string{"key", "key.query", "key.element", "key.password"},
	},
	{Name: "reserve", Assumed: "no reserve host is used unless it is named", Checks: []string{"reserve", "reserve.state"}},
	{
		Name: "additions", Assumed: "apikey, sms_cnt and phones may come or not",
		Checks: []string{"wsdl.additions", "status.parts"},
	},
	{Name: "request-size", Assumed: "1000 recipients and 512 KiB", Why: "only sends to very many numbers would show it"},
	{Name: "date-zone", Assumed: "dates are in UTC+3", Checks: []string{"status.dates"}},
	{
		Name: "identical", Assumed: "an identical request is refused for a minute; whether the check is atomic is not looked at",
		Checks: []string{"send.identical", "send.same-text"},
	},
	{Name: "visible", Assumed: "a message is known 2 minutes after it was sent", Checks: []string{"status.visible"}},
	{Name: "memory", Assumed: "a message can be asked for during 72 hours", Why: "it takes days"},
	{
		Name: "number", Assumed: "a status is asked for with the number as it was sent",
		Checks: []string{"status.plus", "status.local"},
	},
	{Name: "status-list", Assumed: "one message is asked for at a time", Why: "it takes several messages"},
	{
		Name: "groups", Assumed: "\"not found\" proves nothing about members of groups",
		Why: "it takes a group, and a number that is refused",
	},
	{Name: "refused-count", Assumed: "refused requests count towards the limits", Why: "the account would run into its limits"},

	{
		Name: "namespace", Assumed: "the namespace is the endpoint's URL",
		Checks: []string{"wsdl.namespace", "namespace.https", "namespace.http"},
	},
	{Name: "not-found", Assumed: "code 3 or status -3", Checks: []string{"status.unknown", "status2.unknown"}},
	{Name: "http-status", Assumed: "codes come with HTTP status 200", Checks: []string{"code.http"}},
	{Name: "cost-phones", Assumed: "a price has no phones", Checks: []string{"cost.op"}},
	{Name: "unasked", Assumed: "cost and balance may come unasked", Checks: []string{"send.unasked"}},
}

// Assumptions returns what the library assumes about the service, as far as it is open
// or inferred.
func Assumptions() []Assumption {
	all := make([]Assumption, len(assumptions))
	for i, a := range assumptions {
		all[i] = a.clone()
	}
	return all
}

// answers says what is known of each assumption.
func (x *exam) answers(report *Report) []Answer {
	all := make([]Answer, 0, len(assumptions))
	for _, a := range assumptions {
		answer := Answer{Assumption: a.clone(), Seen: x.settled[a.Name]}
		answer.Settled = answer.Seen != ""
		if !answer.Settled {
			answer.Seen = a.why(report)
		}
		all = append(all, answer)
	}
	return all
}

func (a Assumption) clone() Assumption {
	a.Checks = slices.Clone(a.Checks)
	return a
}

// why says why an assumption is not settled.
func (a Assumption) why(report *Report) string {
	if len(a.Checks) == 0 {
		return "not looked at: " + a.Why
	}
	for _, id := range a.Checks {
		if f, ran := report.Finding(id); ran {
			return id + ": " + f.Seen
		}
	}
	return "needs a message"
}

// list joins names.
func list(names []string) string {
	switch len(names) {
	case 0:
		return "nothing"
	case 1:
		return names[0]
	default:
		return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	}
}
