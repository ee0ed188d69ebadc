package smsc

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
)

// Credentials is who the client is to the service: [Password] or [APIKey]. The
// zero value is refused by [NewClient]. It shows itself redacted in every
// format, log and JSON.
type Credentials struct {
	// Behind a pointer, which fmt does not follow when Credentials is a field
	// of another struct and its methods cannot be called.
	secrets *secrets
}

type secrets struct{ login, password, apiKey string }

// Password authorises by login and password. Both go out as they are. The
// service happens to accept an MD5 of the password in its place, and so may you.
// (SMSC SOAP docs, login, psw.)
func Password(login, password string) Credentials {
	return Credentials{&secrets{login: login, password: password}}
}

// APIKey authorises by a key that is created in the service's account pages, in
// place of login and password. (SMSC SOAP docs, apikey; where it goes over SOAP
// is partly inferred, docs/gateway.md.)
func APIKey(key string) Credentials {
	return Credentials{&secrets{apiKey: key}}
}

const redacted = "[redacted]"

// String names the kind of credentials and the login, never a secret.
func (c Credentials) String() string {
	switch {
	case c.secrets == nil:
		return "smsc.Credentials{}"
	case c.secrets.apiKey != "":
		return "smsc.APIKey(" + redacted + ")"
	default:
		return fmt.Sprintf("smsc.Password(%q, %s)", c.secrets.login, redacted)
	}
}

// Format is String for every verb.
func (c Credentials) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// MarshalText is String, so that JSON and slog show no more than that.
func (c Credentials) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

func (c Credentials) check(v *violations) {
	switch s := c.secrets; {
	case s == nil:
		v.add("Credentials", "are required: Password or APIKey")
	case s.apiKey != "":
		v.addText("APIKey", s.apiKey)
	case s.login == "" && s.password == "":
		v.add("Credentials", "are empty")
	case s.login == "":
		v.add("Password", "needs a login")
	case s.password == "":
		v.add("Password", "needs a password")
	default:
		v.addText("Password: login", s.login)
		v.addText("Password: password", s.password)
	}
}

// scrubber returns what cuts the secrets out of text that came from outside, in
// the forms in which a server can have echoed them.
func (c Credentials) scrubber() *strings.Replacer {
	var forms []string
	for _, secret := range []string{c.secrets.password, c.secrets.apiKey} {
		if secret == "" {
			continue
		}
		var escaped strings.Builder
		_ = xml.EscapeText(&escaped, []byte(secret)) // a strings.Builder does not fail
		query := url.QueryEscape(secret)
		forms = append(forms, secret, escaped.String(), query, percentEncode(secret), strings.ToLower(query),
			base64.StdEncoding.EncodeToString([]byte(secret)),
			base64.RawStdEncoding.EncodeToString([]byte(secret)),
			base64.URLEncoding.EncodeToString([]byte(secret)))
	}
	// The longest first: a form must not leave the rest of a longer one behind.
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, form := range slices.Compact(forms) {
		pairs = append(pairs, form, redacted)
	}
	return strings.NewReplacer(pairs...)
}
