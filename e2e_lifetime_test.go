package smsc_test

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// TestManyGoroutinesShareAClient is for the race detector, and for the service's
// limit of requests at once.
func TestManyGoroutinesShareAClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithBalance(money("1000000").Value))
		client := emulated(t, g)
		var all sync.WaitGroup
		for i := range 1000 {
			all.Go(func() {
				to := fmt.Sprintf("38050%07d", i)
				sent, err := client.Send(t.Context(), smsc.SendRequest{To: []string{to}, Text: "hi"})
				if !assert.NoError(t, err) {
					return
				}
				_, err = client.Status(t.Context(), smsc.StatusRequest{Recipient: to, ID: sent.ID})
				assert.NoError(t, err)
			})
		}
		all.Wait()
		assert.Equal(t, 1000, g.Accepted())
	})
}

// TestNothingIsLeftBehind is not parallel, so that goroutines and heap are its
// own. SMSC_CALLS sets the number of calls; make chaos makes 100,000.
func TestNothingIsLeftBehind(t *testing.T) { //nolint:paralleltest // see above
	calls := fromEnv("SMSC_CALLS", 5000)
	ignore := goleak.IgnoreCurrent()
	server := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(sendAnswer("<id>1</id><cnt>1</cnt>")))
	})}
	listener := listen(t)
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(listener) })
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint("http://"+listener.Addr().String()+"/sys/soap.php"))
	require.NoError(t, err)
	send := func(n int) {
		var all sync.WaitGroup
		for range 14 {
			all.Go(func() {
				for range n / 14 {
					_, err := client.Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "1" }))
					assert.NoError(t, err)
				}
			})
		}
		all.Wait()
	}
	send(calls / 2)
	first := heap()
	send(calls / 2)
	assert.Less(t, heap()-first, int64(1<<20), "the heap stays flat")

	client.CloseIdleConnections()
	require.NoError(t, server.Close())
	serving.Wait()
	goleak.VerifyNone(t, ignore)
}

// heap is what is alive.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestEndOfTheContextEndsTheCall, wherever it is.
func TestEndOfTheContextEndsTheCall(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		fault   smsctest.Fault
		after   time.Duration
		outcome smsc.Outcome
	}{
		{"while the request hangs", smsctest.Fault{Kind: smsctest.FaultHang}, time.Second, smsc.OutcomeUnknown},
		{"between two attempts", smsctest.Fault{Kind: smsctest.FaultRefuse}, time.Microsecond, smsc.OutcomeNotSent},
		{"while an unknown send is resolved", smsctest.Fault{Kind: smsctest.FaultDropAfter}, 500 * time.Millisecond, smsc.OutcomeUnknown},
		{"while the status is asked for", smsctest.Fault{Kind: smsctest.FaultDropAfter, Times: 1}, 1500 * time.Millisecond, smsc.OutcomeUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New()
				g.Inject(c.fault)
				g.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Op: "status"})
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(c.after, cancel)
				started := time.Now()
				_, err := emulated(t, g).Send(ctx, message())
				assert.Equal(t, c.after, time.Since(started))
				assert.Equal(t, c.outcome, smsc.OutcomeOf(err), "%v", err)
			})
		})
	}
}
