package soap

import (
	"bytes"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// Reader reads the answers of one endpoint. It is safe for concurrent use, and the
// zero value is ready.
//
// A server puts the same envelope around all its answers. The reader remembers the
// last one, and when it meets the same bytes again it does not read them again.
type Reader struct{ known atomic.Pointer[wrapping] }

// wrapping is what stood around the one child of the Body in a good answer.
type wrapping struct {
	head *soapgen.Mark // up to the start tag of Body
	tail []byte        // from the end tag of Body on
}

// decoders are for reuse: each is some 2 KB of room, and a few for what it remembers.
var decoders = sync.Pool{New: func() any { return new(soapgen.Decoder) }}

// Read reads an answer from document, the whole body of an HTTP response with the
// given Content-Type. It is strict: one SOAP 1.1 envelope with one Body with one
// child, which is answer's element or a Fault, and nothing but blanks and comments
// around. A Fault comes back as [*Fault] without an error. Nothing of document is
// kept but a copy of what stands around the child.
func (r *Reader) Read(document []byte, contentType string, answer soapgen.Answer) (*Fault, error) {
	if len(bytes.TrimSpace(document)) == 0 {
		return nil, errors.New("the answer is empty")
	}
	document, charset, err := transcode(document, contentType)
	if err != nil {
		return nil, err
	}
	d, _ := decoders.Get().(*soapgen.Decoder) // nothing else is put there
	defer func() {
		d.Forget()
		decoders.Put(d)
	}()

	var head *soapgen.Mark
	known := r.known.Load()
	if known != nil && d.ResetBehind(known.head, document, charset) {
		head = known.head
	} else {
		d.Reset(document, charset)
		if err := openBody(d); err != nil {
			return nil, err
		}
		head = d.Mark()
	}
	fault, err := decodeChild(d, answer)
	if err != nil {
		return nil, err
	}
	tail := d.Rest()
	if known != nil && known.head == head && bytes.Equal(known.tail, tail) {
		return fault, nil
	}
	if err := closeBody(d); err != nil {
		return nil, err
	}
	if head != nil && tail != nil {
		r.known.Store(&wrapping{head: head, tail: bytes.Clone(tail)})
	}
	return fault, nil
}
