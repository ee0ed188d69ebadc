package smsc

import (
	"context"
	"net/url"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// CostResult is the price of a request.
type CostResult struct {
	// Cost is the price, in the account's currency, which the service does not
	// name.
	Cost decimal.Decimal
	// Count is the number of SMS, parts times recipients; for calls, seconds.
	Count Optional[int]
	// Extra are elements of the answer that this package does not know, and
	// values that it could not read, by element name. nil when there are none.
	Extra url.Values
}

// Cost prices a request without sending anything. The whole request is checked,
// so that what was priced can be sent; what does not decide the price (ID,
// Comment, When, Spread, ValidFor and what is reported) stays at home. A Sender
// goes along as a parameter of the query string, which is inferred.
//
// Violations come back as [*ValidationError] values, joined; codes of the service
// as [*APIError].
func (c *Client) Cost(ctx context.Context, request SendRequest) (*CostResult, error) {
	d, err := c.compose(&request, true)
	if err != nil {
		return nil, err
	}
	if d.sender != "" {
		d.query.add("sender", d.sender)
	}
	key := c.authorise(&d.query)
	s := c.credentials.reveal()
	if len(d.query) == 0 {
		var answer soapgen.CostAnswer
		if err := c.read(ctx, exchange{
			request: &soapgen.CostRequest{Login: s.login, Psw: s.password, Phones: d.phones, Mes: d.mes},
			answer:  &answer, code: &answer.Error, key: costKey(d),
		}); err != nil {
			return nil, err
		}
		return c.costResult(OpGetSMSCost, answer.Cost, answer.Cnt, answer.Extra)
	}
	var answer soapgen.Cost2Answer
	if err := c.read(ctx, exchange{
		request: &soapgen.Cost2Request{
			Login: s.login, Psw: s.password, Phones: d.phones, Mes: d.mes,
			Query: d.query.encode(), APIKey: key,
		},
		answer: &answer, code: &answer.Error, key: costKey(d),
	}); err != nil {
		return nil, err
	}
	return c.costResult(OpGetSMSCost2, answer.Cost, answer.Cnt, answer.Extra)
}

func (c *Client) costResult(op Operation, cost, count soapgen.Optional, unknown []soapgen.Leaf) (*CostResult, error) {
	f := newFields(unknown)
	price := f.money("cost", cost)
	if !price.Present {
		return nil, c.malformed(op, "neither an error code nor a cost")
	}
	return &CostResult{Cost: price.Value, Count: f.integer("cnt", count), Extra: f.extra}, nil
}
