package smsctest

import (
	"maps"
	"slices"
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
	// apikey.
	Query []Parameter `json:"query,omitempty"`
	// Error is the request error that was answered, or would have been but for a
	// fault; 0 is success.
	Error int `json:"error"`
	// ID is the ID of the message that was accepted or asked for.
	ID string `json:"id,omitempty"`
	// Accepted is the number of messages that were accepted.
	Accepted int `json:"accepted"`
	// Fault is the kind of the injected fault that the request met, if any.
	Fault FaultKind `json:"fault,omitempty"`
	// SOAPFault is the text of the Fault that was answered to a request that
	// broke the contract.
	SOAPFault string `json:"soap_fault,omitempty"`
}

// requestLog keeps the newest requests.
type requestLog struct {
	limit   int
	entries []*Request
	head    int
	total   uint64
}

func newRequestLog(limit int) *requestLog { return &requestLog{limit: limit} }

func (l *requestLog) add(r Request) *Request {
	l.total++
	r.Seq = l.total
	if len(l.entries) < l.limit {
		l.entries = append(l.entries, &r)
	} else {
		l.entries[l.head] = &r
		l.head = (l.head + 1) % l.limit
	}
	return &r
}

// begin enters a call.
func (l *requestLog) begin(c *call) *Request {
	r := Request{At: c.at, Operation: c.op.name, Elements: maps.Clone(c.elements)}
	for _, secret := range []string{"login", "psw", "apikey", "query"} {
		delete(r.Elements, secret)
	}
	r.Query = slices.DeleteFunc(slices.Clone(c.query), func(p Parameter) bool { return p.Name == "apikey" })
	return l.add(r)
}

func (l *requestLog) list() []Request {
	list := make([]Request, 0, len(l.entries))
	for i := range l.entries {
		r := *l.entries[(l.head+i)%len(l.entries)]
		r.Elements = maps.Clone(r.Elements)
		r.Query = slices.Clone(r.Query)
		list = append(list, r)
	}
	return list
}

// Requests returns the requests that are kept, oldest first.
func (g *Gateway) Requests() []Request {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.requests.list()
}
