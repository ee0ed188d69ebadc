package phonecheck_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/go-smsc/smsc"
)

// home is a country whose rules are checked, as this test knows it.
type home struct {
	country smsc.Country
	code    string
	size    int      // digits behind the code
	trunks  []string // what people type before them, or once typed
}

var homes = []home{
	{smsc.CountryUA, "380", 9, []string{"0", "80", "8", ""}},
	{smsc.CountryRU, "7", 10, []string{"8", "0", ""}},
	{smsc.CountryKZ, "7", 10, []string{"8", "0", ""}},
	{smsc.CountryTJ, "992", 9, []string{"8", "0", ""}},
	{smsc.CountryUZ, "998", 9, []string{"8", "0", ""}},
	{smsc.CountryBY, "375", 9, []string{"80", "8", "0", ""}},
	{smsc.CountryGE, "995", 9, []string{"0", "8", ""}},
	{smsc.CountryMD, "373", 8, []string{"0", "8", ""}},
	{smsc.CountryAZ, "994", 9, []string{"0", "8", ""}},
	{smsc.CountryAM, "374", 8, []string{"0", "8", ""}},
	{smsc.CountryKG, "996", 9, []string{"0", "8", ""}},
}

// codes are all country codes that the library knows, in order.
var codes = func() (all []string) {
	for code := range phonenumbers.GetSupportedCallingCodes() {
		all = append(all, strconv.Itoa(code))
	}
	slices.Sort(all)
	return all
}()

// examples are fixed and mobile numbers of all countries, without +.
var examples = func() (all []string) {
	for _, region := range slices.Sorted(maps.Keys(phonenumbers.GetSupportedRegions())) {
		for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.MOBILE, phonenumbers.FIXED_LINE} {
			if number := phonenumbers.GetExampleNumberForType(region, kind); number != nil {
				all = append(all, phonenumbers.Format(number, phonenumbers.E164)[1:])
			}
		}
	}
	return all
}()

// drawn is a number as it was typed.
type drawn struct {
	country smsc.Country
	plain   string // in ASCII
	dressed string // the same with what is pasted along, and digits of other keyboards
	proper  bool   // a number of its own country in a form that is right there
}

type drawing struct{ *rand.Rand }

func (d drawing) one() drawn {
	at := d.home()
	typed := drawn{country: at.country}
	var digits string
	switch kind := d.IntN(20); {
	case kind < 9:
		digits, typed.proper = d.right(at)
	case kind < 11:
		digits = d.mistaken(at)
	case kind < 14: // from another country
		digits, _ = d.right(d.home())
	case kind < 19:
		digits = d.foreign()
	default:
		digits = d.digits(1 + d.IntN(18))
	}
	if d.IntN(10) == 0 {
		digits, typed.proper = d.slip(digits), false
	}
	if d.IntN(12) == 0 {
		typed.country, typed.proper = "", false
	}
	typed.plain = d.grouped(digits)
	typed.dressed = d.dress(typed.plain)
	if d.IntN(40) > 0 {
		typed.dressed += pick(d, []string{"", "", "", "\n", "\r\n", "\t", ","})
		return typed
	}
	ending := pick(d, endings)
	typed.plain, typed.dressed, typed.proper = typed.plain+ending, typed.dressed+ending, false
	return typed
}

func (d drawing) home() home { return pick(d, homes) }

func pick[T any](d drawing, from []T) T { return from[d.IntN(len(from))] }

func (d drawing) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + d.IntN(10))
	}
	return string(b)
}

// number draws the digits behind the country code. Most begin as an example of the
// library does, so that codes in use are met more often than all others together.
func (d drawing) number(at home) string {
	if d.IntN(4) == 0 {
		return d.digits(at.size)
	}
	example := pick(d, begins[at.country])
	known := pick(d, []int{2, 3, 3})
	return example[:known] + d.digits(len(example)-known)
}

// begins are examples of a country, behind its code, mobile ones twice.
var begins = func() map[smsc.Country][]string {
	all := map[smsc.Country][]string{}
	for _, at := range homes {
		for _, kind := range []phonenumbers.PhoneNumberType{
			phonenumbers.MOBILE, phonenumbers.MOBILE, phonenumbers.FIXED_LINE, phonenumbers.TOLL_FREE, phonenumbers.PREMIUM_RATE, phonenumbers.VOIP,
		} {
			if number := phonenumbers.GetExampleNumberForType(string(at.country), kind); number != nil {
				all[at.country] = append(all[at.country], phonenumbers.GetNationalSignificantNumber(number))
			}
		}
	}
	return all
}()

// right draws a number in one of the forms of its country.
func (d drawing) right(at home) (typed string, proper bool) {
	number := d.number(at)
	switch d.IntN(6) {
	case 0:
		return "+" + at.code + number, true
	case 1:
		return at.code + number, true
	case 2:
		return "00" + at.code + number, true
	case 3:
		return "810" + at.code + number, false
	case 4:
		return at.trunks[0] + number, true
	default:
		return pick(d, at.trunks) + number, false
	}
}

// mistaken draws what people get wrong.
func (d drawing) mistaken(at home) string {
	number := d.number(at)
	switch d.IntN(5) {
	case 0:
		return "+" + pick(d, at.trunks) + number
	case 1:
		return "+" + at.code + pick(d, at.trunks) + number
	case 2:
		return at.code + pick(d, at.trunks) + number
	case 3:
		return "+" + at.code[:len(at.code)-1] + number
	default: // a form with a fixed country code, which cuts off what is too long
		return ("+" + at.code + at.code + number)[:1+len(at.code)+at.size]
	}
}

// foreign draws a number of any country: half of them begin as an example does and
// have its length, the others are random behind a country code, or altogether.
func (d drawing) foreign() string {
	prefix := pick(d, []string{"+", "+", "+", "00", "810", ""})
	switch d.IntN(8) {
	case 0:
		return prefix + d.digits(7+d.IntN(8))
	case 1, 2, 3:
		return prefix + pick(d, codes) + d.digits(4+d.IntN(9))
	default:
		example := pick(d, examples)
		known := min(len(example), 6)
		return prefix + example[:known] + d.digits(len(example)-known)
	}
}

// slip loses a digit, doubles one, changes one or swaps two.
func (d drawing) slip(digits string) string {
	if len(digits) < 3 {
		return digits
	}
	at := 1 + d.IntN(len(digits)-2)
	switch d.IntN(4) {
	case 0:
		return digits[:at] + digits[at+1:]
	case 1:
		return digits[:at] + digits[at:at+1] + digits[at:]
	case 2:
		return digits[:at] + d.digits(1) + digits[at+1:]
	default:
		return digits[:at] + digits[at+1:at+2] + digits[at:at+1] + digits[at+2:]
	}
}

var endings = []string{
	" ext. 12", " доб. 12", "x3", "#4", ";ext=5", ".0", ", 0671234567", "/68", " Olga",
}

// grouped puts spaces, dashes, dots and parentheses between digits.
func (d drawing) grouped(digits string) string {
	if d.IntN(3) == 0 {
		return digits
	}
	var b strings.Builder
	between := pick(d, []string{" ", "-", " ", "-", "."})
	opened := false
	for i := range len(digits) {
		if i > 1 && i < len(digits)-1 && d.IntN(4) == 0 {
			switch {
			case opened:
				b.WriteString(") ")
				opened = false
			case i < 5 && d.IntN(3) == 0:
				b.WriteString(" (")
				opened = true
			default:
				b.WriteString(between)
			}
		}
		b.WriteByte(digits[i])
	}
	if opened {
		b.WriteByte(')')
	}
	return b.String()
}

// unseen are characters that are pasted along with a number.
var unseen = []string{"\u00a0", "\ufeff", "\u200b", "\u200e", "\u202a", "\u202c", "\u2009", "\u202f", "\u00ad", "\u2060", "\u2011", "\u2013"}

func (d drawing) dress(plain string) string {
	zero := pick(d, []rune{'0', '0', '0', '０', '٠', '۰'})
	var b strings.Builder
	for _, r := range plain {
		if d.IntN(6) == 0 {
			b.WriteString(pick(d, unseen))
		}
		if r >= '0' && r <= '9' {
			r += zero - '0'
		}
		b.WriteRune(r)
	}
	return b.String()
}
