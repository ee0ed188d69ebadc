package smsc_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

func TestStatusResult(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		leaves string
		want   *smsc.StatusResult
	}{
		{
			"basic", "<status>1</status><last_date>22.11.2026 18:30:00</last_date><last_timestamp>1795361400</last_timestamp><err>0</err>",
			&smsc.StatusResult{Status: smsc.StatusDelivered, ChangedAt: at, DeliveryError: smsc.Some(smsc.DeliveryCode(0))},
		},
		{
			"the timestamp outweighs the date", "<status>0</status><last_date>01.01.2001 00:00:00</last_date><last_timestamp>1795361400</last_timestamp>",
			&smsc.StatusResult{ChangedAt: at},
		},
		{
			"a date alone is Moscow time", "<status>0</status><last_date>22.11.2026 18:30:00</last_date>",
			&smsc.StatusResult{ChangedAt: at},
		},
		{
			"a timestamp of 0 is none", "<status>-1</status><last_timestamp>0</last_timestamp>",
			&smsc.StatusResult{Status: smsc.StatusWaiting},
		},
		{
			"odd times are kept", "<status>0</status><last_date>yesterday</last_date><last_timestamp>now</last_timestamp><send_timestamp>-5</send_timestamp>",
			&smsc.StatusResult{Extra: url.Values{"last_date": {"yesterday"}, "last_timestamp": {"now"}, "send_timestamp": {"-5"}}},
		},
		{
			"an unknown status is no error", "<status>99</status><err>999</err>",
			&smsc.StatusResult{Status: 99, DeliveryError: smsc.Some(smsc.DeliveryCode(999))},
		},
		{
			"an odd delivery error is kept", "<status>20</status><err>?</err>",
			&smsc.StatusResult{Status: smsc.StatusUndeliverable, Extra: url.Values{"err": {"?"}}},
		},
		{
			"everything", "<status>2</status><send_timestamp>1795361400</send_timestamp><phone>380501234567</phone><cost>0.5</cost>" +
				"<sender_id>Shop</sender_id><status_name>Read</status_name><message>Привіт</message><sms_cnt>1</sms_cnt>" +
				"<operator>Kyivstar</operator><region>Ukraine</region><odd>x</odd>",
			&smsc.StatusResult{
				Status: smsc.StatusRead, SentAt: at, Recipient: "380501234567", Cost: money("0.5"), Sender: "Shop",
				StatusName: "Read", Text: "Привіт", Parts: smsc.Some(1), Operator: "Kyivstar", Region: "Ukraine",
				Extra: url.Values{"odd": {"x"}},
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := newClient(t, &wire{answer: statusAnswer(c.leaves)}).
				Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "1"})
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

func TestStatusRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		request smsc.StatusRequest
		want    []string
	}{
		{"nothing set", smsc.StatusRequest{}, []string{"Recipient", "ID"}},
		{"a phone", smsc.StatusRequest{Recipient: phone, ID: "1"}, nil},
		{"an e-mail address", smsc.StatusRequest{Recipient: "a@example.com", ID: "1"}, nil},
		{"an e-mail address that is no UTF-8", smsc.StatusRequest{Recipient: "a@example.com\xff", ID: "1"}, []string{"Recipient"}},
		{"a Telegram nick", smsc.StatusRequest{Recipient: "nick_name", ID: "1"}, nil},
		{"a Telegram ID", smsc.StatusRequest{Recipient: "#1", ID: "1"}, nil},
		{"a Telegram nick with @", smsc.StatusRequest{Recipient: "@nick_name", ID: "1"}, nil},
		{"a number with a line break", smsc.StatusRequest{Recipient: phone + "\n", ID: "1"}, []string{"Recipient"}},
		{"an e-mail address with U+2028", smsc.StatusRequest{Recipient: "a\u2028@example.com", ID: "1"}, []string{"Recipient"}},
		{"a group in small letters", smsc.StatusRequest{Recipient: "g1", ID: "1"}, []string{"Recipient"}},
		{"a group", smsc.StatusRequest{Recipient: "G1", ID: "1"}, []string{"Recipient"}},
		{"two phones", smsc.StatusRequest{Recipient: phone + "," + phone, ID: "1"}, []string{"Recipient"}},
		{"an ID out of range", smsc.StatusRequest{Recipient: phone, ID: "2147483648"}, []string{"ID"}},
		{"the most detail", smsc.StatusRequest{Recipient: phone, ID: "1", Detail: smsc.DetailOperator}, nil},
		{"too much detail", smsc.StatusRequest{Recipient: phone, ID: "1", Detail: 3}, []string{"Detail"}},
		{"negative detail", smsc.StatusRequest{Recipient: phone, ID: "1", Detail: -1}, []string{"Detail"}},
		{"an extra parameter that has a field", smsc.StatusRequest{Recipient: phone, ID: "1", Extra: url.Values{"all": {"1"}}}, []string{"Extra[all]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, violated(t, c.request.Validate()))
			w := &wire{answer: "<x/>"}
			_, err := newClient(t, w).Status(t.Context(), c.request)
			if c.want == nil {
				assert.Equal(t, 1, w.count(), "%v", err)
				return
			}
			assert.Equal(t, c.want, violated(t, err))
			assert.Zero(t, w.count())
		})
	}
}

func TestNotFound(t *testing.T) {
	t.Parallel()
	for name, leaves := range map[string]string{
		"as a code": "<error>3</error>", "as a status": "<status>-3</status>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, &wire{answer: statusAnswer(leaves)}).
				Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "1"})
			assert.ErrorIs(t, err, smsc.ErrNotFound)
			assert.EqualError(t, err, "smsc: status: error 3: message not found")
		})
	}
}
