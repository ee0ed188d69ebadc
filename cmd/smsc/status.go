package main

import (
	"errors"
	"net/url"
	"time"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"github.com/go-smsc/smsc"
)

// statusOutput is the JSON of smsc status. Text that the service did not tell is
// null; it does not tell empty text from none.
type statusOutput struct {
	Status     smsc.StatusCode                  `json:"status"`
	StatusName string                           `json:"status_name"`
	Err        smsc.Optional[smsc.DeliveryCode] `json:"err"`
	ErrName    *string                          `json:"err_name"`
	Final      bool                             `json:"final"`
	Delivered  bool                             `json:"delivered"`
	Failed     bool                             `json:"failed"`
	ChangedAt  *string                          `json:"changed_at"`
	SentAt     *string                          `json:"sent_at"`
	Phone      *string                          `json:"phone"`
	Cost       smsc.Optional[decimal.Decimal]   `json:"cost"`
	Sender     *string                          `json:"sender"`
	Text       *string                          `json:"text"`
	Parts      smsc.Optional[int]               `json:"parts"`
	Operator   *string                          `json:"operator"`
	Region     *string                          `json:"region"`
	Extra      url.Values                       `json:"extra,omitempty"`
}

type statusFlags struct {
	phone, id string
	detail    int
	params    []string
	wait      bool
	validity  time.Duration
}

func (p *program) statusCommand() *cobra.Command {
	var f statusFlags
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show where a message stands",
		Long: `Show where the newest message with this phone and ID stands. The service takes 5
such requests a minute for one message.

--detail 0 tells the status, its last change and the delivery error; 1 adds the
message: when it was sent, cost, sender, text and parts; 2 adds the operator and
region of the number.

--wait waits until delivery is over, asking with growing pauses. --timeout has no
default then: it ends an hour after --valid at the latest.

In JSON status_name is the service's own name for the status, which comes with
--detail 1 and 2, else the English one. Times are in UTC.`,
		Example: "  smsc status --phone +380501234567 --id order-17 --detail 2\n" +
			"  smsc status --phone +380501234567 --id order-17 --wait",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			request, err := f.request()
			if err != nil {
				return err
			}
			result, err := f.ask(cmd, p, request)
			if err != nil {
				return err
			}
			out := newStatusOutput(result)
			return p.print(out, out.lines())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.phone, "phone", "", "the recipient, as it was sent to")
	flags.StringVar(&f.id, "id", "", "the message's `ID`")
	flags.IntVar(&f.detail, "detail", 0, "how much to tell: 0, 1 or 2")
	flags.StringArrayVar(&f.params, "param", nil, "a further parameter for the service, `name=value`; repeatable")
	flags.BoolVar(&f.wait, "wait", false, "wait until delivery is over")
	flags.DurationVar(&f.validity, "valid", 24*time.Hour, "with --wait: the `time` in which the operator tries, as it was sent with")
	complete(cmd, "detail",
		cobra.CompletionWithDesc("0", "status, its last change, delivery error"),
		cobra.CompletionWithDesc("1", "and the message: sent when, cost, sender, text, parts"),
		cobra.CompletionWithDesc("2", "and the operator and region of the number"))
	return cmd
}

// ask asks once, or until delivery is over.
func (f *statusFlags) ask(cmd *cobra.Command, p *program, request smsc.StatusRequest) (*smsc.StatusResult, error) {
	if f.wait {
		return f.await(cmd, p, request)
	}
	if cmd.Flags().Changed("valid") {
		return nil, errors.New("--valid goes with --wait")
	}
	client, err := p.client(p.timeout)
	if err != nil {
		return nil, err
	}
	ctx, cancel := p.bounded(cmd.Context())
	defer cancel()
	result, err := client.Status(ctx, request)
	if err != nil {
		return nil, &callError{err: err, reads: true}
	}
	return result, nil
}

func (f *statusFlags) request() (smsc.StatusRequest, error) {
	var found problems
	params := parseParameters(f.params, statusFlagOf, &found)
	if f.phone == "" {
		found.addf("--phone is required")
	}
	if f.id == "" {
		found.addf("--id is required")
	}
	if f.detail < 0 || f.detail > 2 {
		found.addf("--detail must be 0, 1 or 2")
	}
	return smsc.StatusRequest{
		Recipient: f.phone, ID: f.id, Detail: smsc.Detail(f.detail), Extra: params.rest(),
	}, found.err()
}

// statusFlagOf names the flag that sets a parameter of a status request.
func statusFlagOf(name string) string {
	switch name {
	case "phone", "phones", "to":
		return "--phone"
	case "id":
		return "--id"
	case "all", "detail":
		return "--detail"
	default:
		return ""
	}
}

func newStatusOutput(r *smsc.StatusResult) statusOutput {
	out := statusOutput{
		Status: r.Status, StatusName: r.StatusName, Err: r.DeliveryError,
		Final: r.Status.Final(), Delivered: r.Status.Delivered(), Failed: r.Status.Failed(),
		ChangedAt: moment(r.ChangedAt), SentAt: moment(r.SentAt),
		Phone: told(r.Recipient), Cost: r.Cost, Sender: told(r.Sender), Text: told(r.Text), Parts: r.Parts,
		Operator: told(r.Operator), Region: told(r.Region), Extra: r.Extra,
	}
	if out.StatusName == "" {
		out.StatusName = r.Status.String()
	}
	if code, ok := r.DeliveryError.Get(); ok {
		out.ErrName = new(code.String())
	}
	return out
}

func (o *statusOutput) lines() []line {
	state := "not final"
	switch {
	case o.Delivered:
		state = "delivered"
	case o.Failed:
		state = "failed"
	}
	var failure string
	if code, ok := o.Err.Get(); ok && code != 0 {
		failure = shown(o.ErrName)
	}
	return append([]line{
		{"status", o.StatusName},
		{"state", state},
		{"delivery error", failure},
		{"changed at", shown(o.ChangedAt)},
		{"sent at", shown(o.SentAt)},
		{"phone", shown(o.Phone)},
		{"cost", present(o.Cost)},
		{"sender", shown(o.Sender)},
		{"text", shown(o.Text)},
		{"parts", present(o.Parts)},
		{"operator", shown(o.Operator)},
		{"region", shown(o.Region)},
	}, extraLines(o.Extra)...)
}
