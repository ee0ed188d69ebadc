package smsc_test

import (
	"io"
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
// would write. They test textCode of example_readme_test.go.

func TestDocCodeGoesOut(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New()
	client := gateway.Client(t)

	_, err := textCode(t.Context(), client, "+380501234567", "1234")

	require.NoError(t, err)
	sms, _ := gateway.Last("+380501234567")
	assert.Equal(t, "Ваш код 1234", sms.Text)
	assert.Equal(t, 1, gateway.Accepted())
}

func TestDocOwnClient(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New()
	client, err := smsc.NewClient(smsc.Password("demo", "demo"),
		smsc.WithEndpoint(smsctest.Endpoint),
		smsc.WithHTTPClient(&http.Client{Transport: gateway.Transport()}))
	require.NoError(t, err)

	_, err = textCode(t.Context(), client, "+380671234567", "1234")

	require.NoError(t, err)
	assert.Equal(t, 1, gateway.Accepted())
}

func TestDocCodeGoesOutOverTCP(t *testing.T) {
	t.Parallel()
	server := smsctest.NewServer(t) // its URL is server.Endpoint()
	client := server.Client(t)

	_, err := textCode(t.Context(), client, "+380501234567", "1234")

	require.NoError(t, err)
	assert.Equal(t, 1, server.Accepted())
}

func TestDocLostAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New()
		gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter, Times: 1})

		advice, err := textCode(t.Context(), gateway.Client(t), "+380501234567", "1234")

		require.NoError(t, err, "the client asks for the message and finds it")
		assert.Contains(t, advice, "sent with id")
		assert.Equal(t, 1, gateway.Accepted())
	})
}

func TestDocLostRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New()
		gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropBefore, Times: 1})
		started := time.Now()

		_, err := textCode(t.Context(), gateway.Client(t), "+380501234567", "1234")

		require.NoError(t, err, "it was proved that the service does not have it, and sent again")
		assert.Equal(t, 1, gateway.Accepted())
		assert.GreaterOrEqual(t, time.Since(started), 2*time.Minute, "the bubble's time, not the test's")
	})
}

func TestDocTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New()
		gateway.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Accept: true})

		advice, err := textCode(t.Context(), gateway.Client(t), "+380501234567", "1234")

		require.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
		assert.Contains(t, advice, "do not send again")
		assert.Equal(t, 1, gateway.Accepted())
	})
}

func TestDocNothingSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New()
		gateway.Inject(smsctest.Fault{Kind: smsctest.FaultRefuse})

		_, err := textCode(t.Context(), gateway.Client(t), "+380501234567", "1234")

		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		assert.Zero(t, gateway.Accepted())
	})
}

func TestDocUnknownAtOnce(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New()
	gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter, Times: 1})
	client := gateway.Client(t, smsc.WithRetry(smsc.RetryPolicy{Attempts: 1, OnUnknown: smsc.UnknownReturn}))

	_, err := textCode(t.Context(), client, "+380501234567", "1234")

	require.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
}

func TestDocDelivery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New(smsctest.WithLife("38050", smsctest.Delivered(20*time.Second)))
		client := gateway.Client(t)
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
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder(http.MethodPost, smsc.DefaultEndpoint, smsctest.Answer(&smsc.APIError{Code: 2}))
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)

	_, err = textCode(t.Context(), client, "+380501234567", "1234")

	require.ErrorIs(t, err, smsc.ErrUnauthorized)
	assert.Equal(t, 1, transport.GetTotalCallCount())
}

// TestDocErrorsByHand: every error that a fake returns can be made in a test.
func TestDocErrorsByHand(t *testing.T) {
	t.Parallel()
	noMoney := &smsc.SendError{Outcome: smsc.OutcomeRejected, Err: &smsc.APIError{Code: 3}}
	assert.ErrorIs(t, noMoney, smsc.ErrInsufficientFunds)

	lost := &smsc.SendError{Record: smsc.SendRecord{ID: "code-17"}, Err: &smsc.TransportError{Err: io.ErrUnexpectedEOF}}
	assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(lost), "the zero value is the careful one")
}
