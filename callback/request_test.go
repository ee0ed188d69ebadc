package callback_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
)

// What NewRequest writes, byte by byte, so that a change of it is seen.
func TestNewRequestWrites(t *testing.T) {
	t.Parallel()
	message := callback.IncomingMessage{Phone: "380671234567", Text: "Привет & <ok>\n", To: "380441112233", ReceivedAt: noon}
	for target, want := range map[string]struct{ contentType, body string }{
		"/smsc?md5": {
			"application/x-www-form-urlencoded",
			"phone=380671234567&mes=%CF%F0%E8%E2%E5%F2+%26+%3Cok%3E%0A&to=380441112233" +
				"&time=10.03.2026+13%3A00%3A00&ts=1773136800&md5=efbfb5478b47a1cd3bc3ebd31d1d6f28",
		},
		"/smsc?charset=koi8-r": {
			"application/x-www-form-urlencoded",
			"phone=380671234567&mes=%F0%D2%C9%D7%C5%D4+%26+%3Cok%3E%0A&to=380441112233&time=10.03.2026+13%3A00%3A00&ts=1773136800",
		},
		"/smsc?fmt=3&charset=utf-8": {
			"application/json",
			`{"phone":"380671234567","mes":"\u041f\u0440\u0438\u0432\u0435\u0442 & <ok>\u000a",` +
				`"to":"380441112233","time":"10.03.2026 13:00:00","ts":"1773136800"}`,
		},
		"/smsc?fmt=2&charset=koi8-r": { // which the service does not use in documents
			"text/xml",
			"<?xml version=\"1.0\" encoding=\"windows-1251\"?>\n<callback>\n<phone>380671234567</phone>\n" +
				"<mes>\xcf\xf0\xe8\xe2\xe5\xf2 &amp; &lt;ok&gt;&#xA;</mes>\n<to>380441112233</to>\n" +
				"<time>10.03.2026 13:00:00</time>\n<ts>1773136800</ts>\n</callback>\n",
		},
		"/smsc?fmt=2": {
			"text/xml",
			"<?xml version=\"1.0\" encoding=\"windows-1251\"?>\n<callback>\n<phone>380671234567</phone>\n" +
				"<mes>\xcf\xf0\xe8\xe2\xe5\xf2 &amp; &lt;ok&gt;&#xA;</mes>\n<to>380441112233</to>\n" +
				"<time>10.03.2026 13:00:00</time>\n<ts>1773136800</ts>\n</callback>\n",
		},
	} {
		r, err := callback.NewRequest(t.Context(), target, secret, message)
		require.NoError(t, err)
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		assert.Equal(t, want.body, string(body), target)
		assert.Equal(t, want.contentType, r.Header.Get("Content-Type"))
		assert.Equal(t, http.MethodPost, r.Method)
		assert.Equal(t, target, r.URL.String(), "the service calls the URL as it was entered")
		assert.Equal(t, int64(len(body)), r.ContentLength)
		assert.Equal(t, t.Context(), r.Context())
	}
}

func TestNewRequestReports(t *testing.T) {
	t.Parallel()
	r, err := callback.NewRequest(t.Context(), "/smsc?charset=utf-8&md5&sha1=1&crc32", secret, fullReport())
	require.NoError(t, err)
	require.NoError(t, r.ParseForm())
	assert.Equal(t, url.Values{
		"id": {"order-7"}, "phone": {"380501234567"}, "status": {"20"}, "time": {"10.03.2026 13:00:00"}, "ts": {"1773136800"},
		"err": {"6"}, "cost": {"0.35"}, "type": {"4"}, "imsi": {"255010000000001"}, "msc": {"380672021500"}, "mcc": {"255"},
		"mnc": {"01"}, "cn": {"Украина"}, "net": {"Київстар"}, "rcn": {"Польша"}, "rnet": {"Play"}, "flag": {"1", "2"}, "syserr": {"0"},
		"md5": {"0c632470f63cb9842ded9f9a239b0e0e"}, "sha1": {"ebb2ddd7cfc71f55b8985a9240b37e2c2e7353cc"}, "crc32": {"951045312"},
	}, r.PostForm)
}

// Over a real connection too.
func TestNewRequestOverTCP(t *testing.T) {
	t.Parallel()
	var got callback.Event
	handler, err := callback.NewHandler(secret, func(_ context.Context, e callback.Event) error {
		got = e
		return nil
	})
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	defer server.Close()
	r, err := callback.NewRequest(t.Context(), server.URL+"/smsc?charset=utf-8&fmt=3&sha1", secret, fullReport())
	require.NoError(t, err)
	answer, err := server.Client().Do(r)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, http.StatusOK, answer.StatusCode)
	assert.Equal(t, fullReport(), got)
}

func TestNewRequestRefuses(t *testing.T) {
	t.Parallel()
	report := func(change func(*callback.StatusReport)) callback.StatusReport {
		e := fullReport()
		change(&e)
		return e
	}
	incoming := func(text string) callback.IncomingMessage {
		return callback.IncomingMessage{Phone: "1", Text: text, To: "2"}
	}
	for name, test := range map[string]struct {
		target string
		event  callback.Event
		words  string
	}{
		"no kind of event":    {"/smsc?md5", nil, "event"},
		"no URL":              {"http://a b/", fullReport(), "URL"},
		"no charset":          {"/smsc?charset=", fullReport(), "charset"},
		"unknown charset":     {"/smsc?charset=utf8", fullReport(), "charset"},
		"unknown form":        {"/smsc?fmt=1", fullReport(), "fmt"},
		"no id":               {"/smsc?md5", report(func(e *callback.StatusReport) { e.ID = "" }), "id is empty"},
		"no recipient":        {"/smsc?md5", report(func(e *callback.StatusReport) { e.Recipient = "" }), "phone is empty"},
		"colon":               {"/smsc?md5", report(func(e *callback.StatusReport) { e.ID = "a:b" }), "character"},
		"status":              {"/smsc?md5", report(func(e *callback.StatusReport) { e.Status = 1 << 31 }), "status"},
		"huge cost":           {"/smsc?md5", report(func(e *callback.StatusReport) { e.Cost = some(decimal.New(1, 1<<30)) }), "cost"},
		"fine cost":           {"/smsc?md5", report(func(e *callback.StatusReport) { e.Cost = some(decimal.New(1, -19)) }), "cost"},
		"tiny cost":           {"/smsc?md5", report(func(e *callback.StatusReport) { e.Cost = some(decimal.New(1, -1<<30)) }), "cost"},
		"long cost":           {"/smsc?md5", report(func(e *callback.StatusReport) { e.Cost = some(decimal.New(10, 18)) }), "cost"},
		"early":               {"/smsc?md5", report(func(e *callback.StatusReport) { e.ChangedAt = time.Unix(0, 0) }), "time"},
		"late":                {"/smsc?md5", report(func(e *callback.StatusReport) { e.ChangedAt = time.Unix(1<<38, 0) }), "time"},
		"checksum in Extra":   {"/smsc?md5", report(func(e *callback.StatusReport) { e.Extra = url.Values{"md5": {"1"}} }), "Extra"},
		"sha1 in Extra":       {"/smsc?md5", report(func(e *callback.StatusReport) { e.Extra = url.Values{"sha1": {"1"}} }), "Extra"},
		"crc32 in Extra":      {"/smsc?md5", report(func(e *callback.StatusReport) { e.Extra = url.Values{"crc32": {"1"}} }), "Extra"},
		"field in Extra":      {"/smsc?md5", report(func(e *callback.StatusReport) { e.Extra = url.Values{"id": {"1"}} }), "twice"},
		"much Extra":          {"/smsc?md5", report(func(e *callback.StatusReport) { e.Extra = url.Values{"a": make([]string, 100)} }), "too many"},
		"incoming, no phone":  {"/smsc?md5", callback.IncomingMessage{Text: "hi", To: "1"}, "phone is empty"},
		"incoming, colon":     {"/smsc?md5", callback.IncomingMessage{Phone: "1", To: "2:3"}, "character"},
		"incoming, time":      {"/smsc?md5", callback.IncomingMessage{Phone: "1", ReceivedAt: time.Unix(-1, 0)}, "time"},
		"wait-call, no phone": {"/smsc?md5", callback.WaitCall{CalledAt: noon}, "phone is empty"},
		"wait-call, colon":    {"/smsc?md5", callback.WaitCall{Phone: "1:2", CalledAt: noon}, "character"},
		"wait-call, no time":  {"/smsc?md5", callback.WaitCall{Phone: "1"}, "time"},
		"form, emoji":         {"/smsc?md5", incoming("🙂"), "charset"},
		"form, Ukrainian":     {"/smsc?charset=koi8-r", incoming("ґ"), "charset"},
		"form, Extra":         {"/smsc", callback.WaitCall{Phone: "1", CalledAt: noon, Extra: url.Values{"a": {"🙂"}}}, "charset"},
		"form, name in Extra": {"/smsc", callback.WaitCall{Phone: "1", CalledAt: noon, Extra: url.Values{"🙂": {"a"}}}, "charset"},
		"form, no text":       {"/smsc?charset=utf-8", incoming("\xff"), "charset"},
		"JSON, no text":       {"/smsc?fmt=3", incoming("\xff"), "charset"},
		"JSON, Extra":         {"/smsc?fmt=3", callback.WaitCall{Phone: "1", CalledAt: noon, Extra: url.Values{"\xff": {"a"}}}, "charset"},
		"JSON, value":         {"/smsc?fmt=3", callback.WaitCall{Phone: "1", CalledAt: noon, Value: "\xff"}, "charset"},
		"XML, NUL":            {"/smsc?fmt=2", incoming("a\x00"), "XML"},
		"XML, noncharacter":   {"/smsc?fmt=2", incoming("\uffff"), "XML"},
		"XML, name":           {"/smsc?fmt=2", callback.WaitCall{Phone: "1", CalledAt: noon, Extra: url.Values{"a b": {"1"}}}, "XML"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := callback.NewRequest(t.Context(), test.target, secret, test.event)
			require.ErrorContains(t, err, test.words)
			assert.Nil(t, r)
		})
	}
	_, err := callback.NewRequest(t.Context(), "/smsc?md5", "", fullReport())
	require.ErrorContains(t, err, "secret")
	_, err = callback.NewRequest(nil, "/smsc?md5", secret, fullReport()) //nolint:staticcheck // that it is told
	require.ErrorContains(t, err, "context")
	_, err = callback.NewRequest(t.Context(), "/smsc?md5", secret, report(func(e *callback.StatusReport) { e.Cost = some(decimal.New(1, 17)) }))
	require.NoError(t, err)
}

// Without a checksum in the URL there is none in the request, as with the service.
func TestNewRequestWithoutChecksum(t *testing.T) {
	t.Parallel()
	r, err := callback.NewRequest(t.Context(), "/smsc?charset=utf-8", secret, fullReport())
	require.NoError(t, err)
	serve(t, r, nil).refused(t, http.StatusForbidden, "no checksum")
}

// What the charset of an XML document lacks is written by its number.
func TestNewRequestReferences(t *testing.T) {
	t.Parallel()
	message := callback.IncomingMessage{Phone: "1", Text: "ґ 🙂 \r\n\t\\ \" \\u0041", To: "2"}
	for _, target := range []string{"/smsc?fmt=2&md5", "/smsc?fmt=2&charset=koi8-r&md5", "/smsc?fmt=3&md5"} {
		r, err := callback.NewRequest(t.Context(), target, secret, message)
		require.NoError(t, err)
		assert.Equal(t, message, serve(t, r, nil).taken(t), target)
	}
}

// A request that was made with another secret, or for another event, is refused.
func TestNewRequestForged(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"/smsc?md5", "/smsc?sha1&fmt=2", "/smsc?md5&sha1&fmt=3", "/smsc?crc32"} {
		r, err := callback.NewRequest(t.Context(), target, "guess", callback.StatusReport{ID: "7", Recipient: "1", Status: smsc.StatusDelivered})
		require.NoError(t, err)
		serve(t, r, nil, callback.WithCRC32()).refused(t, http.StatusForbidden, "does not fit")
	}
}
