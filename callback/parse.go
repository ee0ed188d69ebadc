package callback

import (
	"errors"
	"io"
	"net/http"
	"net/url"
)

// maxBody is the largest body that is read, in bytes. A text of 1,000 characters, all
// of them escaped, takes a fifth of it.
const maxBody = 64 << 10

// Parse reads and verifies one request like the handler of [NewHandler]. It is for
// routers whose handlers are not [http.Handler]s. Nothing may read the body before it.
// The error is a [*RequestError], whose Status is the HTTP status to answer with, or
// says that the secret is empty or an option is wrong.
//
// Answer 200 with a short body once the event is stored, and 500 if that failed.
func Parse(r *http.Request, secret string, options ...Option) (Event, error) {
	c, err := newConfig(secret, options)
	if err != nil {
		return nil, err
	}
	event, refused := c.parse(r)
	if refused != nil {
		return nil, refused
	}
	return event, nil
}

// parse reads the fields, verifies the checksum, and only then interprets the values.
func (c *config) parse(r *http.Request) (Event, *RequestError) {
	values, refused := c.fields(r)
	if refused != nil {
		return nil, refused
	}
	k, refused := c.verify(values)
	if refused != nil {
		return nil, refused
	}
	event, ok := k.read(reader{values})
	if !ok {
		return nil, unreadable("a field that must be a number is not one")
	}
	if rule := event.check(); rule != "" {
		return nil, unreadable(rule)
	}
	return event, nil
}

// fields returns all fields of a request, as UTF-8.
func (c *config) fields(r *http.Request) (url.Values, *RequestError) {
	get := r.Method == http.MethodGet && c.get
	if r.Method != http.MethodPost && !get {
		return nil, &RequestError{Status: http.StatusMethodNotAllowed, Reason: "the method is not accepted"}
	}
	charset, ok := charsetAsked(r.URL.Query(), c.charset)
	if !ok {
		return nil, unreadable("the charset in the URL is not supported")
	}
	if get {
		return readQuery(r.URL.RawQuery, charset)
	}
	if coding := r.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return nil, &RequestError{Status: http.StatusUnsupportedMediaType, Reason: "compressed bodies are not accepted"}
	}
	body, refused := readBody(r)
	if refused != nil {
		return nil, refused
	}
	return readFields(body, r.Header.Get("Content-Type"), charset)
}

func readBody(r *http.Request) (string, *RequestError) {
	if r.Body == nil {
		return "", nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return "", &RequestError{Status: http.StatusRequestEntityTooLarge, Reason: "the body is too large"}
	}
	if err != nil {
		return "", &RequestError{Status: http.StatusBadRequest, Reason: "the body could not be read", Err: err}
	}
	return string(body), nil
}
