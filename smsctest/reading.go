package smsctest

import (
	"net/http"
	"slices"
	"strings"
)

// reading is what became of a request: a call, a Fault, or nothing, to which PHP
// answers with an empty page.
type reading struct {
	call    *call
	fault   *soapFault // neither it nor a call: nothing
	version soapVersion
	lints   lints

	text     string // the document, "" when it could not be decoded
	document *xmlDocument
	hidden   bool   // a secret may stand anywhere in the document
	kept     string // the document without secrets
}

// readRequest reads a POST as PHP does behind a web server: by its body, and hardly
// by its header.
func readRequest(header http.Header, namespace string, body []byte, limit int64) *reading {
	r := new(reading)
	if types := header["Content-Type"]; len(types) == 0 || isForm(types[0]) {
		r.ignored("content-type", "Content-Type",
			"There is no Content-Type, or it is that of a form with files; PHP does not look at such a request.",
			"Send Content-Type: text/xml; charset=utf-8.")
		return r
	}
	if coding, given := header["Content-Encoding"]; given {
		if !slices.Contains([]string{"gzip", "x-gzip", "deflate"}, coding[0]) {
			r.ignored("content-encoding", "Content-Encoding",
				"PHP does not know the encoding, and does not look at the request.",
				"Send the request as it is, without a Content-Encoding.")
			return r
		}
		var ok bool
		if body, ok = inflate(body, limit); !ok {
			r.lints.add("content-encoding", "Content-Encoding",
				"The body does not unpack.",
				"Send it as it is, or packed as the field says.")
			r.fault = faultBadRequest
			return r
		}
		if int64(len(body)) > limit {
			r.tooLarge()
			return r
		}
	}
	r.fault = r.readBody(body, namespace)
	r.lints.lintHeader(header, r.version, namespace)
	return r
}

// isForm reports whether PHP takes a body for a form with files.
func isForm(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(media), "multipart/form-data")
}

func (r *reading) ignored(rule, where, text, fix string) {
	r.lints.add(rule, where, text, fix)
}

func (r *reading) tooLarge() {
	r.ignored("size", "", "The request is too large; PHP does not look at it.", "Send fewer recipients in one request.")
}

// readBody reads a document.
func (r *reading) readBody(body []byte, namespace string) *soapFault {
	decoded, ok := decodeDocument(body)
	r.text = decoded.text
	if !ok {
		r.notXML("Not all octets of the document are of its charset and of XML, or its declaration is none.",
			"Write it in UTF-8, without control characters, and begin with <?xml version=\"1.0\" encoding=\"UTF-8\"?>.")
		return faultBadRequest
	}
	r.lints.lintText(decoded)
	document, ok := readXML(decoded.text)
	if !ok {
		r.notXML("The document is not well-formed XML.",
			"Escape texts with &lt; and &amp;, close what is open, and send nothing behind it. "+
				"A reference to a surrogate (&#xD83D;) is none to a character: write 😀 or &#x1F600;.")
		return faultBadRequest
	}
	r.lints.lintXML(document)
	r.document = document
	reader := &envelopeReader{contract: serviceContract(), namespace: namespace, document: document, lints: &r.lints}
	c, fault := reader.read()
	r.call, r.version, r.hidden = c, reader.version, reader.hidden
	return fault
}

func (r *reading) notXML(text, fix string) { r.lints.add("xml", "", text, fix) }
