package smsctest

import (
	"fmt"
	"slices"
	"strings"
)

// content decodes the children of a call: by their local names, in any order, and
// whatever else there is.
func (r *envelopeReader) content(op *operation, element *node) (map[string]string, *soapFault) {
	elements := make(map[string]string, len(op.fields))
	element, fault := r.resolve(element)
	if fault != nil {
		return nil, fault
	}
	if element.isNil() {
		r.lints.add("nil", element.name, "The call is nil, so its children are not read.", "Leave the attribute nil out.")
		return elements, nil
	}
	if kind := element.attribute(instanceNamespace, "type"); kind != nil && isSimple(kind) {
		_, _, fault := r.leaf(element) // of a text, which has no children to take
		return elements, fault
	}
	r.lintCall(op, element)
	for _, f := range op.fields {
		child := namedSibling(element.first, f.name)
		if child == nil {
			if f.required {
				r.lints.add("missing", f.name, op.element+" lacks the element, which is read as absent.",
					fmt.Sprintf("Send an empty <%s></%s> when there is nothing in it: the WSDL requires the element.", f.name, f.name))
			}
			continue
		}
		value, present, fault := r.leaf(child)
		if fault != nil && fault != faultObject {
			return nil, fault
		}
		for again := namedSibling(child.next, f.name); again != nil; again = namedSibling(again.next, f.name) {
			if _, _, fault := r.leaf(again); fault != nil && fault != faultObject {
				return nil, fault
			}
			value, present, fault = "Array", true, nil
			r.lints.add("twice", f.name, `The element is there more than once; PHP makes an array of it, and "Array" of that as a text.`,
				"Send it once. Several numbers go into one phones, with commas between.")
		}
		if fault != nil {
			return nil, fault
		}
		if present {
			elements[f.name] = strings.Clone(value) // without the document that it is a part of
		}
	}
	return elements, nil
}

// namedSibling is the first element of a name among n and what follows it, in
// whatever namespace.
func namedSibling(n *node, name string) *node {
	for n != nil && (n.kind != elementNode || n.name != name) {
		n = n.next
	}
	return n
}

// lintCall notes what is not as the schema has it in a call and its children.
func (r *envelopeReader) lintCall(op *operation, element *node) {
	r.noText(element)
	r.lintAttributes(element)
	next := 0
	for child := element.first.element(); child != nil; child = child.next.element() {
		at := slices.IndexFunc(op.fields, func(f field) bool { return f.name == child.name })
		if at < 0 {
			r.explainUnknown(op, child)
			continue
		}
		if at < next {
			r.lints.add("order", child.name,
				fmt.Sprintf("The element stands behind one that the WSDL has after it (%s).", op.fields[next].name),
				"Keep the order of the WSDL; strict services insist on it.")
		}
		next = max(next, at)
		if child.space != "" {
			r.lints.add("qualified", child.name, "The element is in a namespace; the schema says unqualified.",
				`Put the call alone into the namespace, by a prefix (<m:`+op.element+` xmlns:m="…">), or undo a default one with xmlns="".`)
		}
		r.lintAttributes(child)
	}
}

// lintAttributes notes the attributes of a call or leaf that mean nothing. Those
// that change how it is read have their lints where it is.
func (r *envelopeReader) lintAttributes(n *node) {
	for _, a := range n.attrs {
		switch {
		case a.name == "nil", a.name == "href" && !a.qualified, a.space == encoding12 && a.name == "ref",
			a.space == instanceNamespace && a.name == "type":
		case a.space == r.version.namespace() && a.name == "encodingStyle":
			r.styled(n)
		default:
			r.attribute(n, a)
		}
	}
}

func (r *envelopeReader) explainUnknown(op *operation, child *node) {
	name := shown(child.name)
	for _, f := range op.fields {
		if strings.EqualFold(f.name, child.name) {
			r.lints.add("unknown", name, "The call has no such element; names are case-sensitive.", "Write it "+f.name+".")
			return
		}
	}
	if extended := r.contract.byElement[op.element+"2"]; extended != nil &&
		slices.ContainsFunc(extended.fields, func(f field) bool { return f.name == child.name }) {
		r.lints.add("unknown", name, op.element+" has no such element; it is ignored.",
			fmt.Sprintf("Call %s, which has it.", extended.element))
		return
	}
	r.lints.add("unknown", name, op.element+" has no such element; it is ignored with all that is in it.",
		"Leave it out. What is no element of the call goes into query, of "+op.family()+"2.")
}

// isNil reports whether PHP takes an element for NULL: by an attribute of that name,
// in any namespace and with any value.
func (n *node) isNil() bool {
	return slices.ContainsFunc(n.attrs, func(a attribute) bool { return a.name == "nil" })
}

// leaf decodes an element that is to be a text. It tells whether there is one.
func (r *envelopeReader) leaf(written *node) (text string, present bool, fault *soapFault) {
	n, fault := r.resolve(written)
	if fault != nil {
		return "", false, fault
	}
	name := shown(written.name)
	if n.isNil() {
		r.lints.add("nil", name,
			"The element is nil, so it is read as absent, whatever the attribute says.",
			"Leave the attribute nil out, and send an empty element for an empty text.")
		return "", false, nil
	}
	content, blank, ok := n.onlyText()
	kind := n.attribute(instanceNamespace, "type")
	switch {
	case kind != nil:
		text, present, fault = typedValue(kind, n, content, ok)
	case ok:
		text, present = contentText(content), true
	default:
		fault = faultEncoding
	}
	if fault != nil {
		r.lints.add("content", name,
			"The element cannot be read as a text: it holds an element, a CDATA beside text, "+
				"a text in two pieces, or one that is not of its xsi:type.",
			"Escape the text with &lt; &amp; &gt;, or put all of it into one CDATA; leave xsi:type out.")
		return "", false, fault
	}
	if blank {
		r.lints.add("blank", name, "A text of blanks alone is read as an empty one.", "Send no text of blanks.")
	}
	if kind != nil {
		r.lintType(name, kind, contentText(content), text, present)
	}
	return text, present, nil
}

func (r *envelopeReader) lintType(name string, kind *attribute, written, read string, present bool) {
	what := fmt.Sprintf("The element has the type %s; the schema says string.", shown(kind.value))
	if !present || written != read {
		what += " So its text is read as another."
	}
	r.lints.add("type", name, what, "Leave xsi:type out, or say xsd:string: PHP casts 0042 of type int to 42.")
}

// onlyText is the one text or section in an element, nil when there is none. It
// reports false when there is more than that, and whether blanks are all that there
// was.
func (n *node) onlyText() (content *node, blank, ok bool) {
	for child := n.first; child != nil; child = child.next {
		switch {
		case child.kind == instructionNode:
		case child.kind == textNode && strings.Trim(child.text, blanks) == "":
			blank = true
		case child.kind == elementNode || content != nil:
			return nil, false, false
		default:
			content = child
		}
	}
	return content, blank && content == nil, true
}

func contentText(n *node) string {
	if n == nil {
		return ""
	}
	return n.text
}

// resolve follows a reference of SOAP's encoding to another element of the
// document.
func (r *envelopeReader) resolve(n *node) (*node, *soapFault) {
	if i := slices.IndexFunc(n.attrs, func(a attribute) bool { return a.name == "href" && a.space == "" }); i >= 0 {
		href := n.attrs[i].value
		id, found := strings.CutPrefix(href, "#")
		if !found {
			return nil, &soapFault{code: "Server", text: "SOAP-ERROR: Encoding: External reference '" + href + "'"}
		}
		return r.target(n, href, r.document.identified(false)[id])
	}
	if ref := n.attribute(encoding12, "ref"); ref != nil {
		return r.target(n, ref.value, r.document.identified(true)[strings.TrimPrefix(ref.value, "#")])
	}
	return n, nil
}

func (r *envelopeReader) target(n *node, reference string, to *node) (*node, *soapFault) {
	r.hidden = true
	r.lints.add("href", shown(n.name), "The element refers to another one; the WSDL says document/literal.",
		"Put the text into the element itself: let your library use document/literal, not rpc/encoded.")
	if to == nil {
		return nil, &soapFault{code: "Server", text: "SOAP-ERROR: Encoding: Unresolved reference '" + reference + "'"}
	}
	return to, nil
}

// identified are the elements by their attribute id, or that of SOAP 1.2's
// encoding: of equal ones the first.
func (d *xmlDocument) identified(in12 bool) map[string]*node {
	if d.byID == nil {
		d.byID, d.by12ID = make(map[string]*node), make(map[string]*node)
		d.identify(d.root)
	}
	if in12 {
		return d.by12ID
	}
	return d.byID
}

func (d *xmlDocument) identify(n *node) {
	for i := range n.attrs {
		a := &n.attrs[i]
		if a.name != "id" {
			continue
		}
		if _, taken := d.byID[a.value]; !taken {
			d.byID[a.value] = n
		}
		if _, taken := d.by12ID[a.value]; !taken && a.space == encoding12 {
			d.by12ID[a.value] = n
		}
	}
	for child := n.first.element(); child != nil; child = child.next.element() {
		d.identify(child)
	}
}
