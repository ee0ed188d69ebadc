package soap

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Error is a call that brought no well-formed answer.
type Error struct {
	// Status is the HTTP status, 0 when no response came.
	Status int
	// RetryAfter is what the response asked to wait, 0 when it did not.
	RetryAfter time.Duration
	// Snippet is the beginning of the response's body. It may hold what the
	// server echoed of the request, so it is long enough to find a secret in it
	// before it is cut to size.
	Snippet string
	// Written tells that some of the request may have left. While it is false,
	// nothing of it reached the service, and nothing of it will. What proves that is
	// in the table at [Caller.roundTrip].
	Written bool
	// Err says what went wrong.
	Err error
}

func (e *Error) Error() string { return e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

var (
	// ErrRedirect reports a 3xx answer. It is never followed: the request holds
	// a password, and a second POST can be a second message.
	ErrRedirect = errors.New("redirect refused")

	// ErrStatus reports an HTTP status other than 200 without a Fault.
	ErrStatus = errors.New("unexpected HTTP status")

	// ErrAnswer reports a response that is not this operation's answer.
	ErrAnswer = errors.New("malformed answer")

	// ErrTooLarge reports an answer beyond the limit.
	ErrTooLarge = errors.New("answer too large")

	// ErrLate reports a request that was not written because it was too late for it.
	ErrLate = errors.New("its time to leave has passed")
)

// MaxSnippet is the length at which a Snippet, and the texts of a [Fault], are cut.
const MaxSnippet = 4 << 10

// responseError builds the Error for a response that is there but no answer.
func responseError(resp *http.Response, body []byte, err error) *Error {
	return &Error{
		Status:     resp.StatusCode,
		RetryAfter: retryAfter(resp.Header.Get("Retry-After"), time.Now()),
		Snippet:    Shorten(string(body[:min(len(body), MaxSnippet+1)]), MaxSnippet),
		Written:    true,
		Err:        err,
	}
}

// maxRetryAfter bounds what a server can make a caller wait.
const maxRetryAfter = 24 * time.Hour

// retryAfter reads either form of the header (RFC 9110, section 10.2.3): seconds
// or a date. What it cannot read is 0.
func retryAfter(value string, now time.Time) time.Duration {
	var wait time.Duration
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxRetryAfter)
}

// statusError names a status that is neither 200 nor a Fault's.
func statusError(resp *http.Response) error {
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		return fmt.Errorf("%w: HTTP status %d", ErrRedirect, resp.StatusCode)
	}
	return fmt.Errorf("%w %d", ErrStatus, resp.StatusCode)
}

// failedToConnect tells whether err can only come from before a connection stood.
func failedToConnect(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Op == "dial" || op.Op == "proxyconnect"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	_, ok := errors.AsType[*net.DNSError](err)
	return ok
}
