package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// around are the surroundings of a run that calls an emulator and reads nothing.
func around(endpoint string, stdout, stderr io.Writer) surroundings {
	return surroundings{
		stdin: strings.NewReader(""), stdout: stdout, stderr: stderr,
		env: func(name string) string { return map[string]string{"SMSC_ENDPOINT": endpoint}[name] },
		credentials: func() (smsc.Credentials, error) {
			return smsc.Password(smsctest.DefaultLogin, smsctest.DefaultPassword), nil
		},
	}
}

// console runs the command against an emulator in memory, so that in a bubble the
// minutes in which it waits pass at once.
type console struct {
	gateway        *smsctest.Gateway
	terminal       bool // a person sits there
	stdout, stderr string
}

func (c *console) run(ctx context.Context, stdin string, args ...string) (exit int) {
	var stdout, stderr bytes.Buffer
	surroundings := around(smsctest.Endpoint, &stdout, &stderr)
	surroundings.stdin = strings.NewReader(stdin)
	surroundings.transport = c.gateway.Transport()
	surroundings.terminal = func(any) bool { return c.terminal }
	exit = run(ctx, args, surroundings)
	c.stdout, c.stderr = stdout.String(), stderr.String()
	return exit
}

// send leaves a message of which nothing is known, because its answer or the message
// itself is lost and the service does not tell.
func (c *console) send(t *testing.T, fault smsctest.Fault, format ...string) {
	t.Helper()
	c.gateway.Inject(fault)
	c.gateway.Inject(smsctest.Fault{Op: "status", Kind: smsctest.FaultStatus})
	exit := c.run(t.Context(), "", append([]string{"send", "--to", "+380501234567", "--text", "Hello", "--timeout", "5s"}, format...)...)
	require.Equal(t, exitUnknown, exit, c.stderr)
	c.gateway.ClearFaults()
}

func (c *console) record(t *testing.T) string {
	t.Helper()
	_, record, found := strings.Cut(c.stderr, "\n")
	require.True(t, found)
	return record
}

var (
	answerLost  = smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter}
	messageLost = smsctest.Fault{Op: "send", Kind: smsctest.FaultDropBefore}
)
