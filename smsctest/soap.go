package smsctest

import (
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// The request errors (SMSC SOAP docs; what 3 and 9 mean depends on the operation).
const (
	codeParameters    = 1
	codeCredentials   = 2
	codeFunds         = 3
	codeNotFound      = 3
	codeBlocked       = 4
	codeDate          = 5
	codeForbidden     = 6
	codePhone         = 7
	codeUndeliverable = 8
	codeTooOften      = 9
)

// answer is what an operation answers: the leaves of its result element, in the
// order of the schema, and the repeated items behind them.
type answer struct {
	leaves []leaf
	items  []item
	code   int // the request error, 0 on success
}

type leaf struct{ name, value string }

// item is one repeated element with leaves of its own, errors or phones.
type item struct {
	name   string
	leaves []leaf
}

func (a *answer) add(name, value string) { a.leaves = append(a.leaves, leaf{name, value}) }

func (a *answer) addInt(name string, value int64) { a.add(name, strconv.FormatInt(value, 10)) }

// refuse answers with a request error alone.
func refuse(code int) *answer {
	a := &answer{code: code}
	a.addInt("error", int64(code))
	return a
}

// render writes the answer as PHP's SoapServer does.
func (a *answer) render(op *operation, namespace string, version soapVersion) []byte {
	prefix := version.prefix()
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<` + prefix + `:Envelope xmlns:` + prefix + `="` + version.namespace() + `" xmlns:ns1="`)
	b.WriteString(escapeAttribute.Replace(namespace))
	b.WriteString(`"><` + prefix + `:Body><ns1:` + op.response + `><` + op.result + `>`)
	writeLeaves(&b, a.leaves)
	for _, i := range a.items {
		b.WriteString("<" + i.name + ">")
		writeLeaves(&b, i.leaves)
		b.WriteString("</" + i.name + ">")
	}
	b.WriteString(`</` + op.result + `></ns1:` + op.response + `></` + prefix + `:Body></` + prefix + `:Envelope>` + "\n")
	return []byte(b.String())
}

// prefix is PHP's for the namespace of the envelope.
func (v soapVersion) prefix() string {
	if v == soap12 {
		return "env"
	}
	return "SOAP-ENV"
}

// contentType is that of an answer.
func (v soapVersion) contentType() string {
	if v == soap12 {
		return "application/soap+xml; charset=utf-8"
	}
	return xmlType
}

func writeLeaves(b *strings.Builder, leaves []leaf) {
	for _, l := range leaves {
		b.WriteString("<" + l.name + ">")
		_, _ = escapeText.WriteString(b, l.value) // a strings.Builder does not fail
		b.WriteString("</" + l.name + ">")
	}
}

// A carriage return that stays literal would be read back as a line feed.
var (
	escapeText      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
	escapeAttribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#9;", "\n", "&#10;", "\r", "&#13;")
)

// soapFault is a request that is answered with a Fault.
type soapFault struct {
	code   string // of SOAP 1.1, such as "Client", or of 1.2 alone
	text   string
	status int // HTTP status; 0 is 500
}

func clientFault(format string, args ...any) *soapFault {
	return &soapFault{code: "Client", text: fmt.Sprintf(format, args...)}
}

// The Faults that PHP's SoapServer answers with, in its words, since clients
// match them.
var (
	faultBadRequest = &soapFault{code: "Client", text: "Bad Request"}
	faultBehindBody = &soapFault{code: "Client", text: "A SOAP 1.2 envelope can contain only Header and Body"}
	faultVersion    = &soapFault{code: "VersionMismatch", text: "Wrong Version"}
	faultDTD        = &soapFault{code: "Server", text: "DTD are not supported by SOAP"}
	faultNoBody     = &soapFault{code: "Client", text: "Body must be present in a SOAP envelope"}
	faultNoCall     = &soapFault{code: "Client", text: `looks like we got "Body" without function call`}
	faultCalls      = &soapFault{code: "Client", text: "Error cannot find parameter"}
	faultHeader     = &soapFault{code: "MustUnderstand", text: "Header not understood"}
	faultEncoding   = &soapFault{code: "Server", text: "SOAP-ERROR: Encoding: Violation of encoding rules"}
	faultObject     = &soapFault{code: "Server", text: "Object of class stdClass could not be converted to string"}
	faultTooLarge   = &soapFault{code: "Client", text: "Bad Request: too large", status: http.StatusRequestEntityTooLarge}
	faultEnvelope   = &soapFault{code: "Client", text: "A SOAP 1.1 envelope can contain only Header and Body"}
)

func notPresent(procedure string) *soapFault {
	return &soapFault{code: "Server", text: "Procedure '" + procedure + "' not present"}
}

// render writes a Fault as PHP's SoapServer does.
func (f *soapFault) render(version soapVersion) []byte {
	var fault string
	if version == soap12 {
		fault = `<env:Code><env:Value>` + f.code12() + `</env:Value></env:Code><env:Reason><env:Text>` +
			escapeText.Replace(f.text) + `</env:Text></env:Reason>`
	} else {
		fault = `<faultcode>SOAP-ENV:` + f.code + `</faultcode><faultstring>` + escapeText.Replace(f.text) + `</faultstring>`
	}
	prefix := version.prefix()
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<` + prefix + `:Envelope xmlns:` + prefix + `="` + version.namespace() + `"><` + prefix + `:Body><` + prefix + `:Fault>` +
		fault + `</` + prefix + `:Fault></` + prefix + `:Body></` + prefix + `:Envelope>` + "\n")
}

// code12 is the code in SOAP 1.2. The prefix rpc is declared nowhere: PHP writes it
// so.
func (f *soapFault) code12() string {
	switch f.code {
	case "Client":
		return "env:Sender"
	case "Server":
		return "env:Receiver"
	case "ProcedureNotPresent":
		return "rpc:" + f.code
	default:
		return "env:" + f.code
	}
}

func (f *soapFault) httpStatus() int {
	if f.status != 0 {
		return f.status
	}
	return http.StatusInternalServerError
}

// checkType holds a request's Content-Type against SOAP 1.1.
func checkType(header http.Header) *soapFault {
	media, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	charset := params["charset"]
	if err != nil || media != "text/xml" || charset != "" && !strings.EqualFold(charset, "utf-8") {
		fault := clientFault("Bad Request: Content-Type must be text/xml with charset utf-8")
		fault.status = http.StatusUnsupportedMediaType
		return fault
	}
	return nil
}

// checkAction holds a request's SOAPAction against the WSDL. It comes after the
// envelope, whose namespace the service looks at first: a client that has another
// host's must learn that.
func checkAction(header http.Header, namespace string) *soapFault {
	action, given := header["Soapaction"]
	if !given || len(action) != 1 || action[0] != `""` && action[0] != `"`+namespace+`"` {
		return clientFault("Bad Request: SOAPAction must be the WSDL's, in quotes")
	}
	return nil
}
