package otelsmsc

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"go.opentelemetry.io/otel/metric"
)

// maxStates bounds the states of a queue.
const maxStates = 32

// QueueState is what a queue of messages looks like at a moment.
type QueueState struct {
	// Messages is how many messages there are in each state, by the name of the
	// state, such as "queued". Give a zero for a state that has none, so that its
	// series goes on. Of more than 32 states those that come last in the order of
	// their names are added up as "_OTHER".
	Messages map[string]int64
	// OldestQueued is how long the oldest message that is still to be sent has been
	// waiting. 0: none waits.
	OldestQueued time.Duration
	// GateClosed says that no message is sent because the service has blocked the
	// account or the address.
	GateClosed bool
}

// WatchQueue exports the state of a queue as metrics. It calls state each time that the
// metrics are collected, from the goroutine that collects them, with the context of the
// collection: state should take milliseconds and must not panic. Its error is passed to
// the reader that collects, which reports it, and the metrics of the queue are missing
// from that collection.
//
// [WithMeterProvider] and [WithAttributes] apply; the other options do nothing. Programs
// with several queues give each an attribute of its own. Unregister ends it. The error
// is that of an instrument which the meter provider refuses, or says that state is nil.
func WatchQueue(state func(context.Context) (QueueState, error), options ...Option) (metric.Registration, error) {
	if state == nil {
		return nil, errors.New("otelsmsc: WatchQueue needs a function")
	}
	c := newConfig(options)
	meter := c.meter()
	messages, err := meter.Int64ObservableGauge("smsc.queue.messages", metric.WithUnit("{message}"),
		metric.WithDescription("Messages in a queue, by their state."))
	if err != nil {
		return nil, err
	}
	oldest, err := meter.Float64ObservableGauge("smsc.queue.oldest.age", metric.WithUnit("s"),
		metric.WithDescription("How long the oldest message that is still to be sent has been waiting."))
	if err != nil {
		return nil, err
	}
	gate, err := meter.Int64ObservableGauge("smsc.queue.gate.closed", metric.WithUnit("{gate}"),
		metric.WithDescription("1 while no message is sent because of a block, else 0."))
	if err != nil {
		return nil, err
	}
	all := metric.WithAttributes(c.attributes...)
	return meter.RegisterCallback(func(ctx context.Context, o metric.Observer) error {
		now, err := state(ctx)
		if err != nil {
			return err
		}
		for name, n := range bounded(now.Messages) {
			o.ObserveInt64(messages, n, all, metric.WithAttributes(stateKey.String(name)))
		}
		o.ObserveFloat64(oldest, max(now.OldestQueued, 0).Seconds(), all)
		var closed int64
		if now.GateClosed {
			closed = 1
		}
		o.ObserveInt64(gate, closed, all)
		return nil
	}, messages, oldest, gate)
}

// bounded returns the counts of at most maxStates states and "_OTHER".
func bounded(counts map[string]int64) map[string]int64 {
	if len(counts) <= maxStates {
		return counts
	}
	few := make(map[string]int64, maxStates+1)
	for i, name := range slices.Sorted(maps.Keys(counts)) {
		as := name
		if i >= maxStates {
			as = other
		}
		few[as] += counts[name]
	}
	return few
}
