package smsctest

import (
	"strings"
	"unicode/utf8"
)

// Parameter is one name and value of a query string, decoded.
type Parameter struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// maxParameters is PHP's default limit (max_input_vars).
const maxParameters = 1000

// parseQuery splits a query string as PHP's parse_str does: a missing value is
// empty, + is a space, a % that no two hex digits follow stays, a dot or a space
// in a name becomes an underscore. It reports false for what is not UTF-8, for
// characters that XML could not carry back, and for too many parameters.
func parseQuery(raw string) ([]Parameter, bool) {
	var parameters []Parameter
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name = strings.TrimLeft(percentDecode(name), " ")
		if name == "" {
			continue
		}
		value = percentDecode(value)
		if !printableXML(name) || !printableXML(value) || len(parameters) == maxParameters {
			return nil, false
		}
		parameters = append(parameters, Parameter{Name: strings.Map(underscored, name), Value: value})
	}
	return parameters, true
}

// underscored is what a name may not hold becoming an underscore.
func underscored(r rune) rune {
	if r == '.' || r == ' ' {
		return '_'
	}
	return r
}

func percentDecode(s string) string {
	if !strings.ContainsAny(s, "%+") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '+':
			b.WriteByte(' ')
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteByte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	default:
		return c - 'a' + 10
	}
}

// printableXML reports whether s is UTF-8 and made of characters that XML 1.0
// can carry.
func printableXML(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return false
		}
	}
	return true
}
