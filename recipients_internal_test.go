package smsc

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// TestSameRecipient: an answer about somebody else is no answer, and the service names a
// number as it has corrected it.
func TestSameRecipient(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		asked, named string
		want         bool
	}{
		{"+380501234567", "380501234567", true},
		{"380501234567", "+380501234567", true},
		{"0501234567", "380501234567", true},
		{"80501234567", "380501234567", true},
		{"+380501234567", "\n380501234567 ", true},
		{"+380501234567", "", true}, // it does not say
		{"+380501234567", "380501234568", false},
		{"+380501234567", "1234567", true},
		{"12345", "12345", true},
		{"12345", "2345", false},
		{"12345", "99912345", false}, // a short number is itself, or another one
		{"@Nick_name", "nick_name", true},
		{"nick_name", "@other_name", false},
		{"a@example.com", "A@Example.com", true},
		{"a@example.com", "b@example.com", false},
		{"+380501234567", "nick_name", false},
		{"nick_name", "380501234567", false},
		{"#12345", "#12345", true},
		{"#12345", "12345", false},
	} {
		assert.Equal(t, c.want, sameRecipient(c.asked, c.named), "asked for %q, told of %q", c.asked, c.named)
	}
}

// TestEveryRepetitionIsFound, and nothing else, however many recipients there are.
func TestEveryRepetitionIsFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		to := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return rapid.SampledFrom([]string{"", "+", "00"}).Draw(t, "prefix") + strconv.Itoa(380_501_234_000+rapid.IntRange(0, 300).Draw(t, "n"))
		}), 1, 300).Draw(t, "to")
		var want []string
		var plain []string
		for i := range to {
			number := strings.TrimPrefix(strings.TrimPrefix(to[i], "+"), "00")
			if first := slices.Index(plain, number); first >= 0 && len(want) < 100 {
				want = append(want, fmt.Sprintf("smsc: To[%d]: repeats To[%d]", i, first))
			}
			plain = append(plain, number)
		}
		wrong, _ := SendRequest{To: to, Text: "hi"}.Validate().(ValidationErrors) //nolint:errorlint // it comes as it is
		for i := range want {
			if i >= len(wrong) || !strings.HasPrefix(wrong[i].Error(), want[i]) {
				t.Fatalf("want %s; found %v", want[i], wrong)
			}
		}
		if len(want) < 100 && len(wrong) != len(want) {
			t.Fatalf("want %d repetitions; found %v", len(want), wrong)
		}
	})
}
