package smsctest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

func api(t *testing.T, client *http.Client, method, url, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	resp, err := client.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(text)
}

func TestAPI(t *testing.T) {
	t.Parallel()
	clock := smsctest.NewManualClock(start())
	server := smsctest.NewServer(t, smsctest.WithClock(clock))
	memory := smsctest.New(smsctest.WithClock(clock))
	for name, at := range map[string]struct {
		gateway *smsctest.Gateway
		wire    wire
		base    string
	}{
		"loopback": {server.Gateway, wire{&http.Client{}, server.Endpoint()}, server.URL()},
		"memory":   {memory, overTransport(memory), "https://smsc.test"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := at.wire.http
			status, body := api(t, client, "GET", at.base+"/api/messages", "")
			assert.Equal(t, 200, status)
			assert.Equal(t, "[]\n", body, "an array, also when empty")

			at.wire.call(t, "send2", demo("phones", phone, "mes", "Привіт\n~~~\nnote", "id", "a", "sender", "Shop", "query", "pp=1"))
			at.wire.send(t, "380671234567", "other")
			_, body = api(t, client, "GET", at.base+"/api/messages?phone=%2B"+phone, "")
			assert.JSONEq(t, `[{"seq":1,"request":1,"id":"a","phone":"380501234567","text":"Привіт","comment":"note","sender":"Shop",
				"channel":"sms","parts":1,"cost":"0.5","status":-1,"status_name":"Waiting to be sent","err":0,"params":{"pp":"1"},
				"accepted_at":"2026-03-10T09:00:00Z","send_at":"2026-03-10T09:00:00Z","changed_at":"2026-03-10T09:00:00Z",
				"history":[{"at":"2026-03-10T09:00:00Z","status":-1,"err":0}]}]`, body)
			_, body = api(t, client, "GET", at.base+"/api/messages", "")
			var all []map[string]any
			require.NoError(t, json.Unmarshal([]byte(body), &all))
			assert.Len(t, all, 2)
			_, body = api(t, client, "GET", at.base+"/api/messages?phone=1", "")
			assert.Equal(t, "[]\n", body)
			_, body = api(t, client, "GET", at.base+"/api/requests", "")
			assert.Contains(t, body, `"operation":"send_sms2"`)

			status, _ = api(t, client, "DELETE", at.base+"/api/messages", "")
			assert.Equal(t, http.StatusNoContent, status)
			assert.Empty(t, at.gateway.Messages())

			status, body = api(t, client, "POST", at.base+"/api/faults", `{"kind":"code","code":8,"op":"balance"}`)
			assert.Equal(t, http.StatusCreated, status)
			assert.JSONEq(t, `{"id":1,"on":true,"fired":0,"kind":"code","code":8,"op":"balance"}`, body)
			assert.Equal(t, "8", at.wire.call(t, "balance", demo()).values["error"])
			_, body = api(t, client, "GET", at.base+"/api/faults", "")
			assert.JSONEq(t, `[{"id":1,"on":true,"fired":1,"kind":"code","code":8,"op":"balance"}]`, body)
			status, _ = api(t, client, "DELETE", at.base+"/api/faults", "")
			assert.Equal(t, http.StatusNoContent, status)
			assert.Equal(t, "0", at.wire.call(t, "balance", demo()).values["error"])
			_, body = api(t, client, "GET", at.base+"/api/faults", "")
			assert.Equal(t, "[]\n", body)
		})
	}
}

func TestAPIRefuses(t *testing.T) {
	t.Parallel()
	server := smsctest.NewServer(t)
	for name, test := range map[string]struct {
		method, path, body string
		status             int
		text               string
	}{
		"unknown kind":   {"POST", "/api/faults", `{"kind":"explode"}`, 400, "is none of"},
		"misspelt field": {"POST", "/api/faults", `{"kind":"hang","phones":"1"}`, 400, "unknown field"},
		"no JSON":        {"POST", "/api/faults", `kind=hang`, 400, `"error"`},
		"nothing":        {"POST", "/api/faults", ``, 400, `"error"`},
		"two rules":      {"POST", "/api/faults", `{"kind":"hang"}{"kind":"hang"}`, 400, `"error"`},
		"too large":      {"POST", "/api/faults", `{"kind":"hang"` + strings.Repeat(" ", 70_000) + "}", 413, `"error"`},
		"method":         {"PUT", "/api/messages", "", 405, ""},
		"no such page":   {"GET", "/api/else", "", 404, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, body := api(t, &http.Client{}, test.method, server.URL()+test.path, test.body)
			assert.Equal(t, test.status, status)
			assert.Contains(t, body, test.text)
		})
	}
}

func TestAPIRefusesPagesOfOtherOrigins(t *testing.T) {
	t.Parallel()
	server := smsctest.NewServer(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, server.URL()+"/api/messages", nil)
	require.NoError(t, err)
	req.Header.Set("Origin", "https://example.org")
	resp, err := (&http.Client{}).Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	assert.Equal(t, http.StatusForbidden, resp.StatusCode)
}
