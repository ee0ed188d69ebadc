package smsctest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// exampleTB stands for a *testing.T, which an example has not.
type exampleTB struct{ cleanups []func() }

func (*exampleTB) Helper()                           {}
func (*exampleTB) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (tb *exampleTB) Cleanup(f func())               { tb.cleanups = append(tb.cleanups, f) }
func (tb *exampleTB) close() {
	for _, f := range slices.Backward(tb.cleanups) {
		f()
	}
}

const (
	alice = "380501234567"
	bob   = "380671234567"
)

// program is what a test would test: something that sends, and asks for reports.
type program struct{ client *smsc.Client }

func programOf(g *smsctest.Gateway) program { return program{client: g.Client(new(exampleTB))} }

// send sends a message with an ID and tells what became of it.
func (p program) send(id, text string, to ...string) string {
	sent, err := p.client.Send(context.Background(), smsc.SendRequest{To: to, Text: text, ID: id})
	if err != nil {
		return short(err)
	}
	return "accepted " + sent.ID
}

// report asks where a message stands.
func (p program) report(id, to string) string {
	report, err := p.client.Status(context.Background(), smsc.StatusRequest{Recipient: to, ID: id})
	if err != nil {
		return short(err)
	}
	return report.Status.String()
}

// short is the code that the service answered, or the error.
func short(err error) string {
	if coded, ok := errors.AsType[*smsc.APIError](err); ok {
		return fmt.Sprint("error ", coded.Code)
	}
	return err.Error()
}
