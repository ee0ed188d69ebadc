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
	// CharsetUTF8 can write every text. It is the one to choose.
	CharsetUTF8 Charset = "utf-8"
	// CharsetKOI8R is not used together with the URL's fmt parameter.
	CharsetKOI8R Charset = "koi8-r"
)

// charsets are all of them. It is only read.
var charsets = [...]Charset{CharsetUTF8, CharsetWindows1251, CharsetKOI8R}

// charsetNamed returns the charset of a name, in any case.
func charsetNamed(name string) (Charset, bool) {
	for _, c := range charsets {
		if strings.EqualFold(name, string(c)) {
			return c, true
		}
	}
	return "", false
}

// charsetAsked returns the charset that the parameters of a URL ask for, or
// otherwise when they name none. A name that the service does not document is not
// ok: which charset it makes of it is not known, and guessing garbles texts.
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

// table returns the conversion of a charset, or nil for UTF-8.
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

// decode reads bytes in the charset. It is not ok when they are not text in it.
func (c Charset) decode(raw string) (text string, ok bool) {
	table := c.table()
	if table == nil {
		return raw, utf8.ValidString(raw)
	}
	text, err := table.NewDecoder().String(raw)
	// Windows-1251 has one byte without a meaning, which becomes U+FFFD. The
	// charset cannot write that character itself.
	return text, err == nil && !strings.ContainsRune(text, utf8.RuneError)
}

// encode writes text in the charset. It is not ok when the charset lacks a
// character.
func (c Charset) encode(text string) (raw string, ok bool) {
	table := c.table()
	if table == nil {
		return text, utf8.ValidString(text)
	}
	raw, err := table.NewEncoder().String(text)
	return raw, err == nil
}
