package main

import (
	"net/url"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"github.com/go-smsc/smsc"
)

// costOutput is the JSON of smsc cost.
type costOutput struct {
	Cost  decimal.Decimal    `json:"cost"`
	Count smsc.Optional[int] `json:"count"`
	Extra url.Values         `json:"extra,omitempty"`
}

func (p *program) costCommand() *cobra.Command {
	var f messageFlags
	cmd := &cobra.Command{
		Use:   "cost",
		Short: "Price a message without sending it",
		Long: `Price a message without sending it. The flags are those of send, and all are
checked, so that what was priced can be sent.` + messageHelp(),
		Example: "  smsc cost --to +380501234567,+380671234567 --text 'Good morning'",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			message, err := f.read(cmd, p.stdin)
			if err != nil {
				return err
			}
			client, err := p.client(p.timeout)
			if err != nil {
				return err
			}
			ctx, cancel := p.bounded(cmd.Context())
			defer cancel()
			result, err := client.Cost(ctx, message.request)
			if err != nil {
				return &callError{err: err, reads: true}
			}
			return p.print(costOutput{Cost: result.Cost, Count: result.Count, Extra: result.Extra},
				append([]line{{"cost", result.Cost.String()}, {"count", present(result.Count)}}, extraLines(result.Extra)...))
		},
	}
	f.register(cmd)
	return cmd
}
