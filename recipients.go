package smsc

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-smsc/smsc/internal/recipient"
)

// addressing is the kind of recipients that a channel takes.
type addressing int

const (
	byPhone addressing = iota
	byEmail
	byTelegram
)

// emailCharacter leaves out what could end an entry (comma, semicolon, colon, bar),
// every kind of space, line break and invisible sign, and what XML cannot carry, for
// which U+FFFD stands where s is not UTF-8.
const emailCharacter = `[^\s\p{Z}\p{C},;:|@<>()"\\\x{FFFD}-\x{FFFF}]`

// The forms of a recipient. (SMSC SOAP docs, phones.)
var (
	emailPattern = regexp.MustCompile(`^` + emailCharacter + `{1,64}@` + emailCharacter + `{1,250}$`)

	telegramID   = regexp.MustCompile(`^#[0-9]{1,20}$`)
	telegramNick = regexp.MustCompile(`^@?[A-Za-z][A-Za-z0-9_]{3,31}$`)

	// groupPattern is how a group of the account goes to the service, in any case:
	// whether the service cares about the case is not known.
	groupPattern = regexp.MustCompile(`^[Gg][0-9]+$`)
)

// isPhone reports whether s is 5 to 15 digits with or without a leading +. It is
// not a pattern because a mailing has thousands of them.
func isPhone(s string) bool {
	s = strings.TrimPrefix(s, "+")
	return len(s) >= 5 && isDigits(s, 15)
}

// isDigits reports whether s is digits alone, 1 to most of them.
func isDigits(s string, most int) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && len(s) <= most
}

const phoneRule = "must be a number in international form, 5-15 digits with or without a leading +"

// check returns the rule that a recipient breaks, or "".
func (a addressing) check(recipient string) string {
	switch {
	case a != byEmail && isPhone(recipient):
		return ""
	case groupPattern.MatchString(recipient):
		return "must be one recipient: a group of the account goes into Groups, and a nick of this form needs its @"
	case a == byEmail && !emailPattern.MatchString(recipient):
		return "must be an e-mail address"
	case a == byTelegram && !telegramID.MatchString(recipient) && !telegramNick.MatchString(recipient):
		return "must be a phone number, # and a Telegram ID, or a nick"
	case a == byPhone:
		return phoneRule
	}
	return ""
}

// joinRecipients checks recipients and groups and joins them by commas.
func joinRecipients(field string, to []string, groups []int64, a addressing) (phones string, wrong ValidationErrors) {
	if len(to)+len(groups) == 0 {
		wrong = append(wrong, &ValidationError{field, "needs at least one recipient"})
		return "", wrong
	}
	var seen *recipient.Seen
	if len(to) > 1 {
		seen = recipient.NewSeen()
		defer seen.Forget()
	}
	for i, entry := range to {
		if rule := a.check(entry); rule != "" {
			wrong = append(wrong, &ValidationError{index(field, i), rule})
			continue
		}
		if seen == nil {
			continue
		}
		if seen.Again(entry) && len(wrong) <= maxViolations { // more are not shown
			first := slices.IndexFunc(to, func(other string) bool { return recipient.Canonical(other) == recipient.Canonical(entry) })
			wrong = append(wrong, &ValidationError{
				index(field, i),
				fmt.Sprintf("repeats %s, which would get the message twice", index(field, first)),
			})
		}
	}
	phones = strings.Join(to, ",")
	if len(groups) == 0 {
		return phones, wrong
	}
	names := make([]string, 0, 1+len(groups))
	if phones != "" {
		names = append(names, phones)
	}
	field = strings.TrimSuffix(field, "To") + "Groups"
	for i, group := range groups {
		if group < 1 {
			wrong = append(wrong, &ValidationError{index(field, i), "must be the number of a group, 1 or more"})
		}
		if slices.Contains(groups[:i], group) {
			wrong = append(wrong, &ValidationError{index(field, i), "repeats a group, which would get the message twice"})
		}
		names = append(names, "G"+strconv.FormatInt(group, 10))
	}
	return strings.Join(names, ","), wrong
}

// repeated finds a text that goes to somebody twice. Different texts may.
func repeated(messages []Personal) (wrong ValidationErrors) {
	if len(messages) < 2 {
		return nil
	}
	seen := recipient.NewSeen()
	defer seen.Forget()
	for i := range messages {
		for j, to := range messages[i].To {
			if !seen.Again(to) {
				continue
			}
			for first := range i {
				if messages[first].Text == messages[i].Text && messages[first].isFor(recipient.Canonical(to)) {
					wrong = append(wrong, &ValidationError{
						index(index("Personal", i)+".To", j),
						"gets the same text as in " + index("Personal", first) + ", and would get it twice",
					})
					break
				}
			}
		}
	}
	return wrong
}

// isFor reports whether one of the recipients is this one, which is canonical.
func (p *Personal) isFor(one string) bool {
	return slices.ContainsFunc(p.To, func(to string) bool { return recipient.Canonical(to) == one })
}

// exact reports whether a status request surely names the recipient as the service
// keeps it. A number without + may have been corrected when it was sent, and what
// the service makes of a nick is not known.
func exact(recipient string) bool {
	return isPhone(recipient) && recipient[0] == '+' ||
		emailPattern.MatchString(recipient) || telegramID.MatchString(recipient)
}

// sameRecipient reports whether an answer that names a recipient can be about the one
// who was asked for. The service may have corrected a number, which leaves its end.
func sameRecipient(asked, named string) bool {
	named = strings.TrimSpace(named)
	asked, named = strings.TrimPrefix(asked, "+"), strings.TrimPrefix(named, "+")
	if named == "" || !isPhone(asked) || !isPhone(named) {
		return named == "" || strings.EqualFold(strings.TrimPrefix(asked, "@"), strings.TrimPrefix(named, "@"))
	}
	const same = 7 // the shortest number within a country
	if short := min(len(asked), len(named)); short < same {
		return asked == named
	}
	return asked[len(asked)-same:] == named[len(named)-same:]
}

// checkOne returns the rule that the recipient of a status request breaks, or "". It
// may be of any channel.
func checkOne(recipient string) string {
	if groupPattern.MatchString(recipient) {
		return "must be one recipient, not a group"
	}
	if byEmail.check(recipient) != "" && byTelegram.check(recipient) != "" {
		return phoneRule + ", an e-mail address, a Telegram nick, or # and a Telegram ID"
	}
	return ""
}

// index names an element of a list for a violation.
func index(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }
