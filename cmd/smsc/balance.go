package main

import (
	"net/url"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"
)

// balanceOutput is the JSON of smsc balance.
type balanceOutput struct {
	Balance decimal.Decimal `json:"balance"`
	Extra   url.Values      `json:"extra,omitempty"`
}

func (p *program) balanceCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "balance",
		Short: "Show the account's balance",
		Long: `Show the account's balance, in its currency, which the service does not name.
The service takes 10 such requests a minute.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			client, err := p.client(p.timeout)
			if err != nil {
				return err
			}
			ctx, cancel := p.bounded(cmd.Context())
			defer cancel()
			result, err := client.Balance(ctx)
			if err != nil {
				return &callError{err: err, reads: true}
			}
			return p.print(balanceOutput{Balance: result.Balance, Extra: result.Extra},
				append([]line{{"balance", result.Balance.String()}}, extraLines(result.Extra)...))
		},
	}
}
