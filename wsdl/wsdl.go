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
	"errors"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkedIn is the namespace in smsc.wsdl, as it stands in the repository.
const checkedIn = "https://smsc.ua/sys/soap.php"

//go:embed smsc.wsdl
var document []byte

// Render returns the contract for an endpoint: target namespace, soapAction
// and address are [Namespace] of it. The errors are those of Namespace.
func Render(endpoint string) ([]byte, error) {
	namespace, err := Namespace(endpoint)
	if err != nil {
		return nil, err
	}
	var escaped bytes.Buffer
	escaped.WriteByte('"')
	if err := xml.EscapeText(&escaped, []byte(namespace)); err != nil {
		return nil, err
	}
	escaped.WriteByte('"')
	// Only whole attribute values: the documentation may name the host.
	return bytes.ReplaceAll(document, []byte(`"`+checkedIn+`"`), escaped.Bytes()), nil
}

// Namespace returns the XML namespace that the service at endpoint is taken to
// have: scheme, host and path. An empty path becomes "/", since that is what a
// request asks for; the host is kept as it is written.
//
// endpoint is an absolute http or https URL. One with user, password, query or
// fragment is refused. An error never repeats any part of it, since a password
// may be inside.
func Namespace(endpoint string) (string, error) {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil: // its text holds the whole endpoint
		return "", errors.New("wsdl: endpoint is not a valid URL")
	case u.Scheme != "http" && u.Scheme != "https":
		return "", errors.New("wsdl: endpoint is not an absolute http or https URL")
	case u.User != nil:
		return "", errors.New("wsdl: endpoint has a user name or password in it")
	case u.RawQuery != "" || u.ForceQuery:
		return "", errors.New("wsdl: endpoint has a query")
	case strings.Contains(endpoint, "#"):
		return "", errors.New("wsdl: endpoint has a fragment")
	case u.Hostname() == "" || !printable(u.Host):
		return "", errors.New("wsdl: endpoint has no valid host")
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	return u.Scheme + "://" + u.Host + path, nil
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) })
}
