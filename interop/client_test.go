//go:build interop

package interop_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// newClient returns a client of a server, and what goes by between the two.
func newClient(t *testing.T, s *server, credentials smsc.Credentials, options ...smsc.Option) (*smsc.Client, *traffic) {
	t.Helper()
	wire := &traffic{transport: &http.Transport{}}
	options = append([]smsc.Option{
		smsc.WithEndpoint(s.endpoint), smsc.WithHTTPClient(&http.Client{Transport: wire}), smsc.WithRetry(smsc.RetryPolicy{Attempts: 1, OnUnknown: smsc.UnknownReturn}),
	}, options...)
	client, err := smsc.NewClient(credentials, options...)
	require.NoError(t, err)
	t.Cleanup(client.CloseIdleConnections)
	return client, wire
}

func TestClientAgainstPHP(t *testing.T) { //nolint:tparallel // the server's log tells one call after another
	t.Parallel()
	s := startPHP(t, "")
	// The namespace that the client works out for itself is the server's own.
	testClient(t, s)
}

func TestClientAgainstGSOAP(t *testing.T) { //nolint:tparallel // the server's log tells one call after another
	t.Parallel()
	s := startGSOAP(t)
	testClient(t, s, smsc.WithNamespace(s.namespace))
}

// testClient makes all calls, one after another, and compares what the server has
// read with what was given to the client, and what the client has read with what
// the server has answered.
func testClient(t *testing.T, s *server, options ...smsc.Option) {
	t.Helper()
	var requests, answers [][]byte
	for _, test := range append(operationCalls(), contentCalls()...) {
		t.Run(test.name, func(t *testing.T) {
			credentials := smsc.Password(login, password)
			if test.key {
				credentials = smsc.APIKey(apiKey)
			}
			client, wire := newClient(t, s, credentials, append(options, test.options...)...)
			before := len(s.calls(t))
			result, err := test.call(t.Context(), client)
			sent, received := wire.envelopes()
			requests, answers = append(requests, sent...), append(answers, received...)
			require.NoError(t, err)
			assert.Equal(t, test.result, result)

			calls := s.calls(t)[before:]
			require.Len(t, calls, 1)
			compare(t, s, test, calls[0])
		})
	}
	t.Run("a wrong password", func(t *testing.T) {
		for _, test := range operationCalls() {
			if test.key {
				continue
			}
			client, wire := newClient(t, s, smsc.Password(login, "wrong"), append(options, test.options...)...)
			_, err := test.call(t.Context(), client)
			assert.ErrorIs(t, err, smsc.ErrUnauthorized, test.name)
			sent, received := wire.envelopes()
			requests, answers = append(requests, sent...), append(answers, received...)
		}
	})
	t.Run("a fault", func(t *testing.T) {
		client, wire := newClient(t, s, smsc.Password(login, password), options...)
		before := len(s.calls(t))
		_, err := client.Send(t.Context(), smsc.SendRequest{To: []string{"+380000000500"}, Text: "a"})
		var fault *smsc.FaultError
		require.ErrorAs(t, err, &fault)
		assert.Equal(t, http.StatusInternalServerError, fault.StatusCode)
		assert.Equal(t, "SOAP-ENV:Server", fault.Code)
		assert.Equal(t, `Сталася <помилка> & "кінець"`, fault.Reason)
		assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err))
		assert.Len(t, s.calls(t), before, "nothing was executed, and nothing was sent again")
		sent, received := wire.envelopes()
		assert.Len(t, sent, 1)
		requests, answers = append(requests, sent...), append(answers, received...)
	})
	t.Run("schema", func(t *testing.T) {
		judge(t, s.namespace, requests...)
		judge(t, s.namespace, answers...)
	})
}

// TestClientAgainstTheEmulator is for the schema: what the two make of one
// another is tested elsewhere.
func TestClientAgainstTheEmulator(t *testing.T) {
	t.Parallel()
	program(t, "xmllint")
	e := startEmulator(t, smsctest.WithGroup("G7", "380631234567"), smsctest.WithLimits(func(l *smsctest.Limits) {
		l.DuplicateWindow, l.StatusPerMinute, l.BalancePerMinute = 0, 0, 0
	}))
	s := &server{endpoint: e.endpoint, namespace: e.endpoint}
	for _, test := range append(operationCalls(), contentCalls()...) {
		credentials := smsc.Password(login, password)
		if test.key {
			credentials = smsc.APIKey(apiKey)
		}
		client, _ := newClient(t, s, credentials, test.options...)
		if _, err := test.call(t.Context(), client); err != nil {
			var refused *smsc.APIError // such as that of a message which nobody has sent
			require.ErrorAs(t, err, &refused, test.name)
		}
	}
	e.judge(t)
}

// compare holds a call as the server has read it against what was sent.
func compare(t *testing.T, s *server, want clientCall, got executed) {
	t.Helper()
	assert.Equal(t, want.operation, got.operation)
	raw, present := got.elements["query"]
	delete(got.elements, "query")

	assert.Equal(t, want.elements, got.elements)
	if assert.Equal(t, want.query != nil, present, "element query") && present {
		values, err := url.ParseQuery(raw)
		require.NoError(t, err)
		decoded := make(map[string]string, len(values))
		for name, list := range values {
			assert.Len(t, list, 1, name)
			decoded[name] = list[0]
		}
		assert.Equal(t, want.query, decoded)
		if s.isPHP {
			assert.Equal(t, want.query, got.query, "as PHP reads the query")
		}
	}
}

// A server that is reached at one URL and knows itself by another is where the
// client finds the namespace out, and sends once.
func TestClientHealsTheNamespaceOfAnotherHost(t *testing.T) {
	t.Parallel()
	s := startPHP(t, "https://smsc.kz/sys/soap.php")
	client, wire := newClient(t, s, smsc.Password(login, password))
	result, err := client.Send(t.Context(), smsc.SendRequest{To: []string{phone}, Text: awkward, ID: "7"})
	require.NoError(t, err)
	assert.Equal(t, "7", result.ID)

	calls := s.calls(t)
	require.Len(t, calls, 1, "executed once")
	assert.Equal(t, fields("phones", phone, "mes", awkward, "id", "7"), calls[0].elements)
	_, err = client.Balance(t.Context())
	require.NoError(t, err)
	requests, answers := wire.envelopes()
	require.Len(t, requests, 3, "refused, sent, and the balance at once in the right namespace")
	assert.Contains(t, string(answers[0]), "Procedure 'send' not present")
	judge(t, s.endpoint, requests[0])
	judge(t, s.namespace, requests[1:]...)
	judge(t, s.namespace, answers...)
}

// gSOAP says it in other words, in which the client must not see more than that
// nothing was accepted.
func TestClientInAForeignNamespaceAgainstGSOAP(t *testing.T) {
	t.Parallel()
	s := startGSOAP(t)
	client, wire := newClient(t, s, smsc.Password(login, password))
	_, err := client.Send(t.Context(), smsc.SendRequest{To: []string{phone}, Text: "a"})
	var fault *smsc.FaultError
	require.ErrorAs(t, err, &fault)
	assert.Contains(t, fault.Reason, "not implemented")
	assert.Empty(t, s.calls(t))
	requests, _ := wire.envelopes()
	assert.Len(t, requests, 1)
}
