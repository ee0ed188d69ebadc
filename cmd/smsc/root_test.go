package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestRun_saysThatAMessageWasAcceptedWhenItsResultCannotBeWritten(t *testing.T) {
	t.Parallel()
	server := smsctest.NewServer(t, smsctest.WithStrictRequests())
	var stderr bytes.Buffer
	code := run(t.Context(), []string{"send", "--json", "--to", "+380501234567", "--text", "Hello", "--id", "order-1"},
		around(server.Endpoint(), fullDisk{}, &stderr))
	assert.Equal(t, exitFailed, code)
	assert.Equal(t, 1, server.Accepted())
	var got map[string]map[string]any
	require.NoError(t, json.Unmarshal(stderr.Bytes(), &got))
	assert.Equal(t, "accepted", got["error"]["outcome"])
	assert.Equal(t, "order-1", got["error"]["id"])
	assert.Equal(t, "output", got["error"]["kind"])
}

func TestRun_servesNothingWhoseURLNobodyCanRead(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	code := run(t.Context(), []string{"serve", "--addr", "127.0.0.1:0"}, around("", fullDisk{}, &stderr))
	assert.Equal(t, exitFailed, code)
	assert.Equal(t, "smsc: writing the URL: no space left on device\n", stderr.String())
}

func TestRun_refuses(t *testing.T) {
	t.Parallel()
	server := smsctest.NewServer(t, smsctest.WithStrictRequests())
	message := []string{"--to", "+380501234567", "--text", "Hello"}
	with := func(args ...string) []string { return append(args, message...) }
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"an unknown command":            {[]string{"sned"}, `unknown command "sned", did you mean send?`},
		"an unknown command with flags": {[]string{"sned", "--text=hidden", "--to", "+380501234567"}, `unknown command "sned", did you mean send?`},
		"no command":                    {[]string{"--bogus", "hidden"}, "a command is required, such as send; smsc --help lists them"},
		"an argument":                   {[]string{"send", "hidden"}, "send takes flags only; one argument too many, or one that needs quotes around it"},
		"an unknown flag":               {[]string{"send", "--bogus=hidden"}, "unknown flag --bogus; smsc send --help lists the flags"},
		"a flag of another command":     {[]string{"balance", "--to", "+380501234567"}, "unknown flag --to; smsc balance --help lists the flags"},
		"a flag without a value":        {[]string{"send", "--to"}, "flag needs an argument: --to"},
		"two times":                     {with("cost", "--in", "10m", "--at", "2026-03-01T09:30:00Z"), "--at and --in are mutually exclusive"},
		"two texts":                     {with("send", "--text-file", "message.txt"), "--text and --text-file are mutually exclusive"},
		"several parameters": {
			with("send", "--param", "sender=Shop", "--param", "hlr=1", "--param", "psw=hidden", "--param", "nothing", "--param", "cost=1"),
			"--param sender is refused: use --sender; --param hlr is refused: use --channel hlr; " +
				"--param psw is refused: credentials come from the environment; --param number 4 must be name=value; " +
				"--param cost=1 is refused: smsc cost prices without sending",
		},
		"a parameter that only the SDK may set": {
			with("send", "--param", "charset=koi8-r"), "--param charset cannot be set here: it comes from the client",
		},
		"a recipient twice, and half minutes": {
			[]string{"send", "--to", "380501234567,+380501234567", "--text", "Hello", "--in", "90s"},
			"--to entry 2 repeats --to entry 1, which would get the message twice; --in must be whole minutes, 1 at least",
		},
		"a status of nothing": {[]string{"status"}, "--phone is required; --id is required"},
		"a detail that does not exist": {
			[]string{"status", "--phone", "+380501234567", "--id", "7", "--detail", "3", "--param", "all=1"},
			"--param all is refused: use --detail; --detail must be 0, 1 or 2",
		},
		"plain http to elsewhere": {
			[]string{"balance", "--endpoint", "http://example.com/sys/soap.php"},
			"--endpoint (SMSC_ENDPOINT) must be https, or http on this machine: the password would travel in clear text",
		},
		"a password in the endpoint": {
			[]string{"balance", "--endpoint", "https://user:hidden@example.com/sys/soap.php"},
			"--endpoint (SMSC_ENDPOINT) has a user name or password in it",
		},
		"no time":                   {[]string{"balance", "--timeout", "-1s"}, "--timeout must be positive"},
		"a server without a port":   {[]string{"serve", "--addr", "8025"}, "--addr must be host:port, such as 127.0.0.1:7672"},
		"a server without a login":  {[]string{"serve", "--login", ""}, "--login must not be empty"},
		"a server without password": {[]string{"serve", "--password", ""}, "--password must not be empty"},
		"a price of words":          {[]string{"serve", "--price", "38050=much"}, "--price must be an amount, or prefix=amount, such as 38050=0.7"},
		"a price for letters":       {[]string{"serve", "--price", "UA=1"}, "--price must be an amount, or prefix=amount, such as 38050=0.7"},
		"a life that is none":       {[]string{"serve", "--life", "38050=failed:3s:1"}, "--life must be delivered:5s, read:5s:1m, failed:3s:20 or unanswered, with prefix= before it or not"},
		"a limit that is none":      {[]string{"serve", "--limit", "patience=1"}, "--limit must be NAME=VALUE, with one of the names balance-per-minute, block, concurrent, concurrent-status, cost-per-minute, flood-messages, identical-sends, refused-sends, status-per-minute, wrong-passwords"},
		"a limit below nothing":     {[]string{"serve", "--limit", "concurrent=-1"}, "--limit concurrent must be a number, such as concurrent=5"},
		"a limit that is no time":   {[]string{"serve", "--limit", "block=5"}, "--limit block must be a time, such as block=1m"},
		"limits and none":           {[]string{"serve", "--no-limits", "--limit", "concurrent=1"}, "--limit and --no-limits are mutually exclusive"},
		"a server that keeps none":  {[]string{"serve", "--retention", "0"}, "--retention must be 1-10000000"},
		"an answer before time":     {[]string{"serve", "--latency", "-1s"}, "--latency must not be negative"},
		"a namespace of words":      {[]string{"serve", "--namespace", "urn:x"}, "--namespace must be an http or https URL"},
		"a server with an endpoint": {[]string{"serve", "--endpoint", server.Endpoint()}, "--endpoint is for the commands that call the service"},
		"a parameter of a channel": {
			with("send", "--param", "subj=Picture", "--param", "voice=m"),
			"--param subj goes with --channel mail or mms; --param voice goes with --channel call",
		},
		"an e-mail without subject and sender": {
			[]string{"send", "--to", "a@example.com", "--channel", "mail", "--text", "Hello"},
			"--param subj is required; --sender must be an e-mail address",
		},
		"a text where there is none": {with("send", "--channel", "hlr"), "--text must be empty: this channel has no text"},
		"an MMS of nothing": {
			[]string{"send", "--to", "+380501234567", "--channel", "mms"}, "--text is required, or --param subj",
		},
		"a binary that is none": {with("send", "--channel", "bin"), "--text must be hex digits, two a byte"},
		"half a coding": {
			[]string{"send", "--to", "+380501234567", "--channel", "bin", "--text", "05aa", "--param", "pid=1"},
			"--param pid and --param dcs go together; --text must begin with the length of its header, 00 for none, and hold that header",
		},
		"half of a call's numbers": {
			with("send", "--channel", "call", "--param", "param=25"),
			"--param param must be three numbers, wait,interval,attempts, such as 25,60,3",
		},
		"a channel of which nobody has heard": {
			with("send", "--channel", "pigeon"),
			"--channel must be one of sms, flash, hlr, ping, mail, mms, viber, whatsapp, tg, bot, soc, call, push, bin",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			assert.Equal(t, exitUsage, run(t.Context(), test.args, around(server.Endpoint(), &stdout, &stderr)))
			assert.Equal(t, "smsc: "+test.want, strings.TrimSuffix(stderr.String(), "\n"))
			assert.NotContains(t, stderr.String(), "hidden")
			assert.Empty(t, stdout.String())
		})
	}
	t.Cleanup(func() { assert.Empty(t, server.Requests(), "nothing of this was to be sent") })
}
