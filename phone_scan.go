package smsc

import (
	"strings"
	"unicode"
)

// maxTyped is the most digits that a valid number is typed with: 810 and the 15 of E.164.
const maxTyped = 3 + 15

// typedPhone is what was typed, without its formatting.
type typedPhone struct {
	digits [maxTyped]byte
	count  int
	plus   bool
}

// international returns what follows a + or an international prefix.
func (t *typedPhone) international(digits string, home *phonePlan) (string, bool) {
	if t.plus {
		return digits, true
	}
	if rest, ok := strings.CutPrefix(digits, "00"); ok {
		return rest, true
	}
	if home != nil && home.exit != "" {
		return strings.CutPrefix(digits, home.exit)
	}
	return "", false
}

// scanPhone takes the + and the digits from raw. It refuses everything else that is not
// formatting.
func scanPhone(raw string) (typed typedPhone, reason PhoneReason) {
	divided := false // a divider came after the first digits
	dotted := false  // a dot came after the last digit
	fraction := -1   // digits before the last dot that more digits follow
	for i, r := range raw {
		digit, isDigit := phoneDigit(r)
		switch {
		case isDigit && divided:
			return typed, secondNumber(raw[i:], typed.count)
		case isDigit && typed.count == maxTyped:
			return typed, PhoneTooLong
		case isDigit:
			if dotted {
				dotted, fraction = false, typed.count
			}
			typed.digits[typed.count] = digit
			typed.count++
		case r == '+' || r == '＋':
			if typed.count > 0 || typed.plus {
				return typed, misplacedPlus(typed.count)
			}
			typed.plus = true
		case r == '.':
			dotted = typed.count > 0
		case isPhoneFormatting(r):
		case isPhoneDivider(r):
			divided = divided || typed.count > 0
		default:
			return typed, strangeRune(r, raw[i:], typed.count)
		}
	}
	switch {
	case typed.count == 0 && !typed.plus:
		return typed, PhoneEmpty
	case fraction > 0 && typed.count == fraction+1 && typed.digits[fraction] == '0':
		return typed, PhoneDecimal
	}
	return typed, ""
}

// phoneDigit returns a decimal digit in ASCII: one of ASCII itself, full-width (from East
// Asian keyboards), Arabic-Indic or Persian. Their values leave no doubt.
func phoneDigit(r rune) (byte, bool) {
	for _, zero := range [...]rune{'0', '\uFF10', '\u0660', '\u06F0'} {
		if r >= zero && r <= zero+9 {
			return byte('0' + r - zero), true
		}
	}
	return 0, false
}

// isPhoneFormatting tells whether r may be anywhere in a number: spaces, dashes,
// parentheses and invisible characters. U+202E may not: digits after it are shown in
// reverse, so the person has seen another number.
func isPhoneFormatting(r rune) bool {
	switch {
	case r == ' ' || r == '-' || r == '(' || r == ')':
		return true
	case r < 0x80:
		return false
	case r >= 0x2000 && r <= 0x200F, // spaces, zero-width ones, marks of direction
		r >= 0x2010 && r <= 0x2015,                // hyphens and dashes
		r >= 0x202A && r <= 0x202D, r == '\u202F', // embeddings and an override, narrow no-break space
		r >= 0x205F && r <= 0x2064, r >= 0x2066 && r <= 0x2069: // invisible operators, isolates
		return true
	}
	switch r {
	case '\u00A0', '\u00AD', '\u061C', '\u180E', '\u3000', '\uFEFF', // no-break space to byte order mark
		'\u2212', '\uFE58', '\uFE63', '\uFF0D', // minus and more hyphens
		'\uFF08', '\uFF09': // full-width parentheses
		return true
	}
	return false
}

// isPhoneDivider tells whether r separates two numbers. Before the first digit and after
// the last it is ignored.
func isPhoneDivider(r rune) bool {
	switch r {
	case ',', ';', '/', '\\', '|', '&', '\t', '\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// secondNumber says what digits after a divider are. rest starts with them, and count
// digits came before.
func secondNumber(rest string, count int) PhoneReason {
	if count == 1 && strings.ContainsAny(rest, "eE") { // 3,80501E+11
		return PhoneDecimal
	}
	return PhoneSeveral
}

func misplacedPlus(count int) PhoneReason {
	if count >= 7 {
		return PhoneSeveral
	}
	return PhonePlus
}

// extensionWords start an extension: in English, Russian (добавочный, внутренний) and
// Ukrainian (додатковий, внутрішній), and x in Latin and Cyrillic.
var extensionWords = [...]string{"x", "х", "ext", "доб", "дод", "вн"}

// strangeRune says what is wrong with r, which is neither a digit nor formatting. rest
// starts with it, and count digits came before.
func strangeRune(r rune, rest string, count int) PhoneReason {
	switch {
	case r == '#' && count > 0:
		return PhoneExtension
	case !unicode.IsLetter(r):
		return PhoneCharacter
	case count == 0:
		return PhoneLetters
	}
	if (r == 'e' || r == 'E') && len(rest) > 1 && strings.IndexByte("+-0123456789", rest[1]) >= 0 {
		return PhoneDecimal
	}
	for _, word := range extensionWords {
		if len(rest) >= len(word) && strings.EqualFold(rest[:len(word)], word) {
			return PhoneExtension
		}
	}
	return PhoneLetters
}
