package smsctest

import (
	"fmt"
	"mime"
	"net/http"
	"strings"
)

// lintHeader notes what the WSDL, SOAP and the vendor's documentation would have
// otherwise in the header of a request.
func (l *lints) lintHeader(header http.Header, version soapVersion, namespace string) {
	media, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	want := "text/xml"
	if version == soap12 {
		want = "application/soap+xml"
	}
	switch charset := params["charset"]; {
	case err != nil || media != want:
		l.add("content-type", "Content-Type",
			fmt.Sprintf("The type is no %s, of which SOAP makes a duty; PHP does not look at it.", want),
			"Send Content-Type: "+want+"; charset=utf-8.")
	case charset != "" && !strings.EqualFold(charset, "utf-8"):
		l.add("content-type", "Content-Type",
			"The charset is not utf-8; PHP does not look at it.",
			"Send Content-Type: "+want+"; charset=utf-8.")
	}
	if header.Get("Content-Encoding") != "" {
		l.add("content-encoding", "Content-Encoding",
			"The request is compressed; the service does not promise to unpack it.",
			"Send it as it is.")
	}
	if version == soap12 {
		return
	}
	action := header["Soapaction"]
	fix := fmt.Sprintf("Send SOAPAction: %q, with the quotes, as the WSDL has it.", namespace)
	switch {
	case len(action) == 0:
		l.add("soap-action", "SOAPAction", "The field is missing, which SOAP 1.1 makes a duty; PHP does not look at it.", fix)
	case len(action) > 1:
		l.add("soap-action", "SOAPAction", "The field is there more than once.", fix)
	case action[0] == `""` || action[0] == `"`+namespace+`"`:
	case !strings.HasPrefix(action[0], `"`) || !strings.HasSuffix(action[0], `"`) || len(action[0]) < 2:
		l.add("soap-action", "SOAPAction", "The value is not in quotes, which SOAP 1.1 wants; PHP does not look at it.", fix)
	default:
		l.add("soap-action", "SOAPAction", "The value is not that of the WSDL; PHP does not look at it.", fix)
	}
}

// lintText notes what is unusual about a document as such.
func (l *lints) lintText(d xmlText) {
	if d.charset != "" && !strings.EqualFold(d.charset, "utf-8") {
		l.add("charset", "", fmt.Sprintf("The document is in %s; the vendor wants all parameters in UTF-8.", shown(d.charset)),
			`Write it in UTF-8, and declare it as that: <?xml version="1.0" encoding="UTF-8"?>.`)
	}
	if d.version != "" && d.version != "1.0" {
		l.add("xml-version", "",
			fmt.Sprintf("The document declares XML %s; it is read as 1.0.", shown(d.version)),
			"Declare version 1.0.")
	}
	if d.cut {
		l.add("nul", "",
			"A NUL stands in the document; it ends there.",
			"Send no NUL: the length of the body is that of the XML alone.")
	}
}

// lintXML notes what SOAP would not allow in an XML document.
func (l *lints) lintXML(d *xmlDocument) {
	if d.instructions {
		l.add("instruction", "", "The document has a processing instruction, which SOAP forbids.", "Leave it out.")
	}
	if d.unbound != "" {
		l.add("prefix", shown(d.unbound),
			"The prefix is bound to nothing, so it is taken for a part of the name.",
			"Declare it, by xmlns:"+shown(d.unbound)+".")
	}
}
