package phonecheck_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
)

// TestMistakesReachNobodyElse writes valid numbers as people get them wrong. Each is
// read as the number that was meant, or refused.
func TestMistakesReachNobodyElse(t *testing.T) {
	t.Parallel()
	d := drawing{rand.New(rand.NewPCG(1, 0))}
	checked, accepted := 0, 0
	count := fewer(20_000)
	for range count {
		at := d.home()
		number := d.number(at)
		meant := "+" + at.code + number
		if read := readByTheirs(meant, ""); len(number) != at.size || !read.valid() || !read.personal() {
			continue
		}
		for what, typed := range mistakes(at, number) {
			got, err := smsc.NormalizePhone(typed, at.country)
			checked++
			if err == nil {
				accepted++
				assert.Equal(t, meant, got, "%s in %s, %s", typed, at.country, what)
			}
		}
	}
	t.Logf("%d checked, %d read as they were meant", checked, accepted)
	assert.Greater(t, checked, 5*count)
	assert.Greater(t, accepted, checked/10)
}

func mistakes(at home, number string) map[string]string {
	wrong := map[string]string{
		"country code twice":         at.code + at.code + number,
		"country code twice after +": "+" + at.code + at.code + number,
		"decimal":                    number + ".0",
		"decimal with country code":  at.code + number + ".0",
		"digit missing":              number[:len(number)-1],
	}
	for _, trunk := range at.trunks {
		wrong["behind "+trunk] = trunk + number
		wrong["behind the country code and "+trunk] = at.code + trunk + number
		wrong["behind + country code and "+trunk] = "+" + at.code + trunk + number
		wrong["behind + and "+trunk] = "+" + trunk + number
	}
	switch at.country {
	case smsc.CountryUA:
		wrong["behind +38 without 0"] = "+38" + number
		wrong["behind 38 without 0"] = "38" + number
		wrong["behind a form's +38, cut off"] = ("+38" + at.code + number)[:13]
		wrong["behind a form's +380, cut off"] = ("+380" + at.code + number)[:13]
		wrong["0 behind a form's +380, cut off"] = ("+380" + "0" + number)[:13]
	case smsc.CountryRU, smsc.CountryKZ:
		if strings.HasPrefix(number, "9") {
			wrong["8 behind a form's +7, cut off"] = ("+7" + "8" + number)[:12]
			wrong["7 behind a form's +7, cut off"] = ("+7" + "7" + number)[:12]
		} else {
			// The + before the number of a fixed line goes unnoticed: +495… is Germany.
			delete(wrong, "behind + and ")
		}
	case smsc.CountryTJ:
		// Some numbers begin with 0. Behind another one it leads abroad.
		delete(wrong, "behind 0")
	default:
	}
	return wrong
}
