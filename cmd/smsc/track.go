package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/tracking"
)

type trackFlags struct {
	file, out string
	validity  time.Duration
	perMinute int
}

func (p *program) trackCommand() *cobra.Command {
	var f trackFlags
	cmd := &cobra.Command{
		Use:   "track",
		Short: "Follow the messages of a results file to their ends",
		Long: `Follow the messages of a file of results, as "smsc send --file" writes it, until
delivery is over. It asks for each with growing pauses; most need one question, after
two minutes, and the last ones a day. It never sends.

Every row comes out again, in the order of the ends, with its status and why it was
not delivered. A row without an ID, one that was not accepted and one with a final
status stay as they are. Any CSV file with the columns phone and id will do.

--out can be the same file: it is written at the end. Stop the command when you like,
and run it again with what it has written. --timeout has no default here; when it is
over, the command stops as by Ctrl-C.

Exit code 0: everything was followed to its end, delivered or not.
Exit code 4: it was stopped, and some are still open.`,
		Example: `  smsc track --file results.csv --out results.csv
  smsc track --file results.csv --per-minute 600 >statuses.csv`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(p); err != nil {
				return err
			}
			ctx := cmd.Context()
			if cmd.Flags().Changed("timeout") {
				bounded, cancel := p.bounded(ctx)
				defer cancel()
				ctx = bounded
			}
			return p.track(ctx, &f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.file, "file", "", "the `file` of results")
	flags.StringVar(&f.out, "out", "", "the `file` for the rows with their statuses (default stdout)")
	flags.DurationVar(&f.validity, "valid", 24*time.Hour, "the `time` in which the operator tries, as it was sent with")
	flags.IntVar(&f.perMinute, "per-minute", 0, "how many `questions` are asked in a minute (default no bound)")
	completeFiles(cmd, "file")
	completeFiles(cmd, "out")
	return cmd
}

func (f *trackFlags) check(p *program) error {
	switch {
	case f.file == "":
		return errors.New("--file is required")
	case p.json && f.out == "":
		return errors.New("--json needs --out: the rows would be on stdout too")
	}
	return nil
}

func (p *program) track(ctx context.Context, f *trackFlags) error {
	rows, err := openTracked(f.file)
	if err != nil {
		return err
	}
	client, err := p.client(attemptTimeout)
	if err != nil {
		return err
	}
	tracker, err := tracking.New(client, tracking.WithValidity(f.validity), tracking.WithRate(f.perMinute))
	if err != nil {
		return &callError{err: err, reads: true}
	}
	total, err := rows.count(ctx)
	if err != nil {
		return early(err)
	}
	if err := checkAccount(ctx, client); err != nil {
		return err
	}
	out, err := p.rowsTo(f.out)
	if err != nil {
		return &localError{kind: "output", outcome: smsc.OutcomeNotSent, err: fmt.Errorf("--out: %w", err)}
	}
	meter := p.meter(ctx, total)
	done, ended, err := rows.follow(ctx, tracker, out, meter)
	meter.end()
	if err == nil {
		err = out.finish()
	} else {
		out.discard()
	}
	if err != nil {
		return &localError{kind: "output", outcome: smsc.OutcomeNotSent, err: fmt.Errorf("writing the rows: %w", err)}
	}
	if err := p.printTracked(done, f.out); err != nil {
		return err
	}
	if ctx.Err() == nil {
		return nil
	}
	found := (&callError{err: context.Cause(ctx), reads: true}).problem()
	found.Message = fmt.Sprintf("stopped when %d of %d messages had come to their end; run smsc track with what it has written to go on",
		ended, total)
	return &endedError{found}
}

// rowsTo is a file for rows, or stdout for "".
func (p *program) rowsTo(path string) (*newFile, error) {
	if path == "" {
		return &newFile{Writer: p.stdout}, nil
	}
	return createFile(path)
}

// checkAccount asks for the balance. Following goes on through failures, since they may
// pass; a wrong password does not.
func checkAccount(ctx context.Context, client *smsc.Client) error {
	if _, err := client.Balance(ctx); err != nil {
		return &callError{err: err, reads: true}
	}
	return nil
}

// trackedOutput is the JSON of smsc track.
type trackedOutput struct {
	Messages  int    `json:"messages"`
	Delivered int    `json:"delivered"`
	Failed    int    `json:"failed"`
	NotFound  int    `json:"not_found"`
	Open      int    `json:"open"`
	Questions int    `json:"questions"`
	Results   string `json:"results"`
}

// printTracked prints the counts, unless the rows went to stdout.
func (p *program) printTracked(done trackedOutput, out string) error {
	if out == "" {
		return nil
	}
	done.Results = out
	return p.print(done, []line{
		{"messages", strconv.Itoa(done.Messages)},
		{"delivered", strconv.Itoa(done.Delivered)},
		{"failed", some(done.Failed)},
		{"not found", some(done.NotFound)},
		{"open", some(done.Open)},
		{"questions", strconv.Itoa(done.Questions)},
		{"results", out},
	})
}
