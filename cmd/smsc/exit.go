package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
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
)

// callError is a call of the SDK that failed. All other errors but [localError]
// are mistakes on the command line, whether this package or cobra found them.
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

	exit int
}

// report shows a problem and returns its exit code.
func (p *program) report(found problem) int {
	found.Message = oneLine(found.Message)
	if p.json {
		encoder := json.NewEncoder(p.stderr)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(struct {
			Error problem `json:"error"`
		}{found}); err != nil {
			return found.exit // where stderr is gone, only the code can tell
		}
	} else {
		_, _ = fmt.Fprintf(p.stderr, "smsc: %s\n", found.Message)
	}
	return found.exit
}

func describe(err error) problem {
	if failed, ok := errors.AsType[*callError](err); ok {
		return failed.problem()
	}
	if local, ok := errors.AsType[*localError](err); ok {
		return problem{
			Kind: local.kind, Outcome: local.outcome.String(), Message: local.Error(), ID: local.id, exit: exitFailed,
		}
	}
	return problem{Kind: "usage", Outcome: smsc.NotSent.String(), Message: err.Error(), exit: exitUsage}
}

func (e *callError) problem() problem {
	if _, ok := errors.AsType[*smsc.ValidationError](e.err); ok {
		return problem{
			Kind: "validation", Outcome: smsc.NotSent.String(),
			Message: strings.Join(violations(e.err), "; "), exit: exitUsage,
		}
	}
	found := problem{Kind: kindOf(e.err), Message: strings.TrimPrefix(e.err.Error(), "smsc: ")}
	outcome := smsc.OutcomeOf(e.err)
	if e.reads && outcome == smsc.Unknown {
		outcome = smsc.NotSent
	}
	found.Outcome = outcome.String()
	switch outcome {
	case smsc.Rejected:
		found.exit = exitRejected
	case smsc.NotSent:
		found.exit = exitNotSent
	default:
		found.exit = exitUnknown
		found.Message += "; it may have been sent: ask for its status before you send it again"
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
	if send, ok := errors.AsType[*smsc.SendError](e.err); ok && send.ID != "" {
		found.ID = send.ID
	}
	return found
}

// kindOf is the word by which scripts tell errors apart: that of the cause. That
// an outcome is unknown is the kind only when there is no more to say.
func kindOf(err error) string {
	for _, known := range []struct {
		err  error
		kind string
	}{
		{smsc.ErrInvalidParams, "invalid_params"},
		{smsc.ErrUnauthorized, "unauthorized"},
		{smsc.ErrInsufficientFunds, "insufficient_funds"},
		{smsc.ErrNotFound, "not_found"},
		{smsc.ErrIPBlocked, "ip_blocked"},
		{smsc.ErrInvalidDate, "invalid_date"},
		{smsc.ErrForbidden, "forbidden"},
		{smsc.ErrInvalidPhone, "invalid_phone"},
		{smsc.ErrUndeliverable, "undeliverable"},
		{smsc.ErrDuplicate, "duplicate"},
		{smsc.ErrRateLimited, "rate_limited"},
		{smsc.ErrRedirect, "redirect"},
		{smsc.ErrHTTPStatus, "http_status"},
		{smsc.ErrAnswerTooLarge, "answer_too_large"},
		{smsc.ErrMalformedAnswer, "malformed_answer"},
		{context.Canceled, "canceled"},
		{context.DeadlineExceeded, "timeout"},
	} {
		if errors.Is(err, known.err) {
			return known.kind
		}
	}
	if _, ok := errors.AsType[*smsc.APIError](err); ok {
		return "undocumented_code"
	}
	if _, ok := errors.AsType[*smsc.FaultError](err); ok {
		return "soap_fault"
	}
	if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
		return "timeout"
	}
	if _, ok := errors.AsType[*smsc.TransportError](err); ok {
		return "connection"
	}
	if errors.Is(err, smsc.ErrOutcomeUnknown) {
		return "outcome_unknown"
	}
	return "other"
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
