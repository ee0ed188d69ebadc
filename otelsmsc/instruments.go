package otelsmsc

import (
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/semconv/v1.43.0/rpcconv"
)

// instruments makes instruments. One that the provider refuses does nothing.
type instruments struct {
	metric.Meter

	refused []error
}

// seconds are the buckets for what can take minutes: a send whose answer was lost waits
// for the end of the quiet time.
var seconds = []float64{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 180, 300}

// attempts is the histogram that the conventions have for calls of a server.
func (i *instruments) attempts() metric.Float64Histogram {
	made, err := rpcconv.NewClientCallDuration(i.Meter)
	return keep[metric.Float64Histogram](i, made.Inst(), noop.Float64Histogram{}, err)
}

func (i *instruments) histogram(name, description string) metric.Float64Histogram {
	made, err := i.Float64Histogram(name, metric.WithUnit("s"), metric.WithDescription(description),
		metric.WithExplicitBucketBoundaries(seconds...))
	return keep[metric.Float64Histogram](i, made, noop.Float64Histogram{}, err)
}

func (i *instruments) counter(name, unit, description string) metric.Int64Counter {
	made, err := i.Int64Counter(name, metric.WithUnit(unit), metric.WithDescription(description))
	return keep[metric.Int64Counter](i, made, noop.Int64Counter{}, err)
}

func (i *instruments) money(name, description string) metric.Float64Counter {
	made, err := i.Float64Counter(name, metric.WithUnit("{currency}"), metric.WithDescription(description))
	return keep[metric.Float64Counter](i, made, noop.Float64Counter{}, err)
}

func (i *instruments) gauge(name, description string) metric.Float64Gauge {
	made, err := i.Float64Gauge(name, metric.WithUnit("{currency}"), metric.WithDescription(description))
	return keep[metric.Float64Gauge](i, made, noop.Float64Gauge{}, err)
}

// keep returns the instrument that was made, or the other one if it was refused.
func keep[T any](i *instruments, made, instead T, err error) T {
	if err != nil {
		i.refused = append(i.refused, err)
		return instead
	}
	return made
}
