package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patience is how long a test waits for Prometheus: the machine may be busy.
const patience = time.Minute

// program returns the path of a program of Debian's package prometheus. Where it is
// missing the test is skipped, or fails if SMSC_REQUIRE_PROMETHEUS is set.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("SMSC_REQUIRE_PROMETHEUS") != "" {
		t.Fatalf("%s is missing, see make observability", name)
	}
	if err != nil {
		t.Skipf("%s is missing, see make observability", name)
	}
	return path
}

// TestRules asks promtool whether the rules are right, and whether they fire when they
// should and at no other time.
func TestRules(t *testing.T) {
	t.Parallel()
	promtool := program(t, "promtool")
	for _, arguments := range [][]string{{"check", "rules", "alerts.yaml"}, {"test", "rules", "alerts_test.yaml"}} {
		command := exec.CommandContext(t.Context(), promtool, arguments...)
		command.Dir = documents + "observability"
		out, err := command.CombinedOutput()
		require.NoError(t, err, "%s", out)
		assert.Contains(t, string(out), "SUCCESS")
	}
	for _, a := range alerts(t) {
		tested := read(t, documents+"observability/alerts_test.yaml")
		assert.GreaterOrEqual(t, strings.Count(tested, "alertname: "+a.Alert+"\n"), 1, "%s is tested to fire", a.Alert)
		assert.GreaterOrEqual(t, strings.Count(tested, "alertname: "+a.Alert+", exp_alerts: []"), 2, "%s is tested to be silent", a.Alert)
	}
}

// TestPrometheus lets a real Prometheus scrape a shop for which everything goes wrong.
// Then each alert is on its way to fire, and each panel has something to show.
func TestPrometheus(t *testing.T) {
	t.Parallel()
	path := program(t, "prometheus")
	shop := newTrouble(t)
	metrics, stop, err := serve(t.Context(), "127.0.0.1:0", promhttp.HandlerFor(shop.registry, promhttp.HandlerOpts{}))
	require.NoError(t, err)
	t.Cleanup(stop)
	p := start(t, path, strings.TrimPrefix(metrics, "http://"))

	// The zeros of the beginning are seen first, then each event twice, so that rates
	// have something to count.
	unknown := `smsc_client_sends_total{smsc_method="Send",smsc_outcome="unknown"}`
	p.until(t, unknown+" == 0")
	for i := range 2 {
		shop.happen(t, fmt.Sprint("order-", i))
		p.until(t, fmt.Sprint(unknown, " == ", i+1, " and on () smsc_client_balance < 100 and on () smsc_queue_gate_closed == 1"))
	}

	for _, a := range alerts(t) {
		t.Log(a.Alert, p.until(t, a.Expr))
	}
	for _, one := range readDashboard(t).Panels {
		for _, target := range one.Targets {
			t.Log(one.Title, target.RefID, p.until(t, target.query()))
		}
	}
	p.armed(t)
}

// server is a running Prometheus.
type server struct{ base string }

// start starts Prometheus on loopback, with the rules of docs/observability, and ends it
// with the test.
func start(t *testing.T, path, target string) server {
	t.Helper()
	folder := t.TempDir()
	rules, err := filepath.Abs(documents + "observability/alerts.yaml")
	require.NoError(t, err)
	config := filepath.Join(folder, "prometheus.yaml")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, `
global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}
rule_files: [%q]
scrape_configs: [{job_name: shop, static_configs: [{targets: [%q]}]}]
`, rules, target), 0o600))
	address := free(t)
	command := exec.Command(path, "--config.file="+config, "--storage.tsdb.path="+filepath.Join(folder, "data"),
		"--web.listen-address="+address, "--log.level=warn")
	log, err := os.Create(filepath.Join(folder, "log"))
	require.NoError(t, err)
	command.Stdout, command.Stderr = log, log
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		_ = command.Wait()
		_ = log.Close()
		if t.Failed() {
			t.Log(read(t, log.Name()))
		}
	})
	return server{"http://" + address}
}

// free returns a loopback address that nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

// get reads an answer of the API of Prometheus.
func (s server) get(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/api/v1/"+path, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", response.Status, body)
	}
	return json.Unmarshal(body, into)
}

// eventually asks for something until it is there.
func eventually(t *testing.T, what string, there func() (bool, any)) {
	t.Helper()
	ticks := time.NewTicker(100 * time.Millisecond)
	defer ticks.Stop()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		ok, seen := there()
		if ok {
			return
		}
		select {
		case <-ticks.C:
		case <-late.C:
			require.FailNow(t, "it did not come", "%s: %v", what, seen)
		}
	}
}

// until evaluates an expression until it has a result, all of it numbers, and returns
// that.
func (s server) until(t *testing.T, expr string) (values []string) {
	t.Helper()
	eventually(t, expr, func() (bool, any) {
		var answer struct {
			Data struct {
				Result []struct {
					Metric map[string]string `json:"metric"`
					Value  [2]any            `json:"value"`
				} `json:"result"`
			} `json:"data"`
		}
		if err := s.get(t.Context(), "query?query="+url.QueryEscape(expr), &answer); err != nil {
			return false, err
		}
		values = nil
		for _, result := range answer.Data.Result {
			number, err := strconv.ParseFloat(fmt.Sprint(result.Value[1]), 64)
			if err != nil || number != number { // not a number
				return false, answer
			}
			values = append(values, fmt.Sprintf("%v %.3g", result.Metric, number))
		}
		return len(values) > 0, answer
	})
	return values
}

// armed sees that Prometheus evaluates all rules without an error, and that each one is
// pending or firing.
func (s server) armed(t *testing.T) {
	t.Helper()
	eventually(t, "all alerts", func() (bool, any) {
		var answer struct {
			Data struct {
				Groups []struct {
					Rules []struct {
						Name      string `json:"name"`
						State     string `json:"state"`
						Health    string `json:"health"`
						LastError string `json:"lastError"` //nolint:tagliatelle // Prometheus's name
					} `json:"rules"`
				} `json:"groups"`
			} `json:"data"`
		}
		if err := s.get(t.Context(), "rules", &answer); err != nil {
			return false, err
		}
		ready := 0
		for _, group := range answer.Data.Groups {
			for _, rule := range group.Rules {
				if rule.Health == "ok" && rule.LastError == "" && (rule.State == "pending" || rule.State == "firing") {
					ready++
				}
			}
		}
		return ready == len(alerts(t)), answer
	})
}
