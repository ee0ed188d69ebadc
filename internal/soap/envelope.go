package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"github.com/go-smsc/smsc/internal/soapgen"
)

const (
	// envelope11 is the namespace of SOAP 1.1 envelopes, the only version that
	// the service's WSDL binds.
	envelope11 = "http://schemas.xmlsoap.org/soap/envelope/"

	// envelope12 is recognised only to say what is wrong with an answer.
	envelope12 = "http://www.w3.org/2003/05/soap-envelope"

	envelopeHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<soap:Envelope xmlns:soap="` + envelope11 + `"><soap:Body>`
	envelopeTail = `</soap:Body></soap:Envelope>`
)

// AppendEnvelope appends the SOAP 1.1 envelope around req, whose body element
// stands in namespace. When req holds a character that XML cannot carry, dst
// comes back as it was, with the error.
func AppendEnvelope(dst []byte, namespace string, req soapgen.Request) ([]byte, error) {
	out, err := req.AppendXML(append(dst, envelopeHead...), namespace)
	if err != nil {
		return dst, err
	}
	return append(out, envelopeTail...), nil
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
