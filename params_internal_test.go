package smsc

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// TestFormsAreThosePatterns holds the checks that every call makes, which are
// written out for speed, against the patterns that say what they are.
func TestFormsAreThosePatterns(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		check    func(string) bool
		pattern  string
		alphabet string
	}{
		"phone":   {isPhone, `^\+?[0-9]{5,15}$`, `[0-9+a ]`},
		"money":   {isMoney, `^[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?$`, `[0-9.+\-e ]`},
		"ID":      {validID, `^(?:[1-9][0-9]{0,9}|[0-9._-]*[A-Za-z._-][A-Za-z0-9._-]*)$`, `[0-9a-zA-Z._\-/:@ ]`},
		"a name":  {plainName, `^[A-Za-z][A-Za-z0-9_]{0,39}$`, "[0-9a-zA-Z_.`@{\\[ ]"},
		"a digit": {func(s string) bool { return isDigits(s, 3) }, `^[0-9]{1,3}$`, `[0-9/:]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pattern := regexp.MustCompile(c.pattern)
			texts := rapid.OneOf(rapid.StringMatching(c.alphabet+`{0,42}`), rapid.StringMatching(c.pattern), rapid.String())
			rapid.Check(t, func(t *rapid.T) {
				s := texts.Draw(t, "s")
				want := pattern.MatchString(s)
				if name == "ID" {
					want = want && len(s) <= 40 && (!regexp.MustCompile(`^[0-9]+$`).MatchString(s) || len(s) < 10 || len(s) == 10 && s <= "2147483647")
				}
				if c.check(s) != want {
					t.Fatalf("%q: %v, the pattern says %v", s, !want, want)
				}
			})
		})
	}
}

// TestRepeatsFindsEveryRepetition, and nothing else, however many there are.
func TestRepeatsFindsEveryRepetition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		to := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return rapid.SampledFrom([]string{"", "+"}).Draw(t, "plus") + strconv.Itoa(rapid.IntRange(0, 300).Draw(t, "n"))
		}), 0, 300).Draw(t, "to")
		seen := newRepeats(to)
		var plain []string
		for i := range to {
			first, again := seen.add(i)
			number := strings.TrimPrefix(to[i], "+")
			want := slices.Index(plain, number)
			plain = append(plain, number)
			if again != (want >= 0) || again && first != want {
				t.Fatalf("%q at %d: %v, %d; want %d", number, i, again, first, want)
			}
		}
	})
}

func TestNewIDs(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	letters := make(map[rune]int)
	for range 1000 {
		id := newID()
		assert.Regexp(t, `^[a-z2-7]{26}$`, id)
		assert.False(t, seen[id], "twice")
		seen[id] = true
		for _, letter := range id {
			letters[letter]++
		}
	}
	assert.Len(t, letters, 32)
	for letter, n := range letters {
		assert.InDelta(t, 26_000/32, n, 200, "%c comes as often as the others", letter) // seven times the standard deviation
	}
}
