package doctor

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"time"
)

// Limits of a document that is read. The service's WSDL has 20 KB and is 10 elements
// deep.
const (
	maxDepth = 64
	maxNodes = 20_000
)

// node is an element of a document.
type node struct {
	name     xml.Name
	attrs    []xml.Attr
	prefixes *prefixes
	children []*node
	text     []byte
}

// prefixes are the prefixes of namespaces that are declared at an element, and further
// out.
type prefixes struct {
	outer    *prefixes
	declared map[string]string
}

func (p *prefixes) lookUp(prefix string) string {
	for ; p != nil; p = p.outer {
		if uri, found := p.declared[prefix]; found {
			return uri
		}
	}
	return ""
}

var errDocument = errors.New("doctor: not a document that can be read")

// readDocument reads a well-formed document without a document type declaration, within
// the limits above.
func readDocument(document []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(document, []byte("\ufeff"))))
	// Names are ASCII, whatever the encoding is. That of a text does not matter here.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return asciiReader{r}, nil }
	top := &node{}
	open := []*node{top}
	for nodes := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && len(top.children) == 1 {
			return top.children[0], nil
		}
		if err != nil {
			return nil, errDocument
		}
		inner := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: t.Name, attrs: slices.Clone(t.Attr), prefixes: declare(inner.prefixes, t.Attr)}
			inner.children = append(inner.children, n)
			open = append(open, n)
			if nodes++; nodes > maxNodes || len(open) > maxDepth || len(top.children) > 1 {
				return nil, errDocument
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) == 1 && len(bytes.TrimSpace(t)) > 0 {
				return nil, errDocument
			}
			inner.text = append(inner.text, t...)
		case xml.Directive:
			return nil, errDocument
		}
	}
}

func declare(outer *prefixes, attrs []xml.Attr) *prefixes {
	inner := outer
	for _, a := range attrs {
		prefix, declares := a.Name.Local, a.Name.Space == "xmlns"
		if a.Name == (xml.Name{Local: "xmlns"}) {
			prefix, declares = "", true
		}
		if !declares {
			continue
		}
		if inner == outer {
			inner = &prefixes{outer: outer, declared: make(map[string]string)}
		}
		inner.declared[prefix] = a.Value
	}
	return inner
}

// asciiReader passes over all characters but ASCII.
type asciiReader struct{ r io.Reader }

func (a asciiReader) Read(p []byte) (int, error) {
	n, err := a.r.Read(p)
	for i, c := range p[:n] {
		if c >= 0x80 {
			p[i] = '?'
		}
	}
	return n, err
}

// child returns the first child with a local name, or nil.
func (n *node) child(local string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.name.Local == local {
			return c
		}
	}
	return nil
}

// attr returns an attribute in no namespace.
func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name == (xml.Name{Local: name}) {
			return a.Value
		}
	}
	return ""
}

// reply is the answer to a question.
type reply struct {
	response

	fault      bool
	notPresent bool // a Fault that says the element is not known, so nothing was executed
	code       int  // the error element; 0 without one
	leaves     map[string]string
	names      []string // of the result's elements, in order
}

const envelopeNamespace = "http://schemas.xmlsoap.org/soap/envelope/"

// read reads an answer. What is none is trouble.
func read(got response, element string) reply {
	r := reply{response: got}
	if got.trouble != "" || got.redirects() {
		return r
	}
	envelope, err := readDocument(got.body)
	if err != nil || envelope.name != (xml.Name{Space: envelopeNamespace, Local: "Envelope"}) {
		r.trouble = "what came is no SOAP answer"
		return r
	}
	body := envelope.child("Body")
	if body == nil || len(body.children) != 1 {
		r.trouble = "the SOAP answer has no body, or several"
		return r
	}
	if fault := body.child("Fault"); fault != nil {
		r.fault = true
		r.notPresent = fault.tellsNotPresent(element)
		return r
	}
	names := answers[element]
	result := body.child(names[0]).child(names[1])
	if result == nil {
		r.trouble = "it is the answer to another operation"
		return r
	}
	r.leaves = make(map[string]string)
	for _, leaf := range result.children {
		if _, twice := r.leaves[leaf.name.Local]; !twice {
			r.leaves[leaf.name.Local] = string(bytes.TrimSpace(leaf.text))
			r.names = append(r.names, leaf.name.Local)
		}
	}
	if text := r.leaves["error"]; text != "" {
		if r.code, err = strconv.Atoi(text); err != nil || r.code < leastCode || r.code > mostCode {
			r.trouble, r.code = "its error code is none", 0
		}
	}
	return r
}

// Codes are shown, so they must be too short to be a phone number or a password. Those
// that are known are 1-9.
const (
	leastCode = -99
	mostCode  = 999
)

// tellsNotPresent reports whether a Fault is that of PHP for an element that it does not
// know: nothing was executed then.
func (n *node) tellsNotPresent(element string) bool {
	text := n.child("faultstring")
	return text != nil && string(bytes.TrimSpace(text.text)) == "Procedure '"+element+"' not present"
}

// isGood reports whether it is an answer without an error code, with HTTP status 200.
func (r reply) isGood() bool { return r.isSuccess() && !r.fault && r.code == 0 }

// isCode reports whether it is an error code.
func (r reply) isCode() bool { return r.trouble == "" && !r.fault && r.code != 0 }

// notFound says in which way a reply says that there is no message: "code 3", "status
// -3" or "".
func (r reply) notFound() string {
	switch {
	case r.isCode() && r.code == 3:
		return "code 3"
	case r.isGood() && r.leaves["status"] == "-3":
		return "status -3"
	default:
		return ""
	}
}

// describe says in words what came, without anything that a server made up.
func (r reply) describe() string {
	switch {
	case r.redirects():
		return "a redirect"
	case r.isAnswered() && r.status != 200 && !r.fault && !r.isCode():
		return "HTTP status " + strconv.Itoa(r.status)
	case r.trouble != "":
		return r.trouble
	case r.notPresent:
		return "a Fault that says the element is not known"
	case r.fault:
		return "a Fault"
	case r.code != 0:
		return "code " + strconv.Itoa(r.code)
	default:
		return "an answer"
	}
}

// roundTrip is how long the answer took.
func (r response) roundTrip() time.Duration { return r.answered.Sub(r.asked) }
