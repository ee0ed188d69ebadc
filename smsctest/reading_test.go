package smsctest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestParseQuery(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		raw  string
		want []Parameter
	}{
		"empty":                    {"", nil},
		"pairs":                    {"a=1&b=2", []Parameter{{"a", "1"}, {"b", "2"}}},
		"no value":                 {"a&b=", []Parameter{{"a", ""}, {"b", ""}}},
		"no name":                  {"=1&&", nil},
		"further equals sign":      {"a=b=c", []Parameter{{"a", "b=c"}}},
		"percent":                  {"a=%D1%8f%20%2B%26", []Parameter{{"a", "я +&"}}},
		"plus":                     {"a=b+c", []Parameter{{"a", "b c"}}},
		"stray percent":            {"a=100%&b=%zz%4", []Parameter{{"a", "100%"}, {"b", "%zz%4"}}},
		"encoded name":             {"%61=1", []Parameter{{"a", "1"}}},
		"dots and blanks in names": {" a.b c=1", []Parameter{{"a_b_c", "1"}}},
		"line break":               {"a=%0A", []Parameter{{"a", "\n"}}},
		"semicolon separates not":  {"a=1;b=2", []Parameter{{"a", "1;b=2"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := parseQuery(test.raw)
			assert.True(t, ok)
			assert.Equal(t, test.want, got)
		})
	}
	for name, raw := range map[string]string{
		"not UTF-8":           "a=%ff",
		"control character":   "a=%00",
		"no character at all": "a=%EF%BF%BF",
		"bad name":            "%ff=1",
		"too many":            strings.Repeat("a=1&", maxParameters+1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, ok := parseQuery(raw)
			assert.False(t, ok)
		})
	}
}

func FuzzParseQuery(f *testing.F) {
	f.Add("a=%D1%8f+b&c.d=%zz")
	f.Add("list=380501234567:a%0A&nl=1")
	f.Fuzz(func(t *testing.T, raw string) {
		parameters, ok := parseQuery(raw)
		if len(parameters) > maxParameters || !ok && parameters != nil {
			t.Fatal(ok, len(parameters))
		}
		for _, p := range parameters {
			if p.Name == "" || !printableXML(p.Name) || !printableXML(p.Value) {
				t.Fatalf("%q", p)
			}
		}
	})
}

// Whatever a request says, reading it ends without a panic.
func FuzzReadOrder(f *testing.F) {
	f.Add("380501234567", "text\n~~~\nnote", "cost=3&time=0112261200&tz=1")
	f.Add("", "", "list=Shop,1|380501234567,G1:a%5Cnb%0A&nl=1")
	f.Add("380501234567", "00616263\n~~~\npid: 1, dcs: 2", "bin=2&valid=01:00&period=1&freq=5")
	f.Fuzz(func(t *testing.T, phones, mes, query string) {
		o := readOrder(map[string]string{"phones": phones, "mes": mes, "query": query})
		if o.code == 0 && len(o.lines) == 0 {
			t.Fatal("an order without lines")
		}
		if o.code != 0 {
			return
		}
		for i := range o.lines {
			if _, parts := o.lines[i].count(o.maxParts); parts < 1 {
				t.Fatalf("%d parts", parts)
			}
		}
	})
}

// Whatever the octets are, reading an envelope ends in a call by the contract or in
// a Fault that XML can carry.
func FuzzReadEnvelope(f *testing.F) {
	f.Add([]byte(`<s:Envelope xmlns:s="` + soapNamespace + `"><s:Body><m:balance xmlns:m="` + Endpoint + `"><login>a</login><psw>b</psw></m:balance></s:Body></s:Envelope>`))
	f.Add([]byte(`<!DOCTYPE a><s:Envelope xmlns:s="` + soapNamespace + `"/>`))
	f.Fuzz(func(t *testing.T, document []byte) {
		c, fault := readEnvelope(serviceContract(), Endpoint, document)
		switch {
		case (c == nil) == (fault == nil):
			t.Fatal(c, fault)
		case fault != nil:
			if !printableXML(string(fault.render())) {
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
