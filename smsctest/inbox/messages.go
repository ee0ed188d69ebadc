package inbox

import (
	"net/http"
	"slices"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

const (
	threadsShown = 30
	bubblesShown = 40
	hitsShown    = 40
)

// messagesView is the numbers, the messages to one of them, and one message.
type messagesView struct {
	Query    string
	Phone    string // of the messages that are shown
	Threads  []smsctest.Thread
	MoreFrom uint64 // where the next page of threads begins, 0 for none
	Hits     []smsctest.Message
	Older    uint64 // where the next page of hits begins
	Bubbles  []bubble
	Before   uint64 // where the page of older messages begins
	Paged    bool   // these are not the newest
	Message  *inspected
	Sample   string // a curl that sends the first message
	Login    string
	Password string
}

// bubble is a message as a phone shows it.
type bubble struct {
	smsctest.Message

	Code   string
	Active bool
}

// messages shows messages. ?phone= chooses the number, ?m= the message, ?q= searches,
// ?t= and ?before= are pages.
func (i *inbox) messages(r *http.Request) (*page, error) {
	p := i.newPage(r, "messages", "Messages")
	v := &messagesView{Query: r.URL.Query().Get("q")}
	v.Phone = r.URL.Query().Get("phone")
	p.Messages = v
	if v.Phone != "" {
		p.Pane = "thread"
	}
	before := query(r, "before")
	if m, ok := i.gateway.Message(query(r, "m")); ok {
		v.Message, v.Phone, p.Pane = i.inspect(m, p.Endpoint), m.Phone, "detail"
		p.Title = "Message " + formatPhone(m.Phone)
		if newer := i.gateway.FindMessages(smsctest.MessageQuery{Phone: m.Phone, After: m.Seq, Limit: bubblesShown}); before == 0 &&
			(newer.Before > 0 || len(newer.Messages) == bubblesShown) {
			before = m.Seq + 1 // a link to an old message shows it in its place
		}
	}
	i.listThreads(r, v)
	if v.Phone == "" && len(v.Threads) > 0 {
		v.Phone = v.Threads[0].Phone
	}
	if v.Phone == "" && len(v.Hits) > 0 {
		v.Phone = v.Hits[len(v.Hits)-1].Phone
	}
	if v.Phone != "" {
		v.Paged = before > 0
		found := i.gateway.FindMessages(smsctest.MessageQuery{Phone: v.Phone, Before: before, Limit: bubblesShown})
		v.Before = found.Before
		for _, m := range found.Messages {
			v.Bubbles = append(v.Bubbles, bubble{Message: m, Code: m.Code(), Active: v.Message != nil && v.Message.Seq == m.Seq})
		}
	}
	if p.Accepted == 0 || len(v.Bubbles) == 0 {
		v.Login, v.Password = i.credentials()
		v.Sample = i.curl(p.Endpoint, samplePhone, sampleText, "")
	}
	return p, nil
}

// listThreads lists the numbers, or what a search finds.
func (i *inbox) listThreads(r *http.Request, v *messagesView) {
	from := query(r, "t")
	if v.Query != "" {
		found := i.gateway.FindMessages(smsctest.MessageQuery{Text: v.Query, Before: from, Limit: hitsShown})
		v.Hits, v.Older = found.Messages, found.Before
		return
	}
	v.Threads = i.gateway.Threads(from, threadsShown+1)
	if len(v.Threads) > threadsShown {
		v.Threads = v.Threads[:threadsShown]
		v.MoreFrom = v.Threads[threadsShown-1].Last.Seq
	}
}

// Newest are the hits, the newest first.
func (v *messagesView) Newest() []smsctest.Message {
	newest := make([]smsctest.Message, 0, len(v.Hits))
	for _, m := range slices.Backward(v.Hits) {
		newest = append(newest, m)
	}
	return newest
}

// Seq is that of the message that is shown, 0 for none.
func (v *messagesView) Seq() uint64 {
	if v.Message == nil {
		return 0
	}
	return v.Message.Seq
}

// Alphabet is the encoding of a message, "" where there is none.
func (b bubble) Alphabet() string {
	if b.Channel != smsctest.ChannelSMS && b.Channel != smsctest.ChannelFlash {
		return ""
	}
	return b.Encoding.String()
}

// Unit is what Parts counts.
func (b bubble) Unit() string {
	unit := "part"
	if b.Channel == smsctest.ChannelCall {
		unit = "second"
	}
	if b.Parts != 1 {
		unit += "s"
	}
	return unit
}

// Settable are the statuses that can be set by hand.
func (b bubble) Settable() []smsc.StatusCode {
	return []smsc.StatusCode{
		smsc.StatusDelivered, smsc.StatusRead, smsc.StatusExpired, smsc.StatusUndeliverable, smsc.StatusForbidden,
	}
}
