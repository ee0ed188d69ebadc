package phonecheck_test

import (
	"strconv"
	"strings"

	"github.com/go-smsc/smsc"
)

// theirsReadsOtherwise names the forms that smsc accepts and the library does not read
// in that country. Written with + it must read the same number.
func theirsReadsOtherwise(typed drawn, ours string) string {
	digits := digitsOf(typed.plain)
	agrees := func(international string) bool {
		read := readByTheirs(international, "")
		return read.e164() == ours && read.possible()
	}
	if rest, ok := strings.CutPrefix(digits, "00"); ok && agrees("+"+rest) {
		switch typed.country {
		case smsc.CountryRU, smsc.CountryKZ, smsc.CountryTJ, smsc.CountryBY:
			return "00 where the library knows 810 alone"
		case "":
			return "00 without a country"
		default:
		}
	}
	if rest, ok := strings.CutPrefix(digits, "80"); ok && typed.country == smsc.CountryUA && agrees("+380"+rest) {
		return "8-0, dialled in Ukraine before 2009"
	}
	if typed.country == smsc.CountryKZ && strings.HasPrefix(digits, "7") && agrees("+"+digits) {
		return "7 alone before a Russian number in Kazakhstan"
	}
	return ""
}

// refusedOnPurpose names why smsc refuses what the library calls a valid number.
func refusedOnPurpose(typed drawn, reason smsc.PhoneReason, read theirs) string {
	digits := digitsOf(typed.plain)
	switch length := len(read.e164()) - 1; {
	case length < 8:
		return "fewer than 8 digits with the country code"
	case length > 15:
		return "more than the 15 digits of E.164"
	}
	switch reason {
	case smsc.PhoneLetters, smsc.PhoneExtension, smsc.PhoneSeveral, smsc.PhonePlus, smsc.PhoneDecimal, smsc.PhoneCharacter:
		return "the library leaves out what it does not understand: " + string(reason)
	case smsc.PhoneService, smsc.PhoneTooShort, smsc.PhoneTooLong, smsc.PhoneUnassigned, smsc.PhoneNotNational:
		return refusedNumber(digits, reason, read)
	case smsc.PhoneCountryCode:
		if strings.HasPrefix(digits, "+00") {
			return "a + before 00, which the library then leaves out"
		}
		if !strings.HasSuffix(digits, read.e164()[1:]) {
			return "a + before a national number, which the library then leaves out"
		}
	case smsc.PhoneAmbiguous:
		return ambiguity(typed.country, digits, read)
	default:
	}
	return ""
}

func refusedNumber(digits string, reason smsc.PhoneReason, read theirs) string {
	switch {
	case !read.personal():
		return "nobody's line: " + string(reason)
	case reason == smsc.PhoneService:
		return ""
	case reason == smsc.PhoneUnassigned && strings.HasPrefix(read.e164(), "+380380"):
		return "+380 typed twice"
	case reason == smsc.PhoneUnassigned && read.number.GetItalianLeadingZero():
		return "0 behind a country code, where it is seldom or never part of a number"
	case removesPrefix(digits, read):
		return "the library removes a prefix behind the country code: " + string(reason)
	}
	return ""
}

// removesPrefix tells whether digits begin with a country code, and the library leaves
// out some of what follows.
func removesPrefix(digits string, read theirs) bool {
	for _, marker := range []string{"+", "00", "810", ""} {
		if rest, ok := strings.CutPrefix(digits, marker); ok {
			return rest != read.e164()[1:] && strings.HasPrefix(rest, strconv.Itoa(int(read.number.GetCountryCode())))
		}
	}
	return false
}

func ambiguity(country smsc.Country, digits string, read theirs) string {
	switch {
	case strings.HasPrefix(digits, "+38") && country == smsc.CountryUA && len(digits) == 3+9:
		return "+38 before a Ukrainian number without its 0"
	case strings.HasPrefix(digits, "+"):
		return "a + before what is a national number too"
	case country == smsc.CountryRU || country == smsc.CountryKZ:
		if len(digits) == 10 {
			return "10 digits alone in the zone of +7"
		}
	case country == smsc.CountryBY && strings.HasPrefix(digits, "8") && len(digits) == 10:
		return "8 without 0 in Belarus"
	case strings.HasSuffix(read.e164(), digits):
		return "begins with the country code, or 0, and may lack digits"
	}
	return ""
}
