package recipient_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc/internal/recipient"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"+380501234567", "380501234567", "00380501234567", "0501234567", "80501234567"},
		{"+77011234567", "77011234567", "87011234567"},
		{"+491711234567", "491711234567"},
		{"Somebody@Example.org", "somebody@example.org"},
		{"@Nick_1", "nick_1"},
		{"#123456"},
		{"12345", "+12345"},
		{"1234"},
		{"+1234"},
		{"1234567890123456"},
	} {
		for _, one := range same {
			assert.Equal(t, recipient.Canonical(same[0]), recipient.Canonical(one), one)
			assert.Equal(t, recipient.Canonical(one), recipient.Canonical(recipient.Canonical(one)), "it stays the same")
		}
	}
	for _, two := range [][2]string{
		{"+380501234567", "+380501234568"}, {"+0501234567", "0501234567"}, {"1234", "+1234"}, {"#123456", "123456"},
	} {
		assert.NotEqual(t, recipient.Canonical(two[0]), recipient.Canonical(two[1]))
	}
}

// TestSeen holds it against a map of canonical forms.
func TestSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seen := recipient.NewSeen()
		defer seen.Forget()
		want := make(map[string]bool)
		for _, entry := range rapid.SliceOf(rapid.OneOf(
			rapid.StringMatching(`(\+|00|0|80|8|38|380|7)?[01]{3,15}`), rapid.StringMatching(`[@#]?[aA1]{1,3}`),
		)).Draw(t, "recipients") {
			if again := seen.Again(entry); again != want[recipient.Canonical(entry)] {
				t.Fatalf("%q: %v", entry, again)
			}
			want[recipient.Canonical(entry)] = true
		}
	})
}

// TestSeenForgets: what is used again knows nobody, however large it was.
func TestSeenForgets(t *testing.T) {
	t.Parallel()
	for _, n := range []int{3, 10_000, 3} {
		seen := recipient.NewSeen()
		for i := range n {
			require.False(t, seen.Again(fmt.Sprintf("+38050%07d", i)))
			require.False(t, seen.Again(fmt.Sprintf("@nick_%d", i)))
		}
		seen.Forget()
	}
}
