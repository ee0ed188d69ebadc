package smsc

import (
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

// lineBreak is everything that some reader takes for the end of a line.
var lineBreak = regexp.MustCompile("\r\n|[\n\r\v\f\u0085\u2028\u2029]")

// channelPrefix is the start of a text that moves it to another channel, and to
// another price: __CALL__, __VIBER__, __SOC__, __PING__ and __HLR__ are known
// from public clients; the pattern takes any of that form.
var channelPrefix = regexp.MustCompile(`(?i)^[\s\p{Z}\p{C}]*__[a-z]+__`)

// text checks a text for what any text must hold, and for markers unless the
// caller asked for them.
func (d *draft) text(field, s string) {
	if !d.v.addText(field, s) {
		return
	}
	if n := utf8.RuneCountInString(s); n > maxText {
		d.v.add(field, "is %d characters long, the service takes %d", n, maxText)
	}
	if !d.request.AllowMarkers {
		d.markers(field, s)
	}
}

// markers refuses what the service would not deliver as text.
func (d *draft) markers(field, s string) {
	if hasSeparatorLine(s) {
		d.v.add(field, "holds a line %s, behind which the service takes the rest for a comment; use Comment, or AllowMarkers", separator)
	}
	if strings.Contains(s, "__") && channelPrefix.MatchString(s) {
		d.v.add(field, "begins with a channel prefix such as __CALL__, which changes channel and price; use Channel, or AllowMarkers")
	}
}

// blank tells whether XML calls all of s white space. PHP's SoapServer, which the
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

// comment appends the comment to the text.
func (d *draft) comment(mes string) string {
	comment := d.request.Comment
	switch {
	case comment == "":
		return mes
	case d.request.Personal != nil:
		d.v.add("Comment", "cannot go with Personal, whose texts have no place for it")
	case !d.textual:
		d.v.add("Comment", "cannot go with this channel, which has no text")
	case hasSeparatorLine(comment):
		d.v.add("Comment", "holds a line %s", separator)
	case d.v.addText("Comment", comment):
		commented := mes + "\n" + separator + "\n" + comment
		if n := utf8.RuneCountInString(commented); n > maxText {
			d.v.add("Comment", "makes %d characters together with Text and separator, the service takes %d", n, maxText)
		}
		if !d.price {
			return commented
		}
	}
	return mes
}
