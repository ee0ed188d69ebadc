package smsctest

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	xmlType  = "text/xml; charset=utf-8"
	htmlType = "text/html; charset=utf-8"
)

// reply is what goes back to a client, over whichever transport.
type reply struct {
	delivery    delivery
	status      int
	contentType string
	header      map[string]string
	body        []byte
	repeat      int           // times that body is sent; 0 is once
	length      int           // Content-Length, where it is not that of the body
	delay       time.Duration // deliverSlowly
	done        func()
}

// delivery is the way in which a reply goes back.
type delivery int

const (
	deliver        delivery = iota
	deliverRefused          // no connection
	deliverNothing          // the connection closes without an answer
	deliverNever            // no answer until the client gives up
	deliverSlowly
	deliverPartly // the connection closes before all of length is sent
)

// slowSteps is the number of pieces in which a slow body comes.
const slowSteps = 10

func answerReply(document []byte) *reply {
	return &reply{status: http.StatusOK, contentType: xmlType, body: document}
}

func faultReply(fault *soapFault) *reply {
	return &reply{status: fault.httpStatus(), contentType: xmlType, body: fault.render()}
}

func textReply(status int, text string) *reply {
	return &reply{status: status, contentType: "text/plain; charset=utf-8", body: []byte(text)}
}

func htmlReply(status int) *reply {
	page := "<!DOCTYPE html>\n<html><head><title>" + strconv.Itoa(status) + "</title></head><body><h1>" +
		http.StatusText(status) + "</h1><br></body></html>\n"
	return &reply{status: status, contentType: htmlType, body: []byte(page)}
}

// reply is the reply by a fault; document is the true answer, nil when the
// request was not executed.
func (i *Injection) reply(document []byte) *reply {
	switch i.Kind {
	case FaultRefuse:
		return &reply{delivery: deliverRefused}
	case FaultDropBefore, FaultDropAfter:
		return &reply{delivery: deliverNothing}
	case FaultDropMidway:
		r := answerReply(document[:len(document)/2])
		r.delivery, r.length = deliverPartly, len(document)
		return r
	case FaultHang:
		return &reply{delivery: deliverNever}
	case FaultSlow:
		r := answerReply(document)
		r.delivery, r.delay = deliverSlowly, cmp.Or(i.Delay, 30*time.Second)
		return r
	case FaultEmpty:
		return answerReply(nil)
	case FaultHTML:
		return htmlReply(http.StatusOK)
	case FaultGarbage:
		return answerReply([]byte("\x00\xff\xfe<\x01\x80>&;\xc3\x28\x00]]>\xed\xa0\x80"))
	case FaultCut:
		return answerReply(document[:len(document)/2])
	case FaultSOAP:
		return faultReply(&soapFault{code: "Server", text: cmp.Or(i.Message, "Internal error")})
	case FaultStatus:
		r := htmlReply(cmp.Or(i.Status, http.StatusServiceUnavailable))
		if i.RetryAfter > 0 {
			r.header = map[string]string{"Retry-After": strconv.Itoa(i.RetryAfter)}
		}
		return r
	case FaultRedirect:
		r := htmlReply(cmp.Or(i.Status, http.StatusTemporaryRedirect))
		r.header = map[string]string{"Location": cmp.Or(i.Location, "http://redirected.test"+Path)}
		return r
	case FaultGzipBomb:
		r := answerReply(bombMember())
		r.header = map[string]string{"Content-Encoding": "gzip"}
		r.repeat = bombSize / bombMemberSize
		return r
	default: // FaultForeignNamespace
		return answerReply(document)
	}
}

const (
	bombSize       = 1 << 30
	bombMemberSize = 1 << 20
)

// bombMember is a gzip member of blanks. Members one after another are one
// stream, so sending it again and again needs no memory here.
var bombMember = sync.OnceValue(func() []byte {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(bytes.Repeat([]byte{' '}, bombMemberSize))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // a buffer takes everything
	}
	return packed.Bytes()
})

// size is the length of the whole body.
func (r *reply) size() int {
	if r.length > 0 {
		return r.length
	}
	return len(r.body) * max(r.repeat, 1)
}

func (r *reply) writeHeader(h http.Header) {
	h.Set("Content-Type", r.contentType)
	h.Set("Content-Length", strconv.Itoa(r.size()))
	for name, value := range r.header {
		h.Set(name, value)
	}
}

// serve delivers the reply through a server.
func (r *reply) serve(w http.ResponseWriter, req *http.Request, closed <-chan struct{}) {
	switch r.delivery {
	case deliverRefused, deliverNothing:
		hangUp(w, r.delivery == deliverRefused)
		return
	case deliverNever:
		select {
		case <-req.Context().Done():
		case <-closed:
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
		r.serveSlowly(w, req, closed)
		return
	}
	for range max(r.repeat, 1) {
		if _, err := w.Write(r.body); err != nil { //nolint:gosec // XML, escaped where it was written
			return
		}
	}
	if r.delivery == deliverPartly {
		_ = http.NewResponseController(w).Flush() // what is buffered would be lost
		panic(http.ErrAbortHandler)               // the server's way to break a response off
	}
}

func (r *reply) serveSlowly(w http.ResponseWriter, req *http.Request, closed <-chan struct{}) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	<-timer.C
	for piece := range slowPieces(r.body) {
		timer.Reset(r.delay / slowSteps)
		select {
		case <-timer.C:
		case <-req.Context().Done():
			return
		case <-closed:
			return
		}
		if _, err := w.Write(piece); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush() // one that cannot flush comes at the end
	}
}

// slowPieces cuts a body into the pieces of a slow reply.
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
