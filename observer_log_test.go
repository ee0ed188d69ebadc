package smsc_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestLogRecords(t *testing.T) {
	t.Parallel()
	synctest.Test(t, testLogRecords)
}

func testLogRecords(t *testing.T) {
	type record struct {
		Level, Msg, Op, Method, Endpoint, ID, Outcome, Kind string
		Code, Attempts                                      int
		HTTPStatus                                          int `json:"http_status"`
		Waited                                              int64
		Resolved                                            bool
		Until                                               string
	}
	logged := func(level slog.Level, call func(*smsc.Client), g *smsctest.Gateway, options ...smsc.Option) (records []record) {
		var out bytes.Buffer
		logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: level}))
		call(emulated(t, g, append(options, smsc.WithLogger(logger))...))
		for line := range strings.Lines(out.String()) {
			var one record
			require.NoError(t, json.Unmarshal([]byte(line), &one))
			records = append(records, one)
		}
		assert.NotContains(t, out.String(), "a secret code")
		assert.NotContains(t, out.String(), "380501234567")
		return records
	}
	send := func(c *smsc.Client) {
		_, _ = c.Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID, r.Text = "order-7", "a secret code" }))
	}
	attempt := record{Level: "DEBUG", Msg: "smsc attempt", Op: "send_sms", Endpoint: smsctest.Endpoint, ID: "order-7"}
	call := record{Level: "DEBUG", Msg: "smsc call", Method: "Send", ID: "order-7", Attempts: 1}
	change := func(r record, change func(*record)) record { change(&r); return r }

	assert.Equal(t, []record{attempt, call}, logged(slog.LevelDebug, send, smsctest.New(smsctest.WithCostOnDemand())))

	g := smsctest.New(smsctest.WithCostOnDemand())
	g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 3})
	failed := func(r *record) { r.Outcome, r.Kind, r.Code = "rejected", "insufficient_funds", 3 }
	assert.Equal(t, []record{change(attempt, failed), change(call, failed)}, logged(slog.LevelDebug, send, g))
	assert.Empty(t, logged(slog.LevelInfo, send, g))

	g = smsctest.New(smsctest.WithCostOnDemand())
	g.Inject(smsctest.Fault{Kind: smsctest.FaultStatus, Status: 502, Op: "send", Times: 1, Accept: true})
	assert.Equal(t, []record{
		change(attempt, func(r *record) { r.Outcome, r.Kind, r.HTTPStatus = "unknown", "http_status", 502 }),
		change(attempt, func(r *record) { r.Op = "get_status" }),
		change(call, func(r *record) { r.Attempts, r.Resolved = 2, true }),
	}, logged(slog.LevelDebug, send, g))

	twice := func(c *smsc.Client) {
		for range 2 {
			_, err := c.Balance(t.Context())
			assert.NoError(t, err)
		}
	}
	records := logged(slog.LevelDebug, twice, smsctest.New(smsctest.WithCostOnDemand()), smsc.WithPacing(func(p *smsc.Pacing) { p.BalancePerMinute = 1 }))
	require.Len(t, records, 4)
	assert.Equal(t, record{Level: "DEBUG", Msg: "smsc call", Method: "Balance", Attempts: 1, Waited: int64(61 * time.Second)}, records[3])

	g = smsctest.New(smsctest.WithCostOnDemand())
	g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 4})
	records = logged(slog.LevelWarn, func(c *smsc.Client) { send(c); send(c) }, g)
	require.Len(t, records, 1, "once, and not for each call that is kept back")
	until, err := time.Parse(time.RFC3339Nano, records[0].Until)
	require.NoError(t, err)
	assert.Equal(t, 30*time.Minute, time.Until(until))
	records[0].Until = ""
	assert.Equal(t, record{Level: "WARN", Msg: "smsc calls are stopped", Kind: "ip_blocked", Code: 4}, records[0])
}
