package smsctest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/go-smsc/smsc"
)

// messageJSON is a message with the code in its text.
type messageJSON struct {
	Message

	Code string `json:"code,omitempty"`
}

func withCode(m Message) messageJSON { return messageJSON{Message: m, Code: m.Code()} }

func withCodes(messages []Message) []messageJSON {
	all := make([]messageJSON, len(messages))
	for i, m := range messages {
		all[i] = withCode(m)
	}
	return all
}

// readQuery reads which messages are wanted.
func readQuery(query url.Values) (q MessageQuery, wait time.Duration, err error) {
	q = MessageQuery{Phone: query.Get("phone"), ID: query.Get("id"), Text: query.Get("q")}
	if q.Before, err = readNumber("before", query.Get("before")); err != nil {
		return q, 0, err
	}
	if q.After, err = readNumber("after", query.Get("after")); err != nil {
		return q, 0, err
	}
	if q.Limit, err = readLimit(query); err != nil {
		return q, 0, err
	}
	wait, err = readWait(query)
	return q, wait, err
}

// waitFor is FindMessages that waits for a while.
func (g *Gateway) waitFor(ctx context.Context, q MessageQuery, wait time.Duration) MessagePage {
	if wait <= 0 {
		return g.FindMessages(q)
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	page, _ := g.WaitMessages(ctx, q) // none in time is an answer too
	return page
}

func (g *Gateway) getMessages(w http.ResponseWriter, r *http.Request) error {
	q, wait, err := readQuery(r.URL.Query())
	if err != nil {
		return err
	}
	if wait == 0 && q == (MessageQuery{}) {
		g.writeAll(w)
		return nil
	}
	if q.Limit == 0 {
		q.Limit = maxPage
	}
	page := g.waitFor(r.Context(), q, wait)
	if page.Before > 0 {
		linkOlder(w, r, page.Before)
	}
	writeJSON(w, http.StatusOK, withCodes(page.Messages))
	return nil
}

// writeAll writes all messages, oldest first, some at a time: they may be a million.
func (g *Gateway) writeAll(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	separator := "["
	for seen, more := uint64(0), true; more; {
		var some []Message
		some, seen = g.messagesSince(seen)
		more = len(some) > 0
		for _, m := range some {
			text, err := json.Marshal(withCode(m))
			if err != nil {
				return // a message is text and numbers
			}
			if _, err = w.Write(append([]byte(separator), text...)); err != nil {
				return
			}
			separator = ","
		}
	}
	if separator == "[" {
		separator = "[]"
	} else {
		separator = "]"
	}
	_, _ = w.Write([]byte(separator + "\n"))
}

// messagesSince returns some messages after a Seq, oldest first, and the last one's.
func (g *Gateway) messagesSince(seq uint64) (some []Message, last uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	last = seq
	g.messages.since(seq, func(r *record) bool {
		some, last = append(some, r.message(now)), r.seq
		return len(some) < maxPage
	})
	return some, last
}

func (g *Gateway) deleteMessages(w http.ResponseWriter, _ *http.Request) error {
	g.ClearMessages()
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (g *Gateway) getMessage(w http.ResponseWriter, r *http.Request) error {
	m, ok := g.Message(pathNumber(r, "seq"))
	if !ok {
		return notFound("message")
	}
	writeJSON(w, http.StatusOK, withCode(m))
	return nil
}

func (g *Gateway) postStatus(w http.ResponseWriter, r *http.Request) error {
	var to struct {
		Status *smsc.StatusCode  `json:"status"`
		Err    smsc.DeliveryCode `json:"err"`
	}
	if err := readJSON(w, r, &to); err != nil {
		return err
	}
	if to.Status == nil {
		return badRequest("status is required")
	}
	seq := pathNumber(r, "seq")
	if !g.SetStatusOf(seq, *to.Status, to.Err) {
		return notFound("message")
	}
	return g.getMessage(w, r)
}

func (g *Gateway) getPhones(w http.ResponseWriter, r *http.Request) error {
	before, limit, err := readPage(r, defaultPage)
	if err != nil {
		return err
	}
	page := g.Threads(before, limit+1)
	if len(page) > limit {
		page = page[:limit]
		linkOlder(w, r, page[limit-1].Last.Seq)
	}
	if page == nil {
		page = []Thread{}
	}
	writeJSON(w, http.StatusOK, page)
	return nil
}

// latest finds the newest message to the phone in the path that match accepts, and
// waits for it if asked to.
func (g *Gateway) latest(r *http.Request, match func(Message) bool) (Message, error) {
	q, wait, err := readQuery(r.URL.Query())
	if err != nil {
		return Message{}, err
	}
	q.Phone = r.PathValue("phone")
	ctx, cancel := context.WithTimeout(r.Context(), wait)
	defer cancel()
	for {
		q.Limit = defaultPage
		page := g.waitFor(ctx, q, wait)
		for _, m := range slices.Backward(page.Messages) {
			if match(m) {
				return m, nil
			}
		}
		if len(page.Messages) == 0 || wait == 0 {
			return Message{}, notFound("message")
		}
		q.After = page.Messages[len(page.Messages)-1].Seq // wait for one behind these
	}
}

func (g *Gateway) getLatest(w http.ResponseWriter, r *http.Request) error {
	m, err := g.latest(r, func(Message) bool { return true })
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, withCode(m))
	return nil
}

// getCode answers with the code alone, so that a shell needs nothing to read it.
func (g *Gateway) getCode(w http.ResponseWriter, r *http.Request) error {
	m, err := g.latest(r, func(m Message) bool { return m.Code() != "" })
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", textType)
	_, _ = w.Write([]byte(m.Code() + "\n")) //nolint:gosec // digits
	return nil
}
