package doctor_test

import (
	"bytes"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/doctor"
	"github.com/go-smsc/smsc/smsctest"
)

// posts counts the requests that pass, those with credentials apart, and spoils the key in forms
// that the service is not to take.
type posts struct {
	inner  http.RoundTripper
	count  int
	gets   atomic.Int32 // those for WSDLs can come at once
	spoils func(body string) bool
}

func (p *posts) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPost {
		p.gets.Add(1)
		return p.inner.RoundTrip(r)
	}
	p.count++
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if p.spoils != nil && p.spoils(string(body)) {
		body = bytes.ReplaceAll(body, []byte("k3y"), []byte("bad"))
	}
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return p.inner.RoundTrip(r)
}

// The forms of a key in a request.
func inQuery(body string) bool    { return strings.Contains(body, "apikey=k3y") }
func inElement(body string) bool  { return strings.Contains(body, "<apikey>k3y") }
func inPassword(body string) bool { return strings.Contains(body, "<psw>k3y") }

func TestRun_triesRefusedCredentialsOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options []smsctest.Option
		change  func(*doctor.Config)
		seen    string
		posts   int
	}{
		"a wrong password":           {change: func(c *doctor.Config) { c.Password = "wrong"; c.APIKey = "" }, seen: "code 2", posts: 1},
		"a wrong password and a key": {change: func(c *doctor.Config) { c.Password = "wrong" }, seen: "code 2", posts: 1},
		"a wrong password whose check is left out": {
			change: func(c *doctor.Config) { c.Password, c.APIKey, c.Skip = "wrong", "", []string{"credentials"} }, seen: "left out", posts: 1,
		},
		"a wrong password, and the first checks left out": {
			change: func(c *doctor.Config) {
				c.Password, c.APIKey, c.Skip = "wrong", "", []string{"credentials", "namespace.", "status."}
			},
			seen: "left out", posts: 1,
		},
		"a key alone that is wrong": {change: func(c *doctor.Config) { c.Login, c.Password, c.APIKey = "", "", "k3y" }, posts: 1},
		"an address that is not allowed": {
			options: []smsctest.Option{smsctest.WithAllowedIPs(netip.MustParsePrefix("192.0.2.0/24"))}, seen: "code 2", posts: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) {
				w := newWorld(test.options...)
				test.change = orNothing(test.change)
				test.change(&w.config)
				wire := &posts{inner: w.transport()}
				w.config.Transport = wire
				report, err := doctor.RunAndSend(t.Context(), w.config, doctor.Sending{To: to, Confirm: always})
				assert.NoError(t, err)
				assert.Equal(t, test.posts, wire.count)
				assert.GreaterOrEqual(t, report.Worst(), doctor.Warning)
				if test.seen != "" {
					assert.Equal(t, test.seen, finding(t, report, "credentials").Seen)
				}
				assert.Equal(t, doctor.Skipped, finding(t, report, "cost").Severity)
				assert.Equal(t, doctor.Skipped, finding(t, report, "send").Severity)
				assertNothingSent(t, w.gateway)
			})
		})
	}
}

func orNothing(change func(*doctor.Config)) func(*doctor.Config) {
	if change == nil {
		return func(*doctor.Config) {}
	}
	return change
}

// A block that began before ends the examination too.
func TestRun_stopsWhenTheAddressIsBlocked(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w := newWorld()
		w.gateway.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 4})
		wire := &posts{inner: w.transport()}
		w.config.Transport = wire
		report, err := doctor.Run(t.Context(), w.config)
		assert.NoError(t, err)
		assert.Equal(t, 1, wire.count)
		assert.Equal(t, "code 4", finding(t, report, "credentials").Seen)
		assert.Contains(t, finding(t, report, "credentials").Means, "blocked")
	})
}

func TestKeys(t *testing.T) {
	t.Parallel()
	const refused = "refused, with code 2"
	for name, test := range map[string]struct {
		spoils  func(string) bool
		skip    []string
		seen    [4]string // key, key.query, key.element, key.password
		settled string
	}{
		"every form": {
			seen:    [4]string{"accepted", "accepted", "accepted", "accepted"},
			settled: "in query and as an element: accepted; in query alone: accepted; as an element alone: accepted; as the password with an empty login: accepted",
		},
		"in query alone": {
			spoils:  func(body string) bool { return inPassword(body) || inElement(body) && !inQuery(body) },
			seen:    [4]string{"accepted", "accepted", refused, refused},
			settled: "in query and as an element: accepted; in query alone: accepted; as an element alone: refused; as the password with an empty login: refused",
		},
		"as an element alone": {
			spoils:  func(body string) bool { return inPassword(body) || inQuery(body) && !inElement(body) },
			seen:    [4]string{"accepted", refused, "accepted", refused},
			settled: "in query and as an element: accepted; in query alone: refused; as an element alone: accepted; as the password with an empty login: refused",
		},
		"as the password alone": {
			spoils: func(body string) bool { return inQuery(body) || inElement(body) },
			seen: [4]string{
				"code 2", "the key was refused, and trying again can block this address",
				"the key was refused, and trying again can block this address", "the key was refused, and trying again can block this address",
			},
			settled: "key: code 2",
		},
		"as the password alone, which is asked for": {
			spoils: func(body string) bool { return inQuery(body) || inElement(body) },
			skip:   []string{"key", "key.query", "key.element"},
			seen:   [4]string{"left out", "left out", "left out", "accepted"}, settled: "as the password with an empty login: accepted",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) {
				w := newWorld()
				w.config.Skip = test.skip
				w.config.Transport = &posts{inner: w.transport(), spoils: test.spoils}
				report, err := doctor.Run(t.Context(), w.config)
				assert.NoError(t, err)
				for i, id := range []string{"key", "key.query", "key.element", "key.password"} {
					assert.Equal(t, test.seen[i], finding(t, report, id).Seen, id)
				}
				assert.Equal(t, test.settled, report.Assumptions[0].Seen)
				assert.Equal(t, doctor.OK, finding(t, report, "cost").Severity, "login and password are still good")
			})
		})
	}
}

// The service takes 10 balance requests a minute, and an examination must leave room.
func TestRun_keepsToTheLimits(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w := newWorld()
		wire := &posts{inner: w.transport()}
		w.config.Transport, w.config.Reserve = wire, []string{}
		_, err := doctor.Run(t.Context(), w.config)
		assert.NoError(t, err)
		assert.Equal(t, int32(1), wire.gets.Load(), "one WSDL")
		operations := map[string]int{}
		for _, r := range w.gateway.Requests() {
			operations[r.Operation]++
			if r.Operation != "" { // all but the one in another namespace
				assert.Empty(t, r.Lints, r.Operation)
			}
		}
		assert.Equal(t, 4, operations["get_balance"])
		delete(operations, "get_balance")
		assert.Equal(t, map[string]int{"": 1, "get_status": 1, "get_status2": 3, "get_sms_cost": 1, "get_sms_cost2": 2}, operations)
	})
}

// The library has no form for a key that is taken as a password alone.
func TestRunAndSend_sendsNothingWithAKeyAsAPassword(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w := newWorld()
		w.config.Login, w.config.Password = "", ""
		w.config.Skip = []string{"key", "key.query", "key.element"}
		w.config.Transport = &posts{inner: w.transport(), spoils: func(body string) bool { return inQuery(body) || inElement(body) }}
		report, err := doctor.RunAndSend(t.Context(), w.config, doctor.Sending{To: to, Confirm: always})
		assert.NoError(t, err)
		assert.Equal(t, doctor.OK, finding(t, report, "cost").Severity, "the other checks use that form")
		assert.Equal(t, "the key is accepted as a password alone", finding(t, report, "send").Seen)
		assertNothingSent(t, w.gateway)
	})
}

func TestRun_knowsNoReserveOfPlainHTTP(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w := newWorld()
		w.config.Endpoint, w.config.InsecureHTTP = "http://smsc.test"+smsctest.Path, true
		report := w.run(t)
		assert.Equal(t, "no reserve hosts are known for this one", finding(t, report, "reserve").Seen)
		assert.Equal(t, "accepted", finding(t, report, "namespace.http").Seen)
		assert.Equal(t, "refused", finding(t, report, "namespace.https").Seen)
	})
}
