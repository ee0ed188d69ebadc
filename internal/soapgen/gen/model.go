package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"github.com/hooklift/gowsdl"
)

// model is what the templates see.
type model struct {
	Operations []operation
	Items      []record // types of repeated elements, in order of first use
}

// operation is one operation with both its bodies.
type operation struct {
	Name     string // operation, "send_sms2"
	GoName   string // "SendSMS2"
	Request  record
	Response string // body element of the answer
	Result   string // its child
	Answer   record // the fields of the result element
}

// record is one generated struct.
type record struct {
	Name   string // Go name
	Wire   string // element name
	Doc    string
	Fields []field
}

// field is one child element.
type field struct {
	Wire     string
	Name     string // Go name
	Doc      string
	Optional bool
	Item     string // Go name of the type of a repeated element, else empty
	Bit      int    // place among the single elements of the record
}

// parser resolves the names of one WSDL.
type parser struct {
	wsdl     *gowsdl.WSDL
	schema   *gowsdl.XSDSchema
	elements map[string]*gowsdl.XSDElement
	types    map[string]*gowsdl.XSDComplexType
	used     map[string]bool // "element balance", "type Error", "message SendIn"
	items    map[string]bool
	model    model
}

const schemaNamespace = "http://www.w3.org/2001/XMLSchema"

// readModel reads the WSDL and refuses what the templates do not carry over.
func readModel(doc []byte) (*model, error) {
	p := &parser{
		wsdl:     new(gowsdl.WSDL),
		elements: map[string]*gowsdl.XSDElement{},
		types:    map[string]*gowsdl.XSDComplexType{},
		used:     map[string]bool{},
		items:    map[string]bool{},
	}
	if err := xml.Unmarshal(doc, p.wsdl); err != nil {
		return nil, err
	}
	if err := p.readSchema(); err != nil {
		return nil, err
	}
	if err := p.readOperations(); err != nil {
		return nil, err
	}
	return &p.model, p.checkUsed()
}

func (p *parser) readSchema() error {
	if len(p.wsdl.Types.Schemas) != 1 {
		return fmt.Errorf("%d schemas instead of 1", len(p.wsdl.Types.Schemas))
	}
	p.schema = p.wsdl.Types.Schemas[0]
	if form := p.schema.ElementFormDefault; form != "" && form != "unqualified" {
		return fmt.Errorf("elementFormDefault %q: local elements are written unqualified", form)
	}
	if p.wsdl.TargetNamespace == "" || p.schema.TargetNamespace != p.wsdl.TargetNamespace {
		return errors.New("the schema's target namespace is not that of the WSDL")
	}
	for _, e := range p.schema.Elements {
		if p.elements[e.Name] != nil {
			return fmt.Errorf("element %s defined twice", e.Name)
		}
		if e.ComplexType == nil || e.Type != "" {
			return fmt.Errorf("element %s: a global element has a sequence of its own", e.Name)
		}
		p.elements[e.Name] = e
	}
	for _, t := range p.schema.ComplexTypes {
		if p.types[t.Name] != nil {
			return fmt.Errorf("type %s defined twice", t.Name)
		}
		p.types[t.Name] = t
	}
	return nil
}

// readOperations reads the one portType through its one binding and service.
func (p *parser) readOperations() error {
	if len(p.wsdl.PortTypes) != 1 || len(p.wsdl.Binding) != 1 || len(p.wsdl.Service) != 1 || len(p.wsdl.Service[0].Ports) != 1 {
		return errors.New("not exactly one portType, binding, service and port")
	}
	portType, binding, port := p.wsdl.PortTypes[0], p.wsdl.Binding[0], p.wsdl.Service[0].Ports[0]
	if err := p.refers(binding.Type, portType.Name); err != nil {
		return fmt.Errorf("binding %s: %w", binding.Name, err)
	}
	if err := p.refers(port.Binding, binding.Name); err != nil {
		return fmt.Errorf("port %s: %w", port.Name, err)
	}
	if binding.SOAPBinding.Transport != "http://schemas.xmlsoap.org/soap/http" {
		return fmt.Errorf("binding %s: transport %q", binding.Name, binding.SOAPBinding.Transport)
	}
	if len(portType.Operations) == 0 || len(binding.Operations) != len(portType.Operations) {
		return errors.New("portType and binding differ in their operations")
	}
	bound := map[string]*gowsdl.WSDLOperation{}
	for _, o := range binding.Operations {
		bound[o.Name] = o
	}
	if len(bound) != len(binding.Operations) {
		return errors.New("binding has an operation twice")
	}
	for _, o := range portType.Operations {
		b := bound[o.Name]
		if b == nil {
			return fmt.Errorf("operation %s has no binding, or is there twice", o.Name)
		}
		delete(bound, o.Name)
		style := b.SOAPOperation.Style
		if style == "" {
			style = binding.SOAPBinding.Style
		}
		switch {
		case style != "document" && style != "":
			return fmt.Errorf("operation %s: style %q", o.Name, style)
		case b.Input.SOAPBody.Use != "literal" || b.Output.SOAPBody.Use != "literal":
			return fmt.Errorf("operation %s: use is not literal", o.Name)
		case b.SOAPOperation.SOAPAction != p.wsdl.TargetNamespace:
			// The transport sends the namespace as the soapAction.
			return fmt.Errorf("operation %s: soapAction is not the target namespace", o.Name)
		}
		op, err := p.readOperation(o)
		if err != nil {
			return fmt.Errorf("operation %s: %w", o.Name, err)
		}
		p.model.Operations = append(p.model.Operations, op)
	}
	return nil
}

func (p *parser) readOperation(o *gowsdl.WSDLOperation) (op operation, err error) {
	op.Name = o.Name
	if op.GoName, err = goName(o.Name); err != nil {
		return op, err
	}
	request, err := p.body(o.Input.Message)
	if err != nil {
		return op, err
	}
	op.Request.Wire, op.Request.Doc = request.Name, request.Doc
	base, err := goName(request.Name)
	if err != nil {
		return op, err
	}
	op.Request.Name = base + "Request"
	if op.Request.Fields, err = p.fields(request.ComplexType, request.Name); err != nil {
		return op, err
	}
	for _, f := range op.Request.Fields {
		if f.Item != "" {
			return op, fmt.Errorf("element %s: %s: not text", request.Name, f.Wire)
		}
	}

	response, err := p.body(o.Output.Message)
	if err != nil {
		return op, err
	}
	if response.Name != base+"Response" {
		return op, fmt.Errorf("answer element %s is not %sResponse", response.Name, base)
	}
	op.Response = response.Name
	children := response.ComplexType.Sequence
	if len(children) != 1 || occurs(children[0]) != "1..1" {
		return op, fmt.Errorf("element %s has not exactly one child", response.Name)
	}
	op.Result = children[0].Name
	result, err := p.complexType(children[0].Type)
	if err != nil {
		return op, fmt.Errorf("element %s: %w", response.Name, err)
	}
	op.Answer = record{Name: base + "Answer", Wire: op.Result, Doc: response.Doc}
	op.Answer.Fields, err = p.fields(result, result.Name)
	return op, err
}

// body returns the element of a message's one part.
func (p *parser) body(message string) (*gowsdl.XSDElement, error) {
	name, err := p.local(message)
	if err != nil {
		return nil, err
	}
	for _, m := range p.wsdl.Messages {
		if m.Name != name {
			continue
		}
		if len(m.Parts) != 1 {
			return nil, fmt.Errorf("message %s has not exactly one part", name)
		}
		part, err := p.local(m.Parts[0].Element)
		if err != nil {
			return nil, fmt.Errorf("message %s: %w", name, err)
		}
		e := p.elements[part]
		if e == nil {
			return nil, fmt.Errorf("message %s: no element %s", name, part)
		}
		if p.used["element "+part] {
			return nil, fmt.Errorf("message %s: element %s is the body of another message", name, part)
		}
		p.used["element "+part], p.used["message "+name] = true, true
		return e, nil
	}
	return nil, fmt.Errorf("no message %s", name)
}

// fields reads a sequence. Its elements are text, or repeated items of text.
func (p *parser) fields(t *gowsdl.XSDComplexType, owner string) ([]field, error) {
	var (
		fields []field
		names  = map[string]bool{"Extra": true} // the field of unknown leaves
		bit    int
	)
	for _, e := range t.Sequence {
		name, err := goName(e.Name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", owner, err)
		}
		if names[name] {
			return nil, fmt.Errorf("%s: two fields named %s", owner, name)
		}
		names[name] = true
		f := field{Wire: e.Name, Name: name, Doc: strings.TrimSpace(e.Doc)}
		if f.Doc == "" {
			return nil, fmt.Errorf("%s: element %s has no documentation", owner, e.Name)
		}
		space, local, err := p.resolve(e.Type)
		if err != nil {
			return nil, fmt.Errorf("%s: element %s: %w", owner, e.Name, err)
		}
		switch text := space == schemaNamespace && local == "string"; {
		case text && occurs(e) == "1..1":
			f.Bit, bit = bit, bit+1
		case text && occurs(e) == "0..1":
			f.Optional = true
			f.Bit, bit = bit, bit+1
		case !text && occurs(e) == "0..unbounded":
			if f.Item, err = p.item(e); err != nil {
				return nil, fmt.Errorf("%s: element %s: %w", owner, e.Name, err)
			}
		default:
			return nil, fmt.Errorf("%s: element %s: type %q occurring %s", owner, e.Name, e.Type, occurs(e))
		}
		fields = append(fields, f)
	}
	if bit > 64 {
		return nil, fmt.Errorf("%s: more than 64 elements", owner)
	}
	return fields, nil
}

// item reads the type of a repeated element and returns its Go name.
func (p *parser) item(e *gowsdl.XSDElement) (string, error) {
	t, err := p.complexType(e.Type)
	if err != nil {
		return "", err
	}
	name, err := goName(t.Name)
	if err != nil || p.items[name] {
		return name, err
	}
	p.items[name] = true
	fields, err := p.fields(t, t.Name)
	if err != nil {
		return "", err
	}
	for _, f := range fields {
		if f.Item != "" {
			return "", fmt.Errorf("type %s: repeated element %s", t.Name, f.Wire)
		}
	}
	p.model.Items = append(p.model.Items, record{Name: name, Wire: e.Name, Doc: strings.TrimSpace(e.Doc), Fields: fields})
	return name, nil
}

func (p *parser) complexType(qname string) (*gowsdl.XSDComplexType, error) {
	name, err := p.local(qname)
	if err != nil {
		return nil, err
	}
	t := p.types[name]
	if t == nil {
		return nil, fmt.Errorf("no type %s", name)
	}
	p.used["type "+name] = true
	return t, nil
}

// checkUsed refuses definitions that no operation leads to.
func (p *parser) checkUsed() error {
	for _, e := range p.schema.Elements {
		if !p.used["element "+e.Name] {
			return fmt.Errorf("element %s is used by no operation", e.Name)
		}
	}
	for _, t := range p.schema.ComplexTypes {
		if !p.used["type "+t.Name] {
			return fmt.Errorf("type %s is used by no operation", t.Name)
		}
	}
	for _, m := range p.wsdl.Messages {
		if !p.used["message "+m.Name] {
			return fmt.Errorf("message %s is used by no operation, or is there twice", m.Name)
		}
		delete(p.used, "message "+m.Name)
	}
	return nil
}

// resolve splits a qualified name into namespace and local name.
func (p *parser) resolve(qname string) (space, local string, err error) {
	prefix, local, ok := strings.Cut(qname, ":")
	if !ok || prefix == "" || local == "" {
		return "", "", fmt.Errorf("name %q has no prefix", qname)
	}
	// The schema's prefixes include those of the WSDL around it.
	space, ok = p.schema.Xmlns[prefix]
	if !ok {
		return "", "", fmt.Errorf("name %q: unknown prefix", qname)
	}
	return space, local, nil
}

// local returns the local part of a name in the target namespace.
func (p *parser) local(qname string) (string, error) {
	space, local, err := p.resolve(qname)
	if err == nil && space != p.wsdl.TargetNamespace {
		err = fmt.Errorf("name %q is not in the target namespace", qname)
	}
	return local, err
}

// refers fails if qname is not the name want of the target namespace.
func (p *parser) refers(qname, want string) error {
	got, err := p.local(qname)
	if err == nil && got != want {
		err = fmt.Errorf("refers to %s instead of %s", got, want)
	}
	return err
}

// occurs writes how often an element may occur, "0..1". XML Schema's default
// is once.
func occurs(e *gowsdl.XSDElement) string {
	low, high := e.MinOccurs, e.MaxOccurs
	if low == "" {
		low = "1"
	}
	if high == "" {
		high = "1"
	}
	return low + ".." + high
}
