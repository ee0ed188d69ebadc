package smsc_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

// measured are calls, and how many allocations each may take over a transport that
// costs the same each time: what was counted when it was set, and a few more.
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
	}, 37},
	{"Send", sendAnswer("<id>1</id><cnt>1</cnt>"), func(tb testing.TB, c *smsc.Client) error {
		tb.Helper()
		_, err := c.Send(tb.Context(), smsc.SendRequest{To: []string{phone}, Text: "hi", ID: "1"})
		return err
	}, 40},
	{"Send to a thousand", send2Answer("<id>1</id><cnt>1000</cnt>"), func(tb testing.TB, c *smsc.Client) error {
		tb.Helper()
		_, err := c.Send(tb.Context(), smsc.SendRequest{To: thousand, Text: "hi", ID: "1"})
		return err
	}, 42},
}

// answering is a client that is answered the same each time.
func answering(tb testing.TB, answer string) *smsc.Client {
	tb.Helper()
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), unpaced(), smsc.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
			return httpResponse(http.StatusOK, answer), nil
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

// TestAllocationsBesideABarePost counts what the client adds to net/http when it goes
// the way that it goes in earnest, over its own transport.
func TestAllocationsBesideABarePost(t *testing.T) { //nolint:paralleltest // it counts the allocations of the whole program
	if raceEnabled {
		t.Skip("the race detector allocates for itself")
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = io.WriteString(w, sendAnswer("<id>1</id><cnt>1</cnt>"))
	}))
	defer server.Close()
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(server.URL+"/sys/soap.php"))
	require.NoError(t, err)
	defer client.CloseIdleConnections()
	ours := testing.AllocsPerRun(200, func() {
		if _, err := client.Send(t.Context(), smsc.SendRequest{To: []string{phone}, Text: "hi", ID: "1"}); err != nil {
			t.Fatal(err)
		}
	})
	floor := testing.AllocsPerRun(200, func() {
		response, err := server.Client().Post(server.URL, "text/xml; charset=utf-8", strings.NewReader("<a/>"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.ReadAll(response.Body)
		_ = response.Body.Close()
	})
	t.Logf("%.0f allocations, a bare POST %.0f", ours, floor)
	assert.LessOrEqual(t, ours-floor, 15.0)
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
