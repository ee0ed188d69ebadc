package smsctest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc/wsdl"
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

	closed    chan struct{}
	closeOnce sync.Once
	api       http.Handler

	mu       sync.Mutex
	funds    decimal.Decimal
	messages *store
	guard    *guard
	requests *requestLog
	faults   []*Injection
	lastID   int64
	inFlight int
	changed  chan struct{} // non-nil while somebody waits
	revision int           // counts changes of messages that Wait has done with
}

// New returns an emulated service.
func New(opts ...Option) *Gateway {
	g := &Gateway{config: defaultConfig(), closed: make(chan struct{})}
	for _, opt := range opts {
		opt(&g.config)
	}
	g.api = g.newAPI()
	g.reset()
	serviceContract() // a mistake in the WSDL shows here, not in a handler
	return g
}

// reset puts the state back to the beginning. The caller holds mu or is alone.
func (g *Gateway) reset() {
	g.funds = g.balance
	g.messages = newStore(g.retention)
	g.guard = newGuard(g.limits, g.retention)
	g.requests = newRequestLog(g.requestLog)
	g.faults = nil
	g.lastID = 0
}

// Format writes how many messages were accepted, for every verb: the Gateway holds
// credentials.
func (g *Gateway) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "smsctest.Gateway(accepted: %d)", g.Accepted())
}

// Close ends the requests that hang in a fault. The Gateway goes on serving
// others.
func (g *Gateway) Close() { g.closeOnce.Do(func() { close(g.closed) }) }

// ServeHTTP answers a request: SOAP and the WSDL at [Path], and the control
// interface under /api/.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		g.api.ServeHTTP(w, r)
		return
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		from = netip.AddrPortFrom(loopback, 0)
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	rep := g.exchange(&exchange{
		ctx: r.Context(), method: r.Method, url: r.URL, header: r.Header,
		body: r.Body, base: scheme + "://" + r.Host, from: from.Addr().Unmap(),
	})
	defer rep.done()
	rep.serve(w, r, g.closed)
}

var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// exchange is one HTTP request, from wherever it came.
type exchange struct {
	ctx    context.Context //nolint:containedctx // the exchange is one request on its way
	method string
	url    *url.URL
	header http.Header
	body   io.Reader
	base   string // scheme and host that were asked
	from   netip.Addr
}

// exchange works out the reply to a request. The caller calls done of the reply
// when the reply is delivered.
func (g *Gateway) exchange(x *exchange) *reply {
	g.mu.Lock()
	g.inFlight++
	others := g.inFlight - 1
	g.mu.Unlock()
	rep := g.reply(x, others)
	var once sync.Once
	rep.done = func() {
		once.Do(func() {
			g.mu.Lock()
			g.inFlight--
			g.mu.Unlock()
		})
	}
	return rep
}

func (g *Gateway) reply(x *exchange, others int) *reply {
	if x.url.Path != Path {
		return textReply(http.StatusNotFound, "404 page not found\n")
	}
	namespace := g.namespace
	if namespace == "" {
		namespace = x.base + Path
	}
	if isWSDL(x.url) && x.method != http.MethodPost {
		return g.wsdlReply(namespace, x.method)
	}
	if x.method != http.MethodPost {
		return faultReply(faultBadRequest)
	}

	document, err := io.ReadAll(io.LimitReader(x.body, g.maxRequest+1))
	switch {
	case err != nil:
		return faultReply(faultBadRequest)
	case int64(len(document)) > g.maxRequest:
		return faultReply(&soapFault{code: "Client", text: "Bad Request: too large", status: http.StatusRequestEntityTooLarge})
	}
	if fault := checkHeader(x.header, namespace); fault != nil {
		return g.refuseFault(x, fault)
	}
	c, fault := readEnvelope(serviceContract(), namespace, document)
	if fault != nil {
		return g.refuseFault(x, fault)
	}
	return g.execute(x, c, namespace, others)
}

// execute answers a call, or lets it fail as a fault says.
func (g *Gateway) execute(x *exchange, c *call, namespace string, others int) *reply {
	t := &transaction{call: c, from: x.from, others: others}
	t.read()

	g.mu.Lock()
	defer g.mu.Unlock()
	t.now = g.clock.Now()
	t.log = g.requests.begin(t)
	injected := g.matchFault(t)
	if injected != nil {
		t.log.Fault = injected.Kind
	}
	var rep *reply
	switch {
	case injected == nil:
		rep = answerReply(g.run(t).render(c.op, namespace))
	case injected.Kind == FaultCode:
		t.log.Error = injected.Code
		rep = answerReply(refuse(injected.Code).render(c.op, namespace))
	default:
		var document []byte
		if injected.executes() {
			document = g.run(t).render(c.op, namespace)
			if injected.Kind == FaultForeignNamespace {
				document = g.foreign(t, c)
			}
		}
		rep = injected.reply(document)
	}
	g.log(x, t)
	return rep
}

// foreign renders the answer of the last run in the namespace of another host.
func (g *Gateway) foreign(t *transaction, c *call) []byte {
	return t.answer.render(c.op, "http://foreign.test"+Path)
}

// refuseFault answers a request that is none with a Fault, and logs it.
func (g *Gateway) refuseFault(x *exchange, fault *soapFault) *reply {
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.requests.add(Request{At: g.clock.Now(), SOAPFault: fault.text})
	g.logger.LogAttrs(x.ctx, slog.LevelInfo, "request", slog.Uint64("seq", r.Seq), slog.String("soap_fault", fault.text))
	return faultReply(fault)
}

func (g *Gateway) log(x *exchange, t *transaction) {
	attrs := []slog.Attr{
		slog.Uint64("seq", t.log.Seq), slog.String("op", t.op.name), slog.Int("error", t.log.Error),
		slog.Int("accepted", t.log.Accepted),
	}
	if t.log.ID != "" {
		attrs = append(attrs, slog.String("id", t.log.ID))
	}
	if t.log.Fault != "" {
		attrs = append(attrs, slog.String("fault", string(t.log.Fault)))
	}
	g.logger.LogAttrs(x.ctx, slog.LevelInfo, "request", attrs...)
}

func isWSDL(u *url.URL) bool {
	for name := range u.Query() {
		if strings.EqualFold(name, "wsdl") {
			return true
		}
	}
	return false
}

func (g *Gateway) wsdlReply(namespace, method string) *reply {
	if method != http.MethodGet && method != http.MethodHead {
		return textReply(http.StatusMethodNotAllowed, "405 method not allowed\n")
	}
	document, err := wsdl.Render(namespace)
	if err != nil {
		return textReply(http.StatusBadRequest, "400 the URL is no name for a service\n")
	}
	return &reply{status: http.StatusOK, contentType: xmlType, body: document}
}

// errClosed is what a hanging request in memory ends with when the Gateway is
// closed.
var errClosed = errors.New("smsctest: gateway closed")
