package smsctest

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever the octets are, reading a request ends in a call, a Fault that XML can
// carry, or nothing. What strict reading takes, PHP takes as well, and the same but for
// blanks, unless it is no XML to PHP.
func FuzzRequest(f *testing.F) {
	good := `<s:Envelope xmlns:s="` + soapNamespace + `"><s:Body><m:balance xmlns:m="` + Endpoint + `"><login>a</login><psw>b</psw></m:balance></s:Body></s:Envelope>`
	f.Add([]byte(good), "")
	f.Add([]byte(strings.Replace(good, soapNamespace, soap12Namespace, 1)), "")
	f.Add([]byte(`<?xml version="1.0" encoding="windows-1251"?>`+strings.Replace(good, "a</", "\xe6<!--x--><![CDATA[a]]></", 1)), "")
	f.Add([]byte(strings.Replace(good, "<psw>", `<psw xmlns:i="`+instanceNamespace+`" xmlns:x="http://www.w3.org/2001/XMLSchema" i:type="x:int">`, 1)), "")
	f.Add([]byte(strings.Replace(good, "<psw>", `<x id="a"/><login href="#a"/><?p?><psw nil="1">&#10;&lt;`, 1)), "")
	f.Add([]byte(strings.Replace(good, "<s:Body>", `<s:Header><a s:mustUnderstand="0"><b>c</b></a></s:Header><s:Body>`, 1)), "")
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY e "x"><!ELEMENT a ANY>%b;]><s:Envelope xmlns:s="`+soapNamespace+`">&e;</s:Envelope>`), "")
	f.Add([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x4b\x04\x00\x43\xbe\xb7\xe8\x01\x00\x00\x00"), "gzip")
	f.Fuzz(func(t *testing.T, body []byte, coding string) {
		header := http.Header{"Content-Type": {xmlType}}
		if coding != "" {
			header.Set("Content-Encoding", coding)
		}
		read := readRequest(header, Endpoint, body, 1<<20)
		if read.fault != nil {
			require.Nil(t, read.call)
			for _, version := range []soapVersion{soap11, soap12} {
				require.True(t, printableXML(string(read.fault.render(version))), "%q", read.fault.text)
			}
		}
		require.LessOrEqual(t, len(read.lints), maxLints)
		kept := read.keptDocument(body)
		require.LessOrEqual(t, len(kept), maxDocument)
		require.True(t, utf8.ValidString(kept), "%q", kept)
		if read.call != nil {
			for name, value := range read.call.elements {
				require.True(t, printableXML(value), "%s is %q", name, value)
			}
		}

		strict, fault := readStrictly(serviceContract(), Endpoint, body)
		if fault != nil || coding != "" || read.fault == faultBadRequest { // each XML reader has its own mistakes
			return
		}
		require.NotNil(t, read.call, "PHP's reader refuses what the strict one takes: %+v", read.fault)
		assert.Equal(t, strict.op, read.call.op)
		require.Len(t, read.call.elements, len(strict.elements))
		for name, value := range strict.elements {
			got := read.call.elements[name]
			assert.Equal(t, withoutBlanks(value), withoutBlanks(got), name)
		}
	})
}

// withoutBlanks is a text as far as both readers must agree: PHP forgets blanks that
// stand alone between tags.
func withoutBlanks(text string) string {
	return strings.NewReplacer(" ", "", "\t", "", "\n", "", "\r", "").Replace(text)
}

// Documents that are made to cost the square of their size are read in time: the
// test would not end.
func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	header := http.Header{"Content-Type": {xmlType}}
	around := func(content string) string {
		return `<s:Envelope xmlns:s="` + soapNamespace + `"><s:Body><m:cost xmlns:m="` + Endpoint + `">` + content + `</m:cost></s:Body></s:Envelope>`
	}
	times := func(text string) string { return strings.Repeat(text, size/len(text)) }
	var attributes, prefixes strings.Builder
	for i := range 50_000 {
		attributes.WriteString(" a" + strconv.Itoa(i) + `="1"`)
		prefixes.WriteString(" xmlns:p" + strconv.Itoa(i) + `="u"`)
	}
	for name, content := range map[string]string{
		"sections":      "<mes>" + times("<![CDATA[a]]>") + "</mes>",
		"references":    "<mes>" + times("&#65;") + "</mes>",
		"comments":      "<mes>a" + times("<!---->") + "</mes>",
		"instructions":  "<mes>" + times("<?a?>") + "</mes>",
		"siblings":      times("<mes/>"),
		"hrefs":         times(`<mes href="#a"/>`) + `<x id="a"/>`,
		"hrefs in ring": `<mes href="#a" id="a"/>`,
		"depth":         times("<a>"),
		"attributes":    "<mes" + attributes.String() + "/>",
		"prefixes":      "<mes" + prefixes.String() + ">" + strings.Repeat("<q:a/>", 50_000) + "</mes>",
		"blanks":        "<mes>" + times("\r\n ") + "</mes>",
		"secrets":       times("<psw>"),
		"ends":          "<psw>a" + times("</psw><psw>"),
		"lower-thans":   times("<"),
		"queries":       "<query>" + times("a=1&amp;") + "</query>",
		"types":         strings.Repeat(`<mes xmlns:i="`+instanceNamespace+`" i:type="x:int">1</mes>`, 10_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, document := range []string{around(content), content} {
				read := readRequest(header, Endpoint, []byte(document), defaultMaxRequest)
				assert.Equal(t, read.call == nil, read.fault != nil)
				assert.LessOrEqual(t, len(read.keptDocument([]byte(document))), maxDocument)
			}
		})
	}
}

// The nodes of a document are bounded, and so is how deep they are nested.
func TestDocumentsAreBounded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		document string
		ok       bool
	}{
		"as many nodes as there may be": {"<a>" + strings.Repeat("<b/>", maxNodes-1) + "</a>", true},
		"one more":                      {"<a>" + strings.Repeat("<b/>", maxNodes) + "</a>", false},
		"as deep as it may be":          {strings.Repeat("<a>", maxDepth) + strings.Repeat("</a>", maxDepth), true},
		"deeper":                        {strings.Repeat("<a>", maxDepth+1) + strings.Repeat("</a>", maxDepth+1), false},
	} {
		_, ok := readXML(test.document)
		assert.Equal(t, test.ok, ok, name)
	}
}
