package tracking

import (
	"strings"
	"sync"

	"github.com/go-smsc/smsc"
)

// board brings reports to the messages that are followed, and keeps those that come
// before their messages.
type board struct {
	mu    sync.Mutex
	open  map[smsc.Ref]*entry             // by Key; the first of a list
	early map[smsc.Ref]*smsc.StatusResult // by Key
	order []smsc.Ref                      // of early, a ring once it is full
	first int                             // the oldest of order then
	room  int                             // for early
}

// join enters a message. same is another entry of the following for the same message,
// and then nothing is entered. early is a report that came before.
func (b *board) join(e *entry) (same *entry, early *smsc.StatusResult) {
	key := e.ref.Key()
	b.mu.Lock()
	defer b.mu.Unlock()
	for other := b.open[key]; other != nil; other = other.next {
		if other.from == e.from {
			return other, nil
		}
	}
	if b.open == nil {
		b.open = make(map[smsc.Ref]*entry)
	}
	e.next = b.open[key]
	b.open[key] = e
	return nil, b.early[key]
}

// leave takes a message off the board.
func (b *board) leave(e *entry) {
	key := e.ref.Key()
	b.mu.Lock()
	defer b.mu.Unlock()
	first := b.open[key]
	if first == e {
		if first = e.next; first == nil {
			delete(b.open, key)
		} else {
			b.open[key] = first
		}
		return
	}
	for ; first != nil; first = first.next {
		if first.next == e {
			first.next = e.next
			return
		}
	}
}

// report brings a report to whoever follows the message, or else keeps it.
func (b *board) report(ref smsc.Ref, status smsc.StatusResult) {
	key := ref.Key()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open[key] == nil {
		b.keep(key, &status)
		return
	}
	for e := b.open[key]; e != nil; e = e.next {
		if e.report == nil {
			e.from.news = append(e.from.news, e)
		}
		if supersedes(&status, e.report) {
			e.report = &status
		}
		select {
		case e.from.signal <- struct{}{}:
		default: // it has been told already
		}
	}
}

// keep remembers a report of a message that nobody follows, and forgets the oldest one
// for it if there are too many.
func (b *board) keep(key smsc.Ref, status *smsc.StatusResult) {
	known, there := b.early[key]
	switch {
	case there:
		if supersedes(status, known) {
			b.early[key] = status
		}
		return
	case b.early == nil:
		b.early = make(map[smsc.Ref]*smsc.StatusResult)
	}
	// A key that is part of a longer text would keep all of it in memory.
	key = smsc.Ref{ID: strings.Clone(key.ID), Recipient: strings.Clone(key.Recipient)}
	if len(b.order) < b.room {
		b.order = append(b.order, key)
	} else {
		delete(b.early, b.order[b.first])
		b.order[b.first] = key
		b.first = (b.first + 1) % b.room
	}
	b.early[key] = status
}

// news returns the messages of a following for which reports have come, and hands the
// reports over.
func (b *board) news(f *following, each func(*entry, *smsc.StatusResult)) {
	b.mu.Lock()
	all := f.news
	f.news = nil
	reports := make([]*smsc.StatusResult, len(all))
	for i, e := range all {
		reports[i], e.report = e.report, nil
	}
	b.mu.Unlock()
	for i, e := range all {
		each(e, reports[i])
	}
}
