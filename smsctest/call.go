package smsctest

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"time"
)

// call is a request on its way through the gateway. It arrives, may wait in a
// queue, starts, is checked, may wait again, is executed, and ends with a response:
// each step is a method of [Gateway] below, in this order, and all of them but the
// first and the last run with mu held.
type call struct {
	op       *operation
	elements map[string]string
	version  soapVersion
	size     int // octets of the document

	// What the elements mean, as far as that needs no state.
	query  []Parameter
	params *params // of send and cost

	// From whom it comes.
	ctx       context.Context //nolint:containedctx // for the log; a call may outlive its request
	host      string          // with scheme
	namespace string
	from      netip.Addr

	// What is told of it.
	lints    lints
	document string // secrets cut

	// What becomes of it.
	log      *Request
	fault    *Injection    // how it ends, nil for well
	faultFor time.Duration // what was drawn of the fault's delay
	sum      fingerprint   // of a send
	at       time.Time     // when it started, or was accepted
	others   int           // requests that were served then
	statuses int           // status requests among them
	serving  bool
	response *response
	ready    chan struct{} // closed when there is a response; nil if nobody waits
	hold     *hold         // of the callbacks of a send
	gone     bool          // the client is, or it is a copy, which has none
}

// execute answers a call: it returns when there is a response, or when the client
// has gone.
func (g *Gateway) execute(r *httpRequest, c *call) *response {
	c.ctx, c.host, c.from = r.ctx, r.base, r.from
	c.query, _ = parseQuery(c.elements["query"])
	c.lints.lintQuery(c)
	switch c.op.family() {
	case familySend, familyCost:
		c.params = readParams(c.elements)
	}

	g.mu.Lock()
	g.arrive(c)
	released := g.released
	if c.response != nil {
		g.mu.Unlock()
		return g.posted(r, c, c.response, released)
	}
	c.ready = make(chan struct{})
	g.mu.Unlock()

	select {
	case <-c.ready:
		return g.posted(r, c, c.response, released)
	case <-r.ctx.Done():
		g.leave(c)
		return &response{delivery: deliverNever}
	case <-released:
		g.leave(c)
		return &response{delivery: deliverNothing}
	}
}

// leave lets the client of a call go. What is on its way goes on.
func (g *Gateway) leave(c *call) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c.gone = true
	if c.response != nil {
		g.end(c)
	}
}

// arrive logs a call and draws what happens to it on the way: it can wait, and
// copies of it can come.
func (g *Gateway) arrive(c *call) {
	c.log = g.requests.begin(c, g.clock.Now())
	met := g.matchFaults(c)
	wait := met.queued
	c.fault, c.faultFor = met.outcome, met.outcomeDelay
	c.log.Fault = met.kind()
	g.wake()
	if met.copy == nil {
		g.startAfter(wait, c)
		return
	}
	twin := g.copyOf(c)
	if met.copy.Kind == FaultProxyRetry {
		g.startAfter(wait, twin)
		g.startAfter(wait+met.copyDelay, c)
		return
	}
	g.startAfter(wait, c)
	g.startAfter(wait+met.copyDelay, twin)
}

// copyOf makes a copy of a call, as something on the way may send it again.
func (g *Gateway) copyOf(c *call) *call {
	twin := &call{
		op: c.op, elements: c.elements, version: c.version, size: c.size, lints: c.lints, document: c.document,
		query: c.query, params: c.params,
		ctx: c.ctx, host: c.host, namespace: c.namespace, from: c.from, gone: true,
	}
	twin.log = g.requests.begin(twin, g.clock.Now())
	twin.log.CopyOf = c.log.Seq
	return twin
}

func (g *Gateway) startAfter(wait time.Duration, c *call) {
	if wait <= 0 {
		g.start(c)
		return
	}
	c.log.Waiting = true
	g.later(wait, c, func() { g.start(c) })
}

// start lets a call begin: from now on it is served, and counts as such. What does
// not end by a fault before is checked.
func (g *Gateway) start(c *call) {
	c.log.Waiting = false
	c.at, c.others, c.statuses = g.clock.Now(), g.inFlight, g.inFlightStatuses
	c.serving = true
	g.count(c, 1)
	if c.fault != nil && !c.fault.executes() {
		g.conclude(c, nil)
		return
	}
	if a := g.check(c); a != nil {
		g.conclude(c, a)
		return
	}
	if wait := g.duplicateGap(c); wait > 0 {
		c.log.Waiting = true
		g.later(wait, c, func() {
			c.log.Waiting = false
			c.at = g.clock.Now()
			g.conclude(c, g.run(c))
		})
		return
	}
	g.conclude(c, g.run(c))
}

// check refuses a call by who asks and how often, and returns nil for any other.
func (g *Gateway) check(c *call) *answer {
	if a := g.admit(c); a != nil {
		return a
	}
	if c.op.family() == familySend {
		return g.checkSend(c)
	}
	return nil
}

// run does what a call asks for.
func (g *Gateway) run(c *call) *answer {
	switch c.op.family() {
	case familySend:
		return g.send(c)
	case familyCost:
		return g.cost(c)
	case familyStatus:
		return g.status(c)
	default:
		return g.tellBalance(c)
	}
}

// conclude makes the response from the answer of a call, nil if it was not
// executed, as the fault has it.
func (g *Gateway) conclude(c *call, a *answer) {
	var document []byte
	if a != nil {
		c.log.Error = a.code
		document = a.render(c.op, c.namespace, c.version)
	}
	resp := g.respondTo(c, a, document)
	if document != nil {
		g.previous = answerResponse(document, c.version)
	}
	g.logCall(c)
	g.wake()
	if c.fault != nil && c.fault.Kind == FaultLate && c.faultFor > 0 {
		g.later(c.faultFor, c, func() { g.deliver(c, resp) })
		return
	}
	g.deliver(c, resp)
}

// respondTo is the response with an answer, or what a fault makes of it.
func (g *Gateway) respondTo(c *call, a *answer, document []byte) *response {
	switch f := c.fault; {
	case f == nil:
		return answerResponse(document, c.version)
	case f.Kind == FaultCode:
		c.log.Error = f.Code
		return answerResponse(refuse(f.Code).render(c.op, c.namespace, c.version), c.version)
	case f.Kind == FaultForeignNamespace:
		return answerResponse(a.render(c.op, foreignNamespace, c.version), c.version)
	case f.Kind == FaultPreviousAnswer:
		again := *g.previous
		return &again
	default:
		return f.response(document, c.version, c.faultFor)
	}
}

// deliver hands a response over to the client, if it is still there.
func (g *Gateway) deliver(c *call, resp *response) {
	resp.released = g.released
	resp.done = sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.end(c)
	})
	c.response = resp
	g.requests.answer(c.log, resp, g.clock.Now().Sub(c.log.At))
	g.wake()
	if c.gone {
		g.end(c)
		return
	}
	if c.ready != nil {
		close(c.ready)
	}
}

// end counts a call as served no more: its response is delivered, or its client has
// gone.
func (g *Gateway) end(c *call) {
	if c.serving {
		c.serving = false
		g.count(c, -1)
		c.hold.release()
	}
}

func (g *Gateway) count(c *call, n int) {
	g.inFlight += n
	if c.op.family() == familyStatus {
		g.inFlightStatuses += n
	}
}

func (g *Gateway) logCall(c *call) {
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
	if c.log.CopyOf != 0 {
		attrs = append(attrs, slog.Uint64("copy_of", c.log.CopyOf))
	}
	if rules := c.lints.rules(); len(rules) > 0 {
		attrs = append(attrs, slog.Any("lints", rules))
	}
	g.logger.LogAttrs(c.ctx, slog.LevelInfo, "request", attrs...)
}
