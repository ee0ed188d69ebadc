package inbox

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// requests shows requests. ?r= chooses one, ?before= is a page.
func (i *inbox) requests(r *http.Request) (*page, error) {
	p := i.newPage(r, "requests", "Requests")
	p.Log = &logView{Name: "Requests", Noun: "Request", Path: "requests", Heads: []string{"#", "Time", "Operation", "Outcome", "Lints"}}
	chosen := query(r, "r")
	if request, ok := i.gateway.Request(chosen); ok {
		p.choose(exchangeOf(request))
	}
	kept, more := i.gateway.RequestsBefore(query(r, "before"), rowsShown)
	for _, request := range slices.Backward(kept) {
		p.Log.Rows = append(p.Log.Rows, rowOf(request, chosen))
	}
	if more {
		p.Log.Older = kept[0].Seq
	}
	return p, nil
}

func rowOf(r smsctest.Request, chosen uint64) row {
	shown := row{Seq: r.Seq, At: r.At, What: cmp.Or(r.Operation, "unreadable"), Active: r.Seq == chosen}
	shown.Outcome, shown.Tone = outcome(r)
	if len(r.Lints) > 0 {
		shown.Note = strconv.Itoa(len(r.Lints))
	}
	return shown
}

// exchangeOf is all there is to know of a request.
func exchangeOf(r smsctest.Request) *entry {
	e := &entry{row: rowOf(r, r.Seq), Alert: r.SOAPFault, Lints: r.Lints, Facts: requestFacts(r)}
	if r.Document == "" {
		e.Facts = append(e.Facts, given(r)...)
	}
	answer := "Answer"
	if r.Status > 0 {
		answer += " " + strconv.Itoa(r.Status)
	}
	e.Blocks = facts(fact{Name: "Request", Value: layOut(r.Document)}, fact{Name: answer, Value: layOut(r.Answer)})
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

var (
	betweenTags = regexp.MustCompile(`>\s*<`)
	// emptyElement is a tag that opens, right before one that closes it.
	emptyElement = regexp.MustCompile(`(<[^/?!<>](?:[^<>]*[^/<>])?>)\s*</`)
)

// layOut puts each element of a document on a line of its own, indented.
func layOut(document string) string {
	document = strings.TrimSpace(document)
	if !strings.HasPrefix(document, "<") {
		return document
	}
	document = emptyElement.ReplaceAllString(document, "$1\x00</") // no document has a NUL
	document = strings.ReplaceAll(betweenTags.ReplaceAllString(document, ">\n<"), "\x00", "")
	var b strings.Builder
	depth := 0
	for i, line := range strings.Split(document, "\n") {
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
