package smsc_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// wreck injects every kind of fault that leaves the truth alone, so that about share
// of all requests meet one, whether it is a send or a question.
func wreck(g *smsctest.Gateway, share float64, seed uint64) []*smsctest.Injection {
	var faults []smsctest.Fault
	for _, kind := range smsctest.FaultKinds() {
		switch kind {
		case smsctest.FaultReplay, smsctest.FaultProxyRetry, smsctest.FaultPreviousAnswer, smsctest.FaultCode:
			// Those are for small worlds, whose traits can be told apart.
		case smsctest.FaultQueue, smsctest.FaultSlow, smsctest.FaultLate:
			faults = append(faults, smsctest.Fault{Kind: kind, Delay: 1, MaxDelay: 50 * time.Second})
		default:
			faults = append(faults, smsctest.Fault{Kind: kind}, smsctest.Fault{Kind: kind, Accept: true})
		}
	}
	for _, code := range []int{1, 3, 6, 8, 9} { // 2 and 4 end everything, see block_test.go
		faults = append(faults, smsctest.Fault{Kind: smsctest.FaultCode, Op: "send", Code: code})
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

// crowd counts what many callers of one client were told.
type crowd struct {
	mu     sync.Mutex
	ends   map[smsc.Outcome]int
	saved  int // resolved, or sent again after the proof
	false  []string
	asked  map[string]smsc.Outcome
	sender *smsc.Client
}

func (c *crowd) send(ctx context.Context, i int) {
	request := smsc.SendRequest{To: []string{fmt.Sprintf("+38050%07d", i)}, Text: "hi", ID: fmt.Sprintf("id-%d", i)}
	result, err := c.sender.Send(ctx, request)
	c.mu.Lock()
	defer c.mu.Unlock()
	outcome := smsc.OutcomeOf(err)
	c.ends[outcome]++
	c.asked[request.ID] = outcome
	if result != nil && result.Resolved {
		c.saved++
	}
}

// judge holds every report against what the gateway accepted.
func (c *crowd) judge(t *testing.T, g *smsctest.Gateway) {
	t.Helper()
	for id, outcome := range c.asked {
		times := len(g.AcceptedFor(id))
		if times > 1 || outcome == smsc.OutcomeAccepted && times == 0 || (outcome == smsc.OutcomeNotSent || outcome == smsc.OutcomeRejected) && times > 0 {
			c.false = append(c.false, fmt.Sprintf("%s: said to be %v, accepted %d times", id, outcome, times))
		}
	}
	assert.Empty(t, c.false)
	assert.Empty(t, g.Repeated(), "accepted more than once")
}

func (c *crowd) share(outcome smsc.Outcome) float64 {
	return float64(c.ends[outcome]) / float64(len(c.asked))
}

// inACrowd sends n messages from 14 goroutines through a wrecked gateway whose guard
// against duplicates is off.
func inACrowd(t *testing.T, n int, seed uint64, options ...smsc.Option) *crowd {
	t.Helper()
	g := smsctest.New(
		smsctest.WithStrictRequests(), smsctest.WithBalance(decimal.NewFromInt(1_000_000)), smsctest.WithStatusLag(0, 20*time.Second),
		smsctest.WithLimits(func(l *smsctest.Limits) { l.BadSends, l.DuplicateWindow = 0, 0 }),
	)
	injected := wreck(g, 0.3, seed)
	c := &crowd{ends: make(map[smsc.Outcome]int), asked: make(map[string]smsc.Outcome), sender: g.Client(t, options...)}
	jobs := make(chan int)
	var workers sync.WaitGroup
	for range 14 {
		workers.Go(func() {
			for i := range jobs {
				c.send(t.Context(), i)
			}
		})
	}
	for i := range n {
		jobs <- i
	}
	close(jobs)
	workers.Wait()
	assert.NoError(t, g.Settle(t.Context()))
	if n >= 1000 {
		for _, injection := range injected {
			assert.NotZero(t, injection.Fired(), "%s never happened", injection.Kind)
		}
	}
	c.judge(t, g)
	t.Logf("seed %d, %d sends: %v, %d of them found by asking", seed, n, c.ends, c.saved)
	g.Close()
	return c
}

func TestChaosInACrowd(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := inACrowd(t, fromEnv("SMSC_CHAOS_SENDS", 1000), 1000*seed)
				assert.Less(t, c.share(smsc.OutcomeUnknown), 0.01)
				assert.NotZero(t, c.saved)
			})
		})
	}
}

// TestChaosNeedsEachStep: without a step fewer sends come to an end, and still no
// report is false.
func TestChaosNeedsEachStep(t *testing.T) {
	t.Parallel()
	t.Run("without asking", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			c := inACrowd(t, 500, 7, smsc.WithRetry(smsc.RetryPolicy{OnUnknown: smsc.UnknownReturn}))
			assert.Greater(t, c.share(smsc.OutcomeUnknown), 0.1)
		})
	})
	t.Run("without a second attempt", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			with, without := inACrowd(t, 500, 7), inACrowd(t, 500, 7, smsc.WithRetry(smsc.RetryPolicy{Attempts: 1}))
			assert.Greater(t, without.share(smsc.OutcomeNotSent), with.share(smsc.OutcomeNotSent)+0.05)
		})
	})
}

// TestChaosOverTCP is chaos on a real network stack, over the client's own transport,
// where pauses are real too: what can be found is found, and the rest is said to be
// unknown when the caller's time is over.
func TestChaosOverTCP(t *testing.T) {
	t.Parallel()
	server := smsctest.NewServer(t, smsctest.WithStrictRequests())
	kinds := []smsctest.Fault{
		{Kind: smsctest.FaultDropAfter},
		{Kind: smsctest.FaultDropMidway},
		{Kind: smsctest.FaultCut},
		{Kind: smsctest.FaultEmpty, Accept: true},
		{Kind: smsctest.FaultHTML, Accept: true},
		{Kind: smsctest.FaultGarbage, Accept: true},
		{Kind: smsctest.FaultStatus, Accept: true},
		{Kind: smsctest.FaultRedirect, Accept: true},
		{Kind: smsctest.FaultGzipBomb, Accept: true},
		{Kind: smsctest.FaultRefuse},
		{Kind: smsctest.FaultDropBefore},
		{Kind: smsctest.FaultEmpty},
		{Kind: smsctest.FaultHTML},
	}
	for i, fault := range kinds {
		fault.Op, fault.Phone, fault.Times = "send", fmt.Sprintf("38050%07d", i), 1
		server.Inject(fault)
	}
	c := &crowd{ends: make(map[smsc.Outcome]int), asked: make(map[string]smsc.Outcome), sender: server.Client(t)}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	var all sync.WaitGroup
	for i := range len(kinds) + 3 {
		all.Go(func() { c.send(ctx, i) })
	}
	all.Wait()
	c.judge(t, server.Gateway)
	assert.Equal(t, 9+3, c.ends[smsc.OutcomeAccepted], "%v", c.asked)
	assert.Equal(t, 4, c.ends[smsc.OutcomeUnknown], "%v", c.asked)
}
