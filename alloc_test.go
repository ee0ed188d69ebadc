package smsc_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

// measured are calls over a transport that costs the same each time, and in which
// nothing of net/http is. most is how many allocations each may take: what was
// counted when it was set, and a few more; docs/performance.md says what for.
var measured = []struct {
	name   string
	answer string
	call   func(testing.TB, *smsc.Client) error
	most   float64
}{
	{"Balance", balanceAnswer("<balance>1</balance>"), func(tb testing.TB, c *smsc.Client) error {
		tb.Helper()
		_, err := c.Balance(tb.Context())
		return err
	}, 38},
	{"Send", sendAnswer("<id>1</id><cnt>1</cnt>"), func(tb testing.TB, c *smsc.Client) error {
		tb.Helper()
		_, err := c.Send(tb.Context(), message())
		return err
	}, 43},
	{"Send to a thousand", sendAnswer("<id>1</id><cnt>1</cnt>"), func(tb testing.TB, c *smsc.Client) error {
		tb.Helper()
		_, err := c.Send(tb.Context(), smsc.SendRequest{To: thousand, Text: "hi"})
		return err
	}, 44},
}

var thousand = func() (to []string) {
	for i := range 1000 {
		to = append(to, fmt.Sprintf("+38050%07d", i))
	}
	return to
}()

// answering is a client that is answered the same each time.
func answering(tb testing.TB, answer string) *smsc.Client {
	tb.Helper()
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithoutPacing(), smsc.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
			return &http.Response{
				StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(answer)),
				Header: http.Header{"Content-Type": {"text/xml; charset=utf-8"}},
			}, nil
		}),
	}))
	require.NoError(tb, err)
	return client
}

// TestAllocationsOfACall guards against waste that creeps in.
func TestAllocationsOfACall(t *testing.T) { //nolint:paralleltest // it counts the allocations of the whole program
	if raceEnabled {
		t.Skip("the race detector allocates for itself")
	}
	for _, m := range measured {
		client := answering(t, m.answer)
		allocs := testing.AllocsPerRun(200, func() {
			if err := m.call(t, client); err != nil {
				t.Fatal(err)
			}
		})
		t.Logf("%s: %.0f allocations", m.name, allocs)
		assert.LessOrEqual(t, allocs, m.most, m.name)
	}
}

// BenchmarkCall is for comparing two commits.
func BenchmarkCall(b *testing.B) {
	for _, m := range measured {
		b.Run(m.name, func(b *testing.B) {
			client := answering(b, m.answer)
			b.ReportAllocs()
			for b.Loop() {
				if err := m.call(b, client); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
