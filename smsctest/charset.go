package smsctest

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// xmlText is a document in UTF-8, behind its XML declaration.
type xmlText struct {
	text    string
	charset string // as declared, or UTF-16 as found; "" is UTF-8
	version string // as declared, "" without a declaration
	cut     bool   // something stood behind a NUL
}

// decodeDocument reads a document's octets as libxml does for PHP: a byte order mark
// and the declaration tell the charset, the Content-Type does not. It reports false
// for what is not well-formed as far as it has looked: octets that the charset has
// not, characters that XML has not, and a declaration that is none.
func decodeDocument(octets []byte) (xmlText, bool) {
	var d xmlText
	order := utf16Order(octets)
	if order != nil {
		text, ok := decodeUTF16(octets, order)
		if !ok {
			return d, false
		}
		octets, d.charset = text, "UTF-16"
	}
	octets = bytes.TrimPrefix(octets, []byte("\uFEFF"))
	// A NUL ends the document, whatever follows. One that stands before the end of
	// the root cuts it short.
	octets, _, d.cut = bytes.Cut(octets, []byte{0})

	declared, length, ok := readDeclaration(octets)
	if !ok {
		return d, false
	}
	d.version = declared.version
	octets = octets[length:]
	switch {
	case order != nil: // whatever the declaration says
		d.text, ok = string(octets), true
	case declared.encoding == "":
		d.text, ok = string(octets), utf8.Valid(octets)
	default:
		d.charset = declared.encoding
		d.text, ok = decodeCharset(octets, declared.encoding)
	}
	return d, ok && onlyXMLCharacters(d.text)
}

// utf16Order is the order of the octets of a document in UTF-16, nil for another.
func utf16Order(octets []byte) binary.ByteOrder {
	begins := func(prefix string) bool { return bytes.HasPrefix(octets, []byte(prefix)) }
	switch {
	case begins("\xFF\xFE\x00\x00"): // UTF-32, which is not read
		return nil
	case begins("\xFF\xFE"), begins("<\x00?\x00"):
		return binary.LittleEndian
	case begins("\xFE\xFF"), begins("\x00<\x00?"):
		return binary.BigEndian
	default:
		return nil
	}
}

func decodeUTF16(octets []byte, order binary.ByteOrder) ([]byte, bool) {
	if len(octets)%2 != 0 {
		return nil, false
	}
	text := make([]byte, 0, len(octets))
	for i := 0; i < len(octets); i += 2 {
		r := rune(order.Uint16(octets[i:]))
		if utf16.IsSurrogate(r) {
			if i += 2; i == len(octets) {
				return nil, false
			}
			if r = utf16.DecodeRune(r, rune(order.Uint16(octets[i:]))); r == utf8.RuneError {
				return nil, false
			}
		}
		text = utf8.AppendRune(text, r)
	}
	return text, true
}

// charsets are the charsets of one octet that are read, by their names without case,
// hyphens and underscores. PHP knows many more, which no client of the service has
// been seen to use.
var charsets = map[string]*charmap.Charmap{
	"iso88591": charmap.ISO8859_1, "latin1": charmap.ISO8859_1, "isolatin1": charmap.ISO8859_1, "l1": charmap.ISO8859_1,
	"iso88592": charmap.ISO8859_2, "latin2": charmap.ISO8859_2,
	"iso88595": charmap.ISO8859_5, "iso885915": charmap.ISO8859_15,
	"windows1250": charmap.Windows1250, "cp1250": charmap.Windows1250,
	"windows1251": charmap.Windows1251, "cp1251": charmap.Windows1251,
	"windows1252": charmap.Windows1252, "cp1252": charmap.Windows1252,
	"koi8r": charmap.KOI8R, "koi8u": charmap.KOI8U,
	"cp866": charmap.CodePage866, "ibm866": charmap.CodePage866,
	"maccyrillic": charmap.MacintoshCyrillic, "xmaccyrillic": charmap.MacintoshCyrillic,
}

var withoutHyphens = strings.NewReplacer("-", "", "_", "")

func decodeCharset(octets []byte, name string) (string, bool) {
	switch name = withoutHyphens.Replace(strings.ToLower(name)); name {
	case "utf8":
		return string(octets), utf8.Valid(octets)
	case "usascii", "ascii", "ansix3.41968":
		return string(octets), isASCII(octets)
	}
	table := charsets[name]
	if table == nil {
		return "", false
	}
	if isASCII(octets) {
		return string(octets), true
	}
	var text strings.Builder
	text.Grow(len(octets) * 2)
	for _, octet := range octets {
		r := table.DecodeByte(octet)
		// Tables for browsers give C1 controls to octets that iconv has not.
		if r == utf8.RuneError || r >= 0x80 && r < 0xA0 && strings.HasPrefix(name, "windows") {
			return "", false
		}
		text.WriteRune(r)
	}
	return text.String(), true
}

func isASCII(octets []byte) bool {
	for _, octet := range octets {
		if octet >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// onlyXMLCharacters reports whether XML 1.0 allows all characters of a text in
// UTF-8.
func onlyXMLCharacters(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return !strings.Contains(text, "\uFFFE") && !strings.Contains(text, "\uFFFF")
}

// declaration is an XML declaration. Without one both are "".
type declaration struct{ version, encoding string }

// readDeclaration reads the XML declaration at the beginning of a document, and
// tells how long it is.
func readDeclaration(octets []byte) (d declaration, length int, ok bool) {
	const begin = "<?xml"
	if !bytes.HasPrefix(octets, []byte(begin)) || len(octets) == len(begin) || !isBlank(octets[len(begin)]) {
		return d, 0, true
	}
	end := bytes.Index(octets, []byte("?>"))
	if end < 0 {
		return d, 0, false
	}
	rest := string(octets[len(begin):end])
	for i, name := range []string{"version", "encoding", "standalone"} {
		value, after, found, wellFormed := pseudoAttribute(rest, name)
		switch {
		case !wellFormed, !found && name == "version":
			return d, 0, false
		case !found:
			continue
		}
		rest = after
		switch i {
		case 0:
			d.version, ok = value, isVersion(value)
		case 1:
			d.encoding, ok = value, isEncodingName(value)
		default:
			ok = value == "yes" || value == "no"
		}
		if !ok {
			return d, 0, false
		}
	}
	return d, end + len("?>"), strings.Trim(rest, blanks) == ""
}

// pseudoAttribute reads one attribute of a declaration, with the blanks before it.
func pseudoAttribute(s, name string) (value, rest string, found, wellFormed bool) {
	trimmed := strings.TrimLeft(s, blanks)
	after, found := strings.CutPrefix(trimmed, name)
	if !found {
		return "", s, false, true
	}
	if len(trimmed) == len(s) {
		return "", s, false, false // no blank between
	}
	after, found = strings.CutPrefix(strings.TrimLeft(after, blanks), "=")
	after = strings.TrimLeft(after, blanks)
	if !found || after == "" || after[0] != '"' && after[0] != '\'' {
		return "", s, false, false
	}
	value, rest, found = strings.Cut(after[1:], after[:1])
	return value, rest, found, found
}

// isVersion reports whether libxml reads a version, and it reads all as XML 1.0.
func isVersion(version string) bool {
	minor, found := strings.CutPrefix(version, "1.")
	return found && strings.Trim(minor, "0123456789") == ""
}

func isEncodingName(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
		if !letter && (i == 0 || (c < '0' || c > '9') && !strings.ContainsRune("._-", rune(c))) {
			return false
		}
	}
	return name != ""
}

// blanks are what XML calls white space.
const blanks = " \t\r\n"

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
