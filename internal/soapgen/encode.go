package soapgen

import (
	"fmt"
	"unicode/utf8"
)

// EncodeError reports a request that XML 1.0 cannot carry. Nothing of such a
// request may be sent: replacing the character would change what the caller
// said. The text names the element and the place, never the value.
type EncodeError struct {
	Element string // the element as the schema names it, "mes"; empty from AppendText
	Reason  string // what is wrong, in a few words
	Offset  int    // byte offset in the value where it is wrong
}

// Error implements error.
func (e *EncodeError) Error() string {
	where := "text"
	if e.Element != "" {
		where = "element " + e.Element
	}
	return fmt.Sprintf("soapgen: %s: %s at byte %d", where, e.Reason, e.Offset)
}

// encoder appends one request. It lives on the stack of the AppendXML that
// uses it, so that encoding costs no allocation while dst has room.
type encoder struct {
	dst []byte
	err *EncodeError // the first failure; nothing is appended after it
}

// open appends the start tag of the body element with its namespace bound to
// the prefix m, so that the local elements inside stay unqualified.
func (e *encoder) open(name, namespace string) {
	if namespace == "" {
		// A prefix cannot be bound to no namespace (Namespaces in XML 1.0, 2.2).
		e.err = &EncodeError{Element: name, Reason: "empty namespace"}
		return
	}
	e.dst = append(e.dst, "<m:"...)
	e.dst = append(e.dst, name...)
	e.dst = append(e.dst, ` xmlns:m="`...)
	var fault *EncodeError
	if e.dst, fault = appendEscaped(e.dst, namespace, true); fault != nil {
		fault.Element = name
		e.err = fault
		return
	}
	e.dst = append(e.dst, `">`...)
}

// leaf appends an element that the schema requires, also when it is empty.
func (e *encoder) leaf(name, value string) {
	if e.err != nil {
		return
	}
	e.dst = append(e.dst, '<')
	e.dst = append(e.dst, name...)
	e.dst = append(e.dst, '>')
	var fault *EncodeError
	if e.dst, fault = appendEscaped(e.dst, value, false); fault != nil {
		fault.Element = name
		e.err = fault
		return
	}
	e.dst = append(e.dst, "</"...)
	e.dst = append(e.dst, name...)
	e.dst = append(e.dst, '>')
}

// optional appends an element that the schema allows to be absent.
func (e *encoder) optional(name string, value Optional) {
	if value.Present {
		e.leaf(name, value.Value)
	}
}

// close appends the end tag of the body element and returns what AppendXML
// returns: the extended slice, or dst as it was and the first failure.
func (e *encoder) close(name string, dst []byte) ([]byte, error) {
	if e.err != nil {
		return dst, e.err
	}
	e.dst = append(e.dst, "</m:"...)
	e.dst = append(e.dst, name...)
	return append(e.dst, '>'), nil
}

// AppendText appends s to dst as the text of an XML element: & < > are
// escaped, and CR, which a parser would turn into LF, is written as &#13;.
// Tab and LF stay as they are. Invalid UTF-8 and characters outside XML 1.0's
// Char production (most control characters, U+FFFE, U+FFFF) are an
// *EncodeError without an element name, and dst is returned as it was.
func AppendText(dst []byte, s string) ([]byte, error) {
	out, fault := appendEscaped(dst, s, false)
	if fault != nil {
		return dst, fault
	}
	return out, nil
}

// special are the octets that do not stand for themselves in text and attributes
// alike: 1, for all others 0.
var special = func() (table [256]uint8) {
	for c := range table {
		if c < ' ' || c >= utf8.RuneSelf || c == '&' || c == '<' || c == '>' || c == '"' {
			table[c] = 1
		}
	}
	return table
}()

// appendEscaped appends s as element text or as a double-quoted attribute
// value. In an attribute tab, LF and quotes need a reference as well: a parser
// would turn the first two into blanks.
func appendEscaped(dst []byte, s string, attribute bool) ([]byte, *EncodeError) {
	from := 0 // start of the run that can be copied as it is
	for i := 0; i < len(s); {
		c := s[i]
		if special[c] == 0 {
			// Where one is plain more are, so eight are looked at together.
			for i++; i+8 <= len(s); i += 8 {
				b := s[i : i+8]
				if special[b[0]]|special[b[1]]|special[b[2]]|special[b[3]]|special[b[4]]|special[b[5]]|special[b[6]]|special[b[7]] != 0 {
					break
				}
			}
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			switch {
			case r == utf8.RuneError && size == 1: // also every encoded surrogate
				return dst, &EncodeError{Reason: "invalid UTF-8", Offset: i}
			case r == 0xFFFE || r == 0xFFFF:
				return dst, &EncodeError{Reason: "a character that XML cannot carry", Offset: i}
			}
			i += size
			continue
		}
		var ref string
		switch {
		case c == '&':
			ref = "&amp;"
		case c == '<':
			ref = "&lt;"
		case c == '>':
			ref = "&gt;"
		case c == '\r':
			ref = "&#13;"
		case c == '"' && attribute:
			ref = "&#34;"
		case c == '\t':
			if attribute {
				ref = "&#9;"
			}
		case c == '\n':
			if attribute {
				ref = "&#10;"
			}
		case c < ' ':
			return dst, &EncodeError{Reason: "a character that XML cannot carry", Offset: i}
		}
		i++
		if ref != "" {
			dst = append(dst, s[from:i-1]...)
			dst = append(dst, ref...)
			from = i
		}
	}
	return append(dst, s[from:]...), nil
}
