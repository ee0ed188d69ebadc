package soap_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

func TestWritten(t *testing.T) {
	t.Parallel()
	dropping := func(after string) net.Listener {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		t.Cleanup(func() { _ = listener.Close() })
		go func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				if after == "reading" {
					_, _ = http.ReadRequest(bufio.NewReader(conn))
				}
				_ = conn.Close()
			}
		}()
		return listener
	}

	t.Run("a closed port", func(t *testing.T) {
		t.Parallel()
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		require.NoError(t, listener.Close())
		_, err = call(t, newCaller(t, "http://"+listener.Addr().String()+"/"))
		assert.False(t, failure(t, err).Written)
	})
	t.Run("a name that does not resolve", func(t *testing.T) {
		t.Parallel()
		_, err := call(t, newCaller(t, "http://host.invalid:1/"))
		assert.False(t, failure(t, err).Written)
	})
	t.Run("no TLS on the other side", func(t *testing.T) {
		t.Parallel()
		_, err := call(t, newCaller(t, "https://"+dropping("").Addr().String()+"/"))
		assert.False(t, failure(t, err).Written)
	})
	t.Run("a certificate of nobody", func(t *testing.T) {
		t.Parallel()
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was sent") }))
		s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
		s.StartTLS()
		defer s.Close()
		_, err := call(t, newCaller(t, s.URL))
		failed := failure(t, err)
		assert.False(t, failed.Written)
		_, ok := errors.AsType[x509.UnknownAuthorityError](err)
		assert.True(t, ok, "%v", err)
	})
	t.Run("a connection that is dropped after the request", func(t *testing.T) {
		t.Parallel()
		_, err := call(t, newCaller(t, "http://"+dropping("reading").Addr().String()+"/"))
		assert.True(t, failure(t, err).Written)
	})
	t.Run("a context that ends while the answer is awaited", func(t *testing.T) {
		t.Parallel()
		arrived := make(chan struct{})
		s := server(t, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			close(arrived)
			<-r.Context().Done()
		})
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-arrived
			cancel()
		}()
		err := newCaller(t, s.URL).Call(ctx, nil, &soapgen.BalanceRequest{}, &soapgen.BalanceAnswer{})
		assert.ErrorIs(t, err, context.Canceled)
		assert.True(t, failure(t, err).Written)
	})
	t.Run("a context that ends while dialling", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		transport := soap.NewTransport(14)
		transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
			cancel()
			<-t.Context().Done()
			return nil, t.Context().Err()
		}
		err := callerOver(t, "http://127.0.0.1:1/", transport).Call(ctx, nil, &soapgen.BalanceRequest{}, &soapgen.BalanceAnswer{})
		assert.ErrorIs(t, err, context.Canceled)
		assert.False(t, failure(t, err).Written)
	})
	t.Run("an answer that breaks off", func(t *testing.T) {
		t.Parallel()
		s := server(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			_, _ = io.WriteString(w, answer)
		})
		_, err := call(t, newCaller(t, s.URL))
		failed := failure(t, err)
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
		assert.True(t, failed.Written)
		assert.Equal(t, 200, failed.Status)
	})
}

// TestWrittenOverATransportOfTheCallers: net/http's own tells no more than whether it
// had a connection, so that a failed dial is the only proof.
func TestWrittenOverATransportOfTheCallers(t *testing.T) {
	t.Parallel()
	bare := func(t *testing.T) *http.Transport {
		t.Helper()
		transport := new(http.Transport)
		t.Cleanup(transport.CloseIdleConnections)
		return transport
	}
	t.Run("a closed port", func(t *testing.T) {
		t.Parallel()
		for _, client := range []*http.Client{{}, {Timeout: time.Minute}} {
			client.Transport = bare(t)
			_, err := call(t, callerWith(t, "http://127.0.0.1:1/", client, maxAnswer))
			assert.False(t, failure(t, err).Written)
		}
	})
	t.Run("a certificate of nobody", func(t *testing.T) {
		t.Parallel()
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was sent") }))
		s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
		s.StartTLS()
		defer s.Close()
		for _, transport := range []http.RoundTripper{bare(t), roundTripper(bare(t).RoundTrip)} {
			_, err := call(t, callerOver(t, s.URL, transport))
			assert.False(t, failure(t, err).Written)
			assert.ErrorAs(t, err, new(x509.UnknownAuthorityError))
		}
	})
	t.Run("a connection that is dropped", func(t *testing.T) {
		t.Parallel()
		endpoint, _ := fickle(t, func(int32) (bool, bool) { return false, true })
		_, err := call(t, callerOver(t, endpoint, bare(t)))
		assert.True(t, failure(t, err).Written)
	})
	t.Run("a context that ends before anything is written", func(t *testing.T) {
		t.Parallel()
		endpoint, requests := fickle(t, func(int32) (bool, bool) { return true, false })
		ctx, cancel := context.WithCancel(t.Context())
		transport := bare(t)
		transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, addr)
			return cancelledConn{conn, cancel}, err
		}
		err := callerOver(t, endpoint, transport).Call(ctx, nil, &soapgen.BalanceRequest{}, &soapgen.BalanceAnswer{})
		assert.True(t, failure(t, err).Written, "nothing tells that it was not")
		assert.Zero(t, requests.Load())
	})
	t.Run("a protocol registered with it", func(t *testing.T) {
		t.Parallel()
		transport := bare(t)
		transport.RegisterProtocol("http", roundTripper(func(*http.Request) (*http.Response, error) {
			return nil, &net.OpError{Op: "dial", Err: io.ErrClosedPipe}
		}))
		_, err := call(t, callerOver(t, "http://127.0.0.1:1/", transport))
		assert.True(t, failure(t, err).Written)
	})
}

// cancelledConn ends the call where it would be written.
type cancelledConn struct {
	net.Conn

	cancel context.CancelFunc
}

func (c cancelledConn) Write([]byte) (int, error) {
	c.cancel()
	return 0, io.ErrClosedPipe
}

// TestWrittenOverAnotherTransport: one that is not net/http's may repeat a request,
// send several at once, or send none. Once it has read the body, no error proves
// anything; and an error that it made up does not either.
func TestWrittenOverAnotherTransport(t *testing.T) {
	t.Parallel()
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	reset := &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset")}
	closedPort := func(r *http.Request) (*http.Response, error) { // by way of net/http, with its traces
		transport := new(http.Transport)
		defer transport.CloseIdleConnections()
		return transport.RoundTrip(r)
	}
	read := func(r *http.Request) []byte {
		body, _ := io.ReadAll(r.Body)
		return body
	}
	again := func(r *http.Request, body []byte) *http.Request {
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
		return r
	}
	for _, c := range []struct {
		name      string
		transport roundTripper
		written   bool
	}{
		{"a failed dial", func(*http.Request) (*http.Response, error) { return nil, dial }, false},
		{"a name that does not resolve", func(*http.Request) (*http.Response, error) { return nil, &net.DNSError{} }, false},
		{"a failed dial of net/http's", closedPort, false},
		{"a time-out that is made up", func(*http.Request) (*http.Response, error) { return nil, context.DeadlineExceeded }, true},
		{"a reset that is made up", func(*http.Request) (*http.Response, error) { return nil, reset }, true},
		{"a failed dial for a copy of the body", func(r *http.Request) (*http.Response, error) {
			read(r)
			return nil, dial
		}, true},
		{"a failed dial after a look at the body", func(r *http.Request) (*http.Response, error) {
			look := r.Body.(interface{ Peek() []byte })
			assert.Contains(t, string(look.Peek()), "<psw>secret</psw>")
			t.Cleanup(func() { assert.Empty(t, look.Peek(), "there is nothing left to look at") })
			return nil, dial
		}, false},
		{"one byte read", func(r *http.Request) (*http.Response, error) {
			_, _ = r.Body.Read(make([]byte, 1))
			return nil, dial
		}, true},
		{"sent, then sent elsewhere", func(r *http.Request) (*http.Response, error) {
			read(r)
			return nil, errors.Join(dial, reset)
		}, true},
		{"sent unseen, then repeated over net/http", func(r *http.Request) (*http.Response, error) {
			body := read(r) // and sent, by something that tells nobody
			return closedPort(again(r, body))
		}, true},
		{"two at once, of which one cannot be sent", func(r *http.Request) (*http.Response, error) {
			body := read(r)
			failures := make(chan error)
			for range 2 {
				go func() {
					_, err := closedPort(again(r, body)) //nolint:bodyclose // there is none
					failures <- err
				}()
			}
			return nil, errors.Join(<-failures, <-failures)
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := call(t, callerOver(t, "http://127.0.0.1:1/", c.transport))
			assert.Equal(t, c.written, failure(t, err).Written, "%v", err)
		})
	}
}

// TestSealedRequestStaysUnsent: once a failed call was told to be unsent, nothing
// of it can go out any more.
func TestSealedRequestStaysUnsent(t *testing.T) {
	t.Parallel()
	left := errors.New("left early")
	reading := make(chan struct{})
	read := make(chan error, 1)
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		go func() { // as net/http's writing goroutine, which is slower
			<-reading
			_, err := io.ReadAll(r.Body)
			read <- err
		}()
		return nil, &net.OpError{Op: "dial", Err: left}
	})
	_, err := call(t, callerOver(t, "http://127.0.0.1:1/", transport))
	assert.ErrorIs(t, err, left)
	assert.False(t, failure(t, err).Written)
	close(reading)
	assert.Error(t, <-read)
}

// TestRequestOnAReusedConnectionIsNotReplayed: net/http repeats requests that it
// takes for idempotent when a reused connection fails. It must not know this one.
func TestRequestOnAReusedConnectionIsNotReplayed(t *testing.T) {
	t.Parallel()
	for name, transport := range map[string]http.RoundTripper{"own": ownTransport(t), "the caller's": new(http.Transport)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			endpoint, requests := fickle(t, func(n int32) (bool, bool) { return n == 1, n > 1 })
			c := callerOver(t, endpoint, transport)
			_, err := call(t, c)
			require.NoError(t, err)
			_, err = call(t, c)
			assert.True(t, failure(t, err).Written)
			assert.Equal(t, int32(2), requests.Load())
		})
	}
}

// TestServerThatClosesIdleConnections: a call meets a connection that is dead
// already, or dies at that moment. Either it was not written, or it is told so.
func TestServerThatClosesIdleConnections(t *testing.T) {
	t.Parallel()
	for name, transport := range map[string]http.RoundTripper{"own": ownTransport(t), "the caller's": new(http.Transport)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			endpoint, requests := fickle(t, func(int32) (bool, bool) { return true, true })
			c := callerOver(t, endpoint, transport)
			var answered, written int32
			for range 300 {
				switch _, err := call(t, c); {
				case err == nil:
					answered++
				case failure(t, err).Written:
					written++
				}
			}
			assert.GreaterOrEqual(t, requests.Load(), answered)
			assert.LessOrEqual(t, requests.Load(), answered+written, "what is called not written did not arrive")
			assert.NotZero(t, answered)
			t.Logf("%d answered, %d unknown", answered, written)
		})
	}
}

// TestBodiesOutliveEarlyAnswers: a transport may answer first and read the body
// afterwards. A buffer that went back to the pool with the call would by then be
// another request's.
func TestBodiesOutliveEarlyAnswers(t *testing.T) {
	t.Parallel()
	bodies := make(chan io.ReadCloser, 1000)
	c := callerOver(t, "http://127.0.0.1:1/", roundTripper(func(r *http.Request) (*http.Response, error) {
		bodies <- r.Body
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(answer))}, nil
	}))
	logins := make(map[string]int)
	for round := range 5 {
		var all sync.WaitGroup
		for i := range 100 {
			all.Go(func() {
				login := fmt.Sprintf("login-%d-%d", round, i)
				assert.NoError(t, c.Call(t.Context(), nil, &soapgen.BalanceRequest{Login: login}, &soapgen.BalanceAnswer{}))
			})
		}
		all.Wait()
		for range 60 { // the others are read after later calls
			logins[loginOf(t, <-bodies)]++
		}
	}
	close(bodies)
	for body := range bodies {
		logins[loginOf(t, body)]++
	}
	assert.Len(t, logins, 500, "each request is whole, and its own")
}

// loginOf reads a body as a slow transport does, to its end, and closes it.
func loginOf(t *testing.T, body io.ReadCloser) string {
	t.Helper()
	text, err := io.ReadAll(body)
	require.NoError(t, err)
	require.NoError(t, body.Close())
	require.NoError(t, body.Close(), "closing twice gives the buffer back once")
	_, login, _ := strings.Cut(string(text), "<login>")
	login, rest, _ := strings.Cut(login, "</login>")
	require.True(t, strings.HasSuffix(rest, "</soap:Envelope>"), "%q", text)
	_, err = body.Read(make([]byte, 1))
	require.Error(t, err, "nothing can be read behind the end")
	return login
}

// TestEarlyAnswersOverTCP is the same over net/http, whose writing goroutine goes
// on while the answer is there: the server answers before it has read a body that
// does not fit the connection's buffers.
func TestEarlyAnswersOverTCP(t *testing.T) {
	t.Parallel()
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).EnableFullDuplex()
		_, _ = io.WriteString(w, answer)
		_ = http.NewResponseController(w).Flush()
		body, err := io.ReadAll(r.Body)
		if err == nil { // the client may hang up first
			assert.True(t, strings.HasSuffix(string(body), "</soap:Envelope>"))
			assert.NotContains(t, string(body), "\x00", "a buffer that was cleared too early")
		}
	})
	c := newCaller(t, s.URL)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 5 {
				err := c.Call(t.Context(), nil, &soapgen.BalanceRequest{Login: strings.Repeat("x", 1<<20)}, &soapgen.BalanceAnswer{})
				if err != nil {
					assert.True(t, failure(t, err).Written)
				}
			}
		})
	}
	all.Wait()
}
