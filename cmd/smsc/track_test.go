package main

import (
	"context"
	"encoding/csv"
	"iter"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// sentMailing has texted people whose messages have different lives.
func sentMailing(t *testing.T) *mailingTest {
	t.Helper()
	m := newMailing(t, "key,phone\na,+380501111111\nb,+380671111111\nc,+380931111111\nd,12\ne,+380631111111\n",
		smsctest.WithUndeliverable("38063"), smsctest.WithLife("38050", smsctest.Delivered(5*time.Second)),
		smsctest.WithLife("38067", smsctest.Failed(time.Hour, smsc.StatusUnavailable, 6)),
		smsctest.WithLife("38093", smsctest.Delivered(20*time.Hour)))
	require.Equal(t, exitRefused, m.send("--text", "Hello", "--yes"), m.stderr)
	return m
}

// TestTrack follows each message to its end. Rows without one stay as they are.
func TestTrack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := sentMailing(t)
		before := m.results()
		track := []string{"track", "--file", m.path("results.csv"), "--out", m.path("results.csv")}
		require.Equal(t, exitDone, m.run(t.Context(), "", append(track, "--json", "--valid", "2h")...), m.stderr)
		assert.Regexp(t, `^{"messages":3,"delivered":1,"failed":1,"not_found":0,"open":1,"questions":[0-9]+,"results":".*results.csv"}\n$`, m.stdout)
		assert.Empty(t, m.stderr)
		after := m.results()
		id := before["a"][1]
		assert.Equal(t, []string{"+380501111111", id, "accepted", "delivered", ""}, after["a"])
		assert.Equal(t, []string{"+380671111111", id, "accepted", "unavailable number", "subscriber offline"}, after["b"])
		assert.Equal(t, []string{"+380931111111", id, "accepted", "passed to the operator", "no final status"}, after["c"])
		assert.Equal(t, before["d"], after["d"])
		assert.Equal(t, before["e"], after["e"])

		// What has come to its end is not asked for again.
		questions := len(m.gateway.Requests())
		require.Equal(t, exitDone, m.run(t.Context(), "", append(track, "--valid", "1m")...), m.stderr)
		assert.Contains(t, m.stdout, "messages: 1\ndelivered: 0\nopen: 1\n")
		assert.Less(t, len(m.gateway.Requests())-questions, 8)
		assert.Len(t, m.results(), 5)
	})
}

// TestTrackStops leaves a file with every row, and goes on with it.
func TestTrackStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := sentMailing(t)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		track := []string{"track", "--file", m.path("results.csv"), "--out", m.path("results.csv")}
		require.Equal(t, exitNotSent, m.run(ctx, "", track...))
		assert.Contains(t, m.stderr, "Stopping:")
		assert.Equal(t, "smsc: stopped when 1 of 3 messages had come to their end; run smsc track with what it has written to go on\n", lastLine(m.stderr))
		assert.Contains(t, m.stdout, "messages: 3\ndelivered: 1\nopen: 2\n")
		results := m.results()
		require.Len(t, results, 5)
		assert.Equal(t, []string{"delivered", ""}, results["a"][3:])
		assert.Equal(t, []string{"passed to the operator", ""}, results["b"][3:])
		require.Equal(t, exitNotSent, m.run(t.Context(), "", append(track, "--timeout", "2h")...))
		assert.Equal(t, "unavailable number", m.results()["b"][3])
	})
}

func lastLine(text string) string {
	lines := strings.SplitAfter(text, "\n")
	return lines[max(0, len(lines)-2)]
}

// TestTrackTables: any CSV file will do, and comes out with the columns that it lacks.
func TestTrackTables(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := sentMailing(t)
		id := m.results()["a"][1]
		m.write("mine.csv", "order;ID;Phone\n17;"+id+";+380501111111\n18;"+id+";+380501111111\n19;nobody;+380501111111\n20;;\n21\n")
		require.Equal(t, exitDone, m.run(t.Context(), "", "track", "--file", m.path("mine.csv")), m.stderr)
		rows, err := csv.NewReader(strings.NewReader(m.stdout)).ReadAll()
		require.NoError(t, err)
		assert.Equal(t, []string{"order", "ID", "Phone", "status", "error"}, rows[0])
		assert.ElementsMatch(t, [][]string{
			{"17", id, "+380501111111", "delivered", ""},
			{"18", id, "+380501111111", "delivered", ""},
			{"19", "nobody", "+380501111111", "", "not found"},
			{"20", "", "", "", ""},
			{"21", "", "", "", ""},
		}, rows[1:])

		// A message of which nothing was known is accepted, since the service has it.
		m.write("results.csv", "key,phone,id,outcome,status,error\na,+380501111111,"+id+",unknown,,time-out\n")
		require.Equal(t, exitDone, m.run(t.Context(), "", "track", "--file", m.path("results.csv")), m.stderr)
		assert.Equal(t, "key,phone,id,outcome,status,error\na,+380501111111,"+id+",accepted,delivered,\n", m.stdout)
	})
}

func TestTrack_refuses(t *testing.T) {
	t.Parallel()
	m := newMailing(t, "key,phone\na,1\n")
	m.write("results.csv", "key,phone,id\na,+380501111111,x\n")
	for _, test := range []struct {
		args    []string
		exit    int
		message string
	}{
		{nil, exitUsage, "--file is required"},
		{[]string{"--file", m.path("people.csv")}, exitUsage, `no column "id"`},
		{[]string{"--file", m.path("results.csv"), "--json"}, exitUsage, "--json needs --out"},
		{[]string{"--file", m.path("results.csv"), "--valid", "0s"}, exitUsage, "--valid must be"},
		{[]string{"--file", m.path("results.csv"), "--per-minute", "-1"}, exitUsage, "--per-minute must"},
		{[]string{"--file", m.path("results.csv"), "--out", m.path("no/where")}, exitFailed, "--out: "},
	} {
		assert.Equal(t, test.exit, m.run(t.Context(), "", append([]string{"track"}, test.args...)...), test.args)
		assert.Contains(t, m.stderr, test.message)
	}
	// A wrong password would be tried again and again.
	m.gateway.Inject(smsctest.Fault{Op: "balance", Kind: smsctest.FaultCode, Code: 2})
	assert.Equal(t, exitRejected, m.run(t.Context(), "", "track", "--file", m.path("results.csv"), "--out", m.path("out.csv")))
	_, err := os.Stat(m.path("out.csv"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// TestStatusWait waits until delivery is over.
func TestStatusWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := console{gateway: smsctest.New(smsctest.WithLife("", smsctest.Delivered(10*time.Minute)))}
		require.Equal(t, exitDone, c.run(t.Context(), "", "send", "--to", "+380501234567", "--text", "Hello", "--id", "order-1"))
		status := []string{"status", "--phone", "+380501234567", "--id", "order-1", "--wait"}
		assert.Equal(t, exitNotSent, c.run(t.Context(), "", append(status, "--timeout", "1m")...))
		assert.Equal(t, "smsc: context deadline exceeded; the status so far: passed to the operator\n", c.stderr)
		require.Equal(t, exitDone, c.run(t.Context(), "", append(status, "--json", "--detail", "1", "--param", "x=1")...), c.stderr)
		assert.Contains(t, c.stdout, `"final":true,"delivered":true`)
		assert.Contains(t, c.stdout, `"text":"Hello"`)
		requests := c.gateway.Requests()
		assert.Contains(t, requests[len(requests)-1].Query, smsctest.Parameter{Name: "x", Value: "1"})

		assert.Equal(t, exitRejected, c.run(t.Context(), "", "status", "--phone", "+380501234567", "--id", "order-2", "--wait"))
		assert.Contains(t, c.stderr, "error 3")
		assert.Equal(t, exitUsage, c.run(t.Context(), "", "status", "--phone", "a", "--id", "order-2", "--wait"))
		assert.Equal(t, exitUsage, c.run(t.Context(), "", "status", "--phone", "+380501234567", "--id", "order-2", "--valid", "1h"))
		assert.Contains(t, c.stderr, "--valid goes with --wait")
		c.gateway.Inject(smsctest.Fault{Op: "balance", Kind: smsctest.FaultCode, Code: 2})
		assert.Equal(t, exitRejected, c.run(t.Context(), "", status...))
	})
}

// TestRest: rows that the tracker has taken and said nothing of are not lost, whether
// more of them follow or not.
func TestRest(t *testing.T) {
	t.Parallel()
	rows, err := openTracked(written(t, "phone,id\n1,a\n2,b\n3,\n4,d\n"))
	require.NoError(t, err)
	for taken := range 4 {
		next, stop := iter.Pull2(rows.table.rows(t.Context()))
		var out strings.Builder
		f := &following{tracked: rows, next: next, open: make(map[smsc.Ref][][]string), out: csv.NewWriter(&out)}
		for range taken {
			_, ok := f.take()
			require.True(t, ok)
		}
		f.rest()
		stop()
		require.NoError(t, f.err)
		assert.ElementsMatch(t, []string{"1,a,,", "2,b,,", "3,,,", "4,d,,"}, strings.Fields(out.String()), taken)
		assert.Equal(t, []int{3, 3}, []int{f.done.Messages, f.done.Open}, taken)
	}
}
