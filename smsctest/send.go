package smsctest

import (
	"strconv"
	"time"

	"github.com/go-smsc/smsc"
)

// send runs send_sms and send_sms2.
func (g *Gateway) send(c *call) *answer {
	a := g.sendOrRefuse(c)
	// A refusal for asking too often says nothing of the request itself.
	if a.code != codeTooOften && c.params.cost != 1 {
		g.limiter.sent(c.from, a.code, c.at)
	}
	return a
}

func (g *Gateway) sendOrRefuse(c *call) *answer {
	p := c.params
	if p.code != 0 {
		return refuse(p.code)
	}
	if p.cost == 1 { // a price is all that is asked for (SMSC SOAP docs, cost)
		q := g.quote(p, c.at)
		if q.code != 0 {
			return g.refuseSend(p, q)
		}
		return q.answer()
	}
	sum := p.sum(c.elements, g.limits.Duplicate)
	if g.duplicates.have(sum, c.at) {
		return refuse(codeTooOften)
	}
	if g.forbidden(p) {
		return g.refuseSend(p, &quote{code: codeForbidden})
	}
	q := g.quote(p, c.at)
	if q.code == 0 && g.funds.LessThan(q.cost) {
		q.code = codeFunds
	}
	if q.code != 0 {
		return g.refuseSend(p, q)
	}

	g.duplicates.accepted(sum, c.at)
	g.funds = g.funds.Sub(q.cost)
	id := g.takeID(p.id)
	g.accept(c, p, q, id)
	c.log.ID, c.log.Accepted = id, q.accepted
	return g.answerSend(p, q, id)
}

func (g *Gateway) answerSend(p *params, q *quote, id string) *answer {
	a := &answer{}
	a.add("id", id)
	if p.cost == 3 || g.alwaysCost {
		a.add("balance", g.funds.String())
	}
	if p.cost >= 2 || g.alwaysCost {
		a.add("cost", q.cost.String())
	}
	a.addInt("cnt", int64(q.count))
	a.items = g.items(p, q)
	return a
}

// refuseSend refuses a send that was looked into. The answer has an id, as that
// of the HTTP API has (SMSC HTTP docs, errors 3, 6, 7 and 8).
func (g *Gateway) refuseSend(p *params, q *quote) *answer {
	a := &answer{code: q.code}
	a.add("id", g.takeID(p.id))
	a.addInt("error", int64(q.code))
	a.items = g.items(p, q)
	return a
}

// takeID returns the given ID, or the next of the service's own.
func (g *Gateway) takeID(given string) string {
	if given != "" {
		return given
	}
	g.lastID++
	return strconv.FormatInt(g.lastID, 10)
}

func (g *Gateway) forbidden(p *params) bool {
	for _, l := range p.lines {
		if g.forbiddenText(l.text) || g.forbiddenSender(l.from(p)) {
			return true
		}
	}
	return false
}

// from is the sender of a line. A dot switches the account's default one off
// (seen in public clients).
func (l *line) from(p *params) string {
	if l.sender != "" {
		return l.sender
	}
	return p.sender
}

// accept makes the messages.
func (g *Gateway) accept(c *call, p *params, q *quote, id string) {
	var index, total int
	for _, l := range q.lines {
		total += len(l.good)
	}
	for _, l := range q.lines {
		m := &mailing{
			request: c.log.Seq, id: id, text: l.text, sender: l.from(p), about: l.about,
			parts: l.parts, validity: p.validity, acceptedAt: c.at, params: p.query,
		}
		if m.about.channel == ChannelCall {
			m.voice = &p.voice
		}
		first := p.time.at(c.at, g.zoneOf(p, l.line))
		for _, to := range l.good {
			r := &record{mailing: m, phone: to.phone, cost: to.cost, sendAt: first.Add(p.spread.after(index, total))}
			r.life = g.lifeOf(r, c.at)
			g.messages.add(r)
			g.limiter.delivered(to.phone, c.at)
			index++
		}
	}
	g.wake()
}

// zoneOf is the time zone of a line: its own, which works with a clock time only
// (SMSC SOAP docs, list), the request's, or the account's.
func (g *Gateway) zoneOf(p *params, l *line) *time.Location {
	switch {
	case l.zone != nil && p.time.form == formWall:
		return l.zone
	case p.zone != nil:
		return p.zone
	default:
		return g.zone
	}
}

func (g *Gateway) lifeOf(r *record, now time.Time) Life {
	if g.lifeFunc != nil {
		if life, ok := g.lifeFunc(r.message(now)); ok {
			return life
		}
	}
	life, _ := g.lives.find(r.phone)
	return life
}

// items are the lists that err=1 and op=1 ask for. What is in them over SOAP is
// inferred from the recorded WSDL (errors) and the HTTP docs (phones).
func (g *Gateway) items(p *params, q *quote) []item {
	var items []item
	if p.errors {
		for _, bad := range q.bad {
			items = append(items, item{"errors", []leaf{
				{"phone", bad.phone}, {"status", strconv.Itoa(int(bad.status))},
			}})
		}
	}
	if !p.details {
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
				{"status", strconv.Itoa(int(smsc.StatusWaiting))},
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
			{"error", strconv.Itoa(int(bad.err))},
		}})
	}
	return items
}
