package smsc

import (
	"log/slog"
	"strings"
)

// NormalizePhone turns a phone number as people type it into E.164, such as
// "+380501234567", or says why it cannot. It never guesses: a number that can be read
// in two ways is an error.
//
// A number that starts with + or 00 is international, whatever the country: its country
// code must exist, and its length must be one that the country uses. Any other number
// is read by the rules of the given country, see [Country]. The zero Country has no
// rules: it accepts international numbers only.
//
//	country  accepted                                 refused
//	UA       050 123 45 67, 8 (050) 123-45-67,        123-45-67, 0 800 300 300,
//	         50 123 45 67, 38 050 123 45 67,          +38 67 123 45 67 (a number of Slovenia),
//	         +380 (050) 123-45-67                     +8 050 123 45 67
//	RU       8 (916) 123-45-67, 7 916 123 45 67,      123-45-67, 495 123-45-67,
//	         916 123-45-67, 8 10 380 50 123 45 67     8 800 555-35-35, +8 495 123-45-67
//	KZ       8 (701) 123-45-67, 7 701 123 45 67       701 123 45 67
//	TJ       93 123 45 67, 992 93 123 45 67,          8 93 123 45 67
//	         8 10 380 50 123 45 67
//	UZ       90 123 45 67, 998 90 123 45 67           8 90 123 45 67
//	BY       8 (029) 123-45-67, 029 123-45-67,        123-45-67, 8 29 123-45-67
//	         29 123-45-67, 375 29 123-45-67
//	any      +38 (050) 123-45-67, 00380501234567      050 123-45-67 доб. 12,
//	                                                  050 123 45 67, 067 123 45 67
//
// Spaces, dashes, dots and parentheses may be anywhere in the number. So may invisible
// characters that are pasted with it: no-break and zero-width spaces, soft hyphens, byte
// order marks and direction marks, except U+202E, which shows the digits in reverse.
// Full-width, Arabic-Indic and Persian digits are read too. Letters, extensions and a
// second number are errors: nothing is dropped silently.
//
// The result is + and 8 to 15 digits, and does not share memory with raw. Only the
// service knows whether the number is in use, and whether it is a mobile number. The
// error is a [*PhoneError].
func NormalizePhone(raw string, country Country) (string, error) {
	var home *phonePlan
	if country != "" {
		if home = planOf(country); home == nil {
			return "", &PhoneError{Reason: PhoneUnknownCountry}
		}
	}
	e164, reason := normalizePhone(raw, home)
	if reason != "" {
		return "", &PhoneError{Country: country, Reason: reason}
	}
	return e164, nil
}

func normalizePhone(raw string, home *phonePlan) (string, PhoneReason) {
	typed, reason := scanPhone(raw)
	if reason != "" {
		return "", reason
	}
	digits := string(typed.digits[:typed.count])
	if len(digits) < 7 {
		return "", PhoneTooShort
	}
	international, ok := typed.international(digits, home)
	if !ok {
		return nationalPhone(digits, home)
	}
	code, rest, reason := splitInternational(international)
	switch {
	case home == nil:
	case reason == "" && typed.plus && home.mistakable(digits):
		// +298 123 456 is a number of the Faroe Islands, and what a Belarusian types who
		// puts a + before 29 812-34-56.
		reason = PhoneAmbiguous
	case reason != "" && !typed.plus:
		// 00 leads abroad, and begins some numbers of Tajikistan.
		if _, domestic := home.domestic(digits); domestic == PhoneAmbiguous {
			reason = PhoneAmbiguous
		}
	}
	if reason != "" {
		return "", reason
	}
	return "+" + code + rest, ""
}

// nationalPhone reads digits without an international prefix.
func nationalPhone(digits string, home *phonePlan) (string, PhoneReason) {
	if home == nil {
		return "", PhoneCountryNeeded
	}
	rest, reason := home.national(digits)
	if reason != "" {
		return "", reason
	}
	return "+" + home.code + rest, ""
}

// PhoneReason is why [NormalizePhone] refused a number. It is a stable word, for which
// a form can have a text in its own language.
type PhoneReason string

// The reasons of a [PhoneError].
const (
	// PhoneEmpty: there are no digits.
	PhoneEmpty PhoneReason = "empty"
	// PhoneLetters: there are letters, for example O in place of zero.
	PhoneLetters PhoneReason = "letters"
	// PhoneExtension: there is an extension. Messages cannot be sent to one.
	PhoneExtension PhoneReason = "extension"
	// PhoneSeveral: there is more than one number.
	PhoneSeveral PhoneReason = "several"
	// PhoneCharacter: there is a character that does not belong in a phone number.
	PhoneCharacter PhoneReason = "character"
	// PhonePlus: there is a + that is not at the start.
	PhonePlus PhoneReason = "plus"
	// PhoneDecimal: a spreadsheet or a program has stored the number as a decimal
	// (380501234567.0, 3.80501E+11). Digits may be lost.
	PhoneDecimal PhoneReason = "decimal"
	// PhoneTooShort: digits are missing, or it is a short or local number.
	PhoneTooShort PhoneReason = "too_short"
	// PhoneTooLong: there are more digits than numbers of the country have.
	PhoneTooLong PhoneReason = "too_long"
	// PhoneCountryNeeded: the number starts with neither + nor 00, and no country was
	// given.
	PhoneCountryNeeded PhoneReason = "country_needed"
	// PhoneCountryCode: it starts with a country code that does not exist.
	PhoneCountryCode PhoneReason = "country_code"
	// PhoneUnassigned: no number of its country starts with these digits.
	PhoneUnassigned PhoneReason = "unassigned"
	// PhoneService: it is a premium, toll-free or other service number.
	PhoneService PhoneReason = "service"
	// PhoneAmbiguous: it can be read as two different numbers, or as one with a digit
	// missing. With 00 and the country code at the start it is clear.
	PhoneAmbiguous PhoneReason = "ambiguous"
	// PhoneNotNational: it is not a number of the given country. A foreign number must
	// start with + or 00.
	PhoneNotNational PhoneReason = "not_national"
	// PhoneUnknownCountry: the Country is not one of the constants.
	PhoneUnknownCountry PhoneReason = "unknown_country"
)

var phoneReasons = map[PhoneReason]string{
	PhoneEmpty:          "is empty",
	PhoneLetters:        "contains letters",
	PhoneExtension:      "contains an extension",
	PhoneSeveral:        "contains more than one number",
	PhoneCharacter:      "contains a character that does not belong in a phone number",
	PhonePlus:           "contains a + that is not at the start",
	PhoneDecimal:        "was stored as a decimal number, digits may be lost",
	PhoneTooShort:       "is too short; short and local numbers are not accepted",
	PhoneTooLong:        "is too long",
	PhoneCountryNeeded:  "must start with + and the country code",
	PhoneCountryCode:    "starts with a country code that does not exist",
	PhoneUnassigned:     "starts with digits that are not in use in its country",
	PhoneService:        "is a premium, toll-free or other service number",
	PhoneAmbiguous:      "can be read in more than one way; write it with 00 and the country code",
	PhoneNotNational:    "is not a number of this country; a foreign number must start with + and its country code",
	PhoneUnknownCountry: "cannot be read by the rules of an unknown country",
}

// PhoneError says why [NormalizePhone] refused a number. It never contains the number
// or a part of it, so it can be logged.
type PhoneError struct {
	// Country is the country that NormalizePhone was called with; "" when that was empty
	// or unknown.
	Country Country
	// Reason is why the number was refused.
	Reason PhoneReason
}

func (e *PhoneError) Error() string {
	text := "smsc: phone number " + e.rule()
	if e.Country != "" {
		text += " (" + string(e.Country) + ")"
	}
	return text
}

// Unwrap returns the same as a [*ValidationError] of the field "Phone", so that code
// that handles invalid requests handles this error too.
func (e *PhoneError) Unwrap() error {
	return &ValidationError{Field: "Phone", Rule: e.rule()}
}

// LogValue shows reason and country as a group.
func (e *PhoneError) LogValue() slog.Value {
	return slog.GroupValue(slog.String("reason", string(e.Reason)), slog.String("country", string(e.Country)))
}

func (e *PhoneError) rule() string {
	if text, ok := phoneReasons[e.Reason]; ok {
		return text
	}
	return strings.TrimSpace("is not accepted " + string(e.Reason))
}
