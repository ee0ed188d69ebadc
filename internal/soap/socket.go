package soap

import (
	"net"
	"os"
	"syscall"
)

// socket is what a [watchedConn] reads from in the end, below TLS.
type socket struct {
	net.Conn

	dry bool // nothing is read any more; only the one who reads sets it

	raw   syscall.RawConn  // nil when it cannot be looked at
	look  func(fd uintptr) // made once, since it is called with each request
	found bool             // what look found
}

func newSocket(conn net.Conn) *socket {
	s := &socket{Conn: conn}
	s.look = func(fd uintptr) { s.found = readable(fd) }
	if system, ok := conn.(syscall.Conn); ok {
		s.raw, _ = system.SyscallConn() // fails with a connection that is closed
	}
	return s
}

// Read reads, unless the socket is dry: then it has nothing, for the moment.
func (s *socket) Read(p []byte) (int, error) {
	if s.dry {
		return 0, os.ErrDeadlineExceeded
	}
	return s.Conn.Read(p)
}

// holds tells whether something can be read at once: bytes, or the end of the
// connection. net/http has a goroutine waiting for that, but on a busy machine, or
// on one that was suspended, it runs too late. It is not for concurrent use, except
// beside Read.
func (s *socket) holds() bool {
	if s.raw == nil {
		return false
	}
	// Control, unlike Read, does not wait for the goroutine that is reading.
	return s.raw.Control(s.look) != nil || s.found
}
