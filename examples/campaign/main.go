// Campaign texts everybody in a CSV file and writes what became of each into another.
// Stop it whenever you like and start it again: nobody is texted twice.
//
//	export SMSC_LOGIN=… SMSC_PASSWORD=…
//	go run ./examples/campaign people.csv run.jsonl results.csv
//
// The first file has three columns without a header: order number, phone, text.
package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/signal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := start(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func start(ctx context.Context, files []string) error {
	if len(files) != 3 {
		return errors.New("usage: campaign people.csv run.jsonl results.csv")
	}
	credentials, err := smsc.CredentialsFromEnv()
	if err != nil {
		return err
	}
	client, err := smsc.NewClient(credentials)
	if err != nil {
		return err
	}
	in, err := os.Open(files[0]) //nolint:gosec // the user's own files
	if err != nil {
		return err
	}
	defer in.Close()
	journal, err := campaign.OpenJournal(files[1])
	if err != nil {
		return err
	}
	defer journal.Close()
	out, err := os.Create(files[2]) //nolint:gosec // the user's own files
	if err != nil {
		return err
	}
	return errors.Join(run(ctx, client, journal, in, out, os.Stderr), out.Close())
}

// run is all that has to do with texting.
func run(ctx context.Context, client *smsc.Client, journal campaign.Journal, in io.Reader, out, progress io.Writer) error {
	c := campaign.Campaign{Client: client, Journal: journal, Progress: func(p campaign.Progress) {
		fmt.Fprintf(progress, "\r%d accepted, %d refused, %d unknown, cost %s, %.0f a second",
			p.Accepted, p.Refused, p.Unknown, p.Cost, p.Rate())
	}}
	results := csv.NewWriter(out)
	defer results.Flush()
	for result, err := range c.Run(ctx, rows(in)) {
		if err != nil {
			return fmt.Errorf("%w: start again to go on", err)
		}
		if err := results.Write([]string{result.Key, result.To, result.ID, result.State.String(), result.Reason()}); err != nil {
			return err
		}
	}
	return nil
}

// rows are the messages of a CSV file.
func rows(in io.Reader) iter.Seq2[campaign.Message, error] {
	return func(yield func(campaign.Message, error) bool) {
		reader := csv.NewReader(in)
		reader.FieldsPerRecord = 3
		for row, err := reader.Read(); !errors.Is(err, io.EOF); row, err = reader.Read() {
			if err != nil {
				yield(campaign.Message{}, err)
				return
			}
			if !yield(campaign.Message{Key: row[0], To: row[1], Text: row[2]}, nil) {
				return
			}
		}
	}
}
