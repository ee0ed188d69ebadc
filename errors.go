package smsc

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
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
	// message with this phone and ID.
	ErrNotFound = errors.New("message not found")
	// ErrIPBlocked is code 4: the IP address is blocked for a while because of
	// frequent errors.
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
	// first one may well have been accepted. (HTTP docs: 15 or more requests at
	// once on a login get the same code.)
	ErrDuplicate = errors.New("identical request within a minute")
	// ErrRateLimited is code 9 of the other operations: more than 10 balance
	// requests, 5 status requests for one message, or 5 identical cost requests
	// (HTTP docs) in a minute.
	ErrRateLimited = errors.New("too many requests")
	// ErrOutcomeUnknown marks a failed send of which nobody knows whether the
	// service accepted it. See [Unknown].
	ErrOutcomeUnknown = errors.New("outcome unknown")
)

// Errors of the way to the service and back, to be matched with [errors.Is].
var (
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
	// Operation is what was called; the code means what this operation says.
	Operation Operation
	// Code is the number in the answer's error element, never 0. A status -3 is
	// told as code 3, which says the same.
	Code int
	// ID is the message ID when one came with the error, as it can with codes
	// 3, 6, 7 and 8 (HTTP docs).
	ID string
}

func (e *APIError) Error() string {
	text := "undocumented error"
	if meaning := e.meaning(); meaning != nil {
		text = meaning.Error()
	}
	return fmt.Sprintf("smsc: %s: error %d: %s", e.Operation, e.Code, text)
}

// Is matches the sentinel that stands for the code in its operation.
func (e *APIError) Is(target error) bool {
	if e == nil {
		return false
	}
	meaning := e.meaning()
	return meaning != nil && meaning == target
}

// RetryAfter is how long the service refuses after this code: 30 minutes after
// code 4 (FAQ), a minute after code 9 (docs). Otherwise it is 0: waiting does not
// help.
func (e *APIError) RetryAfter() time.Duration {
	switch {
	case e.Is(ErrIPBlocked):
		return blockTime
	case e.Is(ErrDuplicate), e.Is(ErrRateLimited):
		return time.Minute
	default:
		return 0
	}
}

// LogValue shows operation, code and ID as a group.
func (e *APIError) LogValue() slog.Value {
	return slog.GroupValue(slog.String("op", string(e.Operation)), slog.Int("code", e.Code),
		slog.String("id", e.ID), slog.String("message", e.Error()))
}

func (e *APIError) outcome() Outcome { return Rejected }

// meaning is the table of codes, by operation. It is nil for a code that is not
// documented for the operation.
func (e *APIError) meaning() error {
	family := e.Operation.family()
	priced := family == familySend || family == familyCost
	switch {
	case family == familyUnknown:
		return nil
	case e.Code == 1:
		return ErrInvalidParams
	case e.Code == 2:
		return ErrUnauthorized
	case e.Code == 3 && priced:
		return ErrInsufficientFunds
	case e.Code == 3 && family == familyStatus:
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
	case e.Code == 9 && family == familySend:
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

	notPresent bool
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
	if e.notPresent {
		return NotSent
	}
	return Unknown
}

// TransportError is a call that brought no well-formed answer.
type TransportError struct {
	// Operation is what was called.
	Operation Operation
	// StatusCode is the HTTP status, 0 when no response came.
	StatusCode int
	// RetryAfter is what the response asked to wait; 0 when it did not, 24 h at most.
	RetryAfter time.Duration
	// Snippet is the beginning of the response's body, at most 256 bytes.
	Snippet string
	// Err is the cause. A context that was over is found with [errors.Is].
	Err error

	written bool
}

func (e *TransportError) Error() string {
	return fmt.Sprintf("smsc: %s: %v", e.Operation, e.Err)
}

// Unwrap returns Err.
func (e *TransportError) Unwrap() error { return e.Err }

// LogValue shows operation, HTTP status, cause and outcome as a group.
func (e *TransportError) LogValue() slog.Value {
	return slog.GroupValue(slog.String("op", string(e.Operation)), slog.Int("http_status", e.StatusCode),
		slog.String("cause", e.Err.Error()), slog.String("outcome", e.outcome().String()))
}

func (e *TransportError) outcome() Outcome {
	if e.written {
		return Unknown
	}
	return NotSent
}

// SendError is a send that failed after its request was found valid. It wraps
// the cause, an [*APIError], [*FaultError] or [*TransportError], and holds what
// is needed to find the message later.
type SendError struct {
	// ID is the ID that the request carried, generated or given; "" when it was
	// left to the server.
	ID string
	// Recipients are the request's recipients, those of its personal messages
	// included. [Client.Status] asks for one of them together with ID.
	Recipients []string
	// StartedAt is when the attempt began that decided the outcome.
	StartedAt time.Time
	// Outcome says what is known of the send. It is never [Accepted].
	Outcome Outcome
	// Err is the cause.
	Err error
}

func (e *SendError) Error() string {
	text := e.Err.Error() + " (" + strings.ReplaceAll(e.Outcome.String(), "_", " ")
	if e.Outcome == Unknown {
		text = e.Err.Error() + " (" + ErrOutcomeUnknown.Error()
	}
	if e.ID != "" {
		text += ", id " + e.ID
	}
	return text + ")"
}

// Unwrap returns Err.
func (e *SendError) Unwrap() error { return e.Err }

// Is matches [ErrOutcomeUnknown] when the outcome is [Unknown].
func (e *SendError) Is(target error) bool { return target == ErrOutcomeUnknown && e.Outcome == Unknown }

// LogValue shows ID, outcome and cause as a group, without the recipients.
func (e *SendError) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", e.ID), slog.String("outcome", e.Outcome.String()),
		slog.String("cause", e.Err.Error()))
}

func (e *SendError) outcome() Outcome { return e.Outcome }

// notSent is a call whose context was over before it began.
func notSent(op Operation, err error) error {
	return &TransportError{Operation: op, Err: err}
}

// callError turns an error of the transport into one of this package, without
// the secrets that a server can have echoed.
func (c *Client) callError(op soapgen.Operation, err error) error {
	name := Operation(op.Name)
	if fault, ok := errors.AsType[*soap.Fault](err); ok {
		return &FaultError{
			Operation: name, StatusCode: fault.Status,
			Code: soap.Shorten(c.scrub(fault.Code), 256), Reason: soap.Shorten(c.scrub(fault.Reason), 256),
			notPresent: fault.NotPresent(op),
		}
	}
	if failed, ok := errors.AsType[*soap.Error](err); ok {
		return &TransportError{
			Operation: name, StatusCode: failed.Status, RetryAfter: failed.RetryAfter,
			Snippet: soap.Shorten(c.scrub(failed.Snippet), 256), Err: c.scrubError(failed.Err), written: failed.Written,
		}
	}
	// Only encoding is left: what validation let through and XML cannot carry.
	return &TransportError{Operation: name, Err: c.scrubError(err)}
}

// scrubError returns err, or, when its text holds a secret, an error with the
// text scrubbed that still matches what err matches.
func (c *Client) scrubError(err error) error {
	text := err.Error()
	if clean := c.scrub(text); clean != text {
		return &scrubbedError{text: clean, err: err}
	}
	return err
}

type scrubbedError struct {
	text string
	err  error // not unwrapped: its text is what must not be seen
}

func (e *scrubbedError) Error() string        { return e.text }
func (e *scrubbedError) Is(target error) bool { return errors.Is(e.err, target) }

// Format shows the text for every verb, so that %#v does not show err.
func (e *scrubbedError) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(e.text)) }
