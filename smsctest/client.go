package smsctest

import (
	"net/http"

	"github.com/go-smsc/smsc"
)

// Client returns a client of the service, with the account's credentials, through
// [Gateway.Transport] at [Endpoint]. The options come after these and win. The
// test fails when one of them is not valid.
//
// A program under test that makes its client itself is given the same:
// smsc.WithEndpoint(smsctest.Endpoint) and an http.Client with the Transport.
func (g *Gateway) Client(tb TB, opts ...smsc.Option) *smsc.Client {
	tb.Helper()
	return g.newClient(tb, append([]smsc.Option{
		smsc.WithEndpoint(Endpoint),
		smsc.WithHTTPClient(&http.Client{Transport: g.Transport()}),
	}, opts...))
}

func (g *Gateway) newClient(tb TB, opts []smsc.Option) *smsc.Client {
	tb.Helper()
	who := g.account()
	credentials := smsc.Password(who.login, who.password)
	if who.login == "" {
		credentials = smsc.APIKey(who.apiKey)
	}
	client, err := smsc.NewClient(credentials, opts...)
	if err != nil {
		tb.Fatalf("smsctest: %v", err)
		return nil // a TB whose Fatalf returns gets no client of nothing
	}
	tb.Cleanup(client.CloseIdleConnections)
	return client
}
