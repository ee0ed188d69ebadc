package main

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func noAccount() (smsc.Credentials, error) { return smsc.Credentials{}, errors.New("no credentials") }

func TestQuickstart(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), nil, noAccount, nil, &out))
	for _, want := range []string{
		"Balance before  100\n", "Parts           2 in UCS-2", "Price           1 for 2 SMS\n", "Sent            id ",
		"Cost            1 for 2 SMS\n", "Status          delivered\n", "Balance after   99\n",
		"is rejected:\n", "error 7: invalid phone number", "is not sent:\n",
	} {
		assert.Contains(t, out.String(), want)
	}
}

func TestLiveNeedsCredentials(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := run(t.Context(), []string{"-live"}, noAccount, nil, &out)
	require.EqualError(t, err, "no credentials")
	assert.Empty(t, out.String())
}

// TestLiveAsksFirst takes the emulator for the real service.
func TestLiveAsksFirst(t *testing.T) {
	t.Parallel()
	for reply, sent := range map[string]int{"yes\n": 1, "y\n": 0, "\n": 0, "": 0} {
		t.Run(strings.TrimSpace(reply), func(t *testing.T) {
			t.Parallel()
			gateway := smsctest.New(smsctest.WithStrictRequests(), smsctest.WithLife("", smsctest.Delivered(0)))
			client := clientOf(t, gateway)
			var out bytes.Buffer
			r := round{client, "+380501234567", 0, &out, strings.NewReader(reply)}
			require.NoError(t, r.run(t.Context()))
			assert.Equal(t, sent, gateway.Accepted(), out.String())
		})
	}
}

func clientOf(t *testing.T, gateway *smsctest.Gateway) *smsc.Client {
	t.Helper()
	client, err := smsc.NewClient(
		smsc.Password(smsctest.DefaultLogin, smsctest.DefaultPassword),
		smsc.WithEndpoint(smsctest.Endpoint),
		smsc.WithHTTPClient(&http.Client{Transport: gateway.Transport()}),
	)
	require.NoError(t, err)
	return client
}
