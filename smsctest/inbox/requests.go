package inbox

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

const requestsShown = 60

// requestsView is the requests, the newest first, and one of them.
type requestsView struct {
	Requests []exchange
	Older    uint64
	Request  *exchange
}

// exchange is a request with its answer.
type exchange struct {
	smsctest.Request

	Active   bool
	Outcome  string
	Tone     string
	Sent     string // the document, laid out
	Answered string
}

// requests shows requests. ?r= chooses one, ?before= is a page.
func (i *inbox) requests(r *http.Request) (*page, error) {
	p := i.newPage(r, "requests", "Requests")
	v := &requestsView{}
	p.Requests = v
	chosen := query(r, "r")
	if request, ok := i.gateway.Request(chosen); ok {
		v.Request, p.Pane = exchangeOf(request), "detail"
		p.Title = "Request " + strconv.FormatUint(chosen, 10)
	}
	kept, more := i.gateway.RequestsBefore(query(r, "before"), requestsShown)
	for _, request := range slices.Backward(kept) {
		e := exchangeOf(request)
		e.Active = request.Seq == chosen
		v.Requests = append(v.Requests, *e)
	}
	if more {
		v.Older = kept[0].Seq
	}
	return p, nil
}

func exchangeOf(r smsctest.Request) *exchange {
	e := &exchange{Request: r, Sent: layOut(r.Document), Answered: layOut(r.Answer)}
	e.Outcome, e.Tone = outcome(r)
	return e
}

// outcome says in a few words how a request ended.
func outcome(r smsctest.Request) (text, tone string) {
	switch {
	case r.SOAPFault != "":
		return "SOAP Fault", "bad"
	case r.Fault != "":
		text = "fault " + string(r.Fault)
		if r.Error != 0 {
			text += ", error " + strconv.Itoa(r.Error)
		}
		return text, "bad"
	case r.Waiting:
		return "on its way", "wait"
	case r.Error != 0:
		return "error " + strconv.Itoa(r.Error) + meaning(r), "wait"
	case r.Accepted > 0:
		return "accepted " + strconv.Itoa(r.Accepted), "good"
	default:
		return "answered", "good"
	}
}

// meaning is what a request error means, as the SDK words it.
func meaning(r smsctest.Request) string {
	op := smsc.OpSend
	switch {
	case strings.Contains(r.Operation, "status"):
		op = smsc.OpStatus
	case strings.Contains(r.Operation, "cost"):
		op = smsc.OpCost
	case strings.Contains(r.Operation, "balance"):
		op = smsc.OpBalance
	}
	text := (&smsc.APIError{Operation: op, Code: r.Error}).Error()
	if i := strings.LastIndex(text, ": "); i >= 0 {
		return ": " + text[i+2:]
	}
	return ""
}

var betweenTags = regexp.MustCompile(`>\s*<`)

// layOut puts each element of a document on a line of its own, indented.
func layOut(document string) string {
	document = strings.TrimSpace(document)
	if !strings.HasPrefix(document, "<") {
		return document
	}
	var b strings.Builder
	depth := 0
	for i, line := range strings.Split(betweenTags.ReplaceAllString(document, ">\n<"), "\n") {
		closes := strings.HasPrefix(line, "</")
		if closes {
			depth--
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.Repeat("  ", min(max(depth, 0), 20)))
		b.WriteString(line)
		opens := strings.HasPrefix(line, "<") && !closes && !strings.HasPrefix(line, "<?") && !strings.HasPrefix(line, "<!")
		if opens && !strings.Contains(line, "</") && !strings.HasSuffix(line, "/>") {
			depth++
		}
	}
	return b.String()
}
