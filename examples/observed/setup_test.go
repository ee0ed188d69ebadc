package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/otelsmsc"
	"github.com/go-smsc/smsc/smsctest"
)

// Example_setUp is the set-up that docs/observability.md shows.
func Example_setUp() {
	ctx, spans := context.Background(), new(spanStore)
	gateway := smsctest.New()
	defer gateway.Close()
	base, stop, err := serve(ctx, "127.0.0.1:0", gateway)
	if err != nil {
		panic(err)
	}
	defer stop()
	endpoint, login, password := base+smsctest.Path, smsctest.DefaultLogin, smsctest.DefaultPassword

	// begin
	exporter, err := prometheus.New() // promhttp.Handler() serves the metrics
	if err != nil {
		panic(err)
	}
	meters := metric.NewMeterProvider(metric.WithReader(exporter))
	tracers := trace.NewTracerProvider(trace.WithBatcher(spans)) // any exporter, such as otlptracehttp
	otel.SetMeterProvider(meters)
	otel.SetTracerProvider(tracers)
	defer func() { _ = errors.Join(tracers.Shutdown(ctx), meters.Shutdown(ctx)) }()

	client, err := smsc.NewClient(smsc.Password(login, password), smsc.WithEndpoint(endpoint),
		smsc.WithObserver(otelsmsc.New(otelsmsc.WithBalance())))
	// end
	if err != nil {
		panic(err)
	}
	if _, err := client.Balance(ctx); err != nil {
		panic(err)
	}
	answer := httptest.NewRecorder()
	promhttp.Handler().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	for line := range strings.Lines(answer.Body.String()) {
		if strings.HasPrefix(line, "smsc_client_balance{") {
			fmt.Println("balance", line[strings.LastIndex(line, " ")+1:])
		}
	}
	if err := tracers.ForceFlush(ctx); err != nil {
		panic(err)
	}
	for _, span := range spans.all() {
		fmt.Println(span.Name())
	}
	// Output:
	// balance 100
	//
	// smsc Balance
	// smsc/get_balance
}
