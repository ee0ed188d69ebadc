package smsctest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
)

// isLoopback reports whether a host of a URL is this machine.
func isLoopback(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

func newCallbackClient(anyHost bool) *http.Client {
	dialer := &net.Dialer{}
	if !anyHost {
		dialer.Control = loopbackOnly
	}
	return &http.Client{
		// Without idle connections there is nothing to close.
		Transport:     &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true},
		CheckRedirect: noRedirects,
	}
}

// loopbackOnly refuses connections to other machines, whatever a name stands for.
func loopbackOnly(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !to.Addr().Unmap().IsLoopback() {
		return errors.New("smsctest: the host of the callback URL is not on loopback")
	}
	return nil
}

func noRedirects(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// handlerTransport answers from a handler, in the goroutine that asks.
type handlerTransport struct{ handler http.Handler }

func (t handlerTransport) RoundTrip(req *http.Request) (_ *http.Response, err error) {
	defer req.Body.Close()
	if err := context.Cause(req.Context()); err != nil {
		return nil, err
	}
	inner := req.Clone(req.Context())
	inner.RequestURI = req.URL.RequestURI()
	inner.Host = cmp.Or(req.Host, req.URL.Host)
	inner.RemoteAddr = netip.AddrPortFrom(loopback, 0).String()
	w := &recorder{header: make(http.Header)}
	defer func() {
		switch reason := recover(); reason {
		case nil:
		case http.ErrAbortHandler: // a handler's way to close the connection
			err = io.EOF
		default:
			panic(reason)
		}
	}()
	t.handler.ServeHTTP(w, inner)
	status := cmp.Or(w.status, http.StatusOK)
	resp := &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: make(http.Header), ContentLength: int64(w.body.Len()), Body: io.NopCloser(bytes.NewReader(w.body.Bytes())),
		Request: req,
	}
	maps.Copy(resp.Header, w.header)
	return resp, nil
}
