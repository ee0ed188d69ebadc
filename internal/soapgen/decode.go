package soapgen

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"
)

// Limits of what a Decoder reads. Each is far above what the service can send
// and low enough that a hostile answer costs little time and memory.
const (
	maxDepth      = 32       // elements inside one another
	maxToken      = 64 << 10 // bytes of one tag, text, comment
	maxAttributes = 64       // attributes of one element
	maxBindings   = 128      // namespace declarations in scope
)

// valueChunk is the memory that short values share, in bytes.
const valueChunk = 256

const (
	xmlNamespace = "http://www.w3.org/XML/1998/namespace"
	xsiNamespace = "http://www.w3.org/2001/XMLSchema-instance"
)

// Decoder reads the tokens of one XML document. It stands on the tokenizer of
// encoding/xml (RawToken: the tokens of a send answer cost 51 allocations, those of
// Token 75) and adds what that leaves to its caller: matching tags, namespaces,
// exactly one root element with nothing but blanks around it, no duplicate
// attribute, no DTD, and bounds on depth and size. One that is reused remembers
// tags, and a [Mark] a whole beginning, so that only what is new is tokenized.
type Decoder struct {
	position

	raw  *xml.Decoder
	tags tags

	// The names of open elements, and the first backing arrays of bindings and text:
	// an answer of the service fits, so that none costs an allocation. The position
	// knows how much of them counts.
	stack       [maxDepth]frame
	ownBindings [8]binding
	ownText     [256]byte
}

// position is all that a Decoder knows of the document that it reads.
type position struct {
	src     source
	charset func(label string, input io.Reader) (io.Reader, error)
	encoded bool  // charset was asked
	refused error // what it returned
	err     error // sticky: what Next failed with
	started bool  // something other than a byte order mark was read
	root    bool  // the root element was seen
	between bool  // raw stands behind a tag and holds nothing back
	depth   int
	deepest int    // as far as the stack was used
	seen    uint64 // bits of the single elements read in the open result or item
	kept    int    // unknown leaves kept for the answer being read
	items   int    // repeated items read for the answer being read

	bindings []binding
	text     []byte          // scratch of leafText
	values   strings.Builder // what keepText returns parts of
}

// frame is an open element: its name as written, and how many bindings were
// in scope outside.
type frame struct {
	name  xml.Name // Space is the prefix
	outer int
}

// binding is one namespace declaration in scope.
type binding struct{ prefix, namespace string }

// NewDecoder returns a decoder of document, which must stay as it is while it is
// read. A document that declares an encoding other than UTF-8 is read through
// what charset returns for its label; a nil charset refuses it.
func NewDecoder(document []byte, charset func(label string, input io.Reader) (io.Reader, error)) *Decoder {
	d := new(Decoder)
	d.Reset(document, charset)
	return d
}

// Reset makes d a decoder of another document, as if it came from NewDecoder. Of
// what was read before it keeps the tokenizer, where that ended between two tags,
// and what it knows of tags.
func (d *Decoder) Reset(document []byte, charset func(label string, input io.Reader) (io.Reader, error)) {
	d.Forget()
	d.src.document, d.charset = document, charset
	if d.raw == nil {
		d.raw = xml.NewDecoder(&d.src)
		d.raw.CharsetReader = d.openCharset
	}
}

// Forget drops the document and all that came of it, so that a decoder which is
// kept for reuse holds none; only the tokenizer's own buffer still has what it held
// last, up to maxMark. It reads again after Reset.
func (d *Decoder) Forget() {
	if !d.reusable() {
		d.raw = nil
	}
	clear(d.stack[:d.deepest])
	clear(d.ownBindings[:])
	clear(d.ownText[:])
	d.position = position{between: true}
	d.bindings, d.text = d.ownBindings[:0], d.ownText[:0]
}

// reusable tells whether the tokenizer is as good as a new one. To RawToken it is
// between any two tags; its buffer is as large as what it has read.
func (d *Decoder) reusable() bool {
	return d.between && !d.encoded && d.err == nil && len(d.src.document) <= maxMark
}

func (d *Decoder) openCharset(label string, input io.Reader) (io.Reader, error) {
	d.encoded = true
	if d.charset == nil {
		d.refused = errEncoding
		return nil, errEncoding
	}
	r, err := d.charset(label, input)
	if err != nil {
		d.refused = err
	}
	return r, err
}

// Depth tells how many elements are open.
func (d *Decoder) Depth() int { return d.depth }

// Next returns the next xml.StartElement, xml.EndElement or xml.CharData;
// comments and processing instructions are dropped, and a CDATA section is
// text. Names of start elements and their attributes carry their namespace; an
// end element carries its name as written. The bytes of a CharData are valid
// until the next call. The error is io.EOF after one complete root element,
// else a *DecodeError; it stays the same from then on.
func (d *Decoder) Next() (xml.Token, error) {
	if d.err != nil {
		return nil, d.err
	}
	token, err := d.next()
	if err != nil {
		d.err = err
		return nil, err
	}
	return token, nil
}

func (d *Decoder) next() (xml.Token, error) {
	for {
		token, err := d.rawToken()
		if err != nil {
			return nil, d.readError(err)
		}
		first := !d.started
		d.started = true
		switch t := token.(type) {
		case xml.StartElement:
			return d.startElement(t, token)
		case xml.EndElement:
			return token, d.endElement(t)
		case xml.CharData:
			if d.depth > 0 {
				return token, nil
			}
			if first && string(t) == "\ufeff" {
				d.started = false // the XML declaration may still follow
				continue
			}
			if first {
				t = trimMark(t)
			}
			if !blank(t) {
				return nil, d.Fail("text outside the root element")
			}
		case xml.ProcInst:
			if t.Target == "xml" && !first {
				return nil, d.Fail("XML declaration inside the document")
			}
		case xml.Directive:
			return nil, d.Fail("document type declaration")
		}
	}
}

// startElement opens t, which token holds, and resolves its names.
func (d *Decoder) startElement(t xml.StartElement, token xml.Token) (xml.Token, error) {
	if d.depth == 0 && d.root {
		return nil, d.Fail("second root element")
	}
	if d.depth == maxDepth {
		return nil, d.Fail("elements nested too deeply")
	}
	d.root = true
	d.stack[d.depth] = frame{name: t.Name, outer: len(d.bindings)}
	d.depth++
	d.deepest = max(d.deepest, d.depth)
	if len(t.Attr) > 0 {
		if err := d.attributes(t.Attr); err != nil {
			return nil, err
		}
	}
	namespace, bound := d.namespace(t.Name.Space)
	if !bound {
		return nil, d.Fail("prefix without a namespace")
	}
	if namespace == t.Name.Space {
		return token, nil // most leaves: saves putting t into an interface again
	}
	t.Name.Space = namespace
	return t, nil
}

// attributes takes the namespace declarations of an element into scope, then
// resolves the names of all its attributes in place.
func (d *Decoder) attributes(attrs []xml.Attr) error {
	if len(attrs) > maxAttributes {
		return d.Fail("too many attributes")
	}
	for i, a := range attrs {
		switch {
		case a.Name.Space == "xmlns":
			if a.Value == "" || a.Name.Local == "xmlns" || (a.Name.Local == "xml") != (a.Value == xmlNamespace) {
				return d.Fail("illegal namespace declaration")
			}
			d.bindings = append(d.bindings, binding{a.Name.Local, a.Value})
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			d.bindings = append(d.bindings, binding{"", a.Value})
		}
		for _, b := range attrs[:i] {
			if a.Name == b.Name {
				return d.Fail("attribute given twice")
			}
		}
	}
	if len(d.bindings) > maxBindings {
		return d.Fail("too many namespace declarations")
	}
	for i, a := range attrs {
		if a.Name.Space == "" || a.Name.Space == "xmlns" {
			continue // an attribute without a prefix has no namespace
		}
		namespace, bound := d.namespace(a.Name.Space)
		if !bound {
			return d.Fail("prefix without a namespace")
		}
		attrs[i].Name.Space = namespace
		for _, b := range attrs[:i] {
			if b.Name == attrs[i].Name {
				return d.Fail("attribute given twice")
			}
		}
	}
	return nil
}

// namespace resolves a prefix; the empty one stands for the default namespace.
func (d *Decoder) namespace(prefix string) (string, bool) {
	for _, b := range slices.Backward(d.bindings) {
		if b.prefix == prefix {
			return b.namespace, true
		}
	}
	if prefix == "xml" {
		return xmlNamespace, true
	}
	return "", prefix == ""
}

func (d *Decoder) endElement(t xml.EndElement) error {
	if d.depth == 0 || d.stack[d.depth-1].name != t.Name {
		return d.Fail("end tag without its start tag")
	}
	d.depth--
	d.bindings = d.bindings[:d.stack[d.depth].outer]
	return nil
}

// Leaf returns the text of the element that Next has just started, and reads
// to its end tag. CDATA sections and comments may be part of it; an element
// inside is an error. An element with xsi:nil is absent, and must be empty.
func (d *Decoder) Leaf(start xml.StartElement) (Optional, error) {
	text, markup, err := d.leafText()
	switch {
	case err != nil:
		return Optional{}, err
	case markup:
		return Optional{}, d.Fail("element inside a text element")
	case !isNil(start):
		return Some(d.keepText(text)), nil
	case !blank(text):
		return Optional{}, d.Fail("text inside a nil element")
	}
	return Optional{}, nil
}

// leafText reads the text of the element just started up to its end tag, or up
// to the start of an element inside, which it then leaves open. The text is
// valid until the next call.
func (d *Decoder) leafText() (text []byte, markup bool, err error) {
	d.text = d.text[:0]
	for {
		token, err := d.Next()
		if err != nil {
			return nil, false, err
		}
		switch t := token.(type) {
		case xml.CharData:
			d.text = append(d.text, t...)
		case xml.StartElement:
			return d.text, true, nil
		case xml.EndElement:
			return d.text, false, nil
		}
	}
}

// keepText returns text as a string. Short ones share their memory, since an
// answer has many and they live and die together.
func (d *Decoder) keepText(text []byte) string {
	if len(text) > valueChunk/4 {
		return string(text)
	}
	if d.values.Cap()-d.values.Len() < len(text) {
		d.values = strings.Builder{}
		d.values.Grow(valueChunk)
	}
	from := d.values.Len()
	d.values.Write(text)
	return d.values.String()[from:]
}

// Skip reads the rest of the element that Next has just started, up to its end
// tag.
func (d *Decoder) Skip() error { return d.skipTo(d.depth - 1) }

// skipTo reads until depth elements are open.
func (d *Decoder) skipTo(depth int) error {
	for d.depth > depth {
		if _, err := d.Next(); err != nil {
			return err
		}
	}
	return nil
}

func isNil(start xml.StartElement) bool {
	for _, a := range start.Attr {
		if a.Name.Space == xsiNamespace && a.Name.Local == "nil" {
			return a.Value == "true" || a.Value == "1"
		}
	}
	return false
}
