package smsctest

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
)

// Message is a message to one recipient that the emulator has accepted, as it
// stands at the moment of asking.
type Message struct {
	// Seq counts the accepted messages from 1.
	Seq uint64 `json:"seq"`
	// Request is the Seq of the [Request] that brought it.
	Request uint64 `json:"request"`
	// ID is the message's identifier, given or assigned.
	ID string `json:"id"`
	// Phone is the recipient: a number in international form without +, an
	// e-mail address, or a Telegram ID or nick.
	Phone string `json:"phone"`
	// Text is the text as it is delivered, without the comment, and cut if maxsms
	// was given. For a binary message it is the text of the request.
	Text string `json:"text"`
	// Comment is what followed the text behind a line of three tildes.
	Comment string `json:"comment,omitempty"`
	// Subject is the subject of an MMS or an e-mail.
	Subject string `json:"subject,omitempty"`
	// Binary is the content of a binary message, nil for any other.
	Binary *Binary `json:"binary,omitempty"`
	// Voice is how a call is made, nil for any other channel.
	Voice *Voice `json:"voice,omitempty"`
	// Sender is the sender's name; "" is the account's default one.
	Sender string `json:"sender"`
	// Channel is the way it goes out.
	Channel Channel `json:"channel"`
	// Encoding is the encoding of an SMS.
	Encoding smsc.Encoding `json:"-"`
	// Parts is the number of SMS, or the seconds of a call.
	Parts int `json:"parts"`
	// Cost is the price of all parts.
	Cost decimal.Decimal `json:"cost"`
	// Status is where the message stands, StatusName the service's name for it,
	// and DeliveryError why it failed.
	Status        smsc.StatusCode   `json:"status"`
	StatusName    string            `json:"status_name"`
	DeliveryError smsc.DeliveryCode `json:"err"`
	// AcceptedAt is when the request came, SendAt when the message goes out, and
	// ChangedAt since when it has its present state.
	AcceptedAt time.Time `json:"accepted_at"`
	SendAt     time.Time `json:"send_at"`
	ChangedAt  time.Time `json:"changed_at"`
	// History is what the message has gone through, oldest first; the last entry
	// is its present state. Of what was set by hand the latest changes are kept.
	History []Change `json:"history"`
	// Validity is for how long the operator tries, from SendAt on.
	Validity time.Duration `json:"-"`
	// Params are the parameters of the request's query as decoded, without the
	// API key and a password; of equal names the last.
	Params map[string]string `json:"params,omitempty"`
}

// Change is when a message got a status.
type Change struct {
	At            time.Time         `json:"at"`
	Status        smsc.StatusCode   `json:"status"`
	DeliveryError smsc.DeliveryCode `json:"err"`
}

// Key is what get_status finds a message by. It need not be unique.
type Key struct {
	Phone string
	ID    string
}

// Key returns the key of the message.
func (m Message) Key() Key { return Key{Phone: m.Phone, ID: m.ID} }

// Messages returns the messages that are kept, oldest first.
func (g *Gateway) Messages() []Message {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	all := make([]Message, 0, g.messages.records.n)
	g.messages.since(0, func(r *record) bool {
		all = append(all, r.message(now))
		return true
	})
	return all
}

// Last returns the newest message to a phone, which may be given in any form that
// a request can have it in. It reports false when there is none.
func (g *Gateway) Last(phone string) (Message, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	number := phoneNumber(phone, g.correct)
	t := g.messages.threads.find(phone, number)
	if t == nil {
		return Message{}, false
	}
	return t.newest.message(g.clock.Now()), true
}

// Find returns the newest message with a phone and an ID, the one that get_status
// answers for.
func (g *Gateway) Find(phone, id string) (Message, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	r, _ := g.find(phone, id)
	if r == nil {
		return Message{}, false
	}
	return r.message(g.clock.Now()), true
}

// Accepted returns how many messages were accepted since [New] or [Gateway.Reset],
// with those that are no longer kept.
func (g *Gateway) Accepted() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return int(g.messages.total)
}

// AcceptedFor returns the messages with an ID that are kept, oldest first: all
// recipients of a mailing, and all mailings with that ID.
func (g *Gateway) AcceptedFor(id string) []Message {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	records := g.messages.withID(id)
	all := make([]Message, 0, len(records))
	for _, r := range records {
		all = append(all, r.message(now))
	}
	return all
}

// SetStatus gives the newest message with a phone and an ID a status, with a delivery
// error or 0, whatever its life had in store. It reports whether there
// is one.
func (g *Gateway) SetStatus(phone, id string, status smsc.StatusCode, err smsc.DeliveryCode) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	r, _ := g.find(phone, id)
	return g.setStatus(r, status, err)
}

// SetStatusOf is [Gateway.SetStatus] for the message with a Seq.
func (g *Gateway) SetStatusOf(seq uint64, status smsc.StatusCode, err smsc.DeliveryCode) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.setStatus(g.messages.at(seq), status, err)
}

// setStatus sets the status of a record, if there is one. The caller holds mu.
func (g *Gateway) setStatus(r *record, status smsc.StatusCode, err smsc.DeliveryCode) bool {
	if r == nil {
		return false
	}
	g.setByHand(r, state{status: status, err: err, since: g.clock.Now()})
	g.revision++
	g.wake()
	return true
}

// ClearMessages forgets the messages and nothing else.
func (g *Gateway) ClearMessages() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.messages.clear()
	g.wake()
}
