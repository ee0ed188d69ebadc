package doctor

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-smsc/smsc/wsdl"
)

// maxNamespace bounds the namespace of a WSDL that requests are made in.
const maxNamespace = 2048

// slow is how long an answer to the WSDL may take.
const slow = 5 * time.Second

// document fetches the WSDL once, for all checks that look at it.
func (x *exam) document(ctx context.Context) response {
	if x.wsdl.asked.IsZero() {
		x.wsdl = x.wire.get(ctx, x.address)
	}
	return x.wsdl
}

func checkHTTP(ctx context.Context, x *exam) verdict {
	switch got := x.document(ctx); {
	case got.redirects():
		return fail(fmt.Sprintf("HTTP status %d, a redirect %s", got.status, whither(x.endpoint, got.location)),
			"The client follows no redirect, since the password would go along: use the address that is redirected to.")
	case !got.isAnswered():
		return fail(got.trouble, "No call can be made.")
	case got.status == http.StatusOK:
		return ok("no redirect")
	default:
		return warn(fmt.Sprintf("HTTP status %d", got.status), "The WSDL is not there. Calls may work all the same.")
	}
}

// whither says where a redirect goes, without the address.
func whither(from *url.URL, location string) string {
	to, err := from.Parse(location)
	switch {
	case err != nil || location == "":
		return "to nowhere"
	case to.Hostname() != from.Hostname():
		return "to another host"
	case to.Scheme != from.Scheme:
		return "to " + map[bool]string{true: "https", false: "another scheme"}[to.Scheme == "https"]
	default:
		return "to another path"
	}
}

func checkLatency(ctx context.Context, x *exam) verdict {
	got := x.document(ctx)
	if !got.isAnswered() {
		return skip("nothing was answered")
	}
	took := got.roundTrip()
	seen := fmt.Sprintf("%d ms to the first answer, with the connection", took.Milliseconds())
	if took > slow {
		return warn(seen, "Give calls more time than that.")
	}
	return ok(seen)
}

func checkClock(ctx context.Context, x *exam) verdict {
	got := x.document(ctx)
	switch {
	case !got.isAnswered():
		return skip("nothing was answered")
	case got.date.IsZero():
		return note("no Date header", "The clocks cannot be compared without a message.")
	}
	return clocks(got.date.Sub(got.asked.Add(got.roundTrip()/2)), 2*time.Second+got.roundTrip())
}

// clocks judges by how much the service's clock is ahead of this machine's.
func clocks(ahead, accuracy time.Duration) verdict {
	const harmless = time.Minute
	switch {
	case ahead.Abs() <= accuracy:
		return ok("agree")
	case ahead.Abs() <= harmless:
		return note(apart(ahead), "Harmless.")
	default:
		return warn(apart(ahead), "One of the clocks is wrong. Times in requests and answers are by the service's.")
	}
}

func apart(ahead time.Duration) string {
	if ahead < 0 {
		return "the service's is " + (-ahead).Round(time.Second).String() + " behind"
	}
	return "the service's is " + ahead.Round(time.Second).String() + " ahead"
}

func checkWSDL(ctx context.Context, x *exam) verdict {
	const without = "The client needs it only where the service refuses the namespace, and could then not learn the right one."
	got := x.document(ctx)
	switch {
	case got.trouble != "":
		return warn(got.trouble, without)
	case !got.isSuccess():
		return warn("there is none", without)
	}
	theirs, err := readContract(got.body)
	if err != nil {
		return warn("what came is no WSDL", without)
	}
	x.theirs = theirs
	x.found = compare(x.ours, theirs)
	if _, err := wsdl.Render(theirs.namespace); err == nil && len(theirs.namespace) <= maxNamespace && x.config.Namespace == "" {
		x.name = theirs.namespace
	}
	return ok(fmt.Sprintf("%d operations", len(theirs.operations)))
}

// checkDifferences returns the check of one kind of difference.
func checkDifferences(id, means string) func(context.Context, *exam) verdict {
	return func(_ context.Context, x *exam) verdict {
		if x.theirs == nil {
			return skip("there is no WSDL")
		}
		v := ok("as in this library")
		for _, d := range x.found {
			if d.check != id {
				continue
			}
			v.severity = max(v.severity, d.severity)
			v.details = append(v.details, x.tell(d))
		}
		if len(v.details) == 0 {
			return v
		}
		v.seen, v.means = fmt.Sprintf("%d differences", len(v.details)), means
		if len(v.details) == 1 {
			v.seen = "1 difference"
		}
		const most = 40
		if more := len(v.details) - most; more > 0 {
			v.details = append(v.details[:most], fmt.Sprintf("and %d more", more))
		}
		return v
	}
}

// tell is a difference in a sentence that is safe to show.
func (x *exam) tell(d difference) string {
	text := x.where(d.where) + " " + d.what
	if d.ours != "" || d.theirs != "" {
		text += ": " + x.foreign.names(d.theirs) + " in place of " + x.foreign.names(d.ours)
	}
	return text
}

// where is the place of a difference, such as "send_sms, request: send/id". Its signs
// are ours.
func (x *exam) where(s string) string {
	operation, rest, inside := strings.Cut(s, ", ")
	if !inside || x.foreign.holds(s) {
		return x.foreign.names(s)
	}
	side, path, _ := strings.Cut(rest, ": ")
	return x.foreign.names(operation) + ", " + x.foreign.names(side) + ": " + x.foreign.names(path)
}

func checkNamespace(ctx context.Context, x *exam) verdict {
	v := checkDifferences("wsdl.namespace",
		"The client learns it with one more request. WithNamespace saves that.")(ctx, x)
	switch v.severity {
	case OK:
		x.settle("namespace", "the WSDL has it")
	case Warning:
		x.settle("namespace", "the WSDL has another")
	default:
	}
	return v
}

// additionsIn says where the service's WSDL has the elements that only the page of 2025
// documents.
var additionsIn = []struct {
	name       string
	operations []string
	inRequest  bool
}{
	{"apikey", []string{"get_balance", "get_sms_cost", "get_sms_cost2", "get_status", "get_status2"}, true},
	{"sms_cnt", []string{"get_status", "get_status2"}, false},
	{"phones", []string{"send_sms2"}, false},
}

func checkAdditions(_ context.Context, x *exam) verdict {
	if x.theirs == nil {
		return skip("there is no WSDL")
	}
	var have, lack []string
	for _, addition := range additionsIn {
		for _, name := range addition.operations {
			op, found := x.theirs.operation(name)
			if !found {
				continue // another check says so
			}
			in := op.answer
			if addition.inRequest {
				in = op.request
			}
			if has := in.has(addition.name); has && !slices.Contains(have, addition.name) {
				have = append(have, addition.name)
			} else if !has && !slices.Contains(lack, addition.name) {
				lack = append(lack, addition.name)
			}
		}
	}
	var parts []string
	for _, addition := range additionsIn {
		switch in, out := slices.Contains(have, addition.name), slices.Contains(lack, addition.name); {
		case in && out:
			parts = append(parts, addition.name+" in some operations")
		case in:
			parts = append(parts, addition.name)
		default:
			parts = append(parts, "no "+addition.name)
		}
	}
	seen := strings.Join(parts, ", ")
	x.settle("additions", "the WSDL has "+seen)
	if len(lack) > 0 {
		return note(seen, "As in the WSDLs that were recorded. The client reads them if they come all the same.")
	}
	return ok(seen)
}
