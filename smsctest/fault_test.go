package smsctest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// noRedirect keeps a redirect for the test to see.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// outcome is what a client gets of a request.
type outcome struct {
	err    error // of the request
	status int
	header http.Header
	body   []byte
	cut    error // of reading the body
}

func (w wire) try(tb testing.TB, element string, f fields) outcome {
	tb.Helper()
	client := *w.http
	client.CheckRedirect = noRedirect
	resp, err := client.Do(w.request(tb, envelope(w.endpoint, element, f)))
	if err != nil {
		return outcome{err: err}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 2<<30))
	return outcome{status: resp.StatusCode, header: resp.Header, body: body, cut: err}
}

// Every kind of fault, over a server and in memory, and whether the send behind
// it was accepted.
func TestFaultKinds(t *testing.T) {
	t.Parallel()
	type check func(*testing.T, outcome)
	answered := func(status int, part string) check {
		return func(t *testing.T, o outcome) {
			t.Helper()
			require.NoError(t, o.err)
			require.NoError(t, o.cut)
			assert.Equal(t, status, o.status)
			assert.Contains(t, string(o.body), part)
		}
	}
	dropped := func(t *testing.T, o outcome) {
		t.Helper()
		require.Error(t, o.err)
		_, isOp := errors.AsType[*net.OpError](o.err)
		assert.True(t, errors.Is(o.err, io.EOF) || isOp, o.err)
	}
	tests := map[string]struct {
		fault    smsctest.Fault
		accepted int
		check    check
	}{
		"code":   {smsctest.Fault{Kind: smsctest.FaultCode, Code: 6}, 0, answered(200, "<sendresult><error>6</error></sendresult>")},
		"refuse": {smsctest.Fault{Kind: smsctest.FaultRefuse}, 0, func(t *testing.T, o outcome) { assert.Error(t, o.err) }},
		"before": {smsctest.Fault{Kind: smsctest.FaultDropBefore}, 0, dropped},
		"after":  {smsctest.Fault{Kind: smsctest.FaultDropAfter}, 1, dropped},
		"midway": {smsctest.Fault{Kind: smsctest.FaultDropMidway}, 1, func(t *testing.T, o outcome) {
			require.NoError(t, o.err)
			assert.ErrorIs(t, o.cut, io.ErrUnexpectedEOF)
			assert.NotEmpty(t, o.body)
		}},
		"slow":  {smsctest.Fault{Kind: smsctest.FaultSlow, Delay: 10 * time.Millisecond}, 1, answered(200, "<id>1</id>")},
		"empty": {smsctest.Fault{Kind: smsctest.FaultEmpty}, 0, func(t *testing.T, o outcome) { answered(200, "")(t, o); assert.Empty(t, o.body) }},
		"html": {smsctest.Fault{Kind: smsctest.FaultHTML}, 0, func(t *testing.T, o outcome) {
			answered(200, "<html>")(t, o)
			assert.Equal(t, "text/html; charset=utf-8", o.header.Get("Content-Type"))
		}},
		"garbage": {smsctest.Fault{Kind: smsctest.FaultGarbage}, 0, answered(200, "\xff")},
		"cut": {smsctest.Fault{Kind: smsctest.FaultCut}, 1, func(t *testing.T, o outcome) {
			answered(200, "<SOAP-ENV:Envelope")(t, o)
			assert.NotContains(t, string(o.body), "</SOAP-ENV:Envelope")
		}},
		"fault":  {smsctest.Fault{Kind: smsctest.FaultSOAP, Message: "a < b"}, 0, answered(500, "<faultstring>a &lt; b</faultstring>")},
		"status": {smsctest.Fault{Kind: smsctest.FaultStatus}, 0, answered(503, "<html>")},
		"status, chosen": {smsctest.Fault{Kind: smsctest.FaultStatus, Status: 502, RetryAfter: 7}, 0, func(t *testing.T, o outcome) {
			answered(502, "<html>")(t, o)
			assert.Equal(t, "7", o.header.Get("Retry-After"))
		}},
		"redirect": {smsctest.Fault{Kind: smsctest.FaultRedirect}, 0, func(t *testing.T, o outcome) {
			answered(307, "")(t, o)
			assert.Equal(t, "http://redirected.test/sys/soap.php", o.header.Get("Location"))
		}},
		"redirect, chosen": {smsctest.Fault{Kind: smsctest.FaultRedirect, Status: 302, Location: "/x"}, 0, func(t *testing.T, o outcome) {
			answered(302, "")(t, o)
			assert.Equal(t, "/x", o.header.Get("Location"))
		}},
		"foreign namespace": {smsctest.Fault{Kind: smsctest.FaultForeignNamespace}, 1, answered(200, `xmlns:ns1="http://foreign.test/sys/soap.php"`)},
		"empty, accepted":   {smsctest.Fault{Kind: smsctest.FaultEmpty, Accept: true}, 1, answered(200, "")},
		"html, accepted":    {smsctest.Fault{Kind: smsctest.FaultHTML, Accept: true}, 1, answered(200, "<html>")},
		"status, accepted":  {smsctest.Fault{Kind: smsctest.FaultStatus, Accept: true}, 1, answered(503, "<html>")},
		"fault, accepted":   {smsctest.Fault{Kind: smsctest.FaultSOAP, Accept: true}, 1, answered(500, "Internal error")},
	}
	seen := map[smsctest.FaultKind]bool{smsctest.FaultHang: true, smsctest.FaultGzipBomb: true} // tests of their own
	for name, test := range tests {
		seen[test.fault.Kind] = true
		for over, start := range map[string]func(testing.TB) (*smsctest.Gateway, wire){
			"loopback": func(tb testing.TB) (*smsctest.Gateway, wire) {
				s := smsctest.NewServer(tb)
				client := &http.Client{Transport: &http.Transport{}}
				tb.Cleanup(client.CloseIdleConnections)
				return s.Gateway, wire{http: client, endpoint: s.Endpoint()}
			},
			"memory": func(testing.TB) (*smsctest.Gateway, wire) {
				g := smsctest.New()
				return g, overTransport(g)
			},
		} {
			t.Run(name+"/"+over, func(t *testing.T) {
				t.Parallel()
				g, w := start(t)
				injected := g.Inject(test.fault)
				test.check(t, w.try(t, "send", demo("phones", phone, "mes", "hi")))
				assert.Equal(t, test.accepted, g.Accepted())
				assert.Equal(t, 1, injected.Fired())
				log := g.Requests()
				require.Len(t, log, 1)
				assert.Equal(t, test.fault.Kind, log[0].Fault)
				assert.Equal(t, test.accepted, log[0].Accepted)

				injected.Remove()
				assert.Empty(t, w.call(t, "send", demo("phones", phone, "mes", "another")).values["error"])
			})
		}
	}
	for _, kind := range smsctest.FaultKinds() {
		assert.True(t, seen[kind], kind)
	}
}

func TestRefusedInMemoryIsAFailedDial(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	g.Inject(smsctest.Fault{Kind: smsctest.FaultRefuse})
	o := overTransport(g).try(t, "balance", demo())
	dial, ok := errors.AsType[*net.OpError](o.err)
	require.True(t, ok)
	assert.Equal(t, "dial", dial.Op)
	assert.Contains(t, o.err.Error(), "smsc.test:443")
}

func TestHang(t *testing.T) {
	t.Parallel()
	for name, accept := range map[string]bool{"not accepted": false, "accepted": true} {
		t.Run(name+", in memory", func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New()
				g.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Accept: accept})
				w := overTransport(g)
				w.http.Timeout = time.Hour
				began := time.Now()
				o := w.try(t, "send", demo("phones", phone, "mes", "hi"))
				assert.ErrorIs(t, o.err, context.DeadlineExceeded)
				assert.Equal(t, time.Hour, time.Since(began))
				assert.Equal(t, accept, g.Accepted() == 1)
			})
		})
	}
	t.Run("over a server, client gives up", func(t *testing.T) {
		t.Parallel()
		s := smsctest.NewServer(t)
		s.Inject(smsctest.Fault{Kind: smsctest.FaultHang})
		w := wire{http: &http.Client{Timeout: 20 * time.Millisecond}, endpoint: s.Endpoint()}
		assert.Error(t, w.try(t, "balance", demo()).err)
	})
	t.Run("over a server, closed", func(t *testing.T) {
		t.Parallel()
		s := smsctest.NewServer(t)
		s.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Accept: true})
		w := wire{http: &http.Client{}, endpoint: s.Endpoint()}
		ended := make(chan error, 1)
		go func() { ended <- w.try(t, "send", demo("phones", phone, "mes", "hi")).err }()
		_, err := s.Wait(t.Context(), func(smsctest.Message) bool { return true })
		require.NoError(t, err)
		s.Close()
		assert.Error(t, <-ended)
	})
}

func TestSlowBodyTakesItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultSlow, Delay: 10 * time.Minute, Times: 1})
		g.Inject(smsctest.Fault{Kind: smsctest.FaultSlow})
		w := overTransport(g)
		began := time.Now()
		o := w.try(t, "send", demo("phones", phone, "mes", "hi"))
		require.NoError(t, o.cut)
		assert.Contains(t, string(o.body), "<id>1</id>")
		assert.InDelta(t, 10, time.Since(began).Minutes(), 1.1)

		w.http.Timeout = 20 * time.Second
		o = w.try(t, "send", demo("phones", phone, "mes", "ho"))
		assert.ErrorIs(t, o.cut, context.DeadlineExceeded)
		assert.Equal(t, 2, g.Accepted())
	})
}

func TestClosingASlowBodyEndsIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultSlow})
		w := overTransport(g)
		resp, err := w.http.Do(w.request(t, envelope(w.endpoint, "balance", demo()))) //nolint:bodyclose // the test closes it while it is read
		require.NoError(t, err)
		ended := make(chan error)
		go func() {
			_, err := resp.Body.Read(make([]byte, 10))
			ended <- err
		}()
		synctest.Wait()
		require.NoError(t, resp.Body.Close())
		assert.ErrorIs(t, <-ended, http.ErrBodyReadAfterClose)
	})
}

func TestGzipBomb(t *testing.T) {
	t.Parallel()
	s := smsctest.NewServer(t)
	for name, w := range map[string]wire{
		"loopback": {http: &http.Client{}, endpoint: s.Endpoint()},
		"memory":   overTransport(s.Gateway),
	} {
		s.Inject(smsctest.Fault{Kind: smsctest.FaultGzipBomb, Times: 1})
		resp, err := w.http.Do(w.request(t, envelope(w.endpoint, "balance", demo())))
		require.NoError(t, err)
		assert.True(t, resp.Uncompressed, name)
		n, err := io.CopyN(io.Discard, resp.Body, 100<<20)
		assert.NoError(t, err)
		assert.Equal(t, int64(100<<20), n, "it goes on")
		require.NoError(t, resp.Body.Close())

		s.Inject(smsctest.Fault{Kind: smsctest.FaultGzipBomb, Times: 1})
		req := w.request(t, envelope(w.endpoint, "balance", demo()))
		req.Header.Set("Accept-Encoding", "gzip")
		resp, err = w.http.Do(req)
		require.NoError(t, err)
		packed, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		assert.Less(t, len(packed), 4<<20, "little data")
		assert.Equal(t, "gzip", resp.Header.Get("Content-Encoding"))
		require.NoError(t, resp.Body.Close())
	}
}

func TestConditionsOfFaults(t *testing.T) {
	t.Parallel()
	send := func(to string) func(testing.TB, wire) string {
		return func(t testing.TB, w wire) string { return w.send(t, to, "hi").values["error"] }
	}
	balance := func(t testing.TB, w wire) string { return w.call(t, "balance", demo()).values["error"] }
	status := func(t testing.TB, w wire) string {
		return w.call(t, "status", demo("phone", "0501234567", "id", "77")).values["error"]
	}
	send2 := func(t testing.TB, w wire) string {
		return w.call(t, "send2", demo("phones", "", "mes", "", "query", query("list", "380671234567:a\n"+phone+":b"))).values["error"]
	}
	for name, test := range map[string]struct {
		fault smsctest.Fault
		calls []func(testing.TB, wire) string
		want  []string
	}{
		"any":                {smsctest.Fault{}, []func(testing.TB, wire) string{send(phone), balance}, []string{"6", "6"}},
		"operations":         {smsctest.Fault{Op: "send"}, []func(testing.TB, wire) string{balance, send(phone), send2}, []string{"0", "6", "6"}},
		"one operation":      {smsctest.Fault{Op: "send_sms2"}, []func(testing.TB, wire) string{send(phone), send2}, []string{"", "6"}},
		"phone":              {smsctest.Fault{Phone: "+" + phone}, []func(testing.TB, wire) string{balance, send("380671234567"), send("380671234567,0501234567"), status, send2}, []string{"0", "", "6", "6", "6"}},
		"phone in a group":   {smsctest.Fault{Phone: phone}, []func(testing.TB, wire) string{send("G1")}, []string{"6"}},
		"n-th":               {smsctest.Fault{Nth: 2, Op: "balance"}, []func(testing.TB, wire) string{balance, send(phone), balance, balance}, []string{"0", "", "6", "0"}},
		"times":              {smsctest.Fault{Times: 2}, []func(testing.TB, wire) string{balance, balance, balance}, []string{"6", "6", "0"}},
		"operation and nth":  {smsctest.Fault{Op: "send", Nth: 1}, []func(testing.TB, wire) string{balance, send(phone)}, []string{"0", "6"}},
		"certain by chance":  {smsctest.Fault{Probability: 1}, []func(testing.TB, wire) string{balance, balance}, []string{"6", "6"}},
		"other kind of call": {smsctest.Fault{Op: "cost"}, []func(testing.TB, wire) string{balance, status}, []string{"0", "3"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New(smsctest.WithGroup("G1", phone))
			w := overTransport(g)
			test.fault.Kind, test.fault.Code = smsctest.FaultCode, 6
			g.Inject(test.fault)
			var got []string
			for _, call := range test.calls {
				got = append(got, call(t, w))
			}
			assert.Equal(t, test.want, got)
		})
	}
}

func TestChanceIsTheSameBySeed(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) string {
		g := smsctest.New(smsctest.WithLimits(func(l *smsctest.Limits) { l.BalancePerMinute = 0 }))
		w := overTransport(g)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 6, Probability: 0.3, Seed: seed})
		var answers strings.Builder
		for range 1000 {
			answers.WriteString(w.call(t, "balance", demo()).values["error"])
		}
		return answers.String()
	}
	first := run(1)
	assert.Equal(t, first, run(1))
	assert.NotEqual(t, first, run(2))
	assert.InDelta(t, 300, strings.Count(first, "6"), 60)
}

func TestFirstRuleCounts(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	w := overTransport(g)
	first := g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 6, Times: 1})
	second := g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 8})
	assert.Equal(t, "6", w.call(t, "balance", demo()).values["error"])
	assert.Equal(t, "8", w.call(t, "balance", demo()).values["error"])
	assert.Equal(t, []int{1, 1}, []int{first.Fired(), second.Fired()})
	g.ClearFaults()
	assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"])
}

func TestFaultIsChecked(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]smsctest.Fault{
		"no kind":           {},
		"unknown kind":      {Kind: "explode"},
		"unknown operation": {Kind: smsctest.FaultHang, Op: "steal"},
		"negative nth":      {Kind: smsctest.FaultHang, Nth: -1},
		"negative times":    {Kind: smsctest.FaultHang, Times: -1},
		"probability":       {Kind: smsctest.FaultHang, Probability: 1.5},
		"no code":           {Kind: smsctest.FaultCode},
		"code without":      {Kind: smsctest.FaultHang, Code: 3},
		"status without":    {Kind: smsctest.FaultHang, Status: 500},
		"status":            {Kind: smsctest.FaultStatus, Status: 99},
		"no redirect":       {Kind: smsctest.FaultRedirect, Status: 200},
		"location":          {Kind: smsctest.FaultRedirect, Location: "http://a\nb: c"},
		"message":           {Kind: smsctest.FaultSOAP, Message: "\x00"},
		"retry after":       {Kind: smsctest.FaultStatus, RetryAfter: -1},
		"delay":             {Kind: smsctest.FaultSlow, Delay: -1},
	} {
		assert.Error(t, f.Validate(), name)
		assert.Panics(t, func() { smsctest.New().Inject(f) }, name)
		text, err := json.Marshal(f)
		if assert.NoError(t, err) {
			assert.Error(t, new(smsctest.Fault).UnmarshalJSON(text), name)
		}
	}
}

func TestFaultAsJSON(t *testing.T) {
	t.Parallel()
	f := smsctest.Fault{
		Op: "send", Phone: phone, Nth: 2, Probability: 0.5, Seed: 7, Times: 3, Kind: smsctest.FaultStatus, Accept: true,
		Status: 502, Message: "m", Location: "/l", RetryAfter: 9, Delay: 1500 * time.Millisecond,
	}
	text, err := json.Marshal(f)
	require.NoError(t, err)
	assert.JSONEq(t, `{"op":"send","phone":"380501234567","nth":2,"probability":0.5,"seed":7,"times":3,"kind":"status","accept":true,
		"status":502,"message":"m","location":"/l","retry_after":9,"delay":"1.5s"}`, string(text))
	var back smsctest.Fault
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, f, back)

	for name, text := range map[string]string{
		"misspelt":       `{"kind":"hang","phones":"1"}`,
		"number for day": `{"kind":"slow","delay":"soon"}`,
		"wrong type":     `{"kind":1}`,
		"no object":      `[]`,
	} {
		assert.Error(t, json.NewDecoder(bytes.NewReader([]byte(text))).Decode(&back), name)
	}
	assert.Error(t, back.UnmarshalJSON([]byte(`{"kind":"hang"} {}`)))
}
