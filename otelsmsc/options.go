package otelsmsc

import (
	"slices"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/go-smsc/smsc"
)

// scope is the instrumentation scope of all spans and metrics.
const scope = "github.com/go-smsc/smsc/otelsmsc"

// Option is a setting of [New] and [WatchQueue].
type Option func(*config)

type config struct {
	tracers    trace.TracerProvider
	meters     metric.MeterProvider
	attributes []attribute.KeyValue
	balance    bool
}

// WithTracerProvider sets where spans go. Defaults to the global provider of package
// otel; nil is the default too.
func WithTracerProvider(provider trace.TracerProvider) Option {
	return func(c *config) { c.tracers = provider }
}

// WithMeterProvider sets where metrics go. Defaults to the global provider of package
// otel; nil is the default too.
func WithMeterProvider(provider metric.MeterProvider) Option {
	return func(c *config) { c.meters = provider }
}

// WithAttributes adds attributes to every span and every metric, for programs with
// several accounts. Each different set of values is a time series of its own, so give
// names of accounts and never something that grows. Repeated use adds to what was
// given before.
func WithAttributes(attributes ...attribute.KeyValue) Option {
	return func(c *config) { c.attributes = append(c.attributes, attributes...) }
}

// WithBalance exports the balance of the account as a metric. No request is made for
// it: it is the last balance that an answer to the program's own calls has told, which
// is each one to [smsc.Client.Balance], and one to a send where the service adds it. It
// is off by default, because a balance is a figure of the business that not everybody
// who sees metrics has to know.
func WithBalance() Option { return func(c *config) { c.balance = true } }

func newConfig(options []Option) config {
	var c config
	for _, option := range options {
		if option != nil {
			option(&c)
		}
	}
	if c.tracers == nil {
		c.tracers = otel.GetTracerProvider()
	}
	if c.meters == nil {
		c.meters = otel.GetMeterProvider()
	}
	c.attributes = slices.Clip(c.attributes)
	return c
}

func (c config) tracer() trace.Tracer {
	return c.tracers.Tracer(scope, trace.WithInstrumentationVersion(smsc.Version), trace.WithSchemaURL(semconv.SchemaURL))
}

func (c config) meter() metric.Meter {
	return c.meters.Meter(scope, metric.WithInstrumentationVersion(smsc.Version), metric.WithSchemaURL(semconv.SchemaURL))
}
