package callback

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
)

// kind is one kind of event on the wire.
type kind struct {
	// signed are the fields that the checksum covers, in order.
	signed []string
	// mark is the field that only this kind must have.
	mark string
	// read returns the event that verified fields describe. It is not ok when a
	// required number cannot be read.
	read func(reader) (event Event, ok bool)
}

// kinds are all of them. It is only read.
var kinds = []kind{
	{signed: []string{"id", "phone", "status"}, mark: "status", read: readStatusReport},
	{signed: []string{"phone", "mes", "to"}, mark: "mes", read: readIncomingMessage},
	{signed: []string{"phone", "ts"}, mark: "waitcall", read: readWaitCall},
}

// signedOf returns the values that the checksum covers. It is not ok when the fields
// do not describe an event of this kind.
func (k kind) signedOf(values url.Values) (signed []string, ok bool) {
	if !values.Has(k.mark) {
		return nil, false
	}
	for _, name := range k.signed {
		if !values.Has(name) {
			return nil, false
		}
		signed = append(signed, values.Get(name))
	}
	return signed, true
}

func readStatusReport(r reader) (Event, bool) {
	status := r.integer("status")
	code := r.integer("err")
	messageType := r.integer("type")
	return StatusReport{
		ID:            r.text("id"),
		Recipient:     r.text("phone"),
		Status:        smsc.StatusCode(status.Value),
		ChangedAt:     r.moment(),
		DeliveryError: smsc.Optional[smsc.DeliveryCode]{Value: smsc.DeliveryCode(code.Value), Present: code.Present},
		Cost:          r.money("cost"),
		Type:          smsc.Optional[Type]{Value: Type(messageType.Value), Present: messageType.Present},
		HLR:           r.hlr(),
		Extra:         r.rest(),
	}, status.Present
}

func readIncomingMessage(r reader) (Event, bool) {
	return IncomingMessage{
		ID:         r.text("id"),
		Phone:      r.text("phone"),
		Text:       r.text("mes"),
		To:         r.text("to"),
		ReceivedAt: r.moment(),
		Extra:      r.rest(),
	}, true
}

func readWaitCall(r reader) (Event, bool) {
	at, ok := r.timestamp()
	r.values.Del("time") // the same as ts, but not covered by the checksum
	return WaitCall{
		Phone:    r.text("phone"),
		Value:    r.text("waitcall"),
		CalledAt: at,
		Extra:    r.rest(),
	}, ok
}

// reader takes fields out of values one by one. A value that it cannot read is absent
// and stays in values, so it ends up in the event's Extra.
type reader struct{ values url.Values }

func (r reader) text(name string) string {
	value := r.values.Get(name)
	r.values.Del(name)
	return value
}

func (r reader) integer(name string) smsc.Optional[int] {
	text := strings.TrimSpace(r.values.Get(name))
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil && text != "" {
		return smsc.Optional[int]{}
	}
	r.values.Del(name)
	return smsc.Optional[int]{Value: int(n), Present: err == nil}
}

func (r reader) money(name string) smsc.Optional[decimal.Decimal] {
	text := strings.TrimSpace(r.values.Get(name))
	if text != "" && !isMoney(text) {
		return smsc.Optional[decimal.Decimal]{}
	}
	r.values.Del(name)
	amount, err := decimal.NewFromString(text)
	return smsc.Optional[decimal.Decimal]{Value: amount, Present: err == nil}
}

// isMoney limits what is parsed. The decimal package also accepts "1e999999999", which
// takes gigabytes to print.
func isMoney(text string) bool {
	if text[0] == '-' || text[0] == '+' {
		text = text[1:]
	}
	whole, fraction, dot := strings.Cut(text, ".")
	return isDigits(whole) && (!dot || isDigits(fraction))
}

// isDigits reports whether text is 1 to 18 digits.
func isDigits(text string) bool {
	return text != "" && len(text) <= 18 && strings.Trim(text, "0123456789") == ""
}

// The layout and the zone of the service's dates. (SMSC SOAP docs; the zone comes from
// samples that hold a timestamp too. That callbacks write dates like this is inferred.)
const dateLayout = "02.01.2006 15:04:05"

var moscow = time.FixedZone("UTC+3", 3*60*60)

// maxTimestamp is far in the future, and well within the range of [time.Time].
const maxTimestamp = 1 << 38

// moment reads a time from the Unix timestamp, which has no zone to guess, or else
// from the date.
func (r reader) moment() time.Time {
	if at, ok := r.timestamp(); ok {
		r.values.Del("time")
		return at
	}
	return r.date()
}

func (r reader) timestamp() (at time.Time, ok bool) {
	text := strings.TrimSpace(r.values.Get("ts"))
	if text != "" && !isDigits(text) {
		return time.Time{}, false
	}
	seconds, _ := strconv.ParseInt(text, 10, 64) // empty is 0, and 18 digits fit
	if seconds >= maxTimestamp {
		return time.Time{}, false
	}
	r.values.Del("ts")
	return time.Unix(seconds, 0).UTC(), seconds > 0
}

func (r reader) date() time.Time {
	text := strings.TrimSpace(r.values.Get("time"))
	at, err := time.ParseInLocation(dateLayout, text, moscow)
	if err != nil && text != "" {
		return time.Time{}
	}
	r.values.Del("time")
	return at.UTC()
}

func (r reader) hlr() *HLR {
	h := HLR{
		IMSI:           r.text("imsi"),
		MSC:            r.text("msc"),
		MCC:            r.text("mcc"),
		MNC:            r.text("mnc"),
		Country:        r.text("cn"),
		Network:        r.text("net"),
		RoamingCountry: r.text("rcn"),
		RoamingNetwork: r.text("rnet"),
	}
	if h == (HLR{}) {
		return nil
	}
	return &h
}

// rest returns the fields that were not taken, without the checksums.
func (r reader) rest() url.Values {
	for _, sum := range []Checksum{ChecksumMD5, ChecksumSHA1, ChecksumCRC32} {
		r.values.Del(string(sum))
	}
	if len(r.values) == 0 {
		return nil
	}
	return r.values
}
