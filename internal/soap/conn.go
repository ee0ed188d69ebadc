package soap

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"sync"
)

// watchedConn is a connection of our own transport. HTTP/1.1 carries one request at
// a time on it, so it can know two things that net/http does not tell:
//
//   - Whether anything was written since a request got the connection. seal asks
//     that and forbids further writing, so that "nothing" stays true.
//   - Whether what is read can be the answer to the request. Bytes that no request
//     asked for are dropped, and so is the connection: those behind the end of a
//     response, those that come while no request is on its way, and those that the
//     socket holds when one begins. A response that comes twice is thereby not taken
//     for the next one's, and nothing of it reaches net/http, which prints it to the
//     global log.
//
// It cannot know whose answer it is that comes after a request began to be written:
// only what is in an answer tells.
// What a connection through a proxy's tunnel carries is not seen here, since net/http
// encrypts it on top: of such a connection only the first of the two is known.
type watchedConn struct {
	net.Conn // TLS or the socket itself

	socket *socket

	mu       sync.Mutex
	begun    int64       // writes that may have handed bytes on
	sealed   bool        // nothing is written any more
	plain    bool        // what is read and written is HTTP, no handshake and no ciphertext
	starting bool        // a request got the connection and has not begun to be written
	late     func() bool // that request may not leave any more; nil: it may
	used     bool        // a request was written before
	response framing
	ahead    [1]byte // room for holdsMore
}

// watch returns a watchedConn for conn, which stands on socket.
func watch(conn net.Conn, socket *socket) *watchedConn {
	return &watchedConn{Conn: conn, socket: socket}
}

// watched finds the watchedConn under conn, or nil. Where it is not conn itself,
// net/http has put its own TLS on top.
func watched(conn net.Conn) (w *watchedConn, plain bool) {
	if w, plain = conn.(*watchedConn); plain {
		return w, true
	}
	if t, ok := conn.(*tls.Conn); ok {
		w, _ = t.NetConn().(*watchedConn)
	}
	return w, false
}

// begin gives the connection to a request, before net/http writes it. The mark is
// for seal.
func (c *watchedConn) begin(plain bool, late func() bool) (mark int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.plain, c.starting, c.late = plain, true, late
	return c.begun
}

// seal ends all writing and tells whether any byte may have been written since the
// mark. Only a connection whose request failed is sealed; net/http uses none of
// those again.
func (c *watchedConn) seal(mark int64) (written bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sealed = true
	return c.begun != mark
}

// Write hands p on, unless the connection is sealed.
func (c *watchedConn) Write(p []byte) (int, error) {
	if !c.mayWrite() {
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Write(p)
	if n == 0 && err != nil {
		c.mu.Lock()
		c.begun--
		c.mu.Unlock()
	}
	return n, err
}

// mayWrite counts a write before it is made: whoever seals the connection
// meanwhile sees it.
func (c *watchedConn) mayWrite() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	starts := c.starting && c.plain
	if c.starting && c.late != nil && c.late() {
		c.sealed = true // a process can have slept since it looked at the time
	}
	if starts && c.used && (c.response.part != nothing || c.socket.holds()) {
		c.sealed = true
	}
	if c.sealed {
		return false
	}
	if starts {
		c.starting, c.used = false, true
		c.response.due()
	}
	c.begun++
	return true
}

// Read reads what belongs to the response that is due. The first byte that does
// not ends the connection.
func (c *watchedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n <= 0 {
		return n, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	due := n
	switch {
	case c.begun == 0: // in HTTP, TLS and SOCKS alike the client speaks first
		due = 0
	case c.plain:
		due = c.response.take(p[:n])
	}
	if due == n && (!c.plain || c.response.part != nothing || !c.holdsMore()) {
		return n, err
	}
	clear(p[due:n])
	c.sealed = true
	return due, io.EOF // which net/http takes for a server that hung up
}

// holdsMore tells, when a response is whole, whether TLS has read ahead of it.
func (c *watchedConn) holdsMore() bool {
	c.socket.dry = true
	n, err := c.Conn.Read(c.ahead[:])
	c.socket.dry = false
	return n > 0 || !errors.Is(err, os.ErrDeadlineExceeded)
}
