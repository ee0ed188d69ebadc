package smsc

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// spellingsOf are the ways in which programs write a character of what they echo.
func spellingsOf(r rune) map[string]string {
	s := string(r)
	each := func(format string) string {
		var b strings.Builder
		for i := range len(s) {
			fmt.Fprintf(&b, format, s[i])
		}
		return b.String()
	}
	units := func(format string) string {
		var b strings.Builder
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, format, unit)
		}
		return b.String()
	}
	unquoted := func(s string) string { return s[1 : len(s)-1] }
	asJSON := func(s string) string {
		encoded, _ := json.Marshal(s) //nolint:errchkjson // a string
		return unquoted(string(encoded))
	}
	all := map[string]string{
		"decimal reference":                fmt.Sprintf("&#%d;", r),
		"decimal reference with a zero":    fmt.Sprintf("&#0%d;", r),
		"hexadecimal reference":            fmt.Sprintf("&#x%x;", r),
		"hexadecimal reference, X":         fmt.Sprintf("&#X%X;", r),
		"hexadecimal reference with zeros": fmt.Sprintf("&#x00%X;", r),
		"reference in XML in XML":          fmt.Sprintf("&amp;#%d;", r),
		"html":                             html.EscapeString(s),
		"html in html":                     html.EscapeString(html.EscapeString(s)),
		"html in html in html":             html.EscapeString(html.EscapeString(html.EscapeString(s))),
		"JSON":                             asJSON(s),
		"JSON in JSON":                     asJSON(asJSON(s)),
		"JSON of ASCII":                    units(`\u%04x`),
		"JSON of ASCII, capitals":          units(`\u%04X`),
		"JSON of ASCII in JSON":            units(`\\u%04x`),
		"JSON of ASCII, twice more":        units(`\\\\u%04x`),
		"JSON of PHP":                      strings.ReplaceAll(asJSON(s), "/", `\/`),
		"JSON of PHP in JSON":              asJSON(strings.ReplaceAll(asJSON(s), "/", `\/`)),
		"ES6":                              fmt.Sprintf(`\u{%x}`, r),
		"Go, short":                        unquoted(strconv.QuoteToASCII(s)),
		"Go, long":                         fmt.Sprintf(`\U%08x`, r),
		"bytes":                            each(`\x%02x`),
		"bytes, capitals":                  each(`\x%02X`),
		"octal":                            each(`\%03o`),
		"percent":                          each("%%%02X"),
		"percent, small":                   each("%%%02x"),
		"percent twice":                    each("%%25%02X"),
		"percent three times":              each("%%2525%02x"),
		"query":                            url.QueryEscape(s),
		"path":                             url.PathEscape(s),
	}
	if strings.ContainsAny(s, `'"\`) {
		all["addslashes"] = `\` + s
		all["addslashes twice"] = `\\\` + s
	}
	if named := map[string]string{"'": "&apos;", `"`: "&quot;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}[s]; named != "" {
		all["entity"] = named
		all["entity in XML"] = html.EscapeString(named)
	}
	if s != `\` { // one that stands as it is escapes what follows
		all["plain"] = s
	}
	return all
}

// secretSigns are what passwords are made of, with all that has a spelling of its own.
var secretSigns = []rune(`aZ09 &<>"'\/+%~!@#$^*()-_=.,;:?[]{}|` + "`\t\n\rїЩ€é中🚀") //nolint:gosmopolitan // of any script

// TestEverySpellingIsScrubbed writes each character of a secret in a way of its own:
// nothing of it shows, and nothing else is hidden.
func TestEverySpellingIsScrubbed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SliceOfN(rapid.SampledFrom(secretSigns), 1, 30).Draw(t, "secret")
		var spelled strings.Builder
		for _, r := range secret {
			ways := spellingsOf(r)
			spelled.WriteString(ways[rapid.SampledFrom(slices.Sorted(maps.Keys(ways))).Draw(t, "spelling")])
		}
		s := newScrubber("", string(secret))
		const before, after = "ECHO«", "»END"
		text := before + spelled.String() + after
		if got := s.text(text); got != before+redacted+after {
			t.Fatalf("%q, written %q, shows as %q", string(secret), spelled.String(), got)
		}
		if longest := len(spelled.String()); longest > s.longest {
			t.Fatalf("%q takes %d bytes, more than the %d that are reckoned with", spelled.String(), longest, s.longest)
		}
	})
}

// TestEverySpellingOfEveryCharacter goes through all of them once.
func TestEverySpellingOfEveryCharacter(t *testing.T) {
	t.Parallel()
	for _, r := range secretSigns {
		s := newScrubber("hunter" + string(r) + "2")
		for name, spelled := range spellingsOf(r) {
			assert.Equal(t, "a "+redacted+" b", s.text("a hunter"+spelled+"2 b"), "%q: %s", r, name)
			assert.Equal(t, "a "+redacted+" b", newScrubber("hunter"+string(r)).text("a hunter"+spelled+" b"), "%q: %s, in the end", r, name)
		}
	}
}

func TestSecretInBase64IsScrubbed(t *testing.T) {
	t.Parallel()
	const secret = "hunter2>?~ї"
	s := newScrubber(secret)
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		assert.Equal(t, "a "+redacted+" b", s.text("a "+encoding.EncodeToString([]byte(secret))+" b"))
	}
}

// TestCutSecretIsNotShown: a text that was cut inside a secret shows none of it.
func TestCutSecretIsNotShown(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[A-Z0-9]{1,40}`).Draw(t, "secret")
		way := rapid.SampledFrom([]func(string) string{
			func(s string) string { return s },
			func(s string) string { return eachRune(s, "&#%d;") },
			func(s string) string { return eachRune(s, `\\u%04x`) },
			func(s string) string { return eachRune(s, "%%25%02X") },
		}).Draw(t, "way")
		s := newScrubber(secret)
		const cutAt = 2000
		spelled := way(secret)
		start := cutAt - rapid.IntRange(1, min(len(spelled), cutAt)).Draw(t, "inside")
		from := (strings.Repeat("~", start) + spelled + "~~~~~")[:cutAt]
		got := s.cutText(from, cutAt)
		if strings.Trim(strings.TrimSuffix(got, redacted), "~") != "" {
			t.Fatalf("%q shows", got)
		}
		if whole := s.cutText(from[:cutAt-1], cutAt); len(from) > cutAt && whole != from[:cutAt-1] {
			t.Fatalf("what was not cut is not touched")
		}
	})
}

func eachRune(s, format string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, format, r)
	}
	return b.String()
}

func TestCutTextKeepsWhatIsSafe(t *testing.T) {
	t.Parallel()
	s := newScrubber("hunter2")
	safe := 1000 - s.longest
	text := "one hunter2 two " + strings.Repeat("x", 1000)
	assert.Equal(t, "one "+redacted+" two "+strings.Repeat("x", safe-16), s.cutText(text[:1000], 1000))
	assert.Equal(t, "one "+redacted+" two", s.cutText("one hunter2 two", 1000), "it was not cut")
	assert.Empty(t, s.cutText("one hunter2 two", 10), "all of it may belong to a secret")
	assert.Equal(t, text, newScrubber("").cutText(text, 10), "without a secret there is nothing to hide")
	border := strings.Repeat("x", safe-3) + "hunter2" + strings.Repeat("y", 1000)
	assert.Equal(t, strings.Repeat("x", safe-3)+redacted, s.cutText(border[:1000], 1000), "a whole one at the border")
}

func TestScrubbedErrorKeepsItsMeaning(t *testing.T) {
	t.Parallel()
	s := newScrubber("hunter2")
	dirty := fmt.Errorf("proxy said hunter2: %w", io.ErrUnexpectedEOF)
	clean := s.error(dirty)
	assert.EqualError(t, clean, "proxy said "+redacted+": unexpected EOF")
	assert.ErrorIs(t, clean, io.ErrUnexpectedEOF)
	assert.NoError(t, errors.Unwrap(clean), "what it wraps would show the secret")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		assert.Equal(t, clean.Error(), fmt.Sprintf(verb, clean))
	}
	other := errors.New("nothing to hide")
	assert.Same(t, other, s.error(other))
}
