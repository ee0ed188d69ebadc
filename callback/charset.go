package callback

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// Charset is how the service writes text. The URL's charset parameter chooses it.
// (SMSC HTTP docs, handler of statuses and messages.)
type Charset string

// The charsets of the service.
const (
	// CharsetWindows1251 is what the service uses when the URL names no charset.
	CharsetWindows1251 Charset = "windows-1251"
	// CharsetUTF8 can represent every text. Prefer it.
	CharsetUTF8 Charset = "utf-8"
	// CharsetKOI8R is for forms only: the service does not use it together with fmt.
	CharsetKOI8R Charset = "koi8-r"
)

// charsets are all of them. It is only read.
var charsets = [...]Charset{CharsetUTF8, CharsetWindows1251, CharsetKOI8R}

// charsetNamed returns the charset with a name, in upper or lower case.
func charsetNamed(name string) (Charset, bool) {
	for _, c := range charsets {
		if strings.EqualFold(name, string(c)) {
			return c, true
		}
	}
	return "", false
}

// charsetAsked returns the charset that a URL asks for, or otherwise when it asks for
// none. It is not ok when the name is not documented: what the service does with such
// a name is not known, and a wrong guess garbles texts.
func charsetAsked(query url.Values, otherwise Charset) (c Charset, ok bool) {
	switch names := query["charset"]; len(names) {
	case 0:
		return otherwise, true
	case 1:
		return charsetNamed(names[0])
	default:
		return "", false
	}
}

// table returns the encoding of a charset, or nil for UTF-8.
func (c Charset) table() encoding.Encoding {
	switch c {
	case CharsetWindows1251:
		return charmap.Windows1251
	case CharsetKOI8R:
		return charmap.KOI8R
	default:
		return nil
	}
}

// decode converts bytes in the charset to UTF-8. It is not ok when they are not valid.
func (c Charset) decode(raw string) (text string, ok bool) {
	table := c.table()
	if table == nil {
		return raw, utf8.ValidString(raw)
	}
	text, err := table.NewDecoder().String(raw)
	// One byte of windows-1251 has no meaning and becomes U+FFFD, a character that
	// the charset itself does not have.
	return text, err == nil && !strings.ContainsRune(text, utf8.RuneError)
}

// encode converts text to bytes in the charset. It is not ok when the charset lacks a
// character of the text.
func (c Charset) encode(text string) (raw string, ok bool) {
	table := c.table()
	if table == nil {
		return text, utf8.ValidString(text)
	}
	raw, err := table.NewEncoder().String(text)
	return raw, err == nil
}
