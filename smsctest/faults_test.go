package smsctest_test

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

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
	seen := map[smsctest.FaultKind]bool{ // those that have tests of their own
		smsctest.FaultHang: true, smsctest.FaultGzipBomb: true, smsctest.FaultPreviousAnswer: true, smsctest.FaultQueue: true,
		smsctest.FaultReplay: true, smsctest.FaultProxyRetry: true, smsctest.FaultLate: true,
	}
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
		"longest delay":     {Kind: smsctest.FaultQueue, Delay: 2, MaxDelay: 1},
	} {
		assert.Error(t, f.Validate(), name)
		assert.Panics(t, func() { smsctest.New().Inject(f) }, name)
		text, err := json.Marshal(f)
		if assert.NoError(t, err) {
			assert.Error(t, new(smsctest.Fault).UnmarshalJSON(text), name)
		}
	}
}
