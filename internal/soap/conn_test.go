package soap

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// wire is the other end of a watchedConn: it records what is written, and holds
// what is there to be read.
type wire struct {
	net.Conn

	written []string
	fails   int                    // the next write takes that many bytes and fails, when it is >= 0
	arrives func() ([]byte, error) // what a read returns
}

func (w *wire) Write(p []byte) (int, error) {
	if w.fails >= 0 {
		return w.fails, io.ErrClosedPipe
	}
	w.written = append(w.written, string(p))
	return len(p), nil
}

func (w *wire) Read(p []byte) (int, error) {
	some, err := w.arrives()
	return copy(p, some), err
}

func newWire() *wire { return &wire{fails: -1} }

func watchPlain(conn net.Conn) *watchedConn {
	socket := newSocket(conn)
	return watch(socket, socket)
}

// read is what c hands on of what arrives.
func (w *wire) read(c *watchedConn, arrives string) (string, error) {
	w.arrives = func() ([]byte, error) { return []byte(arrives), nil }
	p := make([]byte, 1024)
	n, err := c.Read(p)
	return string(p[:n]), err
}

const (
	post = "POST / HTTP/1.1\r\n\r\n"
	okay = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
)

// TestAWriteThatFailsAtOnceIsNone, while one that fails in between is one.
func TestAWriteThatFailsAtOnceIsNone(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1} {
		c := watchPlain(&wire{fails: n})
		mark := c.begin(true, nil)
		_, err := c.Write([]byte(post))
		require.ErrorIs(t, err, io.ErrClosedPipe)
		assert.Equal(t, n > 0, c.seal(mark))
	}
}

// TestASealedConnectionWritesNothing, whoever got it.
func TestASealedConnectionWritesNothing(t *testing.T) {
	t.Parallel()
	for _, plain := range []bool{true, false} {
		w := newWire()
		c := watchPlain(w)
		assert.False(t, c.seal(c.begin(plain, nil)))
		_, err := c.Write([]byte(post))
		require.ErrorIs(t, err, net.ErrClosed)
		assert.False(t, c.seal(c.begin(plain, nil)), "it is not opened again")
		_, err = c.Write([]byte(post))
		require.ErrorIs(t, err, net.ErrClosed)
		assert.Empty(t, w.written)
	}
}

// TestAMarkIsOfOneRequest: what was written for the one before does not count.
func TestAMarkIsOfOneRequest(t *testing.T) {
	t.Parallel()
	w := newWire()
	c := watchPlain(w)
	first := c.begin(true, nil)
	_, err := c.Write([]byte(post))
	require.NoError(t, err)
	_, err = w.read(c, okay)
	require.NoError(t, err)
	second := c.begin(true, nil)
	assert.False(t, c.seal(second))
	assert.True(t, c.seal(first))
}

// TestWhatNobodyAskedForIsNotRead: the connection is over then, and says so as a
// server that hangs up does.
func TestWhatNobodyAskedForIsNotRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		// steps are "begin", "write", or "< " and what arrives
		steps []string
		// read is what the last one hands on
		read string
	}{
		{"before anything was written", []string{"< " + okay}, ""},
		{"before the first request", []string{"begin", "< " + okay}, ""},
		{"behind the answer", []string{"begin", "write", "< " + okay + "secret"}, okay},
		{"the answer twice", []string{"begin", "write", "< " + okay + okay}, okay},
		{"the answer twice, a read each", []string{"begin", "write", "< " + okay, "< " + okay}, ""},
		{"while no request is on its way", []string{"begin", "write", "< " + okay, "begin", "< " + okay}, ""},
		{"behind the second answer", []string{"begin", "write", "< " + okay, "begin", "write", "< " + okay + "\r\n"}, okay},
		{"behind an answer that came before the request was whole", []string{"begin", "write", "< " + okay, "write", "< " + okay}, ""},
		{"another protocol", []string{"begin", "write", "< HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "< secret"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWire()
			conn := watchPlain(w)
			for i, step := range c.steps {
				switch step {
				case "begin":
					conn.begin(true, nil)
				case "write":
					_, err := conn.Write([]byte(post))
					require.NoError(t, err)
				default:
					read, err := w.read(conn, step[2:])
					if i < len(c.steps)-1 {
						require.NoError(t, err)
						continue
					}
					require.ErrorIs(t, err, io.EOF)
					assert.Equal(t, c.read, read)
				}
			}
			mark := conn.begin(true, nil)
			_, err := conn.Write([]byte(post))
			require.ErrorIs(t, err, net.ErrClosed, "nothing is written to it any more")
			assert.False(t, conn.seal(mark))
			read, err := w.read(conn, okay)
			require.ErrorIs(t, err, io.EOF, "nor read")
			assert.Empty(t, read)
		})
	}
}

// TestWhatIsDroppedIsNotLeftBehind: it is read into a buffer of net/http's, which
// lives as long as the connection.
func TestWhatIsDroppedIsNotLeftBehind(t *testing.T) {
	t.Parallel()
	w := newWire()
	c := watchPlain(w)
	c.begin(true, nil)
	_, err := c.Write([]byte(post))
	require.NoError(t, err)
	w.arrives = func() ([]byte, error) { return []byte(okay + "secret"), nil }
	p := make([]byte, 1024)
	n, err := c.Read(p)
	require.ErrorIs(t, err, io.EOF)
	assert.Equal(t, okay, string(p[:n]))
	assert.NotContains(t, string(p), "secret")
}

// TestARequestDoesNotBeginInTheMiddleOfAResponse: net/http would have to disagree on
// where it ended.
func TestARequestDoesNotBeginInTheMiddleOfAResponse(t *testing.T) {
	t.Parallel()
	w := newWire()
	c := watchPlain(w)
	c.begin(true, nil)
	_, err := c.Write([]byte(post))
	require.NoError(t, err)
	_, err = w.read(c, okay[:len(okay)-1])
	require.NoError(t, err)
	mark := c.begin(true, nil)
	_, err = c.Write([]byte(post))
	require.ErrorIs(t, err, net.ErrClosed)
	assert.False(t, c.seal(mark))
}

// TestAHandshakeIsNoResponse: that of SOCKS, CONNECT or TLS comes before the first
// request, and ciphertext is none of either.
func TestAHandshakeIsNoResponse(t *testing.T) {
	t.Parallel()
	for _, plain := range []bool{true, false} {
		w := newWire()
		c := watchPlain(w)
		for range 2 {
			_, err := c.Write([]byte{5, 1, 0})
			require.NoError(t, err)
			read, err := w.read(c, "\x05\x00")
			require.NoError(t, err)
			assert.Equal(t, "\x05\x00", read)
		}
		mark := c.begin(plain, nil)
		_, err := c.Write([]byte(post))
		require.NoError(t, err)
		if plain {
			read, err := w.read(c, okay)
			require.NoError(t, err)
			assert.Equal(t, okay, read)
		} else {
			for range 2 {
				read, err := w.read(c, "\x17\x03\x03")
				require.NoError(t, err)
				assert.Equal(t, "\x17\x03\x03", read)
			}
		}
		assert.True(t, c.seal(mark))
	}
}

// TestWatchedIsFoundUnderTLS, where net/http puts its own on top, behind a proxy.
func TestWatchedIsFoundUnderTLS(t *testing.T) {
	t.Parallel()
	c := watchPlain(newWire())
	found, plain := watched(c)
	assert.Same(t, c, found)
	assert.True(t, plain)
	found, plain = watched(tls.Client(c, &tls.Config{MinVersion: tls.VersionTLS12}))
	assert.Same(t, c, found)
	assert.False(t, plain)
	found, _ = watched(newWire())
	assert.Nil(t, found)
}

// TestABusyConnectionIsLookedAt: what arrived while the reader did not run is seen
// before a request is written to it, and so is that the other end has hung up.
func TestABusyConnectionIsLookedAt(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" || runtime.GOOS == "plan9" {
		t.Skip("sockets cannot be looked at here")
	}
	for name, c := range map[string]struct {
		happens func(net.Conn) error
		writes  bool
	}{
		"nothing":       {func(net.Conn) error { return nil }, true},
		"bytes":         {func(c net.Conn) error { _, err := c.Write([]byte("x")); return err }, false},
		"hanging up":    {net.Conn.Close, false},
		"a reset":       {func(c net.Conn) error { return errors.Join(c.(*net.TCPConn).SetLinger(0), c.Close()) }, false},
		"half a hangup": {func(c net.Conn) error { return c.(*net.TCPConn).CloseWrite() }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			defer listener.Close()
			raw, err := net.Dial("tcp", listener.Addr().String())
			require.NoError(t, err)
			defer raw.Close()
			server, err := listener.Accept()
			require.NoError(t, err)
			defer server.Close()

			conn := watchPlain(raw)
			conn.begin(true, nil)
			_, err = conn.Write([]byte(post))
			require.NoError(t, err)
			_, err = server.Write([]byte(okay))
			require.NoError(t, err)
			_, err = io.ReadFull(conn, make([]byte, len(okay)))
			require.NoError(t, err)

			require.NoError(t, c.happens(server))
			if !c.writes {
				require.NoError(t, conn.socket.raw.Read(readable), "until it is there")
			}
			mark := conn.begin(true, nil)
			_, err = conn.Write([]byte(post))
			if c.writes {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, net.ErrClosed)
			}
			assert.Equal(t, c.writes, conn.seal(mark))
		})
	}
}

// TestSeveralConnectionsProveNothing: a request that got two may have been written
// to the one that is not asked.
func TestSeveralConnectionsProveNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		conns   []net.Conn
		written bool
	}{
		{"none", nil, false},
		{"one of ours", []net.Conn{watchPlain(newWire())}, false},
		{"one of ours, under TLS", []net.Conn{tls.Client(watchPlain(newWire()), &tls.Config{MinVersion: tls.VersionTLS12})}, false},
		{"another one", []net.Conn{newWire()}, true},
		{"two of ours", []net.Conn{watchPlain(newWire()), watchPlain(newWire())}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := new(flight)
			assert.True(t, f.written(), "no connection was asked for")
			f.getConn("")
			for _, conn := range c.conns {
				f.gotConn(httptrace.GotConnInfo{Conn: conn})
			}
			assert.Equal(t, c.written, f.written())
		})
	}
}

// TestAnEarlyAnswerLeavesTheBufferAlone: the server answers before it has read the
// request, and net/http goes on writing it. Meanwhile other calls want buffers.
func TestAnEarlyAnswerLeavesTheBufferAlone(t *testing.T) {
	t.Parallel()
	const body = `<e:Envelope xmlns:e="` + envelope11 + `"><e:Body><BalanceResponse><balanceresult/></BalanceResponse></e:Body></e:Envelope>`
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n", len(body))
	early, proceed, whole := make(chan bool), make(chan bool), make(chan string, 1)
	serve := func(conn net.Conn) {
		defer conn.Close()
		request, err := http.ReadRequest(bufio.NewReaderSize(conn, 16)) // which reads no further
		if !assert.NoError(t, err) {
			return
		}
		if request.URL.Path == "/early" {
			_, _ = io.WriteString(conn, head)
			early <- true
			<-proceed
		}
		text, err := io.ReadAll(request.Body)
		assert.NoError(t, err)
		if request.URL.Path == "/early" {
			_, _ = io.WriteString(conn, body)
			whole <- string(text)
		} else {
			_, _ = io.WriteString(conn, head+body)
		}
	}
	var connections sync.WaitGroup
	defer connections.Wait()
	transport := NewTransport(1)
	transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe() // a write lasts until it is read
		connections.Go(func() { serve(server) })
		return watchPlain(client), nil
	}
	call := func(path, login string) error {
		endpoint := &url.URL{Scheme: "http", Host: "127.0.0.1", Path: path}
		c, err := NewCaller(Config{
			Endpoint: endpoint, Namespace: "urn:x", MaxAnswer: 1 << 10,
			Client: &http.Client{Transport: transport}, Watched: true,
		})
		if err != nil {
			return err
		}
		return c.Call(t.Context(), nil, &soapgen.BalanceRequest{Login: login}, &soapgen.BalanceAnswer{})
	}

	var first sync.WaitGroup
	first.Go(func() { assert.NoError(t, call("/early", strings.Repeat("x", 48<<10))) })
	<-early
	for range 100 {
		assert.NoError(t, call("/", strings.Repeat("y", 48<<10)))
	}
	close(proceed)
	want, err := AppendEnvelope(nil, "urn:x", &soapgen.BalanceRequest{Login: strings.Repeat("x", 48<<10)})
	require.NoError(t, err)
	got := <-whole
	assert.True(t, bytes.Equal(want, []byte(got)), "each byte is its own") // of some 48 KiB, which nobody wants to see
	first.Wait()
}
