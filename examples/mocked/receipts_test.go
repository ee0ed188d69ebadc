package mocked_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/examples/mocked"
	"github.com/go-smsc/smsc/smsctest"
)

var receipt = mocked.Receipt{Phone: "+380501234567", Order: 1234, Sum: "99.50"}

// fake is a Sender that remembers what it was asked to send and returns what the test
// says.
type fake struct {
	sent []smsc.SendRequest
	err  error
}

func (f *fake) Send(_ context.Context, request smsc.SendRequest) (*smsc.SendResult, error) {
	f.sent = append(f.sent, request)
	if f.err != nil {
		return nil, f.err
	}
	return &smsc.SendResult{ID: request.ID, Count: smsc.Some(1)}, nil
}

// TestReceiptsOverAnInterface knows nothing of HTTP and SOAP. It suits tests of what
// the service does with each outcome. A fake takes
// any request, so the test asks the request itself whether it is valid.
func TestReceiptsOverAnInterface(t *testing.T) {
	t.Parallel()
	failed := func(outcome smsc.Outcome, cause error) error { return &smsc.SendError{Outcome: outcome, Err: cause} }
	noMoney := &smsc.APIError{Operation: smsc.OpSend, Code: 3}
	blocked := &smsc.BlockedError{Operation: smsc.OpSend, Cause: smsc.ErrIPBlocked}
	lost := &smsc.TransportError{Operation: smsc.OpSend, Err: io.ErrUnexpectedEOF}
	for _, c := range []struct {
		name string
		err  error
		id   string
		want error
	}{
		{"accepted", nil, "receipt-1234", nil},
		{"no money", failed(smsc.OutcomeRejected, noMoney), "", smsc.ErrInsufficientFunds},
		{"blocked", failed(smsc.OutcomeNotSent, blocked), "", smsc.ErrBlocked},
		{"unknown", failed(smsc.OutcomeUnknown, lost), "receipt-1234", mocked.ErrAskLater},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sender := &fake{err: c.err}

			id, err := mocked.Receipts{Sender: sender}.Send(t.Context(), receipt)

			assert.Equal(t, c.id, id)
			assert.ErrorIs(t, err, c.want)
			require.Len(t, sender.sent, 1)
			assert.NoError(t, sender.sent[0].Validate())
			assert.Equal(t, "Дякуємо! Замовлення 1234 оплачено: 99.50 грн", sender.sent[0].Text)
		})
	}
}

// answer is what the service says to send_sms.
func answer(result string) string {
	return `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"` +
		` xmlns:ns1="https://smsc.ua/sys/soap.php"><SOAP-ENV:Body><ns1:SendResponse><sendresult>` + result +
		`</sendresult></ns1:SendResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>`
}

// TestReceiptsOverMockedTransport plays the service with httpmock: each test
// says what comes back, to the one attempt that is made. It suits answers that the
// emulator would never give.
func TestReceiptsOverMockedTransport(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		respond httpmock.Responder
		id      string
		want    error
	}{
		{"accepted", httpmock.NewStringResponder(http.StatusOK, answer("<id>receipt-1234</id><cnt>1</cnt>")), "receipt-1234", nil},
		{"no money", httpmock.NewStringResponder(http.StatusOK, answer("<error>3</error>")), "", smsc.ErrInsufficientFunds},
		{"a gateway time-out", httpmock.NewStringResponder(http.StatusGatewayTimeout, ""), "receipt-1234", mocked.ErrAskLater},
		{"a lost answer", httpmock.NewErrorResponder(io.ErrUnexpectedEOF), "receipt-1234", mocked.ErrAskLater},
		{"another message's answer", httpmock.NewStringResponder(http.StatusOK, answer("<id>7</id><cnt>1</cnt>")), "receipt-1234", mocked.ErrAskLater},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			transport := httpmock.NewMockTransport()
			transport.RegisterResponder(http.MethodPost, smsc.DefaultEndpoint, c.respond)
			client, err := smsc.NewClient(smsc.Password("demo", "demo"),
				smsc.WithHTTPClient(&http.Client{Transport: transport}),
				smsc.WithRetry(smsc.RetryPolicy{Attempts: 1, OnUnknown: smsc.UnknownReturn}))
			require.NoError(t, err)

			id, err := mocked.Receipts{Sender: client}.Send(t.Context(), receipt)

			assert.Equal(t, c.id, id)
			assert.ErrorIs(t, err, c.want)
			assert.Equal(t, 1, transport.GetTotalCallCount())
		})
	}
}

// TestReceiptsOverEmulator plays nothing: the emulator behaves like the service,
// and remembers what it accepted. In the bubble the minutes that the client takes to
// find out what became of a send pass at once.
func TestReceiptsOverEmulator(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		fault    *smsctest.Fault
		id       string
		want     error
		accepted int
	}{
		{"accepted", nil, "receipt-1234", nil, 1},
		{"no money", &smsctest.Fault{Kind: smsctest.FaultCode, Code: 3}, "", smsc.ErrInsufficientFunds, 0},
		{"a gateway time-out", &smsctest.Fault{Kind: smsctest.FaultStatus, Status: 504, Times: 1}, "receipt-1234", nil, 1},
		{"a lost answer", &smsctest.Fault{Kind: smsctest.FaultDropAfter, Times: 1}, "receipt-1234", nil, 1},
		{"no answer for long", &smsctest.Fault{Kind: smsctest.FaultDropAfter}, "receipt-1234", mocked.ErrAskLater, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				gateway := smsctest.New(smsctest.WithStrictRequests())
				if c.fault != nil {
					gateway.Inject(*c.fault)
				}
				client, err := smsc.NewClient(smsc.Password(smsctest.DefaultLogin, smsctest.DefaultPassword),
					smsc.WithEndpoint(smsctest.Endpoint),
					smsc.WithHTTPClient(&http.Client{Transport: gateway.Transport()}))
				require.NoError(t, err)

				id, err := mocked.Receipts{Sender: client}.Send(t.Context(), receipt)

				assert.Equal(t, c.id, id)
				assert.ErrorIs(t, err, c.want)
				assert.Equal(t, c.accepted, gateway.Accepted(), "messages on their way")
			})
		})
	}
}
