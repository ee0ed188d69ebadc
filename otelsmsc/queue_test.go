package otelsmsc_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/go-smsc/smsc/otelsmsc"
)

// queueOf shows the series of a queue.
func queueOf(t *testing.T, w *watched) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(w.metrics(t)) {
		if strings.HasPrefix(line, "smsc.queue.") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// TestQueueIsWatched until it is unregistered.
func TestQueueIsWatched(t *testing.T) {
	t.Parallel()
	w := watch(t)
	var state otelsmsc.QueueState
	options := append(w.options(), otelsmsc.WithAttributes(attribute.String("queue", "codes")))
	registration, err := otelsmsc.WatchQueue(func(context.Context) (otelsmsc.QueueState, error) { return state, nil }, options...)
	require.NoError(t, err)
	assert.Equal(t, dedent(`
			smsc.queue.gate.closed{queue=codes} 0
			smsc.queue.oldest.age{queue=codes} 0
		`), queueOf(t, w), "an empty queue")

	state = otelsmsc.QueueState{
		Messages: map[string]int64{"queued": 3, "sending": 0}, OldestQueued: 90 * time.Second, GateClosed: true,
	}
	assert.Equal(t, dedent(`
			smsc.queue.gate.closed{queue=codes} 1
			smsc.queue.messages{queue=codes smsc.queue.state=queued} 3
			smsc.queue.messages{queue=codes smsc.queue.state=sending} 0
			smsc.queue.oldest.age{queue=codes} 90
		`), queueOf(t, w))

	state = otelsmsc.QueueState{OldestQueued: -time.Second}
	assert.Contains(t, queueOf(t, w), "oldest.age{queue=codes} 0\n", "clocks that disagree make no negative age")

	require.NoError(t, registration.Unregister())
	assert.Empty(t, queueOf(t, w))
}

// TestQueueWithoutAFunction is refused when it is set up, not when metrics are collected.
func TestQueueWithoutAFunction(t *testing.T) {
	t.Parallel()
	_, err := otelsmsc.WatchQueue(nil, watch(t).options()...)
	require.Error(t, err)
}

// TestQueueThatCannotBeRead: its series are missing, the others are there, and whoever
// collects is told.
func TestQueueThatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := watch(t)
	broken := errors.New("the database is away")
	_, err := otelsmsc.WatchQueue(func(ctx context.Context) (otelsmsc.QueueState, error) {
		return otelsmsc.QueueState{GateClosed: true}, errors.Join(broken, ctx.Err())
	}, w.options()...)
	require.NoError(t, err)
	var all metricdata.ResourceMetrics
	require.ErrorIs(t, w.reader.Collect(t.Context(), &all), broken)
	require.Len(t, all.ScopeMetrics, 1)
	var names []string
	for _, m := range all.ScopeMetrics[0].Metrics {
		names = append(names, m.Name)
	}
	assert.Contains(t, names, "smsc.client.sends", "the client's own")
	assert.NotContains(t, names, "smsc.queue.gate.closed")
}

// TestQueueWithManyStates has few series nevertheless, and no message is lost from the
// sum.
func TestQueueWithManyStates(t *testing.T) {
	t.Parallel()
	w := watch(t)
	counts := map[string]int64{}
	for i := range 100 {
		counts[fmt.Sprintf("state-%02d", i)] = 1
	}
	_, err := otelsmsc.WatchQueue(func(context.Context) (otelsmsc.QueueState, error) {
		return otelsmsc.QueueState{Messages: counts}, nil
	}, w.options()...)
	require.NoError(t, err)
	shown := queueOf(t, w)
	assert.Equal(t, 33, strings.Count(shown, "smsc.queue.messages{"))
	assert.Contains(t, shown, "smsc.queue.messages{smsc.queue.state=_OTHER} 68\n")
	assert.Contains(t, shown, "smsc.queue.messages{smsc.queue.state=state-31} 1\n")
}
