package main

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"github.com/go-smsc/smsc"
)

// sendOutput is the JSON of smsc send.
type sendOutput struct {
	ID         string                         `json:"id"`
	Count      smsc.Optional[int]             `json:"count"`
	Cost       smsc.Optional[decimal.Decimal] `json:"cost"`
	Balance    smsc.Optional[decimal.Decimal] `json:"balance"`
	Outcome    string                         `json:"outcome"`
	Resolved   bool                           `json:"resolved,omitempty"`
	Failed     []failedOutput                 `json:"failed,omitempty"`
	Missing    bool                           `json:"reports_missing,omitempty"`
	Recipients []recipientOutput              `json:"recipients,omitempty"`
	Extra      url.Values                     `json:"extra,omitempty"`
}

type failedOutput struct {
	Phone  string                         `json:"phone"`
	Status smsc.Optional[smsc.StatusCode] `json:"status"`
	Extra  url.Values                     `json:"extra,omitempty"`
}

type recipientOutput struct {
	Phone  string                           `json:"phone"`
	MCC    *string                          `json:"mcc"`
	MNC    *string                          `json:"mnc"`
	Cost   smsc.Optional[decimal.Decimal]   `json:"cost"`
	Status smsc.Optional[smsc.StatusCode]   `json:"status"`
	Error  smsc.Optional[smsc.DeliveryCode] `json:"error"`
	Extra  url.Values                       `json:"extra,omitempty"`
}

func (p *program) sendCommand() *cobra.Command {
	var (
		f    messageFlags
		many campaignFlags
	)
	cmd := &cobra.Command{
		Use:   "send",
		Short: "Send a message, or one to each row of a file",
		Long: `Send a message. Without --id it gets an unguessable ID. The result shows the ID, and
so does an error. "smsc status" needs it.

What was certainly not sent is tried again. When the answer to a request is lost, the
service is asked for the message; if it has the message, the result says "resolved".
Only after two minutes does "not found" prove that it does not, and then the message
is sent again: --timeout 5m leaves enough time for that. One attempt takes half of
--timeout, and 30 s at most.

Exit code 5 means that nobody knows whether the message went out. Give the record
that is printed with the error to "smsc resolve" before you send it again.

Exit code 6 means that the message was accepted, and some of its recipients were not.` + campaignHelp + messageHelp(),
		Example: `  smsc send --to +380501234567 --text 'Ваш код 1234'
  smsc send --to +380501234567 --text 'Good morning' --sender Shop --between 9-21
  smsc send --group 12 --text-file news.txt
  smsc send --file people.csv --template 'Вітаємо, {{.name}}!' --country UA --dry-run
  smsc send --file people.csv --template 'Вітаємо, {{.name}}!' --country UA --journal run.jsonl --out results.csv
  smsc send --to a@example.com --channel mail --sender b@example.com --param subj=Receipt --text …`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := many.check(cmd.Flags()); err != nil {
				return err
			}
			if many.file != "" {
				return p.sendMany(cmd, &many, &f)
			}
			message, err := f.read(cmd, p.stdin)
			if err != nil {
				return err
			}
			// The other half is for finding out what became of a send whose answer
			// was lost.
			client, err := p.client(p.timeout/2, message.options()...)
			if err != nil {
				return err
			}
			ctx, cancel := p.bounded(cmd.Context())
			defer cancel()
			result, err := client.Send(ctx, message.request)
			if err != nil {
				return &callError{err: err}
			}
			return p.accepted(result)
		},
	}
	f.register(cmd)
	many.register(cmd)
	return cmd
}

// accepted prints the result of a send. Whoever cannot see it must not think that
// nothing was sent.
func (p *program) accepted(result *smsc.SendResult) error {
	out := newSendOutput(result)
	err := p.print(out, out.lines())
	if local, ok := errors.AsType[*localError](err); ok {
		return &localError{
			kind: local.kind, outcome: smsc.OutcomeAccepted, id: out.ID,
			err: fmt.Errorf("the message was accepted, id %s, but: %w", out.ID, local.err),
		}
	}
	if err == nil && len(out.Failed) > 0 {
		return errSomeRefused
	}
	return err
}

func newSendOutput(r *smsc.SendResult) sendOutput {
	out := sendOutput{
		ID: r.ID, Count: r.Count, Cost: r.Cost, Balance: r.Balance,
		Outcome: smsc.OutcomeAccepted.String(), Resolved: r.Resolved, Missing: r.ReportsMissing, Extra: r.Extra,
	}
	for _, f := range r.Failed {
		out.Failed = append(out.Failed, failedOutput{Phone: f.Recipient, Status: f.Status, Extra: f.Extra})
	}
	for _, report := range r.Recipients {
		out.Recipients = append(out.Recipients, recipientOutput{
			Phone: report.Recipient, MCC: told(report.MCC), MNC: told(report.MNC),
			Cost: report.Cost, Status: report.Status, Error: report.DeliveryError, Extra: report.Extra,
		})
	}
	return out
}

func (o *sendOutput) lines() []line {
	lines := []line{
		{"outcome", o.Outcome},
		{"id", o.ID},
		{"count", present(o.Count)},
		{"cost", present(o.Cost)},
		{"balance", present(o.Balance)},
	}
	if o.Resolved {
		lines = append(lines, line{"resolved", "the answer was lost, the service knows the message"})
	}
	if o.Missing {
		lines = append(lines, line{"reports missing", "some may have been refused; ask for the status of each recipient"})
	}
	for _, f := range o.Failed {
		lines = append(lines, line{"refused", strings.TrimSpace(f.Phone + " " + present(f.Status))})
	}
	for _, r := range o.Recipients {
		words := []string{r.Phone}
		if r.Status.Present {
			words = append(words, r.Status.String())
		}
		if r.Cost.Present {
			words = append(words, "cost "+r.Cost.String())
		}
		if r.Error.Or(0) != 0 {
			words = append(words, r.Error.String())
		}
		lines = append(lines, line{"recipient", strings.Join(words, ", ")})
	}
	return append(lines, extraLines(o.Extra)...)
}
