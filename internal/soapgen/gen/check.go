package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	wsdlNamespace = "http://schemas.xmlsoap.org/wsdl/"
	soapNamespace = "http://schemas.xmlsoap.org/wsdl/soap/"
)

// grammar is the part of WSDL 1.1 and XML Schema that the templates carry
// over: for each path the attributes that an element must ("name") or may
// ("name?") have. gowsdl's parser passes over what it does not know in
// silence; this is what makes a choice, an attribute or a header fail instead.
//
// In a path a WSDL element has no prefix, SOAP's and XML Schema's have one.
var grammar = map[string]string{
	"definitions":                                    "targetNamespace name?",
	"definitions/documentation":                      "",
	"definitions/types":                              "",
	"definitions/types/xsd:schema":                   "targetNamespace elementFormDefault?",
	"definitions/message":                            "name",
	"definitions/message/part":                       "name element",
	"definitions/portType":                           "name",
	"definitions/portType/operation":                 "name",
	"definitions/portType/operation/input":           "message",
	"definitions/portType/operation/output":          "message",
	"definitions/binding":                            "name type",
	"definitions/binding/soap:binding":               "transport style?",
	"definitions/binding/operation":                  "name",
	"definitions/binding/operation/soap:operation":   "soapAction style?",
	"definitions/binding/operation/input":            "",
	"definitions/binding/operation/input/soap:body":  "use",
	"definitions/binding/operation/output":           "",
	"definitions/binding/operation/output/soap:body": "use",
	"definitions/service":                            "name",
	"definitions/service/port":                       "name binding",
	"definitions/service/port/soap:address":          "location",

	// A body element, documented.
	schemaPath + "/xsd:element":                                  "name",
	schemaPath + "/xsd:element/xsd:annotation":                   "",
	schemaPath + "/xsd:element/xsd:annotation/xsd:documentation": "",
	schemaPath + "/xsd:element/xsd:complexType":                  "",
	schemaPath + "/xsd:element/xsd:complexType/xsd:sequence":     "",
	bodyLeafPath:                     "name type minOccurs? maxOccurs?",
	bodyLeafPath + "/xsd:annotation": "",
	bodyLeafPath + "/xsd:annotation/xsd:documentation": "",

	// A named type: its documentation is that of the elements of the type.
	schemaPath + "/xsd:complexType":                                                           "name",
	schemaPath + "/xsd:complexType/xsd:sequence":                                              "",
	schemaPath + "/xsd:complexType/xsd:sequence/xsd:element":                                  "name type minOccurs? maxOccurs?",
	schemaPath + "/xsd:complexType/xsd:sequence/xsd:element/xsd:annotation":                   "",
	schemaPath + "/xsd:complexType/xsd:sequence/xsd:element/xsd:annotation/xsd:documentation": "",
}

const schemaPath = "definitions/types/xsd:schema"

// bodyLeafPath is a leaf of a body element.
const bodyLeafPath = schemaPath + "/xsd:element/xsd:complexType/xsd:sequence/xsd:element"

// repeated names the elements that may occur more than once in their parent.
var repeated = map[string]bool{
	"message": true, "operation": true, "xsd:element": true, "xsd:complexType": true,
}

var prefixes = map[string]string{wsdlNamespace: "", soapNamespace: "soap:", schemaNamespace: "xsd:"}

// check fails on the first construct of the document that the grammar lacks.
func check(doc []byte) error {
	type open struct {
		path     string
		children map[string]bool
	}
	var stack []open
	d := xml.NewDecoder(bytes.NewReader(doc))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		line, _ := d.InputPos()
		switch t := token.(type) {
		case xml.StartElement:
			prefix, known := prefixes[t.Name.Space]
			name := prefix + t.Name.Local
			path := name
			if len(stack) > 0 {
				parent := stack[len(stack)-1]
				path = parent.path + "/" + name
				// One complexType belongs to a body element, many to the schema.
				many := repeated[name] && (name != "xsd:complexType" || parent.path == schemaPath)
				if parent.children[name] && !many {
					return fmt.Errorf("line %d: second %s", line, path)
				}
				parent.children[name] = true
			}
			attributes, ok := grammar[path]
			if !known || !ok {
				return fmt.Errorf("line %d: no rule for element %s", line, path)
			}
			if err := checkAttributes(t.Attr, attributes); err != nil {
				return fmt.Errorf("line %d: %s: %w", line, path, err)
			}
			stack = append(stack, open{path, map[string]bool{}})
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 && (len(stack) == 0 || !strings.HasSuffix(stack[len(stack)-1].path, "documentation")) {
				return fmt.Errorf("line %d: text between elements", line)
			}
		case xml.Directive:
			return fmt.Errorf("line %d: document type declaration", line)
		}
	}
}

func checkAttributes(attrs []xml.Attr, rule string) error {
	given := map[string]bool{}
	for _, a := range attrs {
		if a.Name.Space != "xmlns" { // a prefix; gowsdl knows no default namespace
			given[strings.TrimSpace(a.Name.Space+" "+a.Name.Local)] = true
		}
	}
	for name := range strings.FieldsSeq(rule) {
		name, optional := strings.CutSuffix(name, "?")
		if !given[name] && !optional {
			return fmt.Errorf("no attribute %s", name)
		}
		delete(given, name)
	}
	for name := range given {
		return fmt.Errorf("no rule for attribute %s", name)
	}
	return nil
}
