package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestResolve(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lost    smsctest.Fault
		args    []string
		exit    int
		outcome string
	}{
		"the service has it":           {answerLost, nil, exitDone, `"outcome":"accepted","resolved":true`},
		"the service does not have it": {messageLost, nil, exitNotSent, `"kind":"not_found","outcome":"not_sent"`},
		"not enough time":              {messageLost, []string{"--timeout", "1m"}, exitUnknown, `"outcome":"unknown"`},
		"another endpoint": {
			answerLost, []string{"--endpoint", "https://www2.smsc.test/sys/soap.php"}, exitUnknown, `"outcome":"unknown"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := console{gateway: smsctest.New(smsctest.WithStrictRequests())}
				c.send(t, test.lost)
				before := c.gateway.Accepted()
				exit := c.run(t.Context(), c.record(t), append([]string{"resolve", "--json"}, test.args...)...)
				assert.Equal(t, test.exit, exit)
				assert.Contains(t, c.stdout+c.stderr, test.outcome)
				assert.Equal(t, before, c.gateway.Accepted(), "it sends nothing")
			})
		})
	}
}

// TestResolve_goesOn: what it could not find out it gives back, to be asked again.
func TestResolve_goesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := console{gateway: smsctest.New(smsctest.WithStrictRequests())}
		c.send(t, answerLost, "--json")
		c.gateway.Inject(smsctest.Fault{Kind: smsctest.FaultHang})
		require.Equal(t, exitUnknown, c.run(t.Context(), c.stderr, "resolve", "--json"))
		var got struct{ Error problem }
		require.NoError(t, json.Unmarshal([]byte(c.stderr), &got))
		assert.Equal(t, []string{"+380501234567"}, got.Error.Record.Recipients)
		assert.Equal(t, got.Error.ID, got.Error.Record.ID)
		c.gateway.ClearFaults()
		c.gateway.ReleaseHung()
		assert.Equal(t, exitDone, c.run(t.Context(), c.stderr, "resolve"))
		assert.Contains(t, c.stdout, "outcome: accepted\nid: "+got.Error.ID+"\n")
	})
}

func TestResolve_refuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ record, want string }{
		"nothing":   {"", "the record must be one JSON object, as smsc send prints it"},
		"no object": {"hidden", "the record must be one JSON object, as smsc send prints it"},
		"an error without one": {
			`{"error":{"id":"order-1"}}`, "the record: id must be 1-2147483647, or 1-40 of A-Z a-z 0-9 . - _ that are not all digits; " +
				"recipients needs at least one recipient; the members of groups cannot be asked for",
		},
		"a group": {`{"id":"order-1","recipients":["G1"]}`, "the record: recipients[0] must be one recipient, not a group"},
		"too much": {
			strings.Repeat(" ", maxInput) + "{}", "the record: the input is larger than 1 MiB",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := console{gateway: smsctest.New(smsctest.WithStrictRequests())}
			assert.Equal(t, exitUsage, c.run(t.Context(), test.record, "resolve"))
			assert.Equal(t, "smsc: "+test.want+"\n", c.stderr)
			assert.NotContains(t, c.stderr, "hidden")
			assert.Empty(t, c.gateway.Requests())
		})
	}
}

// TestInput_endsWithItsContext: nobody types the record.
func TestInput_endsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		terminal, release := blocked()
		defer release()
		go func() {
			synctest.Wait()
			cancel()
		}()
		_, err := input(ctx, "-", terminal)
		got := describe(err)
		assert.Equal(t, exitNotSent, got.exit)
		assert.Equal(t, "canceled", got.Kind)
	})
}

// blocked is a reader on which nothing comes until it is released.
func blocked() (reader, func()) {
	released := make(chan struct{})
	return func() (int, error) { <-released; return 0, errors.New("closed") }, func() { close(released) }
}

type reader func() (int, error)

func (r reader) Read([]byte) (int, error) { return r() }

func TestRecord_survivesItsWay(t *testing.T) {
	t.Parallel()
	want := smsc.SendRecord{ID: "order-1", Recipients: []string{"+380501234567"}, Groups: true, Generated: true, Texts: []string{"ab"}}
	line, err := json.Marshal(want)
	require.NoError(t, err)
	object, err := json.Marshal(map[string]problem{"error": {ID: "order-1", Record: &want}})
	require.NoError(t, err)
	for _, written := range []string{string(line), "\ufeff" + string(line) + "\r\n", string(object)} {
		got, err := readRecord(t.Context(), "-", strings.NewReader(written))
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}
