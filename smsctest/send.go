package smsctest

import (
	"strconv"
	"time"

	"github.com/go-smsc/smsc"
)

// checkSend refuses a send that cannot be read, and one that is identical to
// another just before. It returns nil for any other.
func (g *Gateway) checkSend(c *call) *answer {
	p := c.params
	switch {
	case p.code != 0:
		g.sent(c, p.code)
		return refuse(p.code)
	case p.cost == 1: // a price is all that is asked for (SMSC SOAP docs, cost)
		return nil
	}
	c.sum = p.sum(c.elements, g.limits.Duplicate)
	if g.guard().have(c.sum, c.at) {
		// A refusal for asking too often says nothing of the request itself.
		return refuse(codeTooOften)
	}
	return nil
}

// sent notes how a send ended that was looked into.
func (g *Gateway) sent(c *call, code int) {
	if c.params.cost != 1 {
		g.limiter.sent(c.from, code, c.at)
	}
}

// send runs send_sms and send_sms2.
func (g *Gateway) send(c *call) *answer {
	if c.params.cost != 1 && g.forbidden(c.params) {
		return g.refuseSend(c, &quote{code: codeForbidden})
	}
	g.inventCode(c)
	p := c.params
	q := g.quote(p, c.at)
	switch {
	case q.code != 0:
		return g.refuseSend(c, q)
	case p.cost == 1:
		return q.answer()
	case g.testMode:
		q.free()
	case g.funds.LessThan(q.cost):
		q.code = codeFunds
		return g.refuseSend(c, q)
	}

	g.sent(c, 0)
	g.guard().accepted(c.sum, c.at)
	g.funds = g.funds.Sub(q.cost)
	id := g.takeID(p.id)
	g.accept(c, q, id)
	c.log.ID, c.log.Accepted = id, q.accepted
	return g.answerSend(p, q, id)
}

func (g *Gateway) answerSend(p *params, q *quote, id string) *answer {
	a := &answer{}
	a.add("id", id)
	if p.cost == 3 || !g.costOnDemand {
		a.add("balance", g.funds.String())
	}
	if p.cost >= 2 || !g.costOnDemand {
		a.add("cost", q.cost.String())
	}
	a.addInt("cnt", int64(q.count))
	if p.invented != "" && g.tellCode {
		a.add("code", p.invented)
	}
	a.items = g.items(p, q)
	return a
}

// refuseSend refuses a send that was looked into. The answer has an id, as that
// of the HTTP API has (SMSC HTTP docs, errors 3, 6, 7 and 8).
func (g *Gateway) refuseSend(c *call, q *quote) *answer {
	g.sent(c, q.code)
	a := &answer{code: q.code}
	a.add("id", g.takeID(c.params.id))
	a.addInt("error", int64(q.code))
	a.items = g.items(c.params, q)
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
func (g *Gateway) accept(c *call, q *quote, id string) {
	p := c.params
	var index, total int
	for _, l := range q.lines {
		total += len(l.good)
	}
	size := p.size() // counted once, though all lines share it
	c.hold = g.reports.newHold()
	for _, l := range q.lines {
		m := &mailing{
			request: c.log.Seq, id: id, text: l.text, sender: l.from(p), about: l.about,
			parts: l.parts, validity: p.validity, acceptedAt: c.at, params: p.query, size: size + len(l.text),
			answered: c.hold,
		}
		size = 0
		if m.about.channel == ChannelCall {
			m.voice = &p.voice
		}
		first := g.skew.toClock(p.time.at(g.skew.toService(c.at), g.zoneOf(p, l.line)))
		for _, to := range l.good {
			r := &record{mailing: m, phone: to.phone, cost: to.cost, sendAt: first.Add(p.spread.after(index, total))}
			r.life = g.lifeOf(r, c.at)
			g.messages.add(r)
			g.tally.add(r.key())
			g.limiter.delivered(to.phone, c.at)
			g.reports.watch(r, c.at)
			index++
		}
	}
	c.hold.hurry()
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
	if g.testMode {
		return virtualLife
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
			var of answer
			of.add("phone", to.phone)
			of.add("mcc", op.MCC)
			of.add("mnc", op.MNC)
			if !q.virtual { // (SMSC HTTP docs, by public clients)
				of.add("cost", to.cost.String())
			}
			of.addInt("status", int64(smsc.StatusWaiting))
			items = append(items, item{"phones", of.leaves})
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
