package smsc_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

func TestBalanceResult(t *testing.T) {
	t.Parallel()
	for leaves, want := range map[string]*smsc.BalanceResult{
		"<balance>-12.3456</balance>":                        {Balance: money("-12.3456").Value},
		"<balance> 0 </balance>":                             {Balance: money("0").Value},
		"<balance>1</balance><currency>UAH</currency>":       {Balance: money("1").Value, Extra: url.Values{"currency": {"UAH"}}},
		"<balance>1</balance><credit>5</credit><credit/>":    {Balance: money("1").Value, Extra: url.Values{"credit": {"5", ""}}},
		"<balance>many</balance>":                            nil,
		"<balance/>":                                         nil,
		"<balance>1e9</balance>":                             nil,
		"<balance>1.0000000000000000000000000001</balance>":  nil,
		"<credit>5</credit>":                                 nil,
		"<balance>1234567890123456789012345678901</balance>": nil,
	} {
		t.Run(leaves, func(t *testing.T) {
			t.Parallel()
			got, err := newClient(t, &wire{answer: balanceAnswer(leaves)}).Balance(t.Context())
			if want == nil {
				assert.ErrorIs(t, err, smsc.ErrMalformedAnswer)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
}
