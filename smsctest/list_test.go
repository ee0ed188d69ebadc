package smsctest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

func TestList(t *testing.T) {
	t.Parallel()
	const other = "380671234567"
	type got struct{ phone, sender, text string }
	for name, test := range map[string]struct {
		list   string
		nl     bool
		sender string
		want   []got // nil is error 1
	}{
		"lines": {phone + ":one\n" + other + ":two\n", false, "", []got{{phone, "", "one"}, {other, "", "two"}}},
		"several phones": {phone + "," + other + ":both", false, "", []got{
			{phone, "", "both"}, {other, "", "both"},
		}},
		"semicolon":                      {phone + ";one", false, "", []got{{phone, "", "one"}}},
		"CR LF":                          {phone + ":one\r\n" + other + ":two\r\n", false, "", []got{{phone, "", "one"}, {other, "", "two"}}},
		"separators in the text":         {phone + ":a:b;c|d", false, "", []got{{phone, "", "a:b;c|d"}}},
		"written line break":             {phone + `:one\ntwo`, false, "", []got{{phone, "", "one\ntwo"}}},
		"blank lines":                    {"\n" + phone + ":one\n\n" + other + ":two\n\n", false, "", []got{{phone, "", "one"}, {other, "", "two"}}},
		"own sender":                     {"Shop|" + phone + ":one\n" + other + ":two", false, "Main", []got{{phone, "Shop", "one"}, {other, "Main", "two"}}},
		"own sender and zone":            {"Shop,2|" + phone + ":one", false, "", []got{{phone, "Shop", "one"}}},
		"zone alone":                     {",2|" + phone + ":one", false, "Main", []got{{phone, "Main", "one"}}},
		"comment":                        {phone + `:one\n~~~\nnote`, false, "", []got{{phone, "", "one"}}},
		"no separator":                   {phone + " one", false, "", nil},
		"one line without":               {phone + ":one\nrest of it", false, "", nil},
		"no phone":                       {":one", false, "", nil},
		"no text":                        {phone + ":", false, "", nil},
		"bad zone":                       {"Shop,x|" + phone + ":one", false, "", nil},
		"bad sender":                     {"Крамниця|" + phone + ":one", false, "", nil},
		"nl keeps line breaks":           {phone + ":one\nmore: of it\n\nend\n" + other + ":two\n", true, "", []got{{phone, "", "one\nmore: of it\n\nend"}, {other, "", "two"}}},
		"nl keeps a written break":       {phone + `:one\ntwo`, true, "", []got{{phone, "", `one\ntwo`}}},
		"nl, a line like an entry":       {phone + ":one\n" + other + ": two", true, "", []got{{phone, "", "one"}, {other, "", " two"}}},
		"nl, an entry with sender":       {phone + ":one\nShop,1|" + other + ";two", true, "", []got{{phone, "", "one"}, {other, "Shop", "two"}}},
		"nl, an entry of several phones": {phone + ":one\n+" + other + ", " + phone + ":two", true, "", []got{{phone, "", "one"}, {other, "", "two"}, {phone, "", "two"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New()
			pairs := []string{"list", test.list}
			if test.nl {
				pairs = append(pairs, "nl", "1")
			}
			r := overTransport(g).call(t, "send2", demo("phones", "", "mes", "", "sender", test.sender, "query", query(pairs...)))
			if test.want == nil {
				assert.Equal(t, "1", r.values["error"])
				assert.Zero(t, g.Accepted())
				return
			}
			require.Empty(t, r.values["error"])
			var all []got
			for _, m := range g.Messages() {
				all = append(all, got{m.Phone, m.Sender, m.Text})
				assert.Equal(t, r.values["id"], m.ID, "one ID for all")
			}
			assert.Equal(t, test.want, all)
		})
	}
}

// With nl, what begins an entry depends on whom the channel addresses.
func TestListOfAddresses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		list  string
		pairs []string
		want  []string // recipient=text
	}{
		"nicks": {"some_nick:hi\n#99:ho\n@other_nick,+380501234567:hey", []string{"bot", "@demo_bot"}, []string{
			"some_nick=hi", "#99=ho", "@other_nick=hey", "380501234567=hey",
		}},
		"text of a nick's": {"some_nick:hi\nPS; no: nick", []string{"bot", "@demo_bot"}, []string{"some_nick=hi\nPS; no: nick"}},
		"addresses": {"a@example.org:hi\nb@example.org,G1:ho", []string{"mail", "1", "subj", "s"}, []string{
			"a@example.org=hi", "b@example.org=ho", "c@example.org=ho",
		}},
		"text to an address": {"a@example.org:hi\nnote: more", []string{"mail", "1", "subj", "s"}, []string{"a@example.org=hi\nnote: more"}},
		"a nick is no phone": {phone + ":hi\nsome_nick:ho", nil, []string{phone + "=hi\nsome_nick:ho"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New(smsctest.WithGroup("G1", "c@example.org"))
			q := query(append(test.pairs, "list", test.list, "nl", "1")...)
			r := overTransport(g).call(t, "send2", demo("phones", "", "mes", "", "sender", senderOf(test.pairs), "query", q))
			require.Empty(t, r.values["error"])
			var got []string
			for _, m := range g.Messages() {
				got = append(got, m.Phone+"="+m.Text)
			}
			assert.Equal(t, test.want, got)
		})
	}
}

// senderOf is the sender that a channel requires.
func senderOf(pairs []string) string {
	if len(pairs) > 0 && pairs[0] == "mail" {
		return "shop@example.org"
	}
	return ""
}

// A zone of its own works with a clock time only. (SMSC SOAP docs, list.)
func TestZonesOfList(t *testing.T) {
	t.Parallel()
	sendDates := func(t *testing.T, clockTime string) []string {
		t.Helper()
		g := smsctest.New(smsctest.WithClock(smsctest.NewManualClock(start())))
		w := overTransport(g)
		list := query("list", "Shop,2|380501234561:a\n380501234562:b", "tz", "1")
		w.call(t, "send2", demo("phones", "", "mes", "", "time", clockTime, "query", list))
		var dates []string
		for _, m := range g.Messages() {
			dates = append(dates, m.SendAt.UTC().Format("15:04"))
		}
		return dates
	}
	assert.Equal(t, []string{"13:30", "14:30"}, sendDates(t, "1003261830"))
	assert.Equal(t, []string{"13:30", "14:30"}, sendDates(t, "10.03.26 18:30"))
	assert.Equal(t, []string{"14:00", "14:00"}, sendDates(t, "18-20"), "hours are in the request's zone")
}
