package smsctest

import (
	"net"
	"net/http"
)

// NewHost returns another host of the same account, as a service has that answers
// under several names: it knows the same messages, money, limits, requests and the
// same clock. Faults and whether it is down are its own. It is set up as this one
// is, then by the options; those of the account itself (balance, limits,
// retention, clock) have no effect.
//
// Hosts that share nothing are made by [New], one each.
func (g *Gateway) NewHost(opts ...Option) *Gateway {
	g.mu.Lock()
	defer g.mu.Unlock()
	return newGateway(g.clone(), g.accountState, opts)
}

// SetDown takes a host off the network, or brings it back. While it is down it
// refuses connections; what it has accepted, and what is on its way within it,
// stays. Requests that hang or wait see their connection closed.
func (g *Gateway) SetDown(down bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.down = down
	if down {
		g.releaseHung()
	}
}

// Hosts are gateways by the host name, without port, under which they are asked.
type Hosts map[string]*Gateway

// Transport returns a transport that hands each request to the gateway of its
// host, as [Gateway.Transport] does. A host that is not among them has no address:
// the error is that of a failed look-up.
func (h Hosts) Transport() http.RoundTripper { return hostsTransport{hosts: h} }

type hostsTransport struct{ hosts Hosts }

func (t hostsTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	gateway, known := t.hosts[req.URL.Hostname()]
	if !known {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, unknownHost(req.URL.Hostname())
	}
	return gateway.TransportFrom(loopback).RoundTrip(req)
}

// unknownHost is the error of a dial whose host has no address.
func unknownHost(name string) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}}
}
