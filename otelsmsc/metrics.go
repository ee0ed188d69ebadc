package otelsmsc

import (
	"context"
	"errors"
	"slices"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"github.com/go-smsc/smsc"
)

// metrics are the instruments, and the sets of attributes that they are used with.
type metrics struct {
	attempt metric.Float64Histogram
	call    metric.Float64Histogram
	wait    metric.Float64Histogram
	sends   metric.Int64Counter
	parts   metric.Int64Counter
	cost    metric.Float64Counter
	stops   metric.Int64Counter
	stopped metric.Int64Counter
	balance metric.Float64Gauge

	attributes []attribute.KeyValue
	series     *cache[labels, series]
}

// labels are the attributes that tell the series of all instruments apart. Each
// instrument uses some of them; an empty one is left out.
type labels struct {
	method, outcome     string
	operation, endpoint string
	kind, code          string
	resolved            bool
}

// series is a set of attributes, in the two forms in which instruments take it.
type series struct {
	record []metric.RecordOption
	add    []metric.AddOption
}

func newMetrics(c config) *metrics {
	from := instruments{Meter: c.meter()}
	m := &metrics{
		attempt: from.attempts(),
		call:    from.histogram("smsc.client.call.duration", "Duration of a call of a method, with all its attempts and pauses."),
		wait:    from.histogram("smsc.client.call.wait", "How long the requests of a call waited for their turn."),
		sends:   from.counter("smsc.client.sends", "{send}", "Sends that ended, by what is known of the message."),
		parts:   from.counter("smsc.client.parts", "{part}", "Parts of messages that the service accepted."),
		cost:    from.money("smsc.client.cost", "Cost of accepted messages, in the currency of the account."),
		stops:   from.counter("smsc.client.stops", "{stop}", "Answers after which the client stopped calling."),
		stopped: from.counter("smsc.client.stopped_calls", "{call}", "Calls that were not made because calls are stopped."),
		balance: noop.Float64Gauge{},

		attributes: c.attributes,
		series:     newCache[labels, series](),
	}
	if c.balance {
		m.balance = from.gauge("smsc.client.balance", "The last balance that the service has told, in the currency of the account.")
	}
	if err := errors.Join(from.refused...); err != nil {
		otel.Handle(err)
	}
	m.begin()
	return m
}

// begin starts the counters of rare events at zero. Without that the first event would
// begin its series at 1, and no rate would ever show it.
func (m *metrics) begin() {
	ctx := context.Background()
	for _, method := range []string{"Send", "SendOnce", "Resolve", "Cost", "Status", "Balance"} {
		m.stopped.Add(ctx, 0, m.of(labels{method: method}).add...)
		if !isSend(method) {
			continue
		}
		for outcome := smsc.OutcomeUnknown; outcome <= smsc.OutcomeAccepted; outcome++ {
			m.sends.Add(ctx, 0, m.of(labels{method: method, outcome: outcome.String()}).add...)
		}
	}
	for _, cause := range []error{smsc.ErrIPBlocked, smsc.ErrUnauthorized} {
		m.stops.Add(ctx, 0, m.of(labels{kind: smsc.KindOf(cause)}).add...)
	}
}

func (m *metrics) endCall(ctx context.Context, call smsc.CallEnd) {
	of := labels{method: call.Method, kind: call.Kind, resolved: call.Resolved}
	method := m.of(labels{method: call.Method})
	if isSend(call.Method) {
		of.outcome = call.Outcome.String()
		m.sends.Add(ctx, 1, m.of(labels{method: call.Method, outcome: of.outcome}).add...)
		if parts := call.Count.Value; parts > 0 {
			m.parts.Add(ctx, int64(parts), method.add...)
		}
		if cost := call.Cost.Value; cost.IsPositive() {
			m.cost.Add(ctx, cost.InexactFloat64(), method.add...)
		}
	}
	m.call.Record(ctx, call.Duration.Seconds(), m.of(of).record...)
	m.wait.Record(ctx, call.Waited.Seconds(), method.record...)
	if call.Kind == smsc.KindOf(smsc.ErrBlocked) {
		m.stopped.Add(ctx, 1, method.add...)
	}
	if balance, ok := call.Balance.Get(); ok {
		m.balance.Record(ctx, balance.InexactFloat64(), m.of(labels{}).record...)
	}
}

func (m *metrics) endAttempt(ctx context.Context, attempt smsc.AttemptEnd) {
	of := m.of(labels{
		operation: attempt.Name, endpoint: attempt.Endpoint, kind: attempt.Kind, code: knownCode(attempt.Kind, attempt.Code),
	})
	m.attempt.Record(ctx, attempt.Duration.Seconds(), of.record...)
	if !attempt.BlockedUntil.IsZero() {
		m.stops.Add(ctx, 1, m.of(labels{kind: attempt.Kind}).add...)
	}
}

// of returns the series of some labels.
func (m *metrics) of(l labels) *series { return m.series.get(l, m.newSeries) }

func (m *metrics) newSeries(l labels) series {
	attributes := slices.Clone(m.attributes)
	for key, value := range map[attribute.Key]string{
		methodKey: l.method, outcomeKey: l.outcome, semconv.ErrorTypeKey: l.kind, semconv.RPCResponseStatusCodeKey: l.code,
	} {
		if value != "" {
			attributes = append(attributes, key.String(value))
		}
	}
	if l.resolved {
		attributes = append(attributes, resolvedKey.Bool(true))
	}
	if l.operation != "" {
		attributes = append(attributes, semconv.RPCSystemNameKey.String(system), semconv.RPCMethod(rpcMethod(l.operation)))
		attributes = append(attributes, server(l.endpoint)...)
	}
	option := metric.WithAttributeSet(attribute.NewSet(attributes...))
	return series{[]metric.RecordOption{option}, []metric.AddOption{option}}
}
