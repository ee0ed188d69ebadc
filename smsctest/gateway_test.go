package smsctest_test

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/smsctest"
)

func TestAllOperationsOverBothTransports(t *testing.T) {
	t.Parallel()
	clock := smsctest.NewManualClock(start())
	server := smsctest.NewServer(t, smsctest.WithClock(clock))
	memory := smsctest.New(smsctest.WithClock(clock))
	for name, over := range map[string]struct {
		wire    wire
		gateway *smsctest.Gateway
	}{
		"loopback": {wire{http: &http.Client{}, endpoint: server.Endpoint()}, server.Gateway},
		"memory":   {overTransport(memory), memory},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := over.wire
			price := w.call(t, "cost", demo("phones", phone, "mes", "hello"))
			assert.Equal(t, map[string]string{"cost": "0.5", "cnt": "1"}, price.values)
			price = w.call(t, "cost2", demo("phones", phone, "mes", strings.Repeat("я", 71), "query", ""))
			assert.Equal(t, map[string]string{"cost": "1", "cnt": "2"}, price.values)

			sent := w.send(t, phone, "hello")
			assert.Equal(t, map[string]string{"id": "1", "balance": "99.5", "cost": "0.5", "cnt": "1"}, sent.values)
			sent = w.call(t, "send2", demo("phones", phone, "mes", "again", "id", "order-7", "sender", "Shop", "time", "0", "query", "cost=3"))
			assert.Equal(t, map[string]string{"id": "order-7", "balance": "99", "cost": "0.5", "cnt": "1"}, sent.values)

			status := w.call(t, "status", demo("phone", "+"+phone, "id", "1"))
			assert.Equal(t, "-1", status.values["status"])
			status = w.call(t, "status2", demo("phone", phone, "id", "order-7", "all", "1", "query", ""))
			assert.Equal(t, "again", status.values["message"])

			balance := w.call(t, "balance", demo())
			assert.Equal(t, map[string]string{"balance": "99", "error": "0"}, balance.values)
			assert.Equal(t, 2, over.gateway.Accepted())
		})
	}
}

func TestRequestsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		w := overTransport(g)
		hang := g.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Op: "cost"})
		ended := make(chan error)
		for i := range 13 {
			go func() {
				ended <- w.try(t, "cost", demo("phones", phone, "mes", strconv.Itoa(i))).err
			}()
		}
		synctest.Wait()
		assert.Equal(t, 13, hang.Fired())
		assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"], "the 14th")
		go func() {
			ended <- w.try(t, "cost", demo("phones", phone, "mes", "x")).err
		}()
		synctest.Wait()
		assert.Equal(t, "9", w.call(t, "balance", demo()).values["error"], "the 15th")
		g.ReleaseHung()
		for range 14 {
			assert.Error(t, <-ended)
		}
		assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"], "all others are gone")
	})
}

// At most four status requests at once, whatever else is served.
func TestStatusRequestsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		w := overTransport(g)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Op: "cost"})
		hang := g.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Op: "status", Times: 4})
		ended := make(chan error)
		status := func() string { return w.call(t, "status", demo("phone", phone, "id", "a")).values["error"] }
		for i := range 8 {
			go func() {
				if i%2 == 0 {
					ended <- w.try(t, "cost", demo("phones", phone, "mes", strconv.Itoa(i))).err
				} else {
					ended <- w.try(t, "status", demo("phone", phone, "id", strconv.Itoa(i))).err
				}
			}()
		}
		synctest.Wait()
		assert.Equal(t, 4, hang.Fired())
		assert.Equal(t, "9", status(), "the fifth")
		assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"], "others are served")
		g.ReleaseHung()
		for range 8 {
			assert.Error(t, <-ended)
		}
		assert.Equal(t, "3", status())
	})
}

func TestARequestIsServedUntilItsBodyIsRead(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithLimits(func(l *smsctest.Limits) { l.Concurrent = 2 }))
	w := overTransport(g)
	for name, finish := range map[string]func(*http.Response){
		"closed": func(r *http.Response) { _ = r.Body.Close() },
		"read": func(r *http.Response) {
			buf := make([]byte, 1<<16)
			for err := error(nil); err == nil; {
				_, err = r.Body.Read(buf)
			}
		},
	} {
		resp, err := w.http.Do(w.request(t, envelope(smsctest.Endpoint, "balance", demo())))
		assert.NoError(t, err)
		assert.Equal(t, "9", w.call(t, "balance", demo()).values["error"], name)
		finish(resp)
		assert.Equal(t, "0", w.call(t, "balance", demo()).values["error"], name)
		_ = resp.Body.Close()
	}
}

func TestReset(t *testing.T) {
	t.Parallel()
	g, w, _ := timed(smsctest.WithBalance(dec("10")))
	w.send(t, phone, "hi")
	for range 5 {
		w.call(t, "balance", fields{"login", "", "psw", ""})
	}
	g.Inject(smsctest.Fault{Kind: smsctest.FaultHang})
	g.Reset()
	assert.Zero(t, g.Accepted())
	assert.Empty(t, g.Messages())
	assert.Empty(t, g.Requests())
	assert.Equal(t, "10", g.Balance().String())
	assert.Equal(t, "1", w.send(t, phone, "hi").values["id"], "no block, no duplicate, no fault, first ID")
	_, ok := g.Last(phone)
	assert.True(t, ok)
}

func TestManyClientsAtOnce(t *testing.T) {
	t.Parallel()
	g := smsctest.New(smsctest.WithBalance(dec("1000")), smsctest.WithLimits(func(l *smsctest.Limits) { l.Concurrent = 0 }))
	w := overTransport(g)
	g.Inject(smsctest.Fault{Kind: smsctest.FaultEmpty, Accept: true, Probability: 0.2})
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			for n := range 20 {
				to := fmt.Sprintf("38050%02d%05d", i, n)
				w.try(t, "send", demo("phones", to, "mes", "hi"))
				w.try(t, "status", demo("phone", to, "id", "1"))
				g.Last(to)
			}
		})
	}
	group.Wait()
	assert.Equal(t, 400, g.Accepted())
	assert.Equal(t, "800", g.Balance().String())
}

func TestReleasedRequestsSeeTheConnectionClosed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		w := overTransport(g)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Op: "balance"})
		g.Inject(smsctest.Fault{Kind: smsctest.FaultSlow})
		for range 2 {
			hung, slow := make(chan error), make(chan error)
			go func() { hung <- w.try(t, "balance", demo()).err }()
			go func() { slow <- w.try(t, "cost", demo("phones", phone, "mes", "hi")).cut }()
			synctest.Wait()
			g.ReleaseHung()
			assert.ErrorIs(t, <-hung, io.EOF)
			assert.ErrorIs(t, <-slow, io.ErrUnexpectedEOF)
		}
	})
}

func TestCloseTakesTheServiceOffTheNetwork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		w := overTransport(g)
		w.send(t, phone, "hi")
		g.Inject(smsctest.Fault{Kind: smsctest.FaultHang})
		hung := make(chan error)
		go func() { hung <- w.try(t, "balance", demo()).err }()
		synctest.Wait()
		g.Close()
		g.Close()
		assert.ErrorIs(t, <-hung, io.EOF)
		o := w.try(t, "send", demo("phones", phone, "mes", "ho"))
		assert.ErrorIs(t, o.err, syscall.ECONNREFUSED)
		assert.Equal(t, 1, g.Accepted())
		assert.Len(t, g.Requests(), 2)
	})
}
