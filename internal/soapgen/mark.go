package soapgen

import (
	"bytes"
	"io"
	"slices"
)

// maxMark is the longest beginning of a document that is worth keeping, in bytes.
const maxMark = 4 << 10

// Mark is a place in a document: the bytes before it, and what they make of a
// Decoder, which is the elements that are open and the namespaces in scope. A
// Decoder knows nothing but the bytes that it has read, so in every document that
// begins with the same ones it stands at the same place behind them, and need
// not read them again.
type Mark struct {
	read     []byte
	stack    []frame
	bindings []binding
}

// Mark returns the place behind the tag that Next has just returned. It is nil
// where that is not worth keeping, where the tag closes itself, so that its end is
// still to come, and where the document has an encoding of its own, so that the
// bytes alone do not tell.
func (d *Decoder) Mark() *Mark {
	read := d.src.document[:d.src.pos]
	if d.encoded || len(read) > maxMark || !bytes.HasSuffix(read, []byte(">")) || bytes.HasSuffix(read, []byte("/>")) {
		return nil
	}
	return &Mark{
		read:     bytes.Clone(read),
		stack:    slices.Clone(d.stack[:d.depth]),
		bindings: slices.Clone(d.bindings),
	}
}

// ResetBehind makes d a decoder of a document that begins as the one of m did,
// behind that beginning. It tells whether the document does; d is as it was if not.
func (d *Decoder) ResetBehind(m *Mark, document []byte, charset func(label string, input io.Reader) (io.Reader, error)) bool {
	if !bytes.HasPrefix(document, m.read) {
		return false
	}
	d.Reset(document, charset)
	d.src.pos = len(m.read)
	d.depth = copy(d.stack[:], m.stack)
	d.deepest = d.depth
	d.bindings = append(d.bindings, m.bindings...)
	d.started, d.root = true, true
	return true
}

// Rest returns what is behind the tag that Next has just returned. It is nil where
// the document has an encoding of its own, and where there is more than is worth
// comparing.
func (d *Decoder) Rest() []byte {
	rest := d.src.document[d.src.pos:]
	if d.encoded || len(rest) > maxMark {
		return nil
	}
	return rest
}
