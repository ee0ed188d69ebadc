package smsctest

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Request is a request that the emulator has got, without credentials.
type Request struct {
	// Seq counts the requests from 1.
	Seq uint64 `json:"seq"`
	// At is when it came.
	At time.Time `json:"at"`
	// Operation is the operation of the WSDL, such as "send_sms2"; "" when the
	// request could not be read.
	Operation string `json:"operation,omitempty"`
	// Elements are the elements of the request but login, psw, apikey and query.
	Elements map[string]string `json:"elements,omitempty"`
	// Query are the parameters of the query as decoded, in their order, without
	// secrets.
	Query []Parameter `json:"query,omitempty"`
	// Error is the request error that was answered, or would have been but for a
	// fault; 0 is success.
	Error int `json:"error"`
	// ID is the ID of the message that was accepted or asked for.
	ID string `json:"id,omitempty"`
	// Accepted is the number of messages that were accepted.
	Accepted int `json:"accepted"`
	// Host is the scheme and host that were asked.
	Host string `json:"host"`
	// Waiting tells that it is still on its way: what it asks for is yet to be
	// done.
	Waiting bool `json:"waiting,omitempty"`
	// CopyOf is the Seq of the request of which this is a copy, made by a fault;
	// 0 for one that a client sent.
	CopyOf uint64 `json:"copy_of,omitempty"`
	// Fault is the kind of the injected fault that the request met, if any: of
	// several the one that decided how it ended.
	Fault FaultKind `json:"fault,omitempty"`
	// SOAPFault is the text of the Fault that was answered to a request that
	// broke the contract.
	SOAPFault string `json:"soap_fault,omitempty"`
	// Lints are what the WSDL, SOAP or the vendor's documentation would not allow,
	// with what to do about it. None for a request that keeps to all of them.
	Lints []Lint `json:"lints,omitempty"`
	// Document is the body of the request as text, with the secrets cut out. A
	// long one is cut short.
	Document string `json:"document,omitempty"`
	// Answer is the body that was answered, as text. A long one is cut short.
	Answer string `json:"answer,omitempty"`
	// Status is the HTTP status that was answered; 0 while there is none, and when
	// a fault lets the connection end without one.
	Status int `json:"status,omitempty"`
	// Duration is the time from At to the answer, by the Gateway's clock.
	Duration time.Duration `json:"duration,omitempty"`
}

// maxLogSize bounds the octets of the requests that are kept, besides their number.
const maxLogSize = 64 << 20

// requestLog keeps the newest requests.
type requestLog struct {
	entries ring[*Request]
	total   uint64
	size    int
}

func newRequestLog(limit int) *requestLog { return &requestLog{entries: ring[*Request]{limit: limit}} }

func (l *requestLog) add(r Request) *Request {
	l.size += r.size()
	for l.entries.full() || l.size > maxLogSize && l.entries.n > 0 {
		l.size -= l.entries.pop().size()
	}
	l.total++
	r.Seq = l.total
	l.entries.push(&r)
	return &r
}

// answer enters what a request is answered, which makes its entry larger.
func (l *requestLog) answer(r *Request, resp *response, after time.Duration) {
	before := r.size()
	r.Duration = after
	if resp.delivery != deliver && resp.delivery != deliverSlowly {
		return
	}
	r.Status = resp.status
	if resp.header["Content-Encoding"] == "" {
		r.Answer = strings.ToValidUTF8(string(resp.body[:min(len(resp.body), maxDocument)]), "\uFFFD")
	}
	if !l.holds(r) {
		return
	}
	l.size += r.size() - before
	for l.size > maxLogSize && l.entries.n > 0 {
		l.size -= l.entries.pop().size()
	}
}

// holds reports whether an entry is still kept: it may have had to go meanwhile.
func (l *requestLog) holds(r *Request) bool {
	if l.entries.n == 0 {
		return false
	}
	first := l.entries.at(0).Seq
	return r.Seq >= first && r.Seq-first < uint64(l.entries.n) && l.entries.at(int(r.Seq-first)) == r
}

// begin enters a call.
func (l *requestLog) begin(c *call, at time.Time) *Request {
	r := Request{
		At: at, Host: c.host, Operation: c.op.name, Elements: maps.Clone(c.elements),
		Lints: c.lints, Document: c.document,
	}
	for _, secret := range []string{"login", "psw", "apikey", "query"} {
		delete(r.Elements, secret)
	}
	r.Query = slices.DeleteFunc(slices.Clone(c.query), func(p Parameter) bool { return isSecret(p.Name) })
	return l.add(r)
}

// size is about what a request takes, in octets. What changes later is small, but
// for the answer.
func (r *Request) size() int {
	size := 512 + len(r.SOAPFault) + len(r.Document) + len(r.Answer)
	for name, value := range r.Elements {
		size += len(name) + len(value)
	}
	for _, p := range r.Query {
		size += len(p.Name) + len(p.Value)
	}
	for _, lint := range r.Lints {
		size += len(lint.Rule) + len(lint.Where) + len(lint.Text) + len(lint.Fix)
	}
	return size
}

func (l *requestLog) list() []Request {
	list := make([]Request, 0, l.entries.n)
	for i := range l.entries.n {
		list = append(list, l.entries.at(i).clone())
	}
	return list
}

// clone is the caller's own.
func (r *Request) clone() Request {
	own := *r
	own.Elements, own.Query, own.Lints = maps.Clone(r.Elements), slices.Clone(r.Query), slices.Clone(r.Lints)
	return own
}

// Request returns the request with a Seq. It reports false when it is not kept.
func (g *Gateway) Request(seq uint64) (Request, bool) {
	page, _ := g.RequestsBefore(seq+1, 1)
	if len(page) == 0 || page[0].Seq != seq {
		return Request{}, false
	}
	return page[0], true
}

// RequestsBefore returns the newest requests with a Seq below before, or of all if
// that is 0: at most limit, oldest first. more tells that older ones are kept.
func (g *Gateway) RequestsBefore(before uint64, limit int) (page []Request, more bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	entries := &g.requests.entries
	end := entries.n
	if oldest := g.requests.total - uint64(entries.n) + 1; before > 0 {
		end = min(end, int(max(before, oldest)-oldest))
	}
	begin := max(0, end-max(limit, 0))
	for i := begin; i < end; i++ {
		page = append(page, entries.at(i).clone())
	}
	return page, begin > 0
}

// Asked returns how many requests came since [New] or [Gateway.Reset], with those
// that are no longer kept.
func (g *Gateway) Asked() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return int(g.requests.total)
}

// Requests returns the requests that are kept, oldest first.
func (g *Gateway) Requests() []Request {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.requests.list()
}
