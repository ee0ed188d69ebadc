package mocked_test

import (
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

// answer is what the service says to send_sms.
func answer(result string) string {
	return `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"` +
		` xmlns:ns1="https://smsc.ua/sys/soap.php"><SOAP-ENV:Body><ns1:SendResponse><sendresult>` + result +
		`</sendresult></ns1:SendResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>`
}

// TestReceiptsOverMockedTransport plays the service with httpmock: each test
// says what comes back, to the one attempt that is made.
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
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			transport := httpmock.NewMockTransport()
			transport.RegisterResponder(http.MethodPost, smsc.DefaultEndpoint, c.respond)
			client, err := smsc.NewClient(smsc.Password("demo", "demo"),
				smsc.WithHTTPClient(&http.Client{Transport: transport}), smsc.WithSingleAttempt())
			require.NoError(t, err)

			id, err := mocked.Receipts{Client: client}.Send(t.Context(), receipt)
			assert.Equal(t, c.id, id)
			assert.ErrorIs(t, err, c.want)
		})
	}
}

// TestReceiptsOverEmulator plays nothing: the emulator behaves like the service,
// and remembers what it accepted. In the bubble the time that the client takes to
// settle an unknown send passes at once.
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
				gateway := smsctest.New()
				if c.fault != nil {
					gateway.Inject(*c.fault)
				}
				client, err := smsc.NewClient(smsc.Password(smsctest.DefaultLogin, smsctest.DefaultPassword),
					smsc.WithEndpoint(smsctest.Endpoint),
					smsc.WithHTTPClient(&http.Client{Transport: gateway.Transport()}))
				require.NoError(t, err)

				id, err := mocked.Receipts{Client: client}.Send(t.Context(), receipt)
				assert.Equal(t, c.id, id)
				assert.ErrorIs(t, err, c.want)
				assert.Equal(t, c.accepted, gateway.Accepted(), "messages on their way")
			})
		})
	}
}
