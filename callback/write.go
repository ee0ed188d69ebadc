package callback

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// field is one field of a request. The value is UTF-8.
type field struct{ name, value string }

// What can be wrong with an event. The handler puts these words into answers, so they
// hold nothing of the event.
const (
	ruleID        = "the id is empty"
	rulePhone     = "the phone is empty"
	ruleCharacter = "a field holds a colon or a control character"
	ruleStatus    = "the status is out of range"
	ruleCost      = "the cost is out of range"
	ruleTime      = "a time is out of range"
)

func (e StatusReport) signed() []string {
	return []string{e.ID, e.Recipient, strconv.Itoa(int(e.Status))}
}

func (e StatusReport) check() string {
	cost, priced := e.Cost.Get()
	switch {
	case e.ID == "":
		return ruleID
	case e.Recipient == "":
		return rulePhone
	case !isClean(e.ID, e.Recipient):
		return ruleCharacter
	case int64(e.Status) != int64(int32(e.Status)):
		return ruleStatus
	case priced && !isPrice(cost):
		return ruleCost
	case !isMoment(e.ChangedAt):
		return ruleTime
	default:
		return ""
	}
}

func (e StatusReport) fields() []field {
	f := []field{
		{"id", e.ID},
		{"phone", e.Recipient},
		{"status", strconv.Itoa(int(e.Status))},
	}
	f = append(f, moment(e.ChangedAt)...)
	if code, ok := e.DeliveryError.Get(); ok {
		f = append(f, field{"err", strconv.Itoa(int(code))})
	}
	if cost, ok := e.Cost.Get(); ok {
		f = append(f, field{"cost", cost.String()})
	}
	if kind, ok := e.Type.Get(); ok {
		f = append(f, field{"type", strconv.Itoa(int(kind))})
	}
	if e.HLR != nil {
		f = append(f, e.HLR.fields()...)
	}
	return append(f, extra(e.Extra)...)
}

func (h *HLR) fields() []field {
	return slices.DeleteFunc([]field{
		{"imsi", h.IMSI},
		{"msc", h.MSC},
		{"mcc", h.MCC},
		{"mnc", h.MNC},
		{"cn", h.Country},
		{"net", h.Network},
		{"rcn", h.RoamingCountry},
		{"rnet", h.RoamingNetwork},
	}, func(f field) bool { return f.value == "" })
}

func (e IncomingMessage) signed() []string { return []string{e.Phone, e.Text, e.To} }

func (e IncomingMessage) check() string {
	switch {
	case e.Phone == "":
		return rulePhone
	case !isClean(e.Phone, e.To):
		return ruleCharacter
	case !isMoment(e.ReceivedAt):
		return ruleTime
	default:
		return ""
	}
}

func (e IncomingMessage) fields() []field {
	var f []field
	if e.ID != "" {
		f = append(f, field{"id", e.ID})
	}
	f = append(f, field{"phone", e.Phone}, field{"mes", e.Text}, field{"to", e.To})
	f = append(f, moment(e.ReceivedAt)...)
	return append(f, extra(e.Extra)...)
}

func (e WaitCall) signed() []string {
	return []string{e.Phone, strconv.FormatInt(e.CalledAt.Unix(), 10)}
}

func (e WaitCall) check() string {
	switch {
	case e.Phone == "":
		return rulePhone
	case !isClean(e.Phone):
		return ruleCharacter
	case e.CalledAt.IsZero() || !isMoment(e.CalledAt):
		return ruleTime
	default:
		return ""
	}
}

func (e WaitCall) fields() []field {
	return append([]field{
		{"phone", e.Phone},
		{"waitcall", e.Value},
		{"ts", strconv.FormatInt(e.CalledAt.Unix(), 10)},
	}, extra(e.Extra)...)
}

// isClean reports whether the checksum can cover values. With a colon in one of them,
// the same checksum would fit other values too: "a:b" and "c" join to the same string
// as "a" and "b:c".
func isClean(values ...string) bool {
	return !slices.ContainsFunc(values, func(value string) bool {
		return strings.ContainsFunc(value, func(r rune) bool { return r == ':' || r < ' ' || r == 0x7f })
	})
}

// isPrice reports whether the handler can read an amount. The exponent is checked
// first, since 1e999999999 takes gigabytes to print.
func isPrice(amount decimal.Decimal) bool {
	e := amount.Exponent()
	return e >= -18 && e <= 18 && isMoney(amount.String())
}

// isMoment reports whether a time is zero or within the range of timestamps.
func isMoment(at time.Time) bool {
	return at.IsZero() || at.Unix() > 0 && at.Unix() < maxTimestamp
}

// moment writes a time as a date and as a timestamp.
func moment(at time.Time) []field {
	if at.IsZero() {
		return nil
	}
	return []field{
		{"time", at.In(moscow).Format(dateLayout)},
		{"ts", strconv.FormatInt(at.Unix(), 10)},
	}
}

func extra(values url.Values) []field {
	var f []field
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			f = append(f, field{name, value})
		}
	}
	return f
}

// checkEvent returns an error if the handler would refuse the event or read it as a
// different one.
func checkEvent(event Event) error {
	if event == nil {
		return errors.New("callback: the event must not be nil")
	}
	if rule := event.check(); rule != "" {
		return errors.New("callback: " + rule)
	}
	var c collection
	for _, f := range event.fields() {
		if f.name == string(ChecksumMD5) || f.name == string(ChecksumSHA1) || f.name == string(ChecksumCRC32) {
			return errors.New("callback: Extra must not hold a checksum")
		}
		if refused := c.add(f.name, f.value, true); refused != nil {
			return errors.New(refused.Error())
		}
	}
	return nil
}
