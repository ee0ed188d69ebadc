package soap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
)

// roundTrip makes one request with the given body, nil for none, and returns the
// response, or an [*Error] that knows whether the request may have left. The body
// is the transport's from then on.
//
// There is no GetBody, so net/http has no second copy of the body and can never
// repeat a POST by itself, whatever it makes of a connection that failed.
//
// What is known of a request that failed, and so the error's Written:
//
//	transport        what happened                         Written
//	net/http's own   it asked for no connection            true: a protocol registered with it, or something
//	                                                       before it, did the work unseen
//	                 it got no connection                  false: it has nothing to write to, now or later
//	                 it got one of our connections         what seal says: false when nothing was written to
//	                                                       it, and nothing can be any more
//	                 it got another one, or several        true: net/http does not tell what it wrote
//	any other        the body was read                     true: it may have gone anywhere, more than once
//	                 the body was not read, and now        false for a failed dial; else true, since a mocked
//	                 cannot be any more                    time-out does not read it either
func (c *Caller) roundTrip(ctx context.Context, trip *Trip, like *http.Request, body *[]byte) (*http.Response, error) {
	if trip.Late != nil && trip.Late() {
		return nil, &Error{Err: ErrLate}
	}
	if c.transport == nil {
		return c.roundTripUnseen(ctx, trip, like, body)
	}
	f := &flight{late: trip.Late}
	f.trace = httptrace.ClientTrace{GetConn: f.getConn, GotConn: f.gotConn, WroteRequest: f.wroteRequest}
	req := like.WithContext(httptrace.WithClientTrace(ctx, &f.trace))
	if body != nil {
		// A type that net/http knows goes out in one write with the header.
		f.body.Reset(*body)
		req.Body, req.ContentLength = io.NopCloser(&f.body), int64(len(*body))
	}
	resp, err := c.do(req)
	if err != nil {
		written := f.written()
		if !written && f.late != nil && f.late() {
			err = fmt.Errorf("%w: %w", ErrLate, err)
		}
		err = &Error{Written: written, Err: err}
	}
	if body != nil && f.bodyIsFree() {
		release(body)
	}
	return resp, err
}

// do makes a round trip over net/http's own transport. A client that adds nothing
// to it is passed over: redirects are not for following here, and that transport
// changes nothing of a request.
func (c *Caller) do(req *http.Request) (*http.Response, error) {
	if c.direct {
		return c.transport.RoundTrip(req)
	}
	return c.through(req)
}

// through makes a round trip by way of the client.
func (c *Caller) through(req *http.Request) (*http.Response, error) {
	endpoint := *req.URL // a transport may not change it, but some do
	req.URL, req.Header = &endpoint, maps.Clone(req.Header)
	resp, err := c.config.Client.Do(req)
	// The *url.Error around it repeats method and URL, nothing more.
	if inner, ok := errors.AsType[*url.Error](err); ok {
		err = inner.Err
	}
	return resp, err
}

// flight is one request on its way through net/http, as far as that tells.
type flight struct {
	body  bytes.Reader
	trace httptrace.ClientTrace

	mu    sync.Mutex
	late  func() bool  // nothing may leave any more; nil: it may
	asked bool         // for a connection
	got   int          // connections
	conn  *watchedConn // the last one, nil when it is not ours
	mark  int64
	wrote bool // the request, or as much of it as could be
}

func (f *flight) getConn(string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = true
}

func (f *flight) gotConn(info httptrace.GotConnInfo) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.got++
	conn, plain := watched(info.Conn)
	if f.conn = conn; conn != nil {
		f.mark = conn.begin(plain, f.late)
	}
}

func (f *flight) wroteRequest(httptrace.WroteRequestInfo) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wrote = true
}

// written is the table at [Caller.roundTrip], its first half.
func (f *flight) written() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case !f.asked:
		return true
	case f.got == 0:
		return false
	case f.got == 1 && f.conn != nil:
		return f.conn.seal(f.mark)
	default:
		return true
	}
}

// bodyIsFree tells whether the body is not read any more, so that its buffer can be
// used again. The round trip may have ended before that: when the server answered
// early, or the context was over. Our connections carry HTTP/1.1, where the one
// attempt has done all its reading when it says that the request is written.
func (f *flight) bodyIsFree() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.got == 1 && f.conn != nil && f.wrote
}

// roundTripUnseen is roundTrip over a transport that is not net/http's: it may
// repeat requests, send several at once, or send none, and tells nothing of it but
// what net/http tells where that does the work in the end.
func (c *Caller) roundTripUnseen(ctx context.Context, trip *Trip, like *http.Request, body *[]byte) (*http.Response, error) {
	f := new(unseenFlight)
	f.trace.WroteHeaders = f.wroteHeaders
	req := like.WithContext(httptrace.WithClientTrace(ctx, &f.trace))
	req.Body = http.NoBody // some mocks read whatever comes
	if body != nil {
		f.body.left = *body
		req.Body, req.ContentLength = &f.body, int64(len(*body))
	}
	resp, err := c.through(req)
	trip.Repeated = trip.Repeated || f.written.Load() > 1
	if err != nil {
		read := f.body.seal()
		return nil, &Error{Written: read || !failedToConnect(err), Err: err}
	}
	return resp, nil
}

// unseenFlight is one request on its way through a transport that is not net/http's.
type unseenFlight struct {
	body    sealedBody
	trace   httptrace.ClientTrace
	written atomic.Int32 // how often net/http wrote its header
}

func (f *unseenFlight) wroteHeaders() { f.written.Add(1) }

// sealedBody is a body that can be sealed: then nothing of it can be read any more,
// so that "nothing was read" stays true once it has been said.
type sealedBody struct {
	mu     sync.Mutex
	left   []byte
	read   bool
	sealed bool
}

var errBodySealed = errors.New("the request is over")

func (b *sealedBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sealed {
		return 0, errBodySealed
	}
	b.read = true
	if len(b.left) == 0 {
		return 0, io.EOF
	}
	n := copy(p, b.left)
	b.left = b.left[n:]
	return n, nil
}

// Peek returns what is left to be read, and does not count as reading it. The
// emulator of this module looks at a request before it decides to refuse it, as a
// network refuses a connection; a transport that keeps what it sees here and sends
// it would not be told from one that sends nothing.
func (b *sealedBody) Peek() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sealed {
		return nil
	}
	return slices.Clone(b.left)
}

// Close ends all reading.
func (b *sealedBody) Close() error {
	b.seal()
	return nil
}

// seal ends all reading and tells whether anything was read before.
func (b *sealedBody) seal() (read bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sealed = true
	return b.read
}
