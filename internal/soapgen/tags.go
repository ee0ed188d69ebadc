package soapgen

import (
	"bytes"
	"encoding/xml"
)

// Limits of what is kept about tags.
const (
	maxTag  = 64 // bytes of one
	maxTags = 64
)

// tags are tags that were read before, with what encoding/xml made of them. It
// makes the same of the same bytes each time, so that they need not be read again.
type tags map[string]xml.Token

// rawToken is RawToken of encoding/xml, which reads all but the tags that are
// known.
func (d *Decoder) rawToken() (xml.Token, error) {
	known := d.between && !d.encoded
	from := d.src.pos
	if known {
		if token, length := d.tags.at(d.src.document[from:]); token != nil {
			d.src.pos += length
			return token, nil
		}
	}
	d.src.left = maxToken
	token, err := d.raw.RawToken()
	raw := d.src.document[from:d.src.pos]
	switch t := token.(type) {
	case xml.CharData:
		d.between = false // it has read the < behind it
	case xml.StartElement:
		// The end of a tag that closes itself is still to come.
		if d.between = !bytes.HasSuffix(raw, []byte("/>")); d.between && known && len(t.Attr) == 0 {
			d.learn(raw, token)
		}
	case xml.EndElement:
		if d.between = true; known {
			d.learn(raw, token)
		}
	}
	return token, err
}

// at returns what is known of the tag that rest begins with, and its length.
func (t tags) at(rest []byte) (token xml.Token, length int) {
	if len(rest) == 0 || rest[0] != '<' {
		return nil, 0
	}
	length = bytes.IndexByte(rest[:min(len(rest), maxTag)], '>') + 1
	return t[string(rest[:length])], length
}

func (d *Decoder) learn(tag []byte, token xml.Token) {
	if len(tag) > maxTag {
		return
	}
	if d.tags == nil {
		d.tags = make(tags)
	}
	if len(d.tags) == maxTags {
		clear(d.tags) // of a server that has no two alike
	}
	d.tags[string(tag)] = token
}
