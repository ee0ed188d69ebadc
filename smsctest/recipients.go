package smsctest

import (
	"regexp"
	"strings"
	"time"

	"github.com/go-smsc/smsc"
)

var (
	numberForm   = regexp.MustCompile(`^[1-9][0-9]{4,14}$`)
	groupForm    = regexp.MustCompile(`^G[0-9]{1,18}$`)
	mailForm     = regexp.MustCompile(`^[^\s,;:|@<>]{1,64}@[^\s,;:|@<>]{1,250}$`)
	telegramForm = regexp.MustCompile(`^(?:#[0-9]{1,20}|@?[A-Za-z][A-Za-z0-9_]{3,31})$`)
)

// splitPhones splits the phones of a request at commas and semicolons.
func splitPhones(raw string) []string {
	var phones []string
	for phone := range strings.FieldsFuncSeq(raw, func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '\r' }) {
		if phone = strings.TrimSpace(phone); phone != "" {
			phones = append(phones, phone)
		}
	}
	return phones
}

// address brings a recipient into the form under which it is kept, and reports
// false when it is none for the channel.
func address(raw string, channel Channel, correct func(string) string) (string, bool) {
	switch channel {
	case ChannelMail:
		return raw, mailForm.MatchString(raw)
	case ChannelTelegram, ChannelTelegramCode:
		if telegramForm.MatchString(raw) {
			return raw, true
		}
	default:
	}
	number := phoneNumber(raw, correct)
	return number, numberForm.MatchString(number)
}

// refusal is a recipient that is refused with a status. The delivery error and the
// request error that go with it are inferred from their names.
func refusal(phone string, status smsc.StatusCode) *badRecipient {
	bad := &badRecipient{phone: phone, status: status, err: 252, code: codeUndeliverable}
	switch status {
	case smsc.StatusWrongNumber:
		bad.err, bad.code = 249, codePhone
	case smsc.StatusUnavailable, smsc.StatusUndeliverable:
		bad.err = 248
	default: // forbidden, for whatever reason
	}
	return bad
}

// phoneNumber is a number in international form without +. A number with + is
// taken as it stands (SMSC SOAP docs, phones).
func phoneNumber(raw string, correct func(string) string) string {
	if number, exact := strings.CutPrefix(raw, "+"); exact {
		return number
	}
	return correct(raw)
}

// CorrectNumber is the correction of numbers that come without +, unless
// [WithCorrection] sets another. The docs say that there is one and not what it
// does, so this is inferred: it drops blanks, brackets, dots and dashes and an
// international 00, and completes the national forms 0XX… of Ukraine and 8XXX…
// of Russia.
func CorrectNumber(number string) string {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t-().", r) {
			return -1
		}
		return r
	}, number)
	switch {
	case strings.HasPrefix(digits, "00"):
		return digits[2:]
	case len(digits) == 10 && digits[0] == '0':
		return "38" + digits
	case len(digits) == 11 && strings.HasPrefix(digits, "80"):
		return "3" + digits
	case len(digits) == 11 && digits[0] == '8':
		return "7" + digits[1:]
	}
	return digits
}

// badRecipient is a recipient who gets nothing.
type badRecipient struct {
	phone  string
	status smsc.StatusCode
	err    smsc.DeliveryCode
	code   int // request error, should there be no other recipient
}

// members replaces the known groups among recipients by their members.
func (g *Gateway) members(phones []string) []string {
	if len(g.groups) == 0 {
		return phones
	}
	var all []string
	for _, phone := range phones {
		if group, ok := g.groups[phone]; ok {
			all = append(all, group...)
		} else {
			all = append(all, phone)
		}
	}
	return all
}

func (g *Gateway) lookUp(raw string, channel Channel, now time.Time) (string, *badRecipient) {
	phone, ok := address(raw, channel, g.correct)
	if !ok || groupForm.MatchString(raw) {
		return "", &badRecipient{phone: raw, status: smsc.StatusWrongNumber, err: 249, code: codePhone}
	}
	if blocked, _ := g.undeliverable.find(phone); blocked {
		return "", &badRecipient{phone: phone, status: smsc.StatusUnavailable, err: 248, code: codeUndeliverable}
	}
	if status, refused := g.refuse(phone); refused {
		return "", refusal(phone, status)
	}
	if g.limiter.flooded(phone, now) {
		return "", &badRecipient{phone: phone, status: smsc.StatusForbidden, err: 251, code: g.limits.FloodError}
	}
	return phone, nil
}
