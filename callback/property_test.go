package callback_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
)

// alphabets are the characters that each charset can write. U+FFFD stands for what
// cannot be read and is left out.
var alphabets = map[string][]rune{
	"windows-1251": alphabet(charmap.Windows1251),
	"koi8-r":       alphabet(charmap.KOI8R),
	"utf-8":        slices.Concat(alphabet(charmap.Windows1251), alphabet(charmap.KOI8R), []rune("ґєїҐ🙂👩‍💻é\u6f22\u200f\u2028")),
}

func alphabet(table *charmap.Charmap) []rune {
	var runes []rune
	for b := range 256 {
		if r := table.DecodeByte(byte(b)); r != '\ufffd' {
			runes = append(runes, r)
		}
	}
	return runes
}

// drawer draws values that one way of writing can carry.
type drawer struct {
	*rapid.T

	text *rapid.Generator[string]
}

func newDrawer(t *rapid.T, charset, format string) drawer {
	runes := alphabets[charset]
	if format != "" {
		runes = alphabets["utf-8"] // documents escape what the charset lacks
	}
	if format == "2" {
		runes = slices.DeleteFunc(slices.Clone(runes), func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\r", r) })
	}
	return drawer{t, rapid.StringOfN(rapid.SampledFrom(runes), 0, 40, -1)}
}

var (
	digits = rapid.StringMatching(`[0-9]{5,15}`)
	phones = rapid.OneOf(rapid.StringMatching(`\+?[0-9]{5,15}`), rapid.StringMatching(`[a-z]{1,8}@[a-z]{1,8}\.ua`), rapid.StringMatching(`#[0-9]{1,9}`))
	ids    = rapid.OneOf(rapid.StringMatching(`[1-9][0-9]{0,8}`), rapid.StringMatching(`[A-Za-z._-]{1,40}`))
	times  = rapid.Custom(func(t *rapid.T) time.Time {
		seconds := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(1, 1<<38-1)).Draw(t, "seconds")
		if seconds == 0 {
			return time.Time{}
		}
		return time.Unix(seconds, 0).UTC()
	})
)

func optional[T any](t *rapid.T, values *rapid.Generator[T], name string) smsc.Optional[T] {
	if rapid.Bool().Draw(t, name+" is there") {
		return some(values.Draw(t, name))
	}
	return smsc.Optional[T]{}
}

func (d drawer) extra() url.Values {
	return rapid.OneOf(rapid.Just(url.Values(nil)), rapid.Custom(func(t *rapid.T) url.Values {
		return rapid.MapOfN(rapid.StringMatching(`x_[a-z0-9]{1,5}`), rapid.SliceOfN(d.text, 1, 3), 1, 4).Draw(t, "extra")
	})).Draw(d.T, "extra or none")
}

func (d drawer) event() callback.Event {
	switch rapid.IntRange(0, 2).Draw(d.T, "kind") {
	case 0:
		e := callback.StatusReport{
			ID:        ids.Draw(d.T, "id"),
			Recipient: phones.Draw(d.T, "recipient"),
			Status:    smsc.StatusCode(rapid.Int32().Draw(d.T, "status")),
			ChangedAt: times.Draw(d.T, "time"),
			Cost: optional(d.T, rapid.Custom(func(t *rapid.T) decimal.Decimal {
				return decimal.New(rapid.Int64Range(-1e15, 1e15).Draw(t, "amount"), -rapid.Int32Range(0, 6).Draw(t, "decimals"))
			}), "cost"),
			Extra: d.extra(),
		}
		code := optional(d.T, rapid.Int32(), "err")
		e.DeliveryError = smsc.Optional[smsc.DeliveryCode]{Value: smsc.DeliveryCode(code.Value), Present: code.Present}
		kind := optional(d.T, rapid.Int32(), "type")
		e.Type = smsc.Optional[callback.Type]{Value: callback.Type(kind.Value), Present: kind.Present}
		if rapid.Bool().Draw(d.T, "HLR") {
			e.HLR = &callback.HLR{
				IMSI: "1" + digits.Draw(d.T, "imsi"), MSC: d.text.Draw(d.T, "msc"), MCC: d.text.Draw(d.T, "mcc"), MNC: d.text.Draw(d.T, "mnc"),
				Country: d.text.Draw(d.T, "cn"), Network: d.text.Draw(d.T, "net"),
				RoamingCountry: d.text.Draw(d.T, "rcn"), RoamingNetwork: d.text.Draw(d.T, "rnet"),
			}
		}
		return e
	case 1:
		return callback.IncomingMessage{
			ID:         rapid.OneOf(rapid.Just(""), ids).Draw(d.T, "id"),
			Phone:      phones.Draw(d.T, "phone"),
			Text:       d.text.Draw(d.T, "text"),
			To:         rapid.OneOf(rapid.Just(""), digits).Draw(d.T, "to"),
			ReceivedAt: times.Draw(d.T, "time"),
			Extra:      d.extra(),
		}
	default:
		return callback.WaitCall{
			Phone:    phones.Draw(d.T, "phone"),
			Value:    d.text.Draw(d.T, "value"),
			CalledAt: times.Filter(func(at time.Time) bool { return !at.IsZero() }).Draw(d.T, "time"),
			Extra:    d.extra(),
		}
	}
}

// TestRoundTrip: what NewRequest writes, in whichever way, the handler reads as it
// was, and with any other secret it refuses it.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		charset := rapid.SampledFrom([]string{"", "windows-1251", "utf-8", "koi8-r"}).Draw(rt, "charset")
		format := rapid.SampledFrom([]string{"", "2", "3"}).Draw(rt, "fmt")
		query := url.Values{}
		written := "windows-1251"
		if charset != "" {
			query.Set("charset", charset)
			written = charset
		}
		if format != "" {
			query.Set("fmt", format)
		}
		for _, sum := range rapid.SampledFrom([][]string{{"md5"}, {"sha1"}, {"md5", "sha1"}, {"md5", "sha1", "crc32"}, {"crc32"}}).Draw(rt, "checksums") {
			query.Set(sum, "")
		}
		event := newDrawer(rt, written, format).event()
		target := "/smsc?" + query.Encode()

		r, err := callback.NewRequest(t.Context(), target, secret, event)
		require.NoError(rt, err)
		got, err := callback.Parse(r, secret, callback.WithCRC32())
		require.NoError(rt, err)
		require.True(rt, equal(event, got), "%#v\n%#v", event, got)

		r, err = callback.NewRequest(t.Context(), target, secret+"x", event)
		require.NoError(rt, err)
		_, err = callback.Parse(r, secret, callback.WithCRC32())
		require.ErrorIs(rt, err, callback.ErrUnverified)
	})
}

// equal compares events, and costs by their value: 1.50 is written as 1.5.
func equal(a, b callback.Event) bool {
	x, isReport := a.(callback.StatusReport)
	y, isReportToo := b.(callback.StatusReport)
	if isReport && isReportToo {
		if x.Cost.Present != y.Cost.Present || !x.Cost.Value.Equal(y.Cost.Value) {
			return false
		}
		x.Cost, y.Cost = smsc.Optional[decimal.Decimal]{}, smsc.Optional[decimal.Decimal]{}
		return assert.ObjectsAreEqual(x, y)
	}
	return assert.ObjectsAreEqual(a, b)
}

// TestAnyBytes: whatever comes, the handler answers one of its statuses, and
// without a checksum nothing reaches the function.
func TestAnyBytes(t *testing.T) {
	t.Parallel()
	pieces := rapid.SampledFrom([]string{
		"id=7&", "phone=1&", "status=1&", "mes=", "md5=", statusMD5, `{"id":`, `"7"`, ",", "}", "<a>", "<id>", "</id>", "</a>",
		"<!DOCTYPE", "&#0;", "%00", "\x00", "\xff", "\ufeff", "[", "]", "<?xml encoding='koi8-r'?>", "--b\r\n\r\n", "--b--",
	})
	rapid.Check(t, func(rt *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.OneOf(pieces, rapid.String()), 0, 20).Draw(rt, "body"), "")
		target := "/smsc?" + url.Values{"charset": {rapid.SampledFrom([]string{"utf-8", "koi8-r", "windows-1251", "x"}).Draw(rt, "charset")}}.Encode()
		r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
		r.Header.Set("Content-Type", rapid.SampledFrom([]string{"", "text/xml", "multipart/form-data; boundary=b"}).Draw(rt, "type"))
		o := serve(t, r, nil)
		require.Empty(rt, o.events)
		require.Contains(rt, []int{http.StatusBadRequest, http.StatusForbidden}, o.StatusCode)
	})
}
