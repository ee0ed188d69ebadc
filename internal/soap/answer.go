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

	"golang.org/x/text/encoding/charmap"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// decoders are for reuse: each is some 3 KB of room.
var decoders = sync.Pool{New: func() any { return new(soapgen.Decoder) }}

// Decode reads an answer from document, the whole body of an HTTP response with
// the given Content-Type. It is strict: one SOAP 1.1 envelope with one Body with
// one child, which is answer's element or a Fault, and nothing but blanks and
// comments around. A Fault comes back as [*Fault] without an error.
func Decode(document []byte, contentType string, answer soapgen.Answer) (*Fault, error) {
	if len(bytes.TrimSpace(document)) == 0 {
		return nil, errors.New("the answer is empty")
	}
	reader, charset, err := transcode(document, contentType)
	if err != nil {
		return nil, err
	}
	d, _ := decoders.Get().(*soapgen.Decoder) // nothing else is put there
	d.Reset(reader, charset)
	defer func() {
		d.Forget()
		decoders.Put(d)
	}()

	root, err := startElement(d)
	switch {
	case err != nil:
		return nil, err
	case root.Name.Space == envelope12:
		return nil, errors.New("the answer is a SOAP 1.2 envelope, not SOAP 1.1")
	case root.Name.Local != "Envelope" || root.Name.Space != envelope11:
		return nil, fmt.Errorf("the answer is no SOAP envelope: its root element is %q", Shorten(root.Name.Local, 40))
	}

	fault, err := decodeEnvelope(d, answer)
	if err != nil {
		return nil, err
	}
	// The decoder reports io.EOF only behind a complete document, so anything
	// that it still finds here is junk.
	switch start, err := startElement(d); {
	case err == nil:
		return nil, fmt.Errorf("element %q behind the envelope", Shorten(start.Name.Local, 40))
	case !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("behind the envelope: %w", err)
	}
	return fault, nil
}

// decodeEnvelope reads the children of Envelope to its end: an optional Header,
// which is skipped, and one Body.
func decodeEnvelope(d *soapgen.Decoder, answer soapgen.Answer) (*Fault, error) {
	var fault *Fault
	seen := false
	for {
		start, err := startElement(d)
		switch {
		case errors.Is(err, errEndElement) && seen:
			return fault, nil
		case errors.Is(err, errEndElement):
			return nil, errors.New("the envelope has no Body")
		case err != nil:
			return nil, err
		case start.Name.Space != envelope11:
			return nil, fmt.Errorf("unexpected element %q in the envelope", Shorten(start.Name.Local, 40))
		case start.Name.Local == "Header" && !seen:
			if err := d.Skip(); err != nil {
				return nil, err
			}
		case start.Name.Local == "Body" && !seen:
			seen = true
			if fault, err = decodeBody(d, answer); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("unexpected element %q in the envelope", Shorten(start.Name.Local, 40))
		}
	}
}

// decodeBody reads the one child of Body, and Body's end.
func decodeBody(d *soapgen.Decoder, answer soapgen.Answer) (*Fault, error) {
	start, err := startElement(d)
	switch {
	case errors.Is(err, errEndElement):
		return nil, errors.New("the Body is empty")
	case err != nil:
		return nil, err
	}

	var fault *Fault
	if start.Name.Local == "Fault" && start.Name.Space == envelope11 {
		fault, err = decodeFault(d)
	} else {
		err = answer.DecodeXML(d, start)
	}
	if err != nil {
		return nil, err
	}

	switch start, err = startElement(d); {
	case err == nil:
		return nil, fmt.Errorf("a second element %q in the Body", Shorten(start.Name.Local, 40))
	case !errors.Is(err, errEndElement):
		return nil, err
	}
	return fault, nil
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

// transcode returns a reader of the document and the decoder's charset hook. A
// charset in the Content-Type outweighs the one in the XML declaration (RFC 7303,
// section 3); without either it is UTF-8.
func transcode(document []byte, contentType string) (io.Reader, func(string, io.Reader) (io.Reader, error), error) {
	document = bytes.TrimPrefix(document, []byte("\xEF\xBB\xBF"))
	reader := io.Reader(bytes.NewReader(document))
	if contentType == "text/xml; charset=utf-8" { // what PHP's SoapServer says
		return reader, sameBytes, nil
	}
	_, params, err := mime.ParseMediaType(contentType)
	label := params["charset"]
	if err != nil || label == "" {
		return reader, fromCharset, nil //nolint:nilerr // an odd header is none
	}
	if reader, err = fromCharset(label, reader); err != nil {
		return nil, nil, err
	}
	return reader, sameBytes, nil
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
