package smsctest

import (
	"net/http"
	"time"
)

// delivery is the way in which a response goes back.
type delivery int

const (
	deliver        delivery = iota
	deliverRefused          // no connection
	deliverNothing          // the connection closes without an answer
	deliverNever            // no answer until the client gives up
	deliverSlowly
	deliverPartly // the connection closes before all of length is sent
)

// serve delivers the response through a server.
func (r *response) serve(w http.ResponseWriter, req *http.Request) {
	switch r.delivery {
	case deliverRefused, deliverNothing:
		hangUp(w, r.delivery == deliverRefused)
		return
	case deliverNever:
		select {
		case <-req.Context().Done():
		case <-r.released:
		}
		hangUp(w, false)
		return
	default:
	}
	r.writeHeader(w.Header())
	w.WriteHeader(r.status)
	if req.Method == http.MethodHead {
		return
	}
	if r.delivery == deliverSlowly {
		r.serveSlowly(w, req)
		return
	}
	for range max(r.repeat, 1) {
		if _, err := w.Write(r.body); err != nil {
			return
		}
	}
	if r.delivery == deliverPartly {
		_ = http.NewResponseController(w).Flush() // what is buffered would be lost
		panic(http.ErrAbortHandler)               // the server's way to break a response off
	}
}

func (r *response) serveSlowly(w http.ResponseWriter, req *http.Request) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	<-timer.C
	for piece := range slowPieces(r.body) {
		timer.Reset(r.delay / slowSteps)
		select {
		case <-timer.C:
		case <-req.Context().Done():
			return
		case <-r.released:
			return
		}
		if _, err := w.Write(piece); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush() // one that cannot flush comes at the end
	}
}

// slowSteps is the number of pieces in which a slow body comes.
const slowSteps = 10

// slowPieces cuts a body into the pieces of a slow response.
func slowPieces(body []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for i := range slowSteps {
			if !yield(body[i*len(body)/slowSteps : (i+1)*len(body)/slowSteps]) {
				return
			}
		}
	}
}

// hangUp closes the connection without an answer; with reset, by a TCP reset.
func hangUp(w http.ResponseWriter, reset bool) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2 has no connection to take over
	}
	if tcp, ok := conn.(interface{ SetLinger(int) error }); ok && reset {
		_ = tcp.SetLinger(0) // without it the close is an orderly one
	}
	_ = conn.Close()
}
