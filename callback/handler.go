package callback

import (
	"context"
	"errors"
	"io"
	"net/http"
)

// NewHandler returns a handler for the URL that is set in the account. It verifies
// each request with the secret of the account and calls receive with its event and
// its context. receive must be safe for concurrent use.
//
// It answers
//
//   - 200 and "OK" when receive returned nil;
//   - 500 when receive returned an error, so that the service can repeat the request
//     (whether it does is not known);
//   - 403 when the request is not verified, and 400, 405, 413 or 415 when it is not
//     readable; see [RequestError].
//
// A panic in receive is not recovered. [net/http.Server] logs it and closes the
// connection, so the service gets no answer and may repeat the request.
//
// At most 64 KiB of a body are read. Set the ReadTimeout of your server to limit how
// long that may take.
//
// The secret must not be empty, and receive must not be nil.
func NewHandler(secret string, receive func(context.Context, Event) error, options ...Option) (http.Handler, error) {
	c, err := newConfig(secret, options)
	if err != nil {
		return nil, err
	}
	if receive == nil {
		return nil, errors.New("callback: the receiving function must not be nil")
	}
	// The secret stays behind functions, where no format verb shows it.
	return handler{parse: c.parse, receive: receive, hook: c.hook, allow: c.methods()}, nil
}

type handler struct {
	parse   func(*http.Request) (Event, *RequestError)
	receive func(context.Context, Event) error
	hook    func(*http.Request, error)
	allow   string
}

// ServeHTTP implements [http.Handler].
func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	event, refused := h.parse(r)
	if refused != nil {
		h.hook(r, refused)
		if refused.Status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", h.allow)
		}
		http.Error(w, refused.Reason, refused.Status)
		return
	}
	if err := h.receive(r.Context(), event); err != nil {
		h.hook(r, err)
		http.Error(w, "not processed, try again", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "OK")
}
