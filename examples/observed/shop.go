package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/otelsmsc"
)

// shop takes orders and texts their customers later, from a queue in memory. A real one
// keeps its queue in a database.
type shop struct {
	tracer trace.Tracer
	client *smsc.Client

	mu      sync.Mutex
	waiting []order
	blocked bool
}

// order is an order whose customer is still to be texted.
type order struct {
	id     string
	placed time.Time
	trace  string // of the request that placed it
}

// place takes an order, as an HTTP handler would.
func (s *shop) place(ctx context.Context, id string) {
	ctx, span := s.tracer.Start(ctx, "POST /orders", trace.WithSpanKind(trace.SpanKindServer))
	defer span.End()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = append(s.waiting, order{id: id, placed: time.Now(), trace: otelsmsc.Traceparent(ctx)})
}

// text sends the message of the oldest order, in a trace of its own with a link to that
// of the order.
func (s *shop) text(ctx context.Context) (*smsc.SendResult, error) {
	s.mu.Lock()
	if len(s.waiting) == 0 {
		s.mu.Unlock()
		return nil, errors.New("nobody is to be texted")
	}
	next := s.waiting[0]
	s.mu.Unlock()

	ctx, cancel := context.WithTimeout(otelsmsc.LinkTo(ctx, next.trace), 3*time.Minute)
	defer cancel()
	sent, err := s.client.Send(ctx, smsc.SendRequest{
		To: []string{"+380501234567"}, Text: "Your order is on its way.", ID: next.id,
	})

	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocked = errors.Is(err, smsc.ErrBlocked) || errors.Is(err, smsc.ErrIPBlocked)
	if !s.blocked {
		s.waiting = s.waiting[1:]
	}
	return sent, err
}

// state is what the metrics say of the queue.
func (s *shop) state(context.Context) (otelsmsc.QueueState, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := otelsmsc.QueueState{
		Messages:   map[string]int64{"queued": int64(len(s.waiting))},
		GateClosed: s.blocked,
	}
	if len(s.waiting) > 0 {
		state.OldestQueued = time.Since(s.waiting[0].placed)
	}
	return state, nil
}
