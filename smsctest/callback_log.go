package smsctest

import (
	"context"
	"net/url"
	"time"

	"github.com/go-smsc/smsc/callback"
)

// Callback is a request to the URL of [WithCallback]: what was posted, and what was
// answered. A retry and a duplicate are a Callback each.
type Callback struct { //nolint:recvcheck // it is read as a value, and filled in as one
	// Seq counts the callbacks from 1.
	Seq uint64
	// At is when it was posted.
	At time.Time
	// Event is what it tells. A value, as package callback passes it.
	Event callback.Event
	// Message is the Seq of the [Message] whose status it tells; 0 for what was
	// posted by hand.
	Message uint64
	// RepeatOf is the Seq of the callback that this one repeats; 0 for a first one.
	RepeatOf uint64
	// Attempt is 1, or more for what [CallbackRetries] posts again.
	Attempt int
	// URL is where it went, without a password.
	URL string
	// ContentType and Document are the Content-Type and the body as it was posted.
	ContentType string
	Document    string
	// Waiting tells that it is not answered yet.
	Waiting bool
	// Status is the HTTP status of the answer; 0 without an answer.
	Status int
	// Answer is the beginning of the answer's body, 1 KiB at most.
	Answer string
	// Error tells why there is no answer, or why it was not posted.
	Error string
	// Duration is how long the answer took, by time.Now.
	Duration time.Duration
}

// Taken reports whether it was answered with a status of 200-299.
func (c Callback) Taken() bool { return c.Status >= 200 && c.Status <= 299 }

const (
	// maxCallbackLog bounds the octets of the callbacks that are kept, besides their
	// number.
	maxCallbackLog = 16 << 20
	maxAnswer      = 1 << 10
)

// callbackLog keeps the newest callbacks.
type callbackLog struct {
	entries ring[*Callback]
	total   uint64
	size    int
}

func newCallbackLog(limit int) *callbackLog {
	return &callbackLog{entries: ring[*Callback]{limit: limit}}
}

func (l *callbackLog) add(c Callback) *Callback {
	l.size += c.size()
	for l.entries.full() || l.size > maxCallbackLog && l.entries.n > 0 {
		l.size -= l.entries.pop().size()
	}
	l.total++
	c.Seq = l.total
	l.entries.push(&c)
	return &c
}

// size is about what a callback takes, in octets, whatever is answered.
func (c *Callback) size() int { return sizeOf(c.Event) + len(c.Document) + len(c.URL) + maxAnswer }

func (l *callbackLog) find(seq uint64) *Callback {
	forgotten := l.total - uint64(l.entries.n)
	if seq <= forgotten || seq > l.total {
		return nil
	}
	return l.entries.at(int(seq - forgotten - 1))
}

// Callbacks returns the callbacks that are kept, oldest first: as many as
// [WithRequestLog] keeps requests.
func (g *Gateway) Callbacks() []Callback {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.reports == nil {
		return nil
	}
	entries := &g.reports.log.entries
	list := make([]Callback, 0, entries.n)
	for i := range entries.n {
		list = append(list, *entries.at(i))
	}
	return list
}

// WaitCallback returns the first callback for which match returns true: one that is
// kept, or one that comes later. match sees a callback when it is answered or has
// failed, and must not call the Gateway. It ends with the cause of ctx when that is
// over before.
func (g *Gateway) WaitCallback(ctx context.Context, match func(Callback) bool) (Callback, error) {
	for {
		g.mu.Lock()
		if g.reports == nil {
			g.mu.Unlock()
			return Callback{}, ErrNoCallback
		}
		entries := &g.reports.log.entries
		for i := range entries.n {
			if c := entries.at(i); !c.Waiting && match(*c) {
				found := *c
				g.mu.Unlock()
				return found, nil
			}
		}
		changed := g.listen()
		g.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return Callback{}, context.Cause(ctx)
		}
	}
}

// redacted is the URL without a password.
func redacted(target string) string {
	address, err := url.Parse(target)
	if err != nil {
		return ""
	}
	address.User = nil
	return address.String()
}
