package otelsmsc_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/otelsmsc"
	"github.com/go-smsc/smsc/smsctest"
)

// exampleClient is a client of an emulated service.
func exampleClient(gateway *smsctest.Gateway, observer smsc.Observer) *smsc.Client {
	client, err := smsc.NewClient(
		smsc.Password(smsctest.DefaultLogin, smsctest.DefaultPassword),
		smsc.WithEndpoint(smsctest.Endpoint),
		smsc.WithHTTPClient(&http.Client{Transport: gateway.Transport()}),
		smsc.WithObserver(observer),
	)
	if err != nil {
		panic(err)
	}
	return client
}

func ExampleNew() {
	spans := tracetest.NewSpanRecorder() // or a provider with an exporter of yours
	observer := otelsmsc.New(otelsmsc.WithTracerProvider(trace.NewTracerProvider(trace.WithSpanProcessor(spans))))
	client := exampleClient(smsctest.New(), observer)

	_, err := client.Send(context.Background(), smsc.SendRequest{To: []string{"+380501234567"}, Text: "Hi", ID: "order-1"})
	if err != nil {
		panic(err)
	}
	for _, span := range spans.Ended() {
		fmt.Println(span.Name(), span.SpanKind())
	}
	// Output:
	// smsc/send_sms client
	// smsc Send internal
}

// An observer for each account, whose metrics are told apart by an attribute.
func ExampleWithAttributes() {
	reader := metric.NewManualReader() // or a Prometheus exporter
	meters := metric.NewMeterProvider(metric.WithReader(reader))
	for _, account := range []string{"codes", "marketing"} {
		observer := otelsmsc.New(
			otelsmsc.WithMeterProvider(meters),
			otelsmsc.WithAttributes(attribute.String("account", account)),
			otelsmsc.WithBalance(),
		)
		if _, err := exampleClient(smsctest.New(), observer).Balance(context.Background()); err != nil {
			panic(err)
		}
	}
	for _, p := range gauge(reader, "smsc.client.balance") {
		account, _ := p.Attributes.Value("account")
		fmt.Println(account.AsString(), p.Value)
	}
	// Unordered output:
	// codes 100
	// marketing 100
}

// The balance is exported when the program asks for it.
func ExampleWithBalance() {
	reader := metric.NewManualReader()
	client := exampleClient(smsctest.New(), otelsmsc.New(
		otelsmsc.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(reader))),
		otelsmsc.WithBalance(),
	))
	fmt.Println(len(gauge(reader, "smsc.client.balance")))
	if _, err := client.Balance(context.Background()); err != nil { // every few minutes
		panic(err)
	}
	fmt.Println(gauge(reader, "smsc.client.balance")[0].Value)
	// Output:
	// 0
	// 100
}

// A message is queued in one trace and sent in another, which leads back to the first.
func ExampleLinkTo() {
	spans := tracetest.NewSpanRecorder()
	tracers := trace.NewTracerProvider(trace.WithSpanProcessor(spans))
	client := exampleClient(smsctest.New(), otelsmsc.New(otelsmsc.WithTracerProvider(tracers)))

	ctx, span := tracers.Tracer("shop").Start(context.Background(), "POST /orders")
	stored := otelsmsc.Traceparent(ctx) // kept with the message
	span.End()

	_, err := client.Send(otelsmsc.LinkTo(context.Background(), stored),
		smsc.SendRequest{To: []string{"+380501234567"}, Text: "Hi", ID: "order-1"})
	if err != nil {
		panic(err)
	}
	sent := spans.Ended()[2]
	fmt.Println(sent.Name(), sent.Links()[0].SpanContext.SpanID() == span.SpanContext().SpanID())
	// Output:
	// smsc Send true
}

func ExampleWatchQueue() {
	reader := metric.NewManualReader()
	registration, err := otelsmsc.WatchQueue(func(context.Context) (otelsmsc.QueueState, error) {
		return otelsmsc.QueueState{Messages: map[string]int64{"queued": 3}, OldestQueued: time.Minute}, nil
	}, otelsmsc.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(reader))))
	if err != nil {
		panic(err)
	}
	fmt.Println(gauge(reader, "smsc.queue.oldest.age")[0].Value, "s")
	if err := registration.Unregister(); err != nil {
		panic(err)
	}
	// Output:
	// 60 s
}

// gauge reads a gauge, which an exporter does in a program.
func gauge(reader metric.Reader, name string) []metricdata.DataPoint[float64] {
	var all metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &all); err != nil {
		panic(err)
	}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			if data, ok := m.Data.(metricdata.Gauge[float64]); ok && m.Name == name {
				return data.DataPoints
			}
		}
	}
	return nil
}
