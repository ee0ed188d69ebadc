package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/text/encoding/charmap"

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

// openBody reads the beginning of a document up to the start tag of Body: the
// start tag of Envelope, and an optional Header, which is skipped.
func openBody(d *soapgen.Decoder) error {
	root, err := startElement(d)
	switch {
	case err != nil:
		return err
	case root.Name.Space == envelope12:
		return errors.New("the answer is a SOAP 1.2 envelope, not SOAP 1.1")
	case root.Name.Local != "Envelope" || root.Name.Space != envelope11:
		return fmt.Errorf("the answer is no SOAP envelope: its root element is %q", Shorten(root.Name.Local, 40))
	}
	for {
		start, err := startElement(d)
		switch {
		case errors.Is(err, errEndElement):
			return errors.New("the envelope has no Body")
		case err != nil:
			return err
		case start.Name == xml.Name{Space: envelope11, Local: "Body"}:
			return nil
		case start.Name != xml.Name{Space: envelope11, Local: "Header"}:
			return fmt.Errorf("unexpected element %q in the envelope", Shorten(start.Name.Local, 40))
		}
		if err := d.Skip(); err != nil {
			return err
		}
	}
}

// closeBody reads the end of a document: the end tags of Body and Envelope, and
// nothing behind.
func closeBody(d *soapgen.Decoder) error {
	for _, where := range []string{"a second element %q in the Body", "unexpected element %q in the envelope"} {
		switch start, err := startElement(d); {
		case err == nil:
			return fmt.Errorf(where, Shorten(start.Name.Local, 40))
		case !errors.Is(err, errEndElement):
			return err
		}
	}
	// The decoder reports io.EOF only behind a complete document, so anything
	// that it still finds here is junk.
	switch start, err := startElement(d); {
	case err == nil:
		return fmt.Errorf("element %q behind the envelope", Shorten(start.Name.Local, 40))
	case !errors.Is(err, io.EOF):
		return fmt.Errorf("behind the envelope: %w", err)
	}
	return nil
}

// decodeChild reads the one child of Body.
func decodeChild(d *soapgen.Decoder, answer soapgen.Answer) (*Fault, error) {
	start, err := startElement(d)
	switch {
	case errors.Is(err, errEndElement):
		return nil, errors.New("the Body is empty")
	case err != nil:
		return nil, err
	case start.Name == xml.Name{Space: envelope11, Local: "Fault"}:
		return decodeFault(d)
	}
	return nil, answer.DecodeXML(d, start)
}

var errEndElement = errors.New("end of element")

// startElement returns the next start tag, or errEndElement at the end of the
// element around. Blanks in between are passed over, other text is an error.
func startElement(d *soapgen.Decoder) (xml.StartElement, error) {
	for {
		tok, err := d.Next()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			return t, nil
		case xml.EndElement:
			return xml.StartElement{}, errEndElement
		case xml.CharData:
			if len(bytes.TrimSpace(t)) != 0 {
				return xml.StartElement{}, errors.New("text where only elements may stand")
			}
		}
	}
}

// transcode returns the document without a byte order mark, and the decoder's
// charset hook. A charset in the Content-Type outweighs the one in the XML
// declaration (RFC 7303, section 3), so what it names is UTF-8 afterwards; without
// either it is UTF-8.
func transcode(document []byte, contentType string) ([]byte, func(string, io.Reader) (io.Reader, error), error) {
	document = bytes.TrimPrefix(document, []byte("\xEF\xBB\xBF"))
	if contentType == "text/xml; charset=utf-8" { // what PHP's SoapServer says
		return document, sameBytes, nil
	}
	_, params, err := mime.ParseMediaType(contentType)
	label := params["charset"]
	if err != nil || label == "" {
		return document, fromCharset, nil //nolint:nilerr // an odd header is none
	}
	source := bytes.NewReader(document)
	reader, err := fromCharset(label, source)
	if err == nil && reader != source {
		document, err = io.ReadAll(reader)
	}
	return document, sameBytes, err
}

// sameBytes is the charset hook for a document that is UTF-8 by now, whatever its
// declaration says.
func sameBytes(_ string, r io.Reader) (io.Reader, error) { return r, nil }

// fromCharset decodes what the platform is known to use: UTF-8 today,
// windows-1251 before. US-ASCII is a part of both.
func fromCharset(label string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-8", "utf8", "us-ascii":
		return r, nil
	case "windows-1251", "cp1251", "cp-1251":
		return charmap.Windows1251.NewDecoder().Reader(r), nil
	default:
		return nil, fmt.Errorf("charset %q is neither UTF-8 nor windows-1251", Shorten(label, 40))
	}
}
