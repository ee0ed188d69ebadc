// Package otelsmsc watches a client of package smsc with OpenTelemetry: spans and
// metrics of every call and every attempt inside it.
//
//	client, err := smsc.NewClient(credentials, smsc.WithObserver(otelsmsc.New()))
//
// A call such as [smsc.Client.Send] is one internal span, "smsc Send", that says what
// is known of the message in the end. Each request inside it is a client span, such
// as "smsc/send_sms2". So a trace shows that an answer was lost and how the message was
// found. [docs/observability.md] has the tables of spans and metrics, alert rules and a
// dashboard.
//
// Spans name messages by their IDs. Neither spans nor metrics hold a text, a recipient,
// a password or a key, and no header is added to the requests, so the service learns
// nothing of the trace.
//
// The number of time series is bounded, whatever the service answers: see
// [WithAttributes] for the one way to change that.
//
// A program that queues its messages can link the trace of a send to that of the
// request which queued it ([Traceparent], [LinkTo]), and report its queue as metrics
// ([WatchQueue]).
//
// [docs/observability.md]: https://github.com/go-smsc/smsc/blob/main/docs/observability.md
package otelsmsc
