package smsctest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestClientOfGateway(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]smsctest.Option{
		"default": nil,
		"other":   {smsctest.WithCredentials("shop", "secret")},
		"key":     {smsctest.WithCredentials("", ""), smsctest.WithAPIKey("k&y")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New(opts...)
			_, err := g.Client(t).Send(t.Context(), smsc.SendRequest{To: []string{"+" + phone}, Text: "hi"})
			require.NoError(t, err)
			assert.Equal(t, 1, g.Accepted())
		})
	}
}

func TestClientTakesOptions(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	client := g.Client(t, smsc.WithEndpoint("https://other.test/sys/soap.php"))
	_, err := client.Balance(t.Context())
	assert.NoError(t, err, "the namespace is that of the other host")

	tb := &exampleTB{}
	assert.Panics(t, func() { g.Client(tb, smsc.WithEndpoint("nonsense")) })
}

type idleCloser struct {
	http.RoundTripper

	closed int
}

func (c *idleCloser) CloseIdleConnections() { c.closed++ }

func TestEndOfTheTestClosesIdleConnections(t *testing.T) {
	t.Parallel()
	tb, g := &exampleTB{}, smsctest.New()
	transport := &idleCloser{RoundTripper: g.Transport()}
	g.Client(tb, smsc.WithHTTPClient(&http.Client{Transport: transport}))
	assert.Zero(t, transport.closed)
	tb.close()
	assert.Equal(t, 1, transport.closed)
}
