// Campaign texts everybody in a CSV file and writes what became of each into another.
// Stop it whenever you like and start it again: nobody is texted twice.
//
//	export SMSC_LOGIN=… SMSC_PASSWORD=…
//	go run ./examples/campaign people.csv run.jsonl results.csv
//
// The first file has three columns without a header: order number, phone, text. With
// SMSC_ENDPOINT=http://127.0.0.1:7672/sys/soap.php it texts nobody but "smsc serve".
package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	client, err := newClient()
	if err == nil && len(os.Args) != 4 {
		err = errors.New("usage: campaign people.csv run.jsonl results.csv")
	}
	if err == nil {
		err = run(ctx, client, os.Args[1], os.Args[2], os.Args[3])
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func newClient() (*smsc.Client, error) {
	credentials, err := smsc.CredentialsFromEnv()
	if err != nil {
		return nil, err
	}
	var options []smsc.Option
	if endpoint := os.Getenv("SMSC_ENDPOINT"); endpoint != "" {
		options = append(options, smsc.WithEndpoint(endpoint))
	}
	return smsc.NewClient(credentials, options...)
}

// run is the campaign.
func run(ctx context.Context, client *smsc.Client, people, journalFile, results string) error {
	in, inErr := os.Open(people)      //nolint:gosec // the user's own files
	out, outErr := os.Create(results) //nolint:gosec // the user's own files
	journal, journalErr := campaign.OpenJournal(journalFile)
	if err := errors.Join(inErr, outErr, journalErr); err != nil {
		return err
	}
	defer func() { _ = errors.Join(journal.Close(), in.Close()) }()
	reader, writer := csv.NewReader(in), csv.NewWriter(out)
	reader.FieldsPerRecord = 3
	messages := func(yield func(campaign.Message, error) bool) {
		row, err := reader.Read()
		//nolint:revive // the line says it all
		for ; err == nil && yield(campaign.Message{Key: row[0], To: row[1], Text: row[2]}, nil); row, err = reader.Read() {
		}
		if err != nil && !errors.Is(err, io.EOF) {
			yield(campaign.Message{}, err)
		}
	}
	c := campaign.Campaign{Client: client, Journal: journal, Progress: func(p campaign.Progress) {
		fmt.Fprintf(os.Stderr, "\r%d accepted, %d refused, %d unknown, cost %s", p.Accepted, p.Refused, p.Unknown, p.Cost)
	}}
	for result, err := range c.Run(ctx, messages) {
		if err != nil {
			return fmt.Errorf("%w: start again to go on", err)
		}
		_ = writer.Write([]string{result.Key, result.To, result.ID, result.State.String(), result.Reason()}) // Error has it
	}
	writer.Flush()
	return errors.Join(writer.Error(), out.Close())
}
