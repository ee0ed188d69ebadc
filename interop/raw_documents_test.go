//go:build interop

package interop_test

import "strings"

// Until these releases PHP threw a document type away, with the references to
// its entities. 8.2.36 refuses it, to fix a use of freed memory; 8.4.27 does not
// yet.
func untilTypesRefused() []release { return []release{{8, 2, 35}, {8, 4, 27}} }

// Until these releases PHP read elements however deep they were nested.
func untilDepthBounded() []release { return []release{{8, 2, 33}, {8, 4, 25}} }

// rawDocuments are about XML documents.
func rawDocuments() []rawRequest {
	return []rawRequest{
		{name: "an empty body", body: "", php: badRequest},
		{name: "a body of blanks", body: " \n", php: badRequest},
		{name: "a form", body: "login=demo&psw=demo", php: badRequest},
		{name: "JSON", body: `{"login":"demo"}`, header: typed("application/json"), php: badRequest},
		{name: "half an envelope", body: plain[:len(plain)/2], php: badRequest},
		{name: "a declaration alone", body: declaration, php: badRequest},
		{name: "an Envelope that does not end", body: strings.TrimSuffix(plain, "</soap:Envelope>"), php: badRequest},
		{name: "tags that cross", body: in("<a><b></a></b>"), php: badRequest},
		{name: "an end tag in capitals", body: in("a</MES><mes>"), php: badRequest},
		{name: "an end tag with a blank", body: asked("<mes>a</mes  >"), php: mes("a")},
		{name: "a tag with a blank first", body: asked("< mes>a</mes>"), php: badRequest},
		{name: "a tag without a name", body: asked("<mes>a</mes><></>"), php: badRequest},
		{name: "a name that begins with a digit", body: asked("<mes>a</mes><1a/>"), php: badRequest},
		{name: "a name in Cyrillic", body: asked("<mes>a</mes><ж.1/>"), php: mes("a")},
		{name: "a name that begins with a colon", body: asked("<mes>a</mes><:x/>"), php: mes("a")},
		{name: "a name of two colons", body: asked("<mes>a</mes><m:x:y/>"), php: mes("a")},
		{name: "an attribute twice", body: asked(`<mes a="1" a="2">a</mes>`), php: badRequest},
		{name: "an attribute twice by its namespace", body: asked(`<mes xmlns:p="urn:x" xmlns:q="urn:x" p:a="1" q:a="2">a</mes>`), php: mes("a")},
		{name: "a prefix declared twice", body: asked(`<mes xmlns:p="urn:x" xmlns:p="urn:x">a</mes>`), php: badRequest},
		{name: "a prefix declared as nothing", body: asked(`<mes xmlns:p="">a</mes>`), php: mes("a")},
		{name: "an attribute without a value", body: asked(`<mes a>a</mes>`), php: badRequest},
		{name: "an attribute without quotes", body: asked(`<mes a=b>a</mes>`), php: badRequest},
		{name: "an attribute with a less-than sign", body: asked(`<mes a="<">a</mes>`), php: badRequest},
		{name: "attributes without a blank between", body: asked(`<mes a="1"b="2">a</mes>`), php: badRequest},
		{name: "a comment with two hyphens", body: asked("<mes>a</mes><!-- a -- b -->"), php: badRequest},
		{name: "a comment that does not end", body: asked("<mes>a</mes><!-- a"), php: badRequest},
		{name: "CDATA that does not end", body: in("<![CDATA[a"), php: badRequest},
		{name: "CDATA in small letters", body: in("<![cdata[a]]>"), php: badRequest},
		{name: "CDATA in CDATA", body: in("<![CDATA[a<![CDATA[b]]>"), php: mes("a<![CDATA[b")},
		{name: "a processing instruction without a name", body: asked("<mes>a</mes><??>"), php: badRequest},

		{name: "a comment before the envelope", body: swap(declaration, declaration+"<!-- x -->"), php: answered},
		{name: "a processing instruction before the envelope", body: swap(declaration, declaration+`<?xml-stylesheet href="x"?>`), php: answered},
		{name: "blanks behind the envelope", body: plain + "\r\n \t", php: answered},
		{name: "a comment behind the envelope", body: plain + "<!-- x -->", php: answered},
		{name: "a processing instruction behind the envelope", body: plain + "<?x y?>", php: answered},
		{name: "NUL behind the envelope", body: plain + "\x00", php: answered},
		{name: "NUL and junk behind the envelope", body: plain + "\n\x00junk<", php: answered},
		{name: "NUL before the envelope", body: "\x00" + plain, php: badRequest},
		{name: "NUL between elements", body: swap(leaf2, "\x00"+leaf2), php: badRequest},
		{name: "junk behind the envelope", body: plain + "junk", php: badRequest},
		{name: "junk before the envelope", body: swap(declaration, declaration+"junk"), php: badRequest},
		{name: "an entity behind the envelope", body: plain + "&amp;", php: badRequest},
		{name: "CDATA behind the envelope", body: plain + "<![CDATA[ ]]>", php: badRequest},
		{name: "the end of a file of DOS", body: plain + "\x1a", php: badRequest},
		{name: "a second envelope", body: plain + strings.TrimPrefix(plain, declaration), php: badRequest},
	}
}

// rawDocumentTypes have a document type, which SOAP forbids.
func rawDocumentTypes() []rawRequest {
	refused := fault("Server", "DTD are not supported by SOAP")
	typed := func(documentType string, pairs ...string) string {
		return swap(append([]string{declaration, declaration + documentType + "\n"}, pairs...)...)
	}
	before := func(o outcome) []earlier { return []earlier{{untilTypesRefused(), o}} }
	return []rawRequest{
		{name: "a document type", body: typed("<!DOCTYPE x>"), php: refused, earlier: before(answered)},
		{name: "a document type without a declaration", body: swap(declaration, "<!DOCTYPE x>"), php: refused, earlier: before(answered)},
		{name: "a document type from elsewhere", body: typed(`<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">`), php: refused, earlier: before(answered)},
		{
			name: "a document type with an entity", body: typed(`<!DOCTYPE x [<!ENTITY d "demo">]>`, ">demo<", ">&d;<"),
			php: refused, earlier: before(unauthorized), // the reference vanishes with the type
		},
		{
			name: "a document type with an entity in a text", body: typed(`<!DOCTYPE x [<!ENTITY d "m">]>`, ">demo<", ">de&d;o<"),
			php: refused, earlier: before(violation),
		},
		{
			name: "a document type with an entity from a file", body: typed(`<!DOCTYPE x [<!ENTITY d SYSTEM "file:///etc/hostname">]>`, ">demo<", ">&d;<"),
			php: refused, earlier: before(unauthorized),
		},
		{
			name: "a document type with a billion laughs",
			body: typed(`<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "`+strings.Repeat("&a;", 1000)+`"><!ENTITY c "`+strings.Repeat("&b;", 1000)+
				`"><!ENTITY d "`+strings.Repeat("&c;", 1000)+`">]>`, ">demo<", ">&d;<"),
			php: refused, earlier: before(unauthorized),
		},
		{
			name: "a document type with another entity", body: typed(`<!DOCTYPE x [<!ENTITY a "demo">]>`, ">demo<", ">&d;<"), php: badRequest,
		},
		{
			name: "a document type of something else", body: declaration + "<!DOCTYPE html><html/>",
			php: refused, earlier: before(fault("VersionMismatch", "Wrong Version")),
		},
		{name: "a document type in small letters", body: typed("<!doctype x>"), php: badRequest},
		{name: "a document type of nothing", body: typed("<!DOCTYPE>"), php: badRequest},
		{name: "a document type inside the envelope", body: swap("<soap:Body>", "<!DOCTYPE x><soap:Body>"), php: badRequest},
		{name: "a document type, and half an envelope", body: typed("<!DOCTYPE x>", closing, ""), php: badRequest},
	}
}

// rawSizes are large.
func rawSizes() []rawRequest {
	nested := func(n int) string {
		return asked("<mes>a</mes>" + strings.Repeat("<x>", n) + strings.Repeat("</x>", n))
	}
	var attributes strings.Builder
	for i := range 1000 {
		attributes.WriteString(" a" + strings.Repeat("b", i) + `="c"`)
	}
	const million = 1_000_000
	return []rawRequest{
		{name: "300 nested elements", body: nested(300), php: mes("a")},
		{name: "2000 nested elements", body: nested(2000), php: mes("a")},
		{name: "3000 nested elements", body: nested(3000), php: badRequest, earlier: []earlier{{untilDepthBounded(), mes("a")}}},
		{name: "2000 nested elements in a leaf", body: in(strings.Repeat("<x>", 2000) + strings.Repeat("</x>", 2000)), php: violation},
		{name: "10,000 unknown elements", body: asked("<mes>a</mes>" + strings.Repeat("<x/>", 10_000)), php: mes("a")},
		{name: "10,000 times a mes", body: asked(strings.Repeat("<mes>a</mes>", 10_000)), php: mes("Array")},
		{name: "1000 attributes", body: asked("<mes" + attributes.String() + ">a</mes>"), php: mes("a")},
		{name: "a name of 50,000 characters", body: asked("<mes>a</mes><" + strings.Repeat("x", 50_000) + "/>"), php: mes("a")},
		{name: "a text of a million characters", body: in(strings.Repeat("a", million)), php: mes(strings.Repeat("a", million))},
		{name: "a text of seven million characters", body: in(strings.Repeat("a", 7*million)), php: mes(strings.Repeat("a", 7*million))},
		{name: "more than eight mebibytes", body: in(strings.Repeat("a", 8<<20)), php: nothing},
	}
}
