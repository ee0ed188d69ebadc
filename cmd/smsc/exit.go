package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/go-smsc/smsc"
)

// The exit codes that scripts rely on.
const (
	exitDone     = 0
	exitFailed   = 1 // anything else
	exitUsage    = 2 // usage or validation
	exitRejected = 3 // rejected by the service
	exitNotSent  = 4 // not sent, safe to repeat
	exitUnknown  = 5 // outcome unknown
	exitRefused  = 6 // done, and some recipients were refused
)

// callError is a call of the SDK that failed. All other errors but [localError],
// [journalError] and [endedError] are mistakes on the command line, whether this
// package or cobra found them.
type callError struct {
	err error
	// reads tells that the call sends no message, so that its outcome is never
	// unknown: whatever went wrong, nothing was sent.
	reads bool
}

func (e *callError) Error() string { return e.err.Error() }
func (e *callError) Unwrap() error { return e.err }

// localError is something on this machine that failed.
type localError struct {
	kind    string
	outcome smsc.Outcome
	id      string
	err     error
}

func (e *localError) Error() string { return e.err.Error() }
func (e *localError) Unwrap() error { return e.err }

// problem is an error as the command shows it.
type problem struct {
	Op      *smsc.Operation `json:"op"`
	Code    *int            `json:"code"`
	Kind    string          `json:"kind"`
	Outcome string          `json:"outcome"`
	Message string          `json:"message"`
	ID      string          `json:"id,omitempty"`
	// Record is what smsc resolve needs, where the outcome is unknown and can be asked
	// for.
	Record *smsc.SendRecord `json:"record,omitempty"`

	exit int
}

// report shows a problem and returns its exit code. Where stderr is gone, only that
// can tell.
func (p *program) report(found problem) int {
	found.Message = oneLine(found.Message)
	if p.json {
		_ = writeJSON(p.stderr, map[string]problem{"error": found})
		return found.exit
	}
	_, _ = fmt.Fprintf(p.stderr, "smsc: %s\n", found.Message)
	if found.Record != nil {
		_ = writeJSON(p.stderr, found.Record)
	}
	return found.exit
}

// writeJSON writes an object on a line of its own.
func writeJSON(w io.Writer, object any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(object)
}

func describe(err error) problem {
	if failed, ok := errors.AsType[*callError](err); ok {
		return failed.problem()
	}
	if found, ok := errors.AsType[*doctorError](err); ok {
		return found.problem()
	}
	if ended, ok := errors.AsType[*endedError](err); ok {
		return ended.found
	}
	if broken, ok := errors.AsType[*journalError](err); ok {
		return broken.problem()
	}
	if local, ok := errors.AsType[*localError](err); ok {
		return problem{
			Kind: local.kind, Outcome: local.outcome.String(), Message: local.Error(), ID: local.id, exit: exitFailed,
		}
	}
	return problem{
		Kind: "usage", Outcome: smsc.OutcomeNotSent.String(),
		Message: strings.TrimPrefix(err.Error(), "smsc: "), exit: exitUsage,
	}
}

func (e *callError) problem() problem {
	if wrong, ok := errors.AsType[smsc.ValidationErrors](e.err); ok {
		return problem{
			Kind: "validation", Outcome: smsc.OutcomeNotSent.String(), Message: violations(wrong), exit: exitUsage,
		}
	}
	found := problem{Kind: smsc.KindOf(e.err), Message: strings.TrimPrefix(strings.TrimPrefix(e.err.Error(), "tracking: "), "smsc: ")}
	outcome := smsc.OutcomeOf(e.err)
	if e.reads {
		outcome = smsc.OutcomeNotSent
		if _, refused := errors.AsType[*smsc.APIError](e.err); refused {
			outcome = smsc.OutcomeRejected
		}
	}
	found.Outcome = outcome.String()
	send, ok := errors.AsType[*smsc.SendError](e.err)
	if !ok {
		send = &smsc.SendError{}
	}
	switch outcome {
	case smsc.OutcomeRejected:
		found.exit = exitRejected
	case smsc.OutcomeNotSent:
		found.exit = exitNotSent
	default:
		found.exit = exitUnknown
		if send.Record.ID == "" || len(send.Record.Recipients) == 0 {
			found.Message += "; it may have been sent: look into the account's history before you send it again"
			break
		}
		found.Message += "; it may have been sent: give the record to smsc resolve before you send it again"
		found.Record = &send.Record
	}
	if api, ok := errors.AsType[*smsc.APIError](e.err); ok {
		found.Op, found.Code, found.ID = &api.Operation, &api.Code, api.ID
	} else if fault, ok := errors.AsType[*smsc.FaultError](e.err); ok {
		found.Op = &fault.Operation
	} else if transport, ok := errors.AsType[*smsc.TransportError](e.err); ok {
		found.Op = &transport.Operation
	} else if blocked, ok := errors.AsType[*smsc.BlockedError](e.err); ok {
		found.Op = &blocked.Operation
	} else if paced, ok := errors.AsType[*smsc.PacingError](e.err); ok {
		found.Op = &paced.Operation
	}
	if send.Record.ID != "" {
		found.ID = send.Record.ID
	}
	return found
}

// oneLine makes text from outside safe to show: one line, and nothing that a
// terminal would obey.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
}
