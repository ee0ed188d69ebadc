//go:build interop

package interop_test

// headerDiffers are about the header of the request, about encodings and about
// SOAP 1.2.
func headerDiffers() []differing {
	return []differing{
		{why: whyAction, outcome: fault("Client", "Bad Request: SOAPAction must be the WSDL's, in quotes"), names: []string{
			"HTTP/1.0 without a Host", "SOAPAction: ", `SOAPAction: "`, `SOAPAction: "https://smsc.kz/sys/soap.php"`,
			`SOAPAction: "{ns}#balance"`, `SOAPAction: "{ns}/get_balance"`, "SOAPAction: urn:x", "SOAPAction: {ns}",
			"a Content-Type twice", "a Host in capitals", "a SOAPAction twice", "a foreign namespace, and its SOAPAction",
			"no SOAPAction",
		}},
		{why: whyMediaType, outcome: outcome{status: 415, media: xml11, code: "SOAP-ENV:Client", text: "Bad Request: Content-Type must be text/xml with charset utf-8"}, names: []string{
			"Content-Type: ", "Content-Type: ;", "Content-Type: MULTIPART/FORM-DATA; boundary=x",
			"Content-Type: application/json", "Content-Type: application/octet-stream", "Content-Type: application/soap+xml",
			"Content-Type: application/soap+xml; charset=utf-8", "Content-Type: application/x-www-form-urlencoded",
			"Content-Type: application/x-www-form-urlencoded; charset=utf-8", "Content-Type: application/xml",
			"Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=x",
			"Content-Type: multipart/mixed; boundary=x", "Content-Type: nonsense", "Content-Type: text/html",
			"Content-Type: text/plain", "Content-Type: text/xml; charset=nonsense", "Content-Type: text/xml; charset=utf8",
			"JSON", "SOAP with attachments", "a Content-Type twice, the other way round", "no Content-Type",
			"no Content-Type and no XML", "us-ascii, in the header alone, and UTF-8", "windows-1251, in both places",
			"windows-1251, in the header alone", "windows-1251, in the header alone, and UTF-8",
		}},
		{why: whyEncoding, outcome: badRequest, names: []string{
			"ISO-8859-1", "ISO-8859-1 and UTF-8", "ISO-8859-1, a control character", "UTF-16 that says UTF-8",
			"UTF-16 with a byte order mark alone", "UTF-16 with a declaration alone", "UTF-16, big end first",
			"UTF-16, little end first", `declaration version="1.1"`, `declaration version="1.1" encoding="UTF-8"`,
			`declaration version="1.2"`, "encoding ASCII", "encoding ISO-8859-5", "encoding KOI8-U", "encoding US-ASCII",
			"encoding UTF8", "encoding WINDOWS-1251", "encoding cp1251", "encoding cp866", "encoding iso-8859-1",
			"encoding koi8-r", "encoding latin1", "encoding utf8", "encoding windows-1251", "us-ascii and a reference",
			"windows-1251 behind a byte order mark, and UTF-8", "windows-1251, in the declaration alone, and UTF-8",
			"windows-1252",
		}},
		{why: whyPackedBody, outcome: badRequest, names: []string{
			"Content-Encoding: GZIP", "Content-Encoding: br", "Content-Encoding: gzip, deflate", "deflate",
			"deflate for gzip", "gzip", "gzip for deflate", "gzip there and back", "gzip, and junk", "x-gzip",
		}},
		{why: whySoap12, outcome: outcome{status: 415, media: xml11, code: "SOAP-ENV:Client", text: "Bad Request: Content-Type must be text/xml with charset utf-8"}, names: []string{
			"SOAP 1.2", "SOAP 1.2 as JSON",
		}},
		{why: whySoap12, outcome: fault("VersionMismatch", "Wrong Version"), names: []string{
			"SOAP 1.2 as text/xml", "SOAP 1.2 with a wrong password", "SOAP 1.2 with its own Header",
			"SOAP 1.2, a block that must be understood", "SOAP 1.2, a block that nobody must understand",
			"SOAP 1.2, a block that the last must understand", "SOAP 1.2, a block that the next must understand",
			"SOAP 1.2, a block with another mustUnderstand", "SOAP 1.2, a foreign namespace",
			"SOAP 1.2, an attribute of Body", "SOAP 1.2, an attribute of Body in a namespace",
			"SOAP 1.2, an element behind Body", "SOAP 1.2, an element inside a leaf", "SOAP 1.2, an element of no operation",
			"SOAP 1.2, an empty Body", "SOAP 1.2, an encoding style of Body", "SOAP 1.2, an encoding style of Header",
			"SOAP 1.2, an encoding style of a block", "SOAP 1.2, an encoding style of the call", "SOAP 1.2, no Body",
			"SOAP 1.2, no XML", "SOAP 1.2, text around Body", "SOAP 1.2, the encoding style of SOAP 1.1 of the call",
			"SOAP 1.2, two calls",
		}},
		{why: whySoap12, outcome: fault("Client", `Bad Request: element "Envelope" has attribute "encodingStyle"`), names: []string{
			"SOAP 1.2, an encoding style of Envelope",
		}},
		{why: whySoap12, outcome: fault("Client", `Bad Request: element "Envelope" has attribute "a"`), names: []string{
			"SOAP 1.2, an attribute of Envelope",
		}},
		{why: whySoap12, outcome: fault("Server", "DTD are not supported by SOAP"), names: []string{
			"SOAP 1.2, a document type",
		}},
	}
}
