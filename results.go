package smsc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// Optional is a value that an answer may leave out. The zero value is absent. Compare
// two of them with [Optional.Equal]; == does not compile, since equal amounts of money
// can differ in their inner form.
type Optional[T any] struct {
	_ [0]func() // no ==

	// Value is the value, T's zero value when absent.
	Value T
	// Present reports whether the answer held one.
	Present bool
}

// Some returns an Optional that holds a value.
func Some[T any](value T) Optional[T] { return Optional[T]{Value: value, Present: true} }

// Get returns the value and whether it is there.
func (o Optional[T]) Get() (T, bool) { return o.Value, o.Present }

// Or returns the value if it is there, else instead.
func (o Optional[T]) Or(instead T) T {
	if o.Present {
		return o.Value
	}
	return instead
}

// Equal reports whether both are absent, or both hold equal values: by the Equal
// method of T if it has one, so that 1 and 1.0 are equal amounts of money.
func (o Optional[T]) Equal(other Optional[T]) bool {
	if !o.Present || !other.Present {
		return o.Present == other.Present
	}
	if value, ok := any(o.Value).(interface{ Equal(other T) bool }); ok {
		return value.Equal(other.Value)
	}
	return reflect.DeepEqual(o.Value, other.Value)
}

// String formats the value, or says "absent".
func (o Optional[T]) String() string {
	if o.Present {
		return fmt.Sprint(o.Value)
	}
	return "absent"
}

// MarshalJSON writes the value, or null when it is absent.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if o.Present {
		return json.Marshal(o.Value)
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads a value; null is absent.
func (o *Optional[T]) UnmarshalJSON(document []byte) error {
	var read Optional[T]
	if !bytes.Equal(bytes.TrimSpace(document), []byte("null")) {
		if err := json.Unmarshal(document, &read.Value); err != nil {
			return err
		}
		read.Present = true
	}
	*o = read
	return nil
}

// leaves reads the leaves of an answer. A value that it cannot read is no error:
// it counts as absent and is kept in extra, by its element's name.
type leaves struct{ extra url.Values }

func newLeaves(unknown []soapgen.Leaf) *leaves {
	l := &leaves{}
	for _, leaf := range unknown {
		l.keep(leaf.Name, leaf.Value)
	}
	return l
}

func (l *leaves) keep(name, value string) {
	if l.extra == nil {
		l.extra = make(url.Values)
	}
	l.extra.Add(name, value)
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

func (l *leaves) money(name string, leaf soapgen.Optional) Optional[decimal.Decimal] {
	text := strings.TrimSpace(leaf.Value)
	if text == "" {
		return Optional[decimal.Decimal]{}
	}
	if isMoney(text) {
		if amount, err := decimal.NewFromString(text); err == nil {
			return Some(amount)
		}
	}
	l.keep(name, leaf.Value)
	return Optional[decimal.Decimal]{}
}

func (l *leaves) integer(name string, leaf soapgen.Optional) Optional[int] {
	text := strings.TrimSpace(leaf.Value)
	if text == "" {
		return Optional[int]{}
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		l.keep(name, leaf.Value)
		return Optional[int]{}
	}
	return Some(int(n))
}

func (l *leaves) status(name string, leaf soapgen.Optional) Optional[StatusCode] {
	n := l.integer(name, leaf)
	return Optional[StatusCode]{Value: StatusCode(n.Value), Present: n.Present}
}

func (l *leaves) deliveryCode(name string, leaf soapgen.Optional) Optional[DeliveryCode] {
	n := l.integer(name, leaf)
	return Optional[DeliveryCode]{Value: DeliveryCode(n.Value), Present: n.Present}
}

// moscow is the zone of the service's dates, by the samples that are known.
var moscow = time.FixedZone("UTC+3", 3*60*60)

// moment reads a time from its Unix timestamp, which is exact, or else from its
// date. It is the zero time when neither is there, or both are zero.
func (l *leaves) moment(dateName string, date soapgen.Optional, timestampName string, timestamp soapgen.Optional) time.Time {
	if text := strings.TrimSpace(timestamp.Value); text != "" {
		switch seconds, err := strconv.ParseInt(text, 10, 64); {
		case err == nil && seconds > 0 && seconds < 1<<38:
			return time.Unix(seconds, 0).UTC()
		case err != nil || seconds != 0:
			l.keep(timestampName, timestamp.Value)
		}
	}
	text := strings.TrimSpace(date.Value)
	if text == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation("02.01.2006 15:04:05", text, moscow)
	if err != nil {
		l.keep(dateName, date.Value)
		return time.Time{}
	}
	return at.UTC()
}
