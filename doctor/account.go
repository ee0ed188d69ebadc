package doctor

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/go-smsc/smsc"
)

// meaning says what an answer means that is not what was expected.
func (r reply) meaning() string {
	switch {
	case r.redirects():
		return "The client follows no redirect: use the address that is redirected to."
	case r.notPresent:
		return "The namespace is another one: see wsdl.namespace."
	case r.fault:
		return "The server has a problem of its own, or reads the request otherwise."
	case r.trouble != "", r.status != http.StatusOK:
		return "The service is not there, or something stands in between."
	case r.code == 2:
		return "Login, password or key are wrong, or the account does not allow this address. " +
			"Five such answers in half an hour block the address, so they are not tried again."
	case r.code == 4:
		return "The service has blocked this address for a while. Wait for half an hour."
	case r.code == 9:
		return "Too many requests: wait for a minute, and try again."
	case r.code == 1:
		return "The service reads a parameter otherwise than this library."
	default:
		return "See the table of codes in docs/gateway.md."
	}
}

func checkCredentials(ctx context.Context, x *exam) verdict {
	if x.config.Login == "" {
		return skip("no login and password were given")
	}
	r := x.ask(ctx, askBalance(x.who))
	if r.isGood() && r.leaves["balance"] != "" {
		x.known = true
		return ok("accepted")
	}
	if r.isGood() {
		return warn("an answer without a balance", "The client calls it malformed.")
	}
	if r.code == 9 && r.isCode() {
		return warn(r.describe(), r.meaning())
	}
	return fail(r.describe(), r.meaning())
}

// askNothing asks for a message that nobody has sent, which shows whether credentials
// are accepted.
func (x *exam) askNothing(who identity) question {
	return askStatus(who, x.config.number(), smsc.NewID())
}

// tryKey tries a key in one form. The account need not be blocked to learn that a form
// is not taken, so after a refusal a key that no form has proved is not tried again.
func (x *exam) tryKey(ctx context.Context, form string, who identity, q question) verdict {
	r := x.wire.ask(ctx, x.address, x.name, q)
	x.listen(r)
	switch {
	case r.notFound() != "", r.tellsStatus(), r.isGood() && r.leaves["balance"] != "":
		x.settle("api-key", form+": accepted")
		x.keyGood = true
		if !x.known { // without login and password this is the way in
			x.who, x.known = who, true
		}
		return ok("accepted")
	case r.refused() && x.keyGood && r.code == 2:
		x.settle("api-key", form+": refused")
		return note("refused, with code 2", "The key is right, so this form is not taken. It counts as one wrong password.")
	case r.refused():
		x.keyStop = "the key was refused, and trying again can block this address"
		if r.code == 4 || !x.known {
			x.stop = x.keyStop
		}
		return fail(r.describe(), r.meaning()+" If you are sure that the key is right, leave this check out, and the next form is tried.")
	default:
		return warn(r.describe(), r.meaning())
	}
}

func checkKey(ctx context.Context, x *exam) verdict {
	who := identity{keyElement: x.config.APIKey, keyQuery: x.config.APIKey}
	return x.tryKey(ctx, "in query and as an element", who, x.askNothing(who))
}

func checkKeyQuery(ctx context.Context, x *exam) verdict {
	who := identity{keyQuery: x.config.APIKey}
	return x.tryKey(ctx, "in query alone", who, x.askNothing(who))
}

func checkKeyElement(ctx context.Context, x *exam) verdict {
	who := identity{keyElement: x.config.APIKey}
	return x.tryKey(ctx, "as an element alone", who, askBalance(who))
}

func checkKeyPassword(ctx context.Context, x *exam) verdict {
	who := identity{password: x.config.APIKey}
	return x.tryKey(ctx, "as the password with an empty login", who, askBalance(who))
}

// checkScheme returns the check of the namespace with a scheme.
func checkScheme(scheme string) func(context.Context, *exam) verdict {
	return func(ctx context.Context, x *exam) verdict {
		namespace := scheme + "://" + x.endpoint.Host + x.endpoint.EscapedPath()
		r := x.askIn(ctx, x.address, namespace, askBalance(x.who))
		switch {
		case r.notPresent:
			x.settle("namespace", "that of "+scheme+" is refused")
			if namespace == x.own {
				return warn("refused", "The client learns the right one from the WSDL, with one more request. WithNamespace saves that.")
			}
			return ok("refused")
		case r.isGood():
			x.settle("namespace", "that of "+scheme+" is accepted")
			if namespace == x.own {
				return ok("accepted")
			}
			return note("accepted", "The service takes more than one namespace.")
		default:
			return warn(r.describe(), r.meaning())
		}
	}
}

// checkStatus asks for a message that nobody has sent.
func checkStatus(ctx context.Context, x *exam) verdict {
	r := x.ask(ctx, x.askNothing(x.who))
	x.unknown = r
	return x.judgeUnknown(r, "get_status")
}

func checkStatus2(ctx context.Context, x *exam) verdict {
	r := x.ask(ctx, askStatus2(x.who, x.config.number(), smsc.NewID()))
	return x.judgeUnknown(r, "get_status2")
}

func (x *exam) judgeUnknown(r reply, operation string) verdict {
	switch how := r.notFound(); how {
	case "":
		return warn(r.describe(), "The client would not know that there is no such message.")
	case "code 3":
		x.settle("not-found", operation+": code 3")
		return ok(how)
	default:
		x.settle("not-found", operation+": "+how)
		return note(how, "Not as documented, and the client knows it too.")
	}
}

// checkHTTPStatus looks at the HTTP status with which a code came.
func checkHTTPStatus(_ context.Context, x *exam) verdict {
	switch r := x.unknown; {
	case !r.isCode():
		return skip("no code came")
	case r.status == http.StatusOK:
		x.settle("http-status", "200")
		return ok("HTTP status 200")
	default:
		x.settle("http-status", strconv.Itoa(r.status))
		return fail(fmt.Sprintf("HTTP status %d", r.status), "The client takes it for a failed transport, not for a code.")
	}
}
