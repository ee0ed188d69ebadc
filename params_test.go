package smsc_test

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

const phone = "+380501234567"

func message() smsc.SendRequest { return smsc.SendRequest{To: []string{phone}, Text: "hi"} }

// with is message with a change.
func with(change func(*smsc.SendRequest)) smsc.SendRequest {
	r := message()
	change(&r)
	return r
}

// violated returns the fields that err names, in order.
func violated(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	require.True(t, ok, "%v", err)
	var fields []string
	for _, one := range joined.Unwrap() {
		violation, ok := errors.AsType[*smsc.ValidationError](one)
		require.True(t, ok, "%v", one)
		require.NotEmpty(t, violation.Rule)
		fields = append(fields, violation.Field)
	}
	return fields
}

type rule struct {
	name    string
	request smsc.SendRequest
	want    []string // fields in violation; none: it goes out
}

func TestSendRequestRules(t *testing.T) {
	t.Parallel()
	to := func(r ...string) smsc.SendRequest {
		return with(func(s *smsc.SendRequest) { s.To = r })
	}
	text := func(s string) smsc.SendRequest {
		return with(func(r *smsc.SendRequest) { r.Text = s })
	}
	id := func(s string) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.ID = s }) }
	sender := func(s string) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.Sender = s }) }
	comment := func(s string) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.Comment = s }) }
	check(t, []rule{
		{"nothing set", smsc.SendRequest{}, []string{"To", "Text"}},
		{"a number with +", to("+380501234567"), nil},
		{"a number without +", to("380501234567"), nil},
		{"five digits", to("12345"), nil},
		{"four digits", to("1234"), []string{"To[0]"}},
		{"fifteen digits", to("123456789012345"), nil},
		{"sixteen digits", to("1234567890123456"), []string{"To[0]"}},
		{"two numbers in one entry, comma", to("380501234567,380501234568"), []string{"To[0]"}},
		{"two numbers in one entry, semicolon", to("380501234567;380501234568"), []string{"To[0]"}},
		{"two numbers in one entry, line break", to("380501234567\n380501234568"), []string{"To[0]"}},
		{"a line break at the end", to("380501234567\n"), []string{"To[0]"}},
		{"a list line in an entry", to("380501234567:text"), []string{"To[0]"}},
		{"a control character", to("38050123\x004567"), []string{"To[0]"}},
		{"digits of another script", to("٣٨٠٥٠١٢٣٤٥"), []string{"To[0]"}},
		{"an empty entry", to("380501234567", ""), []string{"To[1]"}},
		{"a group", to("G12"), nil},
		{"group zero", to("G0"), []string{"To[0]"}},
		{"a group in small letters", to("g12"), []string{"To[0]"}},
		{"an e-mail address by SMS", to("a@example.com"), []string{"To[0]"}},
		{"a Telegram nick by SMS", to("nickname"), []string{"To[0]"}},
		{"the same recipient twice", to("+380501234567", "G1", "380501234567"), []string{"To[2]"}},

		{"1000 characters", text(strings.Repeat("ї", 1000)), nil},
		{"1001 characters", text(strings.Repeat("ї", 1001)), []string{"Text"}},
		{"text of blanks", text(" \t\r\n"), []string{"Text"}},
		{"text that is no UTF-8", text("a\xff"), []string{"Text"}},
		{"text with U+FFFD", text("a\uFFFD"), nil},
		{"text with a NUL", text("a\x00"), []string{"Text"}},
		{"text with U+FFFE", text("a\uFFFE"), []string{"Text"}},
		{"text with tab and line breaks", text("a\tb\r\nc\nd"), nil},
		{"a comment separator", text("a\n~~~\nb"), []string{"Text"}},
		{"a comment separator at the end", text("a\r\n~~~"), []string{"Text"}},
		{"a comment separator behind a lone CR", text("a\r ~~~ \rb"), []string{"Text"}},
		{"a comment separator alone", text("~~~"), []string{"Text"}},
		{"tildes within a line", text("a ~~~ b"), nil},
		{"four tildes", text("a\n~~~~\nb"), nil},
		{"a call prefix", text("__CALL__hello"), []string{"Text"}},
		{"a Viber prefix behind blanks", text(" \n__viber__ hello"), []string{"Text"}},
		{"a call prefix behind a byte order mark", text("\ufeff__CALL__hello"), []string{"Text"}},
		{"a prefix that is not known", text("__ABC__ hello"), []string{"Text"}},
		{"a prefix in the middle", text("see __CALL__"), nil},
		{"markers that are asked for", with(func(r *smsc.SendRequest) {
			r.Text, r.AllowMarkers = "__CALL__hello\n~~~\nnote", true
		}), nil},

		{"a comment", comment("note"), nil},
		{"a comment with a separator", comment("a\n~~~\nb"), []string{"Comment"}},
		{"a comment that XML cannot carry", comment("\x01"), []string{"Comment"}},
		{"text and comment of 1000 characters", with(func(r *smsc.SendRequest) {
			r.Text, r.Comment = strings.Repeat("a", 900), strings.Repeat("b", 95)
		}), nil},
		{"text and comment of 1001 characters", with(func(r *smsc.SendRequest) {
			r.Text, r.Comment = strings.Repeat("a", 900), strings.Repeat("b", 96)
		}), []string{"Comment"}},

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

func TestScheduleRules(t *testing.T) {
	t.Parallel()
	when := func(w smsc.When) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.When = w }) }
	spread := func(period, interval time.Duration) smsc.SendRequest {
		return with(func(r *smsc.SendRequest) { r.Spread = smsc.Spread{Period: period, Interval: interval} })
	}
	valid := func(d time.Duration) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.ValidFor = d }) }
	date := func(y int) time.Time { return time.Date(y, 6, 1, 12, 0, 0, 0, time.UTC) }
	var nilWhen *smsc.SendBetween
	check(t, []rule{
		{"now", when(smsc.Now{}), nil},
		{"an instant", when(smsc.SendAt(date(2030))), nil},
		{"an instant that has passed", when(smsc.SendAt(time.Unix(1e9, 0))), nil},
		{"an instant of nine digits, which reads as a date", when(smsc.SendAt(time.Unix(1e9-1, 0))), []string{"When"}},
		{"the zero instant", when(smsc.SendAt(time.Time{})), []string{"When"}},
		{"the Unix epoch", when(smsc.SendAt(time.Unix(0, 0))), []string{"When"}},
		{"the year 10000", when(smsc.SendAt(date(10000))), []string{"When"}},
		{"a minute's delay", when(smsc.SendIn(time.Minute)), nil},
		{"half a minute's delay", when(smsc.SendIn(30 * time.Second)), []string{"When"}},
		{"90 seconds' delay", when(smsc.SendIn(90 * time.Second)), []string{"When"}},
		{"a negative delay", when(smsc.SendIn(-time.Minute)), []string{"When"}},
		{"hours of the day", when(smsc.SendBetween{From: 0, To: 23}), nil},
		{"hour 24", when(smsc.SendBetween{From: 9, To: 24}), []string{"When"}},
		{"a negative hour", when(smsc.SendBetween{From: -1, To: 9}), []string{"When"}},
		{"hours over midnight", when(smsc.SendBetween{From: 22, To: 6}), []string{"When"}},
		{"no hours at all", when(smsc.SendBetween{}), []string{"When"}},
		{"a local time", when(smsc.SendLocal{Clock: date(2000)}), nil},
		{"a local time before 2000", when(smsc.SendLocal{Clock: date(1999)}), []string{"When"}},
		{"a local time after 2099", when(smsc.SendLocal{Clock: date(2100)}), []string{"When"}},
		{"the westernmost zone", when(smsc.SendLocal{Clock: date(2030), Zone: smsc.UTCOffset(-12)}), nil},
		{"a zone too far west", when(smsc.SendLocal{Clock: date(2030), Zone: smsc.UTCOffset(-13)}), []string{"When.Zone"}},
		{"the easternmost zone", when(smsc.SendBetween{From: 9, To: 21, Zone: smsc.UTCOffset(14)}), nil},
		{"a zone too far east", when(smsc.SendBetween{From: 9, To: 21, Zone: smsc.UTCOffset(15)}), []string{"When.Zone"}},
		{"a nil pointer for a time", when(nilWhen), []string{"When"}},

		{"the shortest spread", spread(6*time.Minute, time.Minute), nil},
		{"a shorter spread", spread(6*time.Minute-1, time.Minute), []string{"Spread.Period"}},
		{"the longest spread", spread(720*time.Hour, 1440*time.Minute), nil},
		{"a longer spread", spread(720*time.Hour+1, time.Minute), []string{"Spread.Period"}},
		{"an interval alone", spread(0, time.Minute), []string{"Spread.Interval"}},
		{"a period alone", spread(time.Hour, 0), []string{"Spread.Interval"}},
		{"an interval below a minute", spread(time.Hour, 59*time.Second), []string{"Spread.Interval"}},
		{"an interval above a day", spread(time.Hour, 1441*time.Minute), []string{"Spread.Interval"}},
		{"an interval of broken minutes", spread(time.Hour, 90*time.Second), []string{"Spread.Interval"}},

		{"valid for a minute", valid(time.Minute), nil},
		{"valid for less", valid(59 * time.Second), []string{"ValidFor"}},
		{"valid for a day", valid(24 * time.Hour), nil},
		{"valid for more", valid(24*time.Hour + time.Minute), []string{"ValidFor"}},
		{"valid for broken minutes", valid(90 * time.Second), []string{"ValidFor"}},
		{"valid for a negative time", valid(-time.Hour), []string{"ValidFor"}},
	})
}

func TestOptionRules(t *testing.T) {
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

// check runs each rule through Send and Cost, which must agree, and sees that
// nothing goes out while a rule is violated.
func check(t *testing.T, rules []rule) {
	t.Helper()
	for _, c := range rules {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{answer: "<x/>"}
			client := newClient(t, w)
			_, sendErr := client.Send(t.Context(), c.request)
			_, costErr := client.Cost(t.Context(), c.request)
			if c.want == nil {
				assert.Equal(t, 2, w.count(), "it should have gone out: %v", sendErr)
				return
			}
			assert.Equal(t, c.want, violated(t, sendErr))
			assert.Equal(t, c.want, violated(t, costErr))
			assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(sendErr))
			assert.Zero(t, w.count())
		})
	}
}

func TestTooManyViolationsAreCounted(t *testing.T) {
	t.Parallel()
	request := smsc.SendRequest{To: make([]string, 250), Text: "hi"}
	_, err := newClient(t, &wire{}).Send(t.Context(), request)
	fields := violated(t, err)
	assert.Len(t, fields, 101)
	assert.ErrorContains(t, err, "150 more violations")
}

func TestRecipientsAreBounded(t *testing.T) {
	t.Parallel()
	w := &wire{answer: sendAnswer("<id>1</id><cnt>2</cnt>")}
	client := newClient(t, w, smsc.WithMaxRecipients(2))
	_, err := client.Send(t.Context(), smsc.SendRequest{To: []string{"380501234567", "380501234568"}, Text: "hi"})
	require.NoError(t, err)
	_, err = client.Send(t.Context(), smsc.SendRequest{Personal: []smsc.Personal{
		{To: []string{"380501234567"}, Text: "a"}, {To: []string{"380501234568", "380501234569"}, Text: "b"},
	}})
	assert.Equal(t, []string{"To"}, violated(t, err))
	assert.Equal(t, 1, w.count())
}
