package smsc

// splitInternational splits a number without its + into country code and the rest, and
// checks both. It knows the leading digits of countries that have a [Country], and the
// lengths of all others.
func splitInternational(digits string) (code, rest string, reason PhoneReason) {
	switch {
	case len(digits) < 8:
		return "", "", PhoneTooShort
	case len(digits) > 15:
		return "", "", PhoneTooLong
	}
	if plan := planByCode(digits); plan != nil {
		rest = plan.withoutZero(digits[len(plan.code):])
		switch {
		case len(rest) < plan.size:
			return "", "", PhoneTooShort
		case len(rest) > plan.size:
			return "", "", PhoneTooLong
		}
		return plan.code, rest, plan.check(rest)
	}
	return splitForeign(digits)
}

func splitForeign(digits string) (code, rest string, reason PhoneReason) {
	allowed, number := phoneLengths(0), 0
	for i := range 3 {
		number = number*10 + int(digits[i]-'0')
		if allowed = foreignLengths[number]; allowed != 0 {
			code, rest = digits[:i+1], digits[i+1:]
			break
		}
	}
	switch length := phoneLengths(1) << len(rest); {
	case allowed == 0 || digits[0] == '0':
		return "", "", PhoneCountryCode
	case allowed == noSubscribers:
		return "", "", PhoneService
	case rest[0] == '0' && !mayStartWithZero(number), beginsWithAny(digits, unusedPhones):
		return "", "", PhoneUnassigned
	case length > allowed:
		return "", "", PhoneTooLong
	case allowed&length == 0:
		return "", "", PhoneTooShort
	// Mobile numbers of Argentina have a 9 after the country code. Within the country
	// they have 15 after the area code, which is not part of the international number.
	case number == 54 && len(rest) == 11 && rest[0] != '9':
		return "", "", PhoneUnassigned
	}
	return code, rest, ""
}

// mayStartWithZero tells whether numbers of a country may have a 0 after the country
// code. In all others it is a trunk prefix, as in +44 (0)20….
func mayStartWithZero(code int) bool {
	switch code {
	case 39, // Italy, fixed lines
		225, // Côte d'Ivoire, since 2021
		226, // Burkina Faso
		229, // Benin, since 2024
		241, // Gabon, before 2019
		242, // Congo
		378: // San Marino
		return true
	}
	return false
}

// unusedPhones are the first digits of what is not a number: North America's trunk prefix 1
// after its country code, which is 1 too; a carrier prefix of Luxembourg; collect calls
// in Brazil; and 380 typed into a form with a fixed +38, which looks like a service
// number of Kosovo.
const unusedPhones = "11 35215 5590 38380"

// phoneLengths is a set of lengths: bit 9 stands for 9 digits.
type phoneLengths uint16

const (
	noSubscribers phoneLengths = 1 // country codes without subscribers: toll-free, premium, shared networks

	d5  phoneLengths = 1 << 5
	d6  phoneLengths = 1 << 6
	d7  phoneLengths = 1 << 7
	d8  phoneLengths = 1 << 8
	d9  phoneLengths = 1 << 9
	d10 phoneLengths = 1 << 10
	d11 phoneLengths = 1 << 11
	d12 phoneLengths = 1 << 12
	d13 phoneLengths = 1 << 13
)

// foreignLengths are the lengths of fixed and mobile numbers after each country code that
// has no [Country], if code and number together have 8 to 15 digits. The codes are those
// of the ITU's list of E.164 assigned country codes. The lengths are those of the
// national plans, as libphonenumber 9.0.32 has collected them. No country code is the
// beginning of another.
var foreignLengths = [1000]phoneLengths{
	1: d10,

	20: d8 | d9 | d10, 27: d6 | d7 | d8 | d9,

	30: d10, 31: d9 | d11, 32: d8 | d9, 33: d9, 34: d9, 36: d8 | d9, 39: d6 | d7 | d8 | d9 | d10 | d11 | d12,

	40: d6 | d9, 41: d9, 43: d6 | d7 | d8 | d9 | d10 | d11 | d12 | d13, 44: d9 | d10, 45: d8, 46: d7 | d8 | d9, 47: d8, 48: d7 | d9,
	49: d6 | d7 | d8 | d9 | d10 | d11 | d12 | d13,

	51: d8 | d9, 52: d10, 53: d6 | d7 | d8 | d10, 54: d10 | d11, 55: d10 | d11, 56: d9, 57: d8 | d10, 58: d10,

	60: d8 | d9 | d10, 61: d9, 62: d7 | d8 | d9 | d10 | d11 | d12, 63: d6 | d8 | d9 | d10, 64: d8 | d9 | d10, 65: d8, 66: d8 | d9,

	81: d9 | d10, 82: d6 | d8 | d9 | d10, 84: d9 | d10, 86: d7 | d8 | d9 | d10 | d11,

	90: d10, 91: d10, 92: d9 | d10, 93: d9, 94: d9, 95: d6 | d7 | d8 | d9 | d10, 98: d6 | d7 | d10,

	211: d9, 212: d9, 213: d8 | d9, 216: d8, 218: d9, 220: d7, 221: d9, 222: d8, 223: d8, 224: d8 | d9, 225: d10,
	226: d8, 227: d8, 228: d8, 229: d10, 230: d7 | d8, 231: d7 | d8 | d9, 232: d8, 233: d9, 234: d10, 235: d8,
	236: d8, 237: d9, 238: d7, 239: d7, 240: d9, 241: d7 | d8, 242: d9, 243: d7 | d8 | d9 | d10, 244: d9, 245: d9,
	246: d7, 247: d5, 248: d7, 249: d9, 250: d8 | d9, 251: d9, 252: d6 | d7 | d8 | d9, 253: d8, 254: d7 | d8 | d9, 255: d9,
	256: d9, 257: d8, 258: d8 | d9, 260: d9, 261: d9, 262: d9, 263: d5 | d6 | d7 | d8 | d9 | d10, 264: d8 | d9, 265: d7 | d9,
	266: d8, 267: d7 | d8, 268: d8, 269: d7, 290: d5, 291: d7, 297: d7, 298: d6, 299: d6,

	350: d8, 351: d9, 352: d5 | d6 | d7 | d8 | d9 | d10 | d11, 353: d7 | d8 | d9 | d10, 354: d7 | d9, 355: d8 | d9, 356: d8, 357: d8,
	358: d5 | d6 | d7 | d8 | d9 | d10, 359: d6 | d7 | d8 | d9, 370: d8, 371: d8, 372: d7 | d8, 376: d6 | d9, 377: d8 | d9,
	378: d8 | d10, 381: d7 | d8 | d9 | d10 | d11 | d12, 382: d8, 383: d8 | d9 | d10 | d11 | d12, 385: d8 | d9, 386: d8, 387: d8 | d9,
	389: d8,

	420: d9, 421: d6 | d7 | d9, 423: d7 | d9,

	500: d5, 501: d7, 502: d8, 503: d8, 504: d8, 505: d8, 506: d8, 507: d7 | d8, 508: d6 | d9, 509: d8, 590: d9,
	591: d8, 592: d7, 593: d8 | d9, 594: d9, 595: d7 | d8 | d9, 596: d9, 597: d6 | d7, 598: d8, 599: d7 | d8,

	670: d7 | d8, 672: d6, 673: d7, 674: d7, 675: d7 | d8, 676: d5 | d7, 677: d5 | d7, 678: d5 | d7, 679: d7, 680: d7,
	681: d6, 682: d5, 683: d7, 685: d5 | d6 | d7 | d10, 686: d5 | d8, 687: d6, 688: d5 | d6 | d7, 689: d8, 690: d5 | d6 | d7,
	691: d7, 692: d7,

	800: noSubscribers, 808: noSubscribers, 850: d8 | d10, 852: d8, 853: d8, 855: d8 | d9, 856: d8 | d9 | d10,
	870: d9 | d12, 878: noSubscribers, 880: d6 | d7 | d8 | d9 | d10, 881: d9 | d10, 882: d7 | d8 | d9 | d10 | d12, 883: noSubscribers,
	886: d8 | d9, 888: noSubscribers,

	960: d7, 961: d7 | d8, 962: d8 | d9, 963: d8 | d9, 964: d8 | d9 | d10, 965: d8, 966: d9, 967: d7 | d8 | d9, 968: d8,
	970: d8 | d9, 971: d8 | d9, 972: d8 | d9 | d11 | d12, 973: d8, 974: d8, 975: d7 | d8, 976: d8 | d9 | d10, 977: d8 | d10,
	979: noSubscribers, 993: d8,
}
