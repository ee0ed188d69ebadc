package smsc_test

import (
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

func money(s string) smsc.Optional[decimal.Decimal] {
	return smsc.Optional[decimal.Decimal]{Value: decimal.RequireFromString(s), Present: true}
}

func present[T any](v T) smsc.Optional[T] { return smsc.Optional[T]{Value: v, Present: true} }

func TestSendResult(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		leaves string
		want   *smsc.SendResult
	}{
		{"id and count", "<id>77</id><cnt>2</cnt>", &smsc.SendResult{ID: "77", Count: present(2)}},
		{"error 0 is none", "<id>77</id><cnt>2</cnt><error>0</error>", &smsc.SendResult{ID: "77", Count: present(2)}},
		{"an empty error is none", "<error/><id>77</id>", &smsc.SendResult{ID: "77"}},
		{"zero is not absent", "<id>77</id><cnt>0</cnt><cost>0</cost><balance>0.00</balance>", &smsc.SendResult{
			ID: "77", Count: present(0), Cost: money("0"), Balance: money("0.00"),
		}},
		{"four decimals, negative", "<id>77</id><cost>0.1234</cost><balance>-1.5</balance>", &smsc.SendResult{
			ID: "77", Cost: money("0.1234"), Balance: money("-1.5"),
		}},
		{"blanks around", "<id>77</id><cnt> 2\n</cnt><cost> 1.5 </cost>", &smsc.SendResult{
			ID: "77", Count: present(2), Cost: money("1.5"),
		}},
		{"the client's ID where the answer has none", "<cnt>1</cnt>", &smsc.SendResult{ID: "mine", Count: present(1)}},
		{"what cannot be read is kept", "<id>77</id><cnt>two</cnt><cost>1e9</cost><balance>1,5</balance>", &smsc.SendResult{
			ID: "77", Extra: url.Values{"cnt": {"two"}, "cost": {"1e9"}, "balance": {"1,5"}},
		}},
		{"what is not known is kept", "<id>77</id><new>a</new><new>b</new>", &smsc.SendResult{
			ID: "77", Extra: url.Values{"new": {"a", "b"}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := message()
			r.ID = "mine"
			got, err := newClient(t, &wire{answer: sendAnswer(c.leaves)}).Send(t.Context(), r)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

func TestSendResultReports(t *testing.T) {
	t.Parallel()
	w := &wire{answer: send2Answer("<id>77</id><cnt>3</cnt>" +
		"<errors><phone>380501234567</phone><status>22</status></errors>" +
		"<errors><phone>380501234568</phone><status>odd</status></errors>" +
		"<phones><phone>380501234569</phone><mcc>255</mcc><mnc>01</mnc><cost>0.5</cost><status>-1</status></phones>" +
		"<phones><phone>380501234567</phone><error>7</error><cost>x</cost></phones>")}
	r := message()
	r.ReportFailed, r.ReportRecipients = true, true
	got, err := newClient(t, w).Send(t.Context(), r)
	require.NoError(t, err)
	assert.Equal(t, []smsc.FailedRecipient{
		{Phone: "380501234567", Status: present(smsc.StatusWrongNumber)},
		{Phone: "380501234568", Extra: url.Values{"status": {"odd"}}},
	}, got.Failed)
	assert.Equal(t, []smsc.RecipientReport{
		{Phone: "380501234569", MCC: "255", MNC: "01", Cost: money("0.5"), Status: present(smsc.StatusWaiting)},
		{Phone: "380501234567", Error: present(7), Extra: url.Values{"cost": {"x"}}},
	}, got.Recipients)
}

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
			&smsc.StatusResult{Status: smsc.StatusDelivered, ChangedAt: at, DeliveryError: present(smsc.DeliveryCode(0))},
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
			&smsc.StatusResult{Status: 99, DeliveryError: present(smsc.DeliveryCode(999))},
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
				Status: smsc.StatusRead, SentAt: at, Phone: "380501234567", Cost: money("0.5"), Sender: "Shop",
				StatusName: "Read", Text: "Привіт", Parts: present(1), Operator: "Kyivstar", Region: "Ukraine",
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
		{"nothing set", smsc.StatusRequest{}, []string{"Phone", "ID"}},
		{"a phone", smsc.StatusRequest{Recipient: phone, ID: "1"}, nil},
		{"an e-mail address", smsc.StatusRequest{Recipient: "a@example.com", ID: "1"}, nil},
		{"an e-mail address that is no UTF-8", smsc.StatusRequest{Recipient: "a@example.com\xff", ID: "1"}, []string{"Phone"}},
		{"a Telegram nick", smsc.StatusRequest{Recipient: "nick_name", ID: "1"}, nil},
		{"a Telegram ID", smsc.StatusRequest{Recipient: "#1", ID: "1"}, nil},
		{"a group", smsc.StatusRequest{Recipient: "G1", ID: "1"}, []string{"Phone"}},
		{"two phones", smsc.StatusRequest{Recipient: phone + "," + phone, ID: "1"}, []string{"Phone"}},
		{"an ID out of range", smsc.StatusRequest{Recipient: phone, ID: "2147483648"}, []string{"ID"}},
		{"the most detail", smsc.StatusRequest{Recipient: phone, ID: "1", Detail: smsc.DetailOperator}, nil},
		{"too much detail", smsc.StatusRequest{Recipient: phone, ID: "1", Detail: 3}, []string{"Detail"}},
		{"negative detail", smsc.StatusRequest{Recipient: phone, ID: "1", Detail: -1}, []string{"Detail"}},
		{"an extra parameter that has a field", smsc.StatusRequest{Recipient: phone, ID: "1", Extra: url.Values{"all": {"1"}}}, []string{"Extra[all]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
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

func TestOptional(t *testing.T) {
	t.Parallel()
	var absent smsc.Optional[int]
	_, ok := absent.Get()
	assert.False(t, ok)
	assert.Equal(t, 7, absent.Or(7))
	assert.Equal(t, "absent", absent.String())
	zero := present(0)
	value, ok := zero.Get()
	assert.True(t, ok)
	assert.Zero(t, value)
	assert.Zero(t, zero.Or(7))
	assert.Equal(t, "0", zero.String())
	out, err := json.Marshal([]any{absent, zero, money("1.50")})
	require.NoError(t, err)
	assert.JSONEq(t, `[null,0,"1.5"]`, string(out))
}

func TestCodes(t *testing.T) {
	t.Parallel()
	final := map[smsc.StatusCode]bool{ // true: delivered, false: failed
		smsc.StatusDelivered: true, smsc.StatusRead: true, smsc.StatusClicked: true,
		smsc.StatusExpired: false, smsc.StatusSpam: false, smsc.StatusUndeliverable: false, smsc.StatusWrongNumber: false,
		smsc.StatusForbidden: false, smsc.StatusNoFunds: false, smsc.StatusUnavailable: false,
	}
	names := map[string]bool{}
	for code := smsc.StatusCode(-5); code < 300; code++ {
		delivered, isFinal := final[code]
		assert.Equal(t, isFinal, code.Final(), code)
		assert.Equal(t, isFinal && delivered, code.Delivered(), code)
		assert.Equal(t, isFinal && !delivered, code.Failed(), code)
		assert.False(t, names[code.String()], "two codes are called %s", code)
		names[code.String()] = true
	}
	assert.Equal(t, "status 99", smsc.StatusCode(99).String())

	assert.Equal(t, "subscriber offline", smsc.DeliveryCode(6).String())
	assert.Equal(t, "delivery error 999", smsc.DeliveryCode(999).String())
	classes := map[smsc.DeliveryClass]int{}
	for code := range smsc.DeliveryCode(256) {
		classes[code.Class()]++
	}
	assert.Equal(t, map[smsc.DeliveryClass]int{
		smsc.ClassNone: 1, smsc.ClassEmail: 3, smsc.ClassNotice: 1, smsc.ClassAccount: 8,
		smsc.ClassTemporary: 9, smsc.ClassPermanent: 8, smsc.ClassUnknown: 226,
	}, classes)
	assert.Equal(t, "temporary", smsc.DeliveryCode(220).Class().String())
	for class := smsc.ClassUnknown; class <= smsc.ClassNotice; class++ {
		assert.False(t, names[class.String()], class)
		names[class.String()] = true
	}
}
