package smsc_test

import (
	"strings"
	"testing"
	"time"

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
	text := func(s string) func(*smsc.SendRequest) {
		return func(r *smsc.SendRequest) { r.Text = s }
	}
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
	var nilChannel *smsc.VoiceCall
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
		{"e-mail to a group", by(mail, func(r *smsc.SendRequest) { r.To, r.Groups = nil, []int64{7} }), nil},
		{"e-mail to a group in To", by(mail, to("G7")), []string{"To[0]"}},
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
		{"Telegram to a nick like a group", by(smsc.Telegram{Bot: "@example_bot"}, to("G1234")), []string{"To[0]"}},
		{"Telegram to a nick like a group, with @", by(smsc.Telegram{Bot: "@example_bot"}, to("@G1234")), nil},
		{"Telegram to a group", by(smsc.Telegram{Bot: "@example_bot"}, func(r *smsc.SendRequest) { r.To, r.Groups = nil, []int64{1234} }), nil},
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

		{"a call of the text code", by(smsc.VoiceCall{}, text("code")), []string{"Text"}},
		{"a call of the text code in capitals, with blanks", by(smsc.VoiceCall{}, text(" CODE\n")), []string{"Text"}},
		{"a call of the text code, allowed", by(smsc.VoiceCall{}, text("code"), func(r *smsc.SendRequest) { r.AllowMarkers = true }), nil},
		{"a call of a text with code in it", by(smsc.VoiceCall{}, text("code 1")), nil},
		{"an SMS of the text code", by(nil, text("code")), nil},
		{"a personal call of the text code", smsc.SendRequest{Channel: smsc.VoiceCall{}, Personal: []smsc.Personal{
			{To: []string{phone}, Text: "hi"}, {To: []string{"380501234568"}, Text: "Code"},
		}}, []string{"Personal[1].Text"}},
		{"a personal call of the text code, allowed", smsc.SendRequest{Channel: smsc.VoiceCall{}, AllowMarkers: true, Personal: []smsc.Personal{
			{To: []string{phone}, Text: "code"},
		}}, nil},
	})
}
