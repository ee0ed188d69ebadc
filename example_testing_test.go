package smsc_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// The tests in this file are those of docs/testing.md: what a user of this package
// would write. They test sendCode of example_outcome_test.go.

func TestDocCodeGoesOut(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New()
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(smsctest.Endpoint),
		smsc.WithHTTPClient(&http.Client{Transport: gateway.Transport()}))
	require.NoError(t, err)

	_, err = sendCode(t.Context(), client, "+380501234567", "1234")

	require.NoError(t, err)
	sms, _ := gateway.Last("+380501234567")
	assert.Equal(t, "Ваш код 1234", sms.Text)
	assert.Equal(t, 1, gateway.Accepted())
}

func TestDocCodeGoesOutOverTCP(t *testing.T) {
	t.Parallel()
	server := smsctest.NewServer(t)
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(server.Endpoint()))
	require.NoError(t, err)
	defer client.CloseIdleConnections()

	_, err = sendCode(t.Context(), client, "+380501234567", "1234")

	require.NoError(t, err)
	assert.Equal(t, 1, server.Accepted())
}

func TestDocLostAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New()
		gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter, Times: 1})

		advice, err := sendCode(t.Context(), demo(gateway), "+380501234567", "1234")

		require.NoError(t, err, "the client asks for the message and finds it")
		assert.Contains(t, advice, "sent with id")
		assert.Equal(t, 1, gateway.Accepted())
	})
}

func TestDocTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New()
		gateway.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Accept: true})

		advice, err := sendCode(t.Context(), demo(gateway), "+380501234567", "1234")

		require.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
		assert.Contains(t, advice, "do not send again")
		assert.Equal(t, 1, gateway.Accepted(), "however often the client tried")
	})
}

func TestDocNothingSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New()
		gateway.Inject(smsctest.Fault{Kind: smsctest.FaultRefuse})

		_, err := sendCode(t.Context(), demo(gateway), "+380501234567", "1234")

		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		assert.Zero(t, gateway.Accepted())
	})
}

func TestDocDeliveryReport(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := demo(smsctest.New(smsctest.WithLife("38050", smsctest.Delivered(20*time.Second))))
		sent, err := client.Send(t.Context(), smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
		require.NoError(t, err)

		time.Sleep(time.Minute) // the bubble's minute, which passes at once
		status, err := client.Status(t.Context(), smsc.StatusRequest{Recipient: "+380501234567", ID: sent.ID})

		require.NoError(t, err)
		assert.Equal(t, smsc.StatusDelivered, status.Status)
	})
}

func TestDocRefusedLogin(t *testing.T) {
	t.Parallel()
	const refused = `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>` +
		`<SendResponse xmlns="https://smsc.ua/sys/soap.php"><sendresult xmlns=""><error>2</error></sendresult></SendResponse>` +
		`</Body></Envelope>`
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder(http.MethodPost, smsc.DefaultEndpoint, httpmock.NewStringResponder(http.StatusOK, refused))
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), singleAttempt(),
		smsc.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)

	_, err = sendCode(t.Context(), client, "+380501234567", "1234")

	require.ErrorIs(t, err, smsc.ErrUnauthorized)
	assert.Equal(t, 1, transport.GetTotalCallCount())
}
