package soapgen

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
)

// This file is about not reading the same bytes twice. The service's answers are
// alike: each begins with the same envelope and has the same few tags. Two things
// are remembered, and both are found again by comparing bytes:
//
//   - A [Mark] is the beginning of a document. Whoever reads many documents keeps
//     one; [Decoder.ResetBehind] then starts behind it.
//   - Tags without attributes are kept inside the Decoder, from one document to
//     the next. The tokenizer is asked for whatever is not among them.
//
// This is sound because both are functions of the bytes alone. A Decoder knows
// nothing but what it has read, so behind equal beginnings it is in an equal state.
// And encoding/xml's RawToken, which resolves neither prefixes nor matching tags,
// returns equal tokens for equal tags, as long as it stands between two tags. Where
// either does not hold nothing is remembered or looked up:
//
//   - In a document with an encoding of its own, the bytes alone do not tell.
//   - Behind text, the tokenizer has already read the < of the next tag.
//   - Behind a tag that closes itself (<a/>), the tokenizer still holds back its end.

// Limits of what is remembered. Each is far above what the service's answers have.
const (
	maxMark = 4 << 10 // bytes of a beginning
	maxTag  = 64      // bytes of a tag
	maxTags = 64      // tags
)

// Mark is a place in a document: the bytes before it, and the state of a Decoder
// that has read them, which is the open elements and the namespaces in scope.
type Mark struct {
	read     []byte
	stack    []frame
	bindings []binding
}

// Mark returns the place behind the tag that Next has just returned. It is nil
// where that cannot be remembered, or is too long to be worth it.
func (d *Decoder) Mark() *Mark {
	read := d.src.document[:d.src.pos]
	if d.encoded || len(read) > maxMark || !bytes.HasSuffix(read, []byte(">")) || closesItself(read) {
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

// Rest returns what is behind the tag that Next has just returned, for comparing
// it with the end of another document. It is nil where the document has an encoding
// of its own, or the rest is too long to be worth it.
func (d *Decoder) Rest() []byte {
	rest := d.src.document[d.src.pos:]
	if d.encoded || len(rest) > maxMark {
		return nil
	}
	return rest
}

// tags are tags that were read before, with the tokens that encoding/xml made of
// them.
type tags struct {
	known []tag
	next  int // the one that came after the last
}

type tag struct {
	text  string // "<id>", "</id>": the only > is at its end
	token xml.Token
}

// at returns the token of the tag that rest begins with, and the tag's length; nil
// if it is not known. The tags of an answer come in the same order each time, so the
// first look finds it.
func (t *tags) at(rest []byte) (token xml.Token, length int) {
	for range t.known {
		if t.next == len(t.known) {
			t.next = 0
		}
		known := &t.known[t.next]
		t.next++
		if len(rest) >= len(known.text) && string(rest[:len(known.text)]) == known.text {
			return known.token, len(known.text)
		}
	}
	return nil, 0
}

// learn keeps a tag without attributes. A server that has no two alike makes it
// start over.
func (t *tags) learn(text []byte, token xml.Token) {
	if len(text) > maxTag {
		return
	}
	if len(t.known) == maxTags {
		t.known = nil
	}
	t.known = append(t.known, tag{string(text), token})
	t.next = len(t.known)
}

// rawToken is RawToken of encoding/xml, which is asked for all but known tags.
func (d *Decoder) rawToken() (xml.Token, error) {
	looked := d.between && !d.encoded
	from := d.src.pos
	if looked {
		if token, length := d.tags.at(d.src.document[from:]); token != nil {
			d.src.pos += length
			return token, nil
		}
	}
	d.src.left = maxToken
	token, err := d.raw.RawToken()
	text := d.src.document[from:d.src.pos]
	switch t := token.(type) {
	case xml.CharData:
		d.between = false
	case xml.StartElement:
		if d.between = !closesItself(text); d.between && looked && len(t.Attr) == 0 {
			d.tags.learn(text, token)
		}
	case xml.EndElement:
		if d.between = true; looked {
			d.tags.learn(text, token)
		}
	}
	return token, err
}

func closesItself(tag []byte) bool { return bytes.HasSuffix(tag, []byte("/>")) }
