package smsc_test

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

// phoneCountries are all countries with rules, and none.
var phoneCountries = []smsc.Country{
	"", smsc.CountryUA, smsc.CountryRU, smsc.CountryKZ, smsc.CountryTJ, smsc.CountryUZ, smsc.CountryBY,
	smsc.CountryGE, smsc.CountryMD, smsc.CountryAZ, smsc.CountryAM, smsc.CountryKG,
}

// TestNormalizePhoneAccepts lists what people type in each country.
func TestNormalizePhoneAccepts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		country smsc.Country
		want    string
		typed   []string
	}{
		{smsc.CountryUA, "+380501234567", []string{
			"+380501234567", "+38 (050) 123-45-67", "+38 050 123 45 67", "38 050 123 45 67", "380501234567",
			"050 123 45 67", "0501234567", "(050) 123-45-67", "050.123.45.67", "050.123.45.67.", "050–123–45–67", "50 123 45 67", "501234567",
			"8 050 123 45 67", "8-050-123-45-67", "80501234567", "+380 (050) 123-45-67", "380 050 123 45 67",
			"00380501234567", "00 38 050 123-45-67", "\ufeff+380501234567\r\n", "050\u00a0123\u00a045\u00a067",
			"\u202a+38 050 123 45 67\u202c", "\u202d050 123 45 67\u202c", "050\u200b1234567", "０５０－１２３－４５－６７",
			"＋３８（０５０）１２３４５６７", "٠٥٠ ١٢٣ ٤٥ ٦٧", "۰۵۰۱۲۳۴۵۶۷", "0501234567,", " ; 0501234567\t",
		}},
		{smsc.CountryUA, "+380501234560", []string{"050.123.45.60"}},
		{smsc.CountryUA, "+380441234567", []string{"044 123 45 67", "(044) 1234567", "8 (044) 123-45-67"}},
		{smsc.CountryUA, "+380891234567", []string{"0891234567", "891234567"}},
		{smsc.CountryUA, "+38671234567", []string{"00386 71 234 567"}},
		{smsc.CountryRU, "+79161234567", []string{
			"+7 (916) 123-45-67", "8 (916) 123-45-67", "89161234567", "7 916 123 45 67", "79161234567", "916 123-45-67",
			"007 916 123 45 67", "8 10 7 916 123 45 67",
		}},
		{smsc.CountryRU, "+74951234567", []string{"8 (495) 123-45-67", "+7 495 123 45 67"}},
		{smsc.CountryRU, "+77011234567", []string{"8 701 123 45 67", "7 701 123 45 67", "+77011234567"}},
		{smsc.CountryRU, "+380501234567", []string{"8 10 380 50 123 45 67", "810 380 050 123 45 67", "00380501234567", "+38 050 123 45 67"}},
		{smsc.CountryRU, "+491234567890123", []string{"8 10 49 1234567890123", "0049 1234567890123"}},
		{smsc.CountryRU, "+84951234567", []string{"0084951234567", "81084951234567"}},
		{smsc.CountryKZ, "+77011234567", []string{
			"+7 701 123 45 67", "8 (701) 123-45-67", "87011234567", "77011234567", "7 701 1234567", "0077011234567",
		}},
		{smsc.CountryKZ, "+77272123456", []string{"8 727 2 12 34 56", "+7 (7272) 12-34-56"}},
		{smsc.CountryKZ, "+79161234567", []string{"8 916 123 45 67", "+79161234567", "916 123 45 67"}},
		{smsc.CountryTJ, "+992931234567", []string{"93 123 45 67", "+992 93 123 45 67", "992931234567", "00992 93 1234567", "810992931234567"}},
		{smsc.CountryTJ, "+992051234567", []string{"+992 05 123 45 67", "992051234567"}},
		{smsc.CountryUZ, "+998901234567", []string{"90 123 45 67", "+998 90 123-45-67", "998 (90) 123 45 67", "00998901234567"}},
		{smsc.CountryUZ, "+998712345678", []string{"71 234 56 78"}},
		{smsc.CountryBY, "+375291234567", []string{
			"8 (029) 123-45-67", "80291234567", "029 123 45 67", "29 123-45-67", "+375 29 1234567", "+375 (029) 123-45-67",
			"375291234567", "00375291234567", "8 10 375 29 1234567",
		}},
		{smsc.CountryGE, "+995599123456", []string{"0 599 12 34 56", "599 12 34 56", "+995 599 123456", "995599123456"}},
		{smsc.CountryMD, "+37369123456", []string{"069 123 456", "69123456", "+373 69 123456", "+373 (0)69 123456"}},
		{smsc.CountryAZ, "+994501234567", []string{"050 123 45 67", "50 123 45 67", "+994 50 123 45 67", "+994 050 1234567"}},
		{smsc.CountryAM, "+37491123456", []string{"091 12-34-56", "91 123456", "+374 91 123456"}},
		{smsc.CountryKG, "+996555123456", []string{"0555 123 456", "555 12-34-56", "+996 (555) 12 34 56", "996555123456"}},
		{"", "+380501234567", []string{"+38 (050) 123-45-67", "00380501234567", "+380 050 123 45 67"}},
		{"", "+12025550123", []string{"+1 (202) 555-0123", "001 202 555 0123"}},
		{"", "+4915112345678", []string{"+49 151 12345678"}},
		{"", "+390612345678", []string{"+39 06 1234 5678"}},
		{"", "+5491112345678", []string{"+54 9 11 1234 5678"}},
		{"", "+35220012345", []string{"+352 20012345"}},
		{"", "+84951234567", []string{"+84 95 123 45 67"}},
		{"", "+298123456", []string{"+298 123456"}},
	} {
		for _, typed := range test.typed {
			got, err := smsc.NormalizePhone(typed, test.country)
			if assert.NoError(t, err, "%q %s", typed, test.country) {
				assert.Equal(t, test.want, got, "%q %s", typed, test.country)
			}
		}
	}
}

// refusedPhones are numbers by country and reason.
var refusedPhones = []struct {
	country smsc.Country
	reason  smsc.PhoneReason
	typed   []string
}{
	{"", smsc.PhoneEmpty, []string{"", "   ", "()", "-", "\ufeff", "\u200b", "\t\r\n", ".", ","}},
	{"", smsc.PhoneCountryNeeded, []string{"0501234567", "380501234567", "810380501234567", "79161234567"}},
	{"", smsc.PhoneTooShort, []string{"+", "+380", "+38050123456", "+7916123456", "00380", "102", "+120255501", "+9991234"}},
	{"", smsc.PhoneTooLong, []string{
		"+3805012345678", "+791612345678", "+120255501234", "+1234567890123456", "+123456789012345678", strings.Repeat("9", 100), "+7 8 916 123 45 67", "+992 0 93 123 45 67",
	}},
	{"", smsc.PhoneCountryCode, []string{"+99912345678", "+0501234567", "+020 1234 5678", "+89161234567", "+80501234567", "000380501234567", "+21012345678"}},
	{"", smsc.PhoneUnassigned, []string{
		"+7 (891) 612-34-56", "+7 (791) 612-34-56", "+380 (38) 050-12-34", "+380 050 12 34 56", "+44 (0) 20 7946 0958", "+1 102 555 0123",
		"+54 11 1512 34567", "+38 (380) 501-23-4", "+55 90 1234 5678", "+352 15353 0219",
	}},
	{"", smsc.PhoneService, []string{"+380800300300", "+380900123456", "+78005553535", "+7 809 123 45 67", "+800 1234 5678", "+979123456789", "+37580123456 7"}},
	{"", smsc.PhoneLetters, []string{"O501234567", "+38050123456O", "tel:+380501234567", "т. 0501234567", "phone", "x12", "доб. 12", "e5", "050-CALL-NOW", "0501234567 мама"}},
	{"", smsc.PhoneExtension, []string{
		"+380441234567 доб. 12", "+380441234567 ДОБ 12", "+380441234567 ext. 5", "+380441234567x12", "+380441234567 х12", "+380441234567;ext=12",
		"+380441234567, доб. 12", "+380441234567 вн. 3", "+380441234567 дод.3", "+380441234567#12",
	}},
	{"", smsc.PhoneSeveral, []string{
		"+380501234567, +380671234567", "+380501234567 +380671234567", "+380501234567/68", "0501234567;0671234567", "0501234567\n0671234567",
		"0501234567\t0671234567", "0501234567|0671234567",
	}},
	{"", smsc.PhonePlus, []string{"++380501234567", "+38+380501234567", "0+380501234567", "810+380501234567"}},
	{"", smsc.PhoneCharacter, []string{
		"*101#", "+38 (050) 123-45-__", "+380501234567@", "=380501234567", "050\x00", "\xff0501234567", "0501234567\ufffd", "'0501234567",
		"\u202e7654321050", "0\ufe0f\u20e35", "05\U0001d7ce1234567", "050¹234567", "#0501234567", "०५०१२३४५६७",
	}},
	{"", smsc.PhoneDecimal, []string{"380501234567.0", "3.80501E+11", "3,80501E+11", "3.80501e11", "+79161234567.0 "}},

	{smsc.CountryUA, smsc.PhoneTooShort, []string{"102", "1234567", "123-45-67", "05012345", "+38 050 123 45 6"}},
	{smsc.CountryUA, smsc.PhoneNotNational, []string{
		"79161234567", "89161234567", "050123456789", "38 67 123 45 67", "810380501234567", "5012345670", "38050123456", "0800300300 1",
	}},
	{smsc.CountryUA, smsc.PhoneUnassigned, []string{"0101234567", "123456789", "0201234567", "0401234567"}},
	{smsc.CountryUA, smsc.PhoneService, []string{"0 800 300 300", "0900123456", "8 0800 300300"}},
	{smsc.CountryUA, smsc.PhoneAmbiguous, []string{
		"+38 67 123 45 67", "+38 63 123 45 67", "+38 97 123 45 67", // Slovenia twice, North Macedonia
		"+68 712 34 56",   // New Caledonia
		"+8 64 553 61 03", // China
		"8 50 123 45 67",  // 8 without the 0 that belonged to it
	}},
	{smsc.CountryUA, smsc.PhoneCountryCode, []string{"+8 050 123 45 67", "+050 123 45 67", "+0501234567"}},
	{smsc.CountryRU, smsc.PhoneAmbiguous, []string{
		"495 123-45-67", "7011234567", "8121234567", "771 123 45 67", // a digit may be missing, or a +
		"+8 495 123-45-67", "+84951234567", "+8 (499) 123-45-67", // Vietnam
	}},
	{smsc.CountryRU, smsc.PhoneService, []string{"8 800 555-35-35", "88005553535", "8 809 123 45 67", "+7 804 123 45 67"}},
	{smsc.CountryRU, smsc.PhoneUnassigned, []string{"8 012 345 67 89", "8 500 123 45 67", "+7 (891) 612-34-56", "8916123456", "0501234567", "8 8916 123 456"}},
	{smsc.CountryRU, smsc.PhoneCountryCode, []string{"+8 916 123-45-67"}},
	{smsc.CountryRU, smsc.PhoneNotNational, []string{"380501234567", "7 8 916 123 45 67"}},
	{smsc.CountryRU, smsc.PhoneTooShort, []string{"123-45-67", "916123456", "810 380"}},
	{smsc.CountryKZ, smsc.PhoneAmbiguous, []string{"701 123 45 67", "7711234567", "727 212 34 56", "+8 495 123-45-67", "+961 123 45 67"}},
	{smsc.CountryKZ, smsc.PhoneDecimal, []string{"7711234567.0", "8471234567.0", "8471234567.0.", "847.123.4567 . 0"}},
	{smsc.CountryTJ, smsc.PhoneAmbiguous, []string{"8 93 123 45 67", "8916123456", "051234567", "992123456", "00 123 45 67"}},
	{smsc.CountryTJ, smsc.PhoneTooShort, []string{"0012345678", "+93 123 45 67"}},
	{smsc.CountryUZ, smsc.PhoneAmbiguous, []string{"8 90 123 45 67", "998123456"}},
	{smsc.CountryUZ, smsc.PhoneTooShort, []string{"123 45 67", "+90 123 45 67"}},
	{smsc.CountryUZ, smsc.PhoneUnassigned, []string{"101234567", "012345678"}},
	{smsc.CountryBY, smsc.PhoneAmbiguous, []string{"+29 812 34 56", "8 29 123 45 67"}}, // the Faroe Islands
	{smsc.CountryBY, smsc.PhoneService, []string{"8 0 801 123456", "801123456"}},
	{smsc.CountryGE, smsc.PhoneService, []string{"0 800 123 456"}},
	{smsc.CountryMD, smsc.PhoneService, []string{"0 800 12345", "0 900 12345"}},
	{smsc.CountryAZ, smsc.PhoneUnassigned, []string{"081 123 45 67"}},
	{smsc.CountryAM, smsc.PhoneService, []string{"0 800 12345"}},
	{smsc.CountryKG, smsc.PhoneService, []string{"0 800 123 456"}},
	{smsc.CountryKG, smsc.PhoneUnassigned, []string{"0112 345 678"}},

	{"ua", smsc.PhoneUnknownCountry, []string{"+380501234567"}},
	{"XX", smsc.PhoneUnknownCountry, []string{"+380501234567"}},
	{"+380501234567", smsc.PhoneUnknownCountry, []string{"UA"}}, // arguments the wrong way round
}

func TestNormalizePhoneRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range refusedPhones {
		for _, typed := range test.typed {
			got, err := smsc.NormalizePhone(typed, test.country)
			assert.Empty(t, got, "%q %s", typed, test.country)
			refusal, ok := errors.AsType[*smsc.PhoneError](err)
			if assert.True(t, ok, "%q %s became %s", typed, test.country, got) {
				assert.Equal(t, test.reason, refusal.Reason, "%q %s", typed, test.country)
			}
		}
	}
}

// An error says what is wrong, and nothing of what was typed.
func TestPhoneError(t *testing.T) {
	t.Parallel()
	texts := map[string]smsc.PhoneReason{}
	threeDigits := regexp.MustCompile(`\d{3}`)
	for _, test := range refusedPhones {
		for _, typed := range test.typed {
			_, err := smsc.NormalizePhone(typed, test.country)
			refusal, ok := errors.AsType[*smsc.PhoneError](err)
			require.True(t, ok)
			violation, ok := errors.AsType[*smsc.ValidationError](err)
			require.True(t, ok)
			logged := fmt.Sprint(slog.AnyValue(refusal).Resolve())
			for _, text := range []string{err.Error(), violation.Error(), logged, fmt.Sprintf("%+v", *refusal)} {
				assert.NotRegexp(t, threeDigits, text)
			}
			assert.True(t, strings.HasPrefix(err.Error(), "smsc: phone number "), err)
			assert.Contains(t, logged, string(refusal.Reason))
			assert.Equal(t, "Phone", violation.Field)
			if refusal.Country != "" {
				assert.True(t, strings.HasSuffix(err.Error(), "("+string(test.country)+")"), err)
			}
			reason, known := texts[violation.Rule]
			assert.True(t, !known || reason == refusal.Reason, "%s and %s have one text", reason, refusal.Reason)
			texts[violation.Rule] = refusal.Reason
		}
	}
	assert.Len(t, texts, 16, "each reason is among the refused numbers, and has a text")
	assert.Equal(t, "not_sent", smsc.OutcomeOf(&smsc.PhoneError{Reason: smsc.PhoneEmpty}).String())
	assert.Equal(t, "smsc: phone number is not accepted", (&smsc.PhoneError{}).Error())
}

// TestNormalizePhoneAllocates counts: the result, and nothing else.
func TestNormalizePhoneAllocates(t *testing.T) { //nolint:paralleltest // it counts the allocations of the whole program
	if raceEnabled {
		t.Skip("the race detector allocates for itself")
	}
	for _, raw := range []string{"+380501234567", "\ufeff+38 (050) 123-45-67", "8 050 123 45 67"} {
		assert.LessOrEqual(t, testing.AllocsPerRun(100, func() {
			if _, err := smsc.NormalizePhone(raw, smsc.CountryUA); err != nil {
				t.Fatal(err)
			}
		}), 1.0, raw)
	}
	huge := strings.Repeat("\u00a0", 1<<20) + "+380501234567"
	assert.LessOrEqual(t, testing.AllocsPerRun(5, func() {
		if _, err := smsc.NormalizePhone(huge, smsc.CountryUA); err != nil {
			t.Fatal(err)
		}
	}), 1.0, "a megabyte of spaces")
}

// A result that shared memory with its input would keep a whole file alive.
func TestNormalizedPhoneIsACopy(t *testing.T) {
	t.Parallel()
	raw := "+380501234567"
	got, err := smsc.NormalizePhone(raw, "")
	require.NoError(t, err)
	assert.Equal(t, raw, got)
	assert.NotSame(t, unsafe.StringData(raw), unsafe.StringData(got))
}

func BenchmarkNormalizePhone(b *testing.B) {
	for _, raw := range []string{"+380501234567", "\ufeff+38 (050)\u00a0123-45-67"} {
		b.Run(raw, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := smsc.NormalizePhone(raw, smsc.CountryUA); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
