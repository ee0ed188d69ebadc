package callback

import (
	"errors"
	"net/http"
)

// The errors that a [RequestError] matches.
var (
	// ErrUnverified means that the request has no checksum, or one that does not fit:
	// it is not from the service, was changed in transit, or uses another secret.
	ErrUnverified = errors.New("callback: not verified")
	// ErrUnreadable means that the request holds no event: its method is not accepted,
	// its body is too large or malformed, or fields are missing.
	ErrUnreadable = errors.New("callback: not readable")
)

// RequestError says why a request is refused. It matches [ErrUnverified] or
// [ErrUnreadable]. Its text never holds a part of the request or the secret, so it is
// safe to log.
type RequestError struct {
	// Status is the HTTP status to answer with: 403 for ErrUnverified, and 400, 405,
	// 413 or 415 for ErrUnreadable.
	Status int
	// Reason says in a few words what is wrong.
	Reason string
	// Err is the error of reading the body, or nil. It is not part of the text.
	Err error
}

// Error implements error.
func (e *RequestError) Error() string { return "callback: " + e.Reason }

// Is matches [ErrUnverified] and [ErrUnreadable].
func (e *RequestError) Is(target error) bool {
	if e.Status == http.StatusForbidden {
		return target == ErrUnverified
	}
	return target == ErrUnreadable
}

// Unwrap returns Err.
func (e *RequestError) Unwrap() error { return e.Err }

func unverified(reason string) *RequestError {
	return &RequestError{Status: http.StatusForbidden, Reason: reason}
}

func unreadable(reason string) *RequestError {
	return &RequestError{Status: http.StatusBadRequest, Reason: reason}
}
