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
	Recipients []recipientOutput              `json:"recipients,omitempty"`
	Extra      url.Values                     `json:"extra,omitempty"`
}

type failedOutput struct {
	Phone  string                         `json:"phone"`
	Status smsc.Optional[smsc.StatusCode] `json:"status"`
	Extra  url.Values                     `json:"extra,omitempty"`
}

type recipientOutput struct {
	Phone  string                         `json:"phone"`
	MCC    *string                        `json:"mcc"`
	MNC    *string                        `json:"mnc"`
	Cost   smsc.Optional[decimal.Decimal] `json:"cost"`
	Status smsc.Optional[smsc.StatusCode] `json:"status"`
	Error  smsc.Optional[int]             `json:"error"`
	Extra  url.Values                     `json:"extra,omitempty"`
}

func (p *program) sendCommand() *cobra.Command {
	var f messageFlags
	cmd := &cobra.Command{
		Use:   "send",
		Short: "Send a message",
		Long: `Send a message. Without --id it gets an unguessable ID of its own, which the
result tells, an error too: it is what "smsc status" asks with.

What was certainly not sent is tried again. When an answer is lost, the service is
asked for the message, within --timeout of which an attempt gets one half; "resolved"
in the result tells that it was found so. An exit code of 5 means that nobody knows
whether the message went out: ask for its status before you send it again.` + messageHelp(),
		Example: `  smsc send --to +380501234567 --text 'Ваш код 1234'
  smsc send --to +380501234567 --text 'Good morning' --sender Shop --between 9-21
  smsc send --to a@example.com --channel mail --sender b@example.com --param subj=Receipt --text …`,
		Args:    noArguments,
		PreRunE: func(cmd *cobra.Command, _ []string) error { return exclusive(cmd.Flags(), "at", "in", "between") },
		RunE: func(cmd *cobra.Command, _ []string) error {
			request, err := f.request(cmd.Flags())
			if err != nil {
				return err
			}
			// The other half is for finding out what became of a send whose answer
			// was lost.
			client, err := p.client(p.timeout / 2)
			if err != nil {
				return err
			}
			ctx, cancel := p.bounded(cmd.Context())
			defer cancel()
			result, err := client.Send(ctx, request)
			if err != nil {
				return &callError{err: err}
			}
			out := newSendOutput(result)
			err = p.print(out, out.lines())
			if local, ok := errors.AsType[*localError](err); ok {
				// Whoever sees no result must not think that nothing was sent.
				return &localError{
					kind: local.kind, outcome: smsc.Accepted, id: out.ID,
					err: fmt.Errorf("the message was accepted, id %s, but: %w", out.ID, local.err),
				}
			}
			return err
		},
	}
	f.register(cmd)
	return cmd
}

func newSendOutput(r *smsc.SendResult) sendOutput {
	out := sendOutput{
		ID: r.ID, Count: r.Count, Cost: r.Cost, Balance: r.Balance,
		Outcome: smsc.Accepted.String(), Resolved: r.Resolved, Extra: r.Extra,
	}
	for _, f := range r.Failed {
		out.Failed = append(out.Failed, failedOutput{Phone: f.Phone, Status: f.Status, Extra: f.Extra})
	}
	for _, report := range r.Recipients {
		out.Recipients = append(out.Recipients, recipientOutput{
			Phone: report.Phone, MCC: told(report.MCC), MNC: told(report.MNC),
			Cost: report.Cost, Status: report.Status, Error: report.Error, Extra: report.Extra,
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
			words = append(words, "error "+r.Error.String())
		}
		lines = append(lines, line{"recipient", strings.Join(words, ", ")})
	}
	return append(lines, extraLines(o.Extra)...)
}
