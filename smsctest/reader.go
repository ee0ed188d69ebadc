package smsctest

import (
	"fmt"
	"strings"
)

// soapVersion is the version of SOAP of an envelope, and of its answer.
type soapVersion uint8

const (
	soap11 soapVersion = iota
	soap12
)

// The namespaces of the envelope and of SOAP's encoding.
const (
	soapNamespace   = "http://schemas.xmlsoap.org/soap/envelope/"
	soap12Namespace = "http://www.w3.org/2003/05/soap-envelope"
	encoding11      = "http://schemas.xmlsoap.org/soap/encoding/"
	encoding12      = "http://www.w3.org/2003/05/soap-encoding"
)

func (v soapVersion) namespace() string {
	if v == soap12 {
		return soap12Namespace
	}
	return soapNamespace
}

func (v soapVersion) encoding() string {
	if v == soap12 {
		return encoding12
	}
	return encoding11
}

// envelopeReader finds the call in a document as PHP's SoapServer does, with its
// Faults in its order, and notes what the WSDL would not allow.
type envelopeReader struct {
	contract  *contract
	namespace string
	document  *xmlDocument
	version   soapVersion
	lints     *lints
	hidden    bool // a secret may stand outside of the elements of that name
}

func (r *envelopeReader) read() (*call, *soapFault) {
	envelope := r.document.root
	known := envelope.name == "Envelope" && (envelope.space == soapNamespace || envelope.space == soap12Namespace)
	if known && envelope.space == soap12Namespace {
		r.version = soap12
		r.lints.add("soap-version", "Envelope", "The request is in SOAP 1.2, in which it is answered; the WSDL has SOAP 1.1 alone.",
			"Send SOAP 1.1: the namespace of Envelope is "+soapNamespace+".")
	}
	if r.document.hasType {
		return nil, faultDTD
	}
	if !known {
		return nil, faultVersion
	}
	if fault := r.attributes(envelope); fault != nil {
		return nil, fault
	}
	r.noText(envelope)

	var header *node
	body := envelope.first.element()
	if body != nil && body.is(r.version.namespace(), "Header") {
		header, body = body, body.next.element()
	}
	if body == nil || !body.is(r.version.namespace(), "Body") {
		return nil, faultNoBody
	}
	if fault := r.attributes(body); fault != nil {
		return nil, fault
	}
	if behind := body.next.element(); behind != nil {
		if r.version == soap12 {
			return nil, faultBehindBody
		}
		r.lints.add("behind-body", shown(behind.name),
			"An element stands behind Body; nobody reads it.",
			"Send Header and Body, and nothing else in Envelope.")
	}
	r.noText(body)
	element := body.first.element()
	if element == nil {
		return nil, faultNoCall
	}
	op, fault := r.operation(element)
	if fault != nil {
		return nil, fault
	}
	mustUnderstand := false
	if header != nil {
		if mustUnderstand, fault = r.header(header); fault != nil {
			return nil, fault
		}
	}
	elements, fault := r.content(op, element)
	switch {
	case fault != nil:
		return nil, fault
	case element.next.element() != nil:
		return nil, faultCalls
	case mustUnderstand:
		return nil, faultHeader
	}
	return &call{op: op, elements: elements, version: r.version}, nil
}

// attributes looks at the attributes of Envelope, Body or Header.
func (r *envelopeReader) attributes(n *node) *soapFault {
	for _, a := range n.attrs {
		switch {
		case a.space == "" && (n.name != "Body" || r.version == soap12):
			return clientFault("A SOAP %s element cannot have non Namespace qualified attributes", n.name)
		case a.space == soap12Namespace && a.name == "encodingStyle" && r.version == soap12:
			return clientFault("encodingStyle cannot be specified on the %s", n.name)
		case a.space == soap12Namespace && a.name == "encodingStyle" && a.value != encoding11:
			return clientFault("Unknown data encoding style")
		case a.name == "encodingStyle":
			r.styled(n)
		default:
			r.attribute(n, a)
		}
	}
	return nil
}

func (r *envelopeReader) styled(n *node) {
	r.lints.add("encoding-style", shown(n.name), "The element has an encodingStyle; the WSDL says document/literal.",
		"Leave encodingStyle out: let your library use document/literal, not rpc/encoded.")
}

func (r *envelopeReader) attribute(n *node, a attribute) {
	r.lints.add("attribute", shown(n.name), fmt.Sprintf("The element has the attribute %s, which is ignored.", shown(a.name)),
		"Send no attributes but declarations of namespaces.")
}

// noText notes text where elements alone should be.
func (r *envelopeReader) noText(n *node) {
	for child := n.first; child != nil; child = child.next {
		if (child.kind == textNode || child.kind == sectionNode) && strings.Trim(child.text, blanks) != "" {
			r.lints.add("text", shown(n.name), "Text stands between the elements; it is ignored.", "Put each text into its own element.")
			return
		}
	}
}

// style holds the encodingStyle of a call or a block.
func (r *envelopeReader) style(n *node) *soapFault {
	style := n.attribute(r.version.namespace(), "encodingStyle")
	switch {
	case style == nil:
		return nil
	case style.value != r.version.encoding():
		return r.version.unknownStyle()
	}
	r.styled(n)
	return nil
}

func (v soapVersion) unknownStyle() *soapFault {
	if v == soap12 {
		return &soapFault{code: "DataEncodingUnknown", text: "Unknown Data Encoding Style"}
	}
	return clientFault("Unknown Data Encoding Style")
}

// operation finds the operation that is called by the name and namespace of the
// element in Body, and by nothing else.
func (r *envelopeReader) operation(element *node) (*operation, *soapFault) {
	if fault := r.style(element); fault != nil {
		return nil, fault
	}
	op := r.contract.byElement[element.name]
	if op != nil && element.space == r.namespace {
		return op, nil
	}
	r.explainAbsent(element, op)
	if r.version == soap12 {
		return nil, &soapFault{code: "ProcedureNotPresent", text: "Procedure not present"}
	}
	return nil, notPresent(element.name)
}

// explainAbsent says what to do about a procedure that is not present.
func (r *envelopeReader) explainAbsent(element *node, op *operation) {
	name := shown(element.name)
	if op != nil {
		text := fmt.Sprintf("The element is in the namespace %q; the service has its operations in that of its WSDL.", shown(element.space))
		if element.space == "" {
			text = "The element is in no namespace; the service has its operations in that of its WSDL."
		}
		r.lints.add("namespace", name, text, fmt.Sprintf("Use the namespace %q. It is that of the host that is asked: "+
			"read it from the WSDL at ?wsdl when an answer says so.", r.namespace))
		return
	}
	for _, known := range r.contract.byElement {
		if element.name == known.name || strings.EqualFold(element.name, known.element) {
			r.lints.add("operation", name, "The element in Body has another name than any in the WSDL.", fmt.Sprintf(
				"Call it %s: the WSDL is document/literal, so the element counts and not the operation %s.", known.element, known.name))
			return
		}
	}
	fix := "Put one of balance, cost, cost2, send, send2, status and status2 into Body, as the WSDL has them."
	if strings.Contains(element.name, ":") {
		fix = "Declare the prefix, as xmlns:m=\"" + r.namespace + "\" does for m."
	}
	r.lints.add("operation", name, "The service has no such operation.", fix)
}

// header looks at the blocks of Header, none of which the service knows. It tells
// if one of them must be understood.
func (r *envelopeReader) header(header *node) (mustUnderstand bool, fault *soapFault) {
	if fault := r.attributes(header); fault != nil {
		return false, fault
	}
	for block := header.first.element(); block != nil; block = block.next.element() {
		if fault := r.style(block); fault != nil {
			return false, fault
		}
		if !r.addressed(block) {
			continue
		}
		if must := block.attribute(r.version.namespace(), "mustUnderstand"); must != nil {
			switch must.value {
			case "1", "true":
				mustUnderstand = true
			case "0", "false":
			default:
				return false, clientFault("mustUnderstand value is not boolean")
			}
		}
		if fault := r.block(block); fault != nil {
			return false, fault
		}
		r.lints.add("header", shown(block.name),
			"Header has a block, and the service knows none.",
			"Leave Header out: login and psw go into the call.")
	}
	return mustUnderstand, nil
}

// addressed reports whether a block is meant for the service.
func (r *envelopeReader) addressed(block *node) bool {
	if r.version == soap11 {
		actor := block.attribute(soapNamespace, "actor")
		return actor == nil || actor.value == "http://schemas.xmlsoap.org/soap/actor/next"
	}
	role := block.attribute(soap12Namespace, "role")
	return role == nil || role.value == soap12Namespace+"/role/next" || role.value == soap12Namespace+"/role/ultimateReceiver"
}

// block decodes a block as far as that can fail: PHP does, and then has no use for
// it.
func (r *envelopeReader) block(n *node) *soapFault {
	child := n.first.element()
	if child == nil || n.attribute(instanceNamespace, "type") != nil {
		_, _, fault := r.leaf(n)
		if fault == faultObject { // nobody uses it as a text
			return nil
		}
		return fault
	}
	if n.isNil() {
		return nil
	}
	for ; child != nil; child = child.next.element() {
		if fault := r.block(child); fault != nil {
			return fault
		}
	}
	return nil
}
