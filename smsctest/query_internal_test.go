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
