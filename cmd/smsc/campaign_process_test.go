package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// processTest drives the built program against an emulator that does not notice
// duplicates, so that nothing but the journal keeps them away.
type processTest struct {
	*mailingTest

	server *smsctest.Server
	log    *transcript
}

func newProcessTest(t *testing.T, people string) *processTest {
	t.Helper()
	reader, writer := io.Pipe()
	patience := time.AfterFunc(time.Minute, func() { _ = writer.Close() }) // who waits for a line fails then
	t.Cleanup(func() {
		patience.Stop()
		_ = writer.Close()
	})
	server := smsctest.NewServer(t, smsctest.WithBalance(decimal.NewFromInt(100_000)),
		smsctest.WithLimits(func(l *smsctest.Limits) { l.DuplicateWindow = 0 }),
		smsctest.WithLogger(slog.New(slog.NewTextHandler(writer, nil))))
	m := &mailingTest{&console{gateway: server.Gateway}, t, t.TempDir()}
	m.write("people.csv", people)
	return &processTest{m, server, record(reader)}
}

// start starts smsc send --file. output is complete when it has ended.
func (p *processTest) start(args ...string) (process *exec.Cmd, output *bytes.Buffer) {
	process = exec.CommandContext(context.Background(), "smsc", p.command(append(args, "--text", "Hello", "--yes")...)...)
	process.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "SMSC_") }),
		"SMSC_LOGIN="+smsctest.DefaultLogin, "SMSC_PASSWORD="+smsctest.DefaultPassword, "SMSC_ENDPOINT="+p.server.Endpoint(), "GORACE=atexit_sleep_ms=0")
	output = new(bytes.Buffer)
	process.Stdout, process.Stderr = output, output
	require.NoError(p.t, process.Start())
	p.t.Cleanup(func() { _ = process.Process.Kill() })
	return process, output
}

// logged waits until the emulator has logged a line so many times.
func (p *processTest) logged(pattern string, times int) {
	p.t.Helper()
	require.True(p.t, p.log.count(regexp.MustCompile(pattern), times), p.log.text())
}

// exit is how a process ended; -1 by a signal.
func exit(t *testing.T, process *exec.Cmd) int {
	t.Helper()
	err := process.Wait()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		return ended.ExitCode()
	}
	require.NoError(t, err)
	return 0
}

// reversed is a file of people in the opposite order, with one more at its end.
func reversed(n int) string {
	lines := strings.Split(strings.TrimSpace(people(n+1)), "\n")
	slices.Reverse(lines[1:])
	return strings.Join(lines, "\n")
}

// TestKilledAndStartedAgain: after kill -9 in the middle, with the rows in another order
// and one more of them, everybody has one message.
func TestKilledAndStartedAgain(t *testing.T) {
	t.Parallel()
	const n = 2000 // ten requests, which are on their way at once
	p := newProcessTest(t, people(n))
	p.gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultHang, Accept: true, Nth: 2})
	p.gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultHang, Accept: true, Nth: 5})
	process, _ := p.start()
	p.logged(`op=send_sms2 .*accepted=200`, n/200)
	require.NoError(t, process.Process.Kill())
	require.Equal(t, -1, exit(t, process))
	p.once(n)
	_, err := os.Stat(p.path("results.csv"))
	require.ErrorIs(t, err, os.ErrNotExist, "results appear when they are whole")

	p.gateway.ClearFaults()
	p.write("people.csv", reversed(n))
	process, output := p.start()
	require.Equal(t, exitDone, exit(t, process), "%s", output)
	assert.Contains(t, output.String(), fmt.Sprintf("accepted: %d\n", n+1))
	for key, row := range p.results() {
		require.Equal(t, []string{"accepted", "", ""}, row[2:], key)
	}
	require.Len(t, p.results(), n+1)
	p.once(n + 1)
}

// TestInterruptedAndStartedAgain: Ctrl-C lets what is on its way come to its end, and the
// same command goes on.
func TestInterruptedAndStartedAgain(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("no process can be interrupted there")
	}
	const n = 2000
	p := newProcessTest(t, people(n))
	process, output := p.start("--per-minute", "6000") // a request in two seconds
	p.logged(`op=send_sms2 .*accepted=200`, 1)
	require.NoError(t, process.Process.Signal(os.Interrupt))
	require.Equal(t, exitNotSent, exit(t, process), "%s", output)
	assert.Regexp(t, `smsc: stopped when [0-9]+ of 2000 messages were done; `+goOn, output.String())
	sent := p.gateway.Accepted()
	assert.GreaterOrEqual(t, sent, 200)
	assert.Less(t, sent, n)
	p.once(sent)
	accepted := 0
	for _, row := range p.results() {
		if row[2] == "accepted" {
			accepted++
		}
	}
	assert.Equal(t, sent, accepted, "the results of a run that was stopped are true")

	process, output = p.start()
	require.Equal(t, exitDone, exit(t, process), "%s", output)
	assert.Contains(t, output.String(), fmt.Sprintf("by earlier runs: %d\n", sent))
	require.Len(t, p.results(), n)
	p.once(n)
}
