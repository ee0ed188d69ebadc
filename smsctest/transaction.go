package smsctest

import (
	"crypto/md5" //nolint:gosec // what the service takes
	"crypto/subtle"
	"encoding/hex"
	"net/netip"
	"time"
)

// transaction is a call on its way through the gateway.
type transaction struct {
	*call

	order  *order // send and cost
	query  []Parameter
	now    time.Time
	from   netip.Addr
	others int // requests that are served at the same time
	log    *Request
	answer *answer
}

// read reads the call as far as that needs no state, so that the lock is held
// for the rest only.
func (t *transaction) read() {
	t.query, _ = parseQuery(t.elements["query"])
	switch t.op.family() {
	case "send", "cost":
		t.order = readOrder(t.elements)
	}
}

// run runs the call: first who asks and how often, then the operation.
func (g *Gateway) run(t *transaction) *answer {
	a := g.admit(t)
	if a == nil {
		switch t.op.family() {
		case "send":
			a = g.send(t)
		case "cost":
			a = g.cost(t)
		case "status":
			a = g.status(t)
		default:
			a = g.tellBalance(t)
		}
	}
	t.answer = a
	t.log.Error = a.code
	return a
}

// admit refuses a call that the service does not look into, and returns nil for
// any other.
func (g *Gateway) admit(t *transaction) *answer {
	switch {
	case g.guard.blocked(t.from, t.now):
		return refuse(codeBlocked)
	case !g.authorised(t):
		g.guard.authFailed(t.from, t.now)
		return refuse(codeCredentials)
	case g.limits.Concurrent > 0 && t.others >= g.limits.Concurrent-1:
		return refuse(codeTooOften)
	}
	return nil
}

// authorised checks the address and the credentials: login and password, or the
// API key with both empty.
func (g *Gateway) authorised(t *transaction) bool {
	if !g.allowed(t.from) {
		return false
	}
	login, password := t.elements["login"], t.elements["psw"]
	if keys := t.apiKeys(); len(keys) > 0 {
		for _, key := range keys {
			if want := g.account().apiKey; want == "" || !same(key, want) {
				return false
			}
		}
		return login == "" && password == "" || g.knows(login, password)
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
func (t *transaction) apiKeys() []string {
	var keys []string
	if key := t.elements["apikey"]; key != "" {
		keys = append(keys, key)
	}
	for _, p := range t.query {
		if p.Name == "apikey" && p.Value != "" {
			keys = append(keys, p.Value)
		}
	}
	return keys
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
