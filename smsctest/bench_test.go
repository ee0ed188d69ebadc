package smsctest_test

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc/smsctest"
)

// filled returns a Gateway that has accepted so many messages already.
func filled(tb testing.TB, messages int) (*smsctest.Gateway, *smsctest.ManualClock) {
	tb.Helper()
	clock := smsctest.NewManualClock(time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC))
	g := smsctest.New(
		smsctest.WithClock(clock), smsctest.WithRetention(2_000_000),
		smsctest.WithBalance(decimal.NewFromInt(1_000_000_000)),
	)
	w := overTransport(g)
	const batch = 1000
	for done := 0; done < messages; done += batch {
		phones := make([]string, min(batch, messages-done))
		for i := range phones {
			phones[i] = phoneOf(done + i)
		}
		w.send(tb, strings.Join(phones, ","), "filling "+strconv.Itoa(done))
		clock.Advance(time.Second)
	}
	if g.Accepted() != messages {
		tb.Fatal(g.Accepted())
	}
	return g, clock
}

func phoneOf(i int) string { return fmt.Sprintf("3805%08d", i) }

// exchange posts a document and reads the answer.
func exchange(tb testing.TB, rt http.RoundTripper, header http.Header, document string) {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, smsctest.Endpoint, strings.NewReader(document))
	if err != nil {
		tb.Fatal(err)
	}
	req.Header = header
	resp, err := rt.RoundTrip(req)
	if err != nil {
		tb.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		tb.Fatal(resp.Status)
	}
}

// The cost of a send must be flat, however many messages were accepted before.
func BenchmarkSend(b *testing.B) {
	for _, messages := range []int{1_000, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("messages=%d", messages), func(b *testing.B) {
			g, clock := filled(b, messages)
			rt := g.Transport()
			header := http.Header{"Content-Type": {"text/xml"}, "Soapaction": {`""`}}
			i := messages
			runtime.GC() // what was filled in is not to be paid for here
			b.ReportAllocs()
			for b.Loop() {
				exchange(b, rt, header, envelope(smsctest.Endpoint, "send2",
					demo("phones", phoneOf(i), "mes", "Ваш код 1234", "id", strconv.Itoa(i+1), "query", "cost=3")))
				clock.Advance(time.Millisecond)
				i++
			}
		})
	}
}

// The same for a status request.
func BenchmarkStatus(b *testing.B) {
	for _, messages := range []int{1_000, 1_000_000} {
		b.Run(fmt.Sprintf("messages=%d", messages), func(b *testing.B) {
			g, clock := filled(b, messages)
			rt := g.Transport()
			header := http.Header{"Content-Type": {"text/xml"}, "Soapaction": {`""`}}
			i := 0
			runtime.GC()
			b.ReportAllocs()
			for b.Loop() {
				exchange(b, rt, header, envelope(smsctest.Endpoint, "status",
					demo("phone", phoneOf(i%messages), "id", strconv.Itoa(i%messages/1000+1))))
				clock.Advance(time.Minute / 5)
				i++
			}
		})
	}
}

// A page of messages, of recipients, of a search and of the API costs the same after
// a thousand and after a million messages.
func BenchmarkPage(b *testing.B) {
	for _, messages := range []int{1_000, 1_000_000} {
		g, _ := filled(b, messages)
		middle := uint64(messages / 2)
		for _, page := range []struct {
			name string
			make func() int
		}{
			{"newest", func() int { return len(g.FindMessages(smsctest.MessageQuery{}).Messages) }},
			{"middle", func() int { return len(g.FindMessages(smsctest.MessageQuery{Before: middle}).Messages) }},
			{"phone", func() int { return len(g.FindMessages(smsctest.MessageQuery{Phone: phoneOf(messages / 2)}).Messages) }},
			{"recipients", func() int { return len(g.Threads(0, 50)) }},
			{"recipients/middle", func() int { return len(g.Threads(middle, 50)) }},
			{"search", func() int { return len(g.FindMessages(smsctest.MessageQuery{Text: "filling"}).Messages) }},
			{"search/nothing", func() int { return 1 + len(g.FindMessages(smsctest.MessageQuery{Text: "nobody wrote that"}).Messages) }},
		} {
			b.Run(fmt.Sprintf("%s/messages=%d", page.name, messages), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if page.make() == 0 {
						b.Fatal("nothing found")
					}
				}
			})
		}
	}
}
