package smsc

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/go-smsc/smsc/internal/soap"
)

// Operation is what a client does, and the key to its error codes.
type Operation string

// The operations. Each has a simple form in the service's WSDL and one with more
// parameters (send_sms and send_sms2); the client chooses.
const (
	OpSend    Operation = "send"
	OpCost    Operation = "cost"
	OpStatus  Operation = "status"
	OpBalance Operation = "balance"
)

// Errors by meaning, to be matched with [errors.Is]. The number is the code that
// the service gives; what a code means depends on the operation, which is why
// there is no constant for the numbers themselves. (SMSC SOAP docs, error codes.)
var (
	// ErrInvalidParams is code 1: bad parameters.
	ErrInvalidParams = errors.New("invalid parameters")
	// ErrUnauthorized is code 2: wrong login, password or key, or an IP address
	// that is not on the account's list. Repeating it gets the address blocked.
	ErrUnauthorized = errors.New("wrong login or password, or IP address not allowed")
	// ErrInsufficientFunds is code 3 of a send or cost request.
	ErrInsufficientFunds = errors.New("not enough money on the account")
	// ErrNotFound is code 3 of a status request, and status -3: there is no
	// message with this recipient and ID.
	ErrNotFound = errors.New("message not found")
	// ErrIPBlocked is code 4: the service has blocked the IP address for a while
	// because of frequent errors.
	ErrIPBlocked = errors.New("IP address temporarily blocked")
	// ErrInvalidDate is code 5 of a send or cost request.
	ErrInvalidDate = errors.New("invalid date format")
	// ErrForbidden is code 6: the text or the sender is forbidden.
	ErrForbidden = errors.New("message forbidden")
	// ErrInvalidPhone is code 7: bad phone number.
	ErrInvalidPhone = errors.New("invalid phone number")
	// ErrUndeliverable is code 8: cannot be delivered to that number.
	ErrUndeliverable = errors.New("cannot be delivered to that number")
	// ErrDuplicate is code 9 of a send: an identical request within a minute. The
	// first one may well have been accepted. The service says the same of 15 or
	// more requests at once on a login (HTTP docs), so the code matches
	// [ErrRateLimited] too.
	ErrDuplicate = errors.New("identical request within a minute, or too many requests at once")
	// ErrRateLimited is code 9 of any operation: more than 10 balance requests, 5
	// status requests for one message, or 5 identical cost requests (HTTP docs) in a
	// minute, or too many requests at once. It also matches a [*PacingError], with
	// which the client held a request back.
	ErrRateLimited = errors.New("too many requests")
)

// Errors of the client itself, to be matched with [errors.Is].
var (
	// ErrOutcomeUnknown marks a failed send that the service may have accepted. See
	// [OutcomeUnknown].
	ErrOutcomeUnknown = errors.New("outcome unknown")
	// ErrBlocked marks a call that the client did not make because the service would
	// refuse it, see [BlockedError]. When the service itself says so, it is
	// [ErrIPBlocked].
	ErrBlocked = errors.New("calls are stopped")
	// ErrTooLate marks a message that was not sent because its [SendRequest].LeaveBy
	// had passed.
	ErrTooLate = errors.New("LeaveBy has passed")
	// ErrRedirect is a 3xx answer. Redirects are never followed.
	ErrRedirect = soap.ErrRedirect
	// ErrHTTPStatus is an HTTP status other than 200 without a SOAP Fault.
	ErrHTTPStatus = soap.ErrStatus
	// ErrMalformedAnswer is an answer that is not what the WSDL says, or that
	// says neither success nor an error code.
	ErrMalformedAnswer = soap.ErrAnswer
	// ErrAnswerTooLarge is an answer beyond the limit of [WithMaxAnswer].
	ErrAnswerTooLarge = soap.ErrTooLarge
)

// APIError is a well-formed answer with an error code.
type APIError struct {
	// Operation is what was called; the code means what this operation says. Empty
	// counts as [OpSend].
	Operation Operation
	// Code is the number in the answer's error element, never 0. A status -3 is
	// reported as code 3, which says the same.
	Code int
	// ID is the message ID when one came with the error, as it can with codes
	// 3, 6, 7 and 8 (HTTP docs).
	ID string
}

func (e *APIError) operation() Operation {
	if e.Operation == "" {
		return OpSend
	}
	return e.Operation
}

func (e *APIError) Error() string {
	text := "undocumented error"
	if meaning := e.meaning(); meaning != nil {
		text = meaning.Error()
	}
	return fmt.Sprintf("smsc: %s: error %d: %s", e.operation(), e.Code, text)
}

// Is matches the sentinel that stands for the code in its operation.
func (e *APIError) Is(target error) bool {
	if e == nil {
		return false
	}
	meaning := e.meaning()
	return meaning != nil && meaning == target || meaning == ErrDuplicate && target == ErrRateLimited
}

// RetryAfter is how long the service refuses after this code: 30 minutes after
// code 4 (FAQ), a minute after code 9 (docs). Otherwise it is 0: waiting does not
// help.
func (e *APIError) RetryAfter() time.Duration {
	switch {
	case e.Is(ErrIPBlocked):
		return blockTime
	case e.Is(ErrRateLimited):
		return time.Minute
	default:
		return 0
	}
}

// LogValue shows operation, code and ID as a group.
func (e *APIError) LogValue() slog.Value {
	return slog.GroupValue(slog.String("op", string(e.operation())), slog.Int("code", e.Code),
		slog.String("id", e.ID), slog.String("message", e.Error()))
}

// outcome is unknown for code 9: an identical request came before, and that one may
// have been accepted. A question for a status says nothing about the message.
func (e *APIError) outcome() Outcome {
	if e == nil || e.Is(ErrDuplicate) || e.Operation == OpStatus {
		return OutcomeUnknown
	}
	return OutcomeRejected
}

// meaning is the table of codes, by operation. It is nil for a code that is not
// documented for the operation.
func (e *APIError) meaning() error {
	op := e.operation()
	priced := op == OpSend || op == OpCost
	switch {
	case op != OpSend && op != OpCost && op != OpStatus && op != OpBalance:
		return nil
	case e.Code == 1:
		return ErrInvalidParams
	case e.Code == 2:
		return ErrUnauthorized
	case e.Code == 3 && priced:
		return ErrInsufficientFunds
	case e.Code == 3 && op == OpStatus:
		return ErrNotFound
	case e.Code == 4:
		return ErrIPBlocked
	case e.Code == 5 && priced:
		return ErrInvalidDate
	case e.Code == 6 && priced:
		return ErrForbidden
	case e.Code == 7 && priced:
		return ErrInvalidPhone
	case e.Code == 8 && priced:
		return ErrUndeliverable
	case e.Code == 9 && op == OpSend:
		return ErrDuplicate
	case e.Code == 9:
		return ErrRateLimited
	default:
		return nil
	}
}

// FaultError is a SOAP Fault: the server could not dispatch or run the call.
type FaultError struct {
	// Operation is what was called.
	Operation Operation
	// StatusCode is the HTTP status that the Fault came with.
	StatusCode int
	// Code and Reason are faultcode and faultstring.
	Code, Reason string
	// Outcome is what the Fault says about a send: [OutcomeNotSent] for "Procedure
	// '…' not present", after which nothing was processed, else [OutcomeUnknown].
	Outcome Outcome
}

func (e *FaultError) Error() string {
	return fmt.Sprintf("smsc: %s: SOAP fault %s: %s", e.Operation, e.Code, e.Reason)
}

// LogValue shows operation, HTTP status, code and reason as a group.
func (e *FaultError) LogValue() slog.Value {
	return slog.GroupValue(slog.String("op", string(e.Operation)), slog.Int("http_status", e.StatusCode),
		slog.String("code", e.Code), slog.String("reason", e.Reason))
}

func (e *FaultError) outcome() Outcome {
	if e == nil || e.Operation == OpStatus {
		return OutcomeUnknown
	}
	return e.Outcome
}

// TransportError is a call that got no well-formed answer.
type TransportError struct {
	// Operation is what was called.
	Operation Operation
	// StatusCode is the HTTP status, 0 when no response came.
	StatusCode int
	// RetryAfter is how long the response asked to wait, 24 h at most; 0 when it did
	// not ask.
	RetryAfter time.Duration
	// Snippet is the beginning of the response's body, at most 256 bytes, without
	// password and key. It may hold anything else that the server echoed, such as
	// numbers and texts.
	Snippet string
	// Outcome is what the failure says about a send: [OutcomeNotSent] when nothing
	// of the request was written and nothing of it can be any more, else
	// [OutcomeUnknown].
	Outcome Outcome
	// Err is the cause. A context that was over is found with [errors.Is].
	Err error
}

func (e *TransportError) Error() string {
	return fmt.Sprintf("smsc: %s: %v", e.Operation, e.Err)
}

// Unwrap returns Err.
func (e *TransportError) Unwrap() error { return e.Err }

// LogValue shows operation, HTTP status, cause and outcome as a group.
func (e *TransportError) LogValue() slog.Value {
	return slog.GroupValue(slog.String("op", string(e.Operation)), slog.Int("http_status", e.StatusCode),
		slog.String("cause", fmt.Sprint(e.Err)), slog.String("outcome", e.Outcome.String()))
}

func (e *TransportError) outcome() Outcome {
	if e == nil || e.Operation == OpStatus {
		return OutcomeUnknown
	}
	return e.Outcome
}

// SendError is a send that failed after its request was found valid, or one that
// [Client.Resolve] did not find. It wraps the cause, and holds what is needed to find
// out later what became of the message.
type SendError struct {
	// Record is what [Client.Resolve] and [Client.SendOnce] need. Store it when the
	// outcome is unknown.
	Record SendRecord
	// Outcome says what is known of the send. It is never [OutcomeAccepted].
	Outcome Outcome
	// Err is the cause: an [*APIError], [*FaultError], [*TransportError],
	// [*PacingError] or [*BlockedError]. The reason why the outcome could not be
	// resolved may be wrapped around it.
	Err error
}

func (e *SendError) Error() string {
	outcome := ErrOutcomeUnknown.Error()
	if e.Outcome != OutcomeUnknown {
		outcome = strings.ReplaceAll(e.Outcome.String(), "_", " ")
	}
	cause := "smsc: send failed"
	if e.Err != nil {
		cause = e.Err.Error()
	}
	if e.Record.ID != "" {
		outcome += ", id " + e.Record.ID
	}
	return cause + " (" + outcome + ")"
}

// Unwrap returns Err.
func (e *SendError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}

// Is matches [ErrOutcomeUnknown] when the outcome is [OutcomeUnknown].
func (e *SendError) Is(target error) bool {
	return e != nil && target == ErrOutcomeUnknown && e.Outcome == OutcomeUnknown
}

// LogValue shows ID, outcome and cause as a group, without the recipients.
func (e *SendError) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", e.Record.ID), slog.String("outcome", e.Outcome.String()),
		slog.String("cause", e.Error()))
}

func (e *SendError) outcome() Outcome {
	if e == nil {
		return OutcomeUnknown
	}
	return e.Outcome
}
