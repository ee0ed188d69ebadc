package smsc_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// pieces are what an attacker, or an accident, puts into a field to get out of it.
var pieces = []string{
	"\n", "\r\n", "\r", "\t", " ", "~~~", "\n~~~\n", "__CALL__", "__VIBER__", "|", ":", ";", ",", "380671234567", "+380671234567:x",
	"\n380671234567:x", "\nShop|380671234567:x", "|380671234567:x", "G1", "G1:x", "#1", "@nick_name", "a@example.com", "+", "-", ".",
	"&", "=", "&phones=380671234567", "&call=1", "%26call%3D1", "%0A", "%", "<", ">", "</mes><phones>380671234567</phones><mes>",
	"]]>", "<![CDATA[", "&#10;", "&lt;", "\"", "'", `\n`, `\`, "\u2028", "\u0085", "\ufeff", "a", "Z", "7", "ї", "🚀", "\x00", "\x1b", "\xff", "\ufffe",
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

		g := smsctest.New(smsctest.WithGroup("G1", "380671234567"))
		client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(smsctest.Endpoint),
			smsc.WithHTTPClient(clientOver(g.Transport())), singleAttempt())
		require.NoError(t, err)
		_, err = client.Send(t.Context(), request)

		seen := g.Requests()
		if _, ok := errors.AsType[*smsc.ValidationError](err); ok {
			assert.Empty(t, seen, "what breaks a rule is not sent")
			return
		}
		require.Len(t, seen, 1)
		assert.Empty(t, seen[0].SOAPFault, "what is sent keeps the contract")
		for _, p := range seen[0].Query {
			assert.Contains(t, params, p.Name, "a parameter that nobody set")
		}
		if err != nil {
			assert.Equal(t, smsc.OutcomeRejected, smsc.OutcomeOf(err), "%v", err)
			return
		}
		accepted++
		messages := g.Messages()
		require.Len(t, messages, len(texts), "as many messages as recipients")
		for i, m := range messages {
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
			if to[0] != "G1" {
				assert.Contains(t, smsctest.CorrectNumber(to[0])+" "+to[0], m.Phone)
			}
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
var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// TestQueryRoundTrip: what goes into the query string comes out of any reader of
// query strings as it was.
func TestQueryRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := strings.ToValidUTF8(rapid.String().Draw(t, "value"), "")
		w := &wire{answer: send2Answer("<id>1</id>")}
		client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithHTTPClient(clientOver(w)), singleAttempt())
		require.NoError(t, err)
		_, err = client.Send(t.Context(), smsc.SendRequest{To: []string{phone}, Text: "hi", Extra: url.Values{"a": {value}, "b": {"2"}}})
		if _, ok := errors.AsType[*smsc.ValidationError](err); ok {
			return
		}
		require.NoError(t, err)
		assert.Equal(t, url.Values{"a": {value}, "b": {"2"}}, w.calls[0].query)
	})
}

func FuzzText(f *testing.F) {
	for _, piece := range pieces {
		f.Add(piece, true)
	}
	f.Add("hi\n12:30 lunch", true)
	f.Add("a|380671234567;b", false)
	f.Fuzz(func(t *testing.T, text string, keep bool) {
		g := smsctest.New()
		client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(smsctest.Endpoint),
			smsc.WithHTTPClient(clientOver(g.Transport())), singleAttempt())
		require.NoError(t, err)
		_, err = client.Send(t.Context(), smsc.SendRequest{KeepLineBreaks: keep, Personal: []smsc.Personal{
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

func FuzzWhen(f *testing.F) {
	f.Add(int64(1795365059), int64(60e9), 9, 21, -1)
	f.Add(int64(999_999_999), int64(-1), -1, 24, 12)
	f.Fuzz(func(t *testing.T, unix, delay int64, from, to, zone int) {
		for _, when := range []smsc.When{
			smsc.SendAt(time.Unix(unix, 0)), smsc.SendIn(delay),
			smsc.SendBetween{From: from, To: to, Zone: smsc.MoscowPlus(zone)},
			smsc.SendLocal{Clock: time.Unix(unix, 0).UTC(), Zone: smsc.MoscowPlus(zone)},
		} {
			g := smsctest.New()
			client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(smsctest.Endpoint),
				smsc.WithHTTPClient(clientOver(g.Transport())), singleAttempt())
			require.NoError(t, err)
			_, err = client.Send(t.Context(), with(func(r *smsc.SendRequest) { r.When = when }))
			if err == nil {
				continue
			}
			_, ok := errors.AsType[*smsc.ValidationError](err)
			assert.True(t, ok, "the emulator refuses what the rules let through: %v", err)
		}
	})
}

func FuzzAnswerValues(f *testing.F) {
	f.Add("0", "1.5", "22.11.2026 18:30:00", "1795361400")
	f.Add("-3", "1e999999999", "99.99.9999 99:99:99", "-9223372036854775808")
	f.Add("3", "+0.00000000000000000000001", "", "0x10")
	f.Fuzz(func(t *testing.T, number, money, date, timestamp string) {
		escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
		leaves := "<status>1</status><err>" + escape.Replace(number) + "</err><cost>" + escape.Replace(money) + "</cost><last_date>" +
			escape.Replace(date) + "</last_date><last_timestamp>" + escape.Replace(timestamp) + "</last_timestamp>"
		client, err := smsc.NewClient(smsc.Password("demo", "demo"), singleAttempt(),
			smsc.WithHTTPClient(clientOver(&wire{answer: statusAnswer(leaves)})))
		require.NoError(t, err)
		got, err := client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "1"})
		if err != nil {
			assert.ErrorIs(t, err, smsc.ErrMalformedAnswer)
			return
		}
		// Each value was read, is empty, or is kept.
		for name, c := range map[string]struct {
			read bool
			raw  string
		}{
			"err": {got.DeliveryError.Present, number}, "cost": {got.Cost.Present, money},
		} {
			kept := slices.Contains(got.Extra[name], strings.ReplaceAll(strings.ReplaceAll(c.raw, "\r\n", "\n"), "\r", "\n"))
			assert.True(t, c.read || kept || strings.TrimSpace(c.raw) == "", "%s %q is lost", name, c.raw)
		}
		assert.Less(t, len(got.Cost.String()), 60)
	})
}
