package smsctest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"syscall"
)

// Transport returns a transport that answers from the Gateway, whatever host a
// request names, without a network and without goroutines. So it works in a
// testing/synctest bubble, where a server would not. For the Gateway its requests
// come from 127.0.0.1.
//
// What goes wrong on a connection is an error as that of net/http: a refused one
// is a *net.OpError of a dial, a dropped one io.EOF or io.ErrUnexpectedEOF.
func (g *Gateway) Transport() http.RoundTripper { return g.TransportFrom(loopback) }

// TransportFrom is [Gateway.Transport] with requests that come from another
// address.
func (g *Gateway) TransportFrom(addr netip.Addr) http.RoundTripper {
	return &transport{gateway: g, from: addr.Unmap()}
}

type transport struct {
	gateway *Gateway
	from    netip.Addr
}

// RoundTrip answers a request. It reads the body to its end, unless it refuses the
// connection and the body is one that can be looked at, and closes it.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	document, err := readBody(req, t.gateway.maxRequest+1)
	if err != nil {
		return nil, err
	}
	if req.URL.Host == "" {
		return nil, errors.New("smsctest: no host in request URL")
	}
	if strings.HasPrefix(req.URL.Path, controlPath) || req.URL.Path == readyPath {
		return t.control(req, document), nil
	}

	resp := t.gateway.respond(&httpRequest{
		ctx: req.Context(), method: req.Method, url: req.URL, header: req.Header, body: bytes.NewReader(document),
		base: req.URL.Scheme + "://" + strings.ToLower(cmp.Or(req.Host, req.URL.Host)), from: t.from,
	})
	if resp.delivery == deliverRefused {
		resp.finish()
		return nil, refused(req)
	}
	if err := consume(req); err != nil {
		resp.finish()
		return nil, err
	}
	switch resp.delivery {
	case deliverNothing:
		resp.finish()
		return nil, io.EOF // what net/http returns for a connection closed without an answer
	case deliverNever:
		defer resp.finish()
		select {
		case <-req.Context().Done():
			return nil, context.Cause(req.Context())
		case <-resp.released:
			return nil, io.EOF
		}
	default:
	}
	return resp.inMemory(req), nil
}

// readBody reads a request's body up to a limit, as far as the context allows.
func readBody(req *http.Request, limit int64) ([]byte, error) {
	if req.Body == nil {
		return nil, context.Cause(req.Context())
	}
	if err := context.Cause(req.Context()); err != nil {
		return nil, errors.Join(err, req.Body.Close())
	}
	if body, ok := req.Body.(peeker); ok {
		document := body.Peek()
		return document[:min(int64(len(document)), limit)], nil
	}
	defer req.Body.Close()
	document, err := io.ReadAll(io.LimitReader(req.Body, limit))
	if err != nil {
		return nil, err
	}
	if n := req.ContentLength; n > 0 && int64(len(document)) < min(n, limit) {
		return nil, fmt.Errorf("smsctest: ContentLength=%d with body length %d", n, len(document))
	}
	return document, context.Cause(req.Context())
}

// peeker is a request's body that can be looked at without being read, as that of the
// SDK's own client. Nothing is read of a request whose connection is refused, and a
// client may rely on that to know that nothing was sent.
type peeker interface{ Peek() []byte }

// consume reads a body that was only looked at before.
func consume(req *http.Request) error {
	if _, ok := req.Body.(peeker); !ok {
		return nil
	}
	_, err := io.Copy(io.Discard, req.Body)
	return errors.Join(err, req.Body.Close())
}

// control answers a request to the control interface.
func (t *transport) control(req *http.Request, document []byte) *http.Response {
	inner := req.Clone(req.Context())
	inner.Body = io.NopCloser(bytes.NewReader(document))
	inner.RequestURI = req.URL.RequestURI()
	inner.RemoteAddr = netip.AddrPortFrom(t.from, 0).String()
	if req.URL.Scheme == "https" {
		inner.TLS = &tls.ConnectionState{}
	}
	w := &recorder{header: make(http.Header)}
	if req.URL.Path == readyPath {
		t.gateway.ready(w, inner)
	} else {
		t.gateway.control.ServeHTTP(w, inner) // no browser comes this way
	}
	resp := (&response{status: cmp.Or(w.status, http.StatusOK), body: w.body.Bytes()}).inMemory(req)
	maps.Copy(resp.Header, w.header)
	return resp
}

// recorder keeps what a handler writes.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) { r.status = cmp.Or(r.status, status) }

func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

// refused is the error of a dial that was refused.
func refused(req *http.Request) error {
	port := req.URL.Port()
	if port == "" {
		port = "443"
	}
	address := net.JoinHostPort(req.URL.Hostname(), port)
	return &net.OpError{
		Op: "dial", Net: "tcp", Addr: hostAddr(address),
		Err: os.NewSyscallError("connect", syscall.ECONNREFUSED),
	}
}

// hostAddr is the address of a host by its name.
type hostAddr string

func (hostAddr) Network() string  { return "tcp" }
func (a hostAddr) String() string { return string(a) }
