package smsc

import (
	"context"
	"net/url"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// BalanceResult is the account's balance.
type BalanceResult struct {
	// Balance is the balance, in the account's currency, which the service does not
	// name.
	Balance decimal.Decimal `json:"balance"`
	// Extra are elements of the answer that this package does not know, by element
	// name. nil when there are none.
	Extra url.Values `json:"extra,omitempty"`
}

// Balance asks for the account's balance. The service takes 10 such requests a
// minute. (SMSC SOAP docs, get_balance.)
func (c *Client) Balance(ctx context.Context) (result *BalanceResult, err error) {
	ctx, watched := c.observe(ctx, CallStart{Method: "Balance"})
	defer func() { watched.end(err, func(end *CallEnd) { end.Balance = Some(result.Balance) }) }()
	s := c.credentials.reveal()
	var answer soapgen.BalanceAnswer
	request := &soapgen.BalanceRequest{Login: s.login, Psw: s.password, APIKey: optionalText(s.apiKey)}
	if err := c.read(ctx, call{op: OpBalance, request: request, answer: &answer}); err != nil {
		return nil, err
	}
	read := newLeaves(answer.Extra)
	balance := read.money("balance", answer.Balance)
	if !balance.Present {
		return nil, malformed(OpBalance, "neither an error code nor a balance")
	}
	return &BalanceResult{Balance: balance.Value, Extra: read.extra}, nil
}
