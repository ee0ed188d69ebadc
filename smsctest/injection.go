package smsctest

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Injection is a rule in force. It is safe for concurrent use.
type Injection struct {
	Fault

	gateway *Gateway
	id      uint64
	off     bool
	phone   string // Fault.Phone as recipients are kept
	random  *rand.Rand
	seen    int // matching requests
	fired   int
}

// Inject puts a rule into force. It panics when [Fault.Validate] finds something
// wrong. A request that breaks the contract gets its SOAP Fault and meets no rule.
func (g *Gateway) Inject(f Fault) *Injection {
	if err := f.Validate(); err != nil {
		panic(err)
	}
	i := &Injection{Fault: f, gateway: g, random: rand.New(rand.NewPCG(f.Seed, 0))} //nolint:gosec // chance that can be repeated
	if f.Phone != "" {
		i.phone = phoneNumber(f.Phone, g.correct)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lastFault++
	i.id = g.lastFault
	g.faults = append(g.faults, i)
	g.wake()
	return i
}

// ID counts the rules of a host from 1, in the order in which they were injected.
func (i *Injection) ID() uint64 { return i.id }

// On reports whether the rule is in force: not switched off, used up or removed.
func (i *Injection) On() bool {
	i.gateway.mu.Lock()
	defer i.gateway.mu.Unlock()
	return !i.off && slices.Contains(i.gateway.faults, i)
}

// Switch switches the rule off, or on again. What it has counted stays.
func (i *Injection) Switch(on bool) {
	i.gateway.mu.Lock()
	defer i.gateway.mu.Unlock()
	i.off = !on
	i.gateway.wake()
}

// Injections returns the rules that were injected and neither used up nor removed,
// in their order; also those that are switched off.
func (g *Gateway) Injections() []*Injection {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.faults)
}

// injection returns the rule with an ID, nil when there is none.
func (g *Gateway) injection(id uint64) *Injection {
	for _, i := range g.Injections() {
		if i.id == id {
			return i
		}
	}
	return nil
}

// Fired returns how many requests the rule has made go wrong.
func (i *Injection) Fired() int {
	i.gateway.mu.Lock()
	defer i.gateway.mu.Unlock()
	return i.fired
}

// Remove takes the rule out of force.
func (i *Injection) Remove() {
	i.gateway.mu.Lock()
	defer i.gateway.mu.Unlock()
	i.gateway.removeFault(i)
	i.gateway.wake()
}

// ClearFaults takes all rules out of force.
func (g *Gateway) ClearFaults() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.faults = nil
	g.wake()
}

func (g *Gateway) removeFault(i *Injection) {
	g.faults = slices.DeleteFunc(g.faults, func(other *Injection) bool { return other == i })
}

// met is what rules do to a call.
type met struct {
	waits        *Injection // nil: it waits for nothing
	queued       time.Duration
	copy         *Injection // nil: no copy of it comes
	copyDelay    time.Duration
	outcome      *Injection // nil: it ends well
	outcomeDelay time.Duration
}

// kind is the one of them to name: of several the one that decides how it ends.
func (m met) kind() FaultKind {
	if i := cmp.Or(m.outcome, m.copy, m.waits); i != nil {
		return i.Kind
	}
	return ""
}

// matchFaults finds the rules that the call falls under: the first that lets it
// wait, the first that copies it, and the first that decides how it ends. Every
// rule whose conditions the call meets counts it, also when another rule has taken
// it. The caller holds mu.
func (g *Gateway) matchFaults(c *call) met {
	var m met
	for _, i := range g.faults {
		if !i.meets(c, g) {
			continue
		}
		switch i.Kind {
		case FaultQueue:
			m.waits = cmp.Or(m.waits, i)
		case FaultReplay, FaultProxyRetry:
			m.copy = cmp.Or(m.copy, i)
		default:
			m.outcome = cmp.Or(m.outcome, i)
		}
	}
	if m.outcome != nil && m.outcome.Kind == FaultPreviousAnswer && g.previous == nil {
		m.outcome = nil // there is none to answer with
	}
	if m.outcome != nil && m.outcome.Kind == FaultRefuse {
		m.waits, m.copy = nil, nil // nothing of it arrives
	}
	m.queued = g.fire(m.waits)
	m.copyDelay = g.fire(m.copy)
	m.outcomeDelay = g.fire(m.outcome)
	return m
}

// meets reports whether a call meets the conditions of a rule.
func (i *Injection) meets(c *call, g *Gateway) bool {
	if i.off || i.Op != "" && i.Op != c.op.name && i.Op != c.op.family() || i.phone != "" && !c.names(i.phone, g) {
		return false
	}
	i.seen++
	return (i.Nth == 0 || i.seen == i.Nth) && (i.Probability == 0 || i.random.Float64() < i.Probability)
}

// fire counts a rule that takes effect, and draws its delay.
func (g *Gateway) fire(i *Injection) time.Duration {
	if i == nil {
		return 0
	}
	i.fired++
	if i.Times > 0 && i.fired >= i.Times || i.Nth > 0 {
		g.removeFault(i)
	}
	return i.delay().draw(i.random)
}

// names reports whether the call names a recipient.
func (c *call) names(phone string, g *Gateway) bool {
	if c.params == nil {
		given, ok := c.elements["phone"]
		return ok && (given == phone || phoneNumber(given, g.correct) == phone)
	}
	for _, l := range c.params.lines {
		for _, given := range g.members(l.phones) {
			if given == phone || phoneNumber(given, g.correct) == phone {
				return true
			}
		}
	}
	return false
}

// foreignNamespace is that of another host.
const foreignNamespace = "http://foreign.test" + Path

// response is what a client gets of a fault; document is the true answer, nil when the
// request was not executed.
func (i *Injection) response(document []byte, version soapVersion, delay time.Duration) *response {
	switch i.Kind {
	case FaultRefuse:
		return &response{delivery: deliverRefused}
	case FaultDropBefore, FaultDropAfter:
		return &response{delivery: deliverNothing}
	case FaultDropMidway:
		r := answerResponse(document[:len(document)/2], version)
		r.delivery, r.length = deliverPartly, len(document)
		return r
	case FaultHang:
		return &response{delivery: deliverNever}
	case FaultSlow:
		r := answerResponse(document, version)
		r.delivery, r.delay = deliverSlowly, delay
		return r
	case FaultEmpty:
		return answerResponse(nil, version)
	case FaultHTML:
		return htmlResponse(http.StatusOK)
	case FaultGarbage:
		return answerResponse([]byte("\x00\xff\xfe<\x01\x80>&;\xc3\x28\x00]]>\xed\xa0\x80"), version)
	case FaultCut:
		return answerResponse(document[:len(document)/2], version)
	case FaultSOAP:
		return faultResponse(&soapFault{code: "Server", text: cmp.Or(i.Message, "Internal error")}, version)
	case FaultStatus:
		r := htmlResponse(cmp.Or(i.Status, http.StatusServiceUnavailable))
		if i.RetryAfter > 0 {
			r.header = map[string]string{"Retry-After": strconv.Itoa(i.RetryAfter)}
		}
		return r
	case FaultRedirect:
		r := htmlResponse(cmp.Or(i.Status, http.StatusTemporaryRedirect))
		r.header = map[string]string{"Location": cmp.Or(i.Location, "http://redirected.test"+Path)}
		return r
	case FaultGzipBomb:
		r := answerResponse(bombMember(), version)
		r.header = map[string]string{"Content-Encoding": "gzip"}
		r.repeat = bombSize / bombMemberSize
		return r
	default: // FaultLate
		return answerResponse(document, version)
	}
}

const (
	bombSize       = 1 << 30
	bombMemberSize = 1 << 20
)

// bombMember is a gzip member of blanks. Members one after another are one
// stream, so sending it again and again needs no memory here.
var bombMember = sync.OnceValue(func() []byte {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(bytes.Repeat([]byte{' '}, bombMemberSize))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // a buffer takes everything
	}
	return packed.Bytes()
})
