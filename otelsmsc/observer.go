package otelsmsc

import (
	"context"
	"slices"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/go-smsc/smsc"
)

// New returns an observer that makes spans and metrics, for [smsc.WithObserver]. It is
// safe for concurrent use, and several clients can share it. An instrument that the
// meter provider refuses is reported to the error handler of package otel, and the rest
// works.
func New(options ...Option) smsc.Observer {
	c := newConfig(options)
	return &observer{
		tracer: c.tracer(), metrics: newMetrics(c), attributes: c.attributes,
		calls: newCache[string, spanStart](), attempts: newCache[address, spanStart](),
	}
}

// observer makes the spans. It keeps its own in the context, with itself as the key,
// because the current span there can be that of another observer of the same client.
type observer struct {
	tracer     trace.Tracer
	metrics    *metrics
	attributes []attribute.KeyValue

	calls    *cache[string, spanStart]
	attempts *cache[address, spanStart]
}

// spanStart is what all spans of one name begin with.
type spanStart struct {
	name    string
	options []trace.SpanStartOption
}

// address is an operation at an endpoint.
type address struct{ operation, endpoint string }

func (o *observer) StartCall(ctx context.Context, call smsc.CallStart) context.Context {
	start := o.calls.get(call.Method, o.callStart)
	options := start.options
	if links := linksOf(ctx); len(links) > 0 {
		options = append(slices.Clip(options), trace.WithLinks(links...))
	}
	ctx, span := o.tracer.Start(ctx, start.name, options...)
	if span.IsRecording() {
		if call.Recipients > 0 {
			span.SetAttributes(recipientsKey.Int(call.Recipients))
		}
		named(span, call.ID)
	}
	return context.WithValue(ctx, o, span)
}

func (o *observer) callStart(method string) spanStart {
	attributes := append(slices.Clip(o.attributes), methodKey.String(method))
	return spanStart{"smsc " + method, []trace.SpanStartOption{
		trace.WithSpanKind(trace.SpanKindInternal), trace.WithAttributes(attributes...),
	}}
}

func (o *observer) EndCall(ctx context.Context, call smsc.CallEnd) {
	o.metrics.endCall(ctx, call)
	span, ok := ctx.Value(o).(trace.Span)
	if !ok {
		return
	}
	defer span.End()
	if !span.IsRecording() {
		return
	}
	span.SetAttributes(attemptsKey.Int(call.Attempts))
	if isSend(call.Method) {
		span.SetAttributes(outcomeKey.String(call.Outcome.String()))
	}
	if call.Resolved {
		span.SetAttributes(resolvedKey.Bool(true))
	}
	if parts, ok := call.Count.Get(); ok {
		span.SetAttributes(partsKey.Int(parts))
	}
	waited(span, call.Waited)
	failed(span, call.Kind)
}

func (o *observer) StartAttempt(ctx context.Context, attempt smsc.AttemptStart) context.Context {
	start := o.attempts.get(address{attempt.Name, attempt.Endpoint}, o.attemptStart)
	ctx, span := o.tracer.Start(ctx, start.name, start.options...)
	if span.IsRecording() {
		named(span, attempt.ID)
		waited(span, attempt.Waited)
	}
	return context.WithValue(ctx, o, span)
}

func (o *observer) attemptStart(to address) spanStart {
	method := rpcMethod(to.operation)
	attributes := append(slices.Clip(o.attributes), semconv.RPCSystemNameKey.String(system), semconv.RPCMethod(method))
	return spanStart{method, []trace.SpanStartOption{
		trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(append(attributes, server(to.endpoint)...)...),
	}}
}

func (o *observer) EndAttempt(ctx context.Context, attempt smsc.AttemptEnd) {
	o.metrics.endAttempt(ctx, attempt)
	span, ok := ctx.Value(o).(trace.Span)
	if !ok {
		return
	}
	defer span.End()
	if !span.IsRecording() {
		return
	}
	if code := responseCode(attempt.Kind, attempt.Code); code != "" {
		span.SetAttributes(semconv.RPCResponseStatusCode(code))
	}
	if attempt.StatusCode != 0 {
		span.SetAttributes(semconv.HTTPResponseStatusCode(attempt.StatusCode))
	}
	if !attempt.BlockedUntil.IsZero() {
		span.AddEvent(stoppedEvent, trace.WithAttributes(untilKey.String(attempt.BlockedUntil.UTC().Format(time.RFC3339))))
	}
	failed(span, attempt.Kind)
}

// stoppedEvent is the event of an attempt whose answer stops the calls of the client.
const stoppedEvent = "smsc.stopped"

// named adds the ID of a message, if there is one.
func named(span trace.Span, id string) {
	if id != "" {
		span.SetAttributes(semconv.MessagingMessageID(id))
	}
}

// waited adds how long something waited for its turn. Less than a millisecond is no
// wait, only the time between two readings of the clock.
func waited(span trace.Span, d time.Duration) {
	if d >= time.Millisecond {
		span.SetAttributes(waitedKey.Float64(d.Seconds()))
	}
}

// failed marks a span as failed if there was an error.
func failed(span trace.Span, kind string) {
	if kind != "" {
		span.SetAttributes(semconv.ErrorTypeKey.String(kind))
		span.SetStatus(codes.Error, kind)
	}
}
