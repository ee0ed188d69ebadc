//go:build interop

package interop_test

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// stack is a SOAP client that this project has not written.
type stack struct {
	name    string
	command func(t *testing.T) *exec.Cmd

	// bare tells that the stack hands over what is inside the result element.
	bare bool
	// reads is what becomes of a text that comes back.
	reads func(string) string
}

func stacks() []stack {
	unchanged := func(s string) string { return s }
	return []stack{
		{name: "PHP", reads: unchanged, command: func(t *testing.T) *exec.Cmd {
			t.Helper()
			return exec.CommandContext(t.Context(), php(t), filepath.Join("php", "client.php"))
		}},
		{name: "zeep", bare: true, reads: unchanged, command: func(t *testing.T) *exec.Cmd {
			t.Helper()
			return exec.CommandContext(t.Context(), python(t), filepath.Join("python", "client.py"))
		}},
		// node-soap writes texts as they are, and trims those that it reads.
		{name: "node-soap", reads: strings.TrimSpace, command: func(t *testing.T) *exec.Cmd {
			t.Helper()
			return exec.CommandContext(t.Context(), node(t), filepath.Join("node", "client.js"))
		}},
	}
}

// step is one call of a foreign client, and what it is to read in the answer:
// the leaves of the result that are not empty, and the items of repeated
// elements.
type step struct {
	about     string
	operation string
	arguments arguments
	answer    map[string]any
	fault     map[string]string // in place of an answer
}

// arguments are names and values in their order, in which node-soap writes them
// whatever the schema says.
type arguments []string

func byPassword(more ...string) arguments {
	return append(arguments{"login", login, "psw", password}, more...)
}

func byKey(more ...string) arguments { return append(arguments{"login", "", "psw", ""}, more...) }

// MarshalJSON writes an object.
func (a arguments) MarshalJSON() ([]byte, error) {
	object := []byte{'{'}
	for i, text := range a {
		switch {
		case i%2 == 1:
			object = append(object, ':')
		case i > 0:
			object = append(object, ',')
		}
		quoted, err := json.Marshal(text)
		if err != nil {
			return nil, err
		}
		object = append(object, quoted...)
	}
	return append(object, '}'), nil
}

// foreign runs the steps in one process of the foreign client.
func foreign(t *testing.T, s stack, endpoint string, steps []step) {
	t.Helper()
	type call struct {
		Operation string    `json:"operation"`
		Arguments arguments `json:"arguments"`
	}
	task := struct {
		WSDL  string `json:"wsdl"`
		Calls []call `json:"calls"`
	}{WSDL: endpoint + "?wsdl"}
	for _, step := range steps {
		task.Calls = append(task.Calls, call{step.operation, step.arguments})
	}
	input, err := json.Marshal(task)
	require.NoError(t, err)
	command := s.command(t)
	command.Stdin = bytes.NewReader(input)
	var results []struct {
		Answer map[string]any    `json:"answer"`
		Fault  map[string]string `json:"fault"`
	}
	output := run(t, command)
	require.NoError(t, json.Unmarshal(output, &results), "%s", output)
	require.Len(t, results, len(steps))
	for i, step := range steps {
		assert.Equal(t, step.fault, results[i].Fault, step.about)
		if step.fault == nil {
			answer := results[i].Answer
			if !s.bare {
				require.Len(t, answer, 1, step.about)
				answer, _ = answer[resultElements[step.operation]].(map[string]any)
			}
			assert.Equal(t, step.answer, leaves(answer), step.about)
		}
	}
}

// resultElements are the only children of the answers, by operation.
var resultElements = map[string]string{
	"get_balance": "balanceresult", "send_sms": "sendresult", "send_sms2": "sendresult", "get_sms_cost": "costresult",
	"get_sms_cost2": "costresult", "get_status": "statusresult", "get_status2": "statusresult",
}

// leaves evens out how stacks show a result: some show absent and empty elements
// as null, or a list of one as its item.
func leaves(all map[string]any) map[string]any {
	got := make(map[string]any)
	for name, value := range all {
		switch value := value.(type) {
		case nil:
		case []any:
			var items []any
			for _, item := range value {
				object, _ := item.(map[string]any)
				items = append(items, any(leaves(object)))
			}
			if len(items) > 0 {
				got[name] = items
			}
		case map[string]any:
			got[name] = []any{leaves(value)}
		default:
			if value != "" {
				got[name] = value
			}
		}
	}
	return got
}

// emulator is an emulator that keeps what goes by.
type emulator struct {
	*smsctest.Gateway

	clock    *smsctest.ManualClock
	wire     *traffic
	endpoint string
}

func startEmulator(t *testing.T, options ...smsctest.Option) *emulator {
	t.Helper()
	e := &emulator{clock: smsctest.NewManualClock(time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC))}
	options = append([]smsctest.Option{
		smsctest.WithClock(e.clock), smsctest.WithCredentials(login, password), smsctest.WithAPIKey(apiKey),
		smsctest.WithBalance(decimal.NewFromInt(100)), smsctest.WithPrice("", decimal.RequireFromString("0.5")),
		smsctest.WithOperator("", smsctest.Operator{Name: "Київстар", Region: "Україна", MCC: "255", MNC: "03"}),
		smsctest.WithLife("", smsctest.Delivered(5*time.Second)), smsctest.WithUndeliverable("38099"), smsctest.WithCostOnDemand(),
	}, options...)
	e.Gateway = smsctest.New(options...)
	e.wire = &traffic{handler: e.Gateway}
	web := httptest.NewServer(e.wire)
	t.Cleanup(func() {
		e.Close()
		web.Close()
	})
	e.endpoint = web.URL + smsctest.Path
	return e
}

// judge holds all that came and went against the schema.
func (e *emulator) judge(t *testing.T) {
	t.Helper()
	requests, answers := e.wire.envelopes()
	judge(t, e.endpoint, requests...)
	judge(t, e.endpoint, answers...)
}

func TestForeignClientsAgainstTheEmulator(t *testing.T) {
	t.Parallel()
	for _, s := range stacks() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.command(t) // skips before anything is started
			e := startEmulator(t)
			foreign(t, s, e.endpoint, sendingSteps())

			message, ok := e.Find(phone, "order-7")
			require.True(t, ok)
			assert.Equal(t, awkward, message.Text, "as the emulator has got it")
			assert.Equal(t, "Shop", message.Sender)
			assert.Equal(t, "коментар", mustFind(t, e, "+380671234567", "order-8").Comment)
			assert.Equal(t, "Перше\nповідомлення", mustFind(t, e, "+380931111111", "order-9").Text)
			assert.Equal(t, "друге: 100% + 1", mustFind(t, e, "+380932222222", "order-9").Text)
			assert.Equal(t, 5, e.Accepted())

			e.clock.Advance(10 * time.Second)
			foreign(t, s, e.endpoint, statusSteps(s.reads))
			e.Inject(smsctest.Fault{Kind: smsctest.FaultSOAP, Message: "Сталася <помилка>", Times: 1})
			foreign(t, s, e.endpoint, []step{{
				about: "a fault", operation: "get_balance", arguments: byPassword(),
				fault: map[string]string{"code": "SOAP-ENV:Server", "text": "Сталася <помилка>"},
			}})
			e.judge(t)
		})
	}
}

func mustFind(t *testing.T, e *emulator, phone, id string) smsctest.Message {
	t.Helper()
	message, ok := e.Find(phone, id)
	require.True(t, ok, "%s %s", phone, id)
	return message
}

// The four calls of PHP that the vendor's page shows as the use of its API, with
// nothing changed but URL and credentials.
func TestTheVendorsOwnExamples(t *testing.T) {
	t.Parallel()
	path := php(t)
	e := startEmulator(t, smsctest.WithCredentials("demo", "demo"))
	output := run(t, exec.CommandContext(t.Context(), path, "-d", "soap.wsdl_cache_enabled=0", filepath.Join("php", "examples.php"), e.endpoint+"?wsdl"))
	assert.Equal(t, strings.Join([]string{
		`{"sendresult":{"id":"1","cnt":"1"}}`,
		`{"costresult":{"cost":"0.5","cnt":"1"}}`,
		`{"statusresult":{"error":"3"}}`,
		`{"balanceresult":{"balance":"99.5","error":"0"}}`,
		"",
	}, "\n"), string(output))
	message, ok := e.Last("79999999999")
	require.True(t, ok)
	assert.Equal(t, "Hello world!", message.Text)
	assert.Equal(t, "ivan", message.Sender)
	assert.Equal(t, 1, e.Accepted())
	e.judge(t)
}
