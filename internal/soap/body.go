package soap

import (
	"errors"
	"io"
	"sync"
)

// buffers are for reuse by request envelopes and answers. Most are about 1 KB; one
// that grew past maxPooled is left to the garbage collector.
var buffers = sync.Pool{New: func() any { return new(make([]byte, 0, 2048)) }}

func newBuffer() *[]byte {
	buf, _ := buffers.Get().(*[]byte) // New and release put nothing else
	return buf
}

const maxPooled = 64 << 10

// requestBody is the body of one request over a pooled buffer.
//
// A transport may go on reading it after the round trip ended: when the server
// answered early, or when the context was over. The buffer therefore returns to
// the pool only with Close, and a transport that never closes costs no more than
// one buffer. After seal nothing can be read any more, so that "not one byte was
// read" stays true once it has been said.
type requestBody struct {
	mu     sync.Mutex
	buf    *[]byte // nil after Close
	offset int
	sealed bool
}

var errBodyClosed = errors.New("request body is closed")

func (b *requestBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.buf == nil || b.sealed:
		return 0, errBodyClosed
	case b.offset == len(*b.buf):
		return 0, io.EOF
	}
	n := copy(p, (*b.buf)[b.offset:])
	b.offset += n
	return n, nil
}

func (b *requestBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.buf != nil {
		release(b.buf)
		b.buf = nil
	}
	return nil
}

// seal ends all reading and tells whether any byte had been read before.
func (b *requestBody) seal() (read bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sealed = true
	return b.offset > 0
}

func release(buf *[]byte) {
	if cap(*buf) > maxPooled {
		return
	}
	// The envelope holds a password: it must not outlive the call in the pool.
	clear(*buf)
	*buf = (*buf)[:0]
	buffers.Put(buf)
}
