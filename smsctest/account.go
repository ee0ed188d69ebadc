package smsctest

import (
	"crypto/md5" //nolint:gosec // what the service takes
	"crypto/subtle"
	"encoding/hex"
	"net/netip"

	"github.com/shopspring/decimal"
)

// account is who may ask. It stands behind a function because fmt prints what
// pointers and unexported fields hold.
type account struct{ login, password, apiKey string }

// admit refuses a call that the service does not look into, and returns nil for
// any other.
func (g *Gateway) admit(c *call) *answer {
	switch {
	case g.limiter.blocked(c.from, c.at):
		return refuse(codeBlocked)
	case !g.authorised(c):
		g.limiter.authFailed(c.from, c.at)
		return refuse(codeCredentials)
	case g.limits.Concurrent > 0 && c.others >= g.limits.Concurrent-1,
		g.limits.ConcurrentStatus > 0 && c.op.family() == familyStatus && c.statuses >= g.limits.ConcurrentStatus-1:
		return refuse(codeTooOften)
	}
	return nil
}

// authorised checks the address and the credentials: login and password, or the
// API key as a parameter with both empty, or as the password with an empty login.
func (g *Gateway) authorised(c *call) bool {
	if !g.allowed(c.from) {
		return false
	}
	login, password := c.elements["login"], c.elements["psw"]
	if keys := c.apiKeys(); len(keys) > 0 {
		for _, key := range keys {
			if want := g.account().apiKey; want == "" || !same(key, want) {
				return false
			}
		}
		return login == "" && password == "" || g.knows(login, password)
	}
	if key := g.account().apiKey; login == "" && key != "" && same(password, key) {
		return true // seen in the vendor's Node library
	}
	return g.knows(login, password)
}

func (g *Gateway) allowed(from netip.Addr) bool {
	for _, p := range g.allowedIPs {
		if p.Contains(from) {
			return true
		}
	}
	return len(g.allowedIPs) == 0
}

func (g *Gateway) knows(login, password string) bool {
	want := g.account()
	sum := md5.Sum([]byte(want.password)) //nolint:gosec // what the service takes
	return same(login, want.login) && (same(password, want.password) || same(password, hex.EncodeToString(sum[:])))
}

// apiKeys are the API keys that a call gives: as an element, where the WSDL has
// it, and in the query.
func (c *call) apiKeys() []string {
	var keys []string
	if key := c.elements["apikey"]; key != "" {
		keys = append(keys, key)
	}
	for _, p := range c.query {
		if p.Name == "apikey" && p.Value != "" {
			keys = append(keys, p.Value)
		}
	}
	return keys
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// Balance returns the account's balance.
func (g *Gateway) Balance() decimal.Decimal {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.funds
}

// SetBalance sets the account's balance.
func (g *Gateway) SetBalance(balance decimal.Decimal) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.funds = balance
	g.wake()
}

// DefaultAccount reports whether login and password are the default ones, which may
// be shown to anybody.
func (g *Gateway) DefaultAccount() bool {
	who := g.account()
	return who.login == DefaultLogin && who.password == DefaultPassword
}
