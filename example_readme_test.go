package smsc_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// The functions of this file are the snippets of README.md, which holds them line by
// line.

func firstSend(ctx context.Context, login, password string) error {
	client, err := smsc.NewClient(smsc.Password(login, password)) // once per program; share it
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute) // without a deadline a send can take many minutes
	defer cancel()
	sent, err := client.Send(ctx, smsc.SendRequest{
		To:   []string{"+380501234567"},
		Text: "Ваш код 1234",
	})
	if err != nil {
		return fmt.Errorf("outcome %s: %w", smsc.OutcomeOf(err), err)
	}
	fmt.Println("accepted, id", sent.ID)
	return nil
}

// TestReadmeFirstSend runs the first snippet in a context that is over, so that
// nothing leaves: its request is valid, and its error has the outcome.
func TestReadmeFirstSend(t *testing.T) {
	t.Parallel()
	over, cancel := context.WithCancel(t.Context())
	cancel()
	err := firstSend(over, "demo", "demo")
	require.ErrorIs(t, err, context.Canceled)
	assert.ErrorContains(t, err, "outcome not_sent")
}

// textCode texts a code and says what to do about the outcome.
func textCode(ctx context.Context, client *smsc.Client, phone, code string) (string, error) { //nolint:unparam // as README shows it
	sent, err := client.Send(ctx, smsc.SendRequest{To: []string{phone}, Text: "Ваш код " + code})
	switch smsc.OutcomeOf(err) {
	case smsc.OutcomeAccepted:
		return "sent with id " + sent.ID, nil
	case smsc.OutcomeNotSent:
		return "nothing was sent: it is safe to send again", err
	case smsc.OutcomeRejected:
		return "the service refused it: fix the cause", err
	default: // smsc.OutcomeUnknown
		return "it may be on its way: do not send again, ask later", err
	}
}

// Send a message and ask where it is.
func Example() {
	gateway := smsctest.New(smsctest.WithClock(smsctest.NewManualClock(time.Date(2026, time.March, 10, 20, 0, 0, 0, time.UTC))))
	// A program that sends for real needs neither of the two options.
	client, err := smsc.NewClient(smsc.Password("demo", "demo"),
		smsc.WithEndpoint(smsctest.Endpoint),
		smsc.WithHTTPClient(&http.Client{Transport: gateway.Transport()}),
	)
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()

	sent, err := client.Send(ctx, smsc.SendRequest{
		To:   []string{"+380501234567"},
		Text: "Ваш код 1234",
		ID:   "code-17",
	})
	if err != nil {
		panic(err)
	}
	status, err := client.Status(ctx, smsc.StatusRequest{Recipient: "+380501234567", ID: sent.ID})
	if err != nil {
		panic(err)
	}
	fmt.Println(sent.ID, sent.Count, status.Status)
	// Output: code-17 1 waiting to be sent
}

// signup texts a code to whoever signs up.
type signup struct {
	client *smsc.Client
	store  func(smsc.SendRecord) error
}

func (s *signup) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// r.Context() ends when the browser leaves, and the outcome of a send that it
	// cuts off can be unknown.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 3*time.Minute)
	defer cancel()
	_, err := s.client.Send(ctx, smsc.SendRequest{To: []string{r.FormValue("phone")}, Text: "Ваш код 1234"})
	if failed, ok := errors.AsType[*smsc.SendError](err); ok && failed.Outcome == smsc.OutcomeUnknown {
		err = s.store(failed.Record) // as JSON, for client.Resolve
	}
	if err != nil {
		http.Error(w, "no code was sent, try again", http.StatusServiceUnavailable)
	}
}

// TestReadmeHandler: a browser that leaves cuts nothing off, and what stays unknown is
// stored and found out later.
func TestReadmeHandler(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New()
		var stored []smsc.SendRecord
		handler := &signup{client: gateway.Client(t), store: func(record smsc.SendRecord) error {
			stored = append(stored, record)
			return nil
		}}
		gone, leave := context.WithCancel(t.Context())
		leave()
		form := url.Values{"phone": {"+380501234567"}}.Encode()
		post := func() *httptest.ResponseRecorder {
			r := httptest.NewRequestWithContext(gone, http.MethodPost, "/", strings.NewReader(form))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			return w
		}

		assert.Equal(t, http.StatusOK, post().Code)
		assert.Equal(t, 1, gateway.Accepted())
		assert.Empty(t, stored)

		gateway.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter})
		assert.Equal(t, http.StatusOK, post().Code, "it may be on its way, so nobody is asked to try again")
		require.Len(t, stored, 1)
		gateway.ClearFaults()
		_, err := handler.client.Resolve(t.Context(), stored[0])
		require.NoError(t, err)
		assert.Equal(t, 2, gateway.Accepted())
	})
}

func TestReadmeEmulator(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New()   // the service, in memory
	client := gateway.Client(t) // a *smsc.Client of it, for the code under test

	_, err := textCode(t.Context(), client, "+380501234567", "1234")

	require.NoError(t, err)
	sms, _ := gateway.Last("+380501234567")
	assert.Equal(t, "Ваш код 1234", sms.Text)
}

func TestReadmeMock(t *testing.T) {
	t.Parallel()
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder(http.MethodPost, smsc.DefaultEndpoint, smsctest.Answer(&smsc.APIError{Code: 3}))
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)

	_, err = textCode(t.Context(), client, "+380501234567", "1234")
	require.ErrorIs(t, err, smsc.ErrInsufficientFunds)
}
