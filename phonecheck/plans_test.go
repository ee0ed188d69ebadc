package phonecheck_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
)

// TestExamplesOfEveryCountry: a number of each country, fixed and mobile, is accepted.
func TestExamplesOfEveryCountry(t *testing.T) {
	t.Parallel()
	assert.Greater(t, len(examples), 400)
	for _, example := range examples {
		got, err := smsc.NormalizePhone("+"+example, "")
		if len(example) < 8 { // of Saint Helena, 7 digits with the country code
			assert.Error(t, err, example)
			continue
		}
		assert.NoError(t, err, example)
		assert.Equal(t, "+"+example, got)
	}
}

// TestCountryCodes: smsc knows the same country codes.
func TestCountryCodes(t *testing.T) {
	t.Parallel()
	supported := phonenumbers.GetSupportedCallingCodes()
	for first := range 1000 {
		begin := strconv.Itoa(first)
		begin = strings.Repeat("0", 3-len(begin)) + begin
		assigned := false
		for n := 1; n <= 3; n++ {
			code, _ := strconv.Atoi(begin[:n])
			assigned = assigned || begin[0] != '0' && supported[code]
		}
		_, err := smsc.NormalizePhone("+"+begin+"12345678", "")
		refusal, refused := errors.AsType[*smsc.PhoneError](err)
		assert.Equal(t, !assigned, refused && refusal.Reason == smsc.PhoneCountryCode, begin)
	}
}

// TestExamplesInTheirCountry: the examples of the countries with rules are accepted as
// people write them there, as the library formats them.
func TestExamplesInTheirCountry(t *testing.T) {
	t.Parallel()
	for _, at := range homes {
		for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.MOBILE, phonenumbers.FIXED_LINE} {
			number := phonenumbers.GetExampleNumberForType(string(at.country), kind)
			want := phonenumbers.Format(number, phonenumbers.E164)
			for _, format := range []phonenumbers.PhoneNumberFormat{phonenumbers.E164, phonenumbers.INTERNATIONAL, phonenumbers.NATIONAL} {
				typed := phonenumbers.Format(number, format)
				got, err := smsc.NormalizePhone(typed, at.country)
				assert.NoError(t, err, "%s in %s", typed, at.country)
				assert.Equal(t, want, got, "%s in %s", typed, at.country)
			}
		}
	}
}
