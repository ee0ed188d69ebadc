package soap_test

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

const (
	open11  = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">`
	close11 = `</e:Envelope>`
	balance = `<BalanceResponse><balanceresult><balance>1.5</balance></balanceresult></BalanceResponse>`
	answer  = open11 + `<e:Body>` + balance + `</e:Body>` + close11
)

const maxAnswer = 64 << 10

func newCaller(t *testing.T, endpoint string) *soap.Caller {
	t.Helper()
	return callerOver(t, endpoint, ownTransport(t))
}

func ownTransport(t *testing.T) *http.Transport {
	t.Helper()
	transport := soap.NewTransport(14)
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

func callerOver(t *testing.T, endpoint string, transport http.RoundTripper) *soap.Caller {
	t.Helper()
	return callerWith(t, endpoint, &http.Client{Transport: transport}, maxAnswer)
}

func callerWith(t *testing.T, endpoint string, client *http.Client, maxAnswer int64) *soap.Caller {
	t.Helper()
	u, err := url.Parse(endpoint)
	require.NoError(t, err)
	client.CheckRedirect = soap.NoRedirect
	c, err := soap.NewCaller(soap.Config{Endpoint: u, Namespace: "urn:one", MaxAnswer: maxAnswer, UserAgent: "test", Client: client})
	require.NoError(t, err)
	return c
}

// server serves handler on loopback without printing what clients do to it.
func server(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// fickle serves connections by itself and decides on each request whether to
// answer, and whether to close the connection afterwards.
func fickle(t *testing.T, each func(n int32) (reply, closes bool)) (endpoint string, requests *atomic.Int32) {
	t.Helper()
	requests = new(atomic.Int32)
	return rawServer(t, nil, func(conn net.Conn, reader *bufio.Reader) {
		for readRequest(t, reader) {
			reply, closes := each(requests.Add(1))
			if reply {
				_, _ = io.WriteString(conn, http200(answer))
			}
			if closes {
				return
			}
		}
	}), requests
}

// readRequest reads a request to its end and tells whether there was one.
func readRequest(t *testing.T, reader *bufio.Reader) bool {
	t.Helper()
	_, ok := readLogin(t, reader)
	return ok
}

// readLogin reads a request to its end and returns the login in it.
func readLogin(t *testing.T, reader *bufio.Reader) (login string, ok bool) {
	t.Helper()
	request, err := http.ReadRequest(reader)
	if err != nil {
		return "", false
	}
	assert.Empty(t, request.Header.Get("Idempotency-Key"))
	assert.Empty(t, request.Header.Get("X-Idempotency-Key"))
	body, err := io.ReadAll(request.Body)
	_, login, _ = strings.Cut(string(body), "<login>")
	login, _, _ = strings.Cut(login, "</login>")
	return login, err == nil
}

// http200 is a response as it goes over the wire.
func http200(body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func call(t *testing.T, c *soap.Caller) (soapgen.BalanceAnswer, error) {
	t.Helper()
	var got soapgen.BalanceAnswer
	err := c.Call(t.Context(), nil, &soapgen.BalanceRequest{Login: "demo", Psw: "secret"}, &got)
	return got, err
}

func failure(t *testing.T, err error) *soap.Error {
	t.Helper()
	failed, ok := errors.AsType[*soap.Error](err)
	require.True(t, ok, "%v", err)
	return failed
}

// rawServer serves connections of its own, over TLS with a configuration.
func rawServer(t *testing.T, config *tls.Config, serve func(net.Conn, *bufio.Reader)) (endpoint string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	listener = corkedListener{listener}
	scheme := "http://"
	if config != nil {
		listener, scheme = tls.NewListener(listener, config), "https://"
	}
	var connections sync.WaitGroup
	connections.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			connections.Go(func() {
				defer conn.Close()
				serve(conn, bufio.NewReader(conn))
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		connections.Wait()
	})
	return scheme + listener.Addr().String() + "/"
}

type corkedListener struct{ net.Listener }

func (l corkedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return &corkedConn{Conn: conn}, err
}

// corkedConn sends several writes in one piece, and so several TLS records.
type corkedConn struct {
	net.Conn

	corked bool
	held   []byte
}

func (c *corkedConn) Write(p []byte) (int, error) {
	if c.corked {
		c.held = append(c.held, p...)
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// inOnePiece sends each of the texts by a write of its own, and all together.
func inOnePiece(conn net.Conn, texts ...string) {
	under := conn
	if t, ok := conn.(*tls.Conn); ok {
		under = t.NetConn()
	}
	c := under.(*corkedConn)
	c.corked = true
	for _, text := range texts {
		_, _ = io.WriteString(conn, text)
	}
	c.corked = false
	_, _ = c.Write(c.held)
	c.held = nil
}
