package smsc

import (
	"regexp"
	"strings"
)

// addressing is the kind of recipients that a channel takes.
type addressing int

const (
	byPhone addressing = iota
	byEmail
	byTelegram
)

// The forms of a recipient (SMSC SOAP docs, phones). Each is closed against
// everything that could end an entry: comma, semicolon, colon, bar, line breaks.
var (
	groupPattern = regexp.MustCompile(`^G[1-9][0-9]{0,17}$`)
	emailPattern = regexp.MustCompile(`^[^\s\x00-\x20\x7f,;:|@<>()"\\]{1,64}@[^\s\x00-\x20\x7f,;:|@<>()"\\]{1,250}$`)

	telegramID   = regexp.MustCompile(`^#[0-9]{1,20}$`)
	telegramNick = regexp.MustCompile(`^@?[A-Za-z][A-Za-z0-9_]{3,31}$`)
)

// isPhone tells whether s is 5 to 15 digits with or without a leading +. It is
// not a pattern because a mailing has thousands of them.
func isPhone(s string) bool {
	s = strings.TrimPrefix(s, "+")
	if len(s) < 5 || len(s) > 15 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

const phoneRule = "must be a number in international form, 5-15 digits with or without a leading +"

// check returns the rule that a recipient breaks, or "".
func (a addressing) check(recipient string) string {
	switch {
	case a != byEmail && isPhone(recipient), groupPattern.MatchString(recipient):
		return ""
	case a == byEmail:
		if !emailPattern.MatchString(recipient) {
			return "must be an e-mail address or a group (G and its number)"
		}
	case a == byTelegram:
		if !telegramID.MatchString(recipient) &&
			!telegramNick.MatchString(recipient) {
			return "must be a phone number, # and a Telegram ID, a nick, or a group (G and its number)"
		}
	default:
		return phoneRule + ", or a group (G and its number)"
	}
	return ""
}

// recipients checks a list of recipients and joins it by commas.
func (d *draft) recipients(field string, to []string) string {
	if len(to) == 0 {
		d.v.add(field, "needs at least one recipient")
	}
	var seen map[string]int
	if len(to) > 1 {
		seen = make(map[string]int, len(to))
	}
	for i, recipient := range to {
		if rule := d.addressing.check(recipient); rule != "" {
			d.v.add(index(field, i), "%s", rule)
			continue
		}
		if seen == nil {
			break
		}
		key := strings.TrimPrefix(recipient, "+")
		if first, again := seen[key]; again {
			d.v.add(index(field, i), "repeats %s, which would get the message twice", index(field, first))
			continue
		}
		seen[key] = i
	}
	d.recipientCount += len(to)
	return strings.Join(to, ",")
}
