package smsc_test

import (
	"testing"

	"github.com/go-smsc/smsc"
)

func TestRecipientRules(t *testing.T) {
	t.Parallel()
	to := mailing
	groups := func(to []string, groups ...int64) smsc.SendRequest {
		return smsc.SendRequest{To: to, Groups: groups, Text: "hi"}
	}
	check(t, []rule{
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
		{"full-width digits", to("３８０５０１２３４５６７"), []string{"To[0]"}},
		{"a space that does not break", to("\u00a0380501234567"), []string{"To[0]"}},
		{"an empty entry", to("380501234567", ""), []string{"To[1]"}},
		{"two pluses", to("++380501234567"), []string{"To[0]"}},
		{"an e-mail address by SMS", to("a@example.com"), []string{"To[0]"}},
		{"a Telegram nick by SMS", to("nickname"), []string{"To[0]"}},
		{"nobody", smsc.SendRequest{Text: "hi"}, []string{"To"}},

		{"a group in To", to("G12"), []string{"To[0]"}},
		{"a group in small letters in To", to("g12"), []string{"To[0]"}},
		{"group zero in To", to("G0"), []string{"To[0]"}},
		{"a group", groups(nil, 12), nil},
		{"a group beside a number", groups([]string{phone}, 12), nil},
		{"group zero", groups(nil, 1, 0), []string{"Groups[1]"}},
		{"a negative group", groups([]string{phone}, -1), []string{"Groups[0]"}},
		{"the same group twice", groups([]string{phone}, 7, 8, 7), []string{"Groups[2]"}},
	})
}

// TestOneRecipientGetsOneMessage: what is certainly one recipient may not stand in a
// request twice, however it is written.
func TestOneRecipientGetsOneMessage(t *testing.T) {
	t.Parallel()
	byTelegram := func(to ...string) smsc.SendRequest {
		r := mailing(to...)
		r.Channel = smsc.Telegram{Bot: "@example_bot"}
		return r
	}
	byEmail := func(to ...string) smsc.SendRequest {
		r := mailing(to...)
		r.Channel = smsc.Email{Subject: "Hi", From: "shop@example.com"}
		return r
	}
	check(t, []rule{
		{"with and without +", mailing("+380501111111", "380501111111"), []string{"To[1]"}},
		{
			"every form of one number of Ukraine",
			mailing("380501111111", "80501111111", "0501111111", "00380501111111", "+380501111111"),
			[]string{"To[1]", "To[2]", "To[3]", "To[4]"},
		},
		{"both forms of a number of Kazakhstan", mailing("77011111111", "87011111111"), []string{"To[1]"}},
		{"+ keeps a number from being corrected", mailing("+80501111111", "80501111111"), nil},
		{"+ in front of a national form of seven", mailing("+87011111111", "77011111111"), nil},
		{"two people", mailing("380501111111", "380501111112"), nil},
		{"the first and the third", mailing("380501111111", "380501111112", "0501111111"), []string{"To[2]"}},
		{"a broken one between them", mailing("380501111111", "x", "0501111111"), []string{"To[1]", "To[2]"}},
		{"one nick", byTelegram("@alice", "alice", "Alice"), []string{"To[1]", "To[2]"}},
		{"two nicks", byTelegram("@alice", "bobby"), nil},
		{"a number by Telegram", byTelegram("#123456", "380501111111", "0501111111"), []string{"To[2]"}},
		{"one e-mail address", byEmail("a@example.com", "A@Example.com"), []string{"To[1]"}},
		{"two e-mail addresses", byEmail("a@example.com", "b@example.com"), nil},
		{"in one personal message", smsc.SendRequest{Personal: []smsc.Personal{
			{To: []string{"380501111111", "0501111111"}, Groups: []int64{1, 1}, Text: "hi"},
		}}, []string{"Personal[0].To[1]", "Personal[0].Groups[1]"}},
		{"in two personal messages, which have two texts", smsc.SendRequest{Personal: []smsc.Personal{
			{To: []string{"380501111111"}, Text: "one"}, {To: []string{"0501111111"}, Text: "two"},
		}}, nil},
	})
}

// TestWhatShowsNothingIsInNoAddress: a line break, a space or an invisible sign in an
// address could end it for one reader and not for another.
func TestWhatShowsNothingIsInNoAddress(t *testing.T) {
	t.Parallel()
	for name, sign := range map[string]string{
		"U+2028": "\u2028", "U+2029": "\u2029", "U+0085": "\u0085", "U+00A0": "\u00a0", "U+202E": "\u202e", "U+200B": "\u200b",
		"U+FEFF": "\ufeff", "U+3000": "\u3000", "a tab": "\t", "a vertical tab": "\v", "a NUL": "\x00", "U+00AD": "\u00ad",
	} {
		mail := smsc.Email{Subject: "Hi", From: "shop@example.com"}
		by := func(channel smsc.Channel, to string) smsc.SendRequest {
			return with(func(r *smsc.SendRequest) { r.To, r.Channel = []string{to}, channel })
		}
		check(t, []rule{
			{name + " in the local part", by(mail, "a"+sign+"@example.com"), []string{"To[0]"}},
			{name + " in the domain", by(mail, "a@"+sign+"example.com"), []string{"To[0]"}},
			{name + " behind an address", by(mail, "a@example.com"+sign), []string{"To[0]"}},
			{name + " in a sender's address", by(smsc.Email{Subject: "Hi", From: "shop" + sign + "@example.com"}, "a@example.com"), []string{"Channel.From"}},
			{name + " in a number", by(nil, "38050"+sign+"1234567"), []string{"To[0]"}},
			{name + " in a nick", by(smsc.Telegram{Bot: "@example_bot"}, "nick"+sign+"name"), []string{"To[0]"}},
			{name + " in a bot", by(smsc.Telegram{Bot: "@example" + sign + "_bot"}, "nick_name"), []string{"Channel.Bot"}},
		})
	}
}
