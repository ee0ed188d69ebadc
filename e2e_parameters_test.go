package smsc_test

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// TestEveryParameter drives each parameter from its typed field to the emulator,
// which reads the wire by itself, and looks at what became of it there.
func TestEveryParameter(t *testing.T) {
	t.Parallel()
	const other = "380671234567"
	start := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) // 03:00 in Moscow
	type received struct {
		m       smsctest.Message
		all     []smsctest.Message
		request smsctest.Request
		result  *smsc.SendResult
	}
	by := func(ch smsc.Channel) smsc.SendRequest {
		return with(func(r *smsc.SendRequest) { r.Channel = ch })
	}
	bare := func(ch smsc.Channel) smsc.SendRequest {
		return with(func(r *smsc.SendRequest) { r.Channel, r.Text = ch, "" })
	}
	to := func(r smsc.SendRequest, recipient string) smsc.SendRequest {
		r.To = []string{recipient}
		return r
	}
	everything := "Ціна <5> & \"6\" 'їжак' ]]> 🚀 +%20\t;:,|\r\nдалі"
	for _, c := range []struct {
		name    string
		request smsc.SendRequest
		check   func(t *testing.T, got received)
	}{
		{"phones and mes", message(), func(t *testing.T, got received) {
			assert.Equal(t, "send_sms", got.request.Operation)
			assert.Equal(t, "380501234567", got.m.Phone)
			assert.Equal(t, "hi", got.m.Text)
			assert.Equal(t, smsctest.ChannelSMS, got.m.Channel)
		}},
		{"several phones and a group", smsc.SendRequest{To: []string{phone}, Groups: []int64{1}, Text: "hi"}, func(t *testing.T, got received) {
			require.Len(t, got.all, 2)
			assert.Equal(t, other, got.all[1].Phone)
			assert.Equal(t, 2, got.result.Count.Value)
		}},
		{"+ switches the correction off", to(message(), "+80501234567"), func(t *testing.T, got received) {
			assert.Equal(t, "80501234567", got.m.Phone)
		}},
		{"without + the number is corrected", to(message(), "80501234567"), func(t *testing.T, got received) {
			assert.Equal(t, "380501234567", got.m.Phone)
		}},
		{"any text", with(func(r *smsc.SendRequest) { r.Text = everything }), func(t *testing.T, got received) {
			assert.Equal(t, everything, got.m.Text)
		}},
		{"comment", with(func(r *smsc.SendRequest) { r.Comment = "for\nthe history" }), func(t *testing.T, got received) {
			assert.Equal(t, "hi", got.m.Text)
			assert.Equal(t, "for\nthe history", strings.TrimSpace(got.m.Comment))
		}},
		{"id", with(func(r *smsc.SendRequest) { r.ID = "Order-7.a_b" }), func(t *testing.T, got received) {
			assert.Equal(t, "Order-7.a_b", got.m.ID)
			assert.Equal(t, "Order-7.a_b", got.result.ID)
		}},
		{"id made up", message(), func(t *testing.T, got received) {
			assert.Len(t, got.m.ID, 26)
			assert.Equal(t, got.m.ID, got.result.ID)
		}},
		{"sender", with(func(r *smsc.SendRequest) { r.Sender = "My Shop" }), func(t *testing.T, got received) {
			assert.Equal(t, "My Shop", got.m.Sender)
		}},
		{"time at once", with(func(r *smsc.SendRequest) { r.When = nil }), func(t *testing.T, got received) {
			assert.True(t, got.m.SendAt.Equal(start))
		}},
		{"time at", with(func(r *smsc.SendRequest) { r.When = smsc.SendAt(start.Add(36 * time.Hour)) }), func(t *testing.T, got received) {
			assert.Equal(t, "send_sms", got.request.Operation)
			assert.True(t, got.m.SendAt.Equal(start.Add(36*time.Hour)))
			assert.Equal(t, smsc.StatusWaiting, got.m.Status)
		}},
		{"time in the past", with(func(r *smsc.SendRequest) { r.When = smsc.SendAt(start.Add(-time.Hour)) }), func(t *testing.T, got received) {
			assert.True(t, got.m.SendAt.Equal(start))
		}},
		{"time in", with(func(r *smsc.SendRequest) { r.When = smsc.SendIn(10 * time.Minute) }), func(t *testing.T, got received) {
			assert.True(t, got.m.SendAt.Equal(start.Add(10*time.Minute)))
		}},
		{"time between", with(func(r *smsc.SendRequest) { r.When = smsc.SendBetween{From: 9, To: 21} }), func(t *testing.T, got received) {
			assert.True(t, got.m.SendAt.Equal(start.Add(6*time.Hour)), got.m.SendAt) // 9 o'clock in Moscow
		}},
		{"time between, and tz", with(func(r *smsc.SendRequest) {
			r.When = smsc.SendBetween{From: 9, To: 21, Zone: smsc.UTCOffset(7)}
		}), func(t *testing.T, got received) {
			assert.True(t, got.m.SendAt.Equal(start.Add(2*time.Hour)), got.m.SendAt)
		}},
		{"local time and tz", with(func(r *smsc.SendRequest) {
			r.When = smsc.SendLocal{Clock: start.Add(12 * time.Hour), Zone: smsc.UTCOffset(2)}
		}), func(t *testing.T, got received) {
			assert.True(t, got.m.SendAt.Equal(start.Add(10*time.Hour)), got.m.SendAt)
		}},
		{"period and freq", smsc.SendRequest{
			To: []string{phone, other}, Text: "hi",
			Spread: smsc.Spread{Period: 90 * time.Minute, Interval: 30 * time.Minute},
		}, func(t *testing.T, got received) {
			assert.Equal(t, "1.5", got.m.Params["period"])
			assert.Equal(t, "30", got.m.Params["freq"])
			assert.True(t, got.all[1].SendAt.After(got.all[0].SendAt))
		}},
		{"valid", with(func(r *smsc.SendRequest) { r.ValidFor = 90 * time.Minute }), func(t *testing.T, got received) {
			assert.Equal(t, 90*time.Minute, got.m.Validity)
		}},
		{"flash", by(smsc.FlashSMS{}), func(t *testing.T, got received) {
			assert.Equal(t, smsctest.ChannelFlash, got.m.Channel)
		}},
		{"bin", bare(smsc.BinarySMS{Header: []byte{5, 0}, Payload: []byte{0, 255}, Coding: &smsc.Coding{PID: 1, DCS: 2}}), func(t *testing.T, got received) {
			assert.Equal(t, smsctest.ChannelBinary, got.m.Channel)
			assert.Equal(t, &smsctest.Binary{Header: []byte{5, 0}, Payload: []byte{0, 255}, PID: 1, DCS: 2}, got.m.Binary)
		}},
		{"bin without header and coding", bare(smsc.BinarySMS{Payload: []byte{7}}), func(t *testing.T, got received) {
			require.NotNil(t, got.m.Binary)
			assert.Empty(t, got.m.Binary.Header)
			assert.Equal(t, []byte{7}, got.m.Binary.Payload)
			assert.Equal(t, -1, got.m.Binary.PID)
		}},
		{"push", bare(smsc.WAPPush{URL: "https://example.com/?a=1&b=2", Title: "Магазин"}), func(t *testing.T, got received) {
			assert.Equal(t, smsctest.ChannelPush, got.m.Channel)
			assert.Equal(t, "https://example.com/?a=1&b=2\nМагазин", got.m.Text)
		}},
		{"hlr", bare(smsc.HLR{}), func(t *testing.T, got received) { assert.Equal(t, smsctest.ChannelHLR, got.m.Channel) }},
		{"ping", bare(smsc.PingSMS{}), func(t *testing.T, got received) { assert.Equal(t, smsctest.ChannelPing, got.m.Channel) }},
		{"mms and subj", by(smsc.MMS{Subject: "Тема"}), func(t *testing.T, got received) {
			assert.Equal(t, smsctest.ChannelMMS, got.m.Channel)
			assert.Equal(t, "Тема", got.m.Subject)
		}},
		{"mail and subj", to(by(smsc.Email{Subject: "Тема", From: "shop@example.com"}), "client@example.com"), func(t *testing.T, got received) {
			assert.Equal(t, smsctest.ChannelMail, got.m.Channel)
			assert.Equal(t, "client@example.com", got.m.Phone)
			assert.Equal(t, "Тема", got.m.Subject)
			assert.Equal(t, "shop@example.com", got.m.Sender)
		}},
		{"soc", by(smsc.Social{}), func(t *testing.T, got received) { assert.Equal(t, smsctest.ChannelSocial, got.m.Channel) }},
		{"viber", by(smsc.Viber{}), func(t *testing.T, got received) { assert.Equal(t, smsctest.ChannelViber, got.m.Channel) }},
		{"whatsapp", by(smsc.WhatsApp{}), func(t *testing.T, got received) { assert.Equal(t, smsctest.ChannelWhatsApp, got.m.Channel) }},
		{"bot, to a nick", to(by(smsc.Telegram{Bot: "@example_bot"}), "nick_name"), func(t *testing.T, got received) {
			assert.Equal(t, smsctest.ChannelTelegram, got.m.Channel)
			assert.Equal(t, "@example_bot", got.m.Params["bot"])
			assert.Equal(t, "nick_name", got.m.Phone)
		}},
		{"bot, to an ID", to(by(smsc.Telegram{Bot: "@example_bot"}), "#12345"), func(t *testing.T, got received) {
			assert.Equal(t, "#12345", got.m.Phone)
		}},
		{"tg", by(smsc.TelegramCode{}), func(t *testing.T, got received) { assert.Equal(t, smsctest.ChannelTelegramCode, got.m.Channel) }},
		{"call, voice and param", by(smsc.VoiceCall{
			Voice: smsc.VoiceFemale2, Language: "en", AnswerWait: 20 * time.Second, RetryInterval: time.Minute, Attempts: 3,
		}), func(t *testing.T, got received) {
			assert.Equal(t, smsctest.ChannelCall, got.m.Channel)
			assert.Equal(t, &smsctest.Voice{Name: "w2, en", Wait: 20, Interval: 60, Attempts: 3}, got.m.Voice)
		}},
		{"smsreq", with(func(r *smsc.SendRequest) { r.ConfirmDays = 30 }), func(t *testing.T, got received) {
			assert.Equal(t, "30", got.m.Params["smsreq"])
		}},
		{"fileurl", with(func(r *smsc.SendRequest) { r.FileURL = "https://example.com/a%20b.jpg?c=1&d=ї" }), func(t *testing.T, got received) {
			assert.Equal(t, "https://example.com/a%20b.jpg?c=1&d=ї", got.m.Params["fileurl"])
		}},
		{"cost", with(func(r *smsc.SendRequest) { r.Report = smsc.ReportCost }), func(t *testing.T, got received) {
			assert.Equal(t, "0.5", got.result.Cost.String())
			assert.Equal(t, "2", got.m.Params["cost"])
		}},
		{"cost and balance", with(func(r *smsc.SendRequest) { r.Report = smsc.ReportCostAndBalance }), func(t *testing.T, got received) {
			assert.Equal(t, "0.5", got.result.Cost.String())
			assert.Equal(t, "99.5", got.result.Balance.String())
		}},
		{"list with senders", smsc.SendRequest{Personal: []smsc.Personal{
			{To: []string{phone}, Text: "a: b\r\nc & d", Sender: "One"}, {To: []string{other}, Text: "x|y", Sender: "Two"},
		}}, func(t *testing.T, got received) {
			require.Len(t, got.all, 2)
			assert.Equal(t, "a: b\nc & d", got.all[0].Text)
			assert.Equal(t, "One", got.all[0].Sender)
			assert.Equal(t, other, got.all[1].Phone)
			assert.Equal(t, "x|y", got.all[1].Text)
			assert.Equal(t, "Two", got.all[1].Sender)
			assert.Equal(t, got.all[0].ID, got.all[1].ID)
		}},
		{"list with zones", smsc.SendRequest{
			When: smsc.SendLocal{Clock: start.Add(12 * time.Hour), Zone: smsc.UTCOffset(3)},
			Personal: []smsc.Personal{
				{To: []string{phone}, Text: "a", Sender: "One", Zone: smsc.UTCOffset(2)}, {To: []string{other}, Text: "b"},
			},
		}, func(t *testing.T, got received) {
			require.Len(t, got.all, 2)
			assert.True(t, got.all[0].SendAt.Equal(start.Add(10*time.Hour)), got.all[0].SendAt)
			assert.True(t, got.all[1].SendAt.Equal(start.Add(9*time.Hour)), got.all[1].SendAt)
		}},
		{"list and nl", smsc.SendRequest{KeepLineBreaks: true, Personal: []smsc.Personal{
			{To: []string{phone}, Text: "a\nb: c\nd"}, {To: []string{other}, Text: "e"},
		}}, func(t *testing.T, got received) {
			require.Len(t, got.all, 2)
			assert.Equal(t, "a\nb: c\nd", got.all[0].Text)
			assert.Equal(t, "e", got.all[1].Text)
		}},
		{"tinyurl", with(func(r *smsc.SendRequest) { r.ShortenLinks = true }), func(t *testing.T, got received) {
			assert.Equal(t, "1", got.m.Params["tinyurl"])
		}},
		{"maxsms", with(func(r *smsc.SendRequest) { r.Text, r.MaxParts = strings.Repeat("ї", 200), 2 }), func(t *testing.T, got received) {
			assert.Equal(t, 2, got.m.Parts)
			assert.Equal(t, strings.Repeat("ї", 134), got.m.Text)
		}},
		{"imgcode and userip", with(func(r *smsc.SendRequest) {
			r.CaptchaCode, r.UserIP = "a1b2", netip.MustParseAddr("::ffff:192.0.2.1")
		}), func(t *testing.T, got received) {
			assert.Equal(t, "a1b2", got.m.Params["imgcode"])
			assert.Equal(t, "192.0.2.1", got.m.Params["userip"])
		}},
		{"userip alone", with(func(r *smsc.SendRequest) { r.UserIP = netip.MustParseAddr("2001:db8::1") }), func(t *testing.T, got received) {
			assert.Equal(t, "2001:db8::1", got.m.Params["userip"])
		}},
		{"err", smsc.SendRequest{To: []string{phone, "+12345"}, Text: "hi"}, func(t *testing.T, got received) {
			require.Len(t, got.all, 1)
			require.Len(t, got.result.Failed, 1)
			assert.Contains(t, got.result.Failed[0].Recipient, "12345")
			assert.True(t, got.result.Failed[0].Status.Present)
		}},
		{"op", with(func(r *smsc.SendRequest) { r.ReportRecipients = true }), func(t *testing.T, got received) {
			require.Len(t, got.result.Recipients, 1)
			assert.Equal(t, "380501234567", got.result.Recipients[0].Recipient)
			assert.Equal(t, "0.5", got.result.Recipients[0].Cost.String())
			assert.Equal(t, "255", got.result.Recipients[0].MCC)
		}},
		{"pp", with(func(r *smsc.SendRequest) { r.PartnerID = 42 }), func(t *testing.T, got received) {
			assert.Equal(t, "42", got.m.Params["pp"])
		}},
		{"extra", with(func(r *smsc.SendRequest) { r.Extra = url.Values{"new": {"a&b=c +ї"}} }), func(t *testing.T, got received) {
			assert.Equal(t, "a&b=c +ї", got.m.Params["new"])
		}},
		{"markers asked for", with(func(r *smsc.SendRequest) { r.Text, r.AllowMarkers = "__VIBER__hi\n~~~\nnote", true }), func(t *testing.T, got received) {
			assert.Equal(t, smsctest.ChannelViber, got.m.Channel)
			assert.Equal(t, "hi", got.m.Text)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(start))
				g := smsctest.New(
					smsctest.WithGroup("G1", other),
					smsctest.WithUndeliverable("12345"),
					smsctest.WithOperator("38050", smsctest.Operator{Name: "Vodafone", Region: "Ukraine", MCC: "255", MNC: "01"}),
				)
				client := emulated(t, g)
				result, err := client.Send(t.Context(), c.request)
				require.NoError(t, err)
				got := received{all: g.Messages(), result: result}
				require.NotEmpty(t, got.all)
				got.m = got.all[0]
				requests := g.Requests()
				require.Len(t, requests, 1)
				got.request = requests[0]
				c.check(t, got)

				// What was sent can be priced too, at what it cost.
				price, err := client.Cost(t.Context(), c.request)
				require.NoError(t, err)
				paid := decimal.Zero
				for _, m := range got.all {
					paid = paid.Add(m.Cost)
				}
				assert.True(t, price.Cost.Equal(paid), "priced %s, paid %s", price.Cost, paid)
				assert.Len(t, g.Messages(), len(got.all), "pricing sends nothing")
			})
		})
	}
}

// TestLifeOfAMessage is the whole round, with each way to authorise.
func TestLifeOfAMessage(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]smsc.Credentials{
		"password": smsc.Password("demo", "p&<>\"' ї"), "API key": smsc.APIKey("k+/=& <ї"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New(smsctest.WithCredentials("demo", "p&<>\"' ї"), smsctest.WithAPIKey("k+/=& <ї"),
					smsctest.WithOperator("38050", smsctest.Operator{Name: "Vodafone", Region: "Ukraine"}))
				client := emulatedAs(t, who, g)
				before, err := client.Balance(t.Context())
				require.NoError(t, err)
				assert.Equal(t, "100", before.Balance.String())

				request := smsc.SendRequest{To: []string{phone}, Text: strings.Repeat("ї", 71), Sender: "Shop"}
				price, err := client.Cost(t.Context(), request)
				require.NoError(t, err)
				assert.Equal(t, "1", price.Cost.String())
				assert.Equal(t, smsc.Some(2), price.Count)

				sentAt := time.Now().UTC()
				sent, err := client.Send(t.Context(), request)
				require.NoError(t, err)
				assert.Equal(t, smsc.Some(2), sent.Count)

				basic, err := client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: sent.ID})
				require.NoError(t, err)
				assert.False(t, basic.Status.Final())
				assert.Empty(t, basic.Text)

				time.Sleep(time.Minute)
				full, err := client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: sent.ID, Detail: smsc.DetailOperator})
				require.NoError(t, err)
				assert.Equal(t, smsc.StatusDelivered, full.Status)
				assert.Equal(t, request.Text, full.Text)
				assert.Equal(t, "Shop", full.Sender)
				assert.Equal(t, "380501234567", full.Recipient)
				assert.Equal(t, "1", full.Cost.String())
				assert.Equal(t, smsc.Some(2), full.Parts)
				assert.Equal(t, "Vodafone", full.Operator)
				assert.Equal(t, "Ukraine", full.Region)
				assert.True(t, full.SentAt.Equal(sentAt), full.SentAt)
				assert.True(t, full.ChangedAt.After(sentAt))
				assert.Nil(t, full.Extra)

				after, err := client.Balance(t.Context())
				require.NoError(t, err)
				assert.Equal(t, "99", after.Balance.String())

				_, err = client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "other"})
				assert.ErrorIs(t, err, smsc.ErrNotFound)
				want := map[string][]string{
					"password": {"get_balance", "get_sms_cost2", "send_sms", "get_status", "get_status", "get_balance", "get_status"},
					"API key":  {"get_balance", "get_sms_cost2", "send_sms2", "get_status2", "get_status2", "get_balance", "get_status2"},
				}
				var used []string
				for _, r := range g.Requests() {
					used = append(used, r.Operation)
				}
				assert.Equal(t, want[name], used)
			})
		})
	}
}

func TestRejections(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		options []smsctest.Option
		request smsc.SendRequest
		want    error
	}{
		{"no money", []smsctest.Option{smsctest.WithBalance(decimal.RequireFromString("0.4"))}, message(), smsc.ErrInsufficientFunds},
		{"an account of somebody else", []smsctest.Option{smsctest.WithCredentials("demo", "other")}, message(), smsc.ErrUnauthorized},
		{"a number that takes nothing", []smsctest.Option{smsctest.WithUndeliverable("38050")}, message(), smsc.ErrUndeliverable},
		{"a number that is none", nil, with(func(r *smsc.SendRequest) { r.To = []string{"+00000"} }), smsc.ErrInvalidPhone},
		{"a forbidden text", []smsctest.Option{smsctest.WithForbiddenText(func(s string) bool { return s == "hi" })}, message(), smsc.ErrForbidden},
		{"an extra parameter out of range", nil, with(func(r *smsc.SendRequest) { r.Extra = url.Values{"translit": {"9"}} }), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New(c.options...)
			_, err := emulated(t, g).Send(t.Context(), c.request)
			if c.want == nil {
				require.NoError(t, err)
				return
			}
			assert.ErrorIs(t, err, c.want)
			assert.Equal(t, smsc.OutcomeRejected, smsc.OutcomeOf(err))
			assert.Zero(t, g.Accepted())
		})
	}
}

// TestADuplicateIsAskedFor: the same request twice is the same message.
func TestADuplicateIsAskedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		request := with(func(r *smsc.SendRequest) { r.ID = "1" })
		_, err := emulated(t, g, singleAttempt()).Send(t.Context(), request)
		require.NoError(t, err)
		_, err = emulated(t, g, singleAttempt()).Send(t.Context(), request)
		assert.ErrorIs(t, err, smsc.ErrDuplicate)
		assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err), "the first one may well have been accepted")
		result, err := emulated(t, g).Send(t.Context(), request)
		require.NoError(t, err)
		assert.True(t, result.Resolved)
		assert.Equal(t, 1, g.Accepted())
	})
}
