package smsctest

// thread is what is kept of the messages to one recipient.
type thread struct {
	phone  string
	newest *record
	kept   int

	// The threads whose newest message came before and after.
	before, after *thread
}

// threads are the recipients, in the order of their newest messages.
type threads struct {
	byPhone map[string]*thread
	newest  *thread
}

func (x *threads) add(r *record) {
	t := x.byPhone[r.phone]
	if t == nil {
		t = &thread{phone: r.phone}
		x.byPhone[r.phone] = t
	} else {
		x.unlink(t)
		r.olderTo = t.newest
		t.newest.newerTo = r
	}
	t.newest = r
	t.kept++
	if t.before = x.newest; t.before != nil {
		t.before.after = t
	}
	x.newest = t
}

// forget takes out the oldest record of all, which is the oldest of its thread.
func (x *threads) forget(r *record) {
	t := x.byPhone[r.phone]
	if t.kept--; t.kept == 0 {
		x.unlink(t)
		delete(x.byPhone, r.phone)
		return
	}
	r.newerTo.olderTo = nil
}

func (x *threads) unlink(t *thread) {
	if t.before != nil {
		t.before.after = t.after
	}
	if t.after != nil {
		t.after.before = t.before
	} else {
		x.newest = t.before
	}
	t.before, t.after = nil, nil
}

// find returns the thread of a phone in one of several forms, the one with the
// newest message, or nil.
func (x *threads) find(phones ...string) *thread {
	var found *thread
	for _, phone := range phones {
		if t := x.byPhone[phone]; t != nil && (found == nil || t.newest.seq > found.newest.seq) {
			found = t
		}
	}
	return found
}

// Thread is what is kept of the messages to one recipient.
type Thread struct {
	// Phone is the recipient, as in [Message].
	Phone string `json:"phone"`
	// Messages is how many messages are kept, 1 at least.
	Messages int `json:"messages"`
	// Last is the newest of them.
	Last Message `json:"last"`
}

// Threads returns recipients in the order of their newest messages, the newest
// first: those whose newest message has a Seq below before, or all if that is 0,
// and no more than limit.
func (g *Gateway) Threads(before uint64, limit int) []Thread {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	var page []Thread
	for t := g.messages.threadsBefore(before); t != nil && len(page) < limit; t = t.before {
		if before == 0 || t.newest.seq < before {
			page = append(page, Thread{Phone: t.phone, Messages: t.kept, Last: t.newest.message(now)})
		}
	}
	return page
}

// threadsBefore is where to begin with a page: right behind the thread that the page
// before it ended with, unless that has a newer message by now.
func (s *store) threadsBefore(before uint64) *thread {
	if last := s.at(before); last != nil && last.newerTo == nil {
		return s.threads.byPhone[last.phone].before
	}
	return s.threads.newest
}

// Recipients returns how many recipients have messages that are kept.
func (g *Gateway) Recipients() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.messages.threads.byPhone)
}
