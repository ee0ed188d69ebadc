package smsc

import "strings"

// Country is the country whose rules [NormalizePhone] applies to a number that does not
// start with + or 00: an ISO 3166-1 alpha-2 code in capitals. The zero value is no
// country.
//
// The rules are those of the national numbering plans as their administrations publish
// them through the ITU (Recommendation E.164; "Dialling procedures", annex to ITU
// Operational Bulletin 994, 2011), with the later changes that each constant names. The
// leading digits of subscribers were checked against libphonenumber 9.0.32.
type Country string

// The countries of the service's hosts (smsc.ua, .ru, .kz, .tj, .uz), and their
// neighbours whose rules are certain.
const (
	// CountryUA is Ukraine, +380: the trunk prefix 0 and 9 digits, or the 9 digits alone.
	// 8-0 is accepted in place of 0: it was dialled until 14 October 2009 (order 1200 of
	// the Ministry of Transport and Communications, 29.09.2008), some people still write
	// it, and no other number looks like that. The 0 may also follow +380, because no
	// number starts with 0. But it may not be missing behind +38: +38 67 123-45-67 is a
	// number of Slovenia, so it is ambiguous.
	CountryUA Country = "UA"
	// CountryRU is Russia, +7: the trunk prefix 8 and 10 digits; 810 is an international
	// prefix. Russia and Kazakhstan share one plan, so numbers of both are accepted with
	// 8. Ten digits alone are accepted for mobile numbers only (9…): others can be a
	// foreign number without its +, or a longer number with a digit missing. +8 and a
	// valid number is ambiguous, because +84 is Vietnam.
	CountryRU Country = "RU"
	// CountryKZ is Kazakhstan, +7: the same rules as for Russia. Its own numbers start
	// with 7, so they need 8 or 7 in front: ten digits that start with 7 can be a longer
	// number with a digit missing. Kazakhstan decided in 2023 to keep +7; +997 is not in
	// use.
	CountryKZ Country = "KZ"
	// CountryTJ is Tajikistan, +992: 9 digits; 810 is an international prefix. The ITU
	// lists 8 as the trunk prefix, but numbers can start with 8 too, and 8 with 9 digits
	// is also a Russian number with a digit missing: that is ambiguous.
	CountryTJ Country = "TJ"
	// CountryUZ is Uzbekistan, +998: 9 digits, no trunk prefix ("System and plan of
	// numbering", order 490 of 26.12.2013). The former trunk prefix 8 is ambiguous, as in
	// Tajikistan.
	CountryUZ Country = "UZ"
	// CountryBY is Belarus, +375: 8-0 and 9 digits, 0 and 9 digits (from mobile phones
	// since 2010), or the 9 digits alone; 810 is an international prefix.
	CountryBY Country = "BY"
	// CountryGE is Georgia, +995: the trunk prefix 0 and 9 digits, or the 9 digits alone.
	CountryGE Country = "GE"
	// CountryMD is Moldova, +373: the trunk prefix 0 and 8 digits, or the 8 digits alone.
	CountryMD Country = "MD"
	// CountryAZ is Azerbaijan, +994: the trunk prefix 0 and 9 digits, or the 9 digits
	// alone.
	CountryAZ Country = "AZ"
	// CountryAM is Armenia, +374: the trunk prefix 0 and 8 digits, or the 8 digits alone.
	CountryAM Country = "AM"
	// CountryKG is Kyrgyzstan, +996: the trunk prefix 0 and 9 digits, or the 9 digits
	// alone.
	CountryKG Country = "KG"
)

// phonePlan is how numbers of a country look. Lists of digits are separated by spaces.
type phonePlan struct {
	country  Country
	code     string // country code
	size     int    // digits after it
	trunk    string // trunk prefixes: what comes before them within the country
	exit     string // international prefix other than 00
	open     string // leading digits of subscribers
	service  string // leading digits of services; they win over open
	doubtful string // leading digits that need a trunk prefix or the country code in front
	halfCode string // what people take for the country code
}

// zone7 are the leading digits of Russia and Kazakhstan. 89 and 79 are not in use. They
// come from forms with a fixed +7: people type 8 or 7 again, and the last digit is cut
// off ("+7 (891) 612-34-56").
const zone7 = "9 30 33 34 35 36 38 39 40 41 42 47 48 49 81 82 83 84 85 86 871 872 873 877 878 879 " +
	"70 71 72 74 75 76 77 78"

// Where operators get new codes, only the first digit is given, so that a new code is
// accepted. In Ukraine 380 is left out for the same reason as 89 in Russia.
var phonePlans = [...]phonePlan{
	{
		country: CountryUA, code: "380", size: 9, trunk: "0 80", halfCode: "38", service: "80 90",
		open: "9 7 39 50 63 66 67 68 31 32 33 34 35 36 37 381 382 383 384 385 386 387 388 389 " +
			"41 43 44 45 46 47 48 51 52 53 54 55 56 57 61 62 64 65 69 89",
	},
	{country: CountryRU, code: "7", size: 10, trunk: "8", exit: "810", open: zone7, service: "80", doubtful: "3 4 7 8"},
	{country: CountryKZ, code: "7", size: 10, trunk: "8", exit: "810", open: zone7, service: "80", doubtful: "3 4 7 8"},
	{country: CountryTJ, code: "992", size: 9, exit: "810", open: "0 1 2 3 4 5 66 7 8 9", doubtful: "0"},
	{country: CountryUZ, code: "998", size: 9, open: "20 33 5 6 7 8 9"},
	{
		country: CountryBY, code: "375", size: 9, trunk: "80 0", exit: "810",
		open: "25 29 33 44 15 16 17 21 22 23 24", service: "8 90",
	},
	{country: CountryGE, code: "995", size: 9, trunk: "0", open: "5 32 34 35 36 37 4 70 79", service: "80"},
	{country: CountryMD, code: "373", size: 8, trunk: "0", open: "6 7 2 3 53 55 56", service: "80 90"},
	{country: CountryAZ, code: "994", size: 9, trunk: "0", open: "1 2 36 4 5 60 7 99", service: "88 90"},
	{country: CountryAM, code: "374", size: 8, trunk: "0", open: "1 2 3 4 55 60 77 8 9", service: "80 90"},
	{country: CountryKG, code: "996", size: 9, trunk: "0", open: "2 3 5 6 7 88 9", service: "80"},
}

// planOf returns nil for an unknown country.
func planOf(country Country) *phonePlan {
	for i := range phonePlans {
		if phonePlans[i].country == country {
			return &phonePlans[i]
		}
	}
	return nil
}

// planByCode returns the plan whose country code digits begin with, or nil.
func planByCode(digits string) *phonePlan {
	for i := range phonePlans {
		if strings.HasPrefix(digits, phonePlans[i].code) {
			return &phonePlans[i]
		}
	}
	return nil
}

// national reads digits as a number of the country, with or without its country code,
// and returns what follows the country code.
func (p *phonePlan) national(digits string) (string, PhoneReason) {
	if rest, ok := strings.CutPrefix(digits, p.code); ok {
		if rest = p.withoutZero(rest); len(rest) == p.size {
			return rest, p.check(rest)
		}
	}
	return p.domestic(digits)
}

// domestic is national without the country code.
func (p *phonePlan) domestic(digits string) (string, PhoneReason) {
	for trunk := range strings.FieldsSeq(p.trunk) {
		if rest, ok := strings.CutPrefix(digits, trunk); ok && len(rest) == p.size {
			return rest, p.check(rest)
		}
	}
	switch {
	case len(digits) < p.size:
		return "", PhoneTooShort
	case len(digits) == p.size:
		return digits, p.checkAlone(digits)
	case p.formerTrunk(digits):
		return "", PhoneAmbiguous
	case len(digits) > 15:
		return "", PhoneTooLong
	}
	return "", PhoneNotNational
}

// formerTrunk tells whether digits are 8 and a number: 8 was the trunk prefix of the
// whole region before each country got its own plan.
func (p *phonePlan) formerTrunk(digits string) bool {
	return len(digits) == p.size+1 && digits[0] == '8' && p.check(digits[1:]) == ""
}

// mistakable tells whether the digits after a + can be a national number that the + does
// not belong to, or a number after an incomplete country code.
func (p *phonePlan) mistakable(digits string) bool {
	if _, reason := p.domestic(digits); reason == "" || p.formerTrunk(digits) {
		return true
	}
	rest, ok := strings.CutPrefix(digits, p.halfCode)
	return ok && p.halfCode != "" && len(rest) == p.size && p.check(rest) == ""
}

// checkAlone says what is wrong with a number that has nothing in front of it.
func (p *phonePlan) checkAlone(number string) PhoneReason {
	switch reason := p.check(number); {
	case reason != "":
		return reason
	case strings.HasPrefix(number, p.code), beginsWithAny(number, p.doubtful):
		return PhoneAmbiguous
	}
	return ""
}

// check says what is wrong with the leading digits of a number of the right size.
func (p *phonePlan) check(number string) PhoneReason {
	switch {
	case beginsWithAny(number, p.service):
		return PhoneService
	case !beginsWithAny(number, p.open):
		return PhoneUnassigned
	}
	return ""
}

// withoutZero removes the trunk prefix 0 after the country code. There must be one digit
// too many, and no number of the country starts with 0, so no other digit can be the one
// that is too many.
func (p *phonePlan) withoutZero(rest string) string {
	if len(rest) == p.size+1 && rest[0] == '0' && beginsWithAny("0", p.trunk) {
		return rest[1:]
	}
	return rest
}

// beginsWithAny tells whether number begins with one of prefixes.
func beginsWithAny(number, prefixes string) bool {
	for prefix := range strings.FieldsSeq(prefixes) {
		if strings.HasPrefix(number, prefix) {
			return true
		}
	}
	return false
}
