package otelsmsc

import (
	"context"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// maxLinks bounds the links of a span, as the SDK does by default.
const maxLinks = 128

// header is the field of W3C Trace Context that holds a span context.
const header = "traceparent"

// Traceparent returns the span context in ctx in the form of the W3C header
// traceparent, 55 characters, or "" when there is none. Store it with a message that is
// sent later, for [LinkTo]. It is never sent to the service.
func Traceparent(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier.Get(header)
}

type linksKey struct{}

// LinkTo returns a context whose calls have a link to the spans from which the messages
// come, given as [Traceparent] returned them: one for a message, several for messages
// that share a request. So the trace of the send leads to that of the request which
// queued the message, however much later it is sent. What is not valid is left out, and
// so is all beyond 128.
func LinkTo(ctx context.Context, traceparents ...string) context.Context {
	var links []trace.Link
	for _, traceparent := range traceparents {
		if len(links) == maxLinks {
			break
		}
		// An empty context, so that nothing but the header can give a span context.
		from := propagation.TraceContext{}.Extract(context.Background(), propagation.MapCarrier{header: traceparent})
		if span := trace.SpanContextFromContext(from); span.IsValid() {
			links = append(links, trace.Link{SpanContext: span})
		}
	}
	if len(links) == 0 {
		return ctx
	}
	return context.WithValue(ctx, linksKey{}, links)
}

func linksOf(ctx context.Context) []trace.Link {
	links, _ := ctx.Value(linksKey{}).([]trace.Link)
	return links
}
