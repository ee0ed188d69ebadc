package smsctest

import (
	"strconv"
	"time"

	"github.com/go-smsc/smsc"
)

// dateLayout is how the service writes dates (SMSC SOAP docs, get_status).
const dateLayout = "02.01.2006 15:04:05"

// status runs get_status and get_status2: it answers for the newest message with
// the phone and ID (SMSC SOAP docs, id).
func (g *Gateway) status(c *call) *answer {
	phone, id, all := c.elements["phone"], c.elements["id"], c.elements["all"]
	_, readable := parseQuery(c.elements["query"])
	if phone == "" || id == "" || !readable || all != "" && all != "0" && all != "1" && all != "2" {
		return refuse(codeParameters)
	}
	r, key, asOf := g.lookUpStatus(c)
	if !g.limiter.allowStatus(key, c.at) {
		return refuse(codeTooOften)
	}
	if r == nil {
		if g.notFoundStatus {
			a := &answer{}
			a.addInt("status", int64(smsc.StatusNotFound))
			return a
		}
		return refuse(codeNotFound)
	}
	c.log.ID = r.id
	return g.report(r, all, asOf)
}

// report writes the fields that the docs list for each level of detail, with the
// timestamps of the WSDL beside the dates.
func (g *Gateway) report(r *record, all string, asOf time.Time) *answer {
	at, _ := r.state(asOf)
	a := &answer{}
	a.addInt("status", int64(at.status))
	g.addDate(a, "last", at.since)
	a.addInt("err", int64(at.err))
	if all != "1" && all != "2" {
		return a
	}
	g.addDate(a, "send", r.sendAt)
	a.add("phone", r.phone)
	a.add("cost", r.cost.String())
	a.add("sender_id", r.sender)
	a.add("status_name", statusName(at.status))
	a.add("message", r.text)
	if all == "2" {
		op, _ := g.operators.find(r.phone)
		a.add("operator", op.Name)
		a.add("region", op.Region)
	}
	a.add("sms_cnt", strconv.Itoa(r.parts))
	return a
}

// addDate writes a time by the service's clock.
func (g *Gateway) addDate(a *answer, name string, t time.Time) {
	t = g.skew.toService(t)
	a.add(name+"_date", t.In(g.dateZone).Format(dateLayout))
	if !g.datesAlone {
		a.addInt(name+"_timestamp", t.Unix())
	}
}

// statusName is what the service shows in status_name; it does so in the account's
// language, here in English (SMSC HTTP docs, status codes).
func statusName(status smsc.StatusCode) string {
	switch status {
	case smsc.StatusNotFound:
		return "Message not found"
	case smsc.StatusStopped:
		return "Stopped"
	case smsc.StatusWaiting:
		return "Waiting to be sent"
	case smsc.StatusPassed:
		return "Passed to the operator"
	case smsc.StatusDelivered:
		return "Delivered"
	case smsc.StatusRead:
		return "Read"
	case smsc.StatusExpired:
		return "Expired"
	case smsc.StatusClicked:
		return "Link clicked"
	case smsc.StatusSpam:
		return "Rejected as spam"
	case smsc.StatusUndeliverable:
		return "Cannot be delivered"
	case smsc.StatusWrongNumber:
		return "Wrong number"
	case smsc.StatusForbidden:
		return "Forbidden"
	case smsc.StatusNoFunds:
		return "Not enough money"
	case smsc.StatusUnavailable:
		return "Unavailable number"
	default:
		return "Status " + strconv.Itoa(int(status))
	}
}
