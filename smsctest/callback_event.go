package smsctest

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
)

// statusReport is the report of a state of a message.
func (g *Gateway) statusReport(r *record, s state) callback.StatusReport {
	report := callback.StatusReport{
		ID: r.id, Recipient: r.phone, Status: s.status, ChangedAt: g.skew.toService(s.since),
		DeliveryError: smsc.Some(s.err), Cost: smsc.Some(r.cost), Type: typeOf(r.about.channel),
	}
	if r.about.channel == ChannelHLR {
		op, _ := g.operators.find(r.phone)
		report.HLR = &callback.HLR{MCC: op.MCC, MNC: op.MNC, Network: op.Name}
	}
	return report
}

// typeOf is the number of a channel. Those of the channels that are missing here are
// not known. (Seen in public clients.)
func typeOf(channel Channel) smsc.Optional[callback.Type] {
	switch channel {
	case ChannelSMS:
		return smsc.Some(callback.TypeSMS)
	case ChannelFlash:
		return smsc.Some(callback.TypeFlash)
	case ChannelBinary:
		return smsc.Some(callback.TypeBinary)
	case ChannelPush:
		return smsc.Some(callback.TypeWAPPush)
	case ChannelHLR:
		return smsc.Some(callback.TypeHLR)
	case ChannelPing:
		return smsc.Some(callback.TypePing)
	case ChannelMMS:
		return smsc.Some(callback.TypeMMS)
	case ChannelCall:
		return smsc.Some(callback.TypeCall)
	case ChannelMail:
		return smsc.Some(callback.TypeEmail)
	case ChannelViber:
		return smsc.Some(callback.TypeViber)
	case ChannelSocial:
		return smsc.Some(callback.TypeSocial)
	default:
		return smsc.Optional[callback.Type]{}
	}
}

// request makes the request of an event.
func (c *callbackConfig) request(ctx context.Context, event callback.Event) (*http.Request, error) {
	return callback.NewRequest(ctx, c.target, c.secret(), fitCharset(event, c.table()))
}

// table is the charset of a form, nil for one that represents everything. JSON and
// XML do so in every charset.
func (c *callbackConfig) table() *charmap.Charmap {
	address, err := url.Parse(c.target)
	if err != nil || address.Query().Get("fmt") != "" {
		return nil
	}
	switch charset := address.Query().Get("charset"); {
	case strings.EqualFold(charset, string(callback.CharsetUTF8)):
		return nil
	case strings.EqualFold(charset, string(callback.CharsetKOI8R)):
		return charmap.KOI8R
	default:
		return charmap.Windows1251
	}
}

// fitCharset puts a question mark in place of each character that the charset lacks.
func fitCharset(event callback.Event, table *charmap.Charmap) callback.Event {
	if table == nil {
		return event
	}
	fit := func(text *string) {
		*text = strings.Map(func(r rune) rune {
			if _, ok := table.EncodeRune(r); !ok {
				return '?'
			}
			return r
		}, *text)
	}
	switch e := event.(type) {
	case callback.StatusReport:
		fit(&e.ID)
		fit(&e.Recipient)
		if e.HLR != nil {
			hlr := *e.HLR
			fit(&hlr.Country)
			fit(&hlr.Network)
			fit(&hlr.RoamingCountry)
			fit(&hlr.RoamingNetwork)
			e.HLR = &hlr
		}
		return e
	case callback.IncomingMessage:
		fit(&e.Phone)
		fit(&e.Text)
		fit(&e.To)
		return e
	case callback.WaitCall:
		fit(&e.Value)
		return e
	default:
		return event
	}
}

// atTime gives an event without a time one.
func atTime(event callback.Event, at time.Time) callback.Event {
	switch e := event.(type) {
	case callback.StatusReport:
		if e.ChangedAt.IsZero() {
			e.ChangedAt = at
		}
		return e
	case callback.IncomingMessage:
		if e.ReceivedAt.IsZero() {
			e.ReceivedAt = at
		}
		return e
	case callback.WaitCall:
		if e.CalledAt.IsZero() {
			e.CalledAt = at
		}
		return e
	default:
		return event
	}
}

// sizeOf is about what an event takes, in octets.
func sizeOf(event callback.Event) int {
	const size = 512
	switch e := event.(type) {
	case callback.StatusReport:
		return size + len(e.ID) + len(e.Recipient)
	case callback.IncomingMessage:
		return size + len(e.Text)
	default:
		return size
	}
}
