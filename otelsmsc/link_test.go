package otelsmsc_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/go-smsc/smsc/otelsmsc"
	"github.com/go-smsc/smsc/smsctest"
)

// TestLinksLeadToWhereMessagesComeFrom: from the call, not from its attempts.
func TestLinksLeadToWhereMessagesComeFrom(t *testing.T) {
	t.Parallel()
	w := watch(t)
	tracer := w.tracers.Tracer("program")
	var stored []string
	for _, name := range []string{"POST /orders/1", "POST /orders/2"} {
		ctx, span := tracer.Start(t.Context(), name)
		stored = append(stored, otelsmsc.Traceparent(ctx))
		span.End()
	}
	for _, traceparent := range stored {
		assert.Len(t, traceparent, 55)
	}
	client := w.client(t, smsctest.New())
	require.NoError(t, send(otelsmsc.LinkTo(t.Context(), stored[0], "", stored[1]), client))
	require.NoError(t, balance(t.Context(), client))

	spans := w.spans.Ended()
	named := func(name string) trace.ReadOnlySpan {
		i := slices.IndexFunc(spans, func(s trace.ReadOnlySpan) bool { return s.Name() == name })
		require.GreaterOrEqual(t, i, 0, name)
		return spans[i]
	}
	call := named("smsc Send")
	require.Len(t, call.Links(), 2)
	for i, from := range []string{"POST /orders/1", "POST /orders/2"} {
		want, got := named(from).SpanContext(), call.Links()[i].SpanContext
		assert.Equal(t, want.TraceID(), got.TraceID())
		assert.Equal(t, want.SpanID(), got.SpanID())
		assert.True(t, got.IsRemote(), "it can come from another process")
		assert.NotEqual(t, want.TraceID(), call.SpanContext().TraceID(), "a link, not a parent")
	}
	assert.Empty(t, named("smsc/send_sms").Links())
	assert.Empty(t, named("smsc Balance").Links(), "links are of the calls below their context alone")
}

// TestLinksThatAreNone are left out, and there are never too many.
func TestLinksThatAreNone(t *testing.T) {
	t.Parallel()
	assert.Empty(t, otelsmsc.Traceparent(t.Context()), "no span, no traceparent")
	const valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	limits := trace.NewSpanLimits()
	limits.LinkCountLimit = -1 // so that the SDK leaves out none
	w := watch(t)
	w.Observer = otelsmsc.New(otelsmsc.WithTracerProvider(trace.NewTracerProvider(
		trace.WithRawSpanLimits(limits), trace.WithSpanProcessor(w.spans))))
	client := w.client(t, smsctest.New())
	for _, c := range []struct {
		traceparents []string
		want         int
	}{
		{nil, 0},
		{[]string{"", "x", "00-00000000000000000000000000000000-0000000000000000-01", valid[:54], valid + "\r\nX: y", "zz" + valid[2:]}, 0},
		{[]string{"x", valid}, 1},
		{slices.Repeat([]string{valid}, 1000), 128},
	} {
		require.NoError(t, balance(otelsmsc.LinkTo(t.Context(), c.traceparents...), client))
		spans := w.spans.Ended()
		assert.Len(t, spans[len(spans)-1].Links(), c.want, c.traceparents)
	}
	assert.Equal(t, t.Context(), otelsmsc.LinkTo(t.Context(), "x"), "nothing to link to changes nothing")
}
