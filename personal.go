package smsc

import (
	"regexp"
	"slices"
	"strings"
)

// personal writes the personal messages into list, a line each, and leaves
// phones and mes empty. (SMSC SOAP docs, list, nl.)
func (d *draft) personal() {
	r := &d.request
	if len(r.To) != 0 {
		d.v.add("To", "must be empty together with Personal")
	}
	if r.Text != "" {
		d.v.add("Text", "must be empty together with Personal")
	}
	if !d.textual {
		d.v.add("Personal", "cannot go with this channel, which has no text")
	}
	if len(r.Personal) == 0 {
		d.v.add("Personal", "needs at least one message")
	}
	if r.KeepLineBreaks && d.addressing != byPhone {
		d.v.add("KeepLineBreaks", "goes with phone numbers and groups only: by what else a message begins for the service is not known")
	}
	var list strings.Builder
	for i, p := range r.Personal {
		d.personalLine(&list, index("Personal", i), p)
		list.WriteByte('\n')
	}
	d.mes = ""
	d.query.add("list", list.String())
	d.query.flag("nl", r.KeepLineBreaks)
}

// personalLine writes [sender[,tz]|]phones:text.
func (d *draft) personalLine(list *strings.Builder, field string, p Personal) {
	if p.Sender != "" {
		if !senderPattern.MatchString(p.Sender) || strings.ContainsAny(p.Sender, ",;:|") {
			d.v.add(field+".Sender", senderRule+", without comma, semicolon, colon and bar")
		}
		list.WriteString(p.Sender)
	}
	if zone := p.Zone.wire(&d.v, field+".Zone"); zone != "" {
		if p.Sender == "" {
			d.v.add(field+".Zone", "goes with Sender")
		}
		if _, ok := d.request.When.(LocalTime); !ok {
			d.v.add(field+".Zone", "works only with When set to a LocalTime")
		}
		list.WriteString("," + zone)
	}
	if p.Sender != "" || p.Zone.set {
		list.WriteByte('|')
	}
	list.WriteString(d.recipients(field+".To", p.To))
	list.WriteByte(':')
	list.WriteString(d.personalText(field+".Text", p.Text))
}

// personalText makes a text that cannot leave its line, whichever way the
// service reads it.
func (d *draft) personalText(field, text string) string {
	if blank(text) {
		d.v.add(field, "is required, and more than blanks")
		return ""
	}
	d.text(field, text)
	for i, rest := range text {
		if rest == '|' && d.startsMessage(text[i+1:]) {
			d.v.add(field, "holds a bar and then what the service could read as another recipient")
			break
		}
	}
	if d.request.KeepLineBreaks {
		if slices.ContainsFunc(lineBreak.Split(text, -1)[1:], d.startsMessage) {
			d.v.add(field, "holds a line that the service could read as another message; without KeepLineBreaks it may stay")
		}
		return plainBreaks.Replace(text)
	}
	if strings.Contains(text, `\n`) {
		d.v.add(field, `holds a backslash followed by n, which the service reads as a line break`)
	}
	return escapedBreaks.Replace(text)
}

// Both leave no carriage return: the service could take it for a part of the
// line break behind the text.
var (
	escapedBreaks = strings.NewReplacer("\r\n", `\n`, "\n", `\n`, "\r", `\n`)
	plainBreaks   = strings.NewReplacer("\r\n", "\n", "\r", "\n")
)

// phonelike is wider than a phone number on purpose: the service corrects
// numbers, so what it takes for one is not known.
var phonelike = regexp.MustCompile(`^[\s+0-9()#.,G-]*[0-9][\s+0-9()#.,G-]*$`)

// startsMessage tells whether a line could be read as recipients, a colon or
// semicolon, and a text, with or without a sender in front.
func (d *draft) startsMessage(line string) bool {
	end := strings.IndexAny(line, ":;")
	if end < 0 {
		return false
	}
	head := line[strings.LastIndexByte(line[:end], '|')+1 : end]
	if phonelike.MatchString(head) {
		return true
	}
	if d.addressing == byPhone {
		return false
	}
	for part := range strings.SplitSeq(head, ",") {
		if d.addressing.check(strings.TrimSpace(part)) != "" {
			return false
		}
	}
	return true
}
