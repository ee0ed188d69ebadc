package smsctest

import (
	"context"
	"io"
	"log/slog"
	"net"
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
		body: r.Body, base: scheme + "://" + askedHost(r), from: from.Addr().Unmap(),
	})
	defer resp.finish()
	resp.serve(w, r)
}

// askedHost is the host that a request names, or else the address that it came to.
func askedHost(r *http.Request) string {
	if r.Host != "" {
		return strings.ToLower(r.Host)
	}
	if addr, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
		return addr.String()
	}
	return ""
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
	case g.asksForWSDL(r):
		return wsdlResponse(namespace)
	case r.method != http.MethodPost:
		read := new(reading)
		read.ignored("method", "",
			"The method is "+shown(r.method)+", and a call is a POST; PHP answers with an empty page.",
			"Send a POST, or a GET of ?wsdl for the WSDL.")
		if g.strict {
			read.fault = faultBadRequest
		}
		return g.refuseRequest(r, read)
	}
	body, err := io.ReadAll(io.LimitReader(r.body, g.maxRequest+1))
	if err != nil {
		return g.refuseRequest(r, &reading{fault: faultBadRequest})
	}
	read := g.read(r, namespace, body)
	if read.call == nil || read.fault != nil {
		return g.refuseRequest(r, read)
	}
	c := read.call
	c.size, c.namespace, c.lints, c.document = len(body), namespace, read.lints, read.kept
	return g.execute(r, c)
}

// read reads the body of a request.
func (g *Gateway) read(r *httpRequest, namespace string, body []byte) *reading {
	large := int64(len(body)) > g.maxRequest
	read := new(reading)
	if large {
		read.tooLarge()
	} else {
		read = readRequest(r.header, namespace, body, g.maxRequest)
		read.kept = read.keptDocument(body)
	}
	if !g.strict {
		return read
	}
	fault := faultTooLarge
	if !large {
		fault = checkStrictly(r.header, namespace, body)
	}
	if fault == nil && read.call == nil && read.fault == nil {
		fault = faultBadRequest // PHP would answer nothing
	}
	if fault != nil {
		read.call, read.fault, read.version = nil, fault, soap11
	}
	return read
}

// checkStrictly holds a request against the WSDL and SOAP 1.1. What both readers
// take is read as by PHP.
func checkStrictly(header http.Header, namespace string, body []byte) *soapFault {
	if fault := checkType(header); fault != nil {
		return fault
	}
	if _, fault := readStrictly(serviceContract(), namespace, body); fault != nil {
		return fault
	}
	return checkAction(header, namespace)
}

// unreachable reports whether the host takes no connection.
func (g *Gateway) unreachable() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed || g.down
}

// refuseRequest answers a request that is no call with a Fault, or with nothing, and logs
// it.
func (g *Gateway) refuseRequest(r *httpRequest, read *reading) *response {
	resp := nothingResponse()
	logged := Request{Host: r.base, Lints: read.lints, Document: read.kept}
	attrs := make([]slog.Attr, 1, 3)
	if fault := read.fault; fault != nil {
		resp = faultResponse(fault, read.version)
		logged.SOAPFault = shorten(fault.text, maxFaultText)
		attrs = append(attrs, slog.String("soap_fault", shown(fault.text)))
	}
	if rules := read.lints.rules(); len(rules) > 0 {
		attrs = append(attrs, slog.Any("lints", rules))
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	logged.At = g.clock.Now()
	entry := g.requests.add(logged)
	g.requests.answer(entry, resp, 0)
	g.wake()
	attrs[0] = slog.Uint64("seq", entry.Seq)
	g.logger.LogAttrs(r.ctx, slog.LevelInfo, "request", attrs...)
	return resp
}

// maxFaultText bounds the octets of the text of a Fault that are logged: a part of
// it can come from outside.
const maxFaultText = 1024

// asksForWSDL reports whether a request is one for the WSDL. PHP wants the query to
// be that word alone.
func (g *Gateway) asksForWSDL(r *httpRequest) bool {
	return r.method == http.MethodGet && strings.EqualFold(r.url.RawQuery, "wsdl")
}

func wsdlResponse(namespace string) *response {
	document, err := wsdl.Render(namespace)
	if err != nil {
		return textResponse(http.StatusBadRequest, "400 the URL is no name for a service\n")
	}
	return answerResponse(document, soap11)
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

func answerResponse(document []byte, version soapVersion) *response {
	return &response{status: http.StatusOK, contentType: version.contentType(), body: document}
}

func faultResponse(fault *soapFault, version soapVersion) *response {
	return &response{status: fault.httpStatus(), contentType: version.contentType(), body: fault.render(version)}
}

// nothingResponse is what PHP answers when it does not look at a request.
func nothingResponse() *response {
	return &response{status: http.StatusOK, contentType: "text/html; charset=UTF-8"}
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
