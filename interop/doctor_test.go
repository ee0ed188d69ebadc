//go:build interop

package interop_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/doctor"
)

// examine lets the doctor look at a server that this project has not written, and
// returns what each check saw.
func examine(t *testing.T, config doctor.Config) map[string]string {
	t.Helper()
	config.Login, config.Password, config.APIKey = login, password, apiKey
	report, err := doctor.Run(t.Context(), config)
	require.NoError(t, err)
	seen := make(map[string]string)
	for _, f := range report.Findings {
		seen[f.ID] = f.Severity.String() + ": " + f.Seen
	}
	for _, id := range []string{"dns", "tcp.ipv4", "tcp.ipv6", "latency", "clock", "tls", "tls.certificate", "reserve"} {
		delete(seen, id)
	}
	return seen
}

func TestDoctorAgainstPHP(t *testing.T) {
	t.Parallel()
	s := startPHP(t, "")
	seen := examine(t, doctor.Config{Endpoint: s.endpoint})
	assert.Equal(t, map[string]string{
		"http": "ok: no redirect", "wsdl": "ok: 7 operations",
		"wsdl.namespace": "ok: as in this library", "wsdl.action": "ok: as in this library", "wsdl.operations": "ok: as in this library",
		"wsdl.requests": "ok: as in this library", "wsdl.answers": "ok: as in this library", "wsdl.additions": "ok: apikey, sms_cnt, phones",
		"credentials": "ok: accepted", "key": "ok: accepted", "key.query": "ok: accepted", "key.element": "ok: accepted",
		"key.password": "note: refused, with code 2", "namespace.https": "ok: refused", "namespace.http": "ok: accepted",
		"status.unknown": "warning: an answer", "status2.unknown": "warning: an answer", // this server knows every message
		"code.http": "skipped: no code came", "cost": "ok: a price", "cost.maxsms": "note: the cap on parts changes nothing",
		"cost.op": "ok: a price, without phones",
	}, seen)
	for _, call := range s.calls(t) {
		assert.NotContains(t, call.operation, "send")
	}
}

func TestDoctorAgainstPHPOfAnotherName(t *testing.T) {
	t.Parallel()
	s := startPHP(t, "https://smsc.kz/sys/soap.php")
	seen := examine(t, doctor.Config{Endpoint: s.endpoint})
	assert.Equal(t, "warning: 1 difference", seen["wsdl.namespace"])
	assert.Equal(t, "warning: 7 differences", seen["wsdl.action"])
	assert.Equal(t, "ok: as in this library", seen["wsdl.requests"])
	assert.Equal(t, "ok: accepted", seen["credentials"])
	assert.Equal(t, "warning: refused", seen["namespace.http"])
	assert.Equal(t, "ok: refused", seen["namespace.https"])
}

func TestDoctorAgainstGSOAP(t *testing.T) {
	t.Parallel()
	s := startGSOAP(t)
	seen := examine(t, doctor.Config{Endpoint: s.endpoint, Namespace: s.namespace})
	assert.Equal(t, "ok: accepted", seen["credentials"])
	assert.Equal(t, "ok: accepted", seen["key"])
	assert.Equal(t, "note: refused, with code 2", seen["key.query"], "this server does not look into query")
	assert.Equal(t, "ok: accepted", seen["key.element"])
	assert.Equal(t, "ok: a price", seen["cost"])
	assert.Contains(t, seen["wsdl"], "warning: ")
	assert.Len(t, seen, 21)

	// In a namespace that is not its own, nothing comes of it, and nothing is tried on.
	before := len(s.calls(t))
	seen = examine(t, doctor.Config{Endpoint: s.endpoint})
	assert.Equal(t, "failure: a Fault", seen["credentials"])
	assert.Equal(t, "skipped: needs credentials", seen["cost"])
	assert.Len(t, s.calls(t), before)
}

func TestDoctorSendsToPHPAfterAsking(t *testing.T) {
	t.Parallel()
	s := startPHP(t, "")
	report, err := doctor.RunAndSend(t.Context(), doctor.Config{
		Endpoint: s.endpoint, Login: login, Password: password, Skip: []string{"send.identical"},
	}, doctor.Sending{To: phone, Confirm: func(context.Context, doctor.Price) bool { return true }})
	require.NoError(t, err)
	for id, seen := range map[string]string{
		"send": "accepted", "send.unasked": "cnt came, cost and balance did not", "status.visible": "at the first question",
	} {
		found, ok := report.Finding(id)
		require.True(t, ok, id)
		assert.Equal(t, seen, found.Seen, id)
	}
	sends := 0
	for _, call := range s.calls(t) {
		if call.operation == "send_sms" || call.operation == "send_sms2" {
			sends++
		}
	}
	assert.Equal(t, 1, sends)
}
