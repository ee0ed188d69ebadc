package smsc

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Credentials is who the client is to the service: [Password] or [APIKey]. The
// zero value is refused by [NewClient]. It shows itself redacted in every
// format, log and JSON.
type Credentials struct {
	// Behind a function, which fmt does not look into when Credentials is an
	// unexported field of another struct and its methods cannot be called. It
	// does look through pointers, when the verb is wrong.
	reveal func() *secrets
}

type secrets struct{ login, password, apiKey string }

// Password authorises by login and password. Both go out as they are. The
// service happens to accept an MD5 of the password in its place, and so may you.
// (SMSC SOAP docs, login, psw.)
func Password(login, password string) Credentials {
	s := &secrets{login: login, password: password}
	return Credentials{func() *secrets { return s }}
}

// APIKey authorises by a key that is created in the service's account pages, in
// place of login and password. (SMSC SOAP docs, apikey; where it goes over SOAP
// is partly inferred, docs/gateway.md.)
func APIKey(key string) Credentials {
	s := &secrets{apiKey: key}
	return Credentials{func() *secrets { return s }}
}

const redacted = "[redacted]"

// String names the kind of credentials and the login, never a secret.
func (c Credentials) String() string {
	switch {
	case c.reveal == nil:
		return "smsc.Credentials{}"
	case c.reveal().apiKey != "":
		return "smsc.APIKey(" + redacted + ")"
	default:
		return fmt.Sprintf("smsc.Password(%q, %s)", c.reveal().login, redacted)
	}
}

// Format is String for every verb.
func (c Credentials) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// MarshalText is String, so that JSON and slog show no more than that.
func (c Credentials) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

func (c Credentials) check(v *violations) {
	if c.reveal == nil {
		v.add("Credentials", "are required: Password or APIKey")
		return
	}
	switch s := c.reveal(); {
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
	for _, secret := range []string{c.reveal().password, c.reveal().apiKey} {
		if secret == "" {
			continue
		}
		var escaped strings.Builder
		_ = xml.EscapeText(&escaped, []byte(secret)) // a strings.Builder does not fail
		quoted := strconv.Quote(secret)
		forms = append(forms, secret, quoted[1:len(quoted)-1],
			escaped.String(), namedEntities.Replace(secret), html.EscapeString(secret),
			base64.StdEncoding.EncodeToString([]byte(secret)),
			base64.RawStdEncoding.EncodeToString([]byte(secret)),
			base64.URLEncoding.EncodeToString([]byte(secret)))
		for _, encoded := range []string{url.QueryEscape(secret), percentEncode(secret)} {
			forms = append(forms, encoded, percentPairs.ReplaceAllStringFunc(encoded, strings.ToLower))
		}
	}
	// The longest first: a form must not leave the rest of a longer one behind.
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	pairs := make([]string, 0, 2*len(forms))
	for _, form := range slices.Compact(forms) {
		pairs = append(pairs, form, redacted)
	}
	return strings.NewReplacer(pairs...)
}

var (
	namedEntities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;")
	percentPairs  = regexp.MustCompile(`%[0-9A-F]{2}`)
)
