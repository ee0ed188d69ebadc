package soap

import "sync"

// buffers are for reuse by request envelopes and answers. Most are about 1 KB; one
// that grew past maxPooled is left to the garbage collector. So is an envelope that
// the transport may still be reading; see [flight].bodyIsFree.
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
