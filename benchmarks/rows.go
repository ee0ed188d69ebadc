package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	gowsdl "github.com/hooklift/gowsdl/soap"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/benchmarks/stock"
	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

// row is one line of the table.
type row struct {
	name, target string
	measure      func(context.Context) (string, error)
}

// newClient is a client as a program has it, but for the pacing: that is there to
// be slow.
func newClient(endpoint string, options ...smsc.Option) (*smsc.Client, error) {
	return smsc.NewClient(smsc.Password("demo", "demo"), append(options, smsc.WithEndpoint(endpoint), smsc.WithMaxRecipients(10_000),
		smsc.WithPacing(func(p *smsc.Pacing) { *p = smsc.Pacing{Concurrent: 14} }))...)
}

func recipients(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("+38050%07d", i)
	}
	return all
}

func message(n int) smsc.SendRequest {
	return smsc.SendRequest{To: recipients(n), Text: "Ваш код 1234"}
}

func balance(c *smsc.Client) call {
	return func(ctx context.Context) error {
		_, err := c.Balance(ctx)
		return err
	}
}

func send(c *smsc.Client, request smsc.SendRequest) call {
	return func(ctx context.Context) error {
		_, err := c.Send(ctx, request)
		return err
	}
}

// bytesOf are the bytes that a call posts.
func bytesOf(ctx context.Context, of func(*smsc.Client) call) ([]byte, error) {
	var body []byte
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		body, _ = io.ReadAll(r.Body)
		return nil, io.EOF
	})
	once := smsc.RetryPolicy{Attempts: 1, OnUnknown: smsc.UnknownReturn}
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithRetry(once), smsc.WithMaxRecipients(10_000),
		smsc.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		return nil, err
	}
	if err := of(client)(ctx); body == nil {
		return nil, err
	}
	return body, nil
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// beside measures a call beside the floor.
func beside(name, target, endpoint string, of func(*smsc.Client) call, rounds, calls, goroutines int, options ...smsc.Option) row {
	return row{name, target, func(ctx context.Context) (string, error) {
		body, err := bytesOf(ctx, of)
		if err != nil {
			return "", err
		}
		client, err := newClient(endpoint, options...)
		if err != nil {
			return "", err
		}
		defer client.CloseIdleConnections()
		c, err := compare(ctx, of(client), floor(endpoint, body), rounds, calls, goroutines)
		if err != nil {
			return "", err
		}
		if goroutines > 1 {
			return spread(inverse(c.ratios), 2) + " of the floor's calls a second", nil
		}
		return fmt.Sprintf("%s, %.0f allocations above it", spread(c.ratios, 2), c.allocs), nil
	}}
}

func rows(s *servers, rounds, calls int) []row {
	one := func(c *smsc.Client) call { return send(c, message(1)) }
	thousand := func(c *smsc.Client) call { return send(c, message(1000)) }
	own := smsc.WithHTTPClient(&http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 14}})
	all := []row{
		beside("`Balance`, http, one goroutine", "≤ 1.10, ≤ 60 allocations", s.http, balance, rounds, calls, 1),
		beside("`Send`, http, one goroutine", "≤ 1.10, ≤ 60 allocations", s.http, one, rounds, calls, 1),
		beside("`Balance`, TLS, one goroutine", "≤ 1.20", s.https, balance, rounds, calls, 1),
		beside("`Send`, TLS, one goroutine", "≤ 1.20", s.https, one, rounds, calls, 1),
		beside("`Send`, TLS, 14 goroutines", "≥ 0.90", s.https, one, rounds, 14*calls, 14),
		beside("`Send`, http, one goroutine, an http.Transport of the caller's", "reported", s.http, one, rounds, calls, 1, own),
		beside("`Send` to 1,000 recipients, http", "≤ 1.5", s.http, thousand, rounds, calls/5, 1),
	}
	all = append(all, connections(s, "a known length", ""), connections(s, "chunks, a late end", "/chunked"),
		connections(s, "blanks behind", "/blanks"))
	all = append(all, codec()...)
	all = append(all, memory(s))
	all = append(all, stockClient("http", "≥ 2 × ours", s.http, rounds, calls), stockClient("TLS", "≥ 6 × ours", s.https, rounds, calls))
	all = append(all, foreign(s, calls)...)
	return append(all, campaigns(s, rounds)...)
}

func connections(s *servers, name, suffix string) row {
	return row{"connections of 200 calls, " + name, "1", func(ctx context.Context) (string, error) {
		count := func() (n int, err error) {
			response, err := http.Get(strings.TrimSuffix(s.http, path) + "/connections")
			if err != nil {
				return 0, err
			}
			defer response.Body.Close()
			_, err = fmt.Fscan(response.Body, &n)
			return n, err
		}
		before, err := count()
		if err != nil {
			return "", err
		}
		client, err := newClient(s.http + suffix)
		if err != nil {
			return "", err
		}
		for range 200 {
			if _, err := client.Balance(ctx); err != nil {
				return "", err
			}
		}
		after, err := count()
		return fmt.Sprint(after - before), err
	}}
}

// memory compares the heap after one half of 100,000 calls and after the other.
func memory(s *servers) row {
	return row{"memory, 100,000 calls", "flat heap", func(ctx context.Context) (string, error) {
		client, err := newClient(s.http)
		if err != nil {
			return "", err
		}
		defer client.CloseIdleConnections()
		half := func() (int64, error) {
			if _, err := round(ctx, send(client, message(1)), 50_000, 14); err != nil {
				return 0, err
			}
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			return int64(m.HeapAlloc), nil
		}
		first, err := half()
		if err != nil {
			return "", err
		}
		second, err := half()
		return fmt.Sprintf("%+d KiB in the second half", (second-first)>>10), err
	}}
}

// codec measures encoding and decoding alone.
func codec() []row {
	encode := func(name string, request soapgen.Request) row {
		return row{"encode, " + name, "0 allocations", func(context.Context) (string, error) {
			buf, err := soap.AppendEnvelope(nil, "urn:x", request)
			if err != nil {
				return "", err
			}
			allocs := testing.AllocsPerRun(100, func() { buf, _ = soap.AppendEnvelope(buf[:0], "urn:x", request) })
			result := testing.Benchmark(func(b *testing.B) {
				for b.Loop() {
					buf, _ = soap.AppendEnvelope(buf[:0], "urn:x", request)
				}
			})
			return fmt.Sprintf("%.0f allocations, %.2f ns a byte", allocs, float64(result.NsPerOp())/float64(len(buf))), nil
		}}
	}
	sendTo := func(n int) *soapgen.SendRequest {
		return &soapgen.SendRequest{Login: "demo", Psw: "demo", Phones: strings.Join(recipients(n), ","), Mes: "Ваш код 1234", ID: soapgen.Some("1")}
	}
	list := strings.Repeat("380501234567:%D0%92%D0%B0%D1%88%20%D0%BA%D0%BE%D0%B4%0A", 1000)
	return []row{
		encode("2 recipients", sendTo(2)), encode("1,000 recipients", sendTo(1000)),
		encode("1,000 personal messages", &soapgen.Send2Request{Login: "demo", Psw: "demo", Query: soapgen.Some("list=" + list)}),
		decode(),
	}
}

// decode counts what reading a send answer allocates: the first that a reader sees,
// and one whose envelope it knows.
func decode() row {
	return row{"decode of a send answer", "≤ 60 allocations", func(context.Context) (string, error) {
		document := answerOf("send", "1", 1)
		var failed error
		read := func(r *soap.Reader) {
			if _, err := r.Read(document, "text/xml; charset=utf-8", &soapgen.SendAnswer{}); err != nil {
				failed = err
			}
		}
		first := testing.AllocsPerRun(200, func() { read(new(soap.Reader)) })
		var known soap.Reader
		again := testing.AllocsPerRun(200, func() { read(&known) })
		return fmt.Sprintf("%.0f allocations, %.0f with a new envelope", again, first), failed
	}}
}

// stockClient measures the client that gowsdl generates from the same WSDL beside
// ours.
func stockClient(name, target, endpoint string, rounds, calls int) row {
	return row{"gowsdl v0.5.0's own client, `Balance`, " + name, target, func(ctx context.Context) (string, error) {
		client, err := newClient(endpoint)
		if err != nil {
			return "", err
		}
		defer client.CloseIdleConnections()
		service := stock.NewServiceSoap(gowsdl.NewClient(endpoint))
		theirs := func(ctx context.Context) error {
			_, err := service.Get_balanceContext(ctx, &stock.Balance{Login: "demo", Psw: "demo"})
			return err
		}
		c, err := compare(ctx, theirs, balance(client), rounds, calls/2, 1)
		if err != nil {
			return "", err
		}
		return spread(c.ratios, 1) + " × ours", nil
	}}
}
