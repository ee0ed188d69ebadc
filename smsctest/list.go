package smsctest

import (
	"regexp"
	"strings"
)

// listStart is the beginning of an entry of list: [sender[,tz]|]phones and a colon
// or a semicolon. Entries are also addressed by group, e-mail or Telegram name, so
// the recipients are whatever holds no separator.
var listStart = regexp.MustCompile(`^(?:([^|\n]*)\|)?([^:;|\n]+)[:;]`)

// phoneStart is listStart with recipients that can only be numbers or groups;
// with nl=1 it tells the first line of an entry from a further line of a text.
var phoneStart = regexp.MustCompile(`^(?:[^|\n]*\|)?\s*(?:\+?[0-9][0-9 ()-]*|G[0-9]+)(?:\s*,\s*(?:\+?[0-9][0-9 ()-]*|G[0-9]+))*\s*[:;]`)

// startsEntry reports whether a line of a list with nl=1 begins an entry: with
// numbers and groups, or with the addresses that the channel has of its own.
func startsEntry(row string, channel Channel) bool {
	if phoneStart.MatchString(row) {
		return true
	}
	m := listStart.FindStringSubmatch(row)
	if m == nil || channel != ChannelMail && channel != ChannelTelegram && channel != ChannelTelegramCode {
		return false
	}
	for _, phone := range splitPhones(m[2]) {
		if _, ok := address(phone, channel, CorrectNumber); !ok && !groupForm.MatchString(phone) {
			return false
		}
	}
	return true
}

// parseList reads the list parameter (SMSC SOAP docs, list and nl). A line break
// within a text is written \n; with nl it may be a real one, and then a line that
// does not begin with recipients continues the text before (inferred).
func parseList(raw string, nl bool, channel Channel) ([]line, bool) {
	var lines []line
	for row := range strings.SplitSeq(strings.ReplaceAll(raw, "\r\n", "\n"), "\n") {
		if nl && len(lines) > 0 && !startsEntry(row, channel) {
			last := &lines[len(lines)-1]
			last.text += "\n" + row
			continue
		}
		if row == "" {
			continue
		}
		m := listStart.FindStringSubmatchIndex(row)
		if m == nil {
			return nil, false
		}
		l := line{phones: splitPhones(row[m[4]:m[5]]), text: row[m[1]:]}
		if m[2] >= 0 {
			sender, tz, zoned := strings.Cut(row[m[2]:m[3]], ",")
			l.sender = strings.TrimSpace(sender)
			if zoned {
				var ok bool
				if l.zone, ok = parseZone(strings.TrimSpace(tz)); !ok {
					return nil, false
				}
			}
		}
		if len(l.phones) == 0 {
			return nil, false
		}
		if !nl {
			l.text = strings.ReplaceAll(l.text, `\n`, "\n")
		}
		lines = append(lines, l)
	}
	if nl && len(lines) > 0 {
		// The newline that ends the list is no line of the last text.
		last := &lines[len(lines)-1]
		last.text = strings.TrimSuffix(last.text, "\n")
	}
	return lines, len(lines) > 0
}
