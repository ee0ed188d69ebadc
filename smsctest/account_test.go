package smsctest_test

import (
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/smsctest"
)

func TestCredentials(t *testing.T) {
	t.Parallel()
	send := func(login, password, q string) fields {
		return fields{"login", login, "psw", password, "phones", phone, "mes", "hi", "query", q}
	}
	for name, test := range map[string]struct {
		element string
		fields  fields
		code    string
	}{
		"password":                {"send2", send("demo", "demo", ""), ""},
		"MD5 of the password":     {"send2", send("demo", "fe01ce2a7fbac8fafaed7c982a04e229", ""), ""},
		"wrong password":          {"send2", send("demo", "Demo", ""), "2"},
		"wrong login":             {"send2", send("omed", "demo", ""), "2"},
		"nothing":                 {"send2", send("", "", ""), "2"},
		"key in query":            {"send2", send("", "", "apikey=k%26y"), ""},
		"key as password":         {"send", fields{"login", "", "psw", "k&y", "phones", phone, "mes", "hi"}, ""},
		"key as password, wrong":  {"balance", fields{"login", "", "psw", "k"}, "2"},
		"key as password, login":  {"balance", fields{"login", "demo", "psw", "k&y"}, "2"},
		"wrong key":               {"send2", send("", "", "apikey=k"), "2"},
		"key and wrong password":  {"send2", send("demo", "no", "apikey=k%26y"), "2"},
		"key as element":          {"balance", fields{"login", "", "psw", "", "apikey", "k&y"}, "0"},
		"wrong key as element":    {"balance", fields{"login", "", "psw", "", "apikey", "k"}, "2"},
		"key as both":             {"cost2", fields{"login", "", "psw", "", "phones", phone, "mes", "a", "query", "apikey=k%26y", "apikey", "k&y"}, ""},
		"key as both, one wrong":  {"cost2", fields{"login", "", "psw", "", "phones", phone, "mes", "a", "query", "apikey=other", "apikey", "k&y"}, "2"},
		"wrong password, balance": {"balance", fields{"login", "demo", "psw", ""}, "2"},
		"wrong password, status":  {"status", fields{"login", "demo", "psw", "", "phone", phone, "id", "1"}, "2"},
		"wrong password, cost":    {"cost", fields{"login", "demo", "psw", "", "phones", phone, "mes", "1"}, "2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := overTransport(smsctest.New(smsctest.WithAPIKey("k&y")))
			assert.Equal(t, test.code, w.call(t, test.element, test.fields).values["error"])
		})
	}
}

func TestNoKeyIsAcceptedWhenThereIsNone(t *testing.T) {
	t.Parallel()
	w := overTransport(smsctest.New())
	got := w.call(t, "balance", fields{"login", "demo", "psw", "demo", "apikey", "x"})
	assert.Equal(t, "2", got.values["error"])
	assert.Equal(t, "2", w.call(t, "balance", fields{"login", "", "psw", ""}).values["error"])
}

func TestAuthorisationErrorsBlockTheAddress(t *testing.T) {
	t.Parallel()
	g, w, clock := timed()
	wrong := fields{"login", "demo", "psw", "no"}
	code := func(f fields) string { return w.call(t, "balance", f).values["error"] }
	for range 4 {
		assert.Equal(t, "2", code(wrong))
		clock.Advance(7 * time.Minute)
	}
	assert.Equal(t, "0", code(demo()), "not yet")
	clock.Advance(2 * time.Minute) // the first error is 30 minutes ago
	assert.Equal(t, "2", code(wrong))
	assert.Equal(t, "0", code(demo()), "only four within 30 minutes")
	assert.Equal(t, "2", code(wrong))
	assert.Equal(t, "4", code(demo()), "blocked, even with the right password")
	assert.Equal(t, "4", w.send(t, phone, "hi").values["error"])
	other := wire{http: &http.Client{Transport: g.TransportFrom(netip.MustParseAddr("192.0.2.7"))}, endpoint: smsctest.Endpoint}
	assert.Equal(t, "0", other.call(t, "balance", demo()).values["error"], "another address is not")
	clock.Advance(30*time.Minute - time.Nanosecond)
	assert.Equal(t, "4", code(demo()))
	clock.Advance(time.Nanosecond)
	assert.Equal(t, "0", code(demo()))
}

func TestAllowedIPs(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithAllowedIPs(netip.MustParsePrefix("192.0.2.0/24")))
	code := func(addr string) string {
		w := wire{http: &http.Client{Transport: g.TransportFrom(netip.MustParseAddr(addr))}, endpoint: smsctest.Endpoint}
		return w.call(t, "balance", demo()).values["error"]
	}
	assert.Equal(t, "0", code("192.0.2.9"))
	assert.Equal(t, "0", code("::ffff:192.0.2.9"))
	assert.Equal(t, "2", code("198.51.100.1"))
}
