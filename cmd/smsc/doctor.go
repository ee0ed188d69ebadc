package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/doctor"
)

// The exit codes of smsc doctor, beside those of all commands.
const (
	exitWarning = 7
	exitFailure = 8
)

// The times that a doctor takes, unless --timeout says otherwise.
const (
	doctorTime        = time.Minute
	doctorSendingTime = 5 * time.Minute
)

type doctorFlags struct {
	sendTo, number, report string
	skip, reserve          []string
	insecure               bool
}

func (p *program) doctorCommand() *cobra.Command {
	var f doctorFlags
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Examine the service and the account, without sending anything",
		Long: `Examine the service and the account: the network, the certificate, the WSDL, the
credentials, what an unknown message and a price request are answered. Nothing is sent
and nothing is spent. SMSC_API_KEY may be set beside SMSC_LOGIN and SMSC_PASSWORD here;
then both are tried. Credentials that were refused are not tried again.

With --send-to it also sends a message to that number, after asking with its price, and
finds out what only a message can show: whether duplicates are refused and what is
compared, how soon a status is known, in which zone dates are. Two messages can be
accepted at most.

The report holds no secrets, numbers and texts. It ends in what the library assumes and
what the service does.

Checks, for --skip ("wsdl." stands for all that begin so):
` + doctorChecks() + `
Exit codes: 0 nothing worse than a note, 7 warnings, 8 failures; 1 and 2 as usual.
--timeout defaults to 1m, and to 5m with --send-to.`,
		Example: `  smsc doctor
  smsc doctor --report report.md
  smsc doctor --send-to +380501234567 --skip send.identical`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.doctor(cmd, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.sendTo, "send-to", "", "also send a message to this `NUMBER`, after asking")
	flags.StringVar(&f.number, "number", "", "the `NUMBER` to price; nothing is sent to it")
	flags.StringSliceVar(&f.skip, "skip", nil, "`IDs` of checks to leave out, with commas between them")
	flags.StringArrayVar(&f.reserve, "reserve", nil, "`URL` of a reserve host, in place of www2 to www5; repeat it")
	flags.StringVar(&f.report, "report", "", "write the report to a `FILE` too, as Markdown")
	flags.BoolVar(&f.insecure, "insecure-http", false, "allow http on any host, with the password in clear text")
	complete(cmd, "skip", doctorCompletions()...)
	return cmd
}

// doctorChecks lists the checks for the help text.
func doctorChecks() string {
	var b strings.Builder
	for _, c := range doctor.Checks() {
		fmt.Fprintf(&b, "  %-17s %s; costs %s\n", c.ID, c.Expected, c.Costs)
	}
	return b.String()
}

func doctorCompletions() []cobra.Completion {
	checks := doctor.Checks()
	all := make([]cobra.Completion, 0, len(checks))
	for _, c := range checks {
		all = append(all, cobra.CompletionWithDesc(c.ID, c.Expected))
	}
	return all
}

func (p *program) doctor(cmd *cobra.Command, f doctorFlags) error {
	timeout := p.timeout
	switch {
	case cmd.Flags().Changed("timeout"):
	case f.sendTo != "":
		timeout = doctorSendingTime
	default:
		timeout = doctorTime
	}
	if timeout <= 0 {
		return errors.New("--timeout must be positive")
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), timeout)
	defer cancel()
	report, err := p.examine(ctx, f)
	if err != nil {
		return doctorUsage(err)
	}
	if err := p.printReport(report); err != nil {
		return err
	}
	if f.report != "" {
		if err := os.WriteFile(f.report, report.Markdown(), 0o600); err != nil {
			return &localError{kind: "output", outcome: smsc.OutcomeNotSent, err: fmt.Errorf("writing the report: %w", err)}
		}
	}
	if report.Worst() < doctor.Warning {
		return nil
	}
	return &doctorError{failures: report.Count(doctor.Failure), warnings: report.Count(doctor.Warning)}
}

func (p *program) examine(ctx context.Context, f doctorFlags) (*doctor.Report, error) {
	config := doctor.Config{
		Endpoint: p.endpoint, InsecureHTTP: f.insecure,
		Login: p.env("SMSC_LOGIN"), Password: p.env("SMSC_PASSWORD"), APIKey: p.env("SMSC_API_KEY"),
		Number: f.number, Reserve: f.reserve, Skip: f.skip, Transport: p.transport,
	}
	if config.Endpoint == "" {
		config.Endpoint = p.env("SMSC_ENDPOINT")
	}
	if f.sendTo == "" {
		return doctor.Run(ctx, config)
	}
	return doctor.RunAndSend(ctx, config, doctor.Sending{To: f.sendTo, Confirm: p.confirm})
}

// confirm asks whether a message may be sent. It does not wait for longer than there is
// time.
func (p *program) confirm(ctx context.Context, price doctor.Price) bool {
	_, _ = fmt.Fprintf(p.stderr, "Send a test message to the number of --send-to? One costs %s. "+
		"Up to %d can be accepted, for %s in all. Type yes to send: ",
		price.One, price.Most, price.Total())
	answer := make(chan string, 1)
	go func() {
		var word string
		_, _ = fmt.Fscanln(p.stdin, &word) // an answer that cannot be read is none
		answer <- word
	}()
	select {
	case word := <-answer:
		return word == "yes"
	case <-ctx.Done():
		return false
	}
}

// doctorFlagOf names the flag or the variable of a field of the configuration.
var doctorFlagOf = map[string]string{ //nolint:gosec // names of variables, not what is in them
	"Endpoint": "--endpoint (SMSC_ENDPOINT)", "Login": "SMSC_LOGIN", "APIKey": "SMSC_API_KEY",
	"Number": "--number", "Skip": "--skip", "To": "--send-to",
	"Password: login": "SMSC_LOGIN", "Password: password": "SMSC_PASSWORD",
}

// doctorUsage is an error about the configuration in the words of the command line.
func doctorUsage(err error) error {
	wrong, ok := errors.AsType[smsc.ValidationErrors](err)
	if !ok {
		return &localError{kind: "other", outcome: smsc.OutcomeNotSent, err: err}
	}
	texts := make([]string, 0, len(wrong))
	for _, one := range wrong {
		field := one.Field
		if name, index, found := strings.Cut(field, "["); found && name == "Reserve" {
			field = "--reserve [" + index
		} else if flag := doctorFlagOf[field]; flag != "" {
			field = flag
		}
		texts = append(texts, field+" "+strings.Replace(one.Rule, "Password", "SMSC_PASSWORD", 1))
	}
	return errors.New(strings.Join(texts, "; "))
}

// doctorError is the end of an examination that found something. The report is printed
// by then.
type doctorError struct{ failures, warnings int }

func (e *doctorError) Error() string {
	return "doctor found " + counted(e.failures, "failure") + " and " + counted(e.warnings, "warning")
}

func (e *doctorError) problem() problem {
	found := problem{Kind: "doctor", Outcome: smsc.OutcomeNotSent.String(), Message: e.Error(), exit: exitWarning}
	if e.failures > 0 {
		found.exit = exitFailure
	}
	return found
}
