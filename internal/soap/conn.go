package soap

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// Limits of the transport that is used when the caller brings none.
const (
	dialTimeout       = 10 * time.Second
	handshakeTimeout  = 10 * time.Second
	idleTimeout       = 90 * time.Second
	maxResponseHeader = 64 << 10
)

// NewTransport returns the HTTP transport for calls to one host: TLS 1.2 or
// newer, one pool of kept-alive connections as wide as the allowed concurrency
// (net/http keeps two, which closes and dials anew under load).
//
// It speaks HTTP/1.1 only. On a connection that carries one request at a time it
// can be known whether a byte of it was written; on a shared HTTP/2 connection
// it cannot.
func NewTransport(concurrency int) *http.Transport {
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return &watchedConn{Conn: conn}, nil
		},
		DialTLSContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dialTLS(ctx, dialer, config, network, addr)
			if err != nil {
				return nil, err
			}
			return &watchedConn{Conn: conn}, nil
		},
		TLSClientConfig:        config, // for connections through a proxy
		TLSHandshakeTimeout:    handshakeTimeout,
		Protocols:              protocols,
		MaxIdleConns:           concurrency,
		MaxIdleConnsPerHost:    concurrency,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: maxResponseHeader,
	}
}

// dialTLS dials and shakes hands, so that what [watchedConn] sees is the request
// itself and not the handshake or a closing alert.
func dialTLS(ctx context.Context, dialer *net.Dialer, config *tls.Config, network, addr string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	raw, err := dialer.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	config = config.Clone()
	config.ServerName = host
	conn := tls.Client(raw, config)
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	return conn, nil
}

// watchedConn knows whether anything was written since a mark. HTTP/1.1 carries
// one request at a time on a connection, so the mark of a request is the count
// at the moment it got the connection.
type watchedConn struct {
	net.Conn

	begun  atomic.Int64 // writes that may have handed bytes on
	sealed atomic.Bool
}

func (c *watchedConn) Write(p []byte) (int, error) {
	// The order against seal matters: begun first, then sealed. Either this
	// write sees the seal, or the one who seals sees this write.
	c.begun.Add(1)
	if c.sealed.Load() {
		c.begun.Add(-1)
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Write(p)
	if n == 0 && err != nil {
		c.begun.Add(-1)
	}
	return n, err
}

// seal ends all writing and tells whether any byte may have been written since
// the mark. Only a connection whose request failed is sealed; net/http uses none
// of those again.
func (c *watchedConn) seal(mark int64) (written bool) {
	c.sealed.Store(true)
	return c.begun.Load() != mark
}

// watched finds the watchedConn under conn, or nil: behind a proxy net/http puts
// its own TLS on top.
func watched(conn net.Conn) *watchedConn {
	if t, ok := conn.(*tls.Conn); ok {
		conn = t.NetConn()
	}
	w, _ := conn.(*watchedConn)
	return w
}
