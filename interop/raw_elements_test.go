//go:build interop

package interop_test

// rawElements are about the children of the call.
func rawElements() []rawRequest {
	return []rawRequest{
		{name: "a missing psw", body: swap(leaf2, ""), php: unauthorized},
		{name: "a missing login", body: swap(leaf1, ""), php: unauthorized},
		{name: "a missing mes", body: asked(""), php: withoutMes},
		{name: "no children", body: swap(leaf1+leaf2, ""), php: unauthorized},
		{name: "an empty-element tag for a call", body: swap(call, `<m:balance xmlns:m="{ns}"/>`), php: unauthorized},
		{name: "elements in another order", body: swap(leaf1+leaf2, leaf2+leaf1), php: answered},
		{name: "a login twice", body: swap(leaf1, leaf1+leaf1), php: unauthorized},
		{name: "a psw twice, apart", body: swap(leaf1, leaf2+leaf1), php: unauthorized},
		{name: "a mes twice", body: asked("<mes>a</mes><mes>b</mes>"), php: mes("Array")},
		{name: "a mes twice, once in another namespace", body: asked(`<mes>a</mes><mes xmlns="urn:x">b</mes>`), php: mes("Array")},
		{name: "a mes twice, both empty", body: asked("<mes/><mes/>"), php: mes("Array")},
		{name: "an unknown element twice", body: asked("<x/><mes>a</mes><x/>"), php: mes("a")},
		{name: "an unknown element before", body: swap("<login>", "<x>1</x><login>"), php: answered},
		{name: "an unknown element behind", body: swap("</m:balance>", "<x>1</x></m:balance>"), php: answered},
		{
			name: "an unknown element full of things",
			body: swap("</m:balance>", "<x>a<b>c</b>d<![CDATA[e]]><login>f</login></x></m:balance>"), php: answered,
		},
		{name: "an element of another operation", body: asked("<mes>a</mes><query>cost=1</query>"), php: mes("a")},
		{name: "a wrapper around the elements", body: swap(leaf1, "<request>"+leaf1, leaf2, leaf2+"</request>"), php: unauthorized},
		{name: "names in capitals", body: swap("login>", "LOGIN>", "psw>", "PSW>"), php: unauthorized},

		{name: "qualified children", body: swap("login>", "m:login>", "psw>", "m:psw>"), php: answered},
		{name: "children of a foreign namespace", body: swap("<login>", `<login xmlns="urn:x">`), php: answered},
		{name: "a child of the envelope's namespace", body: swap("login>", "soap:login>"), php: answered},
		{name: "a child whose prefix is bound to nothing", body: swap("login>", "q:login>"), php: unauthorized},
		{name: "an attribute whose prefix is bound to nothing", body: swap("<login>", `<login q:a="b">`), php: answered},

		{name: "text between the elements", body: swap("</login>", "</login>text"), php: answered},
		{name: "CDATA between the elements", body: swap("</login>", "</login><![CDATA[text]]>"), php: answered},
		{name: "a comment between elements", body: swap("<psw>", "<!-- x --><psw>"), php: answered},
		{name: "a processing instruction between elements", body: swap("<psw>", "<?x y?><psw>"), php: answered},

		{name: "an element inside a leaf", body: swap("demo", "<b>demo</b>"), php: violation},
		{name: "an empty element inside a leaf", body: in("<b/>"), php: violation},
		{name: "text and an element inside a leaf", body: in("a<b/>"), php: violation},
		{name: "an element inside an unknown leaf alone", body: asked("<mes>a</mes><x><b/>c</x>"), php: mes("a")},

		{name: "a leaf with an attribute of nobody", body: swap("<login>", `<login a="b">`), php: answered},
		{name: "a leaf with attributes of XML", body: asked(`<mes xml:lang="uk" xml:space="preserve">a</mes>`), php: mes("a")},
		{name: "an attribute of the call", body: swap(`:m="{ns}"`, `:m="{ns}" a="b"`), php: answered},
		{name: "a leaf with an encoding style of nobody", body: swap("<login>", `<login soap:encodingStyle="urn:x">`), php: answered},
	}
}

// rawTypes are about xsi:type and xsi:nil.
func rawTypes() []rawRequest {
	leaf := func(kind, text string) string {
		return asked(`<mes` + types + ` i:type="` + kind + `">` + text + `</mes>`)
	}
	return []rawRequest{
		{name: "leaves of type string", body: swap("<login>", `<login`+types+` i:type="x:string">`, "<psw>", `<psw`+types+` i:type="x:string">`), php: answered},
		{name: "type string", body: leaf("x:string", " a  b "), php: mes(" a  b ")},
		{name: "type string of SOAP's encoding", body: leaf("e:string", "a"), php: mes("a")},
		{name: "type int", body: leaf("x:int", " 007 "), php: mes("7")},
		{name: "type int, with a plus", body: leaf("x:int", "+380501234567"), php: mes("380501234567")},
		{name: "type int, with a fraction", body: leaf("x:int", "1.50"), php: mes("1.5")},
		{name: "type int, empty", body: leaf("x:int", ""), php: withoutMes},
		{name: "type int, no number", body: leaf("x:int", "abc"), php: violation},
		{name: "type int, in CDATA", body: leaf("x:int", "<![CDATA[7]]>"), php: violation},
		{name: "type long", body: leaf("x:long", "-7"), php: mes("-7")},
		{name: "type double", body: leaf("x:double", "1.50"), php: mes("1.5")},
		{name: "type decimal", body: leaf("x:decimal", " 1.50 "), php: mes("1.50")},
		{name: "type boolean, true", body: leaf("x:boolean", "TRUE"), php: mes("1")},
		{name: "type boolean, false", body: leaf("x:boolean", "0"), php: mes("")},
		{name: "type boolean, neither", body: leaf("x:boolean", "yes"), php: mes("1")},
		{name: "type base64Binary", body: leaf("x:base64Binary", "YWJj"), php: mes("abc")},
		{name: "type hexBinary", body: leaf("x:hexBinary", "616263"), php: mes("abc")},
		{name: "type hexBinary, no such digits", body: leaf("x:hexBinary", "zz"), php: violation},
		{name: "type token", body: leaf("x:token", " a \n b "), php: mes("a b")},
		{name: "type normalizedString", body: leaf("x:normalizedString", " a\n\tb "), php: mes(" a  b ")},
		{name: "type dateTime", body: leaf("x:dateTime", "2026-03-10T09:00:00Z"), php: mes("2026-03-10T09:00:00Z")},
		{name: "type anyType", body: leaf("x:anyType", " a "), php: mes(" a ")},
		{name: "a type of nobody", body: leaf("x:foo", "a"), php: mes("a")},
		{name: "a type with a prefix of nothing", body: leaf("q:int", "007"), php: mes("007")},
		{name: "a type without a prefix", body: leaf("int", "007"), php: mes("007")},
		{name: "an empty type", body: leaf("", "a"), php: mes("a")},
		{name: "type array", body: leaf("e:Array", "<i>a</i>"), php: mes("Array")},
		{name: "a type attribute in no namespace", body: asked(`<mes` + types + ` type="x:int">007</mes>`), php: mes("007")},
		{
			name: "a type attribute of 1999",
			body: asked(`<mes xmlns:i="http://www.w3.org/1999/XMLSchema-instance" xmlns:x="http://www.w3.org/2001/XMLSchema" i:type="x:int">007</mes>`),
			php:  mes("007"),
		},
		{name: "type string for the call", body: swap(`:m="{ns}"`, `:m="{ns}"`+types+` i:type="x:string"`), php: violation},
		{name: "type struct for the call", body: swap(`:m="{ns}"`, `:m="{ns}"`+types+` i:type="e:Struct"`), php: answered},

		{name: "a psw that is nil", body: swap(leaf2, `<psw`+instance+` i:nil="true"/>`), php: unauthorized},
		{name: "a mes that is nil", body: asked(`<mes` + instance + ` i:nil="true"/>`), php: withoutMes},
		{name: "nil with a text", body: asked(`<mes` + instance + ` i:nil="1">a</mes>`), php: withoutMes},
		{name: "nil with an element", body: asked(`<mes` + instance + ` i:nil="1"><b/></mes>`), php: withoutMes},
		{name: "nil that says false", body: asked(`<mes` + instance + ` i:nil="false">a</mes>`), php: withoutMes},
		{name: "nil in no namespace", body: asked(`<mes nil="true">a</mes>`), php: withoutMes},
		{name: "nil in a foreign namespace", body: asked(`<mes xmlns:q="urn:q" q:nil="true">a</mes>`), php: withoutMes},
		{name: "null for nil", body: asked(`<mes` + instance + ` i:null="true">a</mes>`), php: mes("a")},
		{name: "nil and again", body: asked(`<mes` + instance + ` i:nil="true"/><mes>a</mes>`), php: mes("Array")},
	}
}

// rawReferences are about SOAP's href and id.
func rawReferences() []rawRequest {
	unresolved := func(text string) outcome { return fault("Server", "SOAP-ERROR: Encoding: "+text) }
	return []rawRequest{
		{name: "an href to an unknown element", body: asked(`<mes href="#a"/><x id="a">b</x>`), php: mes("b")},
		{name: "an href to another leaf", body: asked(`<mes href="#a"/><login id="a">b</login>`), php: mes("b")},
		{name: "an href to an element behind Body", body: replaced(asked(`<mes href="#a"/>`), "</soap:Body>", `</soap:Body><x id="a">b</x>`), php: mes("b")},
		{name: "an href to an element beside the call", body: replaced(asked(`<mes href="#a"/>`), "</soap:Body>", `<x id="a">b</x></soap:Body>`), php: fault("Client", "Error cannot find parameter")},
		{name: "an href to elements", body: asked(`<mes href="#a"/><x id="a"><b/></x>`), php: violation},
		{name: "an href to nothing", body: asked(`<mes href="#a"/>`), php: unresolved("Unresolved reference '#a'")},
		{name: "an href to elsewhere", body: asked(`<mes href="http://smsc.test/"/>`), php: unresolved("External reference 'http://smsc.test/'")},
		{name: "a qualified href", body: asked(`<mes xmlns:q="urn:q" q:href="#a">b</mes>`), php: mes("b")},
		{name: "an href in an unknown element", body: asked(`<mes>b</mes><x href="#a"/>`), php: mes("b")},
		{name: "a ref of SOAP 1.2", body: asked(`<mes xmlns:e="` + encoding12 + `" e:ref="a"/><x xmlns:e="` + encoding12 + `" e:id="a">b</x>`), php: mes("b")},
	}
}
