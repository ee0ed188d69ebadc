package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/go-smsc/smsc"
)

// resolveTimeout leaves time for the two minutes for which the service is asked before
// "not found" proves anything.
const resolveTimeout = 4 * time.Minute

func (p *program) resolveCommand() *cobra.Command {
	var file string
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "resolve",
		Short: "Find out what became of a send whose outcome is unknown",
		Long: `Find out what became of a send whose outcome is unknown (exit code 5). It asks the
service and never sends.

It reads the record that send printed: the line of JSON after the error, or with
--json the whole error object. The record holds the ID and the recipients.

Exit code 0: the service has the message. This is known at once.
Exit code 4: the service does not have it and will not get it, so it is safe to send
it again. This takes two minutes, in which the request may still be on its way.
Exit code 5: still unknown. The record is printed again.

Ask soon: how long the service keeps a message is not known.

The endpoint is that of --endpoint or SMSC_ENDPOINT and must be the one that the
message was sent to. It is never taken from the record: whoever can write a record
must not choose where the password goes.`,
		Example: `  smsc send --to +380501234567 --text 'Ваш код 1234' --json 2>error.json
  smsc resolve --file error.json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			record, err := readRecord(cmd.Context(), file, p.stdin)
			if err != nil {
				return err
			}
			client, err := p.client(timeout)
			if err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), timeout)
			defer cancel()
			result, err := client.Resolve(ctx, record)
			if wrong, ok := errors.AsType[smsc.ValidationErrors](err); ok {
				return notRecord(wrong)
			}
			if err != nil {
				return &callError{err: err}
			}
			return p.accepted(result)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&file, "file", "-", "the `file` that holds the record; - reads stdin")
	flags.DurationVar(&timeout, "timeout", resolveTimeout, "`time` for the whole, with all questions")
	completeFiles(cmd, "file")
	return cmd
}

// readRecord reads a record, or an error object with one inside.
func readRecord(ctx context.Context, file string, stdin io.Reader) (smsc.SendRecord, error) {
	all, err := input(ctx, file, stdin)
	if err != nil {
		return smsc.SendRecord{}, fmt.Errorf("the record: %w", err)
	}
	var record smsc.SendRecord
	var failed struct {
		Error struct {
			Record *smsc.SendRecord `json:"record"`
		} `json:"error"`
	}
	if json.Unmarshal(all, &record) != nil || json.Unmarshal(all, &failed) != nil {
		// What the decoder says may quote the input.
		return smsc.SendRecord{}, errors.New("the record must be one JSON object, as smsc send prints it")
	}
	if failed.Error.Record != nil {
		return *failed.Error.Record, nil
	}
	return record, nil
}

// notRecord says what is wrong with a record, whose members are named as the fields
// in small letters.
func notRecord(wrong smsc.ValidationErrors) error {
	all := make([]string, len(wrong))
	for i, one := range wrong {
		all[i] = strings.ToLower(one.Field) + " " + one.Rule
	}
	return errors.New("the record: " + strings.Join(all, "; "))
}
