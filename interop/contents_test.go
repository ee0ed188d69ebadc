//go:build interop

package interop_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-smsc/smsc"
)

// contentCalls are messages with all that messages can hold.
func contentCalls() []clientCall {
	var recipients []string
	for i := range 500 {
		recipients = append(recipients, fmt.Sprintf("+38050%07d", i))
	}
	long := strings.Repeat("їж😀 ", 250)
	personal := []smsc.Personal{
		{To: []string{phone, "380671234567"}, Text: "Привіт: <&>;\"' ]]>\r\nдва\tтри", Sender: "Shop", Zone: smsc.UTCOffset(5)},
		{To: []string{"380931234567"}, Text: "😀|%0A+", Sender: "Shop"},
	}
	personalWhen := smsc.SendLocal{Clock: time.Date(2031, time.January, 2, 3, 4, 0, 0, time.UTC)}
	one := func(name string, request smsc.SendRequest, elements, query map[string]string) clientCall {
		request.ID = "7"
		elements["id"] = "7"
		call := clientCall{
			name: name, call: send(request), operation: "send_sms", elements: elements, query: query,
			options: []smsc.Option{smsc.WithoutFailedReports()},
			result:  &smsc.SendResult{ID: "7", Count: some(1), ReportsMissing: len(request.To) > 1},
		}
		if query != nil {
			call.operation, call.result = "send_sms2", sent("7")
		}
		return call
	}
	channel := func(name string, request smsc.SendRequest, mes string, parameters ...string) clientCall {
		request.To = []string{phone}
		return one("channel "+name, request, fields("phones", phone, "mes", mes), query(parameters...))
	}

	return []clientCall{
		one("1000 characters", smsc.SendRequest{To: []string{phone}, Text: long}, fields("phones", phone, "mes", long), nil),
		one("blanks before a sign", smsc.SendRequest{To: []string{phone}, Text: " \n&"}, fields("phones", phone, "mes", " \n&"), nil),
		one("blanks behind a sign", smsc.SendRequest{To: []string{phone}, Text: "<\t "}, fields("phones", phone, "mes", "<\t "), nil),
		one("500 recipients", smsc.SendRequest{To: recipients, Text: "a"},
			fields("phones", strings.Join(recipients, ","), "mes", "a"), nil),
		one("a number of minutes", smsc.SendRequest{To: []string{phone}, Text: "a", When: smsc.SendIn(90 * time.Minute)},
			fields("phones", phone, "mes", "a", "time", "+90"), nil),
		one("hours of the day",
			smsc.SendRequest{To: []string{phone}, Text: "a", When: smsc.SendBetween{From: 9, To: 21, Zone: smsc.UTCOffset(3)}},
			fields("phones", phone, "mes", "a", "time", "9-21"), query("tz", "0")),
		one("personal messages", smsc.SendRequest{Personal: personal, When: personalWhen},
			fields("phones", "", "mes", "", "time", "0201310304"),
			query("list", `Shop,2|`+phone+`,380671234567:Привіт: <&>;"' ]]>\nдва`+"\tтри\nShop|380931234567:😀|%0A+\n")),
		one("personal messages with line breaks", smsc.SendRequest{Personal: personal, When: personalWhen, KeepLineBreaks: true},
			fields("phones", "", "mes", "", "time", "0201310304"),
			query("list", "Shop,2|"+phone+",380671234567:Привіт: <&>;\"' ]]>\nдва\tтри\nShop|380931234567:😀|%0A+\n", "nl", "1")),

		channel("flash", smsc.SendRequest{Channel: smsc.FlashSMS{}, Text: "a"}, "a", "flash", "1"),
		channel("binary", smsc.SendRequest{Channel: smsc.BinarySMS{
			Header: []byte{5, 4, 0x0b, 0x84}, Payload: []byte{0, 0xff, '<'}, Coding: &smsc.Coding{PID: 1, DCS: 245},
		}}, "0405040b8400ff3c\n~~~\npid: 1, dcs: 245", "bin", "2"),
		channel("push", smsc.SendRequest{Channel: smsc.WAPPush{URL: "https://shop.example/?a=1&b=2", Title: "Ціна <&>"}},
			"https://shop.example/?a=1&b=2\nЦіна <&>", "push", "1"),
		channel("hlr", smsc.SendRequest{Channel: smsc.HLR{}}, "", "hlr", "1"),
		channel("ping", smsc.SendRequest{Channel: smsc.PingSMS{}}, "", "ping", "1"),
		channel("mms", smsc.SendRequest{Channel: smsc.MMS{Subject: "Тема & <b>"}}, "", "mms", "1", "subj", "Тема & <b>"),
		one("channel mail", smsc.SendRequest{
			To: []string{"o'neil+a@mail.example"}, Channel: smsc.Email{Subject: "Тема 100% + 1", From: "shop@mail.example"}, Text: "a",
		}, fields("phones", "o'neil+a@mail.example", "mes", "a", "sender", "shop@mail.example"),
			query("mail", "1", "subj", "Тема 100% + 1")),
		channel("soc", smsc.SendRequest{Channel: smsc.Social{}, Text: "a"}, "a", "soc", "1"),
		channel("viber", smsc.SendRequest{Channel: smsc.Viber{}, Text: "a"}, "a", "viber", "1"),
		channel("whatsapp", smsc.SendRequest{Channel: smsc.WhatsApp{}, Text: "a"}, "a", "whatsapp", "1"),
		one("channel bot", smsc.SendRequest{
			To: []string{"#123", "@some_nick"}, Channel: smsc.Telegram{Bot: "@example_bot"}, Text: "a",
		}, fields("phones", "#123,@some_nick", "mes", "a"), query("bot", "@example_bot")),
		channel("tg", smsc.SendRequest{Channel: smsc.TelegramCode{}, Text: "1234"}, "1234", "tg", "1"),
		channel("call", smsc.SendRequest{Text: "a", Channel: smsc.VoiceCall{
			Voice: smsc.VoiceFemale2, Language: "en", AnswerWait: 30 * time.Second, RetryInterval: time.Minute, Attempts: 3,
		}}, "a", "call", "1", "voice", "w2, en", "param", "30,60,3"),
	}
}
