//go:build interop

package interop_test

import "net/http"

func fault12(code, text string) outcome {
	return outcome{status: http.StatusInternalServerError, media: xml12, code: code, text: text}
}

// rawSOAP12 are in SOAP 1.2, which PHP answers in SOAP 1.2, whatever the
// Content-Type.
func rawSOAP12() []rawRequest {
	answered, unauthorized := answered, unauthorized
	answered.media, unauthorized.media = xml12, xml12
	absent := fault12("rpc:ProcedureNotPresent", "Procedure not present")
	misunderstood := fault12("env:MustUnderstand", "Header not understood")
	style := fault12("env:DataEncodingUnknown", "Unknown Data Encoding Style")
	block := func(attributes string) string { return headed12(`<x xmlns="urn:x"` + attributes + `>1</x>`) }
	const role = ` soap:mustUnderstand="1" soap:role="` + envelope12 + "/role/"
	return []rawRequest{
		{name: "SOAP 1.2", body: swap12(), header: []string{`Content-Type: application/soap+xml; charset=utf-8; action="{ns}"`}, php: answered},
		{name: "SOAP 1.2 as text/xml", body: swap12(), php: answered},
		{name: "SOAP 1.2 as JSON", body: swap12(), header: typed("application/json"), php: answered},
		{name: "SOAP 1.2 with a wrong password", body: swap12("<psw>", "<psw>x"), php: unauthorized},
		{name: "SOAP 1.2 with its own Header", body: headed12(`<x xmlns="urn:x">1</x>`), php: answered},
		{name: "SOAP 1.2, a foreign namespace", body: swap12("{ns}", "https://smsc.kz/sys/soap.php"), php: absent},
		{name: "SOAP 1.2, an element of no operation", body: swap12("m:balance", "m:saldo"), php: absent},
		{name: "SOAP 1.2, no XML", body: swap12("</soap:Envelope>", ""), php: badRequest},
		{name: "SOAP 1.2, no Body", body: swap12("<soap:Body>"+call+"</soap:Body>", ""), php: fault12("env:Sender", "Body must be present in a SOAP envelope")},
		{name: "SOAP 1.2, an empty Body", body: swap12(call, ""), php: fault12("env:Sender", `looks like we got "Body" without function call`)},
		{name: "SOAP 1.2, two calls", body: swap12(call, call+call), php: fault12("env:Sender", "Error cannot find parameter")},
		{name: "SOAP 1.2, an element inside a leaf", body: swap12("demo", "<b/>"), php: fault12("env:Receiver", "SOAP-ERROR: Encoding: Violation of encoding rules")},
		{
			name: "SOAP 1.2, a document type", body: swap12(declaration, declaration+"<!DOCTYPE x>"),
			php: fault12("env:Receiver", "DTD are not supported by SOAP"), earlier: []earlier{{untilTypesRefused(), answered}},
		},
		{name: "SOAP 1.2, an element behind Body", body: swap12("</soap:Body>", "</soap:Body><x/>"), php: fault12("env:Sender", "A SOAP 1.2 envelope can contain only Header and Body")},
		{name: "SOAP 1.2, text around Body", body: swap12("<soap:Body>", "a<soap:Body>", "</soap:Body>", "</soap:Body>b"), php: answered},
		{name: "SOAP 1.2, an attribute of Envelope", body: swap12("<soap:Envelope", `<soap:Envelope a="b"`), php: fault12("env:Sender", "A SOAP Envelope element cannot have non Namespace qualified attributes")},
		{name: "SOAP 1.2, an attribute of Body", body: swap12("<soap:Body>", `<soap:Body a="b">`), php: fault12("env:Sender", "A SOAP Body element cannot have non Namespace qualified attributes")},
		{name: "SOAP 1.2, an attribute of Body in a namespace", body: swap12("<soap:Body>", `<soap:Body xmlns:q="urn:q" q:a="b">`), php: answered},
		{name: "SOAP 1.2, an encoding style of Envelope", body: swap12("<soap:Envelope", `<soap:Envelope soap:encodingStyle="`+encoding12+`"`), php: fault12("env:Sender", "encodingStyle cannot be specified on the Envelope")},
		{name: "SOAP 1.2, an encoding style of Body", body: swap12("<soap:Body>", `<soap:Body soap:encodingStyle="`+encoding12+`">`), php: fault12("env:Sender", "encodingStyle cannot be specified on the Body")},
		{name: "SOAP 1.2, an encoding style of Header", body: swap12("<soap:Body>", `<soap:Header soap:encodingStyle="`+encoding12+`"/><soap:Body>`), php: fault12("env:Sender", "encodingStyle cannot be specified on the Header")},
		{name: "SOAP 1.2, an encoding style of the call", body: swap12(`:m="{ns}"`, `:m="{ns}" soap:encodingStyle="`+encoding12+`"`), php: answered},
		{name: "SOAP 1.2, the encoding style of SOAP 1.1 of the call", body: swap12(`:m="{ns}"`, `:m="{ns}" soap:encodingStyle="`+encoding11+`"`), php: style},
		{name: "SOAP 1.2, an encoding style of a block", body: block(` soap:encodingStyle="urn:x"`), php: style},
		{name: "SOAP 1.2, a block that must be understood", body: block(` soap:mustUnderstand="true"`), php: misunderstood},
		{name: "SOAP 1.2, a block with another mustUnderstand", body: block(` soap:mustUnderstand="yes"`), php: fault12("env:Sender", "mustUnderstand value is not boolean")},
		{name: "SOAP 1.2, a block that the next must understand", body: block(role + `next"`), php: misunderstood},
		{name: "SOAP 1.2, a block that the last must understand", body: block(role + `ultimateReceiver"`), php: misunderstood},
		{name: "SOAP 1.2, a block that nobody must understand", body: block(role + `none"`), php: answered},
	}
}
