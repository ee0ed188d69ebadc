package smsctest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

func TestRefusedInMemoryIsAFailedDial(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	g.Inject(smsctest.Fault{Kind: smsctest.FaultRefuse})
	o := overTransport(g).try(t, "balance", demo())
	dial, ok := errors.AsType[*net.OpError](o.err)
	require.True(t, ok)
	assert.Equal(t, "dial", dial.Op)
	assert.Contains(t, o.err.Error(), "smsc.test:443")
}

func TestHang(t *testing.T) {
	t.Parallel()
	for name, accept := range map[string]bool{"not accepted": false, "accepted": true} {
		t.Run(name+", in memory", func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New()
				g.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Accept: accept})
				w := overTransport(g)
				w.http.Timeout = time.Hour
				began := time.Now()
				o := w.try(t, "send", demo("phones", phone, "mes", "hi"))
				assert.ErrorIs(t, o.err, context.DeadlineExceeded)
				assert.Equal(t, time.Hour, time.Since(began))
				assert.Equal(t, accept, g.Accepted() == 1)
			})
		})
	}
	t.Run("over a server, client gives up", func(t *testing.T) {
		t.Parallel()
		s := smsctest.NewServer(t)
		s.Inject(smsctest.Fault{Kind: smsctest.FaultHang})
		w := wire{http: &http.Client{Timeout: 20 * time.Millisecond}, endpoint: s.Endpoint()}
		assert.Error(t, w.try(t, "balance", demo()).err)
	})
	t.Run("over a server, released", func(t *testing.T) {
		t.Parallel()
		s := smsctest.NewServer(t)
		s.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Accept: true})
		w := wire{http: &http.Client{}, endpoint: s.Endpoint()}
		for i := range 2 {
			ended := make(chan error, 1)
			go func() { ended <- w.try(t, "send", demo("phones", phone, "mes", strconv.Itoa(i))).err }()
			_, err := s.Wait(t.Context(), func(m smsctest.Message) bool { return m.Text == strconv.Itoa(i) })
			require.NoError(t, err)
			s.ReleaseHung()
			assert.Error(t, <-ended)
		}
	})
	t.Run("over a server, closed", func(t *testing.T) {
		t.Parallel()
		s := smsctest.NewServer(t)
		s.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Accept: true})
		w := wire{http: &http.Client{}, endpoint: s.Endpoint()}
		ended := make(chan error, 1)
		go func() { ended <- w.try(t, "send", demo("phones", phone, "mes", "hi")).err }()
		_, err := s.Wait(t.Context(), func(smsctest.Message) bool { return true })
		require.NoError(t, err)
		s.Close()
		assert.Error(t, <-ended)
	})
}

func TestGzipBomb(t *testing.T) {
	t.Parallel()
	s := smsctest.NewServer(t)
	for name, w := range map[string]wire{
		"loopback": {http: &http.Client{}, endpoint: s.Endpoint()},
		"memory":   overTransport(s.Gateway),
	} {
		s.Inject(smsctest.Fault{Kind: smsctest.FaultGzipBomb, Times: 1})
		resp, err := w.http.Do(w.request(t, envelope(w.endpoint, "balance", demo())))
		require.NoError(t, err)
		assert.True(t, resp.Uncompressed, name)
		n, err := io.CopyN(io.Discard, resp.Body, 100<<20)
		assert.NoError(t, err)
		assert.Equal(t, int64(100<<20), n, "it goes on")
		require.NoError(t, resp.Body.Close())

		s.Inject(smsctest.Fault{Kind: smsctest.FaultGzipBomb, Times: 1})
		req := w.request(t, envelope(w.endpoint, "balance", demo()))
		req.Header.Set("Accept-Encoding", "gzip")
		resp, err = w.http.Do(req)
		require.NoError(t, err)
		packed, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		assert.Less(t, len(packed), 4<<20, "little data")
		assert.Equal(t, "gzip", resp.Header.Get("Content-Encoding"))
		require.NoError(t, resp.Body.Close())
	}
}
