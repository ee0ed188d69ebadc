package smsctest

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// controlPath is where the paths of the control interface begin.
const controlPath = "/api/"

const (
	maxControlBody = 64 << 10
	maxWait        = time.Minute
)

//go:embed openapi.json
var openapi []byte

// route is one path of the control interface. Each of them is in openapi.json.
type route struct {
	pattern string
	serve   func(g *Gateway, w http.ResponseWriter, r *http.Request) error
}

// routes are the control interface.
func routes() []route {
	return []route{
		{"GET /api/messages", (*Gateway).getMessages},
		{"POST /api/messages", (*Gateway).postMessage},
		{"DELETE /api/messages", (*Gateway).deleteMessages},
		{"GET /api/messages/{seq}", (*Gateway).getMessage},
		{"POST /api/messages/{seq}/status", (*Gateway).postStatus},
		{"GET /api/phones", (*Gateway).getPhones},
		{"GET /api/phones/{phone}/latest", (*Gateway).getLatest},
		{"GET /api/phones/{phone}/code", (*Gateway).getCode},
		{"GET /api/requests", (*Gateway).getRequests},
		{"GET /api/requests/{seq}", (*Gateway).getRequest},
		{"GET /api/faults", (*Gateway).getFaults},
		{"POST /api/faults", (*Gateway).postFault},
		{"DELETE /api/faults", (*Gateway).deleteFaults},
		{"GET /api/faults/{id}", (*Gateway).getFault},
		{"PATCH /api/faults/{id}", (*Gateway).patchFault},
		{"DELETE /api/faults/{id}", (*Gateway).deleteFault},
		{"GET /api/clock", (*Gateway).getClock},
		{"POST /api/clock", (*Gateway).postClock},
		{"GET /api/account", (*Gateway).getAccount},
		{"PATCH /api/account", (*Gateway).patchAccount},
		{"GET /api/blocks", (*Gateway).getBlocks},
		{"DELETE /api/blocks", (*Gateway).deleteBlocks},
		{"POST /api/reset", (*Gateway).postReset},
		{"GET /api/callbacks", (*Gateway).getCallbacks},
		{"POST /api/callbacks", (*Gateway).postCallback},
		{"POST /api/callbacks/{seq}", (*Gateway).postCallbackAgain},
		{"GET /api/events", (*Gateway).getEvents},
		{"GET /api/openapi.json", (*Gateway).getOpenAPI},
	}
}

// newControl makes the control interface.
func (g *Gateway) newControl() http.Handler {
	mux := http.NewServeMux()
	for _, route := range routes() {
		mux.HandleFunc(route.pattern, func(w http.ResponseWriter, r *http.Request) {
			header := w.Header()
			header.Set("Cache-Control", "no-store")
			header.Set("X-Content-Type-Options", "nosniff")
			header.Set("Cross-Origin-Resource-Policy", "same-origin")
			header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
			if err := route.serve(g, w, r); err != nil {
				writeError(w, statusOf(err), err)
			}
		})
	}
	// A page in a browser must not control a server that runs beside it.
	return new(http.CrossOriginProtection).Handler(mux)
}

// controlError is an error with the HTTP status that tells it.
type controlError struct {
	status int
	text   string
}

func (e *controlError) Error() string { return e.text }

func badRequest(format string, args ...any) error {
	return &controlError{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

func notFound(what string) error {
	return &controlError{http.StatusNotFound, "there is no such " + what}
}

func statusOf(err error) int {
	if known, ok := errors.AsType[*controlError](err); ok {
		return known.status
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// readJSON reads the body of a request into value, one object with no unknown names.
func readJSON(w http.ResponseWriter, r *http.Request, value any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxControlBody))
	d.DisallowUnknownFields()
	if err := d.Decode(value); err != nil {
		return err
	}
	switch _, err := d.Token(); {
	case err == nil:
		return errors.New("something follows the object")
	case !errors.Is(err, io.EOF):
		return err
	default:
		return nil
	}
}

// readNumber reads a number of the query or the path, 0 when it is not there.
func readNumber(name, text string) (uint64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 62)
	if err != nil {
		return 0, badRequest("%s must be a number", name)
	}
	return n, nil
}

// pathNumber is the number in the path, 0 when it is none: nothing has that.
func pathNumber(r *http.Request, name string) uint64 {
	n, _ := readNumber(name, r.PathValue(name))
	return n
}

// readLimit reads limit, 0 when it is not given.
func readLimit(query url.Values) (int, error) {
	n, err := readNumber("limit", query.Get("limit"))
	switch {
	case err != nil:
		return 0, err
	case query.Has("limit") && (n < 1 || n > maxPage):
		return 0, badRequest("limit must be 1-%d", maxPage)
	}
	return int(n), nil
}

// readPage reads before, 0 when it is not given, and limit, which is usual then.
func readPage(r *http.Request, usual int) (before uint64, limit int, err error) {
	query := r.URL.Query()
	if before, err = readNumber("before", query.Get("before")); err != nil {
		return 0, 0, err
	}
	if limit, err = readLimit(query); err != nil {
		return 0, 0, err
	}
	return before, cmp.Or(limit, usual), nil
}

// readWait reads wait, for how long to wait for something that is not there yet.
func readWait(query url.Values) (time.Duration, error) {
	text := query.Get("wait")
	if text == "" {
		return 0, nil
	}
	wait, err := time.ParseDuration(text)
	if err != nil || wait < 0 || wait > maxWait {
		return 0, badRequest("wait must be a duration up to %s, such as 5s", maxWait)
	}
	return wait, nil
}

// linkOlder tells where the page before this one is.
func linkOlder(w http.ResponseWriter, r *http.Request, before uint64) {
	query := r.URL.Query()
	query.Set("before", strconv.FormatUint(before, 10))
	query.Del("wait")
	w.Header().Set("Link", "<?"+query.Encode()+`>; rel="next"`)
}

func (g *Gateway) getOpenAPI(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(openapi)
	return nil
}

func writeError(w http.ResponseWriter, status int, err error) {
	writeJSON(w, status, map[string]string{"error": err.Error()})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) //nolint:errchkjson // the values are this package's own; the client may be gone
}
