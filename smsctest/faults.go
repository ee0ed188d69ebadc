package smsctest

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"
)

// FaultKind is a way in which a request goes wrong.
type FaultKind string

// The kinds of faults. "Executed" means that the gateway does what the request
// asks for, so a send is accepted and paid, before the fault hides the answer.
const (
	// FaultQueue lets the request wait for the delay before the service looks at
	// it, whether the client waits so long or not. Executed. It goes together
	// with other kinds.
	FaultQueue FaultKind = "queue"
	// FaultReplay answers truly, and a copy of the request comes once more, the
	// delay later. Both are executed. It goes together with other kinds, which
	// the copy does not meet.
	FaultReplay FaultKind = "replay"
	// FaultProxyRetry is what a proxy does that loses an answer and asks again: a
	// copy of the request comes first, and the client gets the answer to the
	// request itself, which comes the delay later. Both are executed. It goes
	// together with other kinds, which the copy does not meet.
	FaultProxyRetry FaultKind = "proxy_retry"

	// FaultCode answers with the request error Code. Not executed.
	FaultCode FaultKind = "code"
	// FaultRefuse refuses the connection. Not executed. Through
	// [Gateway.Transport] that is the error of a failed dial. A server cannot
	// refuse a connection that it has already taken: there the connection is
	// reset without an answer, which a client cannot tell from [FaultDropBefore].
	FaultRefuse FaultKind = "refuse"
	// FaultDropBefore reads the request and closes the connection. Not executed.
	FaultDropBefore FaultKind = "drop_before"
	// FaultDropAfter executes the request and closes the connection without an
	// answer.
	FaultDropAfter FaultKind = "drop_after"
	// FaultDropMidway executes the request and closes the connection in the
	// middle of the answer.
	FaultDropMidway FaultKind = "drop_midway"
	// FaultHang answers nothing until the client gives up or the Gateway is
	// closed. Executed if Accept is set.
	FaultHang FaultKind = "hang"
	// FaultSlow answers truly, but takes the delay for the body. Executed.
	FaultSlow FaultKind = "slow"
	// FaultLate executes the request and answers truly after the delay.
	FaultLate FaultKind = "late"
	// FaultPreviousAnswer answers with the answer that the host gave to the
	// request before, whatever that was, as a connection does on which an answer
	// came twice. Executed if Accept is set. Without an answer before, the rule
	// does nothing.
	FaultPreviousAnswer FaultKind = "previous_answer"
	// FaultEmpty answers with an empty body. Executed if Accept is set.
	FaultEmpty FaultKind = "empty"
	// FaultHTML answers with an HTML page. Executed if Accept is set.
	FaultHTML FaultKind = "html"
	// FaultGarbage answers with octets that are no text. Executed if Accept is
	// set.
	FaultGarbage FaultKind = "garbage"
	// FaultCut answers with the first half of the true answer. Executed.
	FaultCut FaultKind = "cut"
	// FaultSOAP answers with a SOAP Fault that says Message. Executed if Accept
	// is set.
	FaultSOAP FaultKind = "soap_fault"
	// FaultStatus answers with the HTTP status Status and an HTML page. Executed
	// if Accept is set.
	FaultStatus FaultKind = "status"
	// FaultRedirect answers with a redirect to Location. Executed if Accept is
	// set.
	FaultRedirect FaultKind = "redirect"
	// FaultForeignNamespace answers truly, but in the namespace of another host.
	// Executed. A host that wants another namespace in the request is made with
	// [WithNamespace].
	FaultForeignNamespace FaultKind = "foreign_namespace"
	// FaultGzipBomb answers with a little data that unpacks to 1 GiB. Executed if
	// Accept is set.
	FaultGzipBomb FaultKind = "gzip_bomb"
)

var faultKinds = []FaultKind{
	FaultQueue, FaultReplay, FaultProxyRetry,
	FaultCode, FaultRefuse, FaultDropBefore, FaultDropAfter, FaultDropMidway, FaultHang, FaultSlow, FaultLate,
	FaultPreviousAnswer, FaultEmpty, FaultHTML, FaultGarbage, FaultCut, FaultSOAP, FaultStatus, FaultRedirect,
	FaultForeignNamespace, FaultGzipBomb,
}

// FaultKinds returns all kinds of faults.
func FaultKinds() []FaultKind { return slices.Clone(faultKinds) }

// Fault is a rule by which requests go wrong. The zero value of every field but
// Kind sets no condition or takes the default, so Fault{Kind: FaultHang} lets
// every request hang. Of several rules the one that was injected first counts,
// apart for FaultQueue, for the two that copy a request, and for all others: a
// request can wait, be replayed, and lose its answer.
type Fault struct {
	// Op is what requests the rule is for: "send", "cost", "status" or "balance",
	// or one operation of the WSDL such as "send_sms2". "" is any.
	Op string
	// Phone is a recipient that the request names. "" is any.
	Phone string
	// Nth is the one matching request that goes wrong, counted from 1 for this
	// rule. 0 is all.
	Nth int
	// Probability is the share of matching requests that go wrong, above 0 and
	// below 1. 0 is all. Equal seeds choose equally.
	Probability float64
	Seed        uint64
	// Times is how many requests go wrong before the rule is used up. 0 is no
	// end.
	Times int

	// Kind is how they go wrong.
	Kind FaultKind
	// Accept executes the request first, for the kinds that say so.
	Accept bool
	// Code is the request error of FaultCode, 1-9 at the service.
	Code int
	// Status is the HTTP status of FaultStatus (503) or FaultRedirect (307).
	Status int
	// Message is the text of FaultSOAP ("Internal error").
	Message string
	// Location is where FaultRedirect points to
	// ("http://redirected.test/sys/soap.php").
	Location string
	// RetryAfter is the Retry-After header of FaultStatus, in seconds; 0 sends
	// none.
	RetryAfter int
	// Delay is the delay of the kinds that have one. The zero value is 30 s for
	// FaultSlow and FaultLate, 61 s for FaultQueue, and none for those that
	// copy. It passes by the Gateway's clock, but for FaultSlow by time.Now.
	Delay time.Duration
	// MaxDelay draws each delay anew, evenly from Delay to MaxDelay. 0 does not.
	MaxDelay time.Duration
}

// Validate reports what is wrong with the rule.
func (f Fault) Validate() error {
	var errs []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf("smsctest: fault: "+format, args...))
		}
	}
	check(slices.Contains(faultKinds, f.Kind), "kind %.40q is none of %v", f.Kind, faultKinds)
	check(f.Op == "" || knownOp(f.Op), "op %.40q is no operation", f.Op)
	check(f.Nth >= 0, "nth must not be negative")
	check(f.Times >= 0, "times must not be negative")
	check(f.Probability >= 0 && f.Probability <= 1, "probability must be 0-1")
	check((f.Code != 0) == (f.Kind == FaultCode) && f.Code >= 0, "code goes with kind code, and is 1 or more")
	switch f.Kind {
	case FaultStatus:
		check(f.Status == 0 || f.Status >= 200 && f.Status <= 599, "status must be 200-599")
	case FaultRedirect:
		check(f.Status == 0 || f.Status >= 300 && f.Status <= 399, "status of a redirect must be 300-399")
	default:
		check(f.Status == 0, "status goes with kind status and redirect")
	}
	if _, err := url.Parse(f.Location); err != nil || !printableXML(f.Location) || !singleLine(f.Location) {
		check(false, "location must be a URL")
	}
	check(printableXML(f.Message), "message must be text")
	check(f.RetryAfter >= 0, "retry_after must not be negative")
	check(f.Delay >= 0, "delay must not be negative")
	check(f.MaxDelay == 0 || f.MaxDelay >= f.Delay, "max_delay must not be below delay")
	return errors.Join(errs...)
}

func singleLine(s string) bool {
	for i := range len(s) {
		if s[i] == '\n' || s[i] == '\r' {
			return false
		}
	}
	return true
}

func knownOp(name string) bool {
	for _, op := range serviceContract().byElement {
		if name == op.name || name == op.family() {
			return true
		}
	}
	return false
}

// executes reports whether the request is executed before it goes wrong.
func (f Fault) executes() bool {
	switch f.Kind {
	case FaultDropAfter, FaultDropMidway, FaultSlow, FaultLate, FaultCut, FaultForeignNamespace:
		return true
	case FaultCode, FaultRefuse, FaultDropBefore:
		return false
	default:
		return f.Accept
	}
}

const (
	defaultDelay      = 30 * time.Second
	defaultQueueDelay = 61 * time.Second // longer than the guard against duplicates remembers
)

// delay is what is drawn from for each request that goes wrong.
func (f Fault) delay() span {
	switch least := f.Delay; {
	case f.MaxDelay > 0:
		return newSpan(least, f.MaxDelay)
	case least > 0:
		return newSpan(least, least)
	case f.Kind == FaultQueue:
		return newSpan(defaultQueueDelay, defaultQueueDelay)
	case f.Kind == FaultSlow, f.Kind == FaultLate:
		return newSpan(defaultDelay, defaultDelay)
	default:
		return span{}
	}
}
