package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestViolations(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		field, rule string
		want        string
	}{
		"field":               {"Text", "is required", "--text is required"},
		"entry":               {"To[1]", "repeats To[0], twice", "--to entry 2 repeats --to entry 1, twice"},
		"time":                {"When", "SendBetween needs hours 0-23, From before To", "--between needs hours 0-23, From before To"},
		"a field in the rule": {"Spread.Interval", "is needed together with Spread.Period", "--param freq is needed together with --param period"},
		"advice":              {"Text", "holds a line; use Comment", "--text holds a line"},
		"extra":               {"Extra[fmt]", "is not yours", "--param fmt is not yours"},
		"no flag":             {"Personal[3].To", "is odd", "Personal[3].To is odd"},
		"the limit":           {"(further fields)", "7 more violations", "(further fields) 7 more violations"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, violations(smsc.ValidationErrors{{Field: test.field, Rule: test.rule}}))
		})
	}
	two := smsc.ValidationErrors{{Field: "ID", Rule: "is odd"}, {Field: "UserIP", Rule: "is odd"}}
	assert.Equal(t, "--id is odd; --param userip is odd", violations(two))
}

// TestViolations_speakOfFlags breaks the rules that flags can break. None of what it
// says may hold a name of Go.
func TestViolations_speakOfFlags(t *testing.T) {
	t.Parallel()
	server := smsctest.NewServer(t, smsctest.WithStrictRequests())
	goName := regexp.MustCompile(`[a-z][A-Z][a-z]|\b(Channel|Spread|Groups|Comment|With)\b|\bTo\[`)
	message := func(args ...string) []string {
		return append([]string{"send", "--to", "+380501234567", "--text", "Hello"}, args...)
	}
	many := make([]string, 1001)
	for i := range many {
		many[i] = fmt.Sprintf("+38050%07d", i)
	}
	for name, args := range map[string][]string{
		"nothing":             {"send"},
		"a group":             {"send", "--to", "G1", "--text", "Hello"},
		"groups":              message("--group", "0,1,1"),
		"too many":            {"send", "--to", strings.Join(many, ","), "--text", "Hello"},
		"a comment":           message("--text", "a\n~~~\nb"),
		"a prefix":            message("--text", "__CALL__a"),
		"a code":              message("--channel", "call", "--text", "code"),
		"no text or file":     {"send", "--to", "+380501234567", "--channel", "viber"},
		"no text or subject":  {"send", "--to", "+380501234567", "--channel", "mms"},
		"no title":            {"send", "--to", "+380501234567", "--channel", "push"},
		"no payload":          {"send", "--to", "+380501234567", "--channel", "bin", "--text", "00"},
		"an e-mail":           message("--channel", "mail", "--sender", "nobody", "--param", "subj=a\nb"),
		"a bot":               message("--channel", "bot", "--param", "bot=example"),
		"a voice":             message("--channel", "call", "--param", "voice=x, EN"),
		"a language alone":    message("--channel", "call", "--param", "voice=, en"),
		"some tries":          message("--channel", "call", "--param", "param=9,9,10"),
		"times":               message("--in", "1s"),
		"hours":               message("--between", "21-9"),
		"long ago":            message("--at", "1999-01-01T00:00:00Z"),
		"a period":            message("--param", "period=1"),
		"steps":               message("--param", "freq=1"),
		"a short period":      message("--param", "period=0.01", "--param", "freq=1"),
		"a file":              message("--param", "fileurl=example.com/a.png"),
		"days":                message("--param", "smsreq=1"),
		"a captcha":           message("--param", "imgcode=abc"),
		"a name":              message("--param", "odd-name=1"),
		"ours":                message("--param", "query=1"),
		"a sender, an ID":     message("--sender", strings.Repeat("x", 12), "--id", "a b"),
		"a status":            {"status", "--phone", "G1", "--id", "a b"},
		"an endpoint":         {"balance", "--endpoint", "ftp://example.com/"},
		"an open endpoint":    {"balance", "--endpoint", "http://example.com/sys/soap.php"},
		"a time-out":          {"balance", "--timeout", "-1s"},
		"a record of nothing": {"resolve"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			surroundings := around(server.Endpoint(), &stdout, &stderr)
			surroundings.stdin = strings.NewReader("{}")
			assert.Equal(t, exitUsage, run(t.Context(), args, surroundings))
			assert.NotRegexp(t, goName, stderr.String())
		})
	}
}
