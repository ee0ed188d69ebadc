package smsctest

import (
	"maps"
	"slices"
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
	byHand []state // set by hand, oldest first
	told   int     // states after the first that callbacks report

	// The records with the same key that came before and after, among those kept.
	older, newer *record
	// The same for those to the same recipient.
	olderTo, newerTo *record
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
	size       int   // octets, about
	answered   *hold // of the callbacks

	first uint64 // seq of a record
	kept  int    // records

	// The mailings with the same ID that came before and after, among those kept.
	older, newer *mailing
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
		History: r.history(now), Params: maps.Clone(r.params),
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

const (
	// maxStoreSize bounds the octets of the messages that are kept, besides their
	// number: texts and parameters can be large.
	maxStoreSize = 256 << 20
	// recordSize is about what a message takes besides.
	recordSize = 512
)

// store keeps the newest messages, up to a limit. Whatever a rule or a request
// asks of it is a look-up: nothing scans the messages but what a test asks for.
type store struct {
	records ring[*record]
	total   uint64 // messages ever added
	size    int
	byKey   map[Key]*record     // the newest with a key
	byID    map[string]*mailing // the newest with an ID
	threads threads
}

func newStore(limit int) *store {
	return &store{
		records: ring[*record]{limit: limit}, byKey: make(map[Key]*record), byID: make(map[string]*mailing),
		threads: threads{byPhone: make(map[string]*thread)},
	}
}

func (s *store) add(r *record) {
	for s.records.full() || s.size > maxStoreSize && s.records.n > 0 {
		s.forget(s.records.pop())
	}
	s.total++
	r.seq = s.total
	s.records.push(r)
	s.size += recordSize
	key := r.key()
	if r.older = s.byKey[key]; r.older != nil {
		r.older.newer = r
	}
	s.byKey[key] = r
	s.threads.add(r)
	s.addMailing(r)
}

func (s *store) addMailing(r *record) {
	m := r.mailing
	if m.kept++; m.kept > 1 {
		return
	}
	m.first = r.seq // anew, when all before were forgotten while it was being accepted
	s.size += m.size
	if m.older = s.byID[m.id]; m.older != nil {
		m.older.newer = m
	}
	s.byID[m.id] = m
}

// forget takes the oldest record out of the indices.
func (s *store) forget(r *record) {
	s.size -= recordSize
	if r.newer != nil {
		r.newer.older = nil
	} else {
		delete(s.byKey, r.key())
	}
	s.threads.forget(r)
	m := r.mailing
	if m.kept--; m.kept > 0 {
		return
	}
	s.size -= m.size
	if m.newer != nil {
		m.newer.older = nil
	} else {
		delete(s.byID, m.id)
	}
}

// since calls yield for the kept records after the given seq, oldest first.
func (s *store) since(seq uint64, yield func(*record) bool) {
	forgotten := s.total - uint64(s.records.n)
	for i := int(max(seq, forgotten) - forgotten); i < s.records.n; i++ {
		if !yield(s.records.at(i)) {
			return
		}
	}
}

// at returns the record with a seq, nil when it is not kept.
func (s *store) at(seq uint64) *record {
	forgotten := s.total - uint64(s.records.n)
	if seq <= forgotten || seq > s.total {
		return nil
	}
	return s.records.at(int(seq - forgotten - 1))
}

// withID returns the kept records with an ID, oldest first.
func (s *store) withID(id string) []*record {
	var newestFirst []*record
	forgotten := s.total - uint64(s.records.n)
	for m := s.byID[id]; m != nil; m = m.older {
		for seq := s.lastOf(m); seq >= m.first && seq > forgotten; seq-- {
			newestFirst = append(newestFirst, s.records.at(int(seq-forgotten-1)))
		}
	}
	slices.Reverse(newestFirst)
	return newestFirst
}

// lastOf is the seq of a mailing's last record: those of a mailing follow one
// another, and the ones that are kept are its last.
func (s *store) lastOf(m *mailing) uint64 {
	forgotten := s.total - uint64(s.records.n)
	return max(m.first, forgotten+1) + uint64(m.kept) - 1
}

// clear forgets all messages, and goes on counting.
func (s *store) clear() {
	total := s.total
	*s = *newStore(s.records.limit)
	s.total = total
}
