package otelsmsc_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	api "go.opentelemetry.io/otel/trace"

	"github.com/go-smsc/smsc/otelsmsc"
)

// section is the part of docs/observability.md below a heading.
func section(t *testing.T, heading string) string {
	t.Helper()
	_, rest, found := strings.Cut(page(t, "docs/observability.md"), "\n"+heading+"\n")
	require.True(t, found, heading)
	if end := regexp.MustCompile(`(?m)^#{2,3} `).FindStringIndex(rest); end != nil {
		rest = rest[:end[0]]
	}
	return rest
}

// rows are the rows of the first table in a section, by their cells.
func rows(text string) (all [][]string) {
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		all = append(all, cells)
	}
	return all
}

// quoted are the words in backquotes, sorted.
func quoted(text string) []string {
	words := []string{}
	for _, word := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(text, -1) {
		words = append(words, word[1])
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// everything lets all scenarios happen to one observer, and watches a queue.
func everything(t *testing.T) *watched {
	t.Helper()
	w := watch(t, otelsmsc.WithBalance())
	for _, s := range scenarios {
		_ = s.run(t, w)
	}
	_, err := otelsmsc.WatchQueue(func(context.Context) (otelsmsc.QueueState, error) {
		return otelsmsc.QueueState{Messages: map[string]int64{"queued": 1}}, nil
	}, w.options()...)
	require.NoError(t, err)
	return w
}

// TestPageHasTheSpans: their names, and every attribute of each kind and no other.
func TestPageHasTheSpans(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys, events := map[api.SpanKind][]string{}, []string{}
		for _, span := range everything(t).spans.Ended() {
			heading := map[api.SpanKind]string{api.SpanKindInternal: "### A call", api.SpanKindClient: "### An attempt"}[span.SpanKind()]
			require.NotEmpty(t, heading, span.SpanKind())
			assert.Contains(t, section(t, heading), "`"+span.Name()+"`")
			for _, a := range span.Attributes() {
				keys[span.SpanKind()] = append(keys[span.SpanKind()], string(a.Key))
			}
			for _, event := range span.Events() {
				events = append(events, event.Name, string(event.Attributes[0].Key))
			}
		}
		for kind, heading := range map[api.SpanKind]string{api.SpanKindInternal: "### A call", api.SpanKindClient: "### An attempt"} {
			var documented []string
			for _, row := range rows(section(t, heading)) {
				documented = append(documented, quoted(row[0])...)
			}
			slices.Sort(documented)
			slices.Sort(keys[kind])
			assert.Equal(t, slices.Compact(keys[kind]), documented, heading)
		}
		require.NotEmpty(t, events)
		for _, word := range events {
			assert.Contains(t, section(t, "### An attempt"), "`"+word+"`")
		}
	})
}

// TestPageHasTheMetrics: instrument, unit and attributes of each, and no other metric.
func TestPageHasTheMetrics(t *testing.T) {
	t.Parallel()
	type documented struct {
		instrument string
		unit       string
		attributes []string
	}
	synctest.Test(t, func(t *testing.T) {
		want, got := map[string]documented{}, map[string]documented{}
		for _, row := range rows(section(t, "## Metrics")) {
			instrument, unit, _ := strings.Cut(row[1], ", ")
			want[quoted(row[0])[0]] = documented{instrument, quoted(unit)[0], quoted(row[2])}
		}
		for _, scope := range everything(t).collect(t).ScopeMetrics {
			for _, m := range scope.Metrics {
				keys := []string{}
				for _, p := range pointsOf(m) {
					for _, a := range p.attributes.ToSlice() {
						keys = append(keys, string(a.Key))
					}
				}
				slices.Sort(keys)
				got[m.Name] = documented{instrument(t, m), m.Unit, slices.Compact(keys)}
				assert.NotEmpty(t, m.Description, m.Name)
			}
		}
		assert.Equal(t, want, got)
	})
}

func instrument(t *testing.T, m metricdata.Metrics) string {
	t.Helper()
	switch data := m.Data.(type) {
	case metricdata.Histogram[float64]:
		return "histogram"
	case metricdata.Sum[int64]:
		require.True(t, data.IsMonotonic)
		return "counter"
	case metricdata.Sum[float64]:
		require.True(t, data.IsMonotonic)
		return "counter"
	default:
		return "gauge"
	}
}
