package doctor

import (
	"encoding/xml"
	"slices"
	"strings"

	"github.com/go-smsc/smsc/wsdl"
)

// contract is what a WSDL says, as far as it decides what goes over the wire.
type contract struct {
	namespace  string
	operations []operation // in the order of the port type
}

// operation is one operation of a contract.
type operation struct {
	name, action, style string
	request, answer     field
}

// field is an element of a request or of an answer.
type field struct {
	name      string
	namespace string // "" is none, which is that of all local elements
	kind      string // the simple type, such as "string"; "" for one with elements in it
	min, max  string
	fields    []field
}

// complexDepth bounds how deep types are followed, since a type can hold itself.
const complexDepth = 6

// Bounds of what is read of a contract. Ours has 7 operations and 150 elements in them.
const (
	maxOperations = 200
	maxFields     = 3000
)

const (
	wsdlSpace   = "http://schemas.xmlsoap.org/wsdl/"
	soapSpace   = "http://schemas.xmlsoap.org/wsdl/soap/"
	schemaSpace = "http://www.w3.org/2001/XMLSchema"
)

// ourContract is the contract of this library for an endpoint.
func ourContract(endpoint string) (*contract, error) {
	document, err := wsdl.Render(endpoint)
	if err != nil {
		return nil, err
	}
	return readContract(document)
}

// at is the same contract for another endpoint.
func (c *contract) at(namespace string) *contract {
	other := &contract{namespace: namespace, operations: slices.Clone(c.operations)}
	for i := range other.operations {
		other.operations[i].action = namespace
	}
	return other
}

// readContract reads a WSDL 1.1.
func readContract(document []byte) (*contract, error) {
	root, err := readDocument(document)
	if err != nil {
		return nil, err
	}
	if root.name != (xml.Name{Space: wsdlSpace, Local: "definitions"}) {
		return nil, errDocument
	}
	r := &contractReader{root: root, schemas: root.child("types").all(schemaSpace, "schema"), budget: maxFields}
	c := &contract{namespace: root.attr("targetNamespace")}
	for _, port := range root.all(wsdlSpace, "portType") {
		for _, op := range port.all(wsdlSpace, "operation") {
			if len(c.operations) == maxOperations {
				return nil, errDocument
			}
			c.operations = append(c.operations, r.operation(op))
		}
	}
	return c, nil
}

// operation returns an operation of a contract by its name.
func (c *contract) operation(name string) (operation, bool) {
	for _, op := range c.operations {
		if op.name == name {
			return op, true
		}
	}
	return operation{}, false
}

// all returns the children with a name.
func (n *node) all(space, local string) (found []*node) {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.name == (xml.Name{Space: space, Local: local}) {
			found = append(found, c)
		}
	}
	return found
}

// named returns the child with an element's name and a name attribute, or nil.
func (n *node) named(space, local, name string) *node {
	for _, c := range n.all(space, local) {
		if c.attr("name") == name {
			return c
		}
	}
	return nil
}

// resolve is what a qualified name in an attribute stands for.
func (n *node) resolve(qualified string) xml.Name {
	prefix, local, found := strings.Cut(qualified, ":")
	if !found {
		prefix, local = "", qualified
	}
	return xml.Name{Space: n.prefixes.lookUp(prefix), Local: local}
}

// contractReader follows the names in a WSDL.
type contractReader struct {
	root    *node
	schemas []*node
	budget  int // of fields that may still be read
}

func (r *contractReader) operation(op *node) operation {
	read := operation{name: op.attr("name")}
	for _, in := range op.all(wsdlSpace, "input") {
		read.request = r.message(in)
	}
	for _, out := range op.all(wsdlSpace, "output") {
		read.answer = r.message(out)
	}
	read.action, read.style = r.binding(read.name)
	return read
}

// binding is the soapAction of an operation, and its style and use, such as
// "document/literal". A binding that is not SOAP 1.1 does not count.
func (r *contractReader) binding(name string) (action, style string) {
	use := "literal"
	for _, binding := range r.root.all(wsdlSpace, "binding") {
		bound := binding.named(wsdlSpace, "operation", name)
		for _, soap := range bound.all(soapSpace, "operation") {
			action, style = soap.attr("soapAction"), soap.attr("style")
		}
		for _, soap := range binding.all(soapSpace, "binding") {
			if style == "" {
				style = soap.attr("style")
			}
		}
		for _, direction := range []string{"input", "output"} {
			for _, body := range bound.child(direction).all(soapSpace, "body") {
				if found := body.attr("use"); found != "literal" {
					use = found
				}
			}
		}
	}
	if style == "" {
		style = "document" // the default of WSDL 1.1
	}
	return action, style + "/" + use
}

// message is the element of a message.
func (r *contractReader) message(n *node) field {
	found := r.root.named(wsdlSpace, "message", n.resolve(n.attr("message")).Local)
	for _, part := range found.all(wsdlSpace, "part") {
		if reference := part.attr("element"); reference != "" {
			return r.global(part.resolve(reference))
		}
	}
	return field{}
}

// global is an element that stands at the top of a schema, so it is in its namespace.
func (r *contractReader) global(name xml.Name) field {
	for _, schema := range r.schemas {
		if schema.attr("targetNamespace") != name.Space {
			continue
		}
		if element := schema.named(schemaSpace, "element", name.Local); element != nil {
			read := r.element(schema, element, 0)
			read.namespace = name.Space
			return read
		}
	}
	return field{name: name.Local, namespace: name.Space, kind: "not declared"}
}

// element is an element of a schema, with what is in it.
func (r *contractReader) element(schema, n *node, depth int) field {
	read := field{name: n.attr("name"), min: n.attr("minOccurs"), max: n.attr("maxOccurs")}
	if read.min == "" {
		read.min = "1"
	}
	if read.max == "" {
		read.max = "1"
	}
	form := n.attr("form")
	if form == "" {
		form = schema.attr("elementFormDefault")
	}
	if form == "qualified" {
		read.namespace = schema.attr("targetNamespace")
	}
	complexType := n.child("complexType")
	if kind := n.attr("type"); kind != "" {
		name := n.resolve(kind)
		if complexType = r.complexType(name); complexType == nil {
			read.kind = name.Local
			return read
		}
	}
	if complexType == nil {
		read.kind = "anyType"
		return read
	}
	if depth == complexDepth {
		read.kind = "nested too deeply"
		return read
	}
	for _, order := range []string{"sequence", "all", "choice"} {
		for _, element := range complexType.child(order).all(schemaSpace, "element") {
			if r.budget--; r.budget < 0 {
				break
			}
			read.fields = append(read.fields, r.element(schema, element, depth+1))
		}
	}
	return read
}

// complexType is a type that a schema names, or nil for a simple one.
func (r *contractReader) complexType(name xml.Name) *node {
	for _, schema := range r.schemas {
		if schema.attr("targetNamespace") == name.Space {
			if found := schema.named(schemaSpace, "complexType", name.Local); found != nil {
				return found
			}
		}
	}
	return nil
}
