package soap_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fickle serves connections by itself and decides on each request whether to
// answer, and whether to close the connection afterwards.
func fickle(t *testing.T, each func(n int32) (reply, closes bool)) (endpoint string, requests *atomic.Int32) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	requests = new(atomic.Int32)
	serve := func(conn net.Conn) {
		defer conn.Close()
		for reader := bufio.NewReader(conn); ; {
			request, err := http.ReadRequest(reader)
			if err != nil {
				return
			}
			assert.Empty(t, request.Header.Get("Idempotency-Key"))
			assert.Empty(t, request.Header.Get("X-Idempotency-Key"))
			_, _ = io.Copy(io.Discard, request.Body)
			reply, closes := each(requests.Add(1))
			if reply {
				_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(answer), answer)
			}
			if closes {
				return
			}
		}
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	return "http://" + listener.Addr().String() + "/", requests
}

// TestRequestOnAReusedConnectionIsNotReplayed: net/http repeats requests that it
// takes for idempotent when a reused connection fails. It must not know this one.
func TestRequestOnAReusedConnectionIsNotReplayed(t *testing.T) {
	t.Parallel()
	endpoint, requests := fickle(t, func(n int32) (bool, bool) { return n == 1, n > 1 })
	c := newCaller(t, endpoint)
	_, err := call(t, c)
	require.NoError(t, err)
	_, err = call(t, c)
	assert.True(t, failure(t, err).Written)
	assert.Equal(t, int32(2), requests.Load())
}

// TestServerThatClosesIdleConnections: a call meets a connection that is dead
// already, or dies at that moment. Either it was not written, or it is told so.
func TestServerThatClosesIdleConnections(t *testing.T) {
	t.Parallel()
	endpoint, requests := fickle(t, func(int32) (bool, bool) { return true, true })
	c := newCaller(t, endpoint)
	var answered, written int32
	const calls = 300
	for range calls {
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
