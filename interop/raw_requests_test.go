//go:build interop

package interop_test

import (
	"net/http"
	"slices"
	"strings"
)

// The envelope of a request for the balance, in the words of the client.
const (
	head    = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	opening = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>`
	closing = `</soap:Body></soap:Envelope>`
	leaf1   = `<login>demo</login>`
	leaf2   = `<psw>pa55&lt;&amp;&gt;"'ж</psw>`
	call    = `<m:balance xmlns:m="{ns}">` + leaf1 + leaf2 + `</m:balance>`
	plain   = head + opening + call + closing
)

// What becomes of requests again and again.
var (
	answered     = outcome{status: http.StatusOK, leaves: "98.7655 0"}
	unauthorized = outcome{status: http.StatusOK, leaves: "2"}
	nothing      = outcome{status: http.StatusOK}
)

func fault(code, text string) outcome {
	return outcome{status: http.StatusInternalServerError, code: "SOAP-ENV:" + code, text: text}
}

// Why the emulator differs, where more than one request is a case of it.
const (
	words       = "both refuse it before anything is executed, in other words"
	schema      = "PHP does not hold a request against the schema; the emulator does, so that it finds mistakes which the service swallows or misreads"
	unqualified = "PHP matches children by their local name alone; the schema says unqualified, and strict stacks (gSOAP) insist on it"
	attributes  = "the schema has no attributes, and what they mean elsewhere (types, nil, encodings) the service does not promise to know"
	mediaType   = "SOAP 1.1 wants text/xml; PHP does not look at it"
	encoding    = "SMSC SOAP docs: all parameters must be passed in UTF-8"
	action      = "the WSDL tells the SOAPAction and SOAP 1.1 wants it in quotes; PHP does not look at it"
)

func swap(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(plain) }

func rawRequests() []rawRequest {
	return slices.Concat(rawNames(), rawElements(), rawEnvelopes(), rawDocuments(), rawHeaders())
}

// rawNames are about names, namespaces and versions of SOAP.
func rawNames() []rawRequest {
	soap12 := swap("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope")
	return []rawRequest{
		{
			name: "an ordinary request", body: plain,
			php: answered,
		},

		{
			name: "other prefixes", body: swap("soap:", "E:", ":soap=", ":E=", "m:balance", "b-1:balance", ":m=", ":b-1="),
			php: answered,
		},
		{
			name: "the envelope's namespace by default", body: swap("soap:", "", ":soap=", "="),
			php:      answered,
			emulator: fault("Client", `Bad Request: element "login" of balance must not be in a namespace`),
			why:      unqualified,
		},
		{
			name: "a default namespace that the children take back", body: swap("m:balance", "balance", ":m=", "=", "<login>", `<login xmlns="">`, "<psw>", `<psw xmlns="">`),
			php: answered,
		},
		{
			name: "qualified children", body: swap("login>", "m:login>", "psw>", "m:psw>"),
			php:      answered,
			emulator: fault("Client", `Bad Request: element "login" of balance must not be in a namespace`),
			why:      unqualified,
		},
		{
			name: "children qualified by a default namespace", body: swap("m:balance", "balance", ":m=", "="),
			php:      answered,
			emulator: fault("Client", `Bad Request: element "login" of balance must not be in a namespace`),
			why:      unqualified,
		},
		{
			name: "children of a foreign namespace", body: swap("<login>", `<login xmlns="urn:x">`),
			php:      answered,
			emulator: fault("Client", `Bad Request: element "login" of balance must not be in a namespace`),
			why:      unqualified,
		},
		{
			name: "a foreign namespace", body: swap("{ns}", "https://smsc.kz/sys/soap.php"),
			php: fault("Server", "Procedure 'balance' not present"),
		},
		{
			name: "no namespace", body: swap("m:balance", "balance", ` xmlns:m="{ns}"`, ""),
			php: fault("Server", "Procedure 'balance' not present"),
		},
		{
			name: "a prefix that is bound to nothing", body: swap(` xmlns:m="{ns}"`, ""),
			php: fault("Server", "Procedure 'm:balance' not present"),
		},
		{
			name: "an element of no operation", body: swap("m:balance", "m:saldo"),
			php: fault("Server", "Procedure 'saldo' not present"),
		},
		{
			name: "the operation's name for the element's", body: swap("m:balance", "m:get_balance"),
			php: fault("Server", "Procedure 'get_balance' not present"),
		},
		{
			name: "an element with a name of 100 characters", body: swap("m:balance", "m:"+strings.Repeat("a", 100)),
			php:      fault("Server", "Procedure 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' not present"),
			emulator: fault("Server", "Procedure 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' not present"),
			why:      "the name comes from outside and goes into logs: 64 octets of it are enough",
		},
		{
			name: "SOAP 1.2", body: soap12, header: ordinary("Content-Type", "application/soap+xml; charset=utf-8"),
			php:      answered,
			emulator: outcome{status: http.StatusUnsupportedMediaType, code: "SOAP-ENV:Client", text: "Bad Request: Content-Type must be text/xml with charset utf-8"},
			why:      "the WSDL binds SOAP 1.1 alone; that PHP would answer in 1.2 is no promise of the service",
		},
		{
			name: "SOAP 1.2 as text/xml", body: soap12,
			php:      answered,
			emulator: fault("VersionMismatch", "Wrong Version"),
			why:      "the WSDL binds SOAP 1.1 alone; that PHP would answer in 1.2 is no promise of the service",
		},
		{
			name: "an unknown version", body: swap("http://schemas.xmlsoap.org/soap/envelope/", "urn:soap"),
			php: fault("VersionMismatch", "Wrong Version"),
		},
	}
}

// rawElements are about the elements of the request.
func rawElements() []rawRequest {
	return []rawRequest{
		{
			name: "a missing element", body: swap(leaf2, ""),
			php:      unauthorized,
			emulator: fault("Client", "Bad Request: balance lacks element psw"),
			why:      schema,
		},
		{
			name: "an element twice", body: swap(leaf1, leaf1+leaf1),
			php:      unauthorized,
			emulator: fault("Client", `Bad Request: balance has "login" where psw must stand`),
			why:      schema,
		},
		{
			name: "elements in another order", body: swap(leaf1+leaf2, leaf2+leaf1),
			php:      answered,
			emulator: fault("Client", `Bad Request: balance has "psw" where login must stand`),
			why:      schema,
		},
		{
			name: "an element of nobody", body: swap("</m:balance>", "<x>1</x></m:balance>"),
			php:      answered,
			emulator: fault("Client", `Bad Request: balance must not have element "x" here`),
			why:      schema,
		},
		{
			name: "an element inside a leaf", body: swap("demo", "<b>demo</b>"),
			php: fault("Server", "SOAP-ERROR: Encoding: Violation of encoding rules"),
		},
		{
			name: "text between the elements", body: swap("</login>", "</login>text"),
			php:      answered,
			emulator: fault("Client", "Bad Request: text between elements"),
			why:      schema,
		},
		{
			name: "an empty request element", body: swap(leaf1+leaf2, ""),
			php:      unauthorized,
			emulator: fault("Client", "Bad Request: balance lacks element login"),
			why:      schema,
		},
		{
			name: "a leaf in CDATA", body: swap("demo", "<![CDATA[demo]]>"),
			php: answered,
		},
		{
			name: "a leaf half in CDATA", body: swap("demo", "de<![CDATA[mo]]>"),
			php: fault("Server", "SOAP-ERROR: Encoding: Violation of encoding rules"),
		},
		{
			name: "a leaf of character references", body: swap("demo", "&#100;&#x65;mo"),
			php: answered,
		},
		{
			name: "a leaf with blanks around it", body: swap("demo", " demo\n"),
			php: unauthorized,
		},
		{
			name: "a comment between elements", body: swap("<psw>", "<!-- x --><psw>"),
			php: answered,
		},
		{
			name: "a comment inside a leaf", body: swap("demo", "de<!-- x -->mo"),
			php: answered,
		},
		{
			name: "a leaf with a type", body: swap("<login>", `<login xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:x="http://www.w3.org/2001/XMLSchema" i:type="x:string">`),
			php:      answered,
			emulator: fault("Client", `Bad Request: element "login" has attribute "type"`),
			why:      attributes,
		},
		{
			name: "a leaf that is nil", body: swap(leaf2, `<psw xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>`),
			php:      unauthorized,
			emulator: fault("Client", `Bad Request: element "psw" has attribute "nil"`),
			why:      attributes,
		},
		{
			name: "a leaf with an attribute of nobody", body: swap("<login>", `<login a="b">`),
			php:      answered,
			emulator: fault("Client", `Bad Request: element "login" has attribute "a"`),
			why:      attributes,
		},
	}
}
