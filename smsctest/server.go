package smsctest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// TB is what [NewServer] needs of a *testing.T, *testing.B or *testing.F. It is
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

	url string
}

// NewServer starts a server on a free port of the loopback address and closes it
// when the test ends. It does not work in a testing/synctest bubble; use
// [Gateway.Transport] there.
func NewServer(tb TB, opts ...Option) *Server {
	tb.Helper()
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("smsctest: %v", err)
	}
	s := &Server{Gateway: New(opts...), url: "http://" + listener.Addr().String()}
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
	tb.Cleanup(func() {
		_ = server.Close() // ends what hangs as well, by its context
		<-served
		conns.Wait() // so that no goroutine is left
	})
	return s
}

// URL returns the address of the server, without a path.
func (s *Server) URL() string { return s.url }

// Endpoint returns the URL to give to a client.
func (s *Server) Endpoint() string { return s.url + Path }
