package smsctest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// strictReader reads one request strictly by the contract: SOAP 1.1, no
// header that must be understood, one call; its children unqualified, in the
// order of the schema, each the right number of times; no attributes but namespace
// declarations and no text in between.
type strictReader struct {
	contract  *contract
	namespace string
	document  []byte
	tokens    *xml.Decoder
	begun     bool // something was read
	inside    bool // the root element has begun
}

func readStrictly(c *contract, namespace string, document []byte) (*call, *soapFault) {
	r := &strictReader{
		contract: c, namespace: namespace, document: document,
		tokens: xml.NewDecoder(bytes.NewReader(document)), //nolint:gosec // nothing is made of it but strings
	}
	return r.read()
}

func (r *strictReader) read() (*call, *soapFault) {
	envelope, fault := r.start()
	switch {
	case fault != nil:
		return nil, fault
	case envelope == nil:
		return nil, faultBadRequest
	case envelope.Name != (xml.Name{Space: soapNamespace, Local: "Envelope"}):
		return nil, faultVersion // of something that is no envelope at all too
	}
	body, fault := r.start()
	if fault == nil && body != nil && body.Name == (xml.Name{Space: soapNamespace, Local: "Header"}) {
		if fault = r.header(); fault == nil {
			body, fault = r.start()
		}
	}
	switch {
	case fault != nil:
		return nil, fault
	case body == nil:
		return nil, faultNoBody
	case body.Name != (xml.Name{Space: soapNamespace, Local: "Body"}):
		return nil, faultNoBody
	}
	c, fault := r.call()
	if fault != nil {
		return nil, fault
	}
	if second, fault := r.start(); fault != nil {
		return nil, fault
	} else if second != nil {
		return nil, faultCalls
	}
	if after, fault := r.start(); fault != nil {
		return nil, fault
	} else if after != nil {
		return nil, faultEnvelope
	}
	// The end of the envelope is read; only comments may follow.
	if _, fault := r.start(); fault != faultEOF {
		return nil, faultBadRequest
	}
	return c, nil
}

// header passes over the blocks of a Header. The WSDL binds none, so one that must
// be understood is not.
func (r *strictReader) header() *soapFault {
	for depth := 0; ; {
		token, err := r.tokens.Token()
		if err != nil {
			return faultBadRequest
		}
		switch t := token.(type) {
		case xml.StartElement:
			for _, a := range t.Attr {
				if a.Name == (xml.Name{Space: soapNamespace, Local: "mustUnderstand"}) && a.Value != "0" {
					return faultHeader
				}
			}
			depth++
		case xml.EndElement:
			if depth--; depth < 0 {
				return nil
			}
		case xml.Directive:
			return faultDTD
		}
	}
}

// call reads the child of Body up to its end.
func (r *strictReader) call() (*call, *soapFault) {
	start, fault := r.start()
	switch {
	case fault == faultText:
		return nil, faultNoCall
	case fault != nil:
		return nil, fault
	case start == nil:
		return nil, faultNoCall
	}
	op := r.contract.byElement[start.Name.Local]
	switch {
	case start.Name.Space != "" && !strings.Contains(start.Name.Space, ":"):
		// encoding/xml leaves a prefix that is not bound where a namespace, which
		// is a URI, would be. To PHP it is a part of the name.
		return nil, notPresent(start.Name.Space + ":" + start.Name.Local)
	case op == nil || start.Name.Space != r.namespace:
		return nil, notPresent(start.Name.Local)
	}

	c := &call{op: op, elements: make(map[string]string, len(op.fields))}
	next := 0
	for {
		child, fault := r.start()
		if fault != nil {
			return nil, fault
		}
		if child == nil {
			break
		}
		if child.Name.Space != "" {
			return nil, clientFault("Bad Request: element %.64q of %s must not be in a namespace", child.Name.Local, op.element)
		}
		at := next
		for at < len(op.fields) && op.fields[at].name != child.Name.Local {
			if op.fields[at].required {
				return nil, clientFault("Bad Request: %s has %.64q where %s must stand", op.element, child.Name.Local, op.fields[at].name)
			}
			at++
		}
		if at == len(op.fields) {
			return nil, clientFault("Bad Request: %s must not have element %.64q here", op.element, child.Name.Local)
		}
		value, fault := r.leaf()
		if fault != nil {
			return nil, fault
		}
		c.elements[child.Name.Local] = value
		next = at + 1
	}
	for _, f := range op.fields[next:] {
		if f.required {
			return nil, clientFault("Bad Request: %s lacks element %s", op.element, f.name)
		}
	}
	return c, nil
}

// faultEOF marks the end of the document where an element could have begun, and
// faultText a text.
var (
	faultEOF  = &soapFault{code: "Client", text: "Bad Request"}
	faultText = &soapFault{code: "Client", text: "Bad Request: text between elements"}
)

// start returns the next start tag, or nil at an end tag.
func (r *strictReader) start() (*xml.StartElement, *soapFault) {
	for {
		token, err := r.tokens.Token()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil, faultEOF
			}
			return nil, faultBadRequest
		}
		first := !r.begun
		r.begun = true
		switch t := token.(type) {
		case xml.StartElement:
			if fault := onlyNamespaces(t); fault != nil {
				return nil, fault
			}
			r.inside = true
			return &t, nil
		case xml.EndElement:
			return nil, nil
		case xml.CharData:
			switch {
			case len(bytes.TrimSpace(t)) == 0:
			case !r.inside:
				return nil, faultBadRequest
			default:
				return nil, faultText
			}
		case xml.Directive:
			return nil, faultDTD
		case xml.ProcInst:
			switch {
			case t.Target != "xml":
				return nil, clientFault("Bad Request: processing instruction")
			case !first:
				return nil, faultBadRequest
			}
		}
	}
}

// leaf returns the text of an element whose start tag was just read. PHP reads it
// from one node: a text, or a CDATA section, but not both.
func (r *strictReader) leaf() (string, *soapFault) {
	var text strings.Builder
	plain, sections := false, 0
	for {
		at := r.tokens.InputOffset()
		token, err := r.tokens.Token()
		if err != nil {
			return "", faultBadRequest
		}
		switch t := token.(type) {
		case xml.CharData:
			if bytes.HasPrefix(r.document[at:], []byte("<![CDATA[")) {
				sections++
			} else {
				plain = plain || len(t) > 0
			}
			if sections > 1 || sections == 1 && plain {
				return "", faultEncoding
			}
			text.Write(t)
		case xml.EndElement:
			return text.String(), nil
		case xml.Directive:
			return "", faultDTD
		case xml.StartElement, xml.ProcInst:
			return "", faultEncoding
		}
	}
}

func onlyNamespaces(start xml.StartElement) *soapFault {
	for _, a := range start.Attr {
		if a.Name.Space != "xmlns" && (a.Name.Space != "" || a.Name.Local != "xmlns") {
			return clientFault("Bad Request: element %.64q has attribute %.64q", start.Name.Local, a.Name.Local)
		}
	}
	return nil
}
