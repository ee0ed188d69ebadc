// Package wsdl holds the contract of the SMSC SOAP service and what depends on
// the address that the service is reached at.
//
// The service takes the URL of its own WSDL, without the query, for its
// namespace and its soapAction (seen in WSDLs recorded from four hosts between
// 2016 and 2020). So every host has another namespace, and [Render] gives the
// contract for any of them.
package wsdl

import (
	"bytes"
	_ "embed"
	"encoding/xml"
	"fmt"

	"github.com/go-smsc/smsc/internal/namespace"
)

// checkedIn is the namespace in smsc.wsdl, as it stands in the repository.
const checkedIn = "https://smsc.ua/sys/soap.php"

//go:embed smsc.wsdl
var document []byte

// Render returns the contract for an endpoint: target namespace, soapAction and
// address are its scheme, host and path. An endpoint that is not an absolute http or
// https URL, or has more than those, is an error, which never repeats any part of it.
func Render(endpoint string) ([]byte, error) {
	ns, err := namespace.Of(endpoint)
	if err != nil {
		return nil, fmt.Errorf("wsdl: endpoint %w", err)
	}
	var escaped bytes.Buffer
	escaped.WriteByte('"')
	if err := xml.EscapeText(&escaped, []byte(ns)); err != nil {
		return nil, err
	}
	escaped.WriteByte('"')
	// Only whole attribute values: the documentation may name the host.
	return bytes.ReplaceAll(document, []byte(`"`+checkedIn+`"`), escaped.Bytes()), nil
}
