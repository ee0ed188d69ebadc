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

// TestAllocationsOfACall guards against waste that creeps in. The transport costs
// the same each time and nothing of net/http is in it. The bounds are what was
// counted when they were set, and a few more; docs/performance.md says what for.
func TestAllocationsOfACall(t *testing.T) { //nolint:paralleltest // it counts the allocations of the whole program
	if raceEnabled {
		t.Skip("the race detector allocates for itself")
	}
	for _, c := range []struct {
		name   string
		answer string
		call   func(*smsc.Client) error
		most   float64
	}{
		{"Balance", balanceAnswer("<balance>1</balance>"), func(c *smsc.Client) error {
			_, err := c.Balance(t.Context())
			return err
		}, 38},
		{"Send", sendAnswer("<id>1</id><cnt>1</cnt>"), func(c *smsc.Client) error {
			_, err := c.Send(t.Context(), message())
			return err
		}, 43},
		{"Send to a thousand", sendAnswer("<id>1</id><cnt>1</cnt>"), func(c *smsc.Client) error {
			_, err := c.Send(t.Context(), smsc.SendRequest{To: thousand, Text: "hi"})
			return err
		}, 44},
	} {
		client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithoutPacing(), smsc.WithHTTPClient(&http.Client{
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				_, _ = io.Copy(io.Discard, r.Body)
				_ = r.Body.Close()
				return &http.Response{
					StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(c.answer)),
					Header: http.Header{"Content-Type": {"text/xml; charset=utf-8"}},
				}, nil
			}),
		}))
		require.NoError(t, err)
		allocs := testing.AllocsPerRun(200, func() {
			if err := c.call(client); err != nil {
				t.Fatal(err)
			}
		})
		t.Logf("%s: %.0f allocations", c.name, allocs)
		assert.LessOrEqual(t, allocs, c.most, c.name)
	}
}

var thousand = func() (to []string) {
	for i := range 1000 {
		to = append(to, fmt.Sprintf("+38050%07d", i))
	}
	return to
}()
