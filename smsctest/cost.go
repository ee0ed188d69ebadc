package smsctest

import (
	"time"

	"github.com/shopspring/decimal"
)

// cost runs get_sms_cost and get_sms_cost2.
func (g *Gateway) cost(c *call) *answer {
	p := c.params
	if p.code != 0 {
		return refuse(p.code)
	}
	if !g.limiter.allowCost(p.sum(c.elements, SameRequest), c.at) {
		return refuse(codeTooOften)
	}
	q := g.quote(p, c.at)
	if q.code != 0 {
		return refuse(q.code)
	}
	return q.answer()
}

func (q *quote) answer() *answer {
	a := &answer{}
	a.add("cost", q.cost.String())
	a.addInt("cnt", int64(q.count))
	return a
}

// quote is what a send would make: its recipients looked up and priced.
type quote struct {
	code     int // the request error when nobody is left to send to
	lines    []quotedLine
	bad      []badRecipient
	cost     decimal.Decimal
	count    int  // parts times recipients, or seconds
	accepted int  // recipients
	virtual  bool // nothing is sent, nothing is paid

	// What times worked out last.
	price, product decimal.Decimal
	parts          int
}

// quotedLine is a line as it would be delivered.
type quotedLine struct {
	*line

	text  string
	parts int
	good  []pricedRecipient
}

type pricedRecipient struct {
	phone string
	cost  decimal.Decimal
}

// quote prices a send. Recipients that cannot be sent to are left out; it fails
// when there are no others, with the error of the first (inferred from the HTTP
// docs, err).
func (g *Gateway) quote(p *params, now time.Time) *quote {
	q := &quote{}
	for i := range p.lines {
		l := &p.lines[i]
		text, parts := l.count(p.maxParts)
		ql := quotedLine{line: l, text: text, parts: parts}
		for _, phone := range g.members(l.phones) {
			to, bad := g.lookUp(phone, l.about.channel, now)
			if bad != nil {
				q.bad = append(q.bad, *bad)
				continue
			}
			cost := q.times(g.price(to, l.about.channel), parts)
			ql.good = append(ql.good, pricedRecipient{phone: to, cost: cost})
			q.cost = q.cost.Add(cost)
			q.count += parts
			q.accepted++
		}
		q.lines = append(q.lines, ql)
	}
	if q.accepted == 0 {
		q.code = codePhone // of a group without members
		if len(q.bad) > 0 {
			q.code = q.bad[0].code
		}
	}
	return q
}

// free makes it what a send costs in test mode.
func (q *quote) free() {
	q.virtual, q.cost = true, decimal.Zero
	for i := range q.lines {
		for j := range q.lines[i].good {
			q.lines[i].good[j].cost = decimal.Zero
		}
	}
}

// times is the price of all parts. Recipients of a mailing mostly have the same
// price, and then share the one amount.
func (q *quote) times(price decimal.Decimal, parts int) decimal.Decimal {
	if q.parts != parts || !q.price.Equal(price) {
		q.price, q.parts = price, parts
		q.product = price.Mul(decimal.NewFromInt(int64(parts)))
	}
	return q.product
}

func (g *Gateway) price(phone string, channel Channel) decimal.Decimal {
	if price, ok := g.channelPrices[channel]; ok {
		return price
	}
	price, _ := g.prices.find(phone)
	return price
}
