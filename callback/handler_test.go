package callback_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
)

func TestEvents(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		want callback.Event
	}{
		"least status report": {
			statusForm + "&md5=" + statusMD5,
			callback.StatusReport{ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered},
		},
		"status report as seen": {
			statusForm + "&time=10.03.2026+13:00:00&ts=1773136800&err=0&cost=0.35&type=0&sha1=" + statusSHA1,
			callback.StatusReport{
				ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered, ChangedAt: noon,
				DeliveryError: some(smsc.DeliveryCode(0)), Cost: some(decimal.RequireFromString("0.35")), Type: some(callback.TypeSMS),
			},
		},
		"a date alone is Moscow's": {
			statusForm + "&time=10.03.2026+13:00:00&md5=" + statusMD5,
			callback.StatusReport{ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered, ChangedAt: noon},
		},
		"the timestamp counts, not the date": {
			statusForm + "&time=01.01.2020+00:00:00&ts=1773136800&md5=" + statusMD5,
			callback.StatusReport{ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered, ChangedAt: noon},
		},
		"empty fields are absent": {
			statusForm + "&time=&ts=&err=&cost=&type=&imsi=&md5=" + statusMD5,
			callback.StatusReport{ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered},
		},
		"zero timestamp is none": {
			statusForm + "&ts=0&md5=" + statusMD5,
			callback.StatusReport{ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered},
		},
		"HLR": {
			statusForm + "&imsi=255010000000001&msc=380672021500&mcc=255&mnc=01&cn=UA&net=A&rcn=PL&rnet=B&md5=" + statusMD5,
			callback.StatusReport{
				ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered, HLR: &callback.HLR{
					IMSI: "255010000000001", MSC: "380672021500", MCC: "255", MNC: "01",
					Country: "UA", Network: "A", RoamingCountry: "PL", RoamingNetwork: "B",
				},
			},
		},
		"what is unknown or unreadable is kept": {
			statusForm + "&flag=1&flag=2&err=x&cost=1e999999999&type=99999999999&ts=soon&time=today&mes=hi&md5=" + statusMD5,
			callback.StatusReport{
				ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered, Extra: url.Values{
					"flag": {"1", "2"}, "err": {"x"}, "cost": {"1e999999999"}, "type": {"99999999999"},
					"ts": {"soon"}, "time": {"today"}, "mes": {"hi"},
				},
			},
		},
		"a timestamp beyond all clocks": {
			statusForm + "&ts=999999999999999999&md5=" + statusMD5,
			callback.StatusReport{
				ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered,
				Extra: url.Values{"ts": {"999999999999999999"}},
			},
		},
		"incoming message": {
			stopForm + "&id=991&sms=7&time=10.03.2026+13:00:00&ts=1773136800&md5=" + stopMD5,
			callback.IncomingMessage{
				ID: "991", Phone: "380671234567", Text: "STOP", To: "380441112233", ReceivedAt: noon,
				Extra: url.Values{"sms": {"7"}},
			},
		},
		"incoming message with a status": {
			stopForm + "&id=991&status=1&md5=" + stopMD5,
			callback.IncomingMessage{
				ID: "991", Phone: "380671234567", Text: "STOP", To: "380441112233",
				Extra: url.Values{"status": {"1"}},
			},
		},
		"wait-call": {
			callForm + "&md5=" + callMD5,
			callback.WaitCall{Phone: "380671234567", Value: "1", CalledAt: noon},
		},
		"wait-call with more": {
			callForm + "&time=10.03.2026+13:00:00&line=3&sha1=" + callSHA1,
			callback.WaitCall{Phone: "380671234567", Value: "1", CalledAt: noon, Extra: url.Values{"line": {"3"}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, serve(t, post("/smsc", test.body), nil).taken(t))
		})
	}
}

func TestUnknownStatusIsNoSuccess(t *testing.T) {
	t.Parallel()
	r, err := callback.NewRequest(t.Context(), "/smsc?md5", secret,
		callback.StatusReport{ID: "order-7", Recipient: "380501234567", Status: 77})
	require.NoError(t, err)
	report := serve(t, r, nil).taken(t).(callback.StatusReport)
	assert.False(t, report.Status.Final())
	assert.False(t, report.Status.Delivered())
}

func TestMethods(t *testing.T) {
	t.Parallel()
	query := statusForm + "&md5=" + statusMD5
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete, http.MethodOptions, "get", ""} {
		r := post("/smsc?"+query, query)
		r.Method = method
		o := serve(t, r, nil)
		o.refused(t, http.StatusMethodNotAllowed, "method")
		assert.Equal(t, "POST", o.Header.Get("Allow"))
	}
	for _, method := range []string{http.MethodHead, http.MethodPut} {
		o := serve(t, httptest.NewRequest(method, "/smsc?"+query, nil), nil, callback.WithGET())
		o.refused(t, http.StatusMethodNotAllowed, "method")
		assert.Equal(t, "GET, POST", o.Header.Get("Allow"))
	}
}

func TestGET(t *testing.T) {
	t.Parallel()
	get := func(query string) outcome {
		return serve(t, httptest.NewRequest(http.MethodGet, "/smsc?"+query, nil), nil, callback.WithGET())
	}
	for _, settings := range []string{"", "charset=utf-8&", "charset=koi8-r&fmt=3&md5&", "md5=1&sha1=&"} {
		report := get(settings + statusForm + "&md5=" + statusMD5).taken(t)
		assert.Equal(t, callback.StatusReport{ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered}, report)
	}
	get(statusForm).refused(t, http.StatusForbidden, "no checksum")
	get(statusForm+"&md5=1").refused(t, http.StatusForbidden, "no checksum")
	get(statusForm+"&md5="+stopMD5).refused(t, http.StatusForbidden, "does not fit")
	get(statusForm+"&md5="+stopMD5+"&md5="+statusMD5).refused(t, http.StatusBadRequest, "twice")
	get("charset=utf-16&"+statusForm+"&md5="+statusMD5).refused(t, http.StatusBadRequest, "charset")
	serve(t, post("/smsc", statusForm+"&md5="+statusMD5), nil, callback.WithGET()).taken(t)
	serve(t, post("/smsc?"+statusForm+"&md5="+statusMD5, ""), nil, callback.WithGET()).
		refused(t, http.StatusBadRequest, "no kind of event")
}

func TestFunctionFails(t *testing.T) {
	t.Parallel()
	failure := errors.New("database is away")
	o := serve(t, post("/smsc", statusForm+"&md5="+statusMD5), failure)
	assert.Equal(t, http.StatusInternalServerError, o.StatusCode)
	assert.NotContains(t, o.body, "database", "what the function says is not for the service")
	assert.Len(t, o.events, 1)
	assert.Equal(t, []error{failure}, o.errs)
}

// The hook is optional: without it nothing is logged, and nothing breaks.
func TestWithoutHook(t *testing.T) {
	t.Parallel()
	handler, err := callback.NewHandler(secret, func(context.Context, callback.Event) error { return nil })
	require.NoError(t, err)
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, post("/smsc", statusForm))
	assert.Equal(t, http.StatusForbidden, recorder.Code)
	assert.Equal(t, "text/plain; charset=utf-8", recorder.Header().Get("Content-Type"))
}

// A panic must not become a 200: the connection breaks, and the server lives on.
func TestFunctionPanics(t *testing.T) {
	t.Parallel()
	handler, err := callback.NewHandler(secret, func(_ context.Context, e callback.Event) error {
		if e.(callback.StatusReport).ID == "order-7" {
			panic(http.ErrAbortHandler)
		}
		return nil
	})
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	defer server.Close()
	send := func(id string) (int, error) {
		r, err := callback.NewRequest(t.Context(), server.URL+"/smsc?sha1", secret,
			callback.StatusReport{ID: id, Recipient: "380501234567"})
		require.NoError(t, err)
		answer, err := server.Client().Do(r)
		if err != nil {
			return 0, err
		}
		return answer.StatusCode, answer.Body.Close()
	}

	_, err = send("order-7")
	require.Error(t, err)
	status, err := send("order-8")
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
}

// The function runs within the request's context.
func TestContext(t *testing.T) {
	t.Parallel()
	type key struct{}
	handler, err := callback.NewHandler(secret, func(ctx context.Context, _ callback.Event) error {
		assert.Equal(t, "value", ctx.Value(key{}))
		return ctx.Err()
	})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "value"))
	cancel()
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, post("/smsc", statusForm+"&md5="+statusMD5).WithContext(ctx))
	assert.Equal(t, http.StatusInternalServerError, recorder.Code)
}

func TestBodyBreaksOff(t *testing.T) {
	t.Parallel()
	r := post("/smsc", "")
	cause := errors.New("connection reset by 203.0.113.7")
	r.Body = http.NoBody
	serve(t, r, nil).refused(t, http.StatusBadRequest, "no kind of event")
	r = httptest.NewRequest(http.MethodPost, "/smsc", iotest.ErrReader(cause))
	o := serve(t, r, nil)
	o.refused(t, http.StatusBadRequest, "could not be read")
	assert.ErrorIs(t, o.errs[0], cause)
	assert.NotContains(t, o.errs[0].Error(), "203.0.113.7")
	r.Body = nil
	serve(t, r, nil).refused(t, http.StatusBadRequest, "no kind of event")
}

func TestParse(t *testing.T) {
	t.Parallel()
	event, err := callback.Parse(post("/smsc", callForm+"&md5="+callMD5), secret)
	require.NoError(t, err)
	assert.Equal(t, callback.WaitCall{Phone: "380671234567", Value: "1", CalledAt: noon}, event)

	event, err = callback.Parse(post("/smsc", callForm+"&md5="+callMD5), "another")
	require.ErrorIs(t, err, callback.ErrUnverified)
	require.NotErrorIs(t, err, callback.ErrUnreadable)
	assert.Nil(t, event)
	refused, ok := errors.AsType[*callback.RequestError](err)
	require.True(t, ok)
	assert.Equal(t, http.StatusForbidden, refused.Status)

	_, err = callback.Parse(post("/smsc", ""), secret)
	require.ErrorIs(t, err, callback.ErrUnreadable)
	require.NotErrorIs(t, err, callback.ErrUnverified)
}

func TestWrongSettings(t *testing.T) {
	t.Parallel()
	receive := func(context.Context, callback.Event) error { return nil }
	for words, try := range map[string]func() (http.Handler, error){
		"secret": func() (http.Handler, error) { return callback.NewHandler("", receive) },
		"function": func() (http.Handler, error) {
			return callback.NewHandler(secret, nil)
		},
		"WithCharset": func() (http.Handler, error) {
			return callback.NewHandler(secret, receive, callback.WithCharset("utf8"))
		},
		"WithErrorHook": func() (http.Handler, error) {
			return callback.NewHandler(secret, receive, callback.WithErrorHook(nil))
		},
	} {
		handler, err := try()
		require.ErrorContains(t, err, words)
		assert.Nil(t, handler)
	}
	// The checksum over an empty secret is one that everybody can compute.
	_, err := callback.Parse(post("/smsc", statusForm+"&md5="+statusMD5), "")
	require.ErrorContains(t, err, "secret")
	_, err = callback.NewHandler(secret, receive, callback.WithCharset("UTF-8"))
	require.NoError(t, err)
}

func TestTypeNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for n := range 14 {
		name := callback.Type(n).String()
		assert.False(t, seen[name], name)
		seen[name] = true
		assert.Equal(t, n == 9 || n == 11 || n == 13, strings.HasPrefix(name, "type "), name)
	}
	assert.Equal(t, "type -1", callback.Type(-1).String())
}

// Reports of one message may come at the same time.
func TestConcurrently(t *testing.T) {
	t.Parallel()
	const n = 50
	events := make(chan callback.Event, n)
	handler, err := callback.NewHandler(secret, func(_ context.Context, e callback.Event) error {
		events <- e
		return nil
	})
	require.NoError(t, err)
	done := make(chan struct{})
	for range n {
		go func() {
			defer func() { done <- struct{}{} }()
			handler.ServeHTTP(httptest.NewRecorder(), post("/smsc", statusForm+"&md5="+statusMD5))
		}()
	}
	for range n {
		<-done
	}
	assert.Len(t, events, n)
}
