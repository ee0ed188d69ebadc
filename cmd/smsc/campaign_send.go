package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
)

// mailing is one run of smsc send --file.
type mailing struct {
	*program

	flags    *campaignFlags
	people   *audience
	campaign campaign.Campaign
	done     campaign.Progress
}

// sendMany is smsc send --file.
func (p *program) sendMany(cmd *cobra.Command, f *campaignFlags, one *messageFlags) error {
	ctx, flags := cmd.Context(), cmd.Flags()
	made, err := f.campaign(flags, one)
	if err != nil {
		return err
	}
	client, err := p.client(attemptTimeout)
	if err != nil {
		return err
	}
	if !f.dryRun && !f.yes && (p.json || !p.onTerminal(p.stdin)) {
		return errNobodyToAsk
	}
	people, err := f.audience(ctx, flags, &one.text, p.stdin)
	if err != nil {
		return err
	}
	people.verbatim = verbatim(one.channel)
	made.Client = client
	m := &mailing{program: p, flags: f, people: people, campaign: made}
	if flags.Changed("timeout") {
		bounded, cancel := p.bounded(ctx)
		defer cancel()
		ctx = bounded
	}
	if f.dryRun {
		return m.withJournal(ctx, m.dryRun)
	}
	return m.withJournal(ctx, m.send)
}

// withJournal opens the journal for a step. A dry run makes none.
func (m *mailing) withJournal(ctx context.Context, step func(context.Context) error) error {
	if m.flags.journal == "" || m.flags.dryRun && missing(m.flags.journal) {
		return step(ctx)
	}
	journal, err := campaign.OpenJournal(m.flags.journal)
	if err != nil {
		return &journalError{err}
	}
	defer journal.Close()
	open, err := m.people.checkKeys(ctx, journal)
	if err != nil {
		return early(err)
	}
	if open > 0 && !m.json && !m.flags.dryRun {
		_, _ = fmt.Fprintf(m.stderr, "Asking for %s of an earlier run first, which can take three minutes.\n", counted(open, "request"))
	}
	m.campaign.Journal = journal
	return step(ctx)
}

// send reads the table once to see whether it can be read, asks, and sends.
func (m *mailing) send(ctx context.Context) error {
	estimate, err := m.campaign.Estimate(m.people.messages(ctx), nil)
	if err != nil {
		return early(err)
	}
	if rest := estimate.Messages - estimate.Known - estimate.Invalid; rest > 0 && !m.flags.yes {
		if err := m.ask(ctx); err != nil {
			return err
		}
	}
	results, err := createResults(m.flags.out)
	if err != nil {
		return &localError{kind: "output", outcome: smsc.OutcomeNotSent, err: fmt.Errorf("--out: %w", err)}
	}
	meter := m.meter(ctx, estimate.Messages)
	m.campaign.Progress = func(p campaign.Progress) {
		m.done = p
		outcome := fmt.Sprintf("%d accepted, %d refused", p.Accepted, p.Refused)
		if p.Unknown > 0 {
			outcome += fmt.Sprintf(", %d unknown", p.Unknown)
		}
		meter.show(p.Done(), p.Resumed, p.Elapsed, outcome)
	}
	runErr, outErr := m.run(m.campaign.Run(ctx, m.people.messages(context.WithoutCancel(ctx))), results)
	meter.end()
	if err := results.finish(); outErr == nil {
		outErr = err
	}
	summary := m.summary()
	printErr := m.print(summary, summary.lines())
	switch {
	case outErr != nil:
		return m.failed("output", fmt.Errorf("writing the results: %w", outErr))
	case printErr != nil:
		return m.failed("output", printErr)
	default:
		return m.ended(runErr, estimate.Messages)
	}
}

// run writes down what became of each message. The errors are that of the campaign and
// that of the results.
func (m *mailing) run(results iter.Seq2[campaign.Result, error], out *resultFile) (runErr, outErr error) {
	for result, err := range results {
		if err != nil {
			return err, nil
		}
		if err := out.write(result); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// ask shows the price to the person at the terminal, and takes anything but a yes for a
// no.
func (m *mailing) ask(ctx context.Context) error {
	_, _ = io.WriteString(m.stderr, "Asking for the price…\n")
	quote, err := m.campaign.Quote(ctx, m.people.messages(ctx))
	if err != nil {
		return early(err)
	}
	yes, err := m.agreed(ctx, question(quote))
	switch {
	case err != nil:
		return err
	case !yes:
		return errDeclined
	}
	return nil
}

// question is what a person is asked.
func question(q campaign.Quote) string {
	text := counted(q.Messages-q.Known-q.Invalid, "message") + " to send"
	if q.Known > 0 {
		text += fmt.Sprintf(", %d sent by earlier runs", q.Known)
	}
	if q.Invalid > 0 {
		text += fmt.Sprintf(", %d invalid", q.Invalid)
	}
	text += fmt.Sprintf(". Price %s, balance %s.", q.Cost, q.Balance)
	if q.Balance.LessThan(q.Cost) {
		text += " The balance is too low for all of them."
	}
	return text + " Send?"
}

// summaryOutput is the JSON of smsc send --file.
type summaryOutput struct {
	Messages  int             `json:"messages"`
	Accepted  int             `json:"accepted"`
	Refused   int             `json:"refused"`
	Invalid   int             `json:"invalid"`
	Duplicate int             `json:"duplicate"`
	NotSent   int             `json:"not_sent"`
	Unknown   int             `json:"unknown"`
	Resumed   int             `json:"resumed"`
	Parts     int             `json:"parts"`
	Cost      decimal.Decimal `json:"cost"`
	Results   string          `json:"results"`
}

func (m *mailing) summary() *summaryOutput {
	p := m.done
	return &summaryOutput{
		Messages: p.Done(), Accepted: p.Accepted, Refused: p.Refused, Invalid: p.Invalid, Duplicate: p.Duplicate,
		NotSent: p.NotSent, Unknown: p.Unknown, Resumed: p.Resumed, Parts: p.Parts, Cost: p.Cost, Results: m.flags.out,
	}
}

func (o *summaryOutput) lines() []line {
	return []line{
		{"messages", strconv.Itoa(o.Messages)},
		{"accepted", strconv.Itoa(o.Accepted)},
		{"refused", some(o.Refused)},
		{"invalid", some(o.Invalid)},
		{"duplicate", some(o.Duplicate)},
		{"not sent", some(o.NotSent)},
		{"unknown", some(o.Unknown)},
		{"by earlier runs", some(o.Resumed)},
		{"parts", strconv.Itoa(o.Parts)},
		{"cost", o.Cost.String()},
		{"results", o.Results},
	}
}

// some is a number that is shown unless it is 0.
func some(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
