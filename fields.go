package smsc

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// fields reads the leaves of an answer. A value that it cannot read is no error:
// it counts as absent and is kept in extra, by its element's name.
type fields struct{ extra url.Values }

func newFields(unknown []soapgen.Leaf) *fields {
	f := &fields{}
	for _, leaf := range unknown {
		f.keep(leaf.Name, leaf.Value)
	}
	return f
}

func (f *fields) keep(name, value string) {
	if f.extra == nil {
		f.extra = make(url.Values)
	}
	f.extra.Add(name, value)
}

// isMoney bounds what is parsed: "1e999999999" is a number to the decimal package
// too, and fills the memory when it is printed.
func isMoney(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	whole, fraction, dot := strings.Cut(s, ".")
	return isDigits(whole, 18) && (!dot || isDigits(fraction, 18))
}

func (f *fields) money(name string, leaf soapgen.Optional) Optional[decimal.Decimal] {
	text := strings.TrimSpace(leaf.Value)
	if text == "" {
		return Optional[decimal.Decimal]{}
	}
	if isMoney(text) {
		if amount, err := decimal.NewFromString(text); err == nil {
			return Optional[decimal.Decimal]{Value: amount, Present: true}
		}
	}
	f.keep(name, leaf.Value)
	return Optional[decimal.Decimal]{}
}

func (f *fields) integer(name string, leaf soapgen.Optional) Optional[int] {
	text := strings.TrimSpace(leaf.Value)
	if text == "" {
		return Optional[int]{}
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		f.keep(name, leaf.Value)
		return Optional[int]{}
	}
	return Optional[int]{Value: int(n), Present: true}
}

func (f *fields) status(name string, leaf soapgen.Optional) Optional[StatusCode] {
	n := f.integer(name, leaf)
	return Optional[StatusCode]{Value: StatusCode(n.Value), Present: n.Present}
}

// moscow is the zone of the service's dates, by the samples that are known.
var moscow = time.FixedZone("UTC+3", 3*60*60)

// moment reads a time from its Unix timestamp, which is exact, or else from its
// date. Neither there, or both zero, is the zero time.
func (f *fields) moment(dateName string, date soapgen.Optional, timestampName string, timestamp soapgen.Optional) time.Time {
	if text := strings.TrimSpace(timestamp.Value); text != "" {
		switch seconds, err := strconv.ParseInt(text, 10, 64); {
		case err == nil && seconds > 0 && seconds < 1<<38:
			return time.Unix(seconds, 0).UTC()
		case err != nil || seconds != 0:
			f.keep(timestampName, timestamp.Value)
		}
	}
	text := strings.TrimSpace(date.Value)
	if text == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation("02.01.2006 15:04:05", text, moscow)
	if err != nil {
		f.keep(dateName, date.Value)
		return time.Time{}
	}
	return at.UTC()
}

// optionalText is an element that stays away when it is empty.
func optionalText(s string) soapgen.Optional {
	if s == "" {
		return soapgen.Optional{}
	}
	return soapgen.Some(s)
}
