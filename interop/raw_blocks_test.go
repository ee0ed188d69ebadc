//go:build interop

package interop_test

// rawBlocks are about Header and its blocks.
func rawBlocks() []rawRequest {
	misunderstood := fault("MustUnderstand", "Header not understood")
	noBoolean := fault("Client", "mustUnderstand value is not boolean")
	block := func(attributes string) string { return headed(`<x xmlns="urn:x"` + attributes + `>1</x>`) }
	return []rawRequest{
		{name: "an empty Header", body: swap("<soap:Body>", "<soap:Header/><soap:Body>"), php: answered},
		{name: "text in Header", body: headed("text"), php: answered},
		{name: "a block", body: block(""), php: answered},
		{name: "a block in no namespace", body: headed("<x>1</x>"), php: answered},
		{name: "a block of blocks", body: headed(`<x xmlns="urn:x"><a>1</a><a>2</a><b><c/></b></x>`), php: answered},
		{name: "two blocks", body: headed(`<x xmlns="urn:x">1</x><y xmlns="urn:y"/>`), php: answered},
		{
			name: "the block of a password",
			body: headed(`<w:Security xmlns:w="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">` +
				`<w:UsernameToken><w:Username>a</w:Username><w:Password>b</w:Password></w:UsernameToken></w:Security>`),
			php: answered,
		},
		{name: "two Headers", body: swap("<soap:Body>", "<soap:Header/><soap:Header/><soap:Body>"), php: fault("Client", "Body must be present in a SOAP envelope")},
		{name: "a Header behind Body", body: swap("</soap:Body>", `</soap:Body><soap:Header><x soap:mustUnderstand="1"/></soap:Header>`), php: answered},
		{
			name: "the Header of the other version", body: swap("<soap:Body>", `<q:Header xmlns:q="`+envelope12+`"/><soap:Body>`),
			php: fault("Client", "Body must be present in a SOAP envelope"),
		},
		{
			name: "an attribute of Header in no namespace", body: swap("<soap:Body>", `<soap:Header a="b"/><soap:Body>`),
			php: fault("Client", "A SOAP Header element cannot have non Namespace qualified attributes"),
		},
		{name: "an encoding style of nobody of Header", body: swap("<soap:Body>", `<soap:Header soap:encodingStyle="urn:x"/><soap:Body>`), php: answered},
		{name: "an encoding style of nobody of a block", body: block(` soap:encodingStyle="urn:x"`), php: fault("Client", "Unknown Data Encoding Style")},

		{name: "a block that must be understood", body: block(` soap:mustUnderstand="1"`), php: misunderstood},
		{name: "a block that must be understood, in a word", body: block(` soap:mustUnderstand="true"`), php: misunderstood},
		{name: "a second block that must be understood", body: headed(`<y xmlns="urn:y"/><x xmlns="urn:x" soap:mustUnderstand="1"/>`), php: misunderstood},
		{name: "a block that need not be understood", body: block(` soap:mustUnderstand="0"`), php: answered},
		{name: "a block that need not be understood, in a word", body: block(` soap:mustUnderstand="false"`), php: answered},
		{name: "a block with an empty mustUnderstand", body: block(` soap:mustUnderstand=""`), php: noBoolean},
		{name: "a block with another mustUnderstand", body: block(` soap:mustUnderstand="yes"`), php: noBoolean},
		{name: "a block with a blank in mustUnderstand", body: block(` soap:mustUnderstand=" 1"`), php: noBoolean},
		{name: "a block with mustUnderstand in no namespace", body: block(` mustUnderstand="1"`), php: answered},
		{name: "a block of SOAP with mustUnderstand in no namespace", body: headed(`<soap:x mustUnderstand="1"/>`), php: misunderstood},
		{name: "a block that the next must understand", body: block(` soap:mustUnderstand="1" soap:actor="http://schemas.xmlsoap.org/soap/actor/next"`), php: misunderstood},
		{name: "a block that another must understand", body: block(` soap:mustUnderstand="1" soap:actor="urn:another"`), php: answered},

		{name: "a block of text and CDATA", body: headed(`<x xmlns="urn:x">a<![CDATA[b]]></x>`), php: violation},
		{name: "a block of no number", body: headed(`<x xmlns="urn:x"` + types + ` i:type="x:int">a</x>`), php: violation},
		{name: "a block with an href to nothing", body: block(` href="#a"`), php: fault("Server", "SOAP-ERROR: Encoding: Unresolved reference '#a'")},

		{
			name: "a block that must be understood, and a call of nobody",
			body: replaced(block(` soap:mustUnderstand="1"`), "m:balance", "m:saldo"),
			php:  fault("Server", "Procedure 'saldo' not present"),
		},
		{
			name: "a block that must be understood, and an element inside a leaf",
			body: replaced(block(` soap:mustUnderstand="1"`), "demo", "<b/>"), php: violation,
		},
		{
			name: "a block that must be understood, and two calls",
			body: replaced(block(` soap:mustUnderstand="1"`), call, call+call), php: fault("Client", "Error cannot find parameter"),
		},
	}
}
