package smsc_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

func TestTooManyViolationsAreCounted(t *testing.T) {
	t.Parallel()
	request := smsc.SendRequest{To: make([]string, 250), Text: "hi"}
	_, err := newClient(t, &wire{}).Send(t.Context(), request)
	fields := violated(t, err)
	assert.Len(t, fields, 101)
	assert.Equal(t, "To[99]", fields[99])
	assert.ErrorContains(t, err, "150 more violations")

	var personal smsc.SendRequest
	for range 60 {
		personal.Personal = append(personal.Personal, smsc.Personal{To: make([]string, 3)})
	}
	err = personal.Validate()
	assert.Len(t, violated(t, err), 101)
	assert.ErrorContains(t, err, "140 more violations", "60 times three recipients and a text")
}

func TestValidationErrors(t *testing.T) {
	t.Parallel()
	request := smsc.SendRequest{
		To: []string{phone, "x", "y"}, Text: "\x00", Spread: smsc.Spread{Interval: 1},
	}
	_, err := newClient(t, &wire{}).Send(t.Context(), request)
	wrong, ok := errors.AsType[smsc.ValidationErrors](fmt.Errorf("wrapped: %w", err))
	require.True(t, ok)
	assert.Equal(t, []string{"To[1]", "To[2]", "Text", "Spread.Interval", "Spread.Interval"}, violated(t, wrong))

	assert.Equal(t, []string{"To[1]", "To[2]"}, violated(t, wrong.Field("To")))
	assert.Equal(t, []string{"To[2]"}, violated(t, wrong.Field("To[2]")))
	assert.Equal(t, []string{"Text"}, violated(t, wrong.Field("Text")))
	assert.Equal(t, []string{"Spread.Interval", "Spread.Interval"}, violated(t, wrong.Field("Spread")))
	assert.Nil(t, wrong.Field("T"), "a beginning of a name is none")
	assert.Nil(t, wrong.Field("To[2"))
	assert.Nil(t, wrong.Field("Sender"))
	assert.Nil(t, smsc.ValidationErrors(nil).Field("To"))

	first, ok := errors.AsType[*smsc.ValidationError](err)
	require.True(t, ok)
	assert.Same(t, wrong[0], first)
	assert.Len(t, strings.Split(err.Error(), "\n"), len(wrong), "a line each")
	assert.True(t, strings.HasPrefix(err.Error(), "smsc: To[1]: must be a number in international form"), err)
}

func TestValidateAcceptsWhatIsRight(t *testing.T) {
	t.Parallel()
	assert.NoError(t, message().Validate())
	assert.NoError(t, smsc.StatusRequest{Recipient: phone, ID: "1"}.Validate())
}
