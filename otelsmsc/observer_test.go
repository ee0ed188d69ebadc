package otelsmsc_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	api "go.opentelemetry.io/otel/trace"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/otelsmsc"
	"github.com/go-smsc/smsc/smsctest"
)

// TestSpansAndMetrics of what can happen to a client.
func TestSpansAndMetrics(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := watch(t, otelsmsc.WithBalance())
				_ = s.run(t, w)
				assert.Equal(t, dedent(s.trace), w.trace())
				assert.Equal(t, dedent(s.series), w.metrics(t))
				assert.Len(t, w.spans.Started(), len(w.spans.Ended()), "each span is ended")
			})
		})
	}
}

func dedent(text string) string {
	text = strings.TrimRight(strings.TrimPrefix(text, "\n"), "\t")
	return strings.ReplaceAll(strings.ReplaceAll("\n"+text, "\n\t\t\t", "\n")[1:], "\t", "")
}

// TestRareEventsBeginAtZero: a counter that begins at 1 has no rate, and no alert.
func TestRareEventsBeginAtZero(t *testing.T) {
	t.Parallel()
	var zero []string
	for _, p := range watch(t).points(t) {
		assert.True(t, p.zero)
		zero = append(zero, p.String())
	}
	assert.Contains(t, zero, "smsc.client.sends{smsc.method=Send smsc.outcome=unknown} 0")
	assert.Contains(t, zero, "smsc.client.stopped_calls{smsc.method=Balance} 0")
	assert.Contains(t, zero, "smsc.client.stops{error.type=ip_blocked} 0")
	assert.Contains(t, zero, "smsc.client.stops{error.type=unauthorized} 0")
	assert.Len(t, zero, 3*4+6+2)
}

// TestBalanceIsAskedFor by the program, or nobody sees it.
func TestBalanceIsAskedFor(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	shown, hidden := watch(t, otelsmsc.WithBalance()), watch(t)
	client := g.Client(t, smsc.WithObserver(shown), smsc.WithObserver(hidden))
	assert.NotContains(t, shown.metrics(t), "balance", "nothing is known yet")
	require.NoError(t, balance(t.Context(), client))
	assert.Contains(t, shown.metrics(t), "balance{} 100\n")
	require.NoError(t, send(t.Context(), client))
	assert.Contains(t, shown.metrics(t), "balance{} 99.5\n", "a send that tells it counts too")
	assert.NotContains(t, hidden.metrics(t), "balance{}")
	assert.Len(t, g.Requests(), 2, "no request was made for it")
}

// TestAttributesOfTheProgram are on every span and every series.
func TestAttributesOfTheProgram(t *testing.T) {
	t.Parallel()
	account := attribute.String("account", "marketing")
	synctest.Test(t, func(t *testing.T) {
		w := watch(t, otelsmsc.WithBalance(), otelsmsc.WithAttributes(account), otelsmsc.WithAttributes(attribute.Bool("test", true)))
		for _, s := range scenarios {
			_ = s.run(t, w)
		}
		require.NotEmpty(t, w.spans.Ended())
		for _, span := range w.spans.Ended() {
			assert.Contains(t, span.Attributes(), account, span.Name())
			assert.Contains(t, span.Attributes(), attribute.Bool("test", true), span.Name())
		}
		for _, p := range w.points(t) {
			assert.True(t, p.attributes.HasValue("account"), p)
			assert.True(t, p.attributes.HasValue("test"), p)
		}
	})
}

// TestSeveralObservers do not take each other's spans for their own.
func TestSeveralObservers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		first, second := watch(t), watch(t)
		g := smsctest.New()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Times: 1})
		require.NoError(t, send(t.Context(), first.client(t, g, smsc.WithObserver(second))))
		lines := func(w *watched) (all []string) {
			for line := range strings.Lines(w.trace()) {
				all = append(all, strings.TrimSpace(line))
			}
			slices.Sort(all)
			return all
		}
		assert.Len(t, lines(first), 3)
		assert.Equal(t, lines(first), lines(second))
		assert.Equal(t, first.metrics(t), second.metrics(t))
	})
}

// TestSpansBelongTogether when many calls run at once: each attempt is below the call
// with its message, and the call below the span of the program.
func TestSpansBelongTogether(t *testing.T) {
	t.Parallel()
	w := watch(t)
	client := w.client(t, smsctest.New())
	tracer := w.tracers.Tracer("program")
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			id := fmt.Sprint("order-", i)
			ctx, span := tracer.Start(t.Context(), id)
			defer span.End()
			_, err := client.Send(ctx, smsc.SendRequest{To: []string{phone}, Text: id, ID: id})
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	byID := map[api.SpanID]trace.ReadOnlySpan{}
	for _, span := range w.spans.Ended() {
		byID[span.SpanContext().SpanID()] = span
	}
	id := func(span trace.ReadOnlySpan) string {
		set := attribute.NewSet(span.Attributes()...)
		value, _ := set.Value("messaging.message.id")
		return value.AsString()
	}
	attempts := 0
	for _, span := range w.spans.Ended() {
		if span.SpanKind() != api.SpanKindClient {
			continue
		}
		attempts++
		call := byID[span.Parent().SpanID()]
		require.NotNil(t, call)
		assert.Equal(t, "smsc Send", call.Name())
		assert.Equal(t, id(span), id(call))
		require.NotNil(t, byID[call.Parent().SpanID()])
		assert.Equal(t, id(span), byID[call.Parent().SpanID()].Name())
	}
	assert.Equal(t, 50, attempts)
	assert.Contains(t, w.metrics(t), "sends{smsc.method=Send smsc.outcome=accepted} 50\n")
}

// TestRequestHasTheSpanOfItsAttempt, so that what an instrumented transport adds hangs
// below it.
func TestRequestHasTheSpanOfItsAttempt(t *testing.T) {
	t.Parallel()
	w := watch(t)
	g := smsctest.New()
	var seen []api.SpanID
	client := w.client(t, g, smsc.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		seen = append(seen, api.SpanContextFromContext(r.Context()).SpanID())
		return g.Transport().RoundTrip(r)
	})}))
	require.NoError(t, send(t.Context(), client))
	require.Len(t, seen, 1)
	assert.Equal(t, w.spans.Ended()[0].SpanContext().SpanID(), seen[0])
	assert.Equal(t, "smsc/send_sms", w.spans.Ended()[0].Name())
}

// TestWithoutSpans metrics are the same: nothing is sampled, or there is no tracer.
func TestWithoutSpans(t *testing.T) {
	t.Parallel()
	want := watch(t)
	require.NoError(t, send(t.Context(), want.client(t, smsctest.New())))
	never := tracetest.NewSpanRecorder()
	sampled := watch(t, otelsmsc.WithTracerProvider(trace.NewTracerProvider(
		trace.WithSampler(trace.NeverSample()), trace.WithSpanProcessor(never))))
	global := watch(t, otelsmsc.WithTracerProvider(nil))
	for _, w := range []*watched{sampled, global} {
		require.NoError(t, send(t.Context(), w.client(t, smsctest.New())))
		assert.Equal(t, series(want.points(t)), series(w.points(t)))
		assert.Empty(t, w.spans.Ended())
	}
	assert.Empty(t, never.Ended())
}

// series names series, with the counts of what takes a time of its own.
func series(points []point) (all []string) {
	for _, p := range points {
		if p.count > 0 {
			p.value = strconv.FormatUint(p.count, 10)
		}
		all = append(all, p.String())
	}
	return all
}

// TestWithoutMetrics spans are the same: the provider refuses all instruments.
func TestWithoutMetrics(t *testing.T) {
	t.Parallel()
	before := len(handled())
	w := watch(t, otelsmsc.WithBalance(), otelsmsc.WithMeterProvider(refusing{}), nil)
	require.NoError(t, send(t.Context(), w.client(t, smsctest.New())))
	assert.Len(t, w.spans.Ended(), 2)
	_, err := otelsmsc.WatchQueue(func(context.Context) (otelsmsc.QueueState, error) { return otelsmsc.QueueState{}, nil },
		otelsmsc.WithMeterProvider(refusing{}))
	require.ErrorIs(t, err, errRefused)
	assert.Greater(t, len(handled()), before, "the error handler is told")
	assert.True(t, slices.ContainsFunc(handled(), func(err error) bool { return errors.Is(err, errRefused) }))
}

var errRefused = errors.New("no such instrument here")

// refusing is a provider, and a meter, that makes no instruments, in the worst way: it
// returns nil.
type refusing struct {
	noop.MeterProvider
	meter
}

type meter struct{ noop.Meter }

func (refusing) Meter(string, ...metric.MeterOption) metric.Meter { return meter{} }

func (meter) Float64Histogram(string, ...metric.Float64HistogramOption) (metric.Float64Histogram, error) {
	return nil, errRefused
}

func (meter) Int64Counter(string, ...metric.Int64CounterOption) (metric.Int64Counter, error) {
	return nil, errRefused
}

func (meter) Float64Counter(string, ...metric.Float64CounterOption) (metric.Float64Counter, error) {
	return nil, errRefused
}

func (meter) Float64Gauge(string, ...metric.Float64GaugeOption) (metric.Float64Gauge, error) {
	return nil, errRefused
}

func (meter) Int64ObservableGauge(string, ...metric.Int64ObservableGaugeOption) (metric.Int64ObservableGauge, error) {
	return nil, errRefused
}

// TestEndsWithoutStarts, and endpoints that are none, are survived.
func TestEndsWithoutStarts(t *testing.T) {
	t.Parallel()
	w := watch(t, otelsmsc.WithBalance())
	w.EndCall(t.Context(), smsc.CallEnd{})
	w.EndAttempt(t.Context(), smsc.AttemptEnd{AttemptStart: smsc.AttemptStart{Endpoint: "::"}})
	ctx := w.StartAttempt(t.Context(), smsc.AttemptStart{Name: "x", Endpoint: "http://localhost/"})
	w.EndAttempt(ctx, smsc.AttemptEnd{AttemptStart: smsc.AttemptStart{Name: "x", Endpoint: "http://localhost/"}, BlockedUntil: time.Unix(0, 0)})
	require.Len(t, w.spans.Ended(), 1)
	assert.Contains(t, w.spans.Ended()[0].Attributes(), attribute.Int("server.port", 80))
	assert.NotEmpty(t, w.points(t))
}
