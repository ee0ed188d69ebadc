package smsctest

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/shopspring/decimal"
)

const (
	// Path is where the service speaks SOAP.
	Path = "/sys/soap.php"
	// Endpoint is the address for use with [Gateway.Transport]. No host of that
	// name exists (RFC 2606), so a client that lacks the transport reaches nobody.
	Endpoint = "https://smsc.test" + Path
)

// Gateway is the emulated service with its account, messages and limits. It is an
// http.Handler, and through [Gateway.Transport] it answers without a network.
// Make one with [New]. It is safe for concurrent use.
type Gateway struct {
	config

	control http.Handler

	mu         sync.Mutex
	funds      decimal.Decimal
	messages   *store
	limiter    *limiter
	duplicates *duplicates
	requests   *requestLog
	faults     []*Injection
	lastID     int64
	inFlight   int
	changed    chan struct{} // non-nil while somebody waits
	revision   int           // counts changes of messages that Wait has done with
	released   chan struct{} // closed when what hangs at present is released
	closed     bool
}

// New returns an emulated service.
func New(opts ...Option) *Gateway {
	g := &Gateway{config: defaultConfig(), released: make(chan struct{})}
	for _, opt := range opts {
		opt(&g.config)
	}
	g.control = g.newControl()
	g.reset()
	serviceContract() // a mistake in the WSDL shows here, not in a handler
	return g
}

// reset puts the state back to the beginning. The caller holds mu or is alone.
func (g *Gateway) reset() {
	g.funds = g.balance
	g.messages = newStore(g.retention)
	g.limiter = newLimiter(g.limits, g.retention)
	g.duplicates = newDuplicates(g.limits, g.retention)
	g.requests = newRequestLog(g.requestLog)
	g.faults = nil
	g.lastID = 0
}

// Reset puts everything back to how [New] made it: no messages, requests, faults
// and blocked addresses, the first balance. Numbers of requests and messages
// begin anew. The clock stays.
func (g *Gateway) Reset() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.reset()
	g.revision++
	g.wake()
}

// ReleaseHung ends the requests that hang or trickle in a fault at present: each
// sees its connection closed. Later requests can hang again.
func (g *Gateway) ReleaseHung() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.releaseHung()
}

func (g *Gateway) releaseHung() {
	close(g.released)
	g.released = make(chan struct{})
}

// Close takes the service off the network for good: it ends what hangs as
// [Gateway.ReleaseHung] does, and refuses every further connection. What it has
// accepted can still be looked at. Closing twice does no harm. A Gateway that
// is not closed leaves nothing behind either, unless requests hang.
func (g *Gateway) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.closed = true
		g.releaseHung()
	}
}

// Format writes how many messages were accepted, for every verb: the Gateway holds
// credentials.
func (g *Gateway) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "smsctest.Gateway(accepted: %d)", g.Accepted())
}

// call is a request on its way through the gateway: what was read of it, and what
// becomes of it.
type call struct {
	op       *operation
	elements map[string]string

	// Known once the envelope is read.
	query  []Parameter
	params *params // of send and cost

	// Known once it is executed.
	at     time.Time
	from   netip.Addr
	others int // requests that are served at the same time
	log    *Request
	answer *answer
}

// read reads what the elements mean, as far as that needs no state, so that the
// lock is held for the rest only.
func (c *call) read() {
	c.query, _ = parseQuery(c.elements["query"])
	switch c.op.family() {
	case familySend, familyCost:
		c.params = readParams(c.elements)
	}
}

// execute answers a call, or lets it go wrong as a fault says.
func (g *Gateway) execute(r *httpRequest, c *call) *response {
	c.read()

	g.mu.Lock()
	defer g.mu.Unlock()
	c.at, c.from, c.others = g.clock.Now(), r.from, g.inFlight
	c.log = g.requests.begin(c)
	injected := g.matchFault(c)
	var resp *response
	switch {
	case injected == nil:
		resp = answerResponse(g.run(c).render(c.op, r.namespace))
	case injected.Kind == FaultCode:
		c.log.Error = injected.Code
		resp = answerResponse(refuse(injected.Code).render(c.op, r.namespace))
	default:
		var document []byte
		if injected.executes() {
			document = g.run(c).render(c.op, r.namespace)
			if injected.Kind == FaultForeignNamespace {
				document = c.answer.render(c.op, foreignNamespace)
			}
		}
		resp = injected.response(document)
	}
	if injected != nil {
		c.log.Fault = injected.Kind
	}
	g.logCall(r, c)
	g.begin(resp)
	return resp
}

// begin counts a call as served until its response is delivered. The caller holds
// mu.
func (g *Gateway) begin(resp *response) {
	g.inFlight++
	resp.released = g.released
	resp.done = sync.OnceFunc(func() {
		g.mu.Lock()
		g.inFlight--
		g.mu.Unlock()
	})
}

// run runs a call: first who asks and how often, then the operation. The caller
// holds mu.
func (g *Gateway) run(c *call) *answer {
	c.answer = g.admit(c)
	if c.answer == nil {
		switch c.op.family() {
		case familySend:
			c.answer = g.send(c)
		case familyCost:
			c.answer = g.cost(c)
		case familyStatus:
			c.answer = g.status(c)
		default:
			c.answer = g.tellBalance(c)
		}
	}
	c.log.Error = c.answer.code
	return c.answer
}

func (g *Gateway) logCall(r *httpRequest, c *call) {
	attrs := []slog.Attr{
		slog.Uint64("seq", c.log.Seq), slog.String("op", c.op.name), slog.Int("error", c.log.Error),
		slog.Int("accepted", c.log.Accepted),
	}
	if c.log.ID != "" {
		attrs = append(attrs, slog.String("id", c.log.ID))
	}
	if c.log.Fault != "" {
		attrs = append(attrs, slog.String("fault", string(c.log.Fault)))
	}
	g.logger.LogAttrs(r.ctx, slog.LevelInfo, "request", attrs...)
}
