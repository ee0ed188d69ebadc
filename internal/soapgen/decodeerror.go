package soapgen

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// DecodeError reports a document that is not well-formed, goes beyond a bound,
// or is not the answer that was asked for. Its text holds names of elements,
// cut short, and nothing else of the document.
type DecodeError struct {
	Path   string // names of the open elements, "Envelope/Body/SendResponse"; empty outside the root element
	Reason string // what is wrong, in a few words
	Err    error  // why its encoding cannot be read, else nil
}

// Error implements error.
func (e *DecodeError) Error() string {
	var b strings.Builder
	b.WriteString("soapgen: ")
	if e.Path != "" {
		b.WriteString(e.Path)
		b.WriteString(": ")
	}
	b.WriteString(e.Reason)
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap returns Err.
func (e *DecodeError) Unwrap() error { return e.Err }

var (
	errTooLong  = errors.New("tag or text too long")
	errEncoding = errors.New("no decoder for it")
)

// Fail returns a *DecodeError with the given reason at the element that is open.
func (d *Decoder) Fail(reason string) error {
	return &DecodeError{Path: d.path(), Reason: reason}
}

// Bounds of what an error repeats of the names in the document.
const (
	maxNameText = 32
	maxPathText = 200
)

// path joins the names of the open elements. They come from the document, so
// each is cut short, and so is the whole.
func (d *Decoder) path() string {
	var b strings.Builder
	for i, f := range d.stack[:d.depth] {
		if b.Len() > maxPathText {
			b.WriteString("/…")
			break
		}
		if i > 0 {
			b.WriteByte('/')
		}
		b.WriteString(shorten(f.name.Local))
	}
	return b.String()
}

func shorten(name string) string {
	if len(name) <= maxNameText {
		return name
	}
	cut := maxNameText
	for cut > 0 && !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + "…"
}

// readError tells what an error of RawToken means. The texts of encoding/xml
// are not passed on: they can repeat any length of the document.
func (d *Decoder) readError(err error) error {
	switch {
	case d.refused != nil:
		return &DecodeError{Path: d.path(), Reason: "unsupported encoding", Err: d.refused}
	case d.src.tooLong:
		return d.Fail(errTooLong.Error())
	case errors.Is(err, io.EOF) && d.root && d.depth == 0:
		return io.EOF
	case errors.Is(err, io.EOF) && !d.root:
		return d.Fail("no XML element")
	case errors.Is(err, io.EOF):
		return d.Fail("document ends too early")
	}
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok && strings.HasPrefix(syntax.Msg, "unexpected EOF") {
		return d.Fail("document ends too early")
	}
	return d.Fail("malformed XML")
}

// blank tells whether text has nothing but what XML calls white space.
func blank(text []byte) bool {
	for _, c := range text {
		switch c {
		case ' ', '\t', '\n', '\r':
		default:
			return false
		}
	}
	return true
}

func trimMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }
