package smsctest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
)

// handleCallbacks adds the callbacks to the control interface:
//
//	GET  /api/callbacks         the callbacks as a JSON array
//	POST /api/callbacks         posts an event, such as {"kind":"incoming","phone":"…","text":"…","to":"…"}
//	POST /api/callbacks/{seq}   posts a callback again
func (g *Gateway) handleCallbacks(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/callbacks", func(w http.ResponseWriter, _ *http.Request) {
		callbacks := g.Callbacks()
		if callbacks == nil {
			callbacks = []Callback{}
		}
		writeJSON(w, http.StatusOK, callbacks)
	})
	mux.HandleFunc("POST /api/callbacks", func(w http.ResponseWriter, r *http.Request) {
		event, err := readEvent(http.MaxBytesReader(w, r.Body, maxEventJSON))
		if err != nil {
			writeCallback(w, Callback{}, err)
			return
		}
		c, err := g.PostCallback(r.Context(), event)
		writeCallback(w, c, err)
	})
	mux.HandleFunc("POST /api/callbacks/{seq}", func(w http.ResponseWriter, r *http.Request) {
		seq, err := strconv.ParseUint(r.PathValue("seq"), 10, 64)
		if err != nil {
			err = ErrForgotten
			writeCallback(w, Callback{}, err)
			return
		}
		c, err := g.PostAgain(r.Context(), seq)
		writeCallback(w, c, err)
	})
}

const maxEventJSON = 64 << 10

func writeCallback(w http.ResponseWriter, c Callback, err error) {
	_, tooLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case err == nil:
		writeJSON(w, http.StatusCreated, c)
	case tooLarge:
		writeError(w, http.StatusRequestEntityTooLarge, err)
	case errors.Is(err, ErrForgotten):
		writeError(w, http.StatusNotFound, err)
	case errors.Is(err, ErrNoCallback), errors.Is(err, ErrClosed):
		writeError(w, http.StatusConflict, err)
	default:
		writeError(w, http.StatusBadRequest, err)
	}
}

// The kinds of events, as JSON has them.
const (
	kindStatus   = "status"
	kindIncoming = "incoming"
	kindWaitCall = "wait_call"
)

func reportKind(event callback.Event) string {
	switch event.(type) {
	case callback.StatusReport:
		return kindStatus
	case callback.IncomingMessage:
		return kindIncoming
	case callback.WaitCall:
		return kindWaitCall
	default:
		return ""
	}
}

// reportedEvent is an event of any kind as JSON.
type reportedEvent struct {
	Kind       string             `json:"kind"`
	ID         string             `json:"id,omitempty"`
	Phone      string             `json:"phone"`
	Status     *smsc.StatusCode   `json:"status,omitempty"`
	StatusName string             `json:"status_name,omitempty"`
	Err        *smsc.DeliveryCode `json:"err,omitempty"`
	Cost       *decimal.Decimal   `json:"cost,omitempty"`
	Type       *callback.Type     `json:"type,omitempty"`
	Text       string             `json:"text,omitempty"`
	To         string             `json:"to,omitempty"`
	WaitCall   string             `json:"wait_call,omitempty"`
	At         time.Time          `json:"at,omitzero"`
}

func newReportedEvent(event callback.Event) reportedEvent {
	r := reportedEvent{Kind: reportKind(event)}
	switch e := event.(type) {
	case callback.StatusReport:
		r.ID, r.Phone, r.At = e.ID, e.Recipient, e.ChangedAt
		r.Status, r.StatusName = &e.Status, statusName(e.Status)
		r.Err, r.Cost, r.Type = pointer(e.DeliveryError), pointer(e.Cost), pointer(e.Type)
	case callback.IncomingMessage:
		r.ID, r.Phone, r.Text, r.To, r.At = e.ID, e.Phone, e.Text, e.To, e.ReceivedAt
	case callback.WaitCall:
		r.Phone, r.WaitCall, r.At = e.Phone, e.Value, e.CalledAt
	}
	return r
}

func pointer[T any](o smsc.Optional[T]) *T {
	if value, ok := o.Get(); ok {
		return &value
	}
	return nil
}

func optional[T any](p *T) smsc.Optional[T] {
	if p == nil {
		return smsc.Optional[T]{}
	}
	return smsc.Some(*p)
}

// event is the event that r stands for.
func (r reportedEvent) event() (callback.Event, error) {
	switch r.Kind {
	case kindStatus:
		if r.Status == nil {
			return nil, errors.New("status is required")
		}
		return callback.StatusReport{
			ID: r.ID, Recipient: r.Phone, Status: *r.Status, ChangedAt: r.At,
			DeliveryError: optional(r.Err), Cost: optional(r.Cost), Type: optional(r.Type),
		}, nil
	case kindIncoming:
		return callback.IncomingMessage{ID: r.ID, Phone: r.Phone, Text: r.Text, To: r.To, ReceivedAt: r.At}, nil
	case kindWaitCall:
		return callback.WaitCall{Phone: r.Phone, Value: r.WaitCall, CalledAt: r.At}, nil
	default:
		return nil, errors.New("kind must be status, incoming or wait_call")
	}
}

// readEvent reads the JSON of one event.
func readEvent(body io.Reader) (callback.Event, error) {
	d := json.NewDecoder(body)
	d.DisallowUnknownFields()
	var r reportedEvent
	if err := d.Decode(&r); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the object")
	}
	return r.event()
}

// MarshalJSON writes the callback as /api/callbacks has it.
func (c Callback) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Seq         uint64        `json:"seq"`
		At          time.Time     `json:"at"`
		Event       reportedEvent `json:"event"`
		Message     uint64        `json:"message,omitempty"`
		RepeatOf    uint64        `json:"repeat_of,omitempty"`
		Attempt     int           `json:"attempt"`
		URL         string        `json:"url"`
		ContentType string        `json:"content_type,omitempty"`
		Document    string        `json:"document,omitempty"`
		Waiting     bool          `json:"waiting,omitempty"`
		Status      int           `json:"status,omitempty"`
		Answer      string        `json:"answer,omitempty"`
		Error       string        `json:"error,omitempty"`
		Duration    time.Duration `json:"duration"`
	}{
		c.Seq, c.At, newReportedEvent(c.Event), c.Message, c.RepeatOf, c.Attempt, c.URL,
		c.ContentType, c.Document, c.Waiting, c.Status, c.Answer, c.Error, c.Duration,
	})
}
