package smsc_test

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc"
)

func TestSendRequestRules(t *testing.T) {
	t.Parallel()
	id := func(s string) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.ID = s }) }
	sender := func(s string) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.Sender = s }) }
	check(t, []rule{
		{"nothing set", smsc.SendRequest{}, []string{"To", "Text"}},

		{"the smallest number as ID", id("1"), nil},
		{"zero as ID", id("0"), []string{"ID"}},
		{"the largest number as ID", id("2147483647"), nil},
		{"a larger number as ID", id("2147483648"), []string{"ID"}},
		{"a number with a leading zero", id("01"), []string{"ID"}},
		{"40 characters of ID", id(strings.Repeat("a", 40)), nil},
		{"41 characters of ID", id(strings.Repeat("a", 41)), []string{"ID"}},
		{"all signs of an ID", id("Az09.-_"), nil},
		{"another sign in an ID", id("a:b"), []string{"ID"}},
		{"a Cyrillic ID", id("Код"), []string{"ID"}},
		{"a line break behind an ID", id("a\n"), []string{"ID"}},

		{"11 characters of sender", sender("My Shop+1&2"), nil},
		{"12 characters of sender", sender("My Shop+1&23"), []string{"Sender"}},
		{"15 digits of sender", sender("123456789012345"), nil},
		{"16 digits of sender", sender("1234567890123456"), []string{"Sender"}},
		{"a sender of one character", sender("A"), nil},
		{"a sender with a space in front", sender(" A"), []string{"Sender"}},
		{"a sender of a space", sender(" "), []string{"Sender"}},
		{"a Cyrillic sender", sender("Крамниця"), []string{"Sender"}},
		{"no default sender", sender("."), nil},
		{"a line break in a sender", sender("a\nb"), []string{"Sender"}},

		{"everything wrong at once", smsc.SendRequest{
			To: []string{"x", "y"}, Text: "\x00", ID: " ", Sender: "ї", ValidFor: 1, MaxParts: -1,
		}, []string{"To[0]", "To[1]", "Text", "Sender", "MaxParts", "ValidFor", "ID"}},
	})
}

func TestParameterRules(t *testing.T) {
	t.Parallel()
	confirm := func(n int) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.ConfirmDays = n }) }
	file := func(u string) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.FileURL = u }) }
	report := func(n smsc.Report) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.Report = n }) }
	captcha := func(code string, ip netip.Addr) smsc.SendRequest {
		return with(func(r *smsc.SendRequest) { r.CaptchaCode, r.UserIP = code, ip })
	}
	extra := func(v url.Values) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.Extra = v }) }
	ip := netip.MustParseAddr("192.0.2.1")
	check(t, []rule{
		{"confirmed within 10 days", confirm(10), nil},
		{"confirmed within 9 days", confirm(9), []string{"ConfirmDays"}},
		{"confirmed within 999 days", confirm(999), nil},
		{"confirmed within 1000 days", confirm(1000), []string{"ConfirmDays"}},
		{"negative days", confirm(-1), []string{"ConfirmDays"}},
		{"a file over https", file("https://example.com/a.jpg?b=c&d"), nil},
		{"a file over http", file("http://example.com/a"), nil},
		{"a file over ftp", file("ftp://example.com/a"), []string{"FileURL"}},
		{"a file by a relative URL", file("/a.jpg"), []string{"FileURL"}},
		{"a file without a host", file("https:///a.jpg"), []string{"FileURL"}},
		{"a file URL with a line break", file("https://example.com/a\nb"), []string{"FileURL"}},
		{"report cost", report(smsc.ReportCost), nil},
		{"report cost and balance", report(smsc.ReportCostAndBalance), nil},
		{"report 1, which sends nothing", report(1), []string{"Report"}},
		{"report 4", report(4), []string{"Report"}},
		{"one part", with(func(r *smsc.SendRequest) { r.MaxParts = 1 }), nil},
		{"negative parts", with(func(r *smsc.SendRequest) { r.MaxParts = -1 }), []string{"MaxParts"}},
		{"a partner", with(func(r *smsc.SendRequest) { r.PartnerID = 1 }), nil},
		{"a negative partner", with(func(r *smsc.SendRequest) { r.PartnerID = -1 }), []string{"PartnerID"}},
		{"a captcha with its address", captcha("a1Б", ip), nil},
		{"a captcha without an address", captcha("a1", netip.Addr{}), []string{"CaptchaCode"}},
		{"a captcha with signs", captcha("a&b=1", ip), []string{"CaptchaCode"}},
		{"an address alone", captcha("", ip), nil},
		{"an address with a zone", captcha("", netip.MustParseAddr("fe80::1%eth0")), []string{"UserIP"}},
		{"line breaks kept without personal texts", with(func(r *smsc.SendRequest) { r.KeepLineBreaks = true }), []string{"KeepLineBreaks"}},
		{"an extra parameter", extra(url.Values{"new_one2": {"x"}}), nil},
		{"an extra parameter that has a field", extra(url.Values{"flash": {"1"}}), []string{"Extra[flash]"}},
		{"the same in capitals", extra(url.Values{"PHONES": {"1"}}), []string{"Extra[PHONES]"}},
		{"an extra parameter as PHP array", extra(url.Values{"list[]": {"1"}}), []string{"Extra"}},
		{"an extra parameter with a dot", extra(url.Values{"a.b": {"1"}}), []string{"Extra"}},
		{"an extra parameter with = in its name", extra(url.Values{"a=1&phones": {"1"}}), []string{"Extra"}},
		{"an extra parameter without a name", extra(url.Values{"": {"1"}}), []string{"Extra"}},
		{"an extra parameter twice", extra(url.Values{"a": {"1", "2"}}), []string{"Extra[a]"}},
		{"an extra parameter without a value", extra(url.Values{"a": nil}), []string{"Extra[a]"}},
		{"an extra parameter that XML cannot carry", extra(url.Values{"a": {"\x00"}}), []string{"Extra[a]"}},
	})
}

// TestWireForm pins what goes out, to the byte, for everything whose form is
// easy to get wrong.
func TestWireForm(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 18, 30, 59, 0, time.FixedZone("", 7200))
	noText := func(ch smsc.Channel) smsc.SendRequest {
		return smsc.SendRequest{To: []string{phone}, Channel: ch}
	}
	for _, c := range []struct {
		name    string
		request smsc.SendRequest
		leaves  map[string]string // beyond login, psw and id
	}{
		{"plain", message(), map[string]string{"phones": phone, "mes": "hi"}},
		{
			"two recipients, whose refusals are asked for", mailing(phone, "380501234568"),
			map[string]string{"phones": phone + ",380501234568", "mes": "hi", "query": "err=1"},
		},
		{
			"a number and a group", with(func(r *smsc.SendRequest) { r.Groups = []int64{3} }),
			map[string]string{"phones": phone + ",G3", "mes": "hi", "query": "err=1"},
		},
		{
			"a group alone",
			smsc.SendRequest{Groups: []int64{3, 4}, Text: "hi"},
			map[string]string{"phones": "G3,G4", "mes": "hi", "query": "err=1"},
		},
		{
			"text with everything", with(func(r *smsc.SendRequest) { r.Text = "ї🚀 <&>\"' ]]> \t\r\n\r\n +%20" }),
			map[string]string{"phones": phone, "mes": "ї🚀 <&>\"' ]]> \t\r\n\r\n +%20"},
		},
		{
			"comment", with(func(r *smsc.SendRequest) { r.Comment = "note" }),
			map[string]string{"phones": phone, "mes": "hi\n~~~\nnote"},
		},
		{
			"sender", with(func(r *smsc.SendRequest) { r.Sender = "Shop" }),
			map[string]string{"phones": phone, "mes": "hi", "sender": "Shop"},
		},
		{
			"at", with(func(r *smsc.SendRequest) { r.When = smsc.SendAt(at) }),
			map[string]string{"phones": phone, "mes": "hi", "time": "01795365059"},
		},
		{
			"in", with(func(r *smsc.SendRequest) { r.When = smsc.SendIn(90 * time.Minute) }),
			map[string]string{"phones": phone, "mes": "hi", "time": "+90"},
		},
		{
			"between", with(func(r *smsc.SendRequest) { r.When = smsc.SendBetween{From: 9, To: 21} }),
			map[string]string{"phones": phone, "mes": "hi", "time": "9-21"},
		},
		{
			"between in a zone", with(func(r *smsc.SendRequest) { r.When = smsc.SendBetween{From: 9, To: 21, Zone: smsc.UTCOffset(3)} }),
			map[string]string{"phones": phone, "mes": "hi", "time": "9-21", "query": "tz=0"},
		},
		{
			"local time in a zone", with(func(r *smsc.SendRequest) { r.When = smsc.SendLocal{Clock: at, Zone: smsc.UTCOffset(2)} }),
			map[string]string{"phones": phone, "mes": "hi", "time": "2211261830", "query": "tz=-1"},
		},
		{
			"spread", with(func(r *smsc.SendRequest) { r.Spread = smsc.Spread{Period: 90 * time.Minute, Interval: time.Hour} }),
			map[string]string{"phones": phone, "mes": "hi", "query": "period=1.5&freq=60"},
		},
		{
			"whole hours of spread", with(func(r *smsc.SendRequest) { r.Spread = smsc.Spread{Period: 20 * time.Hour, Interval: time.Minute} }),
			map[string]string{"phones": phone, "mes": "hi", "query": "period=20&freq=1"},
		},
		{
			"valid", with(func(r *smsc.SendRequest) { r.ValidFor = 24 * time.Hour }),
			map[string]string{"phones": phone, "mes": "hi", "query": "valid=24:00"},
		},
		{
			"valid for minutes", with(func(r *smsc.SendRequest) { r.ValidFor = 65 * time.Minute }),
			map[string]string{"phones": phone, "mes": "hi", "query": "valid=01:05"},
		},
		{
			"binary without a header", noText(smsc.BinarySMS{Payload: []byte("A\xff")}),
			map[string]string{"phones": phone, "mes": "0041ff", "query": "bin=2"},
		},
		{"binary with header and coding", noText(smsc.BinarySMS{
			Header: []byte{5, 4}, Payload: []byte{0xAB}, Coding: &smsc.Coding{PID: 1, DCS: 2},
		}), map[string]string{"phones": phone, "mes": "020504ab\n~~~\npid: 1, dcs: 2", "query": "bin=2"}},
		{
			"WAP push", noText(smsc.WAPPush{URL: "https://example.com/?a=1&b=2", Title: "Shop"}),
			map[string]string{"phones": phone, "mes": "https://example.com/?a=1&b=2\nShop", "query": "push=1"},
		},
		{"call", with(func(r *smsc.SendRequest) {
			r.Channel = smsc.VoiceCall{Voice: smsc.VoiceMale2, Language: "en", AnswerWait: 25 * time.Second, RetryInterval: time.Minute, Attempts: 3}
		}), map[string]string{"phones": phone, "mes": "hi", "query": "call=1&voice=m2, en&param=25,60,3"}},
		{"personal", smsc.SendRequest{Personal: []smsc.Personal{
			{To: []string{phone}, Groups: []int64{1}, Text: "a: 1\r\nb\nc\rd & +"},
			{To: []string{"380501234568"}, Text: "x", Sender: "My Shop"},
		}}, map[string]string{
			"phones": "", "mes": "", "query": "list=" + phone + `,G1:a: 1\nb\nc\nd & +` + "\nMy Shop|380501234568:x\n&err=1",
		}},
		{"personal with a bar, behind the request's sender", smsc.SendRequest{Sender: "Shop", Personal: []smsc.Personal{
			{To: []string{phone}, Text: "a|b"},
			{To: []string{"380501234568"}, Text: "c|d", Sender: "Other"},
			{To: []string{"380501234569"}, Text: "e"},
		}}, map[string]string{
			"phones": "", "mes": "", "sender": "Shop",
			"query": "list=Shop|" + phone + ":a|b\nOther|380501234568:c|d\n380501234569:e\n&err=1",
		}},
		{"personal with zone and kept line breaks", smsc.SendRequest{
			When: smsc.SendLocal{Clock: at, Zone: smsc.UTCOffset(3)}, KeepLineBreaks: true,
			Personal: []smsc.Personal{{To: []string{phone}, Text: "a\nb", Sender: "Shop", Zone: smsc.UTCOffset(5)}},
		}, map[string]string{"phones": "", "mes": "", "time": "2211261830", "query": "list=Shop,2|" + phone + ":a\nb\n&nl=1&tz=0"}},
		{
			"extra, sorted", with(func(r *smsc.SendRequest) { r.Extra = map[string][]string{"zz": {"1 +&="}, "aa": {"ї"}} }),
			map[string]string{"phones": phone, "mes": "hi", "query": "aa=ї&zz=1 +&="},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{answer: "<x/>"}
			c.request.ID = "id-1"
			_, err := newClient(t, w).Send(t.Context(), c.request)
			require.Error(t, err)
			got := w.only(t)
			c.leaves["login"], c.leaves["psw"], c.leaves["id"] = "demo", "pa55<&>word", "id-1"
			if want, ok := c.leaves["query"]; ok {
				assert.Equal(t, "send2", got.element)
				assert.NotContains(t, got.leaves["query"], " ", "spaces are percent-encoded")
				assert.NotContains(t, got.leaves["query"], "+", "so is +")
				decoded := percentDecoded(t, got.leaves["query"])
				assert.Equal(t, want, decoded)
				delete(c.leaves, "query")
				delete(got.leaves, "query")
			} else {
				assert.Equal(t, "send", got.element)
			}
			assert.Equal(t, c.leaves, got.leaves)
		})
	}
}

// percentDecoded undoes percent-encoding and nothing else.
func percentDecoded(t *testing.T, s string) string {
	t.Helper()
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			out.WriteByte(s[i])
			continue
		}
		require.Less(t, i+2, len(s))
		hexDigit := func(c byte) byte { return byte(strings.IndexByte("0123456789ABCDEF", c)) }
		out.WriteByte(hexDigit(s[i+1])<<4 | hexDigit(s[i+2]))
		i += 2
	}
	return out.String()
}

// TestQueryRoundTrip: what goes into the query string comes out of any reader of
// query strings as it was.
func TestQueryRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := strings.ToValidUTF8(rapid.String().Draw(t, "value"), "")
		w := &wire{answer: send2Answer(accepted)}
		_, err := newClient(t, w).Send(t.Context(), with(func(r *smsc.SendRequest) { r.Extra = url.Values{"a": {value}, "b": {"2"}} }))
		if _, ok := err.(smsc.ValidationErrors); ok { //nolint:errorlint // it comes as it is
			assert.Zero(t, w.count())
			return
		}
		require.NoError(t, err)
		assert.Equal(t, url.Values{"a": {value}, "b": {"2"}}, w.only(t).query)
	})
}
