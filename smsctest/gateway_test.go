package smsctest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

func start() time.Time { return time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC) }

func TestAllOperationsOverBothTransports(t *testing.T) {
	t.Parallel()
	clock := smsctest.NewManualClock(start())
	server := smsctest.NewServer(t, smsctest.WithClock(clock))
	memory := smsctest.New(smsctest.WithClock(clock))
	for name, over := range map[string]struct {
		wire    wire
		gateway *smsctest.Gateway
	}{
		"loopback": {wire{http: &http.Client{}, endpoint: server.Endpoint()}, server.Gateway},
		"memory":   {overTransport(memory), memory},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := over.wire
			price := w.call(t, "cost", demo("phones", phone, "mes", "hello"))
			assert.Equal(t, map[string]string{"cost": "0.5", "cnt": "1"}, price.values)
			price = w.call(t, "cost2", demo("phones", phone, "mes", strings.Repeat("я", 71), "query", ""))
			assert.Equal(t, map[string]string{"cost": "1", "cnt": "2"}, price.values)

			sent := w.send(t, phone, "hello")
			assert.Equal(t, map[string]string{"id": "1", "cnt": "1"}, sent.values)
			sent = w.call(t, "send2", demo("phones", phone, "mes", "again", "id", "order-7", "sender", "Shop", "time", "0", "query", "cost=3"))
			assert.Equal(t, map[string]string{"id": "order-7", "balance": "99", "cost": "0.5", "cnt": "1"}, sent.values)

			status := w.call(t, "status", demo("phone", "+"+phone, "id", "1"))
			assert.Equal(t, "-1", status.values["status"])
			status = w.call(t, "status2", demo("phone", phone, "id", "order-7", "all", "1", "query", ""))
			assert.Equal(t, "again", status.values["message"])

			balance := w.call(t, "balance", demo())
			assert.Equal(t, map[string]string{"balance": "99", "error": "0"}, balance.values)
			assert.Equal(t, 2, over.gateway.Accepted())
		})
	}
}

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
}

func TestErrorsOfRequests(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithBalance(decimal.RequireFromString("0.9")), smsctest.WithUndeliverable("38099"))
	w := overTransport(g)
	assert.Equal(t, "1", w.send(t, phone, "").values["error"])
	assert.Equal(t, "1", w.send(t, "", "text").values["error"])
	assert.Equal(t, "7", w.send(t, "+12", "text").values["error"])
	assert.Equal(t, "7", w.send(t, "G5", "text").values["error"])
	assert.Equal(t, "8", w.send(t, "380991234567", "text").values["error"])
	assert.Equal(t, "1", w.call(t, "status", demo("phone", "", "id", "1")).values["error"])
	assert.Equal(t, "1", w.call(t, "status", demo("phone", phone, "id", "1", "all", "3")).values["error"])
	assert.Equal(t, "3", w.call(t, "status", demo("phone", phone, "id", "1")).values["error"])
	assert.Equal(t, "7", w.call(t, "cost", demo("phones", "nobody", "mes", "text")).values["error"])

	poor := w.send2(t, phone+",380671234567", "text", "cost", "3")
	assert.Equal(t, map[string]string{"id": poor.values["id"], "error": "3"}, poor.values)
	assert.NotEmpty(t, poor.values["id"])
	assert.Zero(t, g.Accepted(), "nothing is accepted without money for all")
	assert.Equal(t, "0.9", g.Balance().String())
	assert.Empty(t, w.send(t, phone, "text").values["error"])
	assert.Equal(t, "0.4", g.Balance().String())
}

func TestUnknownMessageAsStatus(t *testing.T) {
	t.Parallel()
	w := overTransport(smsctest.New(smsctest.WithNotFoundStatus()))
	got := w.call(t, "status", demo("phone", phone, "id", "1"))
	assert.Equal(t, map[string]string{"status": "-3"}, got.values)
}

func TestWSDL(t *testing.T) {
	t.Parallel()
	get := func(t *testing.T, client *http.Client, url string) (int, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		require.NoError(t, err)
		resp, err := client.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(body)
	}
	t.Run("names the URL that was asked", func(t *testing.T) {
		t.Parallel()
		server := smsctest.NewServer(t)
		status, document := get(t, &http.Client{}, server.Endpoint()+"?wsdl")
		assert.Equal(t, http.StatusOK, status)
		assert.Contains(t, document, `targetNamespace="`+server.Endpoint()+`"`)
	})
	t.Run("https in memory, any case", func(t *testing.T) {
		t.Parallel()
		_, document := get(t, &http.Client{Transport: smsctest.New().Transport()}, smsctest.Endpoint+"?WSDL")
		assert.Contains(t, document, `targetNamespace="`+smsctest.Endpoint+`"`)
	})
	t.Run("fixed namespace", func(t *testing.T) {
		t.Parallel()
		g := smsctest.New(smsctest.WithNamespace("http://other.test/sys/soap.php"))
		_, document := get(t, &http.Client{Transport: g.Transport()}, smsctest.Endpoint+"?wsdl")
		assert.Contains(t, document, `targetNamespace="http://other.test/sys/soap.php"`)

		w := overTransport(g)
		r := w.raw(t, envelope(smsctest.Endpoint, "balance", demo()))
		assert.Equal(t, http.StatusInternalServerError, r.status)
		req := w.request(t, envelope("http://other.test/sys/soap.php", "balance", demo()))
		req.Header.Set(soapAction, `"http://other.test/sys/soap.php"`)
		resp, err := w.http.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		assert.Equal(t, http.StatusOK, resp.StatusCode)
	})
	t.Run("no such page", func(t *testing.T) {
		t.Parallel()
		status, _ := get(t, &http.Client{Transport: smsctest.New().Transport()}, "https://smsc.test/")
		assert.Equal(t, http.StatusNotFound, status)
	})
	t.Run("a GET without it is a Fault", func(t *testing.T) {
		t.Parallel()
		status, document := get(t, &http.Client{Transport: smsctest.New().Transport()}, smsctest.Endpoint)
		assert.Equal(t, http.StatusInternalServerError, status)
		assert.Contains(t, document, "<faultstring>Bad Request</faultstring>")
	})
}
