package smsctest

import (
	"maps"
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
	// Status is the present state, StatusName its name, and Err the delivery
	// error.
	Status     Status `json:"status"`
	StatusName string `json:"status_name"`
	Err        int    `json:"err"`
	// AcceptedAt is when the request came, SendAt when the message goes out, and
	// ChangedAt since when it has its present state.
	AcceptedAt time.Time `json:"accepted_at"`
	SendAt     time.Time `json:"send_at"`
	ChangedAt  time.Time `json:"changed_at"`
	// Validity is for how long the operator tries, from SendAt on.
	Validity time.Duration `json:"-"`
	// Params are the parameters of the request's query as decoded, without the
	// API key; of equal names the last.
	Params map[string]string `json:"params,omitempty"`
}

// Key is what get_status finds a message by. It need not be unique.
type Key struct {
	Phone string
	ID    string
}

// Key returns the key of the message.
func (m Message) Key() Key { return Key{Phone: m.Phone, ID: m.ID} }

// record is what is kept of a message. What the messages of one text have in
// common is kept once.
type record struct {
	*mailing

	seq    uint64
	phone  string
	cost   decimal.Decimal
	sendAt time.Time
	life   Life
	forced *state // set by hand
}

// mailing is what the messages of one line of a request have in common.
type mailing struct {
	request    uint64
	id         string
	text       string
	sender     string
	about      content
	parts      int
	validity   time.Duration
	voice      *Voice
	acceptedAt time.Time
	params     map[string]string
}

func (r *record) key() Key { return Key{Phone: r.phone, ID: r.id} }

func (r *record) message(now time.Time) Message {
	at, _ := r.state(now)
	m := Message{
		Seq: r.seq, Request: r.request, ID: r.id, Phone: r.phone,
		Text: r.text, Comment: r.about.comment, Subject: r.about.subject, Sender: r.sender,
		Channel: r.about.channel, Parts: r.parts, Cost: r.cost,
		Status: at.status, StatusName: at.status.String(), Err: at.err,
		AcceptedAt: r.acceptedAt, SendAt: r.sendAt, ChangedAt: at.since, Validity: r.validity,
		Params: maps.Clone(r.params),
	}
	if m.Channel == ChannelSMS || m.Channel == ChannelFlash {
		m.Encoding = smsc.Segments(r.text).Encoding
	}
	if b := r.about.binary; b != nil {
		m.Binary = new(*b)
	}
	if r.voice != nil {
		m.Voice = new(*r.voice)
	}
	return m
}
