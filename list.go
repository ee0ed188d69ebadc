package smsc

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Personal is one line of a mailing with personal texts.
type Personal struct { //nolint:recvcheck // what users call takes a copy
	// To are the recipients of this text, as in [SendRequest].
	To []string `json:"to,omitempty"`
	// Groups are groups of the account by their numbers, as in [SendRequest].
	Groups []int64 `json:"groups,omitempty"`
	// Text is the message, up to 1000 characters. Line breaks arrive as such; a
	// backslash followed by n would too, and is refused. A bar (|) needs a Sender,
	// here or in the request, since without one the service could take the text in
	// front of the bar for it. What could be read as another recipient behind a
	// bar is refused.
	Text string `json:"text"`
	// Sender is the name that these recipients see. Empty: the request's. It may
	// not hold comma, semicolon, colon or bar, which end it on the wire.
	Sender string `json:"sender,omitempty"`
	// Zone is whose clock [SendLocal] means for these recipients. It needs a Sender,
	// here or in the request, and works with SendLocal only. Zero: the request's.
	Zone Zone `json:"zone,omitzero"`
}

// addressees are all recipients of a message except groups.
func addressees(to []string, personal []Personal) []string {
	if personal == nil {
		return to
	}
	all := make([]string, 0, len(personal))
	for i := range personal {
		all = append(all, personal[i].To...)
	}
	return all
}

// listFormat is what decides how the lines of a list are written.
type listFormat struct {
	addressing addressing
	sender     string // the request's
	clock      bool   // the request has a time for which a line's own zone works
	lineFeeds  bool   // nl=1
	markers    markers
}

// listOf writes personal messages into list, a line each. (SMSC SOAP docs, list, nl.)
func listOf(messages []Personal, f listFormat) (list string, wrong ValidationErrors) {
	if len(messages) == 0 {
		wrong = append(wrong, &ValidationError{"Personal", "needs at least one message"})
	}
	if f.lineFeeds && f.addressing != byPhone {
		wrong = append(wrong, &ValidationError{
			"KeepLineBreaks",
			"works only with phone numbers and groups: how the service finds the start of any other message is not known",
		})
	}
	size := 0
	for i := range messages {
		size += messages[i].length(f.sender)
	}
	var lines strings.Builder
	lines.Grow(size)
	for i := range messages {
		wrong = append(wrong, f.line(&lines, i, &messages[i])...)
		lines.WriteByte('\n')
	}
	return lines.String(), wrong
}

// length is how long a line is, or a little more, unless it has line breaks or groups.
func (p *Personal) length(sender string) int {
	n := len(p.Text) + max(len(p.Sender), len(sender)) + len(",-15|:\n")
	for _, to := range p.To {
		n += len(to) + 1
	}
	return n
}

// line writes [sender[,tz]|]phones:text of the i-th message.
func (f listFormat) line(lines *strings.Builder, i int, p *Personal) (wrong ValidationErrors) {
	text, textWrong := f.text(p.Text)
	sender, senderWrong, requestWrong := f.senderOf(p)
	phones, phonesWrong := joinRecipients("To", p.To, p.Groups, f.addressing)
	zone, zoneWrong := p.Zone.params("Zone")
	if zone != "" && sender == "" {
		zoneWrong = append(zoneWrong, &ValidationError{"Zone", "needs a Sender, here or in the request"})
	}
	if zone != "" && !f.clock {
		zoneWrong = append(zoneWrong, &ValidationError{"Zone", "works only if When is a SendLocal"})
	}
	lines.WriteString(sender)
	if zone != "" {
		lines.WriteByte(',')
		lines.WriteString(zone)
	}
	if sender != "" || zone != "" {
		lines.WriteByte('|')
	}
	lines.WriteString(phones)
	lines.WriteByte(':')
	lines.WriteString(text)

	wrong = slices.Concat(phonesWrong, checkText("Text", p.Text, f.markers), textWrong, senderWrong, zoneWrong)
	for _, one := range wrong {
		one.Field = index("Personal", i) + "." + one.Field
	}
	return append(wrong, requestWrong...)
}

// senderOf is the sender that a line is written with: its own, or the request's where
// the line needs one. The service looks for the bar behind a sender. In a line
// without a sender it could take a bar of the text for that. ofRequest is what is wrong
// with the request's.
func (f listFormat) senderOf(p *Personal) (sender string, wrong, ofRequest ValidationErrors) {
	sender = p.Sender
	bar := strings.IndexByte(p.Text, '|') >= 0
	if sender == "" && (p.Zone.set || bar) {
		sender = f.sender
	}
	if sender != "" && (!senderPattern.MatchString(sender) || strings.ContainsAny(sender, ",;:|")) {
		wrong = ValidationErrors{{"Sender", senderRule + ", without comma, semicolon, colon and bar"}}
		if p.Sender == "" {
			wrong, ofRequest = nil, wrong
		}
	}
	if sender == "" && bar {
		wrong = append(wrong, &ValidationError{
			"Text",
			"holds a bar (|), which the service could take for the end of a sender; set Sender, here or in the request",
		})
	}
	return sender, wrong, ofRequest
}

// text makes a text that cannot leave its line, whichever way the service reads it.
func (f listFormat) text(text string) (line string, wrong ValidationErrors) {
	switch {
	case blank(text):
		return "", ValidationErrors{{"Text", "is required, and must hold more than blanks"}}
	case tooLong(text):
		return "", nil // which checkText says, and what is far too long is not looked into
	}
	_, bars, barred := strings.Cut(text, "|")
	for behind := range strings.SplitSeq(bars, "|") {
		if barred && f.startsMessage(behind, shortNumber) {
			wrong = append(wrong, &ValidationError{"Text", "holds a bar (|) followed by what the service could read as another recipient"})
			break
		}
	}
	if f.lineFeeds {
		kept := plainBreaks.Replace(text)
		// What ends a line for one reader may stand within it for the next.
		for _, line := range slices.Concat(strings.Split(kept, "\n")[1:], lineBreak.Split(kept, -1)[1:]) {
			if f.startsMessage(line, 1) {
				wrong = append(wrong, &ValidationError{
					"Text",
					"holds a line that the service could read as another message; it is accepted without KeepLineBreaks",
				})
				break
			}
		}
		return kept, wrong
	}
	if strings.Contains(text, `\n`) {
		wrong = append(wrong, &ValidationError{"Text", `holds a backslash followed by n, which the service reads as a line break`})
	}
	if !breaks(text) {
		return text, wrong
	}
	return escapedBreaks.Replace(text), wrong
}

// breaks reports whether a text may hold something that escapedBreaks replaces: most do
// not, and looking for the first bytes of all of it is quicker.
func breaks(text string) bool {
	for i := range len(text) {
		switch text[i] {
		case '\n', '\r', "\u0085"[0], "\u2028"[0]:
			return true
		}
	}
	return false
}

// Both leave no carriage return: the service could take it for a part of the
// line break behind the text. The first leaves nothing that ends a line for any reader.
var (
	escapedBreaks = strings.NewReplacer("\r\n", `\n`, "\n", `\n`, "\r", `\n`, "\u0085", `\n`, "\u2028", `\n`, "\u2029", `\n`)
	plainBreaks   = strings.NewReplacer("\r\n", "\n", "\r", "\n")
)

// phonelike is wider than a phone number on purpose: the service corrects numbers,
// so what it takes for one is not known. It has the digits, spaces and dashes of any
// script.
var phonelike = regexp.MustCompile(`^[\s\p{Z}\p{C}\p{Nd}\p{Pd}+()#.,G/_]*$`)

// grouplike is a group among what does not show.
var grouplike = regexp.MustCompile(`^[\s\p{Z}\p{C}]*[Gg]\p{Nd}+[\s\p{Z}\p{C}]*$`)

const (
	// shortNumber is how many digits the shortest recipient has.
	shortNumber = 5
	// mixedDigits is how many digits make recipients possible among other signs, as in
	// "tel. 050 999 99 99": the shortest number that somebody could correct has seven.
	mixedDigits = 7
)

// startsMessage reports whether a line, or what stands behind a bar, could be read as
// recipients, a colon or semicolon, and a text. fewest is how many digits make a
// number where nothing else stands beside them.
func (f listFormat) startsMessage(line string, fewest int) bool {
	// What ends the recipients for one reader may be a sign like others to the next.
	for _, separators := range []string{":", ":;", ":：", ":;：；"} {
		if end := strings.IndexAny(line, separators); end >= 0 && f.addresses(line[:end], fewest) {
			return true
		}
	}
	return false
}

// addresses tells whether somebody could find a recipient in front of a separator: in all
// of it, behind its last bar, or between two commas.
func (f listFormat) addresses(head string, fewest int) bool {
	behind := head[strings.LastIndexByte(head, '|')+1:]
	if digits(head) >= mixedDigits || digits(behind) >= fewest && phonelike.MatchString(behind) {
		return true
	}
	for part := range strings.FieldsFuncSeq(head, func(r rune) bool { return strings.ContainsRune(",;，；|", r) }) {
		if grouplike.MatchString(part) || digits(part) >= shortNumber && phonelike.MatchString(part) ||
			f.addressing != byPhone && f.addressing.check(strings.TrimSpace(part)) == "" {
			return true
		}
	}
	return false
}

// digits counts the decimal digits of s, of any script: what a reader corrects to a
// phone number is not known.
func digits(s string) (n int) {
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}
