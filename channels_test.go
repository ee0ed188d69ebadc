package smsc_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

func TestChannelRules(t *testing.T) {
	t.Parallel()
	by := func(ch smsc.Channel, change ...func(*smsc.SendRequest)) smsc.SendRequest {
		r := message()
		r.Channel = ch
		for _, c := range change {
			c(&r)
		}
		return r
	}
	noText := func(r *smsc.SendRequest) { r.Text = "" }
	file := func(r *smsc.SendRequest) { r.FileURL = "https://example.com/a.mp3" }
	comment := func(r *smsc.SendRequest) { r.Comment = "note" }
	sender := func(r *smsc.SendRequest) { r.Sender = "Shop" }
	to := func(s string) func(*smsc.SendRequest) {
		return func(r *smsc.SendRequest) { r.To = []string{s} }
	}
	call := func(wait, interval time.Duration, attempts int) smsc.SendRequest {
		return by(smsc.VoiceCall{AnswerWait: wait, RetryInterval: interval, Attempts: attempts})
	}
	mail := smsc.Email{From: "shop@example.com", Subject: "Order"}
	address := to("client@example.com")
	var nilChannel *smsc.FlashSMS
	check(t, []rule{
		{"flash", by(smsc.FlashSMS{}), nil},
		{"a pointer to a channel", by(&smsc.FlashSMS{}), nil},
		{"a nil pointer for a channel", by(nilChannel), []string{"Channel"}},
		{"flash without text", by(smsc.FlashSMS{}, noText), []string{"Text"}},

		{"binary", by(smsc.BinarySMS{Payload: []byte{1}}, noText), nil},
		{"binary with text", by(smsc.BinarySMS{Payload: []byte{1}}), []string{"Text"}},
		{"binary with a comment", by(smsc.BinarySMS{Payload: []byte{1}}, noText, comment), []string{"Comment"}},
		{"binary without a payload", by(smsc.BinarySMS{Header: []byte{1}}, noText), []string{"Channel.Payload"}},
		{"binary of 1000 hex characters", by(smsc.BinarySMS{Header: make([]byte, 99), Payload: make([]byte, 400)}, noText), nil},
		{"binary of 1002 hex characters", by(smsc.BinarySMS{Header: make([]byte, 100), Payload: make([]byte, 400)}, noText), []string{"Channel.Payload"}},
		{"a header of 255 bytes", by(smsc.BinarySMS{Header: make([]byte, 255), Payload: []byte{1}}, noText), nil},
		{"a header of 256 bytes", by(smsc.BinarySMS{Header: make([]byte, 256), Payload: []byte{1}}, noText), []string{"Channel.Header"}},

		{"WAP push", by(smsc.WAPPush{URL: "https://example.com", Title: "Shop"}, noText), nil},
		{"WAP push without a title", by(smsc.WAPPush{URL: "https://example.com"}, noText), []string{"Channel.Title"}},
		{"WAP push with a title of two lines", by(smsc.WAPPush{URL: "https://example.com", Title: "a\nb"}, noText), []string{"Channel.Title"}},
		{"WAP push with a separator for a title", by(smsc.WAPPush{URL: "https://example.com", Title: "~~~"}, noText), []string{"Channel.Title"}},
		{"WAP push without a URL", by(smsc.WAPPush{Title: "Shop"}, noText), []string{"Channel.URL"}},
		{"WAP push of 1001 characters", by(smsc.WAPPush{URL: "https://example.com", Title: strings.Repeat("a", 982)}, noText), []string{"Channel.Title"}},
		{"WAP push of 1000 characters", by(smsc.WAPPush{URL: "https://example.com", Title: strings.Repeat("a", 980)}, noText), nil},

		{"HLR", by(smsc.HLR{}, noText), nil},
		{"HLR with text", by(smsc.HLR{}), []string{"Text"}},
		{"ping", by(smsc.PingSMS{}, noText), nil},
		{"ping with text", by(smsc.PingSMS{}), []string{"Text"}},

		{"MMS with a text", by(smsc.MMS{}), nil},
		{"MMS with a subject", by(smsc.MMS{Subject: "Photo"}, noText), nil},
		{"MMS with neither", by(smsc.MMS{}, noText, file), []string{"Text"}},
		{"a subject of two lines", by(smsc.MMS{Subject: "a\r\nb"}), []string{"Channel.Subject"}},

		{"e-mail", by(mail, address), nil},
		{"e-mail to a group", by(mail, to("G7")), nil},
		{"e-mail to a phone", by(mail), []string{"To[0]"}},
		{"e-mail to two addresses in one entry", by(mail, to("a@example.com,b@example.com")), []string{"To[0]"}},
		{"e-mail to an address with a name", by(mail, to("A <a@example.com>")), []string{"To[0]"}},
		{"e-mail with a header in its address", by(mail, to("a@example.com\nBcc: b@example.com")), []string{"To[0]"}},
		{"e-mail without subject, text and sender", by(smsc.Email{}, address, noText), []string{"Channel.Subject", "Channel.From", "Text"}},
		{"e-mail to an address with what XML cannot carry", by(mail, to("a\ufffe@example.com")), []string{"To[0]"}},
		{"e-mail to an address that is no UTF-8", by(mail, to("a\xff@example.com")), []string{"To[0]"}},
		{"e-mail from an address with what XML cannot carry", by(smsc.Email{Subject: "Hi", From: "shop@\uffff.example.com"}, address), []string{"Channel.From"}},
		{"e-mail with the other sender too", by(mail, address, sender), []string{"Sender"}},

		{"social", by(smsc.Social{}), nil},
		{"Viber", by(smsc.Viber{}), nil},
		{"Viber with a file alone", by(smsc.Viber{}, noText, file), nil},
		{"Viber with nothing", by(smsc.Viber{}, noText), []string{"Text"}},
		{"WhatsApp", by(smsc.WhatsApp{}), nil},

		{"Telegram to a phone", by(smsc.Telegram{Bot: "@example_bot"}), nil},
		{"Telegram to a nick", by(smsc.Telegram{Bot: "@example_bot"}, to("nick_name")), nil},
		{"Telegram to a nick with @", by(smsc.Telegram{Bot: "@example_bot"}, to("@nick_name")), nil},
		{"Telegram to an ID", by(smsc.Telegram{Bot: "@example_bot"}, to("#123456")), nil},
		{"Telegram to two in one entry", by(smsc.Telegram{Bot: "@example_bot"}, to("nick_one,nick_two")), []string{"To[0]"}},
		{"Telegram without a bot", by(smsc.Telegram{}), []string{"Channel.Bot"}},
		{"Telegram with a bot without @", by(smsc.Telegram{Bot: "example_bot"}), []string{"Channel.Bot"}},
		{"Telegram with a bot that is none", by(smsc.Telegram{Bot: "@example"}), []string{"Channel.Bot"}},
		{"a Telegram code", by(smsc.TelegramCode{}), nil},
		{"a Telegram code without the code", by(smsc.TelegramCode{}, noText), []string{"Text"}},

		{"a call", by(smsc.VoiceCall{}), nil},
		{"a call with a file alone", by(smsc.VoiceCall{}, noText, file), nil},
		{"a call with nothing", by(smsc.VoiceCall{}, noText), []string{"Text"}},
		{"every voice", by(smsc.VoiceCall{Voice: smsc.VoiceFemale4}), nil},
		{"a voice that there is not", by(smsc.VoiceCall{Voice: "m5"}), []string{"Channel.Voice"}},
		{"a voice with a language", by(smsc.VoiceCall{Voice: smsc.VoiceMale, Language: "en"}), nil},
		{"a language without a voice", by(smsc.VoiceCall{Language: "en"}), []string{"Channel.Language"}},
		{"a language of three letters", by(smsc.VoiceCall{Voice: smsc.VoiceMale, Language: "eng"}), []string{"Channel.Language"}},
		{"the shortest retries", call(10*time.Second, 10*time.Second, 1), nil},
		{"the longest retries", call(35*time.Second, 3600*time.Second, 9), nil},
		{"retries below", call(9*time.Second, 9*time.Second, 0), []string{"Channel.AnswerWait", "Channel.RetryInterval", "Channel.Attempts"}},
		{"retries above", call(36*time.Second, 3601*time.Second, 10), []string{"Channel.AnswerWait", "Channel.RetryInterval", "Channel.Attempts"}},
		{"one of three retry settings", call(25*time.Second, 0, 0), []string{"Channel.RetryInterval", "Channel.Attempts"}},
		{"broken seconds", call(10500*time.Millisecond, 10*time.Second, 1), []string{"Channel.AnswerWait"}},
	})
}

func TestPersonalRules(t *testing.T) {
	t.Parallel()
	one := func(p smsc.Personal, change ...func(*smsc.SendRequest)) smsc.SendRequest {
		if p.To == nil {
			p.To = []string{phone}
		}
		r := smsc.SendRequest{Personal: []smsc.Personal{p}}
		for _, c := range change {
			c(&r)
		}
		return r
	}
	text := func(s string) smsc.SendRequest { return one(smsc.Personal{Text: s}) }
	kept := func(s string) smsc.SendRequest {
		return one(smsc.Personal{Text: s}, func(r *smsc.SendRequest) { r.KeepLineBreaks = true })
	}
	local := func(r *smsc.SendRequest) {
		r.When = smsc.SendLocal{Clock: time.Date(2030, 1, 2, 3, 4, 0, 0, time.UTC)}
	}
	telegram := func(r *smsc.SendRequest) { r.Channel = smsc.Telegram{Bot: "@example_bot"} }
	keep := func(r *smsc.SendRequest) { r.KeepLineBreaks = true }
	check(t, []rule{
		{"a personal text", text("hi"), nil},
		{"no personal message", smsc.SendRequest{Personal: []smsc.Personal{}}, []string{"Personal"}},
		{"together with To and Text", one(smsc.Personal{Text: "hi"}, func(r *smsc.SendRequest) {
			r.To, r.Text = []string{phone}, "hi"
		}), []string{"To", "Text"}},
		{"without recipient and text", smsc.SendRequest{Personal: []smsc.Personal{{}}}, []string{"Personal[0].To", "Personal[0].Text"}},
		{"a text of blanks", text(" \n"), []string{"Personal[0].Text"}},
		{"a list line in a recipient", one(smsc.Personal{To: []string{phone + ":x\n" + phone}, Text: "hi"}), []string{"Personal[0].To[0]"}},
		{"with HLR", one(smsc.Personal{Text: "hi"}, func(r *smsc.SendRequest) { r.Channel = smsc.HLR{} }), []string{"Personal"}},
		{"with a comment", one(smsc.Personal{Text: "hi"}, func(r *smsc.SendRequest) { r.Comment = "x" }), []string{"Comment"}},
		{"1000 characters", text(strings.Repeat("ї", 1000)), nil},
		{"1001 characters", text(strings.Repeat("ї", 1001)), []string{"Personal[0].Text"}},
		{"a line break with a number", text("hi\n380501234567:more"), nil},
		{"a separator", text("hi\n~~~\nmore"), []string{"Personal[0].Text"}},
		{"a written line break", text(`hi\nmore`), []string{"Personal[0].Text"}},
		{"a colon", text("Sum: 10"), nil},
		{"a bar", text("a | b"), nil},
		{"a bar and a number", text("a|380501234567:b"), []string{"Personal[0].Text"}},
		{"a bar and a time", text("a | 12:30"), []string{"Personal[0].Text"}},

		{"kept line breaks", kept("hi\nmore"), nil},
		{"a kept written line break", kept(`hi\nmore`), nil},
		{"a kept line with a number", kept("hi\n380501234567:more"), []string{"Personal[0].Text"}},
		{"a kept line with a number and a semicolon", kept("hi\r+38 (050) 123-45-67;more"), []string{"Personal[0].Text"}},
		{"a kept line with a sender and a number", kept("hi\nShop,1|380501234567:more"), []string{"Personal[0].Text", "Personal[0].Text"}},
		{"a kept line with a group", kept("hi\nG1:more"), []string{"Personal[0].Text"}},
		{"a kept line with a word and a colon", kept("hi\nSum: 10"), nil},
		{"a kept first line with a number", kept("380501234567:more"), nil},
		{"kept line breaks, by Telegram", one(smsc.Personal{Text: "hi"}, telegram, keep), []string{"KeepLineBreaks"}},
		{"a bar and a nick, by Telegram", one(smsc.Personal{Text: "hi|nick_name:more"}, telegram), []string{"Personal[0].Text"}},
		{"a bar and a sentence, by Telegram", one(smsc.Personal{Text: "hi|the sum: 10"}, telegram), nil},

		{"a sender", one(smsc.Personal{Text: "hi", Sender: "Shop"}), nil},
		{"a sender with a bar", one(smsc.Personal{Text: "hi", Sender: "A|B"}), []string{"Personal[0].Sender"}},
		{"a sender with a comma", one(smsc.Personal{Text: "hi", Sender: "A,1"}), []string{"Personal[0].Sender"}},
		{"a sender with a colon", one(smsc.Personal{Text: "hi", Sender: "3805:x"}), []string{"Personal[0].Sender"}},
		{"a zone", one(smsc.Personal{Text: "hi", Sender: "Shop", Zone: smsc.UTCOffset(2)}, local), nil},
		{"a zone without a sender", one(smsc.Personal{Text: "hi", Zone: smsc.UTCOffset(2)}, local), []string{"Personal[0].Zone"}},
		{"a zone without a local time", one(smsc.Personal{Text: "hi", Sender: "Shop", Zone: smsc.UTCOffset(2)}), []string{"Personal[0].Zone"}},
		{"a zone out of range", one(smsc.Personal{Text: "hi", Sender: "Shop", Zone: smsc.UTCOffset(102)}, local), []string{"Personal[0].Zone"}},
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
			"two recipients", with(func(r *smsc.SendRequest) { r.To = append(r.To, "G3") }),
			map[string]string{"phones": phone + ",G3", "mes": "hi"},
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
			{To: []string{phone, "G1"}, Text: "a: 1\r\nb\nc\rd & +"},
			{To: []string{"380501234568"}, Text: "x", Sender: "My Shop"},
		}}, map[string]string{"phones": "", "mes": "", "query": "list=" + phone + `,G1:a: 1\nb\nc\nd & +` + "\nMy Shop|380501234568:x\n"}},
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
	var out bytes.Buffer
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
