package soap

import "github.com/go-smsc/smsc/internal/soapgen"

const (
	// envelope11 is the namespace of SOAP 1.1 envelopes, the only version that
	// the service's WSDL binds.
	envelope11 = "http://schemas.xmlsoap.org/soap/envelope/"

	// envelope12 is recognised only to say what is wrong with an answer.
	envelope12 = "http://www.w3.org/2003/05/soap-envelope"

	envelopeHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<soap:Envelope xmlns:soap="` + envelope11 + `"><soap:Body>`
	envelopeTail = `</soap:Body></soap:Envelope>`
)

// AppendEnvelope appends the SOAP 1.1 envelope around req, whose body element
// stands in namespace. When req holds a character that XML cannot carry, dst
// comes back as it was, with the error.
func AppendEnvelope(dst []byte, namespace string, req soapgen.Request) ([]byte, error) {
	out, err := req.AppendXML(append(dst, envelopeHead...), namespace)
	if err != nil {
		return dst, err
	}
	return append(out, envelopeTail...), nil
}
