package smsc

import (
	"context"
	"errors"
	"net"
)

// kinds are the words for errors that are matched by meaning, the first that fits.
var kinds = []struct {
	err  error
	kind string
}{
	{ErrBlocked, "blocked"},
	{ErrTooLate, "too_late"},
	{ErrInvalidParams, "invalid_params"},
	{ErrUnauthorized, "unauthorized"},
	{ErrInsufficientFunds, "insufficient_funds"},
	{ErrNotFound, "not_found"},
	{ErrIPBlocked, "ip_blocked"},
	{ErrInvalidDate, "invalid_date"},
	{ErrForbidden, "forbidden"},
	{ErrInvalidPhone, "invalid_phone"},
	{ErrUndeliverable, "undeliverable"},
	{ErrDuplicate, "duplicate"},
	{ErrRateLimited, "rate_limited"},
	{ErrRedirect, "redirect"},
	{ErrHTTPStatus, "http_status"},
	{ErrAnswerTooLarge, "answer_too_large"},
	{ErrMalformedAnswer, "malformed_answer"},
	{context.Canceled, "canceled"},
	{context.DeadlineExceeded, "timeout"},
}

// KindOf returns a stable word for the cause of an error, for metrics, logs and
// scripts; "" when err is nil. The words are:
//
//	validation
//	invalid_params unauthorized insufficient_funds not_found ip_blocked invalid_date
//	forbidden invalid_phone undeliverable duplicate rate_limited undocumented_code
//	blocked too_late canceled timeout connection redirect http_status soap_fault
//	malformed_answer answer_too_large outcome_unknown other
//
// New ones can be added.
func KindOf(err error) string {
	if err == nil {
		return ""
	}
	if _, ok := errors.AsType[*ValidationError](err); ok {
		return "validation"
	}
	for _, known := range kinds {
		if errors.Is(err, known.err) {
			return known.kind
		}
	}
	if _, ok := errors.AsType[*APIError](err); ok {
		return "undocumented_code"
	}
	if _, ok := errors.AsType[*FaultError](err); ok {
		return "soap_fault"
	}
	if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
		return "timeout"
	}
	if _, ok := errors.AsType[*TransportError](err); ok {
		return "connection"
	}
	if errors.Is(err, ErrOutcomeUnknown) {
		return "outcome_unknown"
	}
	return "other"
}
