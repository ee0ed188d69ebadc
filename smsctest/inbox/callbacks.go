package inbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-smsc/smsc/callback"
	"github.com/go-smsc/smsc/smsctest"
)

// callbacks shows what was posted to the URL for delivery reports. ?r= chooses one,
// ?before= is a page.
func (i *inbox) callbacks(r *http.Request) (*page, error) {
	p := i.newPage(r, "callbacks", "Callbacks")
	p.Log = &logView{Name: "Callbacks", Noun: "Callback", Path: "callbacks", Heads: []string{"#", "Time", "Event", "Outcome", "Attempt"}}
	chosen, before := query(r, "r"), query(r, "before")
	for _, c := range slices.Backward(i.gateway.Callbacks()) {
		if c.Seq == chosen {
			p.choose(postOf(c))
		}
		switch {
		case before > 0 && c.Seq >= before:
		case len(p.Log.Rows) < rowsShown:
			p.Log.Rows = append(p.Log.Rows, postRow(c, chosen))
		case p.Log.Older == 0:
			p.Log.Older = c.Seq + 1
		}
	}
	return p, nil
}

func postRow(c smsctest.Callback, chosen uint64) row {
	shown := row{Seq: c.Seq, At: c.At, What: eventText(c.Event), Active: c.Seq == chosen, Tone: "bad"}
	switch {
	case c.Waiting:
		shown.Outcome, shown.Tone = "on its way", "wait"
	case c.Taken():
		shown.Outcome, shown.Tone = "taken", "good"
	case c.Status != 0:
		shown.Outcome = "HTTP " + strconv.Itoa(c.Status)
	default:
		shown.Outcome = "no answer"
	}
	if c.Attempt > 1 {
		shown.Note = strconv.Itoa(c.Attempt)
	}
	return shown
}

// postOf is all there is to know of a callback.
func postOf(c smsctest.Callback) *entry {
	answer := "Answer"
	if c.Status > 0 {
		answer += " " + strconv.Itoa(c.Status)
	}
	e := &entry{
		row: postRow(c, c.Seq), Alert: c.Error, Again: !c.Waiting,
		Facts: facts(
			fact{Name: "Event", Value: eventText(c.Event)},
			fact{Name: "URL", Value: c.URL, Code: true},
			fact{Name: "Content-Type", Value: c.ContentType, Code: true},
		),
		Blocks: facts(fact{Name: "Posted", Value: strings.ReplaceAll(c.Document, "&", "&\n")}, fact{Name: answer, Value: c.Answer}),
	}
	if c.Message > 0 {
		e.Facts = append(e.Facts, fact{Name: "Message", Value: formatSeq(c.Message), Href: "./?m=" + formatSeq(c.Message)})
	}
	if c.RepeatOf > 0 {
		of := formatSeq(c.RepeatOf)
		e.Facts = append(e.Facts, fact{Name: "Repeat of", Value: "callback " + of, Href: "callbacks?r=" + of})
	}
	return e
}

// eventText is what a callback tells, in a few words.
func eventText(event callback.Event) string {
	switch e := event.(type) {
	case callback.StatusReport:
		return fmt.Sprintf("%s: %s", formatPhone(e.Recipient), e.Status)
	case callback.IncomingMessage:
		return "message from " + formatPhone(e.Phone)
	case callback.WaitCall:
		return "call from " + formatPhone(e.Phone)
	default:
		return "event"
	}
}

// postAgain posts a callback again and shows the new one.
func (i *inbox) postAgain(r *http.Request) (string, error) {
	seq, err := strconv.ParseUint(r.PostFormValue("r"), 10, 64)
	if err != nil {
		return "", formError("The callback must be a number.")
	}
	c, err := i.gateway.PostAgain(r.Context(), seq)
	if err != nil {
		return "", err
	}
	return "callbacks?r=" + formatSeq(c.Seq), nil
}
