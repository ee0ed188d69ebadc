package smsctest_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

func TestSlowBodyTakesItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultSlow, Delay: 10 * time.Minute, Times: 1})
		g.Inject(smsctest.Fault{Kind: smsctest.FaultSlow})
		w := overTransport(g)
		began := time.Now()
		o := w.try(t, "send", demo("phones", phone, "mes", "hi"))
		require.NoError(t, o.cut)
		assert.Contains(t, string(o.body), "<id>1</id>")
		assert.InDelta(t, 10, time.Since(began).Minutes(), 1.1)

		w.http.Timeout = 20 * time.Second
		o = w.try(t, "send", demo("phones", phone, "mes", "ho"))
		assert.ErrorIs(t, o.cut, context.DeadlineExceeded)
		assert.Equal(t, 2, g.Accepted())
	})
}

func TestClosingASlowBodyEndsIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultSlow})
		w := overTransport(g)
		resp, err := w.http.Do(w.request(t, envelope(w.endpoint, "balance", demo()))) //nolint:bodyclose // the test closes it while it is read
		require.NoError(t, err)
		ended := make(chan error)
		go func() {
			_, err := resp.Body.Read(make([]byte, 10))
			ended <- err
		}()
		synctest.Wait()
		require.NoError(t, resp.Body.Close())
		assert.ErrorIs(t, <-ended, http.ErrBodyReadAfterClose)
	})
}
