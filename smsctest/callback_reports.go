package smsctest

import (
	"container/heap"
	"context"
	"sync"
	"time"

	"github.com/go-smsc/smsc/callback"
)

// reports watches the messages of an account and posts what becomes of them. All of
// it stands under the lock of the account's state; a method that says so releases it
// while it posts.
//
// A change of a message becomes a job of the message's chain. A chain is posted in
// order. It is held until the send is answered, then it is ready, and a goroutine
// that lives as long as there are such works them off.
type reports struct {
	*callbackConfig

	gateway *Gateway // the account's first host
	log     *callbackLog

	// Messages that change by themselves, the next first, and the alarm for that one.
	due       dueMessages
	alarmAt   time.Time // the zero time: there is none
	stopAlarm func()

	chains   map[uint64]*chain // those of messages, by Seq
	ready    []*chain
	retrying map[*chain]func() // what stops the alarm
	busy     int               // chains that are not held
	size     int               // octets of the jobs
	drawn    uint64            // jobs for which it was drawn whether they come twice
	working  bool

	ended  bool
	ctx    context.Context //nolint:containedctx // ends what is being posted, when the Gateway is closed
	cancel context.CancelFunc
	posts  *sync.WaitGroup // goroutines that post
}

// renew returns reports that know nothing, in place of p. The account of a Gateway
// that has no callbacks has none.
func (p *reports) renew(g *Gateway) *reports {
	posts := new(sync.WaitGroup)
	switch {
	case p != nil:
		p.end()
		g, posts = p.gateway, p.posts
	case g.callback == nil || g.host != 0:
		return nil
	}
	fresh := &reports{
		callbackConfig: g.callback, gateway: g, log: newCallbackLog(g.requestLog),
		chains: make(map[uint64]*chain), retrying: make(map[*chain]func()), posts: posts,
	}
	fresh.ctx, fresh.cancel = context.WithCancel(context.Background())
	return fresh
}

// end lets nothing be posted any more, and gives up what is being posted.
func (p *reports) end() {
	p.ended = true
	p.cancel()
	if p.stopAlarm != nil {
		p.stopAlarm()
	}
	for _, stop := range p.retrying {
		stop()
	}
	p.due, p.chains, p.ready, p.retrying, p.busy = nil, nil, nil, nil, 0
}

// endCallbacks ends the callbacks of an account when its first host is closed. It
// returns when nothing is being posted any more.
func (g *Gateway) endCallbacks() {
	g.mu.Lock()
	p := g.reports
	if p == nil || g.host != 0 {
		g.mu.Unlock()
		return
	}
	p.end()
	g.wakeSettled()
	g.mu.Unlock()
	p.posts.Wait()
}

// idle reports whether nothing is to be posted at present.
func (p *reports) idle() bool { return p == nil || p.busy == 0 }

// watch reports what becomes of a message from now on.
func (p *reports) watch(r *record, now time.Time) {
	if p == nil || p.ended {
		return
	}
	p.tell(r, now)
	p.arm(0)
}

// tell makes jobs of what a message has gone through, and of that what no job was
// made of yet, and notes when it changes next.
func (p *reports) tell(r *record, now time.Time) {
	if len(r.byHand) > 0 {
		return // its life is over
	}
	n := 0
	next := r.walk(now, func(s state) {
		if n > r.told { // the first state is no change
			p.add(&job{event: p.gateway.statusReport(r, s), message: r.seq}, r.answered)
			r.told = n
		}
		n++
	})
	if !next.IsZero() {
		heap.Push(&p.due, dueMessage{at: next, record: r})
	}
}

// setByHand gives a message a state, and reports it.
func (g *Gateway) setByHand(r *record, s state) {
	if g.reports != nil && !g.reports.ended {
		g.reports.tell(r, s.since)
		g.reports.add(&job{event: g.reports.gateway.statusReport(r, s), message: r.seq}, r.answered)
	}
	r.setByHand(s)
}

// arm sets the alarm for the next change, or for least from now if that is later.
func (p *reports) arm(least time.Duration) {
	p.compact()
	var at time.Time
	if len(p.due) > 0 {
		at = p.due[0].at
	}
	if at.Equal(p.alarmAt) {
		return
	}
	if p.stopAlarm != nil {
		p.stopAlarm()
		p.stopAlarm = nil
	}
	if p.alarmAt = at; at.IsZero() {
		return
	}
	p.stopAlarm = p.gateway.alarm(max(at.Sub(p.gateway.clock.Now()), least), func() {
		p.gateway.mu.Lock()
		defer p.gateway.mu.Unlock()
		p.ring()
	})
}

// ring reports the messages that have changed.
func (p *reports) ring() {
	if p.ended {
		return
	}
	now := p.gateway.clock.Now()
	for len(p.due) > 0 && !p.due[0].at.After(now) {
		next := heap.Pop(&p.due).(dueMessage) //nolint:forcetypeassert // nothing else is in it
		if p.gateway.messages.keeps(next.record) {
			p.tell(next.record, now)
		}
	}
	p.alarmAt, p.stopAlarm = time.Time{}, nil
	p.arm(time.Millisecond) // a clock of the test's own may lag behind the timer
}

// compact forgets messages that are no longer kept, when they are most.
func (p *reports) compact() {
	messages := p.gateway.messages
	if len(p.due) <= 2*messages.records.n+1000 {
		return
	}
	kept := p.due[:0]
	for _, d := range p.due {
		if messages.keeps(d.record) {
			kept = append(kept, d)
		}
	}
	clear(p.due[len(kept):])
	p.due = kept
	heap.Init(&p.due)
}

// keeps reports whether a record is still kept.
func (s *store) keeps(r *record) bool { return r.seq > s.total-uint64(s.records.n) }

// dueMessage is a message that changes at a time.
type dueMessage struct {
	at     time.Time
	record *record
}

// dueMessages is a heap: of equal times the message that came first is first.
type dueMessages []dueMessage //nolint:recvcheck // as container/heap has it

func (d dueMessages) Len() int { return len(d) }

func (d dueMessages) Less(i, j int) bool {
	if c := d[i].at.Compare(d[j].at); c != 0 {
		return c < 0
	}
	return d[i].record.seq < d[j].record.seq
}

func (d dueMessages) Swap(i, j int) { d[i], d[j] = d[j], d[i] }

// Push is of heap.Interface.
func (d *dueMessages) Push(x any) { *d = append(*d, x.(dueMessage)) } //nolint:forcetypeassert // see ring

// Pop is of heap.Interface.
func (d *dueMessages) Pop() any {
	last := len(*d) - 1
	next := (*d)[last]
	(*d)[last] = dueMessage{}
	*d = (*d)[:last]
	return next
}

// job is something to be posted.
type job struct {
	event    callback.Event
	message  uint64 // Seq, 0 for what is posted by hand
	repeatOf uint64
	attempt  int // before this one
	twice    bool
}
