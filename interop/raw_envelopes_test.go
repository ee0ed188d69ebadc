//go:build interop

package interop_test

import (
	"net/http"
	"strings"
)

// rawEnvelopes are about the parts of the envelope.
func rawEnvelopes() []rawRequest {
	return []rawRequest{
		{
			name: "an indented envelope", body: swap("><", ">\n  <"),
			php: answered,
		},
		{
			name: "no XML declaration", body: swap(head, ""),
			php: answered,
		},
		{
			name: "an encoding style", body: swap("<soap:Body>", `<soap:Body soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">`),
			php:      answered,
			emulator: fault("Client", `Bad Request: element "Body" has attribute "encodingStyle"`),
			why:      attributes,
		},
		{
			name: "an encoding style of nobody", body: swap("<soap:Body>", `<soap:Body soap:encodingStyle="urn:x">`),
			php:      answered,
			emulator: fault("Client", `Bad Request: element "Body" has attribute "encodingStyle"`),
			why:      attributes,
		},
		{
			name: "an attribute of Body", body: swap("<soap:Body>", `<soap:Body Id="a">`),
			php:      answered,
			emulator: fault("Client", `Bad Request: element "Body" has attribute "Id"`),
			why:      attributes,
		},
		{
			name: "an empty Header", body: swap("<soap:Body>", "<soap:Header/><soap:Body>"),
			php: answered,
		},
		{
			name: "a Header", body: swap("<soap:Body>", `<soap:Header><x xmlns="urn:x">1</x></soap:Header><soap:Body>`),
			php: answered,
		},
		{
			name: "a Header that must be understood", body: swap("<soap:Body>", `<soap:Header><x xmlns="urn:x" soap:mustUnderstand="1">1</x></soap:Header><soap:Body>`),
			php: fault("MustUnderstand", "Header not understood"),
		},
		{
			name: "no Envelope", body: swap(opening, "", closing, ""),
			php: fault("VersionMismatch", "Wrong Version"),
		},
		{
			name: "no Body", body: head + `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"></soap:Envelope>`,
			php: fault("Client", "Body must be present in a SOAP envelope"),
		},
		{
			name: "an empty Body", body: swap(call, ""),
			php: fault("Client", `looks like we got "Body" without function call`),
		},
		{
			name: "text for a call", body: swap(call, "text"),
			php: fault("Client", `looks like we got "Body" without function call`),
		},
		{
			name: "two calls", body: swap(call, call+call),
			php: fault("Client", "Error cannot find parameter"),
		},
		{
			name: "an element behind Body", body: swap("</soap:Body>", "</soap:Body><soap:More/>"),
			php:      answered,
			emulator: fault("Client", "A SOAP 1.1 envelope can contain only Header and Body"),
			why:      "SOAP 1.1 allows it, the schema of this contract does not, and a client that writes it has made a mistake",
		},
		{
			name: "an element of nobody before Body", body: swap("<soap:Body>", `<x xmlns="urn:x"/><soap:Body>`),
			php: fault("Client", "Body must be present in a SOAP envelope"),
		},
		{
			name: "a Fault for a call", body: swap(call, "<soap:Fault><faultcode>soap:Client</faultcode><faultstring>x</faultstring></soap:Fault>"),
			php: fault("Server", "Procedure 'Fault' not present"),
		},
	}
}

// dtdRefused is the first recorded release that refuses a document type. Those
// before threw it away, with the references to its entities.
var dtdRefused = release{8, 2, 36}

// rawDocuments are about XML.
func rawDocuments() []rawRequest {
	return []rawRequest{
		{
			name: "an empty body", body: "",
			php: fault("Client", "Bad Request"),
		},
		{
			name: "no XML", body: "login=demo&psw=demo",
			php: fault("Client", "Bad Request"),
		},
		{
			name: "JSON", body: `{"login":"demo"}`, header: ordinary("Content-Type", "application/json"),
			php:      fault("Client", "Bad Request"),
			emulator: outcome{status: http.StatusUnsupportedMediaType, code: "SOAP-ENV:Client", text: "Bad Request: Content-Type must be text/xml with charset utf-8"},
			why:      mediaType,
		},
		{
			name: "half an envelope", body: plain[:len(plain)/2],
			php: fault("Client", "Bad Request"),
		},
		{
			name: "junk behind the envelope", body: plain + "junk",
			php: fault("Client", "Bad Request"),
		},
		{
			name: "a second envelope", body: plain + strings.TrimPrefix(plain, head),
			php: fault("Client", "Bad Request"),
		},
		{
			name: "a blank before the XML declaration", body: " " + plain,
			php: fault("Client", "Bad Request"),
		},
		{
			name: "a byte order mark", body: "\uFEFF" + plain,
			php:      answered,
			emulator: fault("Client", "Bad Request"),
			why:      "it is no part of a text in UTF-8, and a client that writes it has made a mistake",
		},
		{
			name: "a document type", body: swap(head, head+"<!DOCTYPE x>\n"),
			php:     fault("Server", "DTD are not supported by SOAP"),
			earlier: []earlier{{dtdRefused, answered}},
		},
		{
			name: "a document type with an entity", body: swap(head, head+`<!DOCTYPE x [<!ENTITY d "demo">]>`+"\n", ">demo<", ">&d;<"),
			php:     fault("Server", "DTD are not supported by SOAP"),
			earlier: []earlier{{dtdRefused, unauthorized}}, // the reference vanishes with the type
		},
		{
			name: "an undeclared entity", body: swap(">demo<", ">&d;<"),
			php: fault("Client", "Bad Request"),
		},
		{
			name: "a processing instruction", body: swap("<soap:Body>", "<?x y?><soap:Body>"),
			php:      answered,
			emulator: fault("Client", "Bad Request: processing instruction"),
			why:      "SOAP 1.1 forbids processing instructions in messages",
		},
		{
			name: "a processing instruction inside a leaf", body: swap("demo", "de<?x y?>mo"),
			php: fault("Server", "SOAP-ERROR: Encoding: Violation of encoding rules"),
		},
		{
			name: "a comment before the envelope", body: swap(head, head+"<!-- x -->"),
			php: answered,
		},
		{
			name: "a character that XML forbids", body: swap("demo", "demo\x01"),
			php: fault("Client", "Bad Request"),
		},
		{
			name: "a reference to a character that XML forbids", body: swap("demo", "demo&#1;"),
			php: fault("Client", "Bad Request"),
		},
		{
			name: "octets that are no UTF-8", body: swap("demo", "demo\xff"),
			php: fault("Client", "Bad Request"),
		},
		{
			name: "windows-1251", body: swap("UTF-8", "windows-1251", "ж", "\xe6"), header: ordinary("Content-Type", "text/xml"),
			php:      answered,
			emulator: fault("Client", "Bad Request"),
			why:      encoding,
		},
		{
			name: "windows-1251, in both places", body: swap("UTF-8", "windows-1251", "ж", "\xe6"), header: ordinary("Content-Type", "text/xml; charset=windows-1251"),
			php:      answered,
			emulator: outcome{status: http.StatusUnsupportedMediaType, code: "SOAP-ENV:Client", text: "Bad Request: Content-Type must be text/xml with charset utf-8"},
			why:      encoding,
		},
		{
			name: "windows-1251, in the header alone", body: swap(` encoding="UTF-8"`, "", "ж", "\xe6"), header: ordinary("Content-Type", "text/xml; charset=windows-1251"),
			php:      fault("Client", "Bad Request"),
			emulator: outcome{status: http.StatusUnsupportedMediaType, code: "SOAP-ENV:Client", text: "Bad Request: Content-Type must be text/xml with charset utf-8"},
			why:      words,
		},
		{
			name: "an encoding that nobody knows", body: swap("UTF-8", "x-unknown"),
			php: fault("Client", "Bad Request"),
		},
	}
}

// rawHeaders are about HTTP.
func rawHeaders() []rawRequest {
	return []rawRequest{
		{
			name: "no Content-Type", body: plain, header: map[string]string{"SOAPAction": `"{ns}"`},
			php:      nothing,
			emulator: outcome{status: http.StatusUnsupportedMediaType, code: "SOAP-ENV:Client", text: "Bad Request: Content-Type must be text/xml with charset utf-8"},
			why:      "PHP does not see the body at all and answers with nothing; a test is better served by a Fault",
		},
		{
			name: "text/xml without a charset", body: plain, header: ordinary("Content-Type", "text/xml"),
			php: answered,
		},
		{
			name: "text/plain", body: plain, header: ordinary("Content-Type", "text/plain"),
			php:      answered,
			emulator: outcome{status: http.StatusUnsupportedMediaType, code: "SOAP-ENV:Client", text: "Bad Request: Content-Type must be text/xml with charset utf-8"},
			why:      mediaType,
		},
		{
			name: "a form's Content-Type", body: plain, header: ordinary("Content-Type", "application/x-www-form-urlencoded"),
			php:      answered,
			emulator: outcome{status: http.StatusUnsupportedMediaType, code: "SOAP-ENV:Client", text: "Bad Request: Content-Type must be text/xml with charset utf-8"},
			why:      mediaType,
		},
		{
			name: "the Content-Type of SOAP 1.2", body: plain, header: ordinary("Content-Type", "application/soap+xml"),
			php:      answered,
			emulator: outcome{status: http.StatusUnsupportedMediaType, code: "SOAP-ENV:Client", text: "Bad Request: Content-Type must be text/xml with charset utf-8"},
			why:      mediaType,
		},
		{
			name: "no SOAPAction", body: plain, header: map[string]string{"Content-Type": "text/xml; charset=utf-8"},
			php:      answered,
			emulator: fault("Client", "Bad Request: SOAPAction must be the WSDL's, in quotes"),
			why:      action,
		},
		{
			name: "an empty SOAPAction", body: plain, header: ordinary("SOAPAction", `""`),
			php: answered,
		},
		{
			name: "a SOAPAction without quotes", body: plain, header: ordinary("SOAPAction", "{ns}"),
			php:      answered,
			emulator: fault("Client", "Bad Request: SOAPAction must be the WSDL's, in quotes"),
			why:      action,
		},
		{
			name: "the SOAPAction of another", body: plain, header: ordinary("SOAPAction", `"https://smsc.kz/sys/soap.php"`),
			php:      answered,
			emulator: fault("Client", "Bad Request: SOAPAction must be the WSDL's, in quotes"),
			why:      action,
		},
		{
			name: "GET", method: http.MethodGet,
			php:      nothing,
			emulator: fault("Client", "Bad Request"),
			why:      "PHP answers with nothing; a test is better served by a Fault",
		},
		{
			name: "PUT", method: http.MethodPut, body: plain,
			php:      nothing,
			emulator: fault("Client", "Bad Request"),
			why:      "PHP answers with nothing; a test is better served by a Fault",
		},
	}
}
