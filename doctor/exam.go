package doctor

import (
	"cmp"
	"context"
	"crypto/tls"
	"net/url"
	"slices"
	"time"

	"github.com/go-smsc/smsc"
)

// check is one thing that is looked at.
type check struct {
	id       string
	expected string
	costs    string
	// needs are the checks that must not have failed for this one to say anything.
	needs []string
	// account tells that it sends credentials, so that it does not run after they were
	// refused.
	account bool
	// key tells that it is about an API key.
	key bool
	// message tells that it is about a message that was accepted, status that it is
	// about the first status of it.
	message, status bool
	run             func(context.Context, *exam) verdict
}

// exam is one examination: what is examined, and what is known so far.
type exam struct {
	config   Config
	endpoint *url.URL
	address  string // the endpoint as a URL
	own      string // the namespace that the client derives from it
	name     string // the namespace to ask in: that of the WSDL, or own
	wire     *wire
	foreign  *foreign
	sending  *Sending // nil: nothing is sent
	text     string   // of the message

	network network
	wsdl    response
	ours    *contract
	theirs  *contract // nil: it could not be read
	found   []difference

	who     identity // whose credentials are used where the check is not about them
	known   bool     // that they are accepted
	keyGood bool     // a key was accepted in the library's form
	keyStop string   // why no further form of a key is tried
	stop    string   // why no credentials are sent any more
	silence int      // requests in a row that got no answer that can be read
	unknown reply    // to the question for a message that nobody has sent
	reserve []string // the reserve hosts that speak SOAP

	message message

	broken  map[string]bool   // checks that failed, or could not run
	settled map[string]string // what the service does, by the name of the assumption
}

// network is what is known of the way to the endpoint.
type network struct {
	addresses  addresses
	handshake  *tls.ConnectionState
	tlsTrouble error
}

func newExam(config Config, sending *Sending) (*exam, error) {
	if err := config.check(sending); err != nil {
		return nil, err
	}
	x := &exam{
		config: config, address: config.endpoint(), wire: newWire(config), sending: sending,
		text: "Test message of smsc doctor " + smsc.NewID()[:6],
		who:  identity{login: config.Login, password: config.Password},
		// The key as the library sends it, until a check finds otherwise.
		broken: make(map[string]bool), settled: make(map[string]string),
	}
	if config.Login == "" && config.APIKey != "" {
		x.who = identity{keyElement: config.APIKey, keyQuery: config.APIKey}
	}
	hidden := []string{config.Password, config.APIKey, config.number(), x.text, longText, longLogin(config.Login)}
	if sending != nil {
		hidden = append(hidden, sending.To)
	}
	x.foreign = newForeign(hidden...)
	var err error
	if x.endpoint, err = url.Parse(x.address); err != nil {
		return nil, smsc.ValidationErrors{{Field: "Endpoint", Rule: "is not a URL"}}
	}
	if x.ours, err = ourContract(x.address); err != nil {
		return nil, err
	}
	x.own, x.name = x.ours.namespace, cmp.Or(config.Namespace, x.ours.namespace)
	return x, nil
}

// longLogin is a login that can be told from a part of a word.
func longLogin(login string) string {
	if len(login) < 4 {
		return ""
	}
	return login
}

// examine runs the checks, one after another.
func (x *exam) examine(ctx context.Context) *Report {
	began := time.Now()
	report := &Report{Version: smsc.Version, Endpoint: x.address, Began: began.UTC()}
	checks := catalog
	if x.sending != nil {
		checks = slices.Concat(catalog, sendingChecks)
	}
	for _, c := range checks {
		v := x.judge(ctx, c)
		report.Findings = append(report.Findings, Finding{
			ID: c.id, Severity: v.severity, Expected: c.expected, Seen: v.seen, Means: v.means, Details: v.details, Costs: c.costs,
		})
	}
	report.Assumptions = x.answers(report)
	report.Took = time.Since(began)
	return report
}

// judge runs a check, or says why it is skipped.
func (x *exam) judge(ctx context.Context, c check) verdict {
	if x.leavesOut(c.id) {
		return skip("left out")
	}
	if why := x.obstacle(ctx, c); why != "" {
		x.broken[c.id] = true
		return skip(why)
	}
	v := c.run(ctx, x)
	if v.severity == Failure {
		x.broken[c.id] = true
	}
	return v
}

func (x *exam) leavesOut(id string) bool {
	return slices.ContainsFunc(x.config.Skip, func(entry string) bool { return matches(entry, id) })
}

// obstacle says why a check cannot run, "" if it can.
func (x *exam) obstacle(ctx context.Context, c check) string {
	if ctx.Err() != nil {
		return "no time was left"
	}
	for _, id := range c.needs {
		if x.broken[id] {
			return "needs " + id
		}
	}
	switch {
	case c.message && x.message.result == nil:
		return "no message was accepted"
	case c.status && x.message.known.leaves == nil:
		return "no status is known"
	case !c.account:
		return ""
	case x.stop != "":
		return x.stop
	case c.key && x.config.APIKey == "":
		return "no API key was given"
	case c.key:
		return x.keyStop
	case x.who == (identity{}):
		return "no credentials were given"
	default:
		return ""
	}
}

// settle notes what the service does where the library assumes something.
func (x *exam) settle(name, what string) {
	if before := x.settled[name]; before != "" {
		what = before + "; " + what
	}
	x.settled[name] = what
}

// ask asks the endpoint, in the namespace that its WSDL names.
func (x *exam) ask(ctx context.Context, q question) reply {
	return x.askIn(ctx, x.address, x.name, q)
}

// askIn asks. Refused credentials are not tried again by any check.
func (x *exam) askIn(ctx context.Context, endpoint, namespace string, q question) reply {
	r := x.wire.ask(ctx, endpoint, namespace, q)
	x.listen(r)
	if r.refused() {
		x.stop = r.describe() + " was answered before, and trying again can block this address"
	}
	return r
}

// listen stops the examination of an account at a service that does not answer: each
// further question would take its whole time.
func (x *exam) listen(r reply) {
	if r.trouble == "" {
		x.silence = 0
		return
	}
	x.silence++
	if x.silence > 1 || !x.known {
		x.stop = "the service gave no answer before"
	}
}
