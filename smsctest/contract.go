package smsctest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/go-smsc/smsc/wsdl"
)

// contract is what the WSDL says of the requests and answers. The emulator reads
// it for itself, from the published document, so that a mistake in the SDK's own
// code cannot be made here a second time.
type contract struct {
	byElement map[string]*operation // by the name of the request's body element
}

// operation is one operation of the WSDL.
type operation struct {
	name     string // of the port type, "send_sms2"
	element  string // of the request, "send2"
	fields   []field
	response string // element of the answer, "Send2Response"
	result   string // its only child, "sendresult"
}

// field is one child of a request's body element.
type field struct {
	name     string
	required bool
}

// The families of operations: two each that differ in having a query only, and
// balance.
const (
	familySend    = "send"
	familyCost    = "cost"
	familyStatus  = "status"
	familyBalance = "balance"
)

func (o *operation) family() string { return strings.TrimSuffix(o.element, "2") }

// serviceContract is the contract of the WSDL that this module publishes. A
// document that cannot be read is a mistake in this module, hence the panic.
var serviceContract = sync.OnceValue(func() *contract {
	document, err := wsdl.Render(Endpoint)
	if err != nil {
		panic(fmt.Sprintf("smsctest: rendering the WSDL: %v", err))
	}
	c, err := parseContract(document)
	if err != nil {
		panic(fmt.Sprintf("smsctest: reading the WSDL: %v", err))
	}
	return c
})

// The parts of a WSDL that matter here.
type (
	wsdlDefinitions struct {
		Elements []schemaElement `xml:"types>schema>element"`
		Messages []struct {
			Name string `xml:"name,attr"`
			Part struct {
				Element string `xml:"element,attr"`
			} `xml:"part"`
		} `xml:"message"`
		Operations []struct {
			Name   string      `xml:"name,attr"`
			Input  wsdlMessage `xml:"input"`
			Output wsdlMessage `xml:"output"`
		} `xml:"portType>operation"`
	}
	wsdlMessage struct {
		Message string `xml:"message,attr"`
	}
	schemaElement struct {
		Name      string          `xml:"name,attr"`
		MinOccurs string          `xml:"minOccurs,attr"`
		MaxOccurs string          `xml:"maxOccurs,attr"`
		Children  []schemaElement `xml:"complexType>sequence>element"`
	}
)

func parseContract(document []byte) (*contract, error) {
	var doc wsdlDefinitions
	if err := xml.Unmarshal(document, &doc); err != nil {
		return nil, err
	}
	elements := make(map[string]schemaElement)
	for _, e := range doc.Elements {
		elements[e.Name] = e
	}
	messages := make(map[string]schemaElement)
	for _, m := range doc.Messages {
		e, ok := elements[local(m.Part.Element)]
		if !ok {
			return nil, fmt.Errorf("message %s has no element", m.Name)
		}
		messages[m.Name] = e
	}

	c := &contract{byElement: make(map[string]*operation)}
	for _, op := range doc.Operations {
		in, known := messages[local(op.Input.Message)]
		out, knownOut := messages[local(op.Output.Message)]
		if !known || !knownOut || len(out.Children) != 1 {
			return nil, fmt.Errorf("operation %s has no usable messages", op.Name)
		}
		o := &operation{name: op.Name, element: in.Name, response: out.Name, result: out.Children[0].Name}
		for _, child := range in.Children {
			if child.MaxOccurs != "" && child.MaxOccurs != "1" {
				return nil, fmt.Errorf("element %s of %s may repeat", child.Name, in.Name)
			}
			o.fields = append(o.fields, field{name: child.Name, required: child.MinOccurs != "0"})
		}
		c.byElement[o.element] = o
	}
	if len(c.byElement) == 0 {
		return nil, errors.New("no operations")
	}
	return c, nil
}

// local cuts a prefix off a qualified name.
func local(name string) string {
	return name[strings.LastIndexByte(name, ':')+1:]
}
