package smsctest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-smsc/smsc/wsdl"
)

const (
	xmlType  = "text/xml; charset=utf-8"
	htmlType = "text/html; charset=utf-8"
	textType = "text/plain; charset=utf-8"
)

var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// httpRequest is one HTTP request, from wherever it came.
type httpRequest struct {
	ctx    context.Context //nolint:containedctx // it is one request on its way
	method string
	url    *url.URL
	header http.Header
	body   io.Reader
	base   string // scheme and host that were asked
	from   netip.Addr
}

// namespaceFor is the namespace of the WSDL at the URL that is asked.
func (g *Gateway) namespaceFor(r *httpRequest) string {
	if g.namespace != "" {
		return g.namespace
	}
	return r.base + Path
}

// ServeHTTP answers a request: SOAP and the WSDL at [Path], the control interface
// under /api/, described by /api/openapi.json, and whether it is up at /readyz.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == readyPath {
		g.ready(w, r)
		return
	}
	if strings.HasPrefix(r.URL.Path, controlPath) {
		if !g.AllowsHost(r.Host) {
			writeError(w, http.StatusForbidden, errHost)
			return
		}
		g.control.ServeHTTP(w, r)
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
	resp := g.respond(&httpRequest{
		ctx: r.Context(), method: r.Method, url: r.URL, header: r.Header,
		body: r.Body, base: scheme + "://" + r.Host, from: from.Addr().Unmap(),
	})
	defer resp.finish()
	resp.serve(w, r)
}

// respond works out the response to a request. The caller calls its finish when
// it is delivered.
func (g *Gateway) respond(r *httpRequest) *response {
	namespace := g.namespaceFor(r)
	switch {
	case g.unreachable():
		return &response{delivery: deliverRefused}
	case r.url.Path != Path:
		return textResponse(http.StatusNotFound, "404 page not found\n")
	case asksForWSDL(r.url) && r.method != http.MethodPost:
		return wsdlResponse(r.method, namespace)
	case r.method != http.MethodPost:
		return faultResponse(faultBadRequest)
	}
	document, err := io.ReadAll(io.LimitReader(r.body, g.maxRequest+1))
	switch {
	case err != nil:
		return faultResponse(faultBadRequest)
	case int64(len(document)) > g.maxRequest:
		return faultResponse(faultTooLarge)
	}
	if fault := checkType(r.header); fault != nil {
		return g.refuseFault(r, fault)
	}
	c, fault := readEnvelope(serviceContract(), namespace, document)
	if fault == nil {
		fault = checkAction(r.header, namespace)
	}
	if fault != nil {
		return g.refuseFault(r, fault)
	}
	c.size, c.namespace = len(document), namespace
	return g.execute(r, c)
}

// unreachable reports whether the host takes no connection.
func (g *Gateway) unreachable() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed || g.down
}

// refuseFault answers a request that is not one of the contract's with a Fault,
// and logs it.
func (g *Gateway) refuseFault(r *httpRequest, fault *soapFault) *response {
	g.mu.Lock()
	defer g.mu.Unlock()
	logged := g.requests.add(Request{At: g.clock.Now(), Host: r.base, SOAPFault: fault.text})
	g.wake()
	g.logger.LogAttrs(r.ctx, slog.LevelInfo, "request", slog.Uint64("seq", logged.Seq), slog.String("soap_fault", fault.text))
	return faultResponse(fault)
}

func asksForWSDL(u *url.URL) bool {
	for name := range u.Query() {
		if strings.EqualFold(name, "wsdl") {
			return true
		}
	}
	return false
}

func wsdlResponse(method, namespace string) *response {
	if method != http.MethodGet && method != http.MethodHead {
		return textResponse(http.StatusMethodNotAllowed, "405 method not allowed\n")
	}
	document, err := wsdl.Render(namespace)
	if err != nil {
		return textResponse(http.StatusBadRequest, "400 the URL is no name for a service\n")
	}
	return answerResponse(document)
}

// response is what goes back to a client, over whichever transport.
type response struct {
	delivery    delivery
	status      int
	contentType string
	header      map[string]string
	body        []byte
	repeat      int           // times that body is sent; 0 is once
	length      int           // Content-Length, where it is not that of the body
	delay       time.Duration // deliverSlowly

	released <-chan struct{} // closed when a client that hangs is to be let go
	done     func()          // nil if nobody counts
}

func answerResponse(document []byte) *response {
	return &response{status: http.StatusOK, contentType: xmlType, body: document}
}

func faultResponse(fault *soapFault) *response {
	return &response{status: fault.httpStatus(), contentType: xmlType, body: fault.render()}
}

func textResponse(status int, text string) *response {
	return &response{status: status, contentType: textType, body: []byte(text)}
}

func htmlResponse(status int) *response {
	page := "<!DOCTYPE html>\n<html><head><title>" + strconv.Itoa(status) + "</title></head><body><h1>" +
		http.StatusText(status) + "</h1><br></body></html>\n"
	return &response{status: status, contentType: htmlType, body: []byte(page)}
}

// finish says that the response is delivered, or that it never will be.
func (r *response) finish() {
	if r.done != nil {
		r.done()
	}
}

// size is the length of the whole body.
func (r *response) size() int {
	if r.length > 0 {
		return r.length
	}
	return len(r.body) * max(r.repeat, 1)
}

func (r *response) writeHeader(h http.Header) {
	h.Set("Content-Type", r.contentType)
	h.Set("Content-Length", strconv.Itoa(r.size()))
	for name, value := range r.header {
		h.Set(name, value)
	}
}
