package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
)

// errSomeRefused ends a command that has done its work, whose result says that not
// everybody gets a message.
var errSomeRefused = errors.New("some recipients were refused")

var (
	errNobodyToAsk = errors.New("--yes is required where nobody can be asked: it sends without asking; --dry-run shows the price")
	errDeclined    = &endedError{problem{
		Kind: "declined", Outcome: smsc.OutcomeNotSent.String(), Message: "nothing was sent", exit: exitNotSent,
	}}
)

// endedError is why a long run ended, as it is shown.
type endedError struct{ found problem }

func (e *endedError) Error() string { return e.found.Message }

// journalError is a journal that cannot be used.
type journalError struct{ err error }

func (e *journalError) Error() string {
	return "--journal: " + strings.TrimPrefix(e.err.Error(), "campaign: ")
}
func (e *journalError) Unwrap() error { return e.err }

func (e *journalError) problem() problem {
	return problem{Kind: "journal", Outcome: smsc.OutcomeNotSent.String(), Message: e.Error(), exit: exitFailed}
}

func missing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// early is an error that came before anything was sent. What is none of the service's
// lies in the table.
func early(err error) error {
	if canceled(err) {
		return &callError{err: fmt.Errorf("nothing was sent: %w", err), reads: true}
	}
	if known(err) {
		return &callError{err: err, reads: true}
	}
	if inner, ok := strings.CutPrefix(err.Error(), "campaign: input: "); ok {
		return errors.New(inner)
	}
	return err
}

// known tells whether an error is one of the SDK.
func known(err error) bool { return smsc.KindOf(err) != "other" }

func canceled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

const goOn = "run the same command again to go on: nobody is texted twice"

// failed is for what went wrong on this machine in the middle of a run.
func (m *mailing) failed(kind string, err error) error {
	return m.end(problem{Kind: kind, Outcome: smsc.OutcomeNotSent.String(), Message: err.Error(), exit: exitFailed})
}

// end says how to go on. Messages of which nobody knows go before any other reason.
func (m *mailing) end(found problem) error {
	if m.done.Unknown > 0 {
		found.exit, found.Outcome = exitUnknown, smsc.OutcomeUnknown.String()
		text := counted(m.done.Unknown, "message") + " may have been sent, and the next run asks for them first"
		if found.Message != "" {
			text = found.Message + "; " + text
		}
		found.Message = text
	}
	found.Message += "; " + goOn
	return &endedError{found}
}

// ended is the error of a run that has ended, with what a script needs to know.
func (m *mailing) ended(err error, total int) error {
	done := m.done
	switch {
	case err == nil && done.Unknown > 0:
		return m.end(problem{Kind: "outcome_unknown"})
	case err == nil && done.NotSent > 0:
		return m.end(problem{
			Kind: "other", Outcome: smsc.OutcomeNotSent.String(), exit: exitNotSent,
			Message: counted(done.NotSent, "message") + " could not be sent",
		})
	case err == nil && done.Refused+done.Invalid+done.Duplicate > 0:
		return errSomeRefused
	case err == nil:
		return nil
	case canceled(err):
		found := (&callError{err: err, reads: true}).problem()
		found.Message = fmt.Sprintf("stopped when %d of %d messages were done", done.Done()-done.NotSent, total)
		return m.end(found)
	case errors.Is(err, campaign.ErrBudget):
		return m.end(problem{
			Kind: "budget", Outcome: smsc.OutcomeNotSent.String(), exit: exitNotSent,
			Message: "the next messages would cost more than is left of --max-cost: raise it",
		})
	case errors.Is(err, campaign.ErrRefusals):
		return m.end(problem{
			Kind: "refusals", Outcome: smsc.OutcomeRejected.String(), exit: exitRejected,
			Message: "the service has refused too many requests in a row, and blocks addresses for that: " +
				"look at the results, and wait for 10 minutes",
		})
	case known(err):
		return m.end((&callError{err: err, reads: true}).problem())
	default:
		return m.failed("journal", err)
	}
}
