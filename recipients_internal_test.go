package smsc

import (
	"testing"

	"github.com/stretchr/testify/assert"
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
