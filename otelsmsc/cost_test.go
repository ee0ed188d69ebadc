package otelsmsc_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	apimetric "go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"
	api "go.opentelemetry.io/otel/trace"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/otelsmsc"
)

// discard takes spans and keeps none.
type discard struct{}

func (discard) OnStart(context.Context, trace.ReadWriteSpan) {}
func (discard) OnEnd(trace.ReadOnlySpan)                     {}
func (discard) Shutdown(context.Context) error               { return nil }
func (discard) ForceFlush(context.Context) error             { return nil }

func providers() (*trace.TracerProvider, *metric.MeterProvider) {
	return trace.NewTracerProvider(trace.WithSpanProcessor(discard{})), metric.NewMeterProvider(metric.WithReader(metric.NewManualReader()))
}

// observed is what an observer is told of one send with one attempt.
func observed(ctx context.Context, o smsc.Observer) {
	call := smsc.CallStart{Method: "Send", ID: "order-1", Recipients: 1}
	ctx = o.StartCall(ctx, call)
	attempt := smsc.AttemptStart{Operation: smsc.OpSend, Name: "send_sms", Endpoint: "https://smsc.test/sys/soap.php", ID: "order-1"}
	inside := o.StartAttempt(ctx, attempt)
	o.EndAttempt(inside, smsc.AttemptEnd{AttemptStart: attempt, Duration: time.Millisecond, Outcome: smsc.OutcomeAccepted})
	o.EndCall(ctx, smsc.CallEnd{
		CallStart: call, Duration: time.Millisecond, Attempts: 1, Outcome: smsc.OutcomeAccepted, Count: smsc.Some(1),
	})
}

// byHand is the same written with OpenTelemetry alone: the same two spans with as many
// attributes, and as many measurements, made as its documentation shows.
func byHand() func(context.Context) {
	tracers, meters := providers()
	tracer, meter := tracers.Tracer("x"), meters.Meter("x")
	attempts, _ := meter.Float64Histogram("attempts")
	calls, _ := meter.Float64Histogram("calls")
	waits, _ := meter.Float64Histogram("waits")
	sends, _ := meter.Int64Counter("sends")
	parts, _ := meter.Int64Counter("parts")
	text := attribute.String
	return func(ctx context.Context) {
		ctx, call := tracer.Start(ctx, "call", api.WithSpanKind(api.SpanKindInternal), api.WithAttributes(
			text("method", "Send"), text("id", "order-1"), attribute.Int("recipients", 1)))
		inside, attempt := tracer.Start(ctx, "attempt", api.WithSpanKind(api.SpanKindClient), api.WithAttributes(
			text("system", "soap"), text("method", "send_sms"), text("address", "smsc.test"), attribute.Int("port", 443), text("id", "order-1")))
		attempts.Record(inside, 0.001, apimetric.WithAttributes(
			text("system", "soap"), text("method", "send_sms"), text("address", "smsc.test"), attribute.Int("port", 443), text("code", "0")))
		attempt.SetAttributes(text("code", "0"))
		attempt.End()
		calls.Record(ctx, 0.001, apimetric.WithAttributes(text("method", "Send"), text("outcome", "accepted")))
		waits.Record(ctx, 0, apimetric.WithAttributes(text("method", "Send")))
		sends.Add(ctx, 1, apimetric.WithAttributes(text("method", "Send"), text("outcome", "accepted")))
		parts.Add(ctx, 1, apimetric.WithAttributes(text("method", "Send")))
		call.SetAttributes(attribute.Int("attempts", 1), text("outcome", "accepted"), attribute.Int("parts", 1))
		call.End()
	}
}

// TestCostBesideOpenTelemetry: no more allocations than the same spans and measurements
// take without this package.
func TestCostBesideOpenTelemetry(t *testing.T) { //nolint:paralleltest // it counts the allocations of the whole program
	if raceEnabled {
		t.Skip("the race detector allocates for itself")
	}
	tracers, meters := providers()
	o := otelsmsc.New(otelsmsc.WithTracerProvider(tracers), otelsmsc.WithMeterProvider(meters))
	ours := testing.AllocsPerRun(500, func() { observed(t.Context(), o) })
	hand := byHand()
	theirs := testing.AllocsPerRun(500, func() { hand(t.Context()) })
	t.Logf("%.0f allocations, by hand %.0f", ours, theirs)
	assert.LessOrEqual(t, ours-theirs, 0.0)

	spans := otelsmsc.New(otelsmsc.WithTracerProvider(tracers))
	metrics := otelsmsc.New(otelsmsc.WithMeterProvider(meters))
	none := otelsmsc.New()
	for _, c := range []struct {
		name string
		o    smsc.Observer
		most float64
	}{{"spans alone", spans, ours}, {"metrics alone", metrics, 8}, {"neither", none, 8}} {
		allocs := testing.AllocsPerRun(500, func() { observed(t.Context(), c.o) })
		t.Logf("%s: %.0f allocations", c.name, allocs)
		assert.LessOrEqual(t, allocs, c.most, c.name)
	}
}

// BenchmarkObserver is the time of one send's spans and metrics, beside the same written
// with OpenTelemetry alone.
func BenchmarkObserver(b *testing.B) {
	tracers, meters := providers()
	o := otelsmsc.New(otelsmsc.WithTracerProvider(tracers), otelsmsc.WithMeterProvider(meters))
	hand := byHand()
	for _, c := range []struct {
		name string
		run  func(context.Context)
	}{
		{"otelsmsc", func(ctx context.Context) { observed(ctx, o) }},
		{"by hand", hand},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.run(b.Context())
			}
		})
	}
}

// BenchmarkSend is a whole send over a transport that takes no time, with and without.
func BenchmarkSend(b *testing.B) {
	tracers, meters := providers()
	o := otelsmsc.New(otelsmsc.WithTracerProvider(tracers), otelsmsc.WithMeterProvider(meters))
	for _, c := range []struct {
		name    string
		options []smsc.Option
	}{{"without an observer", nil}, {"watched", []smsc.Option{smsc.WithObserver(o)}}} {
		b.Run(c.name, func(b *testing.B) {
			client, err := smsc.NewClient(smsc.Password("demo", "demo"), append(c.options,
				smsc.WithHTTPClient(httpClient(result("<id>order-1</id><cnt>1</cnt>"))))...)
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				if err := send(b.Context(), client); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
