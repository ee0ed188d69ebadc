package smsctest

import (
	"strconv"
	"time"
)

// send runs send_sms and send_sms2.
func (g *Gateway) send(t *transaction) *answer {
	a := g.sendOrRefuse(t)
	// A refusal for asking too often says nothing of the request itself.
	if a.code != codeTooOften && t.order.cost != 1 {
		g.guard.sent(t.from, a.code, t.now)
	}
	return a
}

func (g *Gateway) sendOrRefuse(t *transaction) *answer {
	o := t.order
	if o.code != 0 {
		return refuse(o.code)
	}
	if o.cost == 1 { // a price is all that is asked for (SMSC SOAP docs, cost)
		q := g.quote(o, t.now)
		if q.code != 0 {
			return g.refuseSend(o, q)
		}
		return q.answerCost()
	}
	sum := o.sum(t.elements, g.limits.Duplicate)
	if g.guard.repeated(sum, t.now) {
		return refuse(codeTooOften)
	}
	if g.forbidden(o) {
		return g.refuseSend(o, &quote{code: codeForbidden})
	}
	q := g.quote(o, t.now)
	if q.code == 0 && g.funds.LessThan(q.cost) {
		q.code = codeFunds
	}
	if q.code != 0 {
		return g.refuseSend(o, q)
	}

	g.guard.accepted(sum, t.now)
	g.funds = g.funds.Sub(q.cost)
	id := g.takeID(o.id)
	g.accept(t, o, q, id)
	t.log.ID, t.log.Accepted = id, q.accepted
	return g.answerSend(o, q, id)
}

func (g *Gateway) answerSend(o *order, q *quote, id string) *answer {
	a := &answer{}
	a.add("id", id)
	if o.cost == 3 || g.alwaysCost {
		a.add("balance", g.funds.String())
	}
	if o.cost >= 2 || g.alwaysCost {
		a.add("cost", q.cost.String())
	}
	a.addInt("cnt", int64(q.count))
	a.items = g.items(o, q)
	return a
}

// refuseSend refuses a send that was looked into. The answer has an id, as that
// of the HTTP API has (SMSC HTTP docs, errors 3, 6, 7 and 8).
func (g *Gateway) refuseSend(o *order, q *quote) *answer {
	a := &answer{code: q.code}
	a.add("id", g.takeID(o.id))
	a.addInt("error", int64(q.code))
	a.items = g.items(o, q)
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

func (g *Gateway) forbidden(o *order) bool {
	for _, l := range o.lines {
		if g.forbiddenText(l.text) || g.forbiddenSender(l.from(o)) {
			return true
		}
	}
	return false
}

// from is the sender of a line. A dot switches the account's default one off
// (seen in public clients).
func (l *line) from(o *order) string {
	if l.sender != "" {
		return l.sender
	}
	return o.sender
}

// accept makes the messages.
func (g *Gateway) accept(t *transaction, o *order, q *quote, id string) {
	var index, total int
	for _, l := range q.lines {
		total += len(l.good)
	}
	for _, l := range q.lines {
		m := &mailing{
			request: t.log.Seq, id: id, text: l.text, sender: l.from(o), about: l.about,
			parts: l.parts, validity: o.validity, acceptedAt: t.now, params: o.params,
		}
		if m.about.channel == ChannelCall {
			m.voice = &o.voice
		}
		first := o.time.at(t.now, g.zoneOf(o, l.line))
		for _, to := range l.good {
			r := &record{mailing: m, phone: to.phone, cost: to.cost, sendAt: first.Add(o.spread.after(index, total))}
			r.life = g.lifeOf(r, t.now)
			g.messages.add(r)
			g.guard.delivered(to.phone, t.now)
			index++
		}
	}
	g.wake()
}

// zoneOf is the time zone of a line: its own, which works with a clock time only
// (SMSC SOAP docs, list), the request's, or the account's.
func (g *Gateway) zoneOf(o *order, l *line) *time.Location {
	switch {
	case l.zone != nil && o.time.form == formWall:
		return l.zone
	case o.zone != nil:
		return o.zone
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

// tellBalance runs get_balance.
func (g *Gateway) tellBalance(t *transaction) *answer {
	if !g.guard.allowBalance(t.now) {
		return refuse(codeTooOften)
	}
	a := &answer{}
	a.add("balance", g.funds.String())
	a.addInt("error", 0) // the docs list 0 for this operation
	return a
}

// cost runs get_sms_cost and get_sms_cost2.
func (g *Gateway) cost(t *transaction) *answer {
	o := t.order
	if o.code != 0 {
		return refuse(o.code)
	}
	if !g.guard.allowCost(o.sum(t.elements, SameRequest), t.now) {
		return refuse(codeTooOften)
	}
	q := g.quote(o, t.now)
	if q.code != 0 {
		return refuse(q.code)
	}
	return q.answerCost()
}

func (q *quote) answerCost() *answer {
	a := &answer{}
	a.add("cost", q.cost.String())
	a.addInt("cnt", int64(q.count))
	return a
}
