package smsctest

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// inMemory makes it a response of net/http, with a body that streams.
func (r *response) inMemory(req *http.Request) *http.Response {
	resp := &http.Response{
		StatusCode: r.status, Status: fmt.Sprintf("%d %s", r.status, http.StatusText(r.status)),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: make(http.Header), ContentLength: int64(r.size()), Request: req,
	}
	r.writeHeader(resp.Header)
	body := newResponseBody(req.Context(), r)
	if req.Method == http.MethodHead {
		r.finish()
		resp.Body = http.NoBody
		return resp
	}
	resp.Body = body
	if r.header["Content-Encoding"] == "gzip" && req.Header.Get("Accept-Encoding") == "" {
		// net/http's transport asks for gzip by itself then, and unpacks it.
		resp.Body = &unpackedBody{packed: body}
		resp.Header.Del("Content-Encoding")
		resp.Header.Del("Content-Length")
		resp.ContentLength, resp.Uncompressed = -1, true
	}
	return resp
}

// responseBody is the body of a response in memory. The request counts as served
// until it is read to the end or closed.
type responseBody struct {
	ctx      context.Context //nolint:containedctx // a body ends with its request, as net/http has it
	response *response
	closing  sync.Once
	closed   chan struct{} // closed with the body

	mu    sync.Mutex
	left  []byte // of the body's present round
	times int    // rounds, with the present one
	err   error  // sticky
}

func newResponseBody(ctx context.Context, r *response) *responseBody {
	return &responseBody{ctx: ctx, response: r, closed: make(chan struct{}), left: r.body, times: max(r.repeat, 1)}
}

func (b *responseBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.err = b.interrupted()
	}
	if b.err != nil {
		return 0, b.end(b.err)
	}
	if len(p) == 0 {
		return 0, nil
	}
	if len(b.left) == 0 && b.times > 1 {
		b.times--
		b.left = b.response.body
	}
	if len(b.left) == 0 {
		if b.response.delivery == deliverPartly {
			return 0, b.end(io.ErrUnexpectedEOF)
		}
		return 0, b.end(io.EOF)
	}
	piece := b.left
	if b.response.delivery == deliverSlowly {
		if err := b.wait(); err != nil {
			return 0, b.end(err)
		}
		piece = b.left[:min(len(b.left), len(b.response.body)/slowSteps+1)]
	}
	n := copy(p, piece)
	b.left = b.left[n:]
	return n, nil
}

// interrupted returns why nothing more may be read, or nil.
func (b *responseBody) interrupted() error {
	select {
	case <-b.closed:
		return http.ErrBodyReadAfterClose
	default:
		return context.Cause(b.ctx)
	}
}

// wait lets the time of one piece pass.
func (b *responseBody) wait() error {
	timer := time.NewTimer(b.response.delay / slowSteps)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-b.ctx.Done():
		return context.Cause(b.ctx)
	case <-b.closed:
		return http.ErrBodyReadAfterClose
	case <-b.response.released:
		return io.ErrUnexpectedEOF
	}
}

func (b *responseBody) end(err error) error {
	b.err = err
	b.response.finish()
	return err
}

// Close ends the exchange and wakes a Read that waits.
func (b *responseBody) Close() error {
	b.closing.Do(func() { close(b.closed) })
	b.response.finish()
	return nil
}

// unpackedBody unpacks a body as it is read.
type unpackedBody struct {
	packed *responseBody
	reader *gzip.Reader
	err    error
}

func (u *unpackedBody) Read(p []byte) (int, error) {
	if u.err != nil {
		return 0, u.err
	}
	if u.reader == nil {
		if u.reader, u.err = gzip.NewReader(u.packed); u.err != nil {
			return 0, u.err
		}
	}
	return u.reader.Read(p)
}

func (u *unpackedBody) Close() error { return u.packed.Close() }
