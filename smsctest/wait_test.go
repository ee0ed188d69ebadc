package smsctest_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestWait(t *testing.T) {
	t.Parallel()
	delivered := func(m smsctest.Message) bool { return m.Status == smsc.StatusDelivered }
	anything := func(smsctest.Message) bool { return true }

	t.Run("is there already", func(t *testing.T) {
		t.Parallel()
		g, w, _ := timed()
		w.send(t, phone, "hi")
		m, err := g.Wait(t.Context(), anything)
		assert.NoError(t, err)
		assert.Equal(t, "hi", m.Text)
	})
	t.Run("comes", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			g := smsctest.New()
			w := overTransport(g)
			var group sync.WaitGroup
			for i := range 3 {
				group.Go(func() {
					m, err := g.Wait(t.Context(), func(m smsctest.Message) bool { return m.Text == strconv.Itoa(i) })
					assert.NoError(t, err)
					assert.Equal(t, strconv.Itoa(i), m.Text)
				})
			}
			synctest.Wait()
			for i := range 3 {
				w.send(t, phone, strconv.Itoa(i))
			}
			group.Wait()
		})
	})
	t.Run("changes with time", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			g := smsctest.New(smsctest.WithLife("", smsctest.Delivered(time.Hour)))
			overTransport(g).send(t, phone, "hi")
			began := time.Now()
			m, err := g.Wait(t.Context(), delivered)
			assert.NoError(t, err)
			assert.Equal(t, smsc.StatusDelivered, m.Status)
			assert.Equal(t, time.Hour, time.Since(began))
		})
	})
	t.Run("changes as the clock is moved", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			g, w, clock := timed()
			w.send(t, phone, "hi")
			done := make(chan error)
			go func() {
				_, err := g.Wait(t.Context(), delivered)
				done <- err
			}()
			synctest.Wait()
			clock.Advance(time.Second)
			synctest.Wait()
			clock.Set(start().Add(time.Minute))
			assert.NoError(t, <-done)
		})
	})
	t.Run("is set by hand, though final", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			g := smsctest.New(smsctest.WithLife("", smsctest.Delivered(0)))
			overTransport(g).send(t, phone, "hi")
			done := make(chan error)
			go func() {
				_, err := g.Wait(t.Context(), func(m smsctest.Message) bool { return m.Status == smsc.StatusClicked })
				done <- err
			}()
			synctest.Wait()
			g.SetStatus(phone, "1", smsc.StatusClicked, 0)
			assert.NoError(t, <-done)
		})
	})
	t.Run("after a reset", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			g := smsctest.New()
			w := overTransport(g)
			w.send(t, phone, "a")
			w.send(t, phone, "b")
			done := make(chan error)
			go func() {
				_, err := g.Wait(t.Context(), func(m smsctest.Message) bool { return m.Text == "c" })
				done <- err
			}()
			synctest.Wait()
			g.Reset()
			w.send(t, phone, "c")
			assert.NoError(t, <-done)
		})
	})
	t.Run("context is over", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, assert.AnError)
			defer cancel()
			_, err := smsctest.New().Wait(ctx, anything)
			assert.ErrorIs(t, err, assert.AnError)
		})
	})
}

func TestWaitRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		w := overTransport(g)
		hung := make(chan error)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultHang})
		found := make(chan smsctest.Request)
		go func() {
			r, err := g.WaitRequest(t.Context(), func(r smsctest.Request) bool { return r.Fault == smsctest.FaultHang })
			assert.NoError(t, err)
			found <- r
		}()
		synctest.Wait()
		w.raw(t, envelope(smsctest.Endpoint, "steal", nil))
		go func() { hung <- w.try(t, "balance", demo()).err }()
		assert.Equal(t, uint64(2), (<-found).Seq)
		g.ReleaseHung()
		assert.Error(t, <-hung)

		r, err := g.WaitRequest(t.Context(), func(r smsctest.Request) bool { return r.SOAPFault != "" })
		require.NoError(t, err)
		assert.Equal(t, uint64(1), r.Seq, "is there already")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, assert.AnError)
		defer cancel()
		_, err = g.WaitRequest(ctx, func(smsctest.Request) bool { return false })
		assert.ErrorIs(t, err, assert.AnError)
	})
}
