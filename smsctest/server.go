package smsctest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/go-smsc/smsc"
)

// TB is what this package needs of a *testing.T, *testing.B or *testing.F. It is
// an interface of its own so that package testing is not linked into programs
// that serve a [Gateway].
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Server is a [Gateway] that serves on a loopback address.
type Server struct {
	*Gateway

	url   string
	close func()
}

// NewServer makes a [Gateway] and serves it, see [Gateway.Serve].
func NewServer(tb TB, opts ...Option) *Server {
	tb.Helper()
	return New(opts...).Serve(tb)
}

// Serve starts a server for the Gateway on a free port of the loopback address and
// closes it when the test ends. It does not work in a testing/synctest bubble; use
// [Gateway.Transport] there.
func (g *Gateway) Serve(tb TB) *Server {
	tb.Helper()
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("smsctest: %v", err)
	}
	s := &Server{Gateway: g, url: "http://" + listener.Addr().String()}
	var conns sync.WaitGroup
	server := &http.Server{
		Handler: s.Gateway, ReadHeaderTimeout: 10 * time.Second,
		ConnState: func(_ net.Conn, state http.ConnState) {
			switch state {
			case http.StateNew:
				conns.Add(1)
			case http.StateClosed, http.StateHijacked:
				conns.Done()
			default:
			}
		},
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // ends with http.ErrServerClosed
	}()
	s.close = sync.OnceFunc(func() {
		_ = server.Close() // ends what hangs as well, by its context
		s.Gateway.Close()
		<-served
		conns.Wait() // so that no goroutine is left
	})
	tb.Cleanup(s.Close)
	return s
}

// Close stops the server: it closes its address and all connections, also those
// of requests that hang, and the [Gateway]. It returns when nothing of the server
// runs any more. Closing twice does no harm; the end of the test closes it too.
func (s *Server) Close() { s.close() }

// URL returns the address of the server, without a path.
func (s *Server) URL() string { return s.url }

// Endpoint returns the URL to give to a client.
func (s *Server) Endpoint() string { return s.url + Path }

// Client returns a client of the server, with the account's credentials and a
// connection over loopback. The end of the test closes its idle connections.
// The test fails when an option is not valid.
func (s *Server) Client(tb TB, opts ...smsc.Option) *smsc.Client {
	tb.Helper()
	return s.newClient(tb, append([]smsc.Option{smsc.WithEndpoint(s.Endpoint())}, opts...))
}
