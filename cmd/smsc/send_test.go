package main

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// TestSend_unknown: whatever goes wrong on the way, and with the questions that follow,
// the command says that nobody knows, and prints what smsc resolve needs.
func TestSend_unknown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault smsctest.Fault
		kind  string
		says  string
	}{
		"a status":         {smsctest.Fault{Kind: smsctest.FaultStatus}, "http_status", "503"},
		"a fault of SOAP":  {smsctest.Fault{Kind: smsctest.FaultSOAP, Message: "Two\nlines"}, "soap_fault", "Two lines"},
		"no answer":        {smsctest.Fault{Kind: smsctest.FaultHang}, "timeout", "deadline"},
		"a lost answer":    {smsctest.Fault{Kind: smsctest.FaultDropAfter}, "connection", "EOF"},
		"a redirect":       {smsctest.Fault{Kind: smsctest.FaultRedirect}, "redirect", "redirect"},
		"a page":           {smsctest.Fault{Kind: smsctest.FaultHTML}, "malformed_answer", "answer"},
		"code 9, not ours": {smsctest.Fault{Op: "send", Kind: smsctest.FaultCode, Code: 9}, "duplicate", "error 9"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := console{gateway: smsctest.New(smsctest.WithStrictRequests())}
				c.gateway.Inject(test.fault)
				args := []string{"send", "--to", "+380501234567", "--text", "Hello", "--id", "order-1"}
				require.Equal(t, exitUnknown, c.run(t.Context(), "", append(args, "--json")...), c.stderr)
				assert.Contains(t, c.stderr, `"kind":"`+test.kind+`","outcome":"unknown"`)
				assert.Contains(t, c.stderr, test.says)
				assert.Contains(t, c.stderr, `"record":{"id":"order-1","recipients":["+380501234567"],`)
				assert.LessOrEqual(t, c.gateway.Accepted(), 1)
			})
		})
	}
}

// TestSend_withTime sends once more when it is proved that the message was lost.
func TestSend_withTime(t *testing.T) {
	t.Parallel()
	for timeout, exit := range map[string]int{"30s": exitUnknown, "5m": exitDone} {
		t.Run(timeout, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := console{gateway: smsctest.New(smsctest.WithStrictRequests())}
				lost := messageLost
				lost.Times = 1
				c.gateway.Inject(lost)
				args := []string{"send", "--to", "+380501234567", "--text", "Hello", "--timeout", timeout}
				require.Equal(t, exit, c.run(t.Context(), "", args...), c.stderr)
				assert.Equal(t, exit == exitDone, c.gateway.Accepted() == 1)
			})
		})
	}
}

// TestSend_toGroupsAlone: their members cannot be asked for, so there is no record.
func TestSend_toGroupsAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := console{gateway: smsctest.New(smsctest.WithStrictRequests())}
		c.gateway.Inject(answerLost)
		require.Equal(t, exitUnknown, c.run(t.Context(), "", "send", "--group", "12", "--text", "Hello"), c.stderr)
		assert.Regexp(t, `^smsc: send: .* look into the account's history before you send it again\n$`, c.stderr)
	})
}
