package main

import (
	"context"
	"errors"

	prom "github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/go-smsc/smsc/otelsmsc"
)

// telemetry is where spans and metrics go: to an exporter, and to a registry that
// Prometheus scrapes.
type telemetry struct {
	tracers *trace.TracerProvider
	meters  *metric.MeterProvider
}

func newTelemetry(spans trace.SpanExporter, registry *prom.Registry) (telemetry, error) {
	exporter, err := prometheus.New(prometheus.WithRegisterer(registry))
	if err != nil {
		return telemetry{}, err
	}
	return telemetry{
		tracers: trace.NewTracerProvider(trace.WithBatcher(spans)),
		meters:  metric.NewMeterProvider(metric.WithReader(exporter)),
	}, nil
}

// options send what otelsmsc makes there.
func (t telemetry) options() []otelsmsc.Option {
	return []otelsmsc.Option{
		otelsmsc.WithTracerProvider(t.tracers), otelsmsc.WithMeterProvider(t.meters), otelsmsc.WithBalance(),
	}
}

// stop exports what is left.
func (t telemetry) stop(ctx context.Context) error {
	return errors.Join(t.tracers.Shutdown(ctx), t.meters.Shutdown(ctx))
}
