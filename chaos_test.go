package smsc_test

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// fromEnv is a number from the environment: make chaos sets larger ones.
func fromEnv(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// wreck injects every kind of fault, so that about share of all requests meet
// one, whether it is the first or a later attempt, a send or a question.
func wreck(g *smsctest.Gateway, share float64, seed uint64) []*smsctest.Injection {
	var faults []smsctest.Fault
	for _, kind := range smsctest.FaultKinds() {
		switch kind {
		case smsctest.FaultCode:
			for _, code := range []int{1, 3, 6, 8, 9} { // 2 and 4 end everything: TestBreaker
				faults = append(faults, smsctest.Fault{Kind: kind, Code: code})
			}
		case smsctest.FaultHang, smsctest.FaultEmpty, smsctest.FaultHTML, smsctest.FaultGarbage, smsctest.FaultSOAP,
			smsctest.FaultStatus, smsctest.FaultRedirect, smsctest.FaultGzipBomb:
			faults = append(faults, smsctest.Fault{Kind: kind}, smsctest.Fault{Kind: kind, Accept: true})
		default:
			faults = append(faults, smsctest.Fault{Kind: kind})
		}
	}
	var injected []*smsctest.Injection
	for i, fault := range faults {
		// The first rule that fires counts, so the later ones see fewer requests.
		fault.Probability = share / float64(len(faults)) / (1 - share*float64(i)/float64(len(faults)))
		fault.Seed = seed + uint64(i)
		injected = append(injected, g.Inject(fault))
	}
	return injected
}

// tally counts what sends were reported as, and how they were settled.
type tally struct {
	mu                                   sync.Mutex
	accepted, resolved, rejected, unsent int
	unknown                              []*smsc.SendError
	wrong                                []string
}

// settled is the share that needed nobody's help.
func (c *tally) settled() float64 {
	sum := c.accepted + c.rejected + c.unsent + len(c.unknown)
	return 1 - float64(len(c.unknown))/float64(sum)
}

// chaos sends n messages from 14 goroutines through a wrecked gateway and holds
// every report against what the gateway accepted.
func chaos(t *testing.T, n int, seed uint64, options ...smsc.Option) *tally {
	t.Helper()
	g := smsctest.New(
		smsctest.WithBalance(decimal.NewFromInt(1_000_000)),
		smsctest.WithLimits(func(l *smsctest.Limits) { l.BadSends = 0 }), // faults are not the client's badness
	)
	injected := wreck(g, 0.3, seed)
	client := emulated(t, g, options...)
	jobs := make(chan int)
	var workers sync.WaitGroup
	count := new(tally)
	for range 14 {
		workers.Go(func() {
			for i := range jobs {
				request := smsc.SendRequest{To: []string{fmt.Sprintf("38050%07d", i)}, Text: "hi", ID: fmt.Sprintf("id-%d", i)}
				result, err := client.Send(t.Context(), request)
				count.report(g, request, result, err)
			}
		})
	}
	for i := range n {
		jobs <- i
	}
	close(jobs)
	workers.Wait()
	fired := 0
	for _, injection := range injected {
		assert.NotZero(t, injection.Fired(), "%s never happened", injection.Kind)
		fired += injection.Fired()
	}
	g.ClearFaults()

	// The network is back: what is unknown can be resolved.
	time.Sleep(time.Minute)
	for _, unknown := range count.unknown {
		key := smsctest.Key{Phone: unknown.Recipients[0], ID: unknown.ID}
		_, err := client.Resolve(t.Context(), smsc.ResolveRequest{
			ID: unknown.ID, Recipients: unknown.Recipients, StartedAt: unknown.StartedAt,
		})
		want := smsc.OutcomeNotSent
		if g.Tally()[key] == 1 {
			want = smsc.OutcomeAccepted
		}
		assert.Equal(t, want, smsc.OutcomeOf(err), "resolving %s: %v", unknown.ID, err)
	}
	for key, times := range g.Tally() {
		assert.Equal(t, 1, times, "%v was accepted more than once", key)
	}
	assert.Empty(t, count.wrong)
	t.Logf("seed %d: %d sends, %d faults in %d requests: %d accepted (%d of them resolved), %d rejected, %d not sent, %d unknown: %.2f %% settled",
		seed, n, fired, g.Requests()[len(g.Requests())-1].Seq, count.accepted, count.resolved, count.rejected, count.unsent, len(count.unknown), 100*count.settled())
	return count
}

func (c *tally) report(g *smsctest.Gateway, request smsc.SendRequest, result *smsc.SendResult, err error) {
	_, accepted := g.Find(request.To[0], request.ID)
	c.mu.Lock()
	defer c.mu.Unlock()
	outcome := smsc.OutcomeOf(err)
	switch outcome {
	case smsc.OutcomeAccepted:
		c.accepted++
		if result.Resolved {
			c.resolved++
		}
	case smsc.OutcomeRejected:
		c.rejected++
	case smsc.OutcomeNotSent:
		c.unsent++
	case smsc.OutcomeUnknown:
		failed, ok := err.(*smsc.SendError) //nolint:errorlint // Send returns it as it is
		if !ok {
			c.wrong = append(c.wrong, fmt.Sprintf("%s: no SendError: %v", request.ID, err))
			return
		}
		c.unknown = append(c.unknown, failed)
		return
	}
	if accepted != (outcome == smsc.OutcomeAccepted) {
		c.wrong = append(c.wrong, fmt.Sprintf("%s: reported %v, accepted %v: %v", request.ID, outcome, accepted, err))
	}
}

func TestChaos(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				count := chaos(t, fromEnv("SMSC_CHAOS_SENDS", 2000), 1000*seed)
				assert.Greater(t, count.settled(), 0.99)
				assert.NotZero(t, count.resolved)
			})
		})
	}
}

// TestChaosNeedsEachStep: without any one of the steps fewer sends are settled,
// and still none is told wrongly.
func TestChaosNeedsEachStep(t *testing.T) {
	t.Parallel()
	for name, option := range map[string]smsc.Option{
		"asking": smsc.WithoutAsking(), "repeating": smsc.WithoutRepeat(), "either": singleAttempt(),
	} {
		t.Run("without "+name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				count := chaos(t, 500, 7, option)
				assert.Less(t, count.settled(), 0.99)
			})
		})
	}
	t.Run("without retries", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			with, without := chaos(t, 500, 7), chaos(t, 500, 7, smsc.WithRetries(0))
			assert.Greater(t, without.unsent, with.unsent+5)
		})
	})
}

// TestChaosOverTCP is chaos on a real network stack, where pauses are real too.
func TestChaosOverTCP(t *testing.T) {
	t.Parallel()
	server := smsctest.NewServer(t)
	var n int
	for _, kind := range []smsctest.FaultKind{
		smsctest.FaultRefuse, smsctest.FaultDropBefore, smsctest.FaultDropAfter, smsctest.FaultDropMidway, smsctest.FaultCut,
		smsctest.FaultEmpty, smsctest.FaultHTML, smsctest.FaultGarbage, smsctest.FaultStatus, smsctest.FaultRedirect, smsctest.FaultGzipBomb,
	} {
		server.Inject(smsctest.Fault{Kind: kind, Op: "send", Phone: fmt.Sprintf("38050%07d", n), Times: 1})
		n++
	}
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(server.Endpoint()))
	require.NoError(t, err)
	defer client.CloseIdleConnections()
	count := new(tally)
	var all sync.WaitGroup
	for i := range n + 3 {
		all.Go(func() {
			request := smsc.SendRequest{To: []string{fmt.Sprintf("38050%07d", i)}, Text: "hi", ID: fmt.Sprintf("id-%d", i)}
			result, err := client.Send(t.Context(), request)
			count.report(server.Gateway, request, result, err)
		})
	}
	all.Wait()
	assert.Empty(t, count.wrong)
	assert.Equal(t, n+3, count.accepted)
	assert.Equal(t, n+3, server.Accepted())
	for key, times := range server.Tally() {
		assert.Equal(t, 1, times, "%v", key)
	}
}
