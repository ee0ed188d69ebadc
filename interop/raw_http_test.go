//go:build interop

package interop_test

import "net/http"

// rawContentTypes are about the fields Content-Type and SOAPAction.
func rawContentTypes() []rawRequest {
	requests := []rawRequest{
		{name: "no Content-Type", body: plain, header: []string{`SOAPAction: "{ns}"`}, php: nothing},
		{name: "no Content-Type and no XML", body: "junk", header: []string{}, php: nothing},
		{name: "a Content-Type twice", body: plain, header: []string{"Content-Type: text/xml", "Content-Type: multipart/form-data; boundary=x"}, php: answered},
		{name: "a Content-Type twice, the other way round", body: plain, header: []string{"Content-Type: multipart/form-data; boundary=x", "Content-Type: text/xml"}, php: nothing},
		{
			name: "SOAP with attachments", header: typed("multipart/related; boundary=x"),
			body: "--x\r\nContent-Type: text/xml\r\n\r\n" + plain + "\r\n--x--\r\n", php: badRequest,
		},
		{name: "no SOAPAction", body: plain, header: []string{"Content-Type: " + xml11}, php: answered},
	}
	for _, contentType := range []string{
		"", ";", "nonsense", "text/xml", "text/xml; charset=UTF-8", `text/xml; charset="utf-8"`, "text/xml; charset=utf8", "text/xml; charset=nonsense",
		"TEXT/XML", "application/xml", "application/soap+xml", "application/soap+xml; charset=utf-8", "application/json", "text/plain", "text/html",
		"application/octet-stream", "multipart/mixed; boundary=x", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8",
	} {
		requests = append(requests, rawRequest{name: "Content-Type: " + contentType, body: plain, header: typed(contentType), php: answered})
	}
	for _, contentType := range []string{"multipart/form-data", "multipart/form-data; boundary=x", "MULTIPART/FORM-DATA; boundary=x"} {
		requests = append(requests, rawRequest{name: "Content-Type: " + contentType, body: plain, header: typed(contentType), php: nothing})
	}
	for _, action := range []string{"", `""`, "{ns}", `"`, `"https://smsc.kz/sys/soap.php"`, `"{ns}#balance"`, `"{ns}/get_balance"`, "urn:x"} {
		requests = append(requests, rawRequest{name: "SOAPAction: " + action, body: plain, header: []string{"Content-Type: " + xml11, "SOAPAction: " + action}, php: answered})
	}
	return append(requests, rawRequest{name: "a SOAPAction twice", body: plain, header: also(`SOAPAction: "urn:x"`), php: answered})
}

// rawPacked are about the field Content-Encoding.
func rawPacked() []rawRequest {
	cut := func(body []byte) []byte { packed := gzipped(body); return packed[:len(packed)-20] }
	spoiled := func(body []byte) []byte {
		packed := gzipped(body)
		return append(packed[:len(packed)-8], 1, 2, 3, 4, 5, 6, 7, 8)
	}
	long := func(body []byte) []byte { return append(gzipped(body), "junk"...) }
	twice := func(body []byte) []byte { return append(gzipped(body[:100]), gzipped(body[100:])...) }
	requests := []rawRequest{
		{name: "gzip", body: plain, header: also("Content-Encoding: gzip"), pack: gzipped, php: answered},
		{name: "gzip there and back", body: in("ж"), header: also("Content-Encoding: gzip", "Accept-Encoding: gzip"), pack: gzipped, php: mes("ж")},
		{name: "x-gzip", body: plain, header: also("Content-Encoding: x-gzip"), pack: gzipped, php: answered},
		{name: "deflate", body: plain, header: also("Content-Encoding: deflate"), pack: zlibbed, php: answered},
		{name: "deflate for gzip", body: plain, header: also("Content-Encoding: deflate"), pack: gzipped, php: answered},
		{name: "gzip for deflate", body: plain, header: also("Content-Encoding: gzip"), pack: zlibbed, php: answered},
		{name: "gzip without saying so", body: plain, pack: gzipped, php: badRequest},
		{name: "gzip that is none", body: plain, header: also("Content-Encoding: gzip"), php: badRequest},
		{name: "gzip of nothing", body: "", header: also("Content-Encoding: gzip"), pack: gzipped, php: badRequest},
		{name: "gzip, cut", body: plain, header: also("Content-Encoding: gzip"), pack: cut, php: badRequest},
		{name: "gzip, spoiled", body: plain, header: also("Content-Encoding: gzip"), pack: spoiled, php: badRequest},
		{name: "gzip, and junk", body: plain, header: also("Content-Encoding: gzip"), pack: long, php: answered},
		{name: "gzip in two members", body: plain, header: also("Content-Encoding: gzip"), pack: twice, php: badRequest},
	}
	for _, coding := range []string{"GZIP", "br", "gzip, deflate"} {
		requests = append(requests, rawRequest{name: "Content-Encoding: " + coding, body: plain, header: also("Content-Encoding: " + coding), pack: gzipped, php: nothing})
	}
	for _, coding := range []string{"", "identity"} {
		requests = append(requests, rawRequest{name: "Content-Encoding: " + coding, body: plain, header: also("Content-Encoding: " + coding), php: nothing})
	}
	return requests
}

// rawHTTP are about the rest of HTTP.
func rawHTTP() []rawRequest {
	theWSDL := outcome{status: http.StatusOK, media: xml11, leaves: "the WSDL"}
	requests := []rawRequest{
		{name: "a Host in capitals", body: plain, host: "SMSC.TEST", php: answered},
		{name: "another Host", body: plain, host: "smsc.test:8080", php: answered},
		{name: "HTTP/1.0", body: plain, version: "1.0", php: answered},
		{name: "HTTP/1.0 without a Host", body: plain, version: "1.0", host: noHost, php: answered},
		{name: "HTTP/1.1 without a Host", body: plain, host: noHost, php: answered},
		{name: "a body in chunks", body: plain, chunked: true, php: answered},
		{name: "an answer to be packed", body: plain, header: also("Accept-Encoding: gzip"), php: answered},
		{name: "an answer in JSON", body: plain, header: also("Accept: application/json"), php: answered},
		{name: "a password in the header", body: plain, header: also("Authorization: Basic eDp5"), php: answered},
		{name: "another method in the header", body: plain, header: also("X-HTTP-Method-Override: GET"), php: answered},
		{name: "POST ?wsdl", query: "?wsdl", body: plain, php: answered},
		{name: "POST ?x=y", query: "?x=y", body: plain, php: answered},
		{name: "GET ?wsdl", method: http.MethodGet, query: "?wsdl", php: theWSDL},
		{name: "GET ?WSDL", method: http.MethodGet, query: "?WSDL", php: theWSDL},
		{name: "GET ?wsdl=1", method: http.MethodGet, query: "?wsdl=1", php: nothing},
		{name: "GET ?wsdl&x", method: http.MethodGet, query: "?wsdl&x", php: nothing},
		{name: "GET ?x", method: http.MethodGet, query: "?x", php: nothing},
		{name: "HEAD ?wsdl", method: http.MethodHead, query: "?wsdl", php: nothing},
	}
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, "PROPFIND"} {
		requests = append(requests, rawRequest{name: method, method: method, body: plain, php: nothing})
	}
	return requests
}
