package smsc

import (
	"regexp"
	"testing"

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
