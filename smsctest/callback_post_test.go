package smsctest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
	"github.com/go-smsc/smsc/smsctest"
)

func TestPostCallback(t *testing.T) {
	t.Parallel()
	g, r, _ := reporting(t, nil)
	for _, event := range []callback.Event{
		callback.IncomingMessage{Phone: phone, Text: "СТОП 😀", To: "4444"},
		callback.WaitCall{Phone: phone, Value: "1"},
		callback.StatusReport{ID: "of another program", Recipient: phone, Status: 77},
	} {
		c, err := g.PostCallback(t.Context(), event)
		require.NoError(t, err)
		assert.True(t, c.Taken(), c.Answer)
	}
	assert.Equal(t, []string{phone + " wrote СТОП 😀 to 4444", phone + " called 1", "of another program " + phone + " 77"}, r.got())
	assert.Equal(t, start(), r.events[0].(callback.IncomingMessage).ReceivedAt, "the clock's")
	assert.Equal(t, start(), r.events[1].(callback.WaitCall).CalledAt)
	assert.Equal(t, start(), r.events[2].(callback.StatusReport).ChangedAt)
	assert.Zero(t, g.Callbacks()[0].Message)
}

func TestPostAgain(t *testing.T) {
	t.Parallel()
	g, r, clock := reporting(t, nil)
	overTransport(g).send(t, phone, "hi")
	clock.Advance(time.Second)
	settle(t, g)
	again, err := g.PostAgain(t.Context(), 1)
	require.NoError(t, err)
	first := g.Callbacks()[0]
	assert.EqualValues(t, 2, again.Seq)
	assert.EqualValues(t, 1, again.RepeatOf)
	assert.EqualValues(t, 1, again.Message)
	assert.Equal(t, first.Document, again.Document)
	assert.True(t, again.Taken())
	assert.Equal(t, []string{"1 " + phone + " 0", "1 " + phone + " 0"}, r.got())
	for _, seq := range []uint64{0, 3} {
		_, err := g.PostAgain(t.Context(), seq)
		require.ErrorIs(t, err, smsctest.ErrForgotten)
	}
}

func TestPostCallbackErrors(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	_, err := g.PostCallback(t.Context(), callback.WaitCall{Phone: phone})
	require.ErrorIs(t, err, smsctest.ErrNoCallback)
	_, err = g.PostAgain(t.Context(), 1)
	require.ErrorIs(t, err, smsctest.ErrNoCallback)
	_, err = g.WaitCallback(t.Context(), func(smsctest.Callback) bool { return true })
	require.ErrorIs(t, err, smsctest.ErrNoCallback)
	assert.Nil(t, g.Callbacks())

	g, r, _ := reporting(t, nil)
	_, err = g.PostCallback(t.Context(), callback.WaitCall{})
	require.ErrorContains(t, err, "phone is empty")
	_, err = g.PostCallback(t.Context(), nil)
	require.Error(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c, err := g.PostCallback(ctx, callback.WaitCall{Phone: phone})
	require.NoError(t, err)
	assert.Equal(t, "context canceled", c.Error)
	_, err = g.WaitCallback(ctx, func(c smsctest.Callback) bool { return c.Taken() })
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, r.got())
}

// What no handler could read is not posted, and the log tells why.
func TestCallbackThatCannotBePosted(t *testing.T) {
	t.Parallel()
	g, r, clock := reporting(t, nil, smsctest.CallbackRetries(time.Second))
	clock.Set(time.Unix(-1000, 0)) // no timestamp has a sign
	overTransport(g).send(t, phone, "hi")
	clock.Advance(time.Second)
	settle(t, g)
	posted := g.Callbacks()
	require.Len(t, posted, 1, "nothing to retry")
	assert.Contains(t, posted[0].Error, "time")
	assert.Empty(t, posted[0].Document)
	assert.False(t, posted[0].Taken())
	assert.Empty(t, r.got())
}

// A secret that does not fit is refused by the handler, and seen in the log.
func TestCallbackRefused(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, "another", nil)
	g, w, clock := timed(smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(r)))
	defer g.Close()
	w.send(t, phone, "hi")
	clock.Advance(time.Second)
	settle(t, g)
	assert.Equal(t, http.StatusForbidden, g.Callbacks()[0].Status)
	assert.Contains(t, g.Callbacks()[0].Answer, "checksum")
	assert.False(t, g.Callbacks()[0].Taken())
}

func TestCallbackForms(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"md5":                           "СТОП ??", // the default charset, windows-1251, has no emoji
		"charset=koi8-r&sha1":           "СТОП ??",
		"charset=KOI8-R&sha1":           "СТОП ??",
		"charset=utf-8&md5&sha1":        "СТОП ї😀",
		"fmt=2&md5":                     "СТОП ї😀",
		"fmt=3&sha1":                    "СТОП ї😀",
		"fmt=2&charset=koi8-r&md5":      "СТОП ї😀",
		"fmt=3&charset=utf-8&crc32&md5": "СТОП ї😀",
	} {
		if query == "md5" {
			want = "СТОП ї?" // it has Ukrainian letters
		}
		r := newReceiver(t, callbackSecret, nil)
		g := smsctest.New(smsctest.WithCallback("https://shop.example/smsc?"+query, callbackSecret, smsctest.CallbackHandler(r)))
		c, err := g.PostCallback(t.Context(), callback.IncomingMessage{Phone: phone, Text: "СТОП ї😀", To: "4444"})
		require.NoError(t, err)
		require.True(t, c.Taken(), "%s: %s", query, c.Answer)
		assert.Equal(t, want, r.events[0].(callback.IncomingMessage).Text, query)
		c, err = g.PostCallback(t.Context(), callback.StatusReport{
			ID: "№ 7 😀", Recipient: "нік", Status: 1, HLR: &callback.HLR{Network: "Київстар 😀"},
		})
		require.NoError(t, err)
		require.True(t, c.Taken(), "%s: %s", query, c.Answer)
		g.Close()
	}
}

// Over a network, as smsc serve does it.
func TestCallbackOverTCP(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, callbackSecret, nil)
	mux := http.NewServeMux()
	mux.Handle("/smsc", r)
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/smsc", http.StatusTemporaryRedirect)
	})
	program := httptest.NewServer(mux)
	defer program.Close()

	server := smsctest.NewServer(t, smsctest.WithLife("", smsctest.Delivered(0)),
		smsctest.WithCallback(program.URL+"/smsc?md5", callbackSecret))
	_, err := server.Client(t).Send(t.Context(), smsc.SendRequest{To: []string{phone}, Text: "hi", ID: "a"})
	require.NoError(t, err)
	c, err := server.WaitCallback(t.Context(), func(c smsctest.Callback) bool { return c.Seq == 2 })
	require.NoError(t, err)
	assert.True(t, c.Taken())
	assert.Equal(t, []string{"a " + phone + " 0", "a " + phone + " 1"}, r.got())

	g := smsctest.New(smsctest.WithCallback(program.URL+"/moved?md5", callbackSecret))
	defer g.Close()
	c, err = g.PostCallback(t.Context(), callback.WaitCall{Phone: phone})
	require.NoError(t, err)
	assert.Equal(t, http.StatusTemporaryRedirect, c.Status, "a redirect is not followed")
	assert.False(t, c.Taken())

	program.Close()
	c, err = g.PostCallback(t.Context(), callback.WaitCall{Phone: phone})
	require.NoError(t, err)
	assert.Contains(t, c.Error, "refused")
	assert.NotContains(t, c.Error, "moved", "the URL is not in errors")
}

func TestCallbackURLs(t *testing.T) {
	t.Parallel()
	for _, target := range []string{
		"http://127.0.0.1:8080/smsc?md5", "http://localhost/smsc?sha1&charset=utf-8", "https://[::1]:8443/", "http://app.localhost:1/",
	} {
		require.NoError(t, smsctest.CheckCallback(target, callbackSecret), target)
	}
	for target, want := range map[string]string{
		"https://shop.example/smsc?md5":      "loopback",
		"http://10.0.0.1/":                   "loopback",
		"http://localhost.shop.example/":     "loopback",
		"http://0.0.0.0/":                    "loopback",
		"/smsc?md5":                          "http",
		"ftp://127.0.0.1/":                   "http",
		"http://127.0.0.1/%zz":               "malformed",
		"http://127.0.0.1/?charset=ebcdic":   "charset",
		"http://127.0.0.1/?fmt=9":            "fmt",
		"http://user:geheim@shop.example/%z": "malformed",
	} {
		err := smsctest.CheckCallback(target, callbackSecret)
		require.ErrorContains(t, err, want, target)
		assert.NotContains(t, err.Error(), "geheim")
		assert.Panics(t, func() { smsctest.WithCallback(target, callbackSecret) })
	}
	require.NoError(t, smsctest.CheckCallback("http://app:8080/smsc?md5", callbackSecret, smsctest.CallbackAnyHost()))
	require.ErrorContains(t, smsctest.CheckCallback("http://127.0.0.1/?md5", ""), "secret")
	require.ErrorContains(t, smsctest.CheckCallback("http://127.0.0.1/?md5", "😀"), "charset")
}

// A name that looks local but is not.
func TestCallbackStaysOnLoopback(t *testing.T) {
	t.Parallel()
	require.Error(t, smsctest.LoopbackOnly("tcp", "10.0.0.1:80", nil))
	require.Error(t, smsctest.LoopbackOnly("tcp", "shop.example:80", nil))
	require.NoError(t, smsctest.LoopbackOnly("tcp", "127.0.0.1:80", nil))
	require.NoError(t, smsctest.LoopbackOnly("tcp6", "[::1]:80", nil))
	require.NoError(t, smsctest.LoopbackOnly("tcp6", "[::ffff:127.0.0.1]:80", nil))
}

func TestCallbackLogIsBounded(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, callbackSecret, nil)
	g := smsctest.New(smsctest.WithRequestLog(2), smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(r)))
	defer g.Close()
	for i := range 5 {
		_, err := g.PostCallback(t.Context(), callback.WaitCall{Phone: phone, Value: strconv.Itoa(i)})
		require.NoError(t, err)
	}
	posted := g.Callbacks()
	require.Len(t, posted, 2)
	assert.EqualValues(t, 4, posted[0].Seq)
	_, err := g.PostAgain(t.Context(), 3)
	require.ErrorIs(t, err, smsctest.ErrForgotten)
	_, err = g.PostAgain(t.Context(), 5)
	require.NoError(t, err)

	chatty := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, strings.Repeat("\xff", 1<<20))
	})
	g = smsctest.New(smsctest.WithCallback(callbackURL, callbackSecret, smsctest.CallbackHandler(chatty)))
	defer g.Close()
	c, err := g.PostCallback(t.Context(), callback.WaitCall{Phone: phone})
	require.NoError(t, err)
	assert.Equal(t, http.StatusTeapot, c.Status)
	assert.LessOrEqual(t, len(c.Answer), 3<<10)
}

// The secret is in nothing that can be looked at, numbers and texts not in the log.
func TestCallbackSecrets(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	r := newReceiver(t, callbackSecret, nil)
	g, w, clock := timed(smsctest.WithLogger(slog.New(slog.NewTextHandler(&log, nil))),
		smsctest.WithCallback("https://user:passw0rd@shop.example/smsc?md5", callbackSecret, smsctest.CallbackHandler(r)))
	w.send(t, phone, "hi")
	clock.Advance(time.Hour)
	settle(t, g)
	_, err := g.PostCallback(t.Context(), callback.IncomingMessage{Phone: phone, Text: "confidential", To: "4444"})
	require.NoError(t, err)
	g.Close()
	shown, err := json.Marshal(g.Callbacks())
	require.NoError(t, err)
	for _, text := range []string{string(shown), fmt.Sprintf("%+v", g.Callbacks()), fmt.Sprintf("%+v %#v", g, g), log.String()} {
		assert.NotContains(t, text, "s3cret")
		assert.NotContains(t, text, "passw0rd")
	}
	assert.NotContains(t, log.String(), phone)
	assert.NotContains(t, log.String(), "confidential")
	assert.Contains(t, log.String(), "msg=callback seq=3 kind=incoming status=200 taken=true")
}

func TestCallbackAPI(t *testing.T) {
	t.Parallel()
	g, r, clock := reporting(t, nil)
	w := overTransport(g)
	api := func(method, path, body string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), method, "https://smsc.test"+path, strings.NewReader(body))
		require.NoError(t, err)
		resp, err := w.http.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		answer, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, strings.TrimSpace(string(answer))
	}
	status, body := api(http.MethodGet, "/api/callbacks", "")
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "[]", body)

	w.send(t, phone, "hi")
	clock.Advance(time.Second)
	settle(t, g)
	status, body = api(http.MethodPost, "/api/callbacks/1", "")
	assert.Equal(t, http.StatusCreated, status)
	var again map[string]any
	require.NoError(t, json.Unmarshal([]byte(body), &again))
	delete(again, "duration")
	delete(again, "document")
	assert.Equal(t, map[string]any{
		"seq": 2.0, "at": "2026-03-10T09:00:01Z", "message": 1.0, "repeat_of": 1.0, "attempt": 1.0,
		"event": map[string]any{
			"kind": "status", "id": "1", "phone": phone, "status": 0.0, "status_name": "Passed to the operator",
			"err": 0.0, "cost": "0.5", "type": 0.0, "at": "2026-03-10T09:00:01Z",
		},
		"url": callbackURL, "content_type": "application/x-www-form-urlencoded", "status": 200.0, "answer": "OK",
	}, again)

	for _, event := range []string{
		`{"kind":"incoming","phone":"380671234567","text":"STOP","to":"4444"}`,
		`{"kind":"wait_call","phone":"380671234567","wait_call":"1","at":"2026-03-10T10:00:00Z"}`,
		`{"kind":"status","phone":"380671234567","id":"b","status":20,"err":6,"cost":"0.1","type":1}`,
	} {
		status, body = api(http.MethodPost, "/api/callbacks", event)
		assert.Equal(t, http.StatusCreated, status, body)
	}
	assert.Equal(t, []string{"380671234567 wrote STOP to 4444", "380671234567 called 1", "b 380671234567 20"}, r.got()[2:])
	assert.Equal(t, time.Date(2026, time.March, 10, 10, 0, 0, 0, time.UTC), r.events[3].(callback.WaitCall).CalledAt)
	assert.Equal(t, smsc.Some(smsc.DeliveryCode(6)), r.events[4].(callback.StatusReport).DeliveryError)

	for _, c := range []struct {
		path, body string
		status     int
	}{
		{"/api/callbacks/99", "", http.StatusNotFound},
		{"/api/callbacks/x", "", http.StatusNotFound},
		{"/api/callbacks", `{`, http.StatusBadRequest},
		{"/api/callbacks", `{"kind":"fax","phone":"1"}`, http.StatusBadRequest},
		{"/api/callbacks", `{"kind":"status","phone":"1","id":"1"}`, http.StatusBadRequest},
		{"/api/callbacks", `{"kind":"wait_call"}`, http.StatusBadRequest},
		{"/api/callbacks", `{"kind":"wait_call","phone":"1","more":1}`, http.StatusBadRequest},
		{"/api/callbacks", `{"kind":"wait_call","phone":"1"} {}`, http.StatusBadRequest},
		{"/api/callbacks", `{"kind":"` + strings.Repeat("x", 1<<16) + `"}`, http.StatusRequestEntityTooLarge},
	} {
		status, body := api(http.MethodPost, c.path, c.body)
		assert.Equal(t, c.status, status, "%s %.40s: %s", c.path, c.body, body)
	}
	status, body = api(http.MethodGet, "/api/callbacks", "")
	assert.Equal(t, http.StatusOK, status)
	var all []any
	require.NoError(t, json.Unmarshal([]byte(body), &all))
	assert.Len(t, all, 5)

	w = overTransport(smsctest.New())
	status, _ = api(http.MethodPost, "/api/callbacks", `{"kind":"wait_call","phone":"1"}`)
	assert.Equal(t, http.StatusConflict, status)
	status, body = api(http.MethodGet, "/api/callbacks", "")
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "[]", body)
}
