package inbox_test

import (
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
	"github.com/go-smsc/smsc/smsctest/inbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const phone = "+380501234567"

// serve asks a handler.
func serve(t *testing.T, h http.Handler, method, target string, form url.Values, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(form.Encode()))
	r.Host = "localhost:7672"
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func page(t *testing.T, h http.Handler, target string) string {
	t.Helper()
	resp := serve(t, h, http.MethodGet, target, nil)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, string(text))
	return string(text)
}

func send(t *testing.T, g *smsctest.Gateway, to, text string) {
	t.Helper()
	r, err := g.SendByHand(t.Context(), to, text, "", "")
	require.NoError(t, err)
	require.Equal(t, 1, r.Accepted, "error %d %s", r.Error, r.SOAPFault)
}

// The page is small: all of its files are below 25 KB.
func TestSize(t *testing.T) {
	t.Parallel()
	var size int64
	require.NoError(t, fs.WalkDir(os.DirFS("ui"), ".", func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	}))
	assert.Less(t, size, int64(25_000))
	assert.Greater(t, size, int64(5_000))
}

// Whatever is on a page comes from here, and nothing in it runs.
func TestNothingInline(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithClock(smsctest.NewRunningClock()))
	h := inbox.New(g)
	send(t, g, phone, `<script>alert(1)</script>`)
	inline := regexp.MustCompile(`(?i)<[a-z][^>]*\s(?:on[a-z]+|style)=|<style|<script>|javascript:|https?://[^1l]`)
	for _, target := range []string{"/?m=1", "/?q=alert", "/requests?r=1", "/faults", "/account"} {
		text := page(t, h, target)
		text = strings.ReplaceAll(text, "https://smsc.test", "") // the host of a request, as text
		text = strings.ReplaceAll(text, "http://schemas.xmlsoap.org", "")
		assert.NotRegexp(t, inline, text, target)
		assert.NotContains(t, text, "<script>alert", target)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	h := inbox.New(smsctest.New())
	for _, target := range []string{"/", "/requests", "/faults", "/account", "/page.css", "/page.js", "/icon.svg"} {
		resp := serve(t, h, http.MethodGet, target, nil)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, http.StatusOK, resp.StatusCode, target)
		assert.Contains(t, resp.Header.Get("Content-Security-Policy"), "default-src 'none'; script-src 'self'; style-src 'self'", target)
		assert.NotContains(t, resp.Header.Get("Content-Security-Policy"), "unsafe")
		assert.Equal(t, "nosniff", resp.Header.Get("X-Content-Type-Options"), target)
		assert.Equal(t, "same-origin", resp.Header.Get("Cross-Origin-Resource-Policy"), target)
		assert.Empty(t, resp.Header.Get("Access-Control-Allow-Origin"), target)
	}
}

// A name that somebody made point here sees nothing and does nothing.
func TestHostIsChecked(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithAllowedHosts("sms"))
	send(t, g, phone, "Hello")
	h := inbox.New(g)
	for host, allowed := range map[string]bool{"localhost": true, "127.0.0.1:7672": true, "[::1]:1": true, "sms:7672": true, "evil.example": false, "": false} {
		for _, target := range []string{"/", "/?m=1", "/requests", "/page.js", "/api/messages"} {
			resp := serve(t, h, http.MethodGet, target, nil, "Host", host)
			require.NoError(t, resp.Body.Close())
			assert.Equal(t, allowed, resp.StatusCode == http.StatusOK, "%s at %q", target, host)
		}
	}
	resp := serve(t, h, http.MethodPost, "/clear", url.Values{}, "Host", "evil.example")
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusForbidden, resp.StatusCode)
	assert.Len(t, g.Messages(), 1)
}

// A page from elsewhere cannot press this one's buttons.
func TestFormsOfOtherOrigins(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	send(t, g, phone, "Hello")
	h := inbox.New(g)
	for _, path := range []string{"/clear", "/reset", "/send", "/preset", "/clock", "/api/reset"} {
		for _, header := range [][]string{
			{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"},
		} {
			resp := serve(t, h, http.MethodPost, path, url.Values{"preset": {"1"}, "phone": {phone}, "text": {"x"}}, header...)
			require.NoError(t, resp.Body.Close())
			assert.Equal(t, http.StatusForbidden, resp.StatusCode, "%s %v", path, header)
		}
	}
	assert.Len(t, g.Messages(), 1)
	assert.Empty(t, g.Injections())
	resp := serve(t, h, http.MethodPost, "/clear", url.Values{}, "Sec-Fetch-Site", "same-origin", "Origin", "http://localhost:7672")
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusSeeOther, resp.StatusCode)
	assert.Empty(t, g.Messages())
}

// Each form leads back to where it was, wherever the page is mounted, and nowhere
// else.
func TestFormsLeadBack(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithClock(smsctest.NewRunningClock()))
	mux := http.NewServeMux()
	mux.Handle("/sms/", http.StripPrefix("/sms", inbox.New(g)))
	for referer, want := range map[string]string{
		"http://localhost:7672/sms/?m=5":             "./?m=5",
		"http://localhost:7672/sms/":                 "./",
		"http://localhost:7672/sms/requests?r=5&x=%": "requests?r=5",
		"http://localhost:7672/sms/faults":           "faults",
		"http://localhost:7672/sms/account":          "account",
		"https://evil.example/else":                  "./",
		"":                                           "./",
		"%":                                          "./",
	} {
		resp := serve(t, mux, http.MethodPost, "/sms/clock", url.Values{"advance": {"1s"}}, "Referer", referer)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, http.StatusSeeOther, resp.StatusCode)
		assert.Equal(t, want, resp.Header.Get("Location"), referer)
	}
	assert.Contains(t, page(t, mux, "/sms/"), "Send the first message")
	assert.Equal(t, "[]\n", page(t, mux, "/sms/api/messages"))
}

func TestFormsRefuse(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	h := inbox.New(g)
	for path, forms := range map[string][]url.Values{
		"/send":    {{}, {"phone": {phone}}, {"text": {"x"}}},
		"/status":  {{}, {"m": {"1"}, "status": {"2"}}, {"m": {"x"}, "status": {"2"}}, {"m": {"1"}, "status": {"x"}}},
		"/clock":   {{}, {"advance": {"-1h"}}, {"advance": {"1000000h"}}, {"advance": {"1h"}}}, // time.Now is nobody's to move
		"/balance": {{}, {"balance": {"1e9999999"}}, {"balance": {"much"}}},
		"/preset":  {{}, {"preset": {"-1"}}, {"preset": {"99"}}},
		"/fault":   {{}, {"kind": {"explode"}}, {"kind": {"hang"}, "delay": {"long"}}},
		"/switch":  {{}, {"fault": {"1"}}},
		"/remove":  {{}, {"fault": {"1"}}},
	} {
		for _, form := range forms {
			resp := serve(t, h, http.MethodPost, path, form)
			require.NoError(t, resp.Body.Close())
			assert.Equal(t, http.StatusBadRequest, resp.StatusCode, "%s %v", path, form)
		}
	}
	resp := serve(t, h, http.MethodPost, "/send", url.Values{"text": {strings.Repeat("x", 70_000)}})
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusBadRequest, resp.StatusCode)
	assert.Empty(t, g.Injections())
}

// A password that somebody chose is on no page.
func TestOwnPasswordIsNotShown(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithCredentials("shop", "chosen-password"), smsctest.WithAPIKey("chosen-key"))
	h := inbox.New(g)
	assert.Contains(t, page(t, h, "/"), "$SMSC_PASSWORD")
	send(t, g, phone, "Hello")
	for _, target := range []string{"/", "/?m=1", "/requests?r=1", "/account", "/api/requests", "/api/account"} {
		text := page(t, h, target)
		assert.NotContains(t, text, "chosen-password", target)
		assert.NotContains(t, text, "chosen-key", target)
	}
}

// Which character costs a part, and how full each is.
func TestParts(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	h := inbox.New(g)
	send(t, g, phone, strings.Repeat("a", 159)+"—")
	text := page(t, h, "/?m=1")
	assert.Contains(t, text, "<mark>—</mark> <code>U&#43;2014</code> costs 3 parts in place of 1")
	assert.Equal(t, []string{"67/67", "67/67", "26/67"}, regexp.MustCompile(`\d+/\d+`).FindAllString(text, -1)[:3])
	send(t, g, phone, strings.Repeat("a", 152)+"€"+strings.Repeat("b", 10))
	text = page(t, h, "/?m=2")
	assert.NotContains(t, text, "<mark>")
	assert.Contains(t, text, "152/153", "a character of two units is not split")
	assert.Contains(t, text, "12/153")
}

// A million messages change nothing for whoever looks at a page.
func TestManyMessages(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithBalance(decimal.NewFromInt(1_000_000)), smsctest.WithLimits(func(l *smsctest.Limits) { *l = smsctest.Limits{} }))
	h := inbox.New(g)
	for i := range 200 {
		send(t, g, "+3805012"+strconv.Itoa(10000+i), "Hello "+strconv.Itoa(i))
		send(t, g, phone, "Again "+strconv.Itoa(i))
	}
	first := page(t, h, "/")
	assert.Equal(t, 30, strings.Count(first, `<li id="p`))
	assert.Contains(t, first, "Older numbers")
	thread := page(t, h, "/?phone="+url.QueryEscape(phone))
	assert.Equal(t, 40, strings.Count(thread, `<li id="m`))
	assert.Contains(t, thread, "Older messages")
	old := page(t, h, "/?m=2")
	assert.Contains(t, old, `<li id="m2">`, "a link to an old message shows it in its place")
	assert.Contains(t, old, "Newest messages")
	assert.Contains(t, page(t, h, "/?q=hello"), "Look further back")
	assert.Equal(t, 60, strings.Count(page(t, h, "/requests"), `<tr id="r`))
}

func TestStatusNames(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	send(t, g, phone, "Hello")
	resp := serve(t, inbox.New(g), http.MethodPost, "/status", url.Values{"m": {"1"}, "status": {strconv.Itoa(int(smsc.StatusUndeliverable))}})
	require.NoError(t, resp.Body.Close())
	text := page(t, inbox.New(g), "/?m=1")
	assert.Contains(t, text, "Cannot be delivered")
	assert.Contains(t, text, smsc.DeliveryCode(1).String())
}

func FuzzPage(f *testing.F) {
	f.Add("Hello", "Shop", "q")
	f.Add("<script>", "\u202e", "</title>")
	f.Fuzz(func(t *testing.T, text, sender, q string) {
		g := smsctest.New()
		h := inbox.New(g)
		if _, err := g.SendByHand(t.Context(), phone, text, sender, ""); err != nil {
			t.Skip(err)
		}
		for _, target := range []string{"/?m=1", "/requests?r=1", "/?q=" + url.QueryEscape(q)} {
			assert.Equal(t, 1, strings.Count(page(t, h, target), "<script"))
		}
	})
}

// An element without content stays on its line, whatever stands around it.
func TestDocumentsAreLaidOut(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	h := inbox.New(g)
	resp := serve(t, h, http.MethodPost, smsctest.Path, nil)
	require.NoError(t, resp.Body.Close())
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost"+smsctest.Path, strings.NewReader(
		`<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><m:balance xmlns:m="http://localhost/sys/soap.php">`+
			`<login></login><psw/><a>1</a></m:balance></s:Body></s:Envelope>`))
	r.Header.Set("Content-Type", "text/xml")
	h.ServeHTTP(httptest.NewRecorder(), r)
	text := page(t, h, "/requests?r="+strconv.Itoa(g.Asked()))
	assert.Contains(t, text, "\n      &lt;login&gt;&lt;/login&gt;\n      &lt;psw/&gt;\n      &lt;a&gt;1&lt;/a&gt;\n    &lt;/m:balance&gt;\n  &lt;/s:Body&gt;\n&lt;/s:Envelope&gt;")
	assert.Contains(t, text, "class=\"lint\"")
}
