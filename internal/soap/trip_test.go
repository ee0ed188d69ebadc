package soap_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

// counted is a server that answers and counts what it gets.
func counted(t *testing.T) (endpoint string, got *atomic.Int32) {
	t.Helper()
	got = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		got.Add(1)
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/sys/soap.php", got
}

// TestNothingIsWrittenThatIsTooLate: the time is looked at before anything else, and
// once more when the connection is there, right before the write.
func TestNothingIsWrittenThatIsTooLate(t *testing.T) {
	t.Parallel()
	for name, punctual := range map[string]int32{"from the beginning": 0, "when the connection is there": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			endpoint, got := counted(t)
			c := callerOver(t, endpoint, ownTransport(t))
			var looked atomic.Int32
			trip := &soap.Trip{Late: func() bool { return looked.Add(1) > punctual }}
			err := c.Call(t.Context(), trip, &soapgen.BalanceRequest{}, &soapgen.BalanceAnswer{})
			require.ErrorIs(t, err, soap.ErrLate)
			assert.False(t, failure(t, err).Written)
			assert.Zero(t, got.Load())

			onTime := &soap.Trip{Late: func() bool { return false }}
			require.NoError(t, c.Call(t.Context(), onTime, &soapgen.BalanceRequest{}, &soapgen.BalanceAnswer{}))
			assert.Equal(t, int32(1), got.Load())
		})
	}
}

// TestCopiesAreCounted: a transport that posts twice is found out where net/http does
// the work.
func TestCopiesAreCounted(t *testing.T) {
	t.Parallel()
	endpoint, got := counted(t)
	for times := range 3 {
		twice := roundTripper(func(r *http.Request) (resp *http.Response, err error) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			for range times + 1 {
				if resp != nil {
					_ = resp.Body.Close()
				}
				again := r.Clone(r.Context())
				again.Body = io.NopCloser(bytes.NewReader(body))
				if resp, err = http.DefaultTransport.RoundTrip(again); err != nil {
					return nil, err
				}
			}
			return resp, nil
		})
		before := got.Load()
		var trip soap.Trip
		require.NoError(t, callerOver(t, endpoint, twice).Call(t.Context(), &trip, &soapgen.BalanceRequest{}, &soapgen.BalanceAnswer{}))
		assert.Equal(t, times > 0, trip.Repeated)
		assert.Equal(t, int32(times+1), got.Load()-before)
	}
}
