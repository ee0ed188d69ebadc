package smsc_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// pieces are what an attacker, or an accident, puts into a field to get out of it.
var pieces = []string{
	"\n", "\r\n", "\r", "\t", " ", "~~~", "\n~~~\n", "__CALL__", "__VIBER__", "|", ":", ";", ",", "380671234567", "+380671234567:x",
	"\n380671234567:x", "\nShop|380671234567:x", "|380671234567:x", "|\u00a0380671234567:x", "|３８０６７１２３４５６７：x", "|тел. 0671234567:x", "G1", "G1:x", "#1", "@nick_name", "a@example.com", "+", "-", ".",
	"&", "=", "&phones=380671234567", "&call=1", "%26call%3D1", "%0A", "%", "<", ">", "</mes><phones>380671234567</phones><mes>",
	"]]>", "<![CDATA[", "&#10;", "&lt;", "\"", "'", `\n`, `\`, "\u2028", "\u0085", "\ufeff", "\u3164__CALL2__", "a", "Z", "7", "ї", "🚀", "\x00", "\x1b", "\xff", "\ufffe",
}

func hostileString(name string, empty int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), empty, 6).Draw(t, name), "")
	})
}

// often draws from the first more often than from the second.
func often(t *rapid.T, name string, usual, odd *rapid.Generator[string]) string {
	if rapid.IntRange(0, 4).Draw(t, name+" is odd") == 0 {
		return odd.Draw(t, name)
	}
	return usual.Draw(t, name)
}

func fixed(values ...string) *rapid.Generator[string] { return rapid.SampledFrom(values) }

// TestFieldsStayInTheirPlaces sends requests of hostile fields to the emulator,
// which reads the wire by itself: what it accepts is what the fields say, with no
// recipient, parameter or channel more.
func TestFieldsStayInTheirPlaces(t *testing.T) {
	t.Parallel()
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		request := smsc.SendRequest{
			Text:    often(t, "text", fixed("hi", "Вітаю: 1"), hostileString("text", 1)),
			Comment: often(t, "comment", fixed("", "note"), hostileString("comment", 1)),
			ID:      often(t, "id", fixed("", "id-1"), hostileString("id", 1)),
			Sender:  often(t, "sender", fixed("", "Shop"), hostileString("sender", 1)),
			To:      []string{often(t, "to", fixed("+380501234567"), hostileString("to", 1))},
		}
		channel, params := smsctest.ChannelSMS, []string{}
		if rapid.Bool().Draw(t, "extra") {
			request.Extra = url.Values{}
			name := often(t, "extra name", fixed("new"), hostileString("name", 1))
			request.Extra.Set(name, often(t, "extra value", fixed("1"), hostileString("value", 0)))
			params = append(params, name)
		}
		switch rapid.IntRange(0, 4).Draw(t, "channel") {
		case 1:
			channel, params = smsctest.ChannelMail, append(params, "mail", "subj")
			request.Sender = ""
			request.To = []string{often(t, "to", fixed("b@example.com"), hostileString("to", 1))}
			request.Channel = smsc.Email{
				Subject: often(t, "subject", fixed("Hello"), hostileString("subject", 1)),
				From:    often(t, "from", fixed("shop@example.com"), hostileString("from", 1)),
			}
		case 2:
			channel, params = smsctest.ChannelPush, append(params, "push")
			request.Text, request.Comment = "", ""
			request.Channel = smsc.WAPPush{
				URL:   often(t, "url", fixed("https://example.com"), hostileString("url", 1)),
				Title: often(t, "title", fixed("Shop"), hostileString("title", 1)),
			}
		case 3:
			channel, params = smsctest.ChannelTelegram, append(params, "bot")
			request.To = []string{often(t, "to", fixed("nick_name", "#5", "380501234567"), hostileString("to", 1))}
			request.Channel = smsc.Telegram{Bot: often(t, "bot", fixed("@example_bot"), hostileString("bot", 1))}
		}
		texts := []string{request.Text}
		if channel != smsctest.ChannelPush && rapid.Bool().Draw(t, "personal") {
			request.Text, request.Comment, texts = "", "", nil
			recipients := request.To
			request.To = nil
			request.KeepLineBreaks = rapid.Bool().Draw(t, "nl")
			params = append(params, "list", "nl")
			others := map[smsctest.Channel]string{
				smsctest.ChannelSMS: "380939999999", smsctest.ChannelMail: "c@example.com", smsctest.ChannelTelegram: "#99",
			}
			for _, to := range []string{recipients[0], others[channel]} {
				text := often(t, "personal text", fixed("hi", "a: b"), hostileString("personal text", 1))
				texts = append(texts, text)
				request.Personal = append(request.Personal, smsc.Personal{
					To: []string{to}, Text: text, Sender: often(t, "personal sender", fixed("", "One"), hostileString("personal sender", 1)),
				})
			}
		}

		groups := 0
		if channel == smsctest.ChannelSMS && request.Personal == nil && rapid.Bool().Draw(t, "group") {
			request.Groups, groups = []int64{1}, 1
		}
		if len(request.To)+groups > 1 || request.Personal != nil {
			params = append(params, "err")
		}

		g := smsctest.New(smsctest.WithStrictRequests(), smsctest.WithGroup("G1", "380671234567"))
		_, err := emulated(t, g, singleAttempt()).Send(t.Context(), request)

		seen := g.Requests()
		if _, ok := err.(smsc.ValidationErrors); ok { //nolint:errorlint // it comes as it is
			assert.Empty(t, seen, "what breaks a rule is not sent")
			return
		}
		require.Len(t, seen, 1)
		assert.Empty(t, seen[0].SOAPFault, "what is sent keeps the contract")
		for _, lint := range seen[0].Lints {
			assert.Contains(t, request.Extra, lint.Where, "nothing but the caller's own parameters is unusual: %+v", lint)
		}
		for _, p := range seen[0].Query {
			assert.Contains(t, params, p.Name, "a parameter that nobody set")
		}
		if err != nil {
			assert.Equal(t, smsc.OutcomeRejected, smsc.OutcomeOf(err), "%v", err)
			return
		}
		accepted++
		messages := g.Messages()
		require.Len(t, messages, len(texts)+groups, "as many messages as recipients")
		if groups > 0 {
			assert.Equal(t, "380671234567", messages[1].Phone, "the member of the group")
		}
		for i, m := range messages[:len(texts)] {
			assert.Equal(t, channel, m.Channel)
			to, sender := request.To, request.Sender
			if request.Personal != nil {
				to = request.Personal[i].To
				if s := request.Personal[i].Sender; s != "" {
					sender = s
				}
			}
			if mail, ok := request.Channel.(smsc.Email); ok && sender == "" {
				sender = mail.From
				assert.Equal(t, mail.Subject, m.Subject)
			}
			assert.Equal(t, strings.TrimSpace(sender), strings.TrimSpace(m.Sender))
			assert.Contains(t, smsctest.CorrectNumber(to[0])+" "+to[0], m.Phone)
			if channel != smsctest.ChannelPush {
				want := texts[i]
				if request.Comment != "" { // a last CR is one with the line feed of the separator
					want = strings.TrimSuffix(want, "\r")
				}
				assert.Equal(t, breaks.Replace(want), breaks.Replace(m.Text))
			}
			if request.Comment != "" {
				assert.Equal(t, strings.TrimSpace(request.Comment), strings.TrimSpace(m.Comment))
			}
		}
	})
	if !testing.Short() { // which draws a fifth
		assert.Greater(t, accepted, 5, "some get through")
	}
}

// breaks makes line breaks alike: within list they are written in one way.
var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")
