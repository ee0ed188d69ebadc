package smsctest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestServerCloses(t *testing.T) {
	t.Parallel()
	s := smsctest.NewServer(t)
	w := wire{http: &http.Client{Transport: &http.Transport{}}, endpoint: s.Endpoint()}
	w.send(t, phone, "hi")
	s.Close()
	assert.Error(t, w.try(t, "balance", demo()).err)
	assert.Error(t, overTransport(s.Gateway).try(t, "balance", demo()).err)
	assert.Equal(t, 1, s.Accepted(), "it can still be looked at")
	s.Close()
}

func TestServerClosesWithTheTest(t *testing.T) {
	t.Parallel()
	tb := &exampleTB{}
	s := smsctest.NewServer(tb)
	tb.close()
	assert.Error(t, wire{http: &http.Client{}, endpoint: s.Endpoint()}.try(t, "balance", demo()).err)
}

func TestClientOfServer(t *testing.T) {
	t.Parallel()
	s := smsctest.NewServer(t, smsctest.WithCredentials("shop", "secret"))
	balance, err := s.Client(t).Balance(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "100", balance.Balance.String())
	assert.Len(t, s.Requests(), 1)
}

// Hosts of one account, a server each.
func TestServersOfOneAccount(t *testing.T) {
	t.Parallel()
	a := smsctest.NewServer(t)
	b := a.NewHost().Serve(t)
	_, err := a.Client(t).Send(t.Context(), smsc.SendRequest{To: []string{phone}, Text: "hi", ID: "order-7"})
	require.NoError(t, err)
	report, err := b.Client(t).Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "order-7"})
	require.NoError(t, err)
	assert.Equal(t, smsc.StatusWaiting, report.Status)
	a.SetDown(true)
	w := wire{http: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, endpoint: a.Endpoint()}
	assert.Error(t, w.try(t, "balance", demo()).err)
	assert.Equal(t, a.URL(), b.Requests()[0].Host)
}
