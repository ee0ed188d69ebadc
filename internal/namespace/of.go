// Package namespace knows the XML namespace of the service: by its address, and by its
// WSDL. The service takes the URL of its own WSDL, without the query, for its namespace
// and its soapAction, so every host has another one. See docs/gateway.md.
package namespace

import (
	"errors"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Of returns the XML namespace that the service at endpoint is taken to
// have: scheme, host and path. An empty path becomes "/", since that is what a
// request asks for; the host is kept as it is written.
//
// endpoint is an absolute http or https URL. One with user, password, query or
// fragment is refused. An error never repeats any part of it, since a password
// may be inside.
func Of(endpoint string) (string, error) {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil: // its text holds the whole endpoint
		return "", errors.New("is not a valid URL")
	case u.Scheme != "http" && u.Scheme != "https":
		return "", errors.New("is not an absolute http or https URL")
	case u.User != nil:
		return "", errors.New("has a user name or password in it")
	case u.RawQuery != "" || u.ForceQuery:
		return "", errors.New("has a query")
	case strings.Contains(endpoint, "#"):
		return "", errors.New("has a fragment")
	case u.Hostname() == "" || !printable(u.Host):
		return "", errors.New("has no valid host")
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
