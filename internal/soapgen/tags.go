package soapgen

import (
	"bytes"
	"encoding/xml"
)

// Limits of what is kept about tags. Each is far above what the service's answers
// have.
const (
	maxTag  = 64 // bytes of one
	maxTags = 64
)

// tags are tags that were read before, with what encoding/xml made of them. It
// makes the same of the same bytes each time, so that they need not be read again.
type tags struct {
	known []tag
	next  int // the one that came after the last
}

type tag struct {
	text  string
	token xml.Token
}

// at returns what is known of the tag that rest begins with, and its length. The
// tags of an answer come in the same order each time, so the first look finds it.
func (t *tags) at(rest []byte) (token xml.Token, length int) {
	for range t.known {
		if t.next == len(t.known) {
			t.next = 0
		}
		known := &t.known[t.next]
		t.next++
		// Each ends with the only > in it.
		if len(rest) >= len(known.text) && string(rest[:len(known.text)]) == known.text {
			return known.token, len(known.text)
		}
	}
	return nil, 0
}

// learn keeps a tag without attributes.
func (t *tags) learn(text []byte, token xml.Token) {
	if len(text) > maxTag {
		return
	}
	if len(t.known) == maxTags { // of a server that has no two alike
		t.known = nil
	}
	t.known = append(t.known, tag{string(text), token})
	t.next = len(t.known)
}

// rawToken is RawToken of encoding/xml, which reads all but the tags that are
// known.
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
		d.between = false // it has read the < behind it
	case xml.StartElement:
		// The end of a tag that closes itself is still to come.
		if d.between = !bytes.HasSuffix(text, []byte("/>")); d.between && looked && len(t.Attr) == 0 {
			d.tags.learn(text, token)
		}
	case xml.EndElement:
		if d.between = true; looked {
			d.tags.learn(text, token)
		}
	}
	return token, err
}
