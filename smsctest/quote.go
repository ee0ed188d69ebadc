package smsctest

import (
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// quote is an order with its recipients looked up and priced.
type quote struct {
	code     int // the request error when nobody is left to send to
	lines    []quotedLine
	bad      []badRecipient
	cost     decimal.Decimal
	count    int // parts times recipients, or seconds
	accepted int // recipients

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

// badRecipient is a recipient who gets nothing.
type badRecipient struct {
	phone  string
	status Status
	err    int // delivery error
	code   int // request error, should there be no other recipient
}

// quote prices an order. Recipients that cannot be sent to are left out; the order
// fails when there are no others, with the error of the first (inferred from the
// HTTP docs, err).
func (g *Gateway) quote(o *order, now time.Time) *quote {
	q := &quote{}
	for i := range o.lines {
		l := &o.lines[i]
		text, parts := l.count(o.maxParts)
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

// times is the price of all parts. Recipients of a mailing mostly have the same
// price, and then share the one amount.
func (q *quote) times(price decimal.Decimal, parts int) decimal.Decimal {
	if q.parts != parts || !q.price.Equal(price) {
		q.price, q.parts = price, parts
		q.product = price.Mul(decimal.NewFromInt(int64(parts)))
	}
	return q.product
}

// members replaces the known groups among recipients by their members.
func (g *Gateway) members(phones []string) []string {
	if len(g.groups) == 0 {
		return phones
	}
	var all []string
	for _, phone := range phones {
		if group, ok := g.groups[phone]; ok {
			all = append(all, group...)
		} else {
			all = append(all, phone)
		}
	}
	return all
}

func (g *Gateway) lookUp(raw string, channel Channel, now time.Time) (string, *badRecipient) {
	phone, ok := address(raw, channel, g.correct)
	if !ok || groupForm.MatchString(raw) {
		return "", &badRecipient{phone: raw, status: StatusWrongNumber, err: 249, code: codePhone}
	}
	if blocked, _ := g.undeliverable.find(phone); blocked {
		return "", &badRecipient{phone: phone, status: StatusUnavailable, err: 248, code: codeUndeliverable}
	}
	if g.guard.flooded(phone, now) {
		return "", &badRecipient{phone: phone, status: StatusForbidden, err: 251, code: g.limits.FloodError}
	}
	return phone, nil
}

func (g *Gateway) price(phone string, channel Channel) decimal.Decimal {
	if price, ok := g.channelPrices[channel]; ok {
		return price
	}
	price, _ := g.prices.find(phone)
	return price
}

// items are the lists that err=1 and op=1 ask for. What is in them over SOAP is
// inferred from the recorded WSDL (errors) and the HTTP docs (phones).
func (g *Gateway) items(o *order, q *quote) []item {
	var items []item
	if o.errors {
		for _, bad := range q.bad {
			items = append(items, item{"errors", []leaf{
				{"phone", bad.phone}, {"status", strconv.Itoa(int(bad.status))},
			}})
		}
	}
	if !o.details {
		return items
	}
	for _, l := range q.lines {
		for _, to := range l.good {
			op, _ := g.operators.find(to.phone)
			items = append(items, item{"phones", []leaf{
				{"phone", to.phone},
				{"mcc", op.MCC},
				{"mnc", op.MNC},
				{"cost", to.cost.String()},
				{"status", strconv.Itoa(int(StatusWaiting))},
			}})
		}
	}
	for _, bad := range q.bad {
		op, _ := g.operators.find(bad.phone)
		items = append(items, item{"phones", []leaf{
			{"phone", bad.phone},
			{"mcc", op.MCC},
			{"mnc", op.MNC},
			{"cost", "0"},
			{"status", strconv.Itoa(int(bad.status))},
			{"error", strconv.Itoa(bad.err)},
		}})
	}
	return items
}
