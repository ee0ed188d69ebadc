// Package soapgen is the codec of the SMSC SOAP service: request types that
// append themselves as XML, answer types that decode themselves from XML, and
// the table of operations. All of that is generated from wsdl/smsc.wsdl by the
// program in gen/; this file, encode.go and decode*.go hold what the generated
// code stands on.
//
// What is written is exact: required elements always, also when empty, in
// schema order, local elements unqualified, and nothing that XML cannot carry.
// What is read is taken by local name, under any namespace and in any order;
// whatever could make an answer mean something else is an error.
package soapgen

//go:generate go -C gen run . -wsdl ../../../wsdl/smsc.wsdl -out ..

import (
	"encoding/xml"
	"fmt"
	"io"
)

// Operation is one row of the service's contract: the names that a call goes
// by on the wire. They differ from one another (protocol: WSDL).
type Operation struct {
	Name     string // operation of the portType, "send_sms2"
	Request  string // body element of the request, "send2"
	Response string // body element of the answer, "Send2Response"
	Result   string // the one child of the answer's body element, "sendresult"
}

// Optional is the text of an element that may be absent. The zero value is an
// absent element; an empty element is Present with an empty Value.
type Optional struct {
	Value   string
	Present bool
}

// Some returns an element that is present with the text v, which may be empty.
func Some(v string) Optional { return Optional{Value: v, Present: true} }

// Leaf is an element without children that the contract does not know. It is
// kept so that what the service adds reaches the caller.
type Leaf struct {
	Name  string // local name
	Value string // text
}

// Request is a request of one operation. Its generated implementations hold
// credentials and print as nothing but their operation, under every fmt verb
// and as text, JSON or XML.
type Request interface {
	// Operation tells which operation the request is for.
	Operation() Operation
	// AppendXML appends the body element, its name qualified by namespace and
	// its children unqualified. On an error, always an *EncodeError, it returns
	// dst as it was. It allocates only what dst has no room for.
	AppendXML(dst []byte, namespace string) ([]byte, error)
}

// Answer is the answer of one operation.
type Answer interface {
	// Operation tells which operation the answer is of.
	Operation() Operation
	// DecodeXML reads the answer's body element, whose start tag d has just
	// returned as start, up to its end tag. What the answer held before is
	// dropped; after an error, always a *DecodeError, it is empty.
	DecodeXML(d *Decoder, start xml.StartElement) error
	// ErrorCode returns the text of the element error, "" when it is absent.
	ErrorCode() string
}

// formatRedacted prints a request as its operation's name under every verb, so that no
// credential reaches a log by way of %v, %+v or %#v.
func formatRedacted(f fmt.State, op Operation) {
	_, _ = io.WriteString(f, op.Name+" request")
}

// redactedText is the form of a request in text, JSON and log attributes.
func redactedText(op Operation) ([]byte, error) { return []byte(op.Name + " request"), nil }
