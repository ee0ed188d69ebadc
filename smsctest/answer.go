package smsctest

import (
	"net/http"
	"strconv"
	"strings"
)

// answer is what an operation answers: the leaves of its result element, in the
// order of the schema, and the repeated items behind them.
type answer struct {
	leaves []leaf
	items  []item
	code   int // the request error, 0 on success
}

type leaf struct{ name, value string }

// item is one repeated element with leaves of its own, errors or phones.
type item struct {
	name   string
	leaves []leaf
}

func (a *answer) add(name, value string) { a.leaves = append(a.leaves, leaf{name, value}) }

func (a *answer) addInt(name string, value int64) { a.add(name, strconv.FormatInt(value, 10)) }

// refuse answers with a request error alone.
func refuse(code int) *answer {
	a := &answer{code: code}
	a.addInt("error", int64(code))
	return a
}

// render writes the answer as PHP's SoapServer does.
func (a *answer) render(op *operation, namespace string) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<SOAP-ENV:Envelope xmlns:SOAP-ENV="` + soapNamespace + `" xmlns:ns1="`)
	b.WriteString(escapeAttribute.Replace(namespace))
	b.WriteString(`"><SOAP-ENV:Body><ns1:` + op.response + `><` + op.result + `>`)
	writeLeaves(&b, a.leaves)
	for _, i := range a.items {
		b.WriteString("<" + i.name + ">")
		writeLeaves(&b, i.leaves)
		b.WriteString("</" + i.name + ">")
	}
	b.WriteString(`</` + op.result + `></ns1:` + op.response + `></SOAP-ENV:Body></SOAP-ENV:Envelope>` + "\n")
	return []byte(b.String())
}

func writeLeaves(b *strings.Builder, leaves []leaf) {
	for _, l := range leaves {
		b.WriteString("<" + l.name + ">")
		_, _ = escapeText.WriteString(b, l.value) // a strings.Builder does not fail
		b.WriteString("</" + l.name + ">")
	}
}

func (f *soapFault) render() []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<SOAP-ENV:Envelope xmlns:SOAP-ENV="` + soapNamespace + `"><SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>SOAP-ENV:` +
		f.code + `</faultcode><faultstring>` + escapeText.Replace(f.text) +
		`</faultstring></SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>` + "\n")
}

func (f *soapFault) httpStatus() int {
	if f.status != 0 {
		return f.status
	}
	return http.StatusInternalServerError
}

// A carriage return that stays literal would be read back as a line feed.
var (
	escapeText      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
	escapeAttribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#9;", "\n", "&#10;", "\r", "&#13;")
)
