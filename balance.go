package smsc

import (
	"context"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// Balance returns the account's balance, in its currency, which the service does
// not name. The service takes 10 such requests a minute. (SMSC SOAP docs,
// get_balance.)
func (c *Client) Balance(ctx context.Context) (decimal.Decimal, error) {
	s := c.credentials.reveal()
	var answer soapgen.BalanceAnswer
	if err := c.read(ctx, exchange{
		request: &soapgen.BalanceRequest{Login: s.login, Psw: s.password, APIKey: optionalText(s.apiKey)},
		answer:  &answer, code: &answer.Error,
	}); err != nil {
		return decimal.Decimal{}, err
	}
	balance := newFields(nil).money("balance", answer.Balance)
	if !balance.Present {
		return decimal.Decimal{}, c.malformed(OpGetBalance, "neither an error code nor a balance")
	}
	return balance.Value, nil
}
