package recipient_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

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
