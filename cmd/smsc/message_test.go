package main

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

// parse makes a message of the flags of send.
func parse(t *testing.T, args ...string) (message, error) {
	t.Helper()
	var f messageFlags
	cmd := &cobra.Command{}
	cmd.SetContext(t.Context())
	f.register(cmd)
	require.NoError(t, cmd.ParseFlags(args))
	return f.read(cmd, strings.NewReader("from stdin\n"))
}

func TestRequest(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		want smsc.SendRequest
	}{
		"nothing": {nil, smsc.SendRequest{}},
		"the basics": {
			[]string{"--to", "+380501234567,380631234567", "--to", "380671234567", "--text", "a, b", "--sender", "Shop", "--id", "7", "--valid", "90m"},
			smsc.SendRequest{
				To: []string{"+380501234567", "380631234567", "380671234567"}, Text: "a, b", Sender: "Shop", ID: "7", ValidFor: 90 * time.Minute,
			},
		},
		"groups":          {[]string{"--group", "1,2", "--group", "3"}, smsc.SendRequest{Groups: []int64{1, 2, 3}}},
		"a text of stdin": {[]string{"--text", "-"}, smsc.SendRequest{Text: "from stdin"}},
		"an instant": {
			[]string{"--at", "2026-03-01T09:30:00+02:00"},
			smsc.SendRequest{When: smsc.SendAt(time.Date(2026, 3, 1, 9, 30, 0, 0, time.FixedZone("", 7200)))},
		},
		"later": {[]string{"--in", "10m"}, smsc.SendRequest{When: smsc.SendIn(10 * time.Minute)}},
		"a delay of nothing is for the rules to refuse": {[]string{"--in", "0"}, smsc.SendRequest{When: smsc.SendIn(0)}},
		"hours": {[]string{"--between", "9-21"}, smsc.SendRequest{When: smsc.SendBetween{From: 9, To: 21}}},
		"hours of a zone": {
			[]string{"--between", "9-21", "--param", "tz=-1"},
			smsc.SendRequest{When: smsc.SendBetween{From: 9, To: 21, Zone: smsc.UTCOffset(2)}},
		},
		"a spread": {
			[]string{"--param", "period=1.5", "--param", "freq=10"},
			smsc.SendRequest{Spread: smsc.Spread{Period: 90 * time.Minute, Interval: 10 * time.Minute}},
		},
		"parameters with a field": {
			[]string{
				"--param", "fileurl=https://example.com/a.png?b=c", "--param", "tinyurl=1", "--param", "maxsms=3",
				"--param", "smsreq=30", "--param", "err=1", "--param", "op=1", "--param", "imgcode=abc", "--param", "userip=192.0.2.1",
				"--param", "pp=42",
			},
			smsc.SendRequest{
				FileURL: "https://example.com/a.png?b=c", ShortenLinks: true, MaxParts: 3, ConfirmDays: 30,
				ReportRecipients: true, CaptchaCode: "abc", UserIP: netip.MustParseAddr("192.0.2.1"), PartnerID: 42,
			},
		},
		"a parameter without one": {
			[]string{"--param", "novelty=a=b"}, smsc.SendRequest{Extra: url.Values{"novelty": {"a=b"}}},
		},
		"e-mail": {
			[]string{"--channel", "mail", "--sender", "b@example.com", "--param", "subj=Receipt"},
			smsc.SendRequest{Channel: smsc.Email{Subject: "Receipt", From: "b@example.com"}},
		},
		"MMS without a subject": {[]string{"--channel", "mms"}, smsc.SendRequest{Channel: smsc.MMS{}}},
		"a call": {
			[]string{"--channel", "call", "--param", "voice=w, en", "--param", "param=20,60,3"},
			smsc.SendRequest{Channel: smsc.VoiceCall{
				Voice: smsc.VoiceFemale, Language: "en", AnswerWait: 20 * time.Second, RetryInterval: time.Minute, Attempts: 3,
			}},
		},
		"binary": {
			[]string{"--channel", "bin", "--text", "00ff", "--param", "pid=0", "--param", "dcs=4"},
			smsc.SendRequest{Channel: smsc.BinarySMS{Header: []byte{}, Payload: []byte{0xff}, Coding: &smsc.Coding{DCS: 4}}},
		},
		"WAP push": {
			[]string{"--channel", "push", "--text", "Offer", "--param", "url=https://example.com/"},
			smsc.SendRequest{Channel: smsc.WAPPush{URL: "https://example.com/", Title: "Offer"}},
		},
		"cost alone": {[]string{"--param", "cost=2"}, smsc.SendRequest{Report: smsc.ReportCost}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.want.Report == smsc.ReportNothing {
				test.want.Report = smsc.ReportCostAndBalance
			}
			parsed, err := parse(t, test.args...)
			require.NoError(t, err)
			got := parsed.request
			if at, ok := test.want.When.(smsc.SendAt); ok {
				gotAt, isAt := got.When.(smsc.SendAt)
				require.True(t, isAt)
				assert.True(t, time.Time(at).Equal(time.Time(gotAt)))
				got.When = test.want.When
			}
			if len(test.want.To) == 0 {
				assert.Empty(t, got.To)
				got.To = nil
			}
			assert.Equal(t, test.want, got)
		})
	}
}

func TestRequest_tellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"time":                 {[]string{"--at", "tomorrow"}, "--at must be a time such as 2026-03-01T09:30:00+02:00"},
		"hours":                {[]string{"--between", "9-"}, "--between must be two hours of the day, such as 9-21"},
		"validity of nothing":  {[]string{"--valid", "0"}, "--valid must be whole minutes, 1 minute to 24 hours"},
		"zone of no hours":     {[]string{"--param", "tz=1"}, "--param tz goes with --between"},
		"zone":                 {[]string{"--between", "9-21", "--param", "tz=far"}, "--param tz must be whole hours from Moscow time, -15 to 11"},
		"zone of nobody":       {[]string{"--between", "9-21", "--param", "tz=12"}, "--param tz must be whole hours from Moscow time, -15 to 11"},
		"phones":               {[]string{"--param", "phones=G1"}, "--param phones is refused: use --to or --group"},
		"refused or not":       {[]string{"--param", "err=2"}, "--param err must be 0 or 1"},
		"yes or no":            {[]string{"--param", "tinyurl=yes"}, "--param tinyurl must be 0 or 1"},
		"number":               {[]string{"--param", "maxsms=-1"}, "--param maxsms must be a whole number, 1000 at most"},
		"number out of bounds": {[]string{"--param", "freq=99999999999999999999"}, "--param freq must be a whole number, 1440 at most"},
		"hours of NaN":         {[]string{"--param", "period=NaN"}, "--param period must be a number of hours, 720 at most"},
		"address":              {[]string{"--param", "userip=here"}, "--param userip must be an IP address"},
		"twice":                {[]string{"--param", "novelty=1", "--param", "novelty=2"}, "--param novelty is given twice"},
		"credentials":          {[]string{"--param", "PSW=hidden"}, "--param PSW is refused: credentials come from the environment"},
		"no name":              {[]string{"--param", "=hidden"}, "--param number 1 must be name=value"},
		"list":                 {[]string{"--param", "list=a:b"}, "--param list is refused: use one smsc send for each text"},
		"bot without channel":  {[]string{"--param", "bot=@example_bot"}, "--param bot goes with --channel bot"},
		"cost":                 {[]string{"--param", "cost=4"}, "--param cost must be 0, 2 or 3"},
		"octet":                {[]string{"--channel", "bin", "--text", "00ff", "--param", "pid=256", "--param", "dcs=0"}, "--param pid must be a whole number, 255 at most"},
		"binary of nothing":    {[]string{"--channel", "bin"}, "--text must begin with the length of its header, 00 for none, and hold that header"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parse(t, test.args...)
			require.EqualError(t, err, test.want)
			assert.NotContains(t, err.Error(), "hidden")
		})
	}
}

// Each parameter that the SDK has a field for has a way in: the SDK refuses it as
// an extra, so one that fell through would be an error nobody understands.
func TestRequest_knowsTheParametersOfTheService(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"phones", "mes", "id", "sender", "time", "tz", "period", "freq", "flash", "bin", "push", "hlr", "ping", "mms",
		"mail", "soc", "viber", "whatsapp", "tg", "bot", "smsreq", "fileurl", "call", "voice", "param", "subj", "cost",
		"list", "nl", "valid", "tinyurl", "maxsms", "imgcode", "userip", "err", "op", "pp", "login", "psw", "apikey",
	} {
		parsed, err := parse(t, "--param", name+"=1")
		if err == nil {
			assert.NotContains(t, parsed.request.Extra, name)
		}
	}
}

func TestRequest_asksWhoWasRefused(t *testing.T) {
	t.Parallel()
	for value, silent := range map[string]bool{"": false, "1": false, "0": true} {
		var args []string
		if value != "" {
			args = []string{"--param", "err=" + value}
		}
		parsed, err := parse(t, args...)
		require.NoError(t, err)
		assert.Equal(t, silent, parsed.silent, value)
		assert.Nil(t, parsed.request.Extra)
	}
}

func TestAsksForJSON(t *testing.T) {
	t.Parallel()
	assert.True(t, asksForJSON([]string{"send", "--json"}))
	assert.True(t, asksForJSON([]string{"--json=true"}))
	assert.True(t, asksForJSON([]string{"--json=perhaps"}))
	assert.False(t, asksForJSON([]string{"--json=false"}))
	assert.False(t, asksForJSON([]string{"send", "--", "--json"}))
	assert.False(t, asksForJSON([]string{"send", "--jsonish"}))
}
