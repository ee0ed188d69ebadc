package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace"
)

// spanStore is an exporter that keeps spans, in the place of one that sends them to
// Jaeger, Tempo or another store.
type spanStore struct {
	mu    sync.Mutex
	spans []trace.ReadOnlySpan
}

func (s *spanStore) ExportSpans(_ context.Context, spans []trace.ReadOnlySpan) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spans = append(s.spans, spans...)
	return nil
}

func (s *spanStore) Shutdown(context.Context) error { return nil }

func (s *spanStore) all() []trace.ReadOnlySpan {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.SortedStableFunc(slices.Values(s.spans), func(a, b trace.ReadOnlySpan) int {
		return a.StartTime().Compare(b.StartTime())
	})
}

// showTraces prints the spans as trees.
func showTraces(out io.Writer, spans []trace.ReadOnlySpan) {
	names := map[string]string{}
	for _, span := range spans {
		names[span.SpanContext().SpanID().String()] = span.Name()
	}
	var show func(parent string, indent string)
	show = func(parent, indent string) {
		for _, span := range spans {
			if span.Parent().SpanID().String() != parent {
				continue
			}
			took := span.EndTime().Sub(span.StartTime()).Round(time.Millisecond)
			fmt.Fprintf(out, "%s%-*s %6s", indent, 24-len(indent), span.Name(), took)
			if span.Status().Code == codes.Error {
				fmt.Fprintf(out, "  failed: %s", span.Status().Description)
			}
			fmt.Fprintln(out)
			for _, link := range span.Links() {
				fmt.Fprintf(out, "%s      link to %q\n", indent, names[link.SpanContext.SpanID().String()])
			}
			for _, attribute := range span.Attributes() {
				fmt.Fprintf(out, "%s      %s=%s\n", indent, attribute.Key, attribute.Value.String())
			}
			show(span.SpanContext().SpanID().String(), indent+"  ")
		}
	}
	fmt.Fprintln(out, "\nTraces")
	show("0000000000000000", "  ")
}

// showMetrics prints what Prometheus would scrape, without the buckets of histograms and
// without what is zero.
func showMetrics(out io.Writer, registry *prometheus.Registry) error {
	families, err := registry.Gather()
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "\nMetrics")
	for _, family := range families {
		if strings.HasPrefix(family.GetName(), "target_") {
			continue
		}
		for _, m := range family.GetMetric() {
			switch histogram := m.GetHistogram(); {
			case histogram != nil:
				fmt.Fprintf(out, "  %s_count%s %d\n", family.GetName(), labels(m), histogram.GetSampleCount())
			case m.GetCounter().GetValue()+m.GetGauge().GetValue() != 0:
				fmt.Fprintf(out, "  %s%s %g\n", family.GetName(), labels(m), m.GetCounter().GetValue()+m.GetGauge().GetValue())
			}
		}
	}
	return nil
}

// labels shows the labels of a series, without those that name the instrumentation.
func labels(m *dto.Metric) string {
	var all []string
	for _, label := range m.GetLabel() {
		if !strings.HasPrefix(label.GetName(), "otel_scope_") && label.GetName() != "server_port" {
			all = append(all, fmt.Sprintf("%s=%q", label.GetName(), label.GetValue()))
		}
	}
	return "{" + strings.Join(all, ", ") + "}"
}
