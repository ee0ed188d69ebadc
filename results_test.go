package smsc_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

func TestOptional(t *testing.T) {
	t.Parallel()
	var absent smsc.Optional[int]
	_, ok := absent.Get()
	assert.False(t, ok)
	assert.Equal(t, 7, absent.Or(7))
	assert.Equal(t, "absent", absent.String())
	zero := smsc.Some(0)
	value, ok := zero.Get()
	assert.True(t, ok)
	assert.Zero(t, value)
	assert.Zero(t, zero.Or(7))
	assert.Equal(t, "0", zero.String())
	out, err := json.Marshal([]any{absent, zero, money("1.50")})
	require.NoError(t, err)
	assert.JSONEq(t, `[null,0,"1.5"]`, string(out))
}

// TestOptionalEqual: == does not compile for an Optional, since 1 and 1.0 are kept in
// two ways. Equal compares values.
func TestOptionalEqual(t *testing.T) {
	t.Parallel()
	var none smsc.Optional[int]
	assert.True(t, none.Equal(smsc.Optional[int]{}))
	assert.True(t, none.Equal(smsc.Optional[int]{Value: 5}), "what is absent has no value")
	assert.False(t, none.Equal(smsc.Some(0)), "zero is not absent")
	assert.False(t, smsc.Some(0).Equal(none))
	assert.True(t, smsc.Some(7).Equal(smsc.Some(7)))
	assert.False(t, smsc.Some(7).Equal(smsc.Some(8)))
	assert.True(t, money("1").Equal(money("1.0")))
	assert.False(t, money("1").Equal(money("1.01")))
	assert.True(t, smsc.Some([]string{"a"}).Equal(smsc.Some([]string{"a"})), "by content, where T has no Equal")
	assert.False(t, smsc.Some([]string{"a"}).Equal(smsc.Some([]string{"b"})))
}

func TestOptionalReadsJSON(t *testing.T) {
	t.Parallel()
	read := struct {
		Absent, Null, Value smsc.Optional[int]
	}{Null: smsc.Some(3), Value: smsc.Some(4)}
	require.NoError(t, json.Unmarshal([]byte(`{"Null": null , "Value": 5}`), &read))
	assert.False(t, read.Absent.Present)
	assert.False(t, read.Null.Present)
	assert.Zero(t, read.Null.Value)
	assert.True(t, read.Value.Equal(smsc.Some(5)))
	assert.Error(t, json.Unmarshal([]byte(`{"Value": "x"}`), &read))
	assert.True(t, read.Value.Equal(smsc.Some(5)), "what cannot be read changes nothing")
}

func FuzzAnswerValues(f *testing.F) {
	f.Add("0", "1.5", "22.11.2026 18:30:00", "1795361400")
	f.Add("-3", "1e999999999", "99.99.9999 99:99:99", "-9223372036854775808")
	f.Add("3", "+0.00000000000000000000001", "", "0x10")
	f.Fuzz(func(t *testing.T, number, money, date, timestamp string) {
		escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
		leaves := "<status>1</status><err>" + escape.Replace(number) + "</err><cost>" + escape.Replace(money) + "</cost><last_date>" +
			escape.Replace(date) + "</last_date><last_timestamp>" + escape.Replace(timestamp) + "</last_timestamp>"
		got, err := newClient(t, &wire{answer: statusAnswer(leaves)}).Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "1"})
		if err != nil {
			assert.ErrorIs(t, err, smsc.ErrMalformedAnswer)
			return
		}
		// Each value was read, is empty, or is kept.
		for name, c := range map[string]struct {
			read bool
			raw  string
		}{
			"err": {got.DeliveryError.Present, number}, "cost": {got.Cost.Present, money},
		} {
			kept := slices.Contains(got.Extra[name], strings.ReplaceAll(strings.ReplaceAll(c.raw, "\r\n", "\n"), "\r", "\n"))
			assert.True(t, c.read || kept || strings.TrimSpace(c.raw) == "", "%s %q is lost", name, c.raw)
		}
		assert.Less(t, len(got.Cost.String()), 60)
	})
}
