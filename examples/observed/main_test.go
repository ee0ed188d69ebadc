package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// TestLostAnswer holds all that the program prints, without times and ports.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), nil, &out))
	shown := regexp.MustCompile(` +[0-9.]+(µs|ms|s)\b`).ReplaceAllString(out.String(), " (time)")
	shown = regexp.MustCompile(`server.port=\d+`).ReplaceAllString(shown, "server.port=(port)")
	assert.Equal(t, `An order is placed. Its message is sent later, and the answer of the service is lost.
The client asked for it and found it: resolved true. The service has accepted 1 message.

Traces
  POST /orders (time)
  smsc Send (time)
        link to "POST /orders"
        smsc.method=Send
        smsc.recipients=1
        messaging.message.id=order-1
        smsc.attempts=2
        smsc.outcome=accepted
        smsc.resolved=true
        smsc.parts=1
    smsc/send_sms (time)  failed: connection
          rpc.system.name=soap
          rpc.method=smsc/send_sms
          server.address=127.0.0.1
          server.port=(port)
          messaging.message.id=order-1
          error.type=connection
    smsc/get_status (time)
          rpc.system.name=soap
          rpc.method=smsc/get_status
          server.address=127.0.0.1
          server.port=(port)
          messaging.message.id=order-1
          rpc.response.status_code=0

Metrics
  rpc_client_call_duration_seconds_count{error_type="connection", rpc_method="smsc/send_sms", rpc_system_name="soap", server_address="127.0.0.1"} 1
  rpc_client_call_duration_seconds_count{rpc_method="smsc/get_status", rpc_response_status_code="0", rpc_system_name="soap", server_address="127.0.0.1"} 1
  smsc_client_call_duration_seconds_count{smsc_method="Send", smsc_outcome="accepted", smsc_resolved="true"} 1
  smsc_client_call_wait_seconds_count{smsc_method="Send"} 1
  smsc_client_cost_total{smsc_method="Send"} 0.5
  smsc_client_parts_total{smsc_method="Send"} 1
  smsc_client_sends_total{smsc_method="Send", smsc_outcome="accepted"} 1
`, shown)
}

// TestListen goes on until it is stopped, and serves what Prometheus scrapes.
func TestListen(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	out := &page{written: make(chan struct{}, 1)}
	done := make(chan error, 1)
	go func() { done <- run(ctx, []string{"-listen", "127.0.0.1:0"}, out) }()
	address := ""
	for address == "" {
		select {
		case <-out.written:
			if found := regexp.MustCompile(`http://\S+/metrics`).FindString(out.String()); found != "" {
				address = found
			}
		case err := <-done:
			require.FailNow(t, "it ended", "%v", err)
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.Contains(t, string(body), "\nsmsc_client_sends_total{")
	cancel()
	require.NoError(t, <-done)
}

// page is a writer that tells when something was written.
type page struct {
	mu      sync.Mutex
	text    strings.Builder
	written chan struct{}
}

func (p *page) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case p.written <- struct{}{}:
	default:
	}
	return p.text.Write(b)
}

func (p *page) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// TestWrongFlags are an error before anything is started.
func TestWrongFlags(t *testing.T) {
	t.Parallel()
	require.Error(t, run(t.Context(), []string{"-listen"}, io.Discard))
	require.Error(t, run(t.Context(), []string{"-listen", "256.0.0.1:1"}, io.Discard))
}

// trouble is a shop for which everything goes wrong that there is an alert for.
type trouble struct {
	*shop

	gateway  *smsctest.Gateway
	registry *prometheus.Registry
}

func newTrouble(t *testing.T) trouble {
	t.Helper()
	registry := prometheus.NewRegistry()
	telemetry, err := newTelemetry(new(spanStore), registry)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, telemetry.stop(context.WithoutCancel(t.Context()))) })
	gateway := smsctest.New(smsctest.WithLimits(func(l *smsctest.Limits) { *l = smsctest.Limits{} }))
	t.Cleanup(gateway.Close)
	shop, err := open(telemetry, smsc.WithEndpoint(smsctest.Endpoint), smsc.WithHTTPClient(&http.Client{Transport: gateway.Transport()}),
		smsc.WithPacing(func(p *smsc.Pacing) { *p = smsc.Pacing{} }))
	require.NoError(t, err)
	return trouble{shop, gateway, registry}
}

// happen lets everything happen once. order makes the IDs of the messages.
func (s trouble) happen(t *testing.T, order string) {
	t.Helper()
	ctx := t.Context()
	s.client.Unblock()
	s.waiting = nil
	s.gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter, Times: 1})
	s.place(ctx, order+"-resolved")
	_, err := s.text(ctx)
	require.NoError(t, err)

	s.gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultStatus, Status: 504, Times: 1})
	short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	s.place(ctx, order+"-unknown")
	_, err = s.text(short)
	require.ErrorIs(t, err, smsc.ErrOutcomeUnknown)

	_, err = s.client.Cost(ctx, smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
	require.NoError(t, err)
	_, err = s.client.Status(ctx, smsc.StatusRequest{Recipient: "+380501234567", ID: order + "-nothing"})
	require.ErrorIs(t, err, smsc.ErrNotFound)
	_, err = s.client.Balance(ctx)
	require.NoError(t, err)

	s.gateway.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 4, Times: 1})
	s.place(ctx, order+"-blocked")
	for _, want := range []error{smsc.ErrIPBlocked, smsc.ErrBlocked} {
		_, err = s.text(ctx)
		require.ErrorIs(t, err, want)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting[0].placed = time.Now().Add(-time.Hour)
}
