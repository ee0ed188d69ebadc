package smsctest

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// open begins an element whose start tag is read: its namespaces first, then what
// they are needed for.
func (r *xmlReader) open(written string) {
	undo := len(r.undo)
	others := 0
	for _, a := range r.attrs {
		switch prefix, local, _ := strings.Cut(a.name, ":"); {
		case a.name == "xmlns":
			r.bind("", a.value)
		case prefix == "xmlns" && local != "":
			if a.value != "" && local != "xml" && local != "xmlns" { // forgiven, and ignored
				r.bind(local, a.value)
			}
		default:
			r.attrs[others] = a
			others++
		}
	}
	r.attrs = r.attrs[:others]

	prefix, name := splitName(written)
	space, bound := r.prefixes[prefix]
	if prefix != "" && !bound {
		name, r.unbound = written, prefix
	}
	n := r.add(node{name: name, space: space, from: r.at, to: r.at})
	if len(r.stack) > 0 {
		n.preserve = r.stack[len(r.stack)-1].preserve
	}
	if others > 0 {
		n.attrs = make([]attribute, others)
	}
	for i, a := range r.attrs {
		prefix, a.name = splitName(a.name)
		if prefix != "" {
			if a.space, a.qualified = r.prefixes[prefix]; !a.qualified {
				a.name, r.unbound = prefix+":"+a.name, prefix
			}
		}
		switch {
		case a.space == xmlNamespace && a.name == "space" && (a.value == "preserve" || a.value == "default"):
			n.preserve = a.value == "preserve"
		case a.space == instanceNamespace && a.name == "type":
			if typePrefix, _, found := strings.Cut(a.value, ":"); found {
				a.means = r.prefixes[typePrefix]
			} else {
				a.means = r.prefixes[""]
			}
		}
		n.attrs[i] = a
	}
	r.stack = append(r.stack, openElement{node: n, written: written, undo: undo})
}

// close ends the element that was opened last.
func (r *xmlReader) close() {
	top := r.stack[len(r.stack)-1]
	r.stack = r.stack[:len(r.stack)-1]
	for i := len(r.undo) - 1; i >= top.undo; i-- {
		if was := r.undo[i]; was.bound {
			r.prefixes[was.prefix] = was.space
		} else {
			delete(r.prefixes, was.prefix)
		}
	}
	r.undo = r.undo[:top.undo]
}

func (r *xmlReader) bind(prefix, space string) {
	was, bound := r.prefixes[prefix]
	r.undo = append(r.undo, binding{prefix, was, bound})
	r.prefixes[prefix] = space
}

// splitName divides a qualified name. One that is none is a name as a whole.
func splitName(name string) (prefix, local string) {
	prefix, local, found := strings.Cut(name, ":")
	if first, _ := utf8.DecodeRuneInString(local); !found || prefix == "" || local == "" || !isNameStart(first) {
		return "", name
	}
	return prefix, local
}

// entity is the text of a reference, without & and ;.
func (r *xmlReader) entity(name string) (string, bool) {
	switch name {
	case "lt":
		return "<", true
	case "gt":
		return ">", true
	case "amp":
		return "&", true
	case "quot":
		return `"`, true
	case "apos":
		return "'", true
	}
	if number, found := strings.CutPrefix(name, "#"); found {
		base := 10
		if hex, isHex := strings.CutPrefix(number, "x"); isHex {
			number, base = hex, 16
		}
		if number == "" || number[0] == '+' || number[0] == '-' {
			return "", false
		}
		code, err := strconv.ParseUint(number, base, 32)
		if err != nil || code > utf8.MaxRune || !isXMLRune(rune(code)) {
			return "", false
		}
		return string(rune(code)), true
	}
	// Only a document type can declare others, and SOAP forbids it: what they
	// stand for does not matter.
	return "", r.entities[name] || r.outside && isName(name)
}

func isXMLRune(c rune) bool {
	switch {
	case c < ' ':
		return c == '\t' || c == '\n' || c == '\r'
	case c >= 0xD800 && c < 0xE000, c == 0xFFFE, c == 0xFFFF:
		return false
	}
	return c <= utf8.MaxRune
}

func isName(name string) bool {
	for i, c := range name {
		if !isNameRune(c) || i == 0 && !isNameStart(c) {
			return false
		}
	}
	return name != ""
}

// isNameStart and isNameRune are those of XML 1.0, fifth edition.
func isNameStart(c rune) bool {
	switch {
	case c < utf8.RuneSelf:
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':'
	case c < 0x300:
		return c >= 0xC0 && c != 0xD7 && c != 0xF7
	case c < 0x2000:
		return c >= 0x370 && c != 0x37E
	case c < 0x3001:
		return c == 0x200C || c == 0x200D || c >= 0x2070 && c <= 0x218F || c >= 0x2C00 && c <= 0x2FEF
	}
	return c <= 0xD7FF || c >= 0xF900 && c <= 0xFDCF || c >= 0xFDF0 && c <= 0xFFFD || c >= 0x10000 && c <= 0xEFFFF
}

func isNameRune(c rune) bool {
	return isNameStart(c) || c >= '0' && c <= '9' || c == '-' || c == '.' || c == 0xB7 ||
		c >= 0x300 && c <= 0x36F || c == 0x203F || c == 0x2040
}
