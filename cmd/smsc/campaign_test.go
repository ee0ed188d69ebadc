package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
	"github.com/go-smsc/smsc/smsctest"
)

// mailingTest is a folder with a file of people, and the command to text them.
type mailingTest struct {
	*console

	t      *testing.T
	folder string
}

func newMailing(t *testing.T, people string, options ...smsctest.Option) *mailingTest {
	t.Helper()
	gateway := smsctest.New(append([]smsctest.Option{smsctest.WithBalance(decimal.NewFromInt(100_000))}, options...)...)
	m := &mailingTest{&console{gateway: gateway}, t, t.TempDir()}
	m.write("people.csv", people)
	return m
}

func (m *mailingTest) path(name string) string { return filepath.Join(m.folder, name) }

func (m *mailingTest) write(name, content string) {
	require.NoError(m.t, os.WriteFile(m.path(name), []byte(content), 0o600))
}

// send runs smsc send --file with a journal and with results.
func (m *mailingTest) send(args ...string) int { return m.sendWithin(m.t.Context(), args...) }

func (m *mailingTest) sendWithin(ctx context.Context, args ...string) int {
	return m.run(ctx, "", m.command(args...)...)
}

func (m *mailingTest) command(args ...string) []string {
	return append([]string{
		"send", "--file", m.path("people.csv"), "--journal", m.path("run.jsonl"), "--out", m.path("results.csv"),
	}, args...)
}

// results are the rows of the results file by their keys.
func (m *mailingTest) results() map[string][]string {
	file, err := os.Open(m.path("results.csv"))
	require.NoError(m.t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(m.t, err)
	require.Equal(m.t, resultColumns, rows[0])
	byKey := make(map[string][]string)
	for _, one := range rows[1:] {
		require.NotContains(m.t, byKey, one[0], "a row for each key")
		byKey[one[0]] = one[1:]
	}
	return byKey
}

// once holds that nobody got a message twice.
func (m *mailingTest) once(accepted int) {
	assert.Equal(m.t, accepted, m.gateway.Accepted())
	for key, n := range m.gateway.Tally() {
		assert.Equal(m.t, 1, n, "%v", key)
	}
}

// people is a file with so many rows.
func people(n int) string {
	var b strings.Builder
	b.WriteString("key,phone,name\n")
	for i := range n {
		fmt.Fprintf(&b, "order-%d,+38050%07d,Name %d\n", i, i, i)
	}
	return b.String()
}

func TestMailing(t *testing.T) {
	t.Parallel()
	m := newMailing(t, "Phone;Key;Name\n050 111-11-11;a;Olha\n+380671111111;b;Petro\n12;c;Ivan\n0501111112;d\n0501111113;a;Olha\n+380931111111;e;Ivan\n",
		smsctest.WithUndeliverable("38093"))
	require.Equal(t, exitRefused, m.send("--template", "Hi {{.Name}}", "--country", "UA", "--sender", "Shop", "--yes"), m.stderr)
	assert.Empty(t, m.stderr)
	assert.Equal(t, "messages: 6\naccepted: 2\nrefused: 1\ninvalid: 2\nduplicate: 1\nparts: 2\ncost: 1\nresults: "+m.path("results.csv")+"\n", m.stdout)
	var texts []string
	for _, message := range m.gateway.Messages() {
		texts = append(texts, message.Phone+" "+message.Sender+" "+message.Text)
	}
	assert.ElementsMatch(t, []string{"380501111111 Shop Hi Olha", "380671111111 Shop Hi Petro"}, texts)
}

// TestMailingResults are complete after every run, whoever was texted by which.
func TestMailingResults(t *testing.T) {
	t.Parallel()
	m := newMailing(t, "key,phone,text\na,+380501111111,One\nb,+380931111111,Two\nc,12,Three\n", smsctest.WithUndeliverable("38093"))
	for range 2 {
		require.Equal(t, exitRefused, m.send("--yes", "--json"), m.stderr)
		results := m.results()
		require.Len(t, results, 3)
		assert.Equal(t, []string{"+380501111111", results["a"][1], "accepted", "", ""}, results["a"])
		assert.NotEmpty(t, results["a"][1])
		assert.Equal(t, "refused", results["b"][2])
		assert.NotEmpty(t, results["b"][4])
		assert.Equal(t, []string{"12", "", "invalid", "", "phone number is too short; short and local numbers are not accepted"}, results["c"])
	}
	assert.JSONEq(t, `{"messages":3,"accepted":1,"refused":1,"invalid":1,"duplicate":0,"not_sent":0,"unknown":0,"resumed":2,"parts":0,"cost":"0",
		"results":"`+m.path("results.csv")+`"}`, m.stdout)
	m.once(1)
	_, err := os.Stat(m.path("results.csv.part"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

// TestMailingTexts come from a column, a template, a file or the command line.
func TestMailingTexts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		text string
	}{
		"the column text":  {nil, "Sale"},
		"another column":   {[]string{"--text-column", "name"}, "Olha"},
		"a template":       {[]string{"--template", "{{.name}}: {{.text}} {{.phone}}"}, "Olha: Sale +380501111111"},
		"the same for all": {[]string{"--text", "{{.name}} is a column"}, "{{.name}} is a column"},
	} {
		m := newMailing(t, "phone,text,name\n+380501111111,Sale,Olha\n")
		require.Equal(t, exitDone, m.send(append(test.args, "--yes")...), "%s: %s", name, m.stderr)
		for _, message := range m.gateway.Messages() {
			assert.Equal(t, test.text, message.Text, name)
		}
		m.once(1)
	}
	m := newMailing(t, "phone,name\n+380501111111,Olha\n")
	m.write("text.tmpl", "Hi {{.name}}\nBye\n")
	require.Equal(t, exitDone, m.send("--template-file", m.path("text.tmpl"), "--yes"), m.stderr)
	for _, message := range m.gateway.Messages() {
		assert.Equal(t, "Hi Olha\nBye", message.Text)
	}
}

func TestMailing_refuses(t *testing.T) {
	t.Parallel()
	m := newMailing(t, "phone,name,name2,text\n+380501111111,Olha,Petro,Hello\n")
	m.write("twice.csv", "phone,x,x\n+380501111111,1,2\n")
	m.write("broken.csv", "phone,text\n+380501111111,Hello\n+380501111112,\"Hel\"lo\n")
	for _, test := range []struct {
		args    []string
		message string
	}{
		{[]string{"--yes", "--template", "{{.nam}}"}, `line 2: template: text:1:2: executing "text" at <.nam>: map has no entry for key "nam"; the columns are "phone", "name"`},
		{[]string{"--yes", "--template", "{{.name"}, "--template: template: text:1: unclosed action"},
		{[]string{"--yes", "--text-column", "nam"}, `no column "nam"`},
		{[]string{"--yes", "--key-column", "order"}, `no column "order": it has "phone", "name", "name2", "text"; --key-column names another one`},
		{[]string{"--yes", "--phone-column", "mobile"}, `no column "mobile"`},
		{[]string{"--yes", "--text", "a", "--template", "b"}, "--text and --template are mutually exclusive"},
		{[]string{"--yes", "--to", "+380501111111"}, "--file and --to are mutually exclusive"},
		{[]string{"--yes", "--id", "order-1"}, "--file and --id are mutually exclusive"},
		{[]string{"--yes", "--country", "Ukraine"}, "--country must be one of UA, RU, KZ"},
		{[]string{"--yes", "--per-minute", "-1"}, "--per-minute must not be negative"},
		{[]string{"--yes", "--max-cost", "0"}, "--max-cost must be more than 0"},
		{[]string{"--yes", "--sender", "Much too long a name"}, "--sender must be"},
		{[]string{"--yes", "--channel", "hlr"}, "--channel hlr goes out one by one"},
		{[]string{"--yes", "--param", "err=0"}, "--param err=0 does not go with --file"},
		{[]string{"--yes", "--in", "5m", "--between", "9-21"}, "--in and --between are mutually exclusive"},
		{[]string{"--yes", "--file", m.path("twice.csv"), "--template", "{{.x}}"}, `more than one column "x", so a template cannot name it`},
		{[]string{"--yes", "--file", m.path("twice.csv")}, "the text is missing"},
		{[]string{"--yes", "--file", m.path("broken.csv")}, "line 3"},
		{[]string{"--yes", "--file", m.path("none.csv")}, "none.csv"},
		{[]string{"--yes", "--out", m.path("people.csv")}, "must be different files"},
		{[]string{"--yes", "--out", m.path("./run.jsonl")}, "must be different files"},
		{[]string{"--yes", "--file", ""}, "--file must name a file"},
		{[]string{"--yes", "--journal", ""}, "--journal is required with --file"},
		{[]string{"--yes", "--out", ""}, "--out is required with --file"},
		{nil, "--yes is required where nobody can be asked"},
	} {
		assert.Equal(t, exitUsage, m.send(test.args...), test.args)
		assert.Contains(t, m.stderr, test.message)
		assert.Empty(t, m.stdout)
	}
	assert.Equal(t, exitUsage, m.run(t.Context(), "", "send", "--to", "+380501111111", "--text", "a", "--yes"))
	assert.Contains(t, m.stderr, "--yes goes with --file")
	assert.Zero(t, m.gateway.Accepted())
	_, err := os.Stat(m.path("results.csv"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// TestMailingJournals that cannot be used are no reason to text anybody.
func TestMailingJournals(t *testing.T) {
	t.Parallel()
	m := newMailing(t, people(1))
	m.write("run.jsonl", "this is no journal\n")
	assert.Equal(t, exitFailed, m.send("--text", "a", "--yes", "--json"))
	assert.Contains(t, m.stderr, `{"error":{"op":null,"code":null,"kind":"journal","outcome":"not_sent","message":"--journal: the journal is damaged: `)
	require.NoError(t, os.Remove(m.path("run.jsonl")))
	journal, err := campaign.OpenJournal(m.path("run.jsonl"))
	require.NoError(t, err)
	defer journal.Close()
	assert.Equal(t, exitFailed, m.send("--text", "a", "--yes"))
	assert.Contains(t, m.stderr, "--journal: the journal is in use")
	assert.Zero(t, m.gateway.Accepted())
}

// TestMailingRows: where lines are the keys, rows that have moved are noticed before
// anybody is texted a second time.
func TestMailingRows(t *testing.T) {
	t.Parallel()
	m := newMailing(t, "phone,text\n+380501111111,One\n050 111-11-12,\"Two\nlines\"\n+380501111113,Three\n")
	require.Equal(t, exitDone, m.send("--yes", "--country", "UA"), m.stderr)
	results := m.results()
	assert.Equal(t, "accepted", results["row 2 +380501111111"][2])
	assert.Equal(t, "accepted", results["row 3 +380501111112"][2])
	assert.Equal(t, "accepted", results["row 5 +380501111113"][2])

	m.write("people.csv", "phone,text\n050 111-11-12,Two\n+380501111111,One\n+380501111113,Three\n")
	assert.Equal(t, exitUsage, m.send("--yes", "--country", "UA"))
	assert.Contains(t, m.stderr, "with the rows in another order; nothing was sent")
	m.write("people.csv", "phone,text\n+380501111111,One\n050 111-11-12,\"Two\nlines\"\n")
	assert.Equal(t, exitUsage, m.send("--yes", "--country", "UA"), "a row is gone")
	m.write("people.csv", "phone,text,key\n+380501111111,One,a\n")
	assert.Equal(t, exitUsage, m.send("--yes", "--country", "UA"), "other keys")
	assert.Contains(t, m.stderr, "without a column of keys; nothing was sent")
	assert.Equal(t, 3, m.gateway.Accepted())

	m.write("people.csv", "phone,text\n+380501111111,One\n050 111-11-12,\"Two\nlines\"\n+380501111113,Three\n+380501111114,Four\n")
	assert.Equal(t, exitDone, m.send("--yes", "--country", "UA"), m.stderr)
	m.once(4)

	keyed := newMailing(t, people(1))
	require.Equal(t, exitDone, keyed.send("--yes", "--text", "a"), keyed.stderr)
	keyed.write("people.csv", "phone\n+380500000000\n")
	assert.Equal(t, exitUsage, keyed.send("--yes", "--text", "a"))
	assert.Contains(t, keyed.stderr, "with other rows")
	keyed.once(1)
}

// TestMailingChannels: a row that cannot be sent is invalid on every channel.
func TestMailingChannels(t *testing.T) {
	t.Parallel()
	for channel, args := range map[string][]string{
		"sms": nil, "flash": nil, "viber": nil, "whatsapp": nil, "soc": nil, "call": nil,
		"mail": {"--sender", "a@example.com", "--param", "subj=Hi"},
		"bot":  {"--param", "bot=@shop_bot"},
		"tg":   nil,
		"mms":  {"--param", "subj=Hi", "--param", "fileurl=https://example.com/a.png"},
	} {
		m := newMailing(t, "key,phone,text\na,+380501111111\n")
		assert.Equal(t, exitRefused, m.send(append(args, "--yes", "--channel", channel)...), "%s: %s", channel, m.stderr)
		assert.Equal(t, []string{"+380501111111", "", "invalid", "", "the row has 2 fields and the header 3"}, m.results()["a"], channel)
		assert.Zero(t, m.gateway.Accepted())
	}
	m := newMailing(t, "key,phone,text\na,me@example.com,Hello\nb,Not an address,Hello\n")
	require.Equal(t, exitRefused, m.send("--yes", "--channel", "mail", "--sender", "a@example.com", "--param", "subj=Hi"), m.stderr)
	assert.Equal(t, "accepted", m.results()["a"][2])
	assert.Contains(t, m.results()["b"][4], "phone must be")
}

func TestDryRun(t *testing.T) {
	t.Parallel()
	m := newMailing(t, "key,phone,name\na,050 111-11-11,Olha\nb,12,Petro\nc,+380671111111,"+strings.Repeat("я", 150)+"\nd,0501111112,Ivan\ne,0501111113,Ivan\n")
	command := []string{"send", "--file", m.path("people.csv"), "--template", "Вітаємо, {{.name}}!", "--country", "UA", "--dry-run"}
	require.Equal(t, exitDone, m.run(t.Context(), "", command...), m.stderr)
	assert.Equal(t, "messages: 5\ninvalid: 1\nparts: 6\nparts of the longest: 3\ncost: 3\nbalance: 100000\ncharset: utf-8\n"+
		"text: +380501111111 Вітаємо, Olha!\ntext: +380671111111 Вітаємо, "+strings.Repeat("я", 150)+"!\ntext: +380501111112 Вітаємо, Ivan!\n"+
		"invalid row: b, 12: phone number is too short; short and local numbers are not accepted (UA)\n", m.stdout)
	assert.Zero(t, m.gateway.Accepted())

	// With a journal that is there, what it knows is left out. None is made.
	m.write("all.csv", people(3))
	require.Equal(t, exitDone, m.send("--dry-run", "--file", m.path("all.csv"), "--text", "a"), m.stderr)
	_, err := os.Stat(m.path("run.jsonl"))
	require.ErrorIs(t, err, os.ErrNotExist)
	m.write("people.csv", people(1))
	require.Equal(t, exitDone, m.send("--yes", "--text", "a"), m.stderr)
	require.Equal(t, exitDone, m.send("--dry-run", "--json", "--file", m.path("all.csv"), "--text", "a"), m.stderr)
	var out dryRunOutput
	require.NoError(t, json.Unmarshal([]byte(m.stdout), &out))
	assert.Equal(t, []any{3, 1, "1"}, []any{out.Messages, out.Known, out.Cost.String()})

	m.gateway.Inject(smsctest.Fault{Op: "cost", Kind: smsctest.FaultCode, Code: 2})
	assert.Equal(t, exitRejected, m.run(t.Context(), "", command...))
	assert.Empty(t, m.stdout)
	m.once(1)
}

// TestMailingAsks shows the price on a terminal and takes anything but yes for a no.
func TestMailingAsks(t *testing.T) {
	t.Parallel()
	m := newMailing(t, people(3), smsctest.WithBalance(decimal.NewFromInt(1)))
	m.terminal = true
	args := m.command("--text", "Hello")
	require.Equal(t, exitNotSent, m.run(t.Context(), "no\n", args...))
	assert.Contains(t, m.stderr, "3 messages to send. Price 1.5, balance 1. The balance is too low for all of them. Send? Type yes: ")
	assert.Contains(t, m.stderr, "smsc: nothing was sent\n")
	require.Equal(t, exitNotSent, m.run(t.Context(), "", args...), "the end of the input is no yes")
	assert.Zero(t, m.gateway.Accepted())

	m.gateway.SetBalance(decimal.NewFromInt(10))
	require.Equal(t, exitDone, m.run(t.Context(), "YES\n", args...), m.stderr)
	assert.Contains(t, m.stderr, "3 accepted, 0 refused")
	assert.Contains(t, m.stderr, "(3/3)")
	require.Equal(t, exitDone, m.run(t.Context(), "", args...), "there is nothing to ask for")
	m.once(3)
	assert.Equal(t, exitUsage, m.run(t.Context(), "yes\n", append(args, "--json")...), "a script is not asked")
}

// TestMailingProgress is a line now and then where there is no terminal.
func TestMailingProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMailing(t, people(1000))
		require.Equal(t, exitDone, m.send("--text", "Hello", "--yes", "--per-minute", "600"), m.stderr)
		lines := strings.Split(strings.TrimSpace(m.stderr), "\n")
		require.Len(t, lines, 9)
		assert.Regexp(t, `^1[0-9]0 of 1000: 1[0-9]0 accepted, 0 refused, 1[0-9]/s, [0-9m]+s left$`, lines[0])
		m.once(1000)
	})
}

// TestMailingBudget stops before it costs more, and goes on when it may.
func TestMailingBudget(t *testing.T) {
	t.Parallel()
	m := newMailing(t, people(1000))
	require.Equal(t, exitNotSent, m.send("--text", "Hello", "--yes", "--max-cost", "250", "--json"))
	assert.Contains(t, m.stderr, `"kind":"budget","outcome":"not_sent","message":"the next messages would cost more than is left of --max-cost: raise it; `+goOn)
	sent := m.gateway.Accepted()
	assert.LessOrEqual(t, sent, 500)
	assert.Positive(t, sent)
	require.Equal(t, exitDone, m.send("--text", "Hello", "--yes", "--max-cost", "500"), m.stderr)
	m.once(1000)
}

// TestMailingStops: the account is in the way, or the machine.
func TestMailingStops(t *testing.T) {
	t.Parallel()
	m := newMailing(t, people(3), smsctest.WithBalance(decimal.NewFromInt(1)))
	assert.Equal(t, exitRejected, m.send("--text", "Hello", "--yes", "--json"))
	assert.Contains(t, m.stderr, `"op":"send","code":3,"kind":"insufficient_funds","outcome":"rejected"`)
	assert.Contains(t, m.stderr, goOn)
	assert.Contains(t, m.stdout, `"not_sent":3`)
	m.gateway.SetBalance(decimal.NewFromInt(10))
	assert.Equal(t, exitFailed, m.send("--text", "Hello", "--yes", "--out", m.path("no/where.csv")))
	assert.Contains(t, m.stderr, "--out: ")
	assert.Zero(t, m.gateway.Accepted())
	if _, err := os.Stat("/dev/full"); err == nil {
		assert.Equal(t, exitFailed, m.send("--text", "Hello", "--yes", "--out", "/dev/full"))
		assert.Contains(t, m.stderr, "writing the results: ")
		assert.Contains(t, m.stderr, goOn)
	}
	require.Equal(t, exitDone, m.send("--text", "Hello", "--yes"), m.stderr)
	m.once(3)
	require.Equal(t, exitDone, m.send("--text", "Hello", "--yes", "--out", os.DevNull), m.stderr)
	about, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	assert.False(t, about.Mode().IsRegular(), "it is still what it was")
}

// TestMailingTimeout stops as by Ctrl-C. What is on its way comes to its end, and the
// same command goes on.
func TestMailingTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMailing(t, people(1000))
		require.Equal(t, exitNotSent, m.send("--text", "Hello", "--yes", "--per-minute", "600", "--timeout", "30s"))
		assert.Contains(t, m.stderr, "Stopping: what is on its way comes to its end.\n")
		assert.Regexp(t, `smsc: stopped when 3[0-9]0 of 1000 messages were done; `+goOn+"\n$", m.stderr)
		assert.Regexp(t, "^messages: 3[0-9]0\n|not sent", m.stdout)
		require.Equal(t, exitDone, m.send("--text", "Hello", "--yes"), m.stderr)
		require.Len(t, m.results(), 1000)
		m.once(1000)
	})
}

// TestMailingUnknown: what may have been sent has its own exit code, and the next run
// asks for it before it sends.
func TestMailingUnknown(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]smsctest.Fault{"answer": answerLost, "message": messageLost} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				m := newMailing(t, people(500))
				fault.Times = 1
				m.gateway.Inject(fault)
				m.gateway.Inject(smsctest.Fault{Op: "status", Kind: smsctest.FaultStatus})
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				require.Equal(t, exitUnknown, m.sendWithin(ctx, "--text", "Hello", "--yes"))
				assert.Regexp(t, `smsc: stopped when [0-9]+ of 500 messages were done; [0-9]+ messages may have been sent, and the next run asks for them first; `+goOn, m.stderr)
				m.gateway.ClearFaults()
				require.Equal(t, exitDone, m.send("--text", "Hello", "--yes"), m.stderr)
				assert.Contains(t, m.stderr, "Asking for 1 request of an earlier run first")
				for key, row := range m.results() {
					assert.Equal(t, "accepted", row[2], key)
				}
				m.once(500)
			})
		})
	}
}

// TestEarly: every error that comes before a message is sent says what went wrong.
func TestEarly(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err  error
		exit int
	}{
		{context.Canceled, exitNotSent},
		{&smsc.APIError{Operation: smsc.OpCost, Code: 2}, exitRejected},
		{fmt.Errorf("campaign: input: %w", os.ErrNotExist), exitUsage},
	} {
		found := describe(early(test.err))
		assert.Equal(t, test.exit, found.exit)
		assert.NotContains(t, found.Message, "campaign:")
	}
}

// TestEnded has the ends that take long to come to.
func TestEnded(t *testing.T) {
	t.Parallel()
	m := &mailing{}
	found := describe(m.ended(fmt.Errorf("%w: 90", campaign.ErrRefusals), 100))
	assert.Equal(t, []any{exitRejected, "refusals", "rejected"}, []any{found.exit, found.Kind, found.Outcome})
	assert.Contains(t, found.Message, "wait for 10 minutes; "+goOn)
	found = describe(m.ended(os.ErrClosed, 100))
	assert.Equal(t, []any{exitFailed, "journal", "not_sent"}, []any{found.exit, found.Kind, found.Outcome})
	m.done.NotSent = 2
	found = describe(m.ended(nil, 100))
	assert.Equal(t, []any{exitNotSent, "2 messages could not be sent; " + goOn}, []any{found.exit, found.Message})
	m.done.Unknown = 1
	found = describe(m.ended(os.ErrClosed, 100))
	assert.Equal(t, []any{exitUnknown, "journal", "unknown"}, []any{found.exit, found.Kind, found.Outcome}, "nobody may think that nothing was sent")
	assert.Contains(t, found.Message, "1 message may have been sent")
}

func TestResultRow(t *testing.T) {
	t.Parallel()
	accepted := campaign.Result{Key: "a", To: "+380501111111", ID: "x", State: campaign.Accepted}
	assert.Equal(t, []string{"a", "+380501111111", "x", "accepted", "", ""}, resultRow(accepted))
	accepted.ReportsMissing = true
	assert.Equal(t, "may have been refused: the service could not be asked", resultRow(accepted)[5])
	failed := campaign.Result{Key: "a", To: "+380501111111", ID: "x", State: campaign.Refused, Err: &smsc.APIError{Operation: smsc.OpSend, Code: 6}}
	assert.Equal(t, []string{"refused", "", "send: error 6: message forbidden"}, resultRow(failed)[3:])
	invalid := campaign.Result{State: campaign.Invalid, Err: smsc.ValidationErrors{
		{Field: "Key", Rule: "is required"}, {Field: "Text", Rule: "is too long; shorten it"}, {Field: "ValidFor", Rule: "is wrong"},
	}}
	assert.Equal(t, "key is required; text is too long; --valid is wrong", resultRow(invalid)[5])
}
