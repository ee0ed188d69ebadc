package smsctest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

func TestRequestLogIsBounded(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithRequestLog(2), smsctest.WithRetention(0))
	for i := range 3 {
		w.send(t, phone, strconv.Itoa(i))
	}
	log := g.Requests()
	require.Len(t, log, 2)
	assert.Equal(t, []uint64{2, 3}, []uint64{log[0].Seq, log[1].Seq})
	assert.Equal(t, "2", log[1].Elements["mes"])
	assert.Len(t, g.Messages(), 1, "a retention of 0 is 1")
}

// What is handed out is the caller's own.
func TestSnapshotsAreCopies(t *testing.T) {
	t.Parallel()
	g, w, _ := timed()
	w.send2(t, phone, "00616263", "bin", "2", "x", "1")
	g.Messages()[0].Params["x"] = "2"
	g.Messages()[0].Binary.PID = 9
	g.Requests()[0].Elements["mes"] = "changed"
	g.Requests()[0].Query[0].Value = "changed"
	assert.Equal(t, "1", g.Messages()[0].Params["x"])
	assert.Equal(t, -1, g.Messages()[0].Binary.PID)
	assert.Equal(t, "00616263", g.Requests()[0].Elements["mes"])
	assert.Equal(t, "2", g.Requests()[0].Query[0].Value)
}

func TestLogAndSnapshotsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	g := smsctest.New(smsctest.WithCredentials("hush-login", "hush-password"), smsctest.WithAPIKey("hush-key"),
		smsctest.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	w := overTransport(g)
	w.call(t, "send", fields{"login", "hush-login", "psw", "hush-password", "phones", phone, "mes", "the text"})
	w.call(t, "send2", fields{"login", "", "psw", "", "phones", phone, "mes", "hi", "query", "apikey=hush-key&cost=2"})
	w.call(t, "balance", fields{"login", "", "psw", "", "apikey", "hush-key"})
	w.call(t, "status2", fields{"login", "", "psw", "", "phone", phone, "id", "1", "query", "apikey=hush-key", "apikey", "hush-key"})
	w.call(t, "balance", fields{"login", "hush-login", "psw", "hush-wrong"})
	w.raw(t, envelope(smsctest.Endpoint, "steal", fields{"psw", "hush-password"}))
	g.Inject(smsctest.Fault{Kind: smsctest.FaultEmpty})
	w.try(t, "balance", fields{"login", "hush-login", "psw", "hush-password"})
	for _, path := range []string{"/api/messages", "/api/requests"} {
		_, shown := api(t, w.http, "GET", "https://smsc.test"+path, "")
		assert.NotContains(t, shown, "hush", path)
		assert.Contains(t, shown, `"the text"`, path)
	}
	assert.NotContains(t, log.String(), "hush")
	assert.NotContains(t, log.String(), phone)
	assert.NotContains(t, log.String(), "the text")
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	require.Len(t, lines, 7, "one a request")
	assert.Contains(t, lines[0], "op=send_sms error=0 accepted=1 id=1")
	assert.Contains(t, lines[4], "op=get_balance error=2")
	assert.Contains(t, lines[5], "soap_fault=\"Procedure 'steal' not present\"")
	assert.Contains(t, lines[6], "fault=empty")
	injection := g.Inject(smsctest.Fault{Kind: smsctest.FaultHang})
	for _, value := range []any{g, smsctest.Server{Gateway: g}, &smsctest.Server{Gateway: g}, injection, g.Transport(), g.Requests(), g.Messages()} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			assert.NotContains(t, fmt.Sprintf(verb, value), "hush", "%T", value)
		}
		shown, err := json.Marshal(value)
		assert.NoError(t, err)
		assert.NotContains(t, string(shown), "hush", "%T", value)
	}
	assert.Equal(t, "smsctest.Gateway(accepted: 2)", fmt.Sprint(g))
}

func TestRequestIsLoggedWithoutSecrets(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithAPIKey("hush"))
	w := overTransport(g)
	w.call(t, "send2", fields{"login", "", "psw", "", "phones", phone, "mes", "hi", "id", "a", "query", "apikey=hush&cost=3&x=%D1%8F&x=2"})
	log := g.Requests()
	require.Len(t, log, 1)
	assert.Equal(t, "send_sms2", log[0].Operation)
	assert.Equal(t, map[string]string{"phones": phone, "mes": "hi", "id": "a"}, log[0].Elements)
	assert.Equal(t, []smsctest.Parameter{{Name: "cost", Value: "3"}, {Name: "x", Value: "я"}, {Name: "x", Value: "2"}}, log[0].Query)
	assert.Equal(t, "a", log[0].ID)
	assert.Equal(t, 1, log[0].Accepted)
	last, _ := g.Last(phone)
	assert.Equal(t, map[string]string{"cost": "3", "x": "2"}, last.Params)
	assert.Equal(t, log[0].Seq, last.Request)
}
