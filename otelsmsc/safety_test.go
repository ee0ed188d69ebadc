package otelsmsc_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/otelsmsc"
	"github.com/go-smsc/smsc/smsctest"
)

// answering is a transport that answers every request with the same status and body.
func answering(status int, body string) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
		return &http.Response{
			StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r, ContentLength: int64(len(body)),
			Header: http.Header{"Content-Type": {"text/xml; charset=utf-8"}, "Location": {body}},
			Body:   io.NopCloser(strings.NewReader(body)),
		}, nil
	})
}

// envelope is an answer of the service.
func envelope(body string) string {
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>` + body + `</e:Body></e:Envelope>`
}

// result answers a send, by either of its operations.
func result(leaves string) http.RoundTripper {
	simple := answering(200, envelope(`<SendResponse><sendresult>`+leaves+`</sendresult></SendResponse>`))
	extended := answering(200, envelope(`<Send2Response><sendresult>`+leaves+`</sendresult></Send2Response>`))
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if strings.Contains(string(body), "send2") {
			return extended.RoundTrip(r)
		}
		return simple.RoundTrip(r)
	})
}

// everything shows all that an observer has made: spans with their events, links and
// states, and metrics with their attributes and exemplars.
func (w *watched) everything(t *testing.T) string {
	t.Helper()
	spans, err := json.Marshal(tracetest.SpanStubsFromReadOnlySpans(w.spans.Ended()))
	require.NoError(t, err)
	metrics, err := json.Marshal(w.collect(t))
	require.NoError(t, err)
	return string(spans) + string(metrics) + w.trace() + w.metrics(t) + fmt.Sprint(handled())
}

// TestNoSecretsNumbersOrTexts goes through all operations with answers and failures that
// repeat what was sent, and looks for it.
func TestNoSecretsNumbersOrTexts(t *testing.T) {
	t.Parallel()
	const secret, text, number = "hunter2secret", "SECRETTEXT", "380509876543"
	hidden := []string{"hunter2", text, "50987654", "NOTE", "SHOPNAME", "nickname", "example.org", "demo"}
	echo := number + " " + text + " " + secret + " SHOPNAME NOTE nickname@example.org"
	requests := []smsc.SendRequest{
		{To: []string{"+" + number, "380509876544"}, Text: text, Comment: "NOTE", Sender: "SHOPNAME", ID: "order-1"},
		{Personal: []smsc.Personal{{To: []string{"+" + number}, Text: text, Sender: "SHOPNAME"}}},
		{To: []string{"nickname@example.org"}, Text: text, Channel: smsc.Email{Subject: text, From: "shop@example.org"}},
		{To: []string{"+" + number}, Text: text, Channel: smsc.VoiceCall{}, Report: smsc.ReportCostAndBalance},
	}
	fault := envelope(`<e:Fault><faultcode>` + echo + `</faultcode><faultstring>` + echo + `</faultstring></e:Fault>`)
	leaves := `<id>` + echo + `</id><cnt>` + number + `</cnt><cost>` + number + `</cost><balance>x` + echo + `</balance><x>` + echo + `</x>`
	for name, transport := range map[string]http.RoundTripper{
		"the emulator":     smsctest.New(smsctest.WithCredentials("login", secret)).Transport(),
		"a code":           result(`<error>8</error><id>` + echo + `</id>`),
		"a strange code":   result(`<error>` + number[3:11] + `</error>`),
		"a wrong password": result(`<error>2</error>`),
		"a strange answer": result(leaves),
		"a fault":          answering(500, fault),
		"an error page":    answering(503, echo),
		"a page":           answering(200, echo),
		"a redirect":       answering(302, "https://"+number+".example.org/"+secret),
		"a failure": roundTripper(func(r *http.Request) (*http.Response, error) {
			_, _ = io.Copy(io.Discard, r.Body)
			return nil, errors.New(echo)
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := watch(t, otelsmsc.WithBalance())
				client, err := smsc.NewClient(smsc.Password("login", secret), smsc.WithObserver(w),
					smsc.WithEndpoint(smsctest.Endpoint), smsc.WithHTTPClient(&http.Client{Transport: transport}))
				require.NoError(t, err)
				for _, request := range requests {
					_, _ = client.Send(t.Context(), request)
					_, _ = client.Cost(t.Context(), request)
				}
				record := smsc.SendRecord{ID: "order-1", Recipients: []string{"+" + number}, LeaveBy: time.Now().Add(-48 * time.Hour)}
				_, _ = client.Resolve(t.Context(), record)
				_, _ = client.SendOnce(t.Context(), requests[0], record)
				_, _ = client.Status(t.Context(), smsc.StatusRequest{Recipient: "+" + number, ID: "order-1", Detail: smsc.DetailOperator})
				_, _ = client.Balance(t.Context())
				shown := w.everything(t)
				assert.Contains(t, shown, "order-1", "it is looked through")
				assert.Contains(t, shown, "smsc Balance")
				for _, h := range hidden {
					assert.NotContains(t, shown, h)
				}
			})
		})
	}
}

// TestMetricsHoldNoIDs: those are for spans, where each one costs nothing.
func TestMetricsHoldNoIDs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := watch(t)
		for _, s := range scenarios {
			_ = s.run(t, w)
		}
		assert.Contains(t, w.trace(), "order-1")
		for _, p := range w.points(t) {
			assert.NotContains(t, p.String(), "order-1")
		}
	})
}

// allowed are the values that attributes of metrics can have.
var allowed = map[string][]string{
	"smsc.method":   {"Send", "SendOnce", "Resolve", "Cost", "Status", "Balance"},
	"smsc.outcome":  {"unknown", "not_sent", "rejected", "accepted"},
	"smsc.resolved": {"true"},
	"error.type": {
		"invalid_params", "unauthorized", "insufficient_funds", "not_found", "ip_blocked", "invalid_date", "forbidden", "invalid_phone",
		"undeliverable", "duplicate", "rate_limited", "undocumented_code", "blocked", "too_late", "canceled", "timeout", "connection",
		"redirect", "http_status", "soap_fault", "malformed_answer", "answer_too_large", "outcome_unknown", "other",
	},
	"rpc.system.name":          {"soap"},
	"rpc.method":               {"smsc/send_sms", "smsc/send_sms2", "smsc/get_status", "smsc/get_status2", "smsc/get_sms_cost", "smsc/get_sms_cost2", "smsc/get_balance"},
	"rpc.response.status_code": {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "_OTHER"},
	"server.address":           {"smsc.test", "www2.smsc.test"},
	"server.port":              {"443"},
}

// TestFewSeries lets a service answer whatever it likes, to requests that are all
// different. Whatever happens, the values come from short lists, and the second half
// of it adds nothing.
func TestFewSeries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := watch(t, otelsmsc.WithBalance())
		count := 0
		var transport http.RoundTripper
		client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithObserver(w), smsc.WithEndpoint(smsctest.Endpoint),
			smsc.WithReserve("https://www2.smsc.test/sys/soap.php"), smsc.WithPacing(func(p *smsc.Pacing) { *p = smsc.Pacing{} }),
			smsc.WithRetry(smsc.RetryPolicy{Attempts: 2, OnUnknown: smsc.UnknownReturn}),
			smsc.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) { return transport.RoundTrip(r) })}))
		require.NoError(t, err)
		all := func() {
			for i := range 100 {
				count++
				for _, transport = range []http.RoundTripper{
					result(fmt.Sprintf("<error>%d</error>", i-50)),
					result(fmt.Sprintf("<error>%d</error>", i*1_000_003)),
					result(fmt.Sprintf("<id>order-%d</id><cnt>%d</cnt><cost>%d.5</cost>", count, count, count)),
					answering(200+4*i, strconv.Itoa(count)),
					answering(500, envelope(fmt.Sprintf("<e:Fault><faultcode>c%d</faultcode></e:Fault>", count))),
				} {
					number := fmt.Sprintf("+38050%07d", count)
					_, _ = client.Send(t.Context(), smsc.SendRequest{To: []string{number}, Text: strconv.Itoa(count), ID: fmt.Sprint("order-", count)})
					_, _ = client.Status(t.Context(), smsc.StatusRequest{Recipient: number, ID: strconv.Itoa(count)})
					client.Unblock()
				}
			}
		}
		all()
		half := w.points(t)
		all()
		assert.Len(t, w.points(t), len(half), "what is new adds nothing")
		for _, p := range half {
			for _, a := range p.attributes.ToSlice() {
				assert.Contains(t, allowed[string(a.Key)], a.Value.String(), "%s of %s", a.Key, p.name)
			}
		}
		names := map[string]int{}
		for _, p := range half {
			names[p.name]++
		}
		t.Log(names)
		assert.Greater(t, names["rpc.client.call.duration"], 20, "much happened")
		assert.Less(t, len(half), 200)
	})
}

// TestNothingIsPropagated: the service gets the same headers and the same body as
// without an observer, whatever the program propagates elsewhere.
func TestNothingIsPropagated(t *testing.T) {
	t.Parallel()
	type posted struct {
		header http.Header
		body   string
	}
	post := func(t *testing.T, observer smsc.Observer, ctx context.Context) (all []posted) {
		t.Helper()
		g := smsctest.New()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Times: 1})
		client := g.Client(t, smsc.WithObserver(observer), smsc.WithHTTPClient(&http.Client{
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				body, err := io.ReadAll(r.Body)
				require.NoError(t, err)
				r.Body = io.NopCloser(strings.NewReader(string(body)))
				all = append(all, posted{r.Header.Clone(), string(body)})
				return g.Transport().RoundTrip(r)
			}),
		}))
		require.NoError(t, send(ctx, client))
		require.NoError(t, balance(ctx, client))
		return all
	}
	synctest.Test(t, func(t *testing.T) {
		w := watch(t)
		plain := post(t, silent{}, t.Context())
		member, err := baggage.NewMember("user", "42")
		require.NoError(t, err)
		bag, err := baggage.New(member)
		require.NoError(t, err)
		ctx, span := w.tracers.Tracer("program").Start(baggage.ContextWithBaggage(t.Context(), bag), "program")
		traced := post(t, w, otelsmsc.LinkTo(ctx, otelsmsc.Traceparent(ctx)))
		span.End()
		assert.Len(t, traced, 3)
		assert.Equal(t, plain, traced)
		for _, request := range traced {
			assert.NotContains(t, fmt.Sprint(request), span.SpanContext().TraceID().String())
		}
		for _, over := range w.spans.Ended() {
			assert.Equal(t, span.SpanContext().TraceID(), over.SpanContext().TraceID(), "they are in the trace nevertheless")
		}
	})
}

// silent is an observer that does nothing.
type silent struct{}

func (silent) StartCall(ctx context.Context, _ smsc.CallStart) context.Context       { return ctx }
func (silent) EndCall(context.Context, smsc.CallEnd)                                 {}
func (silent) StartAttempt(ctx context.Context, _ smsc.AttemptStart) context.Context { return ctx }
func (silent) EndAttempt(context.Context, smsc.AttemptEnd)                           {}
