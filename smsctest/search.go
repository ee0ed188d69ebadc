package smsctest

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
)

const (
	defaultPage = 50
	maxPage     = 1000
	// maxLooked bounds the messages that one question looks at: it holds up the
	// sends that come meanwhile.
	maxLooked = 20_000
)

// MessageQuery says which messages are wanted. The zero value of a field sets no
// condition.
type MessageQuery struct {
	// Phone is the recipient, in any form that a request can have it in.
	Phone string
	// ID is the ID of the message.
	ID string
	// Text is found in the text, the number, the ID or the sender, whatever the case.
	Text string
	// Before and After are bounds for Seq, both exclusive.
	Before, After uint64
	// Limit is how many messages are wanted, 1000 at most. 0 is 50.
	Limit int
}

// MessagePage is a part of the messages that a query asks for.
type MessagePage struct {
	// Messages are the newest that match, oldest first.
	Messages []Message
	// Before is the Before of the query for older ones. 0 when there are none.
	Before uint64
}

// FindMessages returns the newest messages that match. One question looks at 20,000
// messages at most, so a page can hold less than its limit, or nothing, and have
// older ones all the same.
func (g *Gateway) FindMessages(q MessageQuery) MessagePage {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.findMessages(q)
}

// findMessages is FindMessages for a caller who holds mu.
func (g *Gateway) findMessages(q MessageQuery) MessagePage {
	limit := min(cmp.Or(max(q.Limit, 0), defaultPage), maxPage)
	match, now := matchText(q.Text), g.clock.Now()
	var page MessagePage
	looked, last := 0, uint64(0)
	for r := range g.backward(q) {
		if r.seq <= q.After {
			break
		}
		if q.Before > 0 && r.seq >= q.Before {
			continue
		}
		if len(page.Messages) == limit || looked == maxLooked {
			page.Before = last
			break
		}
		looked, last = looked+1, r.seq
		if match(r) {
			page.Messages = append(page.Messages, r.message(now))
		}
	}
	slices.Reverse(page.Messages)
	return page
}

// WaitMessages is FindMessages that waits until there is something to return. It
// ends with the cause of ctx when that is over before, and with none when the
// Gateway is closed.
func (g *Gateway) WaitMessages(ctx context.Context, q MessageQuery) (MessagePage, error) {
	for {
		g.mu.Lock()
		page, closed, changed := g.findMessages(q), g.closed, g.listen()
		g.mu.Unlock()
		if len(page.Messages) > 0 || closed {
			return page, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return MessagePage{}, context.Cause(ctx)
		}
	}
}

// Message returns the message with a Seq. It reports false when it is not kept.
func (g *Gateway) Message(seq uint64) (Message, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.messages.at(seq)
	if r == nil {
		return Message{}, false
	}
	return r.message(g.clock.Now()), true
}

// backward are the records that a query is about, newest first. Where it can, it
// begins below Before, and skips none of them.
func (g *Gateway) backward(q MessageQuery) iter.Seq[*record] {
	s := g.messages
	switch {
	case q.Phone != "" && q.ID != "":
		r, _ := g.find(q.Phone, q.ID)
		return backFrom(r, s.at(q.Before), func(r *record) *record { return r.older },
			func(a, b *record) bool { return a.key() == b.key() })
	case q.Phone != "":
		var newest *record
		if t := s.threads.find(q.Phone, phoneNumber(q.Phone, g.correct)); t != nil {
			newest = t.newest
		}
		return backFrom(newest, s.at(q.Before), func(r *record) *record { return r.olderTo },
			func(a, b *record) bool { return a.phone == b.phone })
	case q.ID != "":
		return s.backwardWithID(q.ID, q.Before)
	default:
		return s.backward(q.Before)
	}
}

// backFrom goes from a record to the older ones, or from cursor when that is of the
// chain.
func backFrom(newest, cursor *record, older func(*record) *record, same func(a, b *record) bool) iter.Seq[*record] {
	if newest != nil && cursor != nil && same(newest, cursor) {
		newest = older(cursor)
	}
	return func(yield func(*record) bool) {
		for r := newest; r != nil; r = older(r) {
			if !yield(r) {
				return
			}
		}
	}
}

// backward are the kept records, newest first, below a seq if that is not 0.
func (s *store) backward(before uint64) iter.Seq[*record] {
	return func(yield func(*record) bool) {
		last := s.total
		if before > 0 {
			last = min(last, before-1)
		}
		for r := s.at(last); r != nil; r = s.at(r.seq - 1) {
			if !yield(r) {
				return
			}
		}
	}
}

// backwardWithID are the kept records with an ID, newest first.
func (s *store) backwardWithID(id string, before uint64) iter.Seq[*record] {
	return func(yield func(*record) bool) {
		for m := s.byID[id]; m != nil; m = m.older {
			last := s.lastOf(m)
			if before > 0 {
				last = min(last, before-1)
			}
			for r := s.at(last); r != nil && r.mailing == m; r = s.at(r.seq - 1) {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// matchText returns whether a record has a text in what a person sees of it.
func matchText(text string) func(*record) bool {
	if text == "" {
		return func(*record) bool { return true }
	}
	text = strings.ToLower(text)
	number := strings.TrimPrefix(CorrectNumber(text), "+")
	var last *mailing // its messages follow one another
	var lastMatches bool
	return func(r *record) bool {
		if r.mailing != last {
			last = r.mailing
			lastMatches = strings.Contains(strings.ToLower(r.text), text) ||
				strings.Contains(strings.ToLower(r.id), text) || strings.Contains(strings.ToLower(r.sender), text)
		}
		return lastMatches || strings.Contains(r.phone, text) || number != "" && strings.Contains(r.phone, number)
	}
}
