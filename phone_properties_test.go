package smsc_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc"
)

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)

// typedIn is what stands in a field for a phone number.
type typedIn struct {
	raw     string
	country smsc.Country
}

// phoneForms are forms of mobile numbers; # is any digit.
var phoneForms = map[smsc.Country][]string{
	smsc.CountryUA: {"+38 (050) ###-##-##", "38 067 ### ## ##", "063 ### ## ##", "8 097 ### ## ##", "73#######", "0038050#######", "+380 095 #######"},
	smsc.CountryRU: {"+7 (9##) ###-##-##", "8 (9##) ###-##-##", "79#########", "9## ### ## ##", "8107 9## #######", "8 812 ### ## ##"},
	smsc.CountryKZ: {"+7 (701) ###-##-##", "8 (747) ###-##-##", "7777#######", "0077 01 #######", "8 727 ### ## ##"},
	smsc.CountryTJ: {"+992 93 ### ## ##", "99298#######", "50 ### ## ##", "810 992 88 #######"},
	smsc.CountryUZ: {"+998 90 ### ## ##", "99893#######", "33 ### ## ##", "00 998 71 #######"},
	smsc.CountryBY: {"+375 29 ### ## ##", "8 (029) ###-##-##", "044 ### ## ##", "33#######", "375 25 #######", "810 375 17 #######"},
	smsc.CountryGE: {"+995 599 ## ## ##", "0 555 ######", "577 ######", "995 32 #######"},
	smsc.CountryMD: {"+373 69 ######", "079 ### ###", "68######", "373 22 ######"},
	smsc.CountryAZ: {"+994 50 ### ## ##", "055 ### ## ##", "70#######", "994 12 #######"},
	smsc.CountryAM: {"+374 91 ######", "093 ## ## ##", "77######", "374 10 ######"},
	smsc.CountryKG: {"+996 555 ### ###", "0700 ### ###", "777######", "996 312 ######"},
	"":             {"+1 (2##) ###-####", "+49 151 ########", "+44 7### ######", "0033 6 ########", "+84 9########", "+386 31 ######"},
}

// typing draws most often a number in one of the usual forms, sometimes with a digit
// more or less, in its own country or another, and sometimes anything.
var typing = rapid.Custom(func(t *rapid.T) typedIn {
	country := rapid.SampledFrom(phoneCountries).Draw(t, "country")
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return typedIn{rapid.String().Draw(t, "anything"), country}
	case 1:
		return typedIn{rapid.StringMatching(`[+]?[0-9 ().,;+/eExдоб#\-]{0,24}`).Draw(t, "characters of numbers"), country}
	case 2:
		return typedIn{rapid.StringMatching(`(\+|00|810|)[1-9][0-9]{5,15}`).Draw(t, "foreign"), country}
	}
	origin := country
	if rapid.IntRange(0, 4).Draw(t, "another country") == 0 {
		origin = rapid.SampledFrom(phoneCountries).Draw(t, "origin")
	}
	raw := []byte(rapid.SampledFrom(phoneForms[origin]).Draw(t, "form"))
	for i := range raw {
		if raw[i] == '#' {
			raw[i] = rapid.SampledFrom([]byte("0123456789")).Draw(t, "digit")
		}
	}
	at := rapid.IntRange(0, len(raw)-1).Draw(t, "position")
	switch rapid.IntRange(0, 9).Draw(t, "change") {
	case 0:
		raw = append(raw[:at], raw[at+1:]...)
	case 1:
		raw = append(raw[:at+1], raw[at:]...)
	}
	return typedIn{string(raw), country}
})

func TestNormalizedPhoneIsE164(t *testing.T) {
	t.Parallel()
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		typed := typing.Draw(t, "typed")
		raw, country := typed.raw, typed.country
		got, err := smsc.NormalizePhone(raw, country)
		if err != nil {
			assert.Empty(t, got)
			return
		}
		accepted++
		assert.Regexp(t, e164, got)
		assert.True(t, endsAs(asciiDigits(got), asciiDigits(raw)), "%q became %s", raw, got)

		// It stays itself without a country, and in the country that it belongs to; in
		// another it is itself or ambiguous.
		again, err := smsc.NormalizePhone(got, "")
		require.NoError(t, err)
		assert.Equal(t, got, again)
		for _, other := range phoneCountries {
			again, err := smsc.NormalizePhone(got, other)
			if refusal, ok := errors.AsType[*smsc.PhoneError](err); ok {
				assert.Equal(t, smsc.PhoneAmbiguous, refusal.Reason, "%s in %s", got, other)
				again, err = smsc.NormalizePhone("00"+got[1:], other)
			}
			require.NoError(t, err, "%s in %s", got, other)
			assert.Equal(t, got, again)
		}
	})
	assert.Greater(t, accepted, 15, "the numbers drawn are hardly ever accepted")
}

// endsAs tells whether a result ends in the digits that were typed last, without a gap,
// behind a country code that may have been added.
func endsAs(result, typed string) bool {
	for code := range 4 {
		if strings.HasSuffix(typed, result[code:]) {
			return true
		}
	}
	return false
}

func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range []rune{'0', '０', '٠', '۰'} {
			if r >= zero && r < zero+10 {
				return '0' + r - zero
			}
		}
		return -1
	}, s)
}

// phoneFormatting may stand anywhere. A dot may not: before a last 0 it makes a decimal
// number.
var phoneFormatting = []string{
	" ", "-", "(", ")", "\u00a0", "\u00ad", "\u061c", "\u180e", "\u2002", "\u2009", "\u200b", "\u200e", "\u200f", "\u2010", "\u2011", "\u2013", "\u2014",
	"\u202a", "\u202b", "\u202c", "\u202d", "\u202f", "\u205f", "\u2060", "\u2066", "\u2069", "\u2212", "\u3000", "\ufe63", "\ufeff", "\uff0d", "（", "）",
}

func TestFormattingChangesNothing(t *testing.T) {
	t.Parallel()
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		typed := typing.Draw(t, "typed")
		raw, country := typed.raw, typed.country
		if !utf8.ValidString(raw) || strings.ContainsAny(raw, "eExдоб") {
			return // a space between letters makes other words
		}
		want, wantErr := smsc.NormalizePhone(raw, country)
		zero := rapid.SampledFrom([]rune("0０٠۰")).Draw(t, "zero")
		var b strings.Builder
		for _, r := range raw {
			for range rapid.IntRange(0, 2).Draw(t, "how many") {
				b.WriteString(rapid.SampledFrom(phoneFormatting).Draw(t, "formatting"))
			}
			if r >= '0' && r <= '9' {
				r += zero - '0'
			}
			b.WriteRune(r)
		}
		b.WriteString(rapid.SampledFrom(phoneFormatting).Draw(t, "last"))
		got, err := smsc.NormalizePhone(b.String(), country)
		assert.Equal(t, want, got, "%q and %q", raw, b.String())
		assert.Equal(t, wantErr, err, "%q and %q", raw, b.String())
		if err == nil {
			accepted++
		}
	})
	assert.Greater(t, accepted, 15, "the numbers drawn are hardly ever accepted")
}

func FuzzNormalizePhone(f *testing.F) {
	for _, test := range refusedPhones {
		for _, typed := range test.typed {
			f.Add(typed, string(test.country))
		}
	}
	for _, country := range phoneCountries {
		for _, typed := range []string{"+38 (050) 123-45-67", "8 (916) 123-45-67", "8 029 1234567", "90 123 45 67", "0555 123 456", "+12025550123"} {
			f.Add(typed, string(country))
		}
	}
	f.Fuzz(func(t *testing.T, raw, country string) {
		got, err := smsc.NormalizePhone(raw, smsc.Country(country))
		if err != nil {
			refusal, ok := errors.AsType[*smsc.PhoneError](err)
			require.True(t, ok)
			require.NotEmpty(t, refusal.Reason)
			require.Empty(t, got)
			return
		}
		require.Regexp(t, e164, got)
		again, err := smsc.NormalizePhone(got, "")
		require.NoError(t, err)
		require.Equal(t, got, again)
	})
}
