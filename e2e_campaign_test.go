package smsc_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
	"github.com/go-smsc/smsc/smsctest"
)

// A campaign runs in a process of its own, which is killed or interrupted again and
// again at random moments, against an emulator in this process, over loopback. Answers
// get lost, recipients are refused, and the emulator does not refuse duplicates. In the
// end everybody has one message or none, as the last run says.
//
// The quiet time is short here, so this process keeps the promise that it stands for:
// before the next run begins, nothing of the one before is on its way.

// massacre is one campaign that is stopped several times.
type massacre struct {
	messages int
	stops    int
	signal   os.Signal
	shuffled bool // the order of the input changes with each run
	amnesia  bool // a control: the journal is not written before a request leaves
	seed     uint64
}

const (
	childQuiet = time.Second
	childTime  = time.Second
)

func TestCampaignSurvivesKills(t *testing.T) {
	t.Parallel()
	messages, stops, rounds := 2_000, 3, 1
	if n, err := strconv.Atoi(os.Getenv("SMSC_CAMPAIGN_KILLS")); err == nil { // make campaign-kill
		messages, stops, rounds = 20_000, 10, n/10
	}
	for name, how := range map[string]os.Signal{"kill -9": syscall.SIGKILL, "interrupt": os.Interrupt} {
		for round := range rounds {
			shuffled := rounds == 1 || round%2 == 1
			t.Run(fmt.Sprintf("%s/%d", name, round), func(t *testing.T) {
				t.Parallel()
				m := massacre{messages: messages, stops: stops, signal: how, shuffled: shuffled, seed: uint64(round) + 1}
				duplicates, lies := m.run(t)
				assert.Zero(t, duplicates, "somebody has a message twice")
				assert.Zero(t, lies, "a result is not true")
			})
		}
	}
}

// TestCampaignKillsNeedTheJournal: without the entry before each request the same test
// finds duplicates.
func TestCampaignKillsNeedTheJournal(t *testing.T) {
	t.Parallel()
	m := massacre{messages: 2_000, stops: 3, signal: syscall.SIGKILL, amnesia: true, seed: 1}
	duplicates, _ := m.run(t)
	assert.NotZero(t, duplicates)
}

func campaignMessage(i int) campaign.Message {
	to := fmt.Sprintf("+38050%07d", i)
	if i%20 == 7 {
		to = fmt.Sprintf("+38067%07d", i)
	}
	return campaign.Message{Key: strconv.Itoa(i), To: to, Text: fmt.Sprintf("Замовлення %d у дорозі", i)}
}

// run returns how many messages came twice, and how many results of the last run are
// not true.
func (m massacre) run(t *testing.T) (duplicates, lies int) {
	t.Helper()
	chance := rand.New(rand.NewPCG(m.seed, uint64(m.stops)))
	gateway := smsctest.New(
		smsctest.WithBalance(decimal.NewFromInt(1_000_000)), smsctest.WithUndeliverable("38067"), smsctest.WithRetention(2*m.messages),
		smsctest.WithLimits(func(l *smsctest.Limits) { l.DuplicateWindow, l.StatusPerMinute = 0, 0 }),
	)
	defer gateway.Close()
	gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter, Probability: 0.01, Seed: m.seed})
	gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropBefore, Probability: 0.003, Seed: m.seed})
	gate := newGate(t, gateway)

	folder := t.TempDir()
	seen := make(map[string]string)
	struck := 0 // how many stops came before the end
	for stop := range m.stops + 1 {
		seed := uint64(0)
		if m.shuffled {
			seed = m.seed<<16 + uint64(stop) + 1
		}
		out := filepath.Join(folder, strconv.Itoa(stop))
		child := m.start(t, gate.url, filepath.Join(folder, "journal"), out, seed)
		last := stop == m.stops
		ended := make(chan error, 1)
		go func() {
			ended <- child.Wait()
			gate.wake()
		}()
		if !last {
			// Somewhere in its share of the requests, and at any moment of one.
			gate.serve(1+chance.IntN(m.messages/20/m.stops), func() bool { return len(ended) > 0 })
			moment := time.NewTimer(time.Duration(chance.IntN(20_000)) * time.Microsecond)
			<-moment.C
			if gateway.Accepted() < m.messages*19/20 {
				struck++
			}
			_ = child.Process.Signal(m.signal) // it can be over already
		}
		if err := <-ended; last {
			require.NoError(t, err, "the last run comes to its end")
		}
		gate.wait(t)
		lies += m.compare(t, out, seen, last)
	}

	t.Logf("%d of %d stops came before the end", struck, m.stops)
	assert.NotZero(t, struck)
	messages := make(map[string]int)
	for key, n := range gateway.Tally() {
		messages["+"+key.Phone] += n
		duplicates += n - 1
	}
	for i := range m.messages {
		one := campaignMessage(i)
		state, want := seen[one.Key], 1
		if i%20 == 7 {
			want = 0
		}
		if messages[one.To] > 1 {
			duplicates++
		}
		if want == 1 != (state == "accepted") || want == 0 != (state == "refused") || messages[one.To] < want {
			t.Logf("%s is %q and has %d messages", one.Key, state, messages[one.To])
			lies++
		}
	}
	return duplicates, lies
}

// compare reads what a run has said. What it was sure of stays so, and the last run
// says something of every message, once.
func (m massacre) compare(t *testing.T, out string, seen map[string]string, last bool) (lies int) {
	t.Helper()
	file, err := os.Open(out)
	if errors.Is(err, os.ErrNotExist) && !last {
		return 0
	}
	require.NoError(t, err)
	defer file.Close()
	said := make(map[string]bool)
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var key, state string
		if json.Unmarshal(lines.Bytes(), &[]any{&key, &state}) != nil {
			continue // cut off by the kill
		}
		if said[key] || state == "missing" || (seen[key] == "accepted" || seen[key] == "refused") && seen[key] != state {
			t.Logf("%s: %q, before %q, twice %t", key, state, seen[key], said[key])
			lies++
		}
		seen[key], said[key] = state, true
	}
	require.NoError(t, lines.Err())
	if last && len(said) != m.messages {
		lies += m.messages - len(said)
	}
	return lies
}

func (m massacre) start(t *testing.T, endpoint, journal, out string, seed uint64) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	child := exec.Command(program, "-test.run=^TestCampaignChild$", "-test.count=1")
	child.Env = append(os.Environ(), "SMSC_CAMPAIGN_CHILD="+endpoint, "SMSC_CAMPAIGN_JOURNAL="+journal, "SMSC_CAMPAIGN_OUT="+out,
		fmt.Sprintf("SMSC_CAMPAIGN_SEED=%d", seed), fmt.Sprintf("SMSC_CAMPAIGN_MESSAGES=%d", m.messages),
		fmt.Sprintf("SMSC_CAMPAIGN_AMNESIA=%t", m.amnesia))
	child.Stderr = os.Stderr
	require.NoError(t, child.Start())
	t.Cleanup(func() { _ = child.Process.Kill() })
	return child
}

// TestCampaignChild is the other process. By itself it does nothing.
func TestCampaignChild(t *testing.T) { //nolint:paralleltest // it is alone
	endpoint := os.Getenv("SMSC_CAMPAIGN_CHILD")
	if endpoint == "" {
		t.Skip("is started by TestCampaignSurvivesKills")
	}
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt)
	defer stop()
	file, err := campaign.OpenJournal(os.Getenv("SMSC_CAMPAIGN_JOURNAL"))
	require.NoError(t, err)
	defer file.Close()
	var journal campaign.Journal = file
	if os.Getenv("SMSC_CAMPAIGN_AMNESIA") == "true" {
		journal = amnesiac{file}
	}
	out, err := os.OpenFile(os.Getenv("SMSC_CAMPAIGN_OUT"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	require.NoError(t, err)
	defer out.Close()
	client, err := smsc.NewClient(smsc.Password(smsctest.DefaultLogin, smsctest.DefaultPassword), smsc.WithEndpoint(endpoint))
	require.NoError(t, err)
	smsc.SetQuietTime(client, childQuiet)

	c := campaign.Campaign{Client: client, Journal: journal, Recipients: 20, LeaveWithin: childTime, Grace: time.Second / 2}
	for result, err := range c.Run(ctx, campaignInput()) {
		if err != nil {
			require.ErrorIs(t, err, context.Canceled)
			return
		}
		state := result.State.String()
		if result.ReportsMissing {
			state = "missing"
		}
		line, err := json.Marshal([]string{result.Key, state})
		require.NoError(t, err)
		_, err = out.Write(append(line, '\n'))
		require.NoError(t, err)
	}
}

// campaignInput is the input of the child, in an order that the seed draws.
func campaignInput() iter.Seq2[campaign.Message, error] {
	n, _ := strconv.Atoi(os.Getenv("SMSC_CAMPAIGN_MESSAGES"))
	seed, _ := strconv.ParseUint(os.Getenv("SMSC_CAMPAIGN_SEED"), 10, 64)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	if seed != 0 {
		order = rand.New(rand.NewPCG(seed, 0)).Perm(n)
	}
	return func(yield func(campaign.Message, error) bool) {
		for _, i := range order {
			if !yield(campaignMessage(i), nil) {
				return
			}
		}
	}
}

// amnesiac is a journal that does not write what is about to leave.
type amnesiac struct{ campaign.Journal }

func (j amnesiac) Append(entry campaign.Entry) error {
	if entry.Sent != nil {
		return nil
	}
	return j.Journal.Append(entry)
}

// gate serves a gateway, takes a while for each request, before or after it is
// executed, and knows when nothing is on its way.
type gate struct {
	url string

	mu     sync.Mutex
	conns  map[net.Conn]bool
	served int
	change *sync.Cond
}

func newGate(t *testing.T, gateway *smsctest.Gateway) *gate {
	t.Helper()
	g := &gate{conns: make(map[net.Conn]bool)}
	g.change = sync.NewCond(&g.mu)
	slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		pause := func() { <-time.After(15 * time.Millisecond) }
		g.mu.Lock()
		g.served++
		g.mu.Unlock()
		g.wake()
		if rand.IntN(2) == 0 {
			pause()
			gateway.ServeHTTP(w, r)
			return
		}
		gateway.ServeHTTP(w, r)
		pause()
	})
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := &http.Server{Handler: slow, ReadHeaderTimeout: 10 * time.Second, ConnState: g.count}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-served
	})
	g.url = "http://" + listener.Addr().String() + smsctest.Path
	return g
}

func (g *gate) count(conn net.Conn, state http.ConnState) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch state {
	case http.StateNew:
		g.conns[conn] = true
	case http.StateClosed, http.StateHijacked:
		delete(g.conns, conn)
		g.change.Broadcast()
	default:
	}
}

func (g *gate) wake() { g.change.Broadcast() }

// serve returns when n more requests have come, or the child has ended.
func (g *gate) serve(n int, ended func() bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for until := g.served + n; g.served < until && !ended(); {
		g.change.Wait()
	}
}

// wait returns when every connection that was ever opened is closed, and so everything
// that came over it is done: the child is gone, and so are its ends.
func (g *gate) wait(t *testing.T) {
	t.Helper()
	// Connections are accepted in the order in which they were opened.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(g.url)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	g.mu.Lock()
	defer g.mu.Unlock()
	for len(g.conns) > 0 {
		g.change.Wait()
	}
}
