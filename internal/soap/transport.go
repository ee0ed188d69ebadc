package soap

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"
)

// Limits of the transport that is used when the caller brings none.
const (
	dialTimeout       = 10 * time.Second
	handshakeTimeout  = 10 * time.Second
	idleTimeout       = 90 * time.Second
	maxResponseHeader = 64 << 10

	// writeBuffer is what a connection keeps for writing: a request up to that size
	// goes out in one write, which wakes the server up once. It is what one TLS
	// record holds.
	writeBuffer = 16 << 10
)

// NewTransport returns the HTTP transport for calls to one host: TLS 1.2 or
// newer, one pool of kept-alive connections as wide as the allowed concurrency
// (net/http keeps two, which closes and dials anew under load).
//
// It speaks HTTP/1.1 only. On a connection that carries one request at a time it
// can be known whether a byte of it was written, and which bytes can be the answer;
// see [watchedConn]. On a shared HTTP/2 connection neither can.
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
			socket := newSocket(conn)
			return watch(socket, socket), nil
		},
		DialTLSContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			return dialTLS(ctx, dialer, config, network, addr)
		},
		TLSClientConfig:        config, // for connections through a proxy
		TLSHandshakeTimeout:    handshakeTimeout,
		Protocols:              protocols,
		MaxIdleConns:           concurrency,
		MaxIdleConnsPerHost:    concurrency,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: maxResponseHeader,
		WriteBufferSize:        writeBuffer,
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
	socket := newSocket(raw)
	conn := tls.Client(socket, config)
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	return watch(conn, socket), nil
}
