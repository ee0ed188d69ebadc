package smsctest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
)

func (g *Gateway) getCallbacks(w http.ResponseWriter, _ *http.Request) error {
	callbacks := g.Callbacks()
	if callbacks == nil {
		callbacks = []Callback{}
	}
	writeJSON(w, http.StatusOK, callbacks)
	return nil
}

// postCallback posts an event that is made by hand.
func (g *Gateway) postCallback(w http.ResponseWriter, r *http.Request) error {
	event, err := readEvent(http.MaxBytesReader(w, r.Body, maxControlBody))
	if err != nil {
		return err
	}
	posted, err := g.PostCallback(r.Context(), event)
	return writeCallback(w, posted, err)
}

func (g *Gateway) postCallbackAgain(w http.ResponseWriter, r *http.Request) error {
	posted, err := g.PostAgain(r.Context(), pathNumber(r, "seq"))
	return writeCallback(w, posted, err)
}

// writeCallback answers with a callback that was posted.
func writeCallback(w http.ResponseWriter, c Callback, err error) error {
	switch {
	case err == nil:
		writeJSON(w, http.StatusCreated, c)
		return nil
	case errors.Is(err, ErrForgotten):
		return &controlError{http.StatusNotFound, err.Error()}
	case errors.Is(err, ErrNoCallback), errors.Is(err, ErrClosed):
		return &controlError{http.StatusConflict, err.Error()}
	default:
		return err
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
