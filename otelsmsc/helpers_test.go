package otelsmsc_test

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.uber.org/goleak"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/otelsmsc"
	"github.com/go-smsc/smsc/smsctest"
)

const phone = "+380501234567"

// TestMain makes propagation global, as programs do. What is asked of the service must
// not hold a trace nevertheless.
func TestMain(m *testing.M) {
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		errorsMu.Lock()
		defer errorsMu.Unlock()
		told = append(told, err)
	}))
	goleak.VerifyTestMain(m)
}

// told are the errors that the error handler of package otel got, from all tests.
var (
	errorsMu sync.Mutex
	told     []error
)

func handled() []error {
	errorsMu.Lock()
	defer errorsMu.Unlock()
	return slices.Clone(told)
}

// watched is an observer whose spans and metrics a test can look at.
type watched struct {
	smsc.Observer

	spans   *tracetest.SpanRecorder
	tracers *trace.TracerProvider
	reader  *metric.ManualReader
	meters  *metric.MeterProvider
}

// watch returns an observer with providers of its own.
func watch(tb testing.TB, options ...otelsmsc.Option) *watched {
	tb.Helper()
	w := &watched{spans: tracetest.NewSpanRecorder(), reader: metric.NewManualReader()}
	w.tracers = trace.NewTracerProvider(trace.WithSpanProcessor(w.spans))
	w.meters = metric.NewMeterProvider(metric.WithReader(w.reader))
	w.Observer = otelsmsc.New(append(w.options(), options...)...)
	return w
}

func (w *watched) options() []otelsmsc.Option {
	return []otelsmsc.Option{otelsmsc.WithTracerProvider(w.tracers), otelsmsc.WithMeterProvider(w.meters)}
}

// client is a client of an emulated service that is watched.
func (w *watched) client(tb testing.TB, g *smsctest.Gateway, options ...smsc.Option) *smsc.Client {
	tb.Helper()
	return g.Client(tb, append([]smsc.Option{smsc.WithObserver(w)}, options...)...)
}

// trace shows the spans that are over, in the order in which they began, one a line,
// indented below their parents.
func (w *watched) trace() string {
	spans := w.spans.Ended()
	slices.SortStableFunc(spans, func(a, b trace.ReadOnlySpan) int { return a.StartTime().Compare(b.StartTime()) })
	known := map[string]bool{}
	for _, span := range spans {
		known[span.SpanContext().SpanID().String()] = true
	}
	var b strings.Builder
	var show func(parent string, depth int)
	show = func(parent string, depth int) {
		for _, span := range spans {
			of := span.Parent().SpanID().String()
			if of != parent && (parent != "" || known[of]) {
				continue
			}
			fmt.Fprintf(&b, "%s%s\n", strings.Repeat("  ", depth), spanLine(span))
			show(span.SpanContext().SpanID().String(), depth+1)
		}
	}
	show("", 0)
	return b.String()
}

func spanLine(span trace.ReadOnlySpan) string {
	parts := []string{span.Name(), span.SpanKind().String(), span.EndTime().Sub(span.StartTime()).String()}
	parts = append(parts, pairs(span.Attributes())...)
	for _, event := range span.Events() {
		parts = append(parts, "event:"+event.Name)
		parts = append(parts, pairs(event.Attributes)...)
	}
	if status := span.Status(); status.Description != "" {
		parts = append(parts, status.Code.String()+":"+status.Description)
	}
	return strings.ReplaceAll(strings.Join(parts, " "), emulator, "@emulator")
}

// emulator is what every attempt at the emulator says.
const emulator = "rpc.system.name=soap server.address=smsc.test server.port=443"

func pairs(attributes []attribute.KeyValue) (all []string) {
	for _, a := range attributes {
		all = append(all, string(a.Key)+"="+a.Value.String())
	}
	slices.Sort(all)
	return all
}

// point is one time series at a moment: of a histogram its count and its sum.
type point struct {
	name       string
	attributes attribute.Set
	value      string
	count      uint64
	zero       bool
}

func (p point) String() string {
	shown := p.name + "{" + strings.Join(pairs(p.attributes.ToSlice()), " ") + "} " + p.value
	return strings.ReplaceAll(shown, emulator, "@emulator")
}

func (w *watched) collect(tb testing.TB) metricdata.ResourceMetrics {
	tb.Helper()
	var all metricdata.ResourceMetrics
	require.NoError(tb, w.reader.Collect(context.WithoutCancel(tb.Context()), &all))
	return all
}

// points are all series of all metrics.
func (w *watched) points(tb testing.TB) (all []point) {
	tb.Helper()
	for _, scope := range w.collect(tb).ScopeMetrics {
		for _, m := range scope.Metrics {
			all = append(all, pointsOf(m)...)
		}
	}
	slices.SortFunc(all, func(a, b point) int { return cmp.Compare(a.String(), b.String()) })
	return all
}

func pointsOf(m metricdata.Metrics) []point {
	switch data := m.Data.(type) {
	case metricdata.Histogram[float64]:
		var all []point
		for _, p := range data.DataPoints {
			all = append(all, point{m.Name, p.Attributes, fmt.Sprintf("%d in %gs", p.Count, p.Sum), p.Count, false})
		}
		return all
	case metricdata.Sum[int64]:
		return numbers(m.Name, data.DataPoints, true)
	case metricdata.Sum[float64]:
		return numbers(m.Name, data.DataPoints, true)
	case metricdata.Gauge[int64]:
		return numbers(m.Name, data.DataPoints, false)
	case metricdata.Gauge[float64]:
		return numbers(m.Name, data.DataPoints, false)
	default:
		panic(fmt.Sprintf("%s is a %T", m.Name, data))
	}
}

func numbers[N int64 | float64](name string, points []metricdata.DataPoint[N], counter bool) (all []point) {
	for _, p := range points {
		all = append(all, point{name, p.Attributes, fmt.Sprint(p.Value), 0, counter && p.Value == 0})
	}
	return all
}

// metrics shows the series that are not zero, one a line. Names are without what they
// all begin with.
func (w *watched) metrics(tb testing.TB) string {
	tb.Helper()
	var b strings.Builder
	for _, p := range w.points(tb) {
		if !p.zero {
			b.WriteString(strings.TrimPrefix(p.String(), "smsc.client.") + "\n")
		}
	}
	return b.String()
}

func message() smsc.SendRequest {
	return smsc.SendRequest{To: []string{phone}, Text: "hi", ID: "order-1"}
}

// scenario is one thing that happens to a client.
type scenario struct {
	name   string
	faults []smsctest.Fault
	call   func(context.Context, *smsc.Client) error
	trace  string // as watched.trace shows it
	series string // as watched.metrics shows them
}

// run lets a scenario happen to a client. It needs a bubble.
func (s scenario) run(t *testing.T, w *watched) error {
	t.Helper()
	g := smsctest.New(smsctest.WithStrictRequests(), smsctest.WithBalance(decimal.NewFromInt(100)))
	for _, fault := range s.faults {
		g.Inject(fault)
	}
	return s.call(t.Context(), w.client(t, g,
		smsc.WithRetry(smsc.RetryPolicy{Attempts: 1}), smsc.WithPacing(func(p *smsc.Pacing) { p.BalancePerMinute = 1 })))
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// page reads a file of the repository.
func page(tb testing.TB, path string) string {
	tb.Helper()
	text, err := os.ReadFile("../" + path)
	require.NoError(tb, err)
	return string(text)
}

func httpClient(transport http.RoundTripper) *http.Client { return &http.Client{Transport: transport} }
