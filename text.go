package smsc

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	// maxText is the largest mes, in characters. (SMSC SOAP docs, send_sms, mes.)
	maxText = 1000

	// separator stands alone on a line and ends the text: what follows is a
	// comment, or pid and dcs of a binary message. (SMSC HTTP docs.)
	separator = "~~~"
)

// lineBreak is everything that any reader takes for the end of a line.
var lineBreak = regexp.MustCompile("\r\n|[\n\r\v\f\u0085\u2028\u2029]")

// channelPrefix is the start of a text that moves it to another channel, and to
// another price: __CALL__, __VIBER__, __SOC__, __PING__ and __HLR__ are known from
// public clients; the pattern takes any of that form, behind anything that a phone
// would not show.
var channelPrefix = regexp.MustCompile(`^[\s\p{Z}\p{C}\p{M}\x{115F}\x{1160}\x{2800}\x{3164}\x{FFA0}]*__[\p{L}\p{N}]+__`)

// markers says what to do with a text that means something else to the service.
type markers bool

const (
	markersRefused markers = false
	markersAllowed markers = true
)

// checkText checks a text for what any text must hold, and for markers unless they
// are allowed.
func checkText(field, s string, allowed markers) (wrong ValidationErrors) {
	// The length comes first: what is far too long is not looked into.
	if tooLong(s) {
		return ValidationErrors{{field, fmt.Sprintf("is %d characters long, the service takes %d", utf8.RuneCountInString(s), maxText)}}
	}
	if allowed == markersRefused && hasSeparatorLine(s) {
		wrong = append(wrong, &ValidationError{
			field,
			"holds a line " + separator + ", after which the service takes the rest for a comment; use Comment, or AllowMarkers",
		})
	}
	if allowed == markersRefused && strings.Contains(s, "__") && channelPrefix.MatchString(s) {
		wrong = append(wrong, &ValidationError{
			field,
			"begins with a channel prefix such as __CALL__, which changes channel and price; use Channel, or AllowMarkers",
		})
	}
	if found := xmlText(field, s); found != nil {
		return found // nothing else can be checked
	}
	return wrong
}

// tooLong reports whether s has too many characters; few bytes need no counting.
func tooLong(s string) bool { return len(s) > maxText && utf8.RuneCountInString(s) > maxText }

// blank reports whether XML calls all of s white space. PHP's SoapServer, which the
// service runs on by every sign, reads an element of that as empty.
func blank(s string) bool { return strings.Trim(s, " \t\r\n") == "" }

func hasSeparatorLine(s string) bool {
	if !strings.Contains(s, separator) {
		return false
	}
	for _, line := range lineBreak.Split(s, -1) {
		if strings.TrimSpace(line) == separator {
			return true
		}
	}
	return false
}

// withComment appends a comment to a text.
func withComment(text, comment string) (commented string, wrong ValidationErrors) {
	commented = text + "\n" + separator + "\n" + comment
	if n := utf8.RuneCountInString(commented); n > maxText {
		wrong = append(wrong, &ValidationError{
			"Comment",
			fmt.Sprintf("makes %d characters together with Text and separator, the service takes %d", n, maxText),
		})
		return text, wrong
	}
	if hasSeparatorLine(comment) {
		wrong = append(wrong, &ValidationError{"Comment", "holds a line " + separator})
	}
	wrong = append(wrong, xmlText("Comment", comment)...)
	return commented, wrong
}

// checkLink checks an absolute http or https URL.
func checkLink(field, raw string) ValidationErrors {
	wrong := xmlText(field, raw)
	if len(wrong) > 0 {
		return wrong
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.ContainsAny(raw, " \t\r\n") {
		wrong = append(wrong, &ValidationError{field, "must be an absolute http or https URL"})
	}
	return wrong
}

// xmlText checks that XML 1.0 can carry s.
func xmlText(field, s string) ValidationErrors {
	if plainText(s) {
		return nil
	}
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return ValidationErrors{{field, fmt.Sprintf("is not valid UTF-8 at byte %d", i)}}
			}
		}
		if !xmlChar(r) {
			return ValidationErrors{{field, fmt.Sprintf("holds the character %U at byte %d, which XML cannot carry", r, i)}}
		}
	}
	return nil
}

// plainText reports, faster than rune by rune, that s is UTF-8 of one and two bytes a
// character (Latin, Cyrillic and the like) without control characters.
func plainText(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= ' ' && c < utf8.RuneSelf:
		case c >= 0xC2 && c <= 0xDF && i+1 < len(s) && s[i+1]&0xC0 == 0x80:
			i++
		default:
			return false
		}
	}
	return true
}

// xmlChar is the production Char of XML 1.0.
func xmlChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}
