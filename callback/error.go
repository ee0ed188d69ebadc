package callback

import (
	"errors"
	"net/http"
)

// What a [RequestError] matches, by [errors.Is].
var (
	// ErrUnverified is a request without a checksum, or with one that does not fit:
	// not from the service, changed on the way, or made with another secret.
	ErrUnverified = errors.New("callback: not verified")
	// ErrUnreadable is a request that holds no event: a method that is not accepted,
	// a body that is too large or cannot be read, fields that are missing.
	ErrUnreadable = errors.New("callback: not readable")
)

// RequestError is a request that is refused. It matches [ErrUnverified] or
// [ErrUnreadable]. It never holds a part of the request or of the secret, so it is
// safe to log.
type RequestError struct {
	// Status is the HTTP status to answer with: 403 when the request is not verified,
	// 400, 405, 413 or 415 when it is not readable.
	Status int
	// Reason says in a few fixed words what is wrong.
	Reason string
	// Err is what reading the body failed with, else nil. It is not a part of the
	// error's text.
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
