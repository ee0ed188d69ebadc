package smsctest_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// roundTrip is a transport that is a function, as a mock's responder is.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func clientOf(t *testing.T, responder func(*http.Request) (*http.Response, error)) *smsc.Client {
	t.Helper()
	client, err := smsc.NewClient(smsc.Password("shop", "secret"), smsc.WithEndpoint("https://service.test/sys/soap.php"),
		smsc.WithHTTPClient(&http.Client{Transport: roundTrip(responder)}), smsc.WithRetry(smsc.RetryPolicy{Attempts: 1, OnUnknown: smsc.UnknownReturn}))
	require.NoError(t, err)
	return client
}

func TestAnswerToSends(t *testing.T) {
	t.Parallel()
	simple := smsc.SendRequest{To: []string{"+" + phone}, Text: "hi", ID: "order-7"}
	extended := simple
	extended.ValidFor = time.Hour
	for name, request := range map[string]smsc.SendRequest{"send_sms": simple, "send_sms2": extended} {
		result, err := clientOf(t, smsctest.Answer(&smsc.SendResult{})).Send(t.Context(), request)
		require.NoError(t, err, name)
		assert.Equal(t, "order-7", result.ID, name)
		assert.Equal(t, 1, result.Count.Value, name)
	}

	want := &smsc.SendResult{
		ID: "a", Count: smsc.Optional[int]{Value: 3, Present: true},
		Cost:    smsc.Optional[decimal.Decimal]{Value: dec("1.05"), Present: true},
		Balance: smsc.Optional[decimal.Decimal]{Value: dec("98.95"), Present: true},
		Extra:   url.Values{"more": {"<&>"}},
	}
	want.Failed = make([]smsc.FailedRecipient, 1)
	want.Failed[0].Recipient, want.Failed[0].Status = "12", smsc.Optional[smsc.StatusCode]{Value: smsc.StatusWrongNumber, Present: true}
	want.Recipients = make([]smsc.RecipientReport, 1)
	want.Recipients[0].Recipient, want.Recipients[0].MCC, want.Recipients[0].MNC = phone, "255", "01"
	want.Recipients[0].Cost = want.Cost
	request := extended
	request.ID = "a" // an answer with another ID would not be this message's
	got, err := clientOf(t, smsctest.Answer(want)).Send(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, want, got)
}

func TestAnswerToOtherOperations(t *testing.T) {
	t.Parallel()
	price := &smsc.CostResult{Cost: dec("0.35"), Count: smsc.Optional[int]{Value: 1, Present: true}}
	gotPrice, err := clientOf(t, smsctest.Answer(price)).Cost(t.Context(), smsc.SendRequest{To: []string{phone}, Text: "hi"})
	require.NoError(t, err)
	assert.Equal(t, price, gotPrice)

	balance, err := clientOf(t, smsctest.Answer(&smsc.BalanceResult{Balance: dec("12.5")})).Balance(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "12.5", balance.Balance.String())

	report := &smsc.StatusResult{
		Status: smsc.StatusUndeliverable, StatusName: "Cannot be delivered", ChangedAt: start(), SentAt: start().Add(time.Second),
		DeliveryError: smsc.Optional[smsc.DeliveryCode]{Value: 6, Present: true},
		Cost:          smsc.Optional[decimal.Decimal]{Value: price.Cost, Present: true}, Sender: "Shop", Text: "Привіт <3", Operator: "One", Region: "Kyiv",
		Parts: price.Count,
	}
	got, err := clientOf(t, smsctest.Answer(report)).Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "a", Detail: smsc.DetailOperator})
	require.NoError(t, err)
	assert.Equal(t, report, got)
}

func TestAnswerOfAnError(t *testing.T) {
	t.Parallel()
	client := clientOf(t, smsctest.Answer(&smsc.APIError{Code: 2, ID: "a"}))
	request := smsc.SendRequest{To: []string{phone}, Text: "hi", ID: "a"} // a code for another ID would be no answer to it
	_, err := client.Send(t.Context(), request)
	assert.ErrorIs(t, err, smsc.ErrUnauthorized)
	failed, ok := errors.AsType[*smsc.APIError](err)
	require.True(t, ok)
	assert.Equal(t, "a", failed.ID)
	_, err = client.Cost(t.Context(), request)
	assert.ErrorIs(t, err, smsc.ErrUnauthorized)
	_, err = client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "a"})
	assert.ErrorIs(t, err, smsc.ErrUnauthorized)
}

func TestAnswerRefuses(t *testing.T) {
	t.Parallel()
	w := wire{endpoint: smsctest.Endpoint}
	send := w.request(t, envelope(smsctest.Endpoint, "send", demo("phones", phone, "mes", "hi")))
	for name, test := range map[string]struct {
		respond func(*http.Request) (*http.Response, error)
		req     *http.Request
		want    string
	}{
		"another operation": {smsctest.Answer(&smsc.BalanceResult{Balance: dec("1")}), send, "send_sms was called"},
		"no document":       {smsctest.Answer(&smsc.BalanceResult{Balance: dec("1")}), w.request(t, "hello"), "Bad Request"},
		"an element too few": {
			smsctest.Answer(&smsc.BalanceResult{Balance: dec("1")}), w.request(t, envelope("urn:x", "balance", fields{"login", "demo"})), "lacks element psw",
		},
		"a name that is none": {
			smsctest.Answer(&smsc.SendResult{Extra: url.Values{"a b": {""}}}), w.request(t, envelope("urn:x", "send", demo("phones", phone, "mes", "hi"))),
			"cannot carry",
		},
		"a text that is none": {
			smsctest.Answer(&smsc.StatusResult{Text: "\x00"}), w.request(t, envelope("urn:x", "status", demo("phone", phone, "id", "a"))),
			"cannot carry",
		},
	} {
		resp, err := test.respond(test.req)
		if !assert.ErrorContains(t, err, test.want, name) {
			_ = resp.Body.Close()
		}
	}
}

func TestAnswerServesManyAtOnce(t *testing.T) {
	t.Parallel()
	w := wire{http: &http.Client{Transport: roundTrip(smsctest.Answer(&smsc.SendResult{}))}, endpoint: smsctest.Endpoint}
	for id := range strings.FieldsSeq("a b c d e") {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			got := w.call(t, "send", demo("phones", phone, "mes", "hi", "id", id))
			assert.Equal(t, id, got.values["id"])
		})
	}
}
