//go:build interop

package interop_test

// rawEnvelopes are about Envelope and Body.
func rawEnvelopes() []rawRequest {
	noBody := fault("Client", "Body must be present in a SOAP envelope")
	noCall := fault("Client", `looks like we got "Body" without function call`)
	version := fault("VersionMismatch", "Wrong Version")
	style := fault("Client", "Unknown Data Encoding Style")
	const envelope = ` xmlns:soap="` + envelope11 + `"`
	return []rawRequest{
		{name: "an indented envelope", body: swap("><", ">\n  <"), php: answered},
		{name: "an indented envelope with line ends of DOS", body: swap("><", ">\r\n\t<"), php: answered},

		{name: "no Envelope", body: swap(opening, "", closing, ""), php: version},
		{name: "an unknown version", body: swap(envelope11, "urn:soap"), php: version},
		{name: "SOAP 1.1 without its slash", body: swap(envelope11, "http://schemas.xmlsoap.org/soap/envelope"), php: version},
		{name: "a draft of SOAP 1.2", body: swap(envelope11, "http://www.w3.org/2001/12/soap-envelope"), php: version},
		{name: "an Envelope in no namespace", body: swap(envelope, "", "soap:", ""), php: version},
		{name: "an Envelope whose prefix is bound to nothing", body: swap(envelope, ""), php: version},
		{name: "an envelope in small letters", body: swap("Envelope", "envelope"), php: version},
		{name: "HTML", body: "<html><body><p>404</p></body></html>", php: version},

		{name: "no Body", body: swap("<soap:Body>"+call+"</soap:Body>", ""), php: noBody},
		{name: "a Body in small letters", body: swap("soap:Body", "soap:body"), php: noBody},
		{name: "a Body in no namespace", body: swap("soap:Body", "Body"), php: noBody},
		{name: "the Body of the other version", body: swap("<soap:Body", `<q:Body xmlns:q="`+envelope12+`"`, "</soap:Body", "</q:Body"), php: noBody},
		{name: "an element of nobody before Body", body: swap("<soap:Body>", `<x xmlns="urn:x"/><soap:Body>`), php: noBody},
		{name: "an element of nobody behind Body", body: swap("</soap:Body>", `</soap:Body><x xmlns="urn:x"/>`), php: answered},
		{name: "an element of SOAP behind Body", body: swap("</soap:Body>", "</soap:Body><soap:More/>"), php: answered},
		{name: "a second Body", body: swap("</soap:Body>", "</soap:Body><soap:Body>"+call+"</soap:Body>"), php: answered},
		{name: "a second Body behind an empty one", body: swap("<soap:Body>", "<soap:Body/><soap:Body>"), php: noCall},
		{name: "text around Body", body: swap("<soap:Body>", "a<soap:Body>", "</soap:Body>", "</soap:Body>b"), php: answered},
		{name: "comments around Body", body: swap("<soap:Body>", "<!--a--><soap:Body>", "</soap:Body>", "</soap:Body><!--b-->"), php: answered},
		{name: "a processing instruction before Body", body: swap("<soap:Body>", "<?x y?><soap:Body>"), php: answered},

		{name: "an empty Body", body: swap(call, ""), php: noCall},
		{name: "text for a call", body: swap(call, "text"), php: noCall},
		{name: "CDATA for a call", body: swap(call, "<![CDATA[text]]>"), php: noCall},
		{name: "a comment for a call", body: swap(call, "<!--"+`x`+"-->"), php: noCall},
		{name: "text around the call", body: swap("<soap:Body>", "<soap:Body>a", "</soap:Body>", "b</soap:Body>"), php: answered},
		{name: "comments and instructions around the call", body: swap("<soap:Body>", "<soap:Body><!--a--><?b?>", "</soap:Body>", "<?b?><!--a--></soap:Body>"), php: answered},
		{name: "two calls", body: swap(call, call+call), php: fault("Client", "Error cannot find parameter")},
		{name: "an element of nobody behind the call", body: swap("</soap:Body>", "<x/></soap:Body>"), php: fault("Client", "Error cannot find parameter")},
		{name: "an element of nobody before the call", body: swap("<soap:Body>", "<soap:Body><x/>"), php: fault("Server", "Procedure 'x' not present")},

		{
			name: "an attribute of Envelope in no namespace", body: swap("<soap:Envelope", `<soap:Envelope a="b"`),
			php: fault("Client", "A SOAP Envelope element cannot have non Namespace qualified attributes"),
		},
		{name: "an attribute of Envelope in a namespace", body: swap("<soap:Envelope", `<soap:Envelope xmlns:q="urn:q" q:a="b"`), php: answered},
		{name: "a language of Envelope", body: swap("<soap:Envelope", `<soap:Envelope xml:lang="uk"`), php: answered},
		{name: "a schema location of Envelope", body: swap("<soap:Envelope", `<soap:Envelope`+instance+` i:schemaLocation="a b"`), php: answered},
		{name: "namespaces of Envelope that nobody uses", body: swap("<soap:Envelope", `<soap:Envelope`+types), php: answered},
		{name: "an attribute of Body in no namespace", body: swap("<soap:Body>", `<soap:Body Id="a">`), php: answered},

		{name: "an encoding style of Envelope", body: swap("<soap:Envelope", `<soap:Envelope soap:encodingStyle="`+encoding11+`"`), php: answered},
		{name: "an encoding style of nobody of Envelope", body: swap("<soap:Envelope", `<soap:Envelope soap:encodingStyle="urn:x"`), php: answered},
		{
			name: "an encoding style of SOAP 1.2 of Envelope", body: swap("<soap:Envelope", `<soap:Envelope xmlns:q="`+envelope12+`" q:encodingStyle="urn:x"`),
			php: fault("Client", "Unknown data encoding style"),
		},
		{name: "an encoding style of Body", body: swap("<soap:Body>", `<soap:Body soap:encodingStyle="`+encoding11+`">`), php: answered},
		{name: "an encoding style of nobody of Body", body: swap("<soap:Body>", `<soap:Body soap:encodingStyle="urn:x">`), php: answered},
		{name: "an encoding style of the call", body: swap(`:m="{ns}"`, `:m="{ns}" soap:encodingStyle="`+encoding11+`"`), php: answered},
		{name: "an encoding style of nobody of the call", body: swap(`:m="{ns}"`, `:m="{ns}" soap:encodingStyle="urn:x"`), php: style},
		{name: "an empty encoding style of the call", body: swap(`:m="{ns}"`, `:m="{ns}" soap:encodingStyle=""`), php: style},
		{name: "an encoding style of the call in no namespace", body: swap(`:m="{ns}"`, `:m="{ns}" encodingStyle="urn:x"`), php: answered},
		{name: "an encoding style of nobody of a call of nobody", body: swap(`:m="{ns}"`, `:m="urn:x" soap:encodingStyle="urn:x"`), php: style},
	}
}
