package smsctest

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What waits is bounded: a queue that is full drops.
func TestFullQueueDrops(t *testing.T) {
	t.Parallel()
	clock := NewManualClock(time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC))
	g := New(WithClock(clock))
	g.Inject(Fault{Kind: FaultQueue})
	document := `<s:Envelope xmlns:s="` + soapNamespace + `"><s:Body><m:balance xmlns:m="` + Endpoint +
		`"><login>demo</login><psw>demo</psw></m:balance></s:Body></s:Envelope>`
	ask := func() (*http.Response, error) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, Endpoint, strings.NewReader(document))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "text/xml")
		req.Header["Soapaction"] = []string{`""`}
		return g.Transport().RoundTrip(req)
	}
	g.waiting = maxWaiting - len(document) + 1
	resp, err := ask()
	if !assert.ErrorIs(t, err, io.EOF) {
		_ = resp.Body.Close()
	}
	assert.Zero(t, g.Pending())

	g.waiting--
	answered := make(chan error)
	go func() {
		resp, err := ask()
		if err == nil {
			err = resp.Body.Close()
		}
		answered <- err
	}()
	_, err = g.WaitRequest(t.Context(), func(r Request) bool { return r.Waiting })
	require.NoError(t, err)
	clock.Advance(defaultQueueDelay)
	require.NoError(t, <-answered)
	assert.Equal(t, maxWaiting-len(document), g.waiting)
}
