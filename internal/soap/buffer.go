package soap

import "sync"

// buffers are for reuse by envelopes while they are composed, and by answers. Most
// are about 1 KB; one that grew past maxPooled is left to the garbage collector.
//
// What is posted is a copy that is never used again. A transport may go on reading
// it after the round trip ended, when the server answered early or the context was
// over, and nothing tells when it has done so.
var buffers = sync.Pool{New: func() any { return new(make([]byte, 0, 2048)) }}

const maxPooled = 64 << 10

func newBuffer() *[]byte {
	buf, _ := buffers.Get().(*[]byte) // New and release put nothing else
	return buf
}

// release gives a buffer back. It held a password, or what a server echoed of one,
// which must not outlive the call in the pool; behind its end there may be what was
// written before an error.
func release(buf *[]byte) {
	if cap(*buf) > maxPooled {
		return
	}
	clear((*buf)[:cap(*buf)])
	*buf = (*buf)[:0]
	buffers.Put(buf)
}
