package smsctest

import (
	"maps"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
)

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
		Status: at.status, StatusName: statusName(at.status), DeliveryError: at.err,
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

// store keeps the newest messages, up to a limit. Whatever a rule or a request
// asks of it is a look-up: nothing scans the messages but what a test asks for.
type store struct {
	limit   int
	records []*record // a ring once it is full
	head    int       // index of the oldest record once the ring is full
	total   uint64    // messages ever added
	byKey   map[Key]*record
}

func newStore(limit int) *store {
	return &store{limit: limit, byKey: make(map[Key]*record)}
}

func (s *store) add(r *record) {
	s.total++
	r.seq = s.total
	if len(s.records) < s.limit {
		s.records = append(s.records, r)
	} else {
		s.forget(s.records[s.head])
		s.records[s.head] = r
		s.head = (s.head + 1) % s.limit
	}
	s.byKey[r.key()] = r
}

// forget takes a record out of the index, where it is still the newest.
func (s *store) forget(r *record) {
	if s.byKey[r.key()] == r {
		delete(s.byKey, r.key())
	}
}

// since calls yield for the kept records after the given seq, oldest first.
func (s *store) since(seq uint64, yield func(*record) bool) {
	n := len(s.records)
	oldest := s.total - uint64(n)
	if seq < oldest {
		seq = oldest
	}
	for i := int(seq - oldest); i < n; i++ {
		if !yield(s.records[(s.head+i)%n]) {
			return
		}
	}
}

// last returns the newest record that matches, or nil. It scans, newest first: a
// second index that only tests ask would cost every send.
func (s *store) last(match func(*record) bool) *record {
	n := len(s.records)
	for i := n - 1; i >= 0; i-- {
		if r := s.records[(s.head+i)%n]; match(r) {
			return r
		}
	}
	return nil
}

// clear forgets all messages, and goes on counting.
func (s *store) clear() {
	total := s.total
	*s = *newStore(s.limit)
	s.total = total
}
