package soap

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync/atomic"
)

// watchedConn knows whether anything was written since a mark. HTTP/1.1 carries
// one request at a time on a connection, so the mark of a request is the count
// at the moment it got the connection.
//
// It also holds the header of a POST back until the body follows, so that both
// go out in one write. net/http flushes the header first where the type of the
// body is not one it knows, and a server then wakes up twice for one request.
type watchedConn struct {
	net.Conn

	begun  atomic.Int64 // writes that may have handed bytes on
	sealed atomic.Bool

	// pending is what was taken but not handed on: a header, and its body as it
	// comes. net/http has one goroutine that writes, which is all that touches it.
	pending []byte
}

// maxWrite is the most that is handed on in one write: what one TLS record holds.
const maxWrite = 16 << 10

// Write hands p on, unless it is a header whose body has to follow.
func (c *watchedConn) Write(p []byte) (int, error) {
	if len(c.pending) > 0 {
		n, err := c.ReadFrom(bytes.NewReader(p))
		return int(n), err
	}
	if bodyFollows(p) {
		c.pending = append(c.room(), p...)
		return len(p), nil
	}
	return c.handOn(p)
}

// bodyFollows tells whether p is the header of a POST, and nothing of its body.
func bodyFollows(p []byte) bool {
	return bytes.HasPrefix(p, []byte("POST ")) && bytes.HasSuffix(p, []byte("\r\n\r\n")) &&
		!bytes.Contains(p, []byte("\r\nContent-Length: 0\r\n"))
}

// ReadFrom hands on what r holds, behind the header that is held back. It is how
// net/http writes a body. When r fails, what is pending stays unwritten.
func (c *watchedConn) ReadFrom(r io.Reader) (read int64, err error) {
	c.pending = c.room()
	defer c.drop()
	for {
		n, err := r.Read(c.pending[len(c.pending):cap(c.pending)])
		c.pending = c.pending[:len(c.pending)+n]
		read += int64(n)
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return read, err
		}
		if len(c.pending) == cap(c.pending) || ended && len(c.pending) > 0 {
			if _, err := c.handOn(c.pending); err != nil {
				return read, err
			}
			c.drop()
		}
		if ended {
			return read, nil
		}
	}
}

// room returns pending, with room for maxWrite from the first time on.
func (c *watchedConn) room() []byte {
	if c.pending == nil {
		c.pending = make([]byte, 0, maxWrite)
	}
	return c.pending
}

// drop forgets what is pending. A body holds a password, and a connection lives
// longer than a call.
func (c *watchedConn) drop() {
	clear(c.pending)
	c.pending = c.pending[:0]
}

// handOn writes to the connection, and counts it.
func (c *watchedConn) handOn(p []byte) (int, error) {
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
