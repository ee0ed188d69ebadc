package smsc_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
)

func TestTextRules(t *testing.T) {
	t.Parallel()
	text := func(s string) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.Text = s }) }
	comment := func(s string) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.Comment = s }) }
	check(t, []rule{
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
		{"a prefix with a digit", text("__CALL2__hello"), []string{"Text"}},
		{"a prefix of another script", text("__ДЗВІНОК__ hello"), []string{"Text"}},
		{"a prefix without a name", text("____ hello"), nil},
		{"a prefix that is not closed", text("__CALL hello"), nil},
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

		{"1000 characters that the wire writes with more", text(strings.Repeat("&", 1000)), nil},
	})
}

// TestPrefixBehindWhatDoesNotShow: what a phone does not show, and a service may trim,
// hides no prefix.
func TestPrefixBehindWhatDoesNotShow(t *testing.T) {
	t.Parallel()
	var rules []rule
	for _, r := range "\u3164\u2800\u034f\u115f\u1160\uffa0\u200b\u200e\u202e\u2060\ufeff\u00ad\u00a0\u3000\u2028\u0085\u0301\ufe0f\U000e0020\t\n\r" {
		behind := string(r) + "__CALL2__hello"
		rules = append(rules,
			rule{fmt.Sprintf("%U", r), with(func(s *smsc.SendRequest) { s.Text = behind }), []string{"Text"}},
			rule{fmt.Sprintf("two %U", r), with(func(s *smsc.SendRequest) { s.Text = string(r) + behind }), []string{"Text"}},
			rule{fmt.Sprintf("%U, allowed", r), with(func(s *smsc.SendRequest) { s.Text, s.AllowMarkers = behind, true }), nil},
			rule{fmt.Sprintf("%U, in a personal text", r), smsc.SendRequest{Personal: []smsc.Personal{
				{To: []string{phone}, Text: "hi"}, {To: []string{"380501234568"}, Text: behind},
			}}, []string{"Personal[1].Text"}},
			rule{fmt.Sprintf("a letter in front of %U", r), with(func(s *smsc.SendRequest) { s.Text = "a" + behind }), nil},
		)
	}
	check(t, rules)
}

// TestTheLengthIsCheckedFirst: what is far too long is not looked into, so that it
// costs no more than counting it.
func TestTheLengthIsCheckedFirst(t *testing.T) {
	t.Parallel()
	const many = 200_000
	bars, tildes := strings.Repeat("|1:", many), strings.Repeat("~~~\n", many/2)
	check(t, []rule{
		{"a personal text of bars", smsc.SendRequest{Personal: []smsc.Personal{{To: []string{phone}, Text: bars, Sender: "Shop"}}}, []string{"Personal[0].Text"}},
		{"lines that could be messages", smsc.SendRequest{
			KeepLineBreaks: true, Personal: []smsc.Personal{{To: []string{phone}, Text: strings.Repeat("1:\n", many)}},
		}, []string{"Personal[0].Text"}},
		{"a text of separators", with(func(r *smsc.SendRequest) { r.Text = tildes }), []string{"Text"}},
		{"a comment of separators", with(func(r *smsc.SendRequest) { r.Comment = tildes }), []string{"Comment"}},
		{"a prefix behind blanks", with(func(r *smsc.SendRequest) { r.Text = strings.Repeat(" ", many) + "__CALL__" }), []string{"Text"}},
		{"a text that is no UTF-8", with(func(r *smsc.SendRequest) { r.Text = strings.Repeat("\xff", many) }), []string{"Text"}},
	})
	for _, request := range []smsc.SendRequest{
		with(func(r *smsc.SendRequest) { r.Text = bars + "\x00" }),
		{Personal: []smsc.Personal{{To: []string{phone}, Text: bars + "\x00"}}},
	} {
		assert.ErrorContains(t, request.Validate(), "is 600001 characters long, the service takes 1000")
	}
}
