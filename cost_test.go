package smsc_test

import (
	"net/netip"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

func TestCostResult(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		leaves string
		want   *smsc.CostResult // nil: malformed
	}{
		{"cost and count", "<cost>1.5</cost><cnt>3</cnt>", &smsc.CostResult{Cost: money("1.5").Value, Count: smsc.Some(3)}},
		{"nothing to pay", "<cost>0</cost>", &smsc.CostResult{Cost: money("0").Value}},
		{"what is odd or new is kept", "<cost>1</cost><cnt>x</cnt><new>a</new>", &smsc.CostResult{
			Cost: money("1").Value, Extra: url.Values{"cnt": {"x"}, "new": {"a"}},
		}},
		{"a count alone", "<cnt>1</cnt>", nil},
		{"a cost that is none", "<cost>1e9</cost>", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := newClient(t, &wire{answer: costAnswer(c.leaves)}).Cost(t.Context(), message())
			if c.want == nil {
				assert.ErrorIs(t, err, smsc.ErrMalformedAnswer)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

// TestCostAsksForWhatDecidesThePrice, in the words in which it is sent, and for
// nothing else.
func TestCostAsksForWhatDecidesThePrice(t *testing.T) {
	t.Parallel()
	full := smsc.SendRequest{
		To: []string{phone, "380501234568"}, Groups: []int64{1}, Text: "hi", Comment: "note", ID: "mine", Sender: "Shop",
		When: smsc.SendBetween{From: 9, To: 21, Zone: smsc.UTCOffset(2)}, Spread: smsc.Spread{Period: time.Hour, Interval: time.Minute},
		ValidFor: time.Hour, Channel: smsc.FlashSMS{}, FileURL: "https://example.com/a", ShortenLinks: true, MaxParts: 2, ConfirmDays: 10,
		Report: smsc.ReportCost, ReportRecipients: true, CaptchaCode: "a1", UserIP: netip.MustParseAddr("192.0.2.1"), PartnerID: 7,
		LeaveBy: time.Now().Add(-time.Hour), Extra: url.Values{"new": {"1"}},
	}
	list := smsc.SendRequest{KeepLineBreaks: true, Personal: []smsc.Personal{{To: []string{phone}, Text: "a\nb"}}}
	for _, c := range []struct {
		name    string
		request smsc.SendRequest
		element string
		leaves  map[string]string // beyond login, psw and query
		query   url.Values
	}{
		{"plain", message(), "cost", map[string]string{"phones": phone, "mes": "hi"}, url.Values{}},
		{
			"everything", full, "cost2",
			map[string]string{"phones": phone + ",380501234568,G1", "mes": "hi"},
			url.Values{
				"flash": {"1"}, "fileurl": {"https://example.com/a"}, "tinyurl": {"1"}, "maxsms": {"2"}, "new": {"1"}, "sender": {"Shop"},
			},
		},
		{
			"personal texts", list, "cost2",
			map[string]string{"phones": "", "mes": ""},
			url.Values{"list": {phone + ":a\nb\n"}, "nl": {"1"}},
		},
		{
			"a channel with a sender of its own",
			smsc.SendRequest{
				To: []string{"a@example.com"}, Text: "hi", Channel: smsc.Email{Subject: "S", From: "shop@example.com"},
			},
			"cost2",
			map[string]string{"phones": "a@example.com", "mes": "hi"},
			url.Values{"mail": {"1"}, "subj": {"S"}, "sender": {"shop@example.com"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{answer: "<x/>"}
			client := newClient(t, w)
			_, err := client.Cost(t.Context(), c.request)
			require.ErrorIs(t, err, smsc.ErrMalformedAnswer)
			got := w.only(t)
			assert.Equal(t, c.element, got.element)
			assert.Equal(t, c.query, got.query)
			delete(got.leaves, "query")
			c.leaves["login"], c.leaves["psw"] = "demo", "pa55<&>word"
			assert.Equal(t, c.leaves, got.leaves)
		})
	}
}
