package smsctest

import (
	"slices"
	"strings"
)

// nodeKind is what a node of a document is.
type nodeKind uint8

const (
	elementNode nodeKind = iota
	textNode
	sectionNode     // CDATA
	instructionNode // divides texts, and is nothing else
)

// node is an element of a document, or something in one.
type node struct {
	kind     nodeKind
	preserve bool   // xml:space
	name     string // local; with its prefix when that is bound to nothing
	space    string // namespace
	text     string // of a text or section
	attrs    []attribute

	first, last, next *node
	from, to          int // where the content of an element stands in the text
}

type attribute struct {
	name, space, value string
	qualified          bool   // has a prefix
	means              string // the namespace of the value's prefix, of xsi:type
}

func (n *node) is(space, name string) bool {
	return n.kind == elementNode && n.name == name && n.space == space
}

// attribute finds an attribute by its namespace. One without a prefix counts as of
// the namespace of its element, to PHP.
func (n *node) attribute(space, name string) *attribute {
	for i := range n.attrs {
		a := &n.attrs[i]
		if a.name == name && (a.space == space || !a.qualified && n.space == space) {
			return a
		}
	}
	return nil
}

// element is the first element among n and what follows it.
func (n *node) element() *node {
	for n != nil && n.kind != elementNode {
		n = n.next
	}
	return n
}

// xmlDocument is a document as PHP's SoapServer looks at it: without comments.
type xmlDocument struct {
	text         string
	root         *node
	hasType      bool // a document type, which SOAP forbids
	instructions bool // processing instructions
	unbound      string

	byID, by12ID map[string]*node // made when somebody looks for one
}

const (
	xmlNamespace      = "http://www.w3.org/XML/1998/namespace"
	instanceNamespace = "http://www.w3.org/2001/XMLSchema-instance"

	// maxDepth is libxml's bound, of PHP 8.2.34 and later.
	maxDepth = 2049
	// maxNodes bounds the elements, texts and attributes of a document, and with
	// them the memory that it takes.
	maxNodes = 1 << 18
)

// xmlReader reads a document as libxml 2.9 does for PHP: errors of namespaces are
// forgiven, all others not.
type xmlReader struct {
	xmlDocument

	at    int
	stack []openElement
	chunk []node // to take nodes from
	made  int

	prefixes map[string]string
	undo     []binding

	// The text or section that is read at present.
	pending bool
	kind    nodeKind
	held    string
	joined  []byte // holds it from its second piece on

	attrs    []attribute     // of the present tag, names as written
	names    map[string]bool // of attrs when they are many
	entities map[string]bool
	outside  bool // entities may be declared elsewhere
}

type openElement struct {
	*node

	written string // its name
	undo    int    // how much of undo stays when it ends
}

// binding is what a prefix was bound to before.
type binding struct {
	prefix, space string
	bound         bool
}

// readXML reads a document behind its declaration. It reports false for what is
// not well-formed.
func readXML(text string) (*xmlDocument, bool) {
	r := &xmlReader{
		xmlDocument: xmlDocument{text: text},
		prefixes:    map[string]string{"xml": xmlNamespace},
	}
	ok := r.outsideRoot(true) && r.startTag() && r.content() && r.outsideRoot(false) && r.at == len(text)
	return &r.xmlDocument, ok
}

func (r *xmlReader) rest() string { return r.text[r.at:] }

// begins passes over a text if it comes next.
func (r *xmlReader) begins(text string) bool {
	if strings.HasPrefix(r.rest(), text) {
		r.at += len(text)
		return true
	}
	return false
}

func (r *xmlReader) blanks() bool {
	from := r.at
	for r.at < len(r.text) && isBlank(r.text[r.at]) {
		r.at++
	}
	return r.at > from
}

// name passes over a name, colons included.
func (r *xmlReader) name() string {
	rest := r.rest()
	for i, c := range rest {
		if !isNameRune(c) || i == 0 && !isNameStart(c) {
			r.at += i
			return rest[:i]
		}
	}
	r.at += len(rest)
	return rest
}

// outsideRoot passes over what may stand before or behind the root element.
func (r *xmlReader) outsideRoot(before bool) bool {
	for {
		r.blanks()
		var ok bool
		switch {
		case r.begins("<!--"):
			ok = r.comment()
		case r.begins("<?"):
			ok = r.instruction()
		case before && !r.hasType && r.begins("<!DOCTYPE"):
			r.hasType = true
			ok = r.documentType()
		default:
			return true
		}
		if !ok {
			return false
		}
	}
}

func (r *xmlReader) comment() bool {
	end := strings.Index(r.rest(), "--")
	if end < 0 {
		return false
	}
	r.at += end + len("--")
	return r.begins(">")
}

func (r *xmlReader) instruction() bool {
	target := r.name()
	if target == "" || strings.EqualFold(target, "xml") {
		return false
	}
	r.instructions = true
	if r.begins("?>") {
		return true
	}
	end := strings.Index(r.rest(), "?>")
	if end < 0 || !isBlank(r.text[r.at]) {
		return false
	}
	r.at += end + len("?>")
	return true
}

// content reads what is in the root element, whose start tag is read, up to its
// end.
func (r *xmlReader) content() bool {
	for len(r.stack) > 0 {
		var ok bool
		switch {
		case r.at == len(r.text):
			return false
		case r.text[r.at] == '&':
			ok = r.reference()
		case r.text[r.at] != '<':
			ok = r.charData()
		case r.begins("</"):
			ok = r.endTag()
		case r.begins("<!--"):
			ok = r.comment()
		case r.begins("<![CDATA["):
			ok = r.section()
		case r.begins("<?"):
			r.flush()
			r.add(node{kind: instructionNode})
			ok = r.instruction()
		default:
			ok = r.startTag()
		}
		if !ok || r.made > maxNodes {
			return false
		}
	}
	return true
}

// add puts a node behind what is in the open element.
func (r *xmlReader) add(n node) *node {
	if len(r.chunk) == cap(r.chunk) {
		r.chunk = make([]node, 0, min(max(32, r.made), 1024))
	}
	r.chunk = append(r.chunk, n)
	added := &r.chunk[len(r.chunk)-1]
	r.made++
	if len(r.stack) == 0 {
		r.root = added
		return added
	}
	parent := r.stack[len(r.stack)-1].node
	if parent.last == nil {
		parent.first = added
	} else {
		parent.last.next = added
	}
	parent.last = added
	return added
}

func (r *xmlReader) startTag() bool {
	if !r.begins("<") || len(r.stack) == maxDepth {
		return false
	}
	r.flush()
	written := r.name()
	if written == "" {
		return false
	}
	r.attrs = r.attrs[:0]
	for {
		divided := r.blanks()
		if r.begins(">") {
			r.open(written)
			return true
		}
		if r.begins("/>") {
			r.open(written)
			r.close()
			return true
		}
		if !divided || !r.attribute() {
			return false
		}
	}
}

// attribute reads one attribute of a start tag.
func (r *xmlReader) attribute() bool {
	name := r.name()
	r.blanks()
	if name == "" || r.written(name) || !r.begins("=") {
		return false
	}
	r.blanks()
	quote := `"`
	if !r.begins(quote) {
		if quote = `'`; !r.begins(quote) {
			return false
		}
	}
	raw, _, found := strings.Cut(r.rest(), quote)
	if !found || strings.Contains(raw, "<") {
		return false
	}
	r.at += len(raw) + len(quote)
	value, ok := r.attributeValue(raw)
	if !ok {
		return false
	}
	r.made++
	r.attrs = append(r.attrs, attribute{name: name, value: value})
	return r.made <= maxNodes
}

// written reports whether the present tag has an attribute of that name already.
func (r *xmlReader) written(name string) bool {
	const few = 16
	if len(r.attrs) < few {
		return slices.ContainsFunc(r.attrs, func(a attribute) bool { return a.name == name })
	}
	if len(r.attrs) == few {
		r.names = make(map[string]bool)
		for _, a := range r.attrs {
			r.names[a.name] = true
		}
	}
	was := r.names[name]
	r.names[name] = true
	return was
}

func (r *xmlReader) attributeValue(raw string) (string, bool) {
	if !strings.ContainsAny(raw, "&\t\r\n") {
		return raw, true
	}
	raw = blanksToSpaces.Replace(raw)
	var value strings.Builder
	for {
		text, rest, found := strings.Cut(raw, "&")
		value.WriteString(text)
		if !found {
			return value.String(), true
		}
		name, after, found := strings.Cut(rest, ";")
		text, ok := r.entity(name)
		if !found || !ok {
			return "", false
		}
		value.WriteString(text)
		raw = after
	}
}

var blanksToSpaces = strings.NewReplacer("\r\n", " ", "\t", " ", "\r", " ", "\n", " ")

func (r *xmlReader) endTag() bool {
	r.flush()
	top := r.stack[len(r.stack)-1]
	top.to = r.at - len("</")
	if !r.begins(top.written) {
		return false
	}
	r.blanks()
	if !r.begins(">") {
		return false
	}
	r.close()
	return true
}

// flush ends the text or section that is read.
func (r *xmlReader) flush() {
	if !r.pending {
		return
	}
	r.pending = false
	if len(r.joined) > 0 {
		r.held = string(r.joined)
		r.joined = r.joined[:0]
	}
	r.add(node{kind: r.kind, text: r.held})
}

// characters adds to the text or section that is read.
func (r *xmlReader) characters(kind nodeKind, text string) {
	switch {
	case !r.pending || r.kind != kind:
		r.flush()
		r.pending, r.kind, r.held = true, kind, text
	case len(r.joined) == 0:
		r.joined = append(append(r.joined, r.held...), text...)
	default:
		r.joined = append(r.joined, text...)
	}
}

// section reads CDATA. Two that follow each other are one.
func (r *xmlReader) section() bool {
	text, _, found := strings.Cut(r.rest(), "]]>")
	r.at += len(text) + len("]]>")
	if found {
		r.characters(sectionNode, lineEnds.Replace(text))
	}
	return found
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// charData reads text up to the next tag or reference.
func (r *xmlReader) charData() bool {
	length := strings.IndexAny(r.rest(), "<&")
	if length < 0 {
		return false
	}
	run := r.rest()[:length]
	r.at += length
	if strings.Contains(run, "]]>") {
		return false
	}
	if run = r.withoutIgnorable(run); run != "" {
		r.characters(textNode, lineEnds.Replace(run))
	}
	return true
}

// withoutIgnorable cuts off the blanks that libxml takes for indentation: it hands
// text on in pieces, which end before a carriage return, and forgets those of
// blanks alone that no text stands before.
func (r *xmlReader) withoutIgnorable(run string) string {
	parent := r.stack[len(r.stack)-1].node
	if parent.preserve || r.pending && r.kind == textNode || parent.first != nil && parent.first.kind == textNode {
		return run
	}
	beforeTag := r.text[r.at] == '<' &&
		(parent.first != nil || r.pending || !strings.HasPrefix(r.rest(), "</"))
	for {
		rest := strings.TrimLeft(run, " \t\n")
		switch {
		case rest == "":
			if beforeTag {
				return ""
			}
			return run
		case rest[0] != '\r':
			return run
		case len(rest) > 1 && rest[1] == '\n' && (len(rest) == 2 || rest[2] != '\r'):
			run = rest[1:] // the next piece begins with the line feed
		case beforeTag && strings.Trim(rest, blanks) == "":
			return ""
		default:
			return rest
		}
	}
}

// reference reads a reference in a text.
func (r *xmlReader) reference() bool {
	name, _, found := strings.Cut(r.rest()[1:], ";")
	if !found {
		return false
	}
	text, ok := r.entity(name)
	if !ok {
		return false
	}
	r.at += len("&") + len(name) + len(";")
	if text != "" {
		r.characters(textNode, text)
	}
	return true
}
