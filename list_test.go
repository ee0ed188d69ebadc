package smsc_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

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
	sender := func(r *smsc.SendRequest) { r.Sender = "Shop" }
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
		{"a bar", text("a | b"), []string{"Personal[0].Text"}},
		{"a bar behind a sender", one(smsc.Personal{Text: "a | b", Sender: "Shop"}), nil},
		{"a bar behind the request's sender", one(smsc.Personal{Text: "a | b"}, sender), nil},
		{"a bar and a number", one(smsc.Personal{Text: "a|380501234567:b"}, sender), []string{"Personal[0].Text"}},
		{"a bar and a time", one(smsc.Personal{Text: "a | 12:30"}, sender), nil},
		{"a request's sender with a bar, in front of one", one(smsc.Personal{Text: "a | b"}, func(r *smsc.SendRequest) { r.Sender = "A|B" }), []string{"Sender"}},
		{"a request's sender with a bar, alone", one(smsc.Personal{Text: "hi"}, func(r *smsc.SendRequest) { r.Sender = "A|B" }), nil},

		{"kept line breaks", kept("hi\nmore"), nil},
		{"a kept written line break", kept(`hi\nmore`), nil},
		{"a kept line with a number", kept("hi\n380501234567:more"), []string{"Personal[0].Text"}},
		{"a kept line with a number and a semicolon", kept("hi\r+38 (050) 123-45-67;more"), []string{"Personal[0].Text"}},
		{"a kept line with a sender and a number", one(smsc.Personal{Text: "hi\nShop,1|380501234567:more"}, keep, sender), []string{"Personal[0].Text", "Personal[0].Text"}},
		{"a kept line with a group", kept("hi\nG1:more"), []string{"Personal[0].Text"}},
		{"a kept line with a word and a colon", kept("hi\nSum: 10"), nil},
		{"a kept first line with a number", kept("380501234567:more"), nil},
		{"kept line breaks, by Telegram", one(smsc.Personal{Text: "hi"}, telegram, keep), []string{"KeepLineBreaks"}},
		{"a bar and a nick, by Telegram", one(smsc.Personal{Text: "hi|nick_name:more"}, telegram, sender), []string{"Personal[0].Text"}},
		{"a bar and a sentence, by Telegram", one(smsc.Personal{Text: "hi|the sum: 10"}, telegram, sender), nil},

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

func FuzzText(f *testing.F) {
	for _, piece := range pieces {
		f.Add(piece, true)
	}
	f.Add("hi\n12:30 lunch", true)
	f.Add("a|380671234567;b", false)
	f.Add("a|\u00a0380671234567:b", false)
	f.Add("a|３８０６７１２３４５６７:b", true)
	f.Fuzz(func(t *testing.T, text string, keep bool) {
		g := smsctest.New(smsctest.WithStrictRequests())
		_, err := emulated(t, g, singleAttempt()).Send(t.Context(), smsc.SendRequest{KeepLineBreaks: keep, Sender: "Shop", Personal: []smsc.Personal{
			{To: []string{"380501234567"}, Text: text}, {To: []string{"380501234568"}, Text: "last"},
		}})
		var phones []string
		for _, m := range g.Messages() {
			phones = append(phones, m.Phone)
		}
		if err == nil {
			assert.Equal(t, []string{"380501234567", "380501234568"}, phones)
			assert.Equal(t, breaks.Replace(text), breaks.Replace(g.Messages()[0].Text))
			return
		}
		assert.Empty(t, phones)
	})
}
