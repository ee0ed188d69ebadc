package smsc_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc"
)

func TestSegments(t *testing.T) {
	t.Parallel()
	gsm := func(parts, units, remaining int) smsc.Segmentation {
		return smsc.Segmentation{Encoding: smsc.GSM7, Parts: parts, Units: units, Remaining: remaining, ForcedAt: -1}
	}
	ucs := func(parts, units, remaining int, forced rune, at int) smsc.Segmentation {
		return smsc.Segmentation{Encoding: smsc.UCS2, Parts: parts, Units: units, Remaining: remaining, Forced: forced, ForcedAt: at}
	}
	a, ya := strings.Repeat, "я"
	for name, test := range map[string]struct {
		text string
		want smsc.Segmentation
	}{
		"empty":                             {"", gsm(1, 0, 160)},
		"one part, full":                    {a("a", 160), gsm(1, 160, 0)},
		"one more":                          {a("a", 161), gsm(2, 161, 145)},
		"two parts, full":                   {a("a", 306), gsm(2, 306, 0)},
		"three parts":                       {a("a", 307), gsm(3, 307, 152)},
		"extension counts two":              {a("a", 158) + "€", gsm(1, 160, 0)},
		"extension over the border":         {a("a", 159) + "€", gsm(2, 161, 145)},
		"escape pair is not split":          {a("a", 152) + "€" + a("a", 10), gsm(2, 164, 141)},
		"escape pair not split at the end":  {a("a", 305) + "€", gsm(3, 307, 151)},
		"basic table beyond ASCII":          {"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ ¤¡ÄÖÑÜ§¿äöñüà", gsm(1, 45, 115)},
		"extension table":                   {"\f^{}\\[~]|€", gsm(1, 20, 140)},
		"UCS-2, full":                       {a(ya, 70), ucs(1, 70, 0, 'я', 0)},
		"UCS-2, one more":                   {a(ya, 71), ucs(2, 71, 63, 'я', 0)},
		"UCS-2, two parts, full":            {a(ya, 134), ucs(2, 134, 0, 'я', 0)},
		"surrogate pair counts two":         {a("a", 68) + "😀", ucs(1, 70, 0, '😀', 68)},
		"surrogate pair is not split":       {a(ya, 66) + "😀" + a(ya, 10), ucs(2, 78, 55, 'я', 0)},
		"UCS-2 counts an extension as one":  {"€я", ucs(1, 2, 68, 'я', 3)},
		"position is in bytes":              {"éé’", ucs(1, 3, 67, '’', 4)},
		"grave accent":                      {"a`b", ucs(1, 3, 67, '`', 1)},
		"tab":                               {"a\tb", ucs(1, 3, 67, '\t', 1)},
		"small cedilla is not in the table": {"ç", ucs(1, 1, 69, 'ç', 0)},
		"control character":                 {"\x1b", ucs(1, 1, 69, '\x1b', 0)},
		"not UTF-8":                         {"a\xff", ucs(1, 2, 68, utf8.RuneError, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, smsc.Segments(test.text))
		})
	}
}

// The tables of 3GPP TS 23.038 hold 127 characters and an escape, and 10 more
// behind the escape.
func TestSizeOfTheTables(t *testing.T) {
	t.Parallel()
	widths := map[int]int{}
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if s := smsc.Segments(string(r)); s.Encoding == smsc.GSM7 {
			widths[s.Units]++
		}
	}
	assert.Equal(t, map[int]int{1: 127, 2: 10}, widths)
}

func TestEncodingNames(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "GSM-7 UCS-2", fmt.Sprint(smsc.GSM7, " ", smsc.UCS2))
}

// letters mixes both tables of GSM-7, UCS-2 characters and surrogate pairs.
var letters = rapid.SampledFrom([]rune("aZ9 @é€^[Ω\nяїЩ’`😀𝛑"))

func TestSegmentsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(letters, 0, 700, -1).Draw(t, "text")
		s := smsc.Segments(text)
		single, joined := s.Encoding.PartSize()
		if s.Encoding == smsc.UCS2 {
			assert.Len(t, utf16.Encode([]rune(text)), s.Units)
			assert.True(t, strings.HasPrefix(text[s.ForcedAt:], string(s.Forced)))
			assert.Equal(t, smsc.GSM7, smsc.Segments(text[:s.ForcedAt]).Encoding)
		}
		if s.Parts == 1 {
			assert.Equal(t, single, s.Units+s.Remaining)
			return
		}
		assert.Greater(t, s.Units, single)
		// A part loses one unit at most, where a pair would have been split.
		room := s.Parts*joined - s.Remaining
		assert.GreaterOrEqual(t, room, s.Units)
		assert.Less(t, room-s.Units, s.Parts)
	})
}

func TestTruncateSegments(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 400)
	assert.Equal(t, long[:160], smsc.TruncateSegments(long, 1))
	assert.Equal(t, long[:306], smsc.TruncateSegments(long, 2))
	assert.Equal(t, long, smsc.TruncateSegments(long, 3))
	assert.Empty(t, smsc.TruncateSegments(long, 0))
	assert.Equal(t, strings.Repeat("a", 159), smsc.TruncateSegments(strings.Repeat("a", 159)+"€", 1), "no half of a pair")
	assert.Equal(t, strings.Repeat("я", 69), smsc.TruncateSegments(strings.Repeat("я", 69)+"😀", 1))

	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(letters, 0, 700, -1).Draw(t, "text")
		parts := rapid.IntRange(1, 6).Draw(t, "parts")
		whole, cut := smsc.Segments(text), smsc.TruncateSegments(text, parts)
		assert.True(t, strings.HasPrefix(text, cut))
		assert.LessOrEqual(t, smsc.Segments(cut).Parts, parts)
		if whole.Parts <= parts {
			assert.Equal(t, text, cut)
			return
		}
		// Another character would not fit, as long as the encoding stays.
		_, size := utf8.DecodeRuneInString(text[len(cut):])
		longer := smsc.Segments(text[:len(cut)+size])
		if longer.Encoding == whole.Encoding {
			assert.Greater(t, longer.Parts, parts)
		}
	})
}
