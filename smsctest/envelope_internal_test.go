package smsctest

import (
	"testing"
)

// Whatever the octets are, reading an envelope ends in a call by the contract or in
// a Fault that XML can carry.
func FuzzReadEnvelope(f *testing.F) {
	f.Add([]byte(`<s:Envelope xmlns:s="` + soapNamespace + `"><s:Body><m:balance xmlns:m="` + Endpoint + `"><login>a</login><psw>b</psw></m:balance></s:Body></s:Envelope>`))
	f.Add([]byte(`<!DOCTYPE a><s:Envelope xmlns:s="` + soapNamespace + `"/>`))
	f.Fuzz(func(t *testing.T, document []byte) {
		c, fault := readStrictly(serviceContract(), Endpoint, document)
		switch {
		case (c == nil) == (fault == nil):
			t.Fatal(c, fault)
		case fault != nil:
			if !printableXML(string(fault.render(soap11))) {
				t.Fatalf("%q", fault.text)
			}
		default:
			for _, field := range c.op.fields {
				if _, ok := c.elements[field.name]; field.required && !ok {
					t.Fatalf("%s lacks %s", c.op.element, field.name)
				}
			}
		}
	})
}
