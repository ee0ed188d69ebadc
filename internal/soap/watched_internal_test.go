package soap

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// recordingConn records what is written to it, a write an entry.
type recordingConn struct {
	net.Conn

	mu     sync.Mutex
	writes []string
}

func (c *recordingConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes = append(c.writes, string(p))
	if c.Conn == nil {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

func (c *recordingConn) written() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.writes
}

// recorded returns a client of a server that answers a BalanceResponse, and the
// one connection that it makes.
func recorded(t *testing.T) (*Caller, *recordingConn) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `<e:Envelope xmlns:e="`+envelope11+`"><e:Body><BalanceResponse><balanceresult/></BalanceResponse></e:Body></e:Envelope>`)
	}))
	t.Cleanup(s.Close)
	conn := new(recordingConn)
	transport := NewTransport(1)
	transport.DialContext = func(ctx context.Context, network, addr string) (_ net.Conn, err error) {
		conn.Conn, err = new(net.Dialer).DialContext(ctx, network, addr)
		return &watchedConn{Conn: conn}, err
	}
	t.Cleanup(transport.CloseIdleConnections)
	endpoint, err := url.Parse(s.URL)
	require.NoError(t, err)
	return NewCaller(Config{
		Endpoint: endpoint, Namespace: "urn:x", MaxAnswer: 1 << 10, Transport: transport,
		Client: &http.Client{Transport: transport, CheckRedirect: NoRedirect},
	}), conn
}

// TestARequestGoesOutInOneWrite: net/http writes the header by itself when it does
// not know the type of the body, and a server wakes up for each half.
func TestARequestGoesOutInOneWrite(t *testing.T) {
	t.Parallel()
	caller, conn := recorded(t)
	for range 3 {
		require.NoError(t, caller.Call(t.Context(), &soapgen.BalanceRequest{Login: "x"}, &soapgen.BalanceAnswer{}))
	}
	writes := conn.written()
	require.Len(t, writes, 3)
	for _, write := range writes {
		assert.True(t, strings.HasPrefix(write, "POST / HTTP/1.1\r\n"), write)
		assert.True(t, strings.HasSuffix(write, envelopeTail), write)
	}
}

// TestALargeRequestGoesOutInLargeWrites, and each byte once.
func TestALargeRequestGoesOutInLargeWrites(t *testing.T) {
	t.Parallel()
	caller, conn := recorded(t)
	login := strings.Repeat("x", 3*maxWrite)
	require.NoError(t, caller.Call(t.Context(), &soapgen.BalanceRequest{Login: login}, &soapgen.BalanceAnswer{}))
	writes := conn.written()
	require.Len(t, writes, 4)
	for _, write := range writes[:3] {
		assert.Len(t, write, maxWrite)
	}
	_, body, _ := strings.Cut(strings.Join(writes, ""), "\r\n\r\n")
	want, err := AppendEnvelope(nil, "urn:x", &soapgen.BalanceRequest{Login: login})
	require.NoError(t, err)
	assert.Equal(t, string(want), body)
}

// TestARequestWithoutABodyIsNotHeldBack: nothing would ever come to send it with.
func TestARequestWithoutABodyIsNotHeldBack(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		conn := new(recordingConn)
		request, err := http.NewRequestWithContext(t.Context(), method, "http://127.0.0.1:1/?wsdl", http.NoBody)
		require.NoError(t, err)
		require.NoError(t, request.Write(&watchedConn{Conn: conn}))
		assert.Len(t, conn.written(), 1, method)
	}
}

// TestNothingIsWrittenOfABodyThatFails: the header waits for the body, so that a
// request which breaks off before its first 16 KiB was not sent at all.
func TestNothingIsWrittenOfABodyThatFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, body := range map[string]io.Reader{
		"at once":    iotest.ErrReader(broken),
		"in between": io.MultiReader(strings.NewReader("<?xml"), iotest.ErrReader(broken)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1:1/", io.NopCloser(body))
			require.NoError(t, err)
			request.ContentLength = 1000
			conn := new(recordingConn)
			c := &watchedConn{Conn: conn}
			require.ErrorContains(t, request.Write(c), broken.Error())
			assert.Empty(t, conn.written())
			assert.Empty(t, c.pending, "nor can anything come to send it with")
			assert.False(t, c.seal(0))
		})
	}
}

// TestWhatIsWrittenIsForgotten: a body holds a password, and a connection lives
// longer than a call.
func TestWhatIsWrittenIsForgotten(t *testing.T) {
	t.Parallel()
	conn := new(recordingConn)
	c := &watchedConn{Conn: conn}
	const header = "POST / HTTP/1.1\r\n\r\n"
	n, err := c.Write([]byte(header))
	require.NoError(t, err)
	assert.Equal(t, len(header), n)
	assert.Empty(t, conn.written(), "it waits for the body")
	n, err = c.Write([]byte("secret"))
	require.NoError(t, err)
	assert.Equal(t, 6, n)
	read, err := c.ReadFrom(strings.NewReader("secret again"))
	require.NoError(t, err)
	assert.Equal(t, int64(12), read)
	assert.Equal(t, []string{header + "secret", "secret again"}, conn.written())
	assert.Empty(t, bytes.Trim(c.pending[:cap(c.pending)], "\x00"))
}

// TestAWriteThatFailsAtOnceIsNone, while one that fails in between is one.
func TestAWriteThatFailsAtOnceIsNone(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1} {
		c := &watchedConn{Conn: failingConn{n: n}}
		_, err := c.Write([]byte("POST / HTTP/1.1\r\n\r\n"))
		require.NoError(t, err)
		_, err = c.ReadFrom(strings.NewReader("body"))
		require.ErrorIs(t, err, io.ErrClosedPipe)
		assert.Equal(t, n > 0, c.seal(0))
	}
}

// failingConn takes n bytes of a write and fails.
type failingConn struct {
	net.Conn

	n int
}

func (c failingConn) Write([]byte) (int, error) { return c.n, io.ErrClosedPipe }

// TestBuffersAreCleared: an envelope holds a password.
func TestBuffersAreCleared(t *testing.T) {
	t.Parallel()
	buf := new(append(make([]byte, 0, 64), "secret"...))
	room := (*buf)[:cap(*buf)]
	release(buf)
	assert.Empty(t, bytes.Trim(room, "\x00"))
}

// TestASealedConnectionWritesNothing, neither of what it holds nor of what comes.
func TestASealedConnectionWritesNothing(t *testing.T) {
	t.Parallel()
	conn := new(recordingConn)
	c := &watchedConn{Conn: conn}
	_, err := c.Write([]byte("POST / HTTP/1.1\r\n\r\n"))
	require.NoError(t, err)
	assert.False(t, c.seal(0), "a header that is held back was not written")
	_, err = c.ReadFrom(strings.NewReader("body"))
	require.ErrorIs(t, err, net.ErrClosed)
	_, err = c.Write([]byte("more"))
	require.ErrorIs(t, err, net.ErrClosed)
	assert.Empty(t, conn.written())
}
