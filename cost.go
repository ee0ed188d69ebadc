package smsc

import (
	"context"
	"net/url"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// CostResult is the price of a request.
type CostResult struct {
	// Cost is the price, in the account's currency, which the service does not
	// name.
	Cost decimal.Decimal `json:"cost"`
	// Count is the number of SMS, parts times recipients; for calls, seconds.
	Count Optional[int] `json:"count,omitzero"`
	// Extra are elements of the answer that this package does not know, and
	// values that it could not read, by element name. nil when there are none.
	Extra url.Values `json:"extra,omitempty"`
}

// Cost prices a request without sending anything. The whole request is checked,
// so that what was priced can be sent. What does not decide the price is left out of
// the request: ID, Comment, When, Spread, ValidFor, ConfirmDays, captcha, address,
// partner, and what is reported. A Sender goes as a parameter of the query string,
// which is inferred.
//
// Violations come back as [ValidationErrors], codes of the service as [*APIError].
func (c *Client) Cost(ctx context.Context, request SendRequest) (result *CostResult, err error) {
	p, wrong := request.params()
	wrong = append(wrong, c.limit(&p)...)
	if err := wrong.err(); err != nil {
		return nil, err
	}
	ctx, watched := c.observe(ctx, CallStart{Method: "Cost", Recipients: p.recipients})
	defer func() {
		watched.end(err, func(end *CallEnd) { end.Cost, end.Count = Some(result.Cost), result.Count })
	}()
	s := c.credentials.reveal()
	query := append(slices.Clip(p.message), p.extra...)
	if p.sender != "" {
		query.add("sender", p.sender)
	}
	if s.apiKey == "" && len(query) == 0 {
		var answer soapgen.CostAnswer
		simple := &soapgen.CostRequest{Login: s.login, Psw: s.password, Phones: p.phones, Mes: p.mes}
		if err := c.read(ctx, call{op: OpCost, request: simple, answer: &answer, key: costKey(&p)}); err != nil {
			return nil, err
		}
		return costResult(answer.Cost, answer.Cnt, answer.Extra)
	}
	var answer soapgen.Cost2Answer
	extended := &soapgen.Cost2Request{
		Login: s.login, Psw: s.password, Phones: p.phones, Mes: p.mes,
		Query: withKey(query, s).encode(p.bytes), APIKey: optionalText(s.apiKey),
	}
	if err := c.read(ctx, call{op: OpCost, request: extended, answer: &answer, key: costKey(&p)}); err != nil {
		return nil, err
	}
	return costResult(answer.Cost, answer.Cnt, answer.Extra)
}

func costResult(cost, count soapgen.Optional, unknown []soapgen.Leaf) (*CostResult, error) {
	read := newLeaves(unknown)
	price := read.money("cost", cost)
	if !price.Present {
		return nil, malformed(OpCost, "neither an error code nor a cost")
	}
	return &CostResult{Cost: price.Value, Count: read.integer("cnt", count), Extra: read.extra}, nil
}

// withKey adds the API key where there is one. The recorded WSDLs do not have the
// element of that name, so where ours has it the key goes in both places. See
// docs/gateway.md.
func withKey(q query, s *secrets) query {
	if s.apiKey != "" {
		q.add("apikey", s.apiKey)
	}
	return q
}

// optionalText is an element that is left out when it is empty.
func optionalText(s string) soapgen.Optional {
	if s == "" {
		return soapgen.Optional{}
	}
	return soapgen.Some(s)
}
