package smsc_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strconv"
	"strings"
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

// Chaos is many small hostile worlds. A world is drawn from one seed, which draws the
// same again: what the service is like, what the network does, how the clocks run, who
// sends what over which transport, and when who gives up. The callers do exactly what
// README says. The judge is what the emulator knows: no message is accepted twice, and
// no report is false.

// world is one world, drawn.
type world struct {
	seed     uint64
	draw     *rand.Rand
	traits   []string // what it is like, for a person
	gateways []*smsctest.Gateway
	hosts    smsctest.Hosts
	options  []smsc.Option
	control  control
	patient  bool   // callers wait, and most requests get through
	over     string // the transport

	// The machine's clocks: how far the wall clock is ahead, and how long the
	// machine has slept.
	mu    sync.Mutex
	wrong time.Duration
	slept time.Duration
	steps bool
	began time.Time

	said   []statement
	report chaosReport
}

// control is a client, or a caller, that takes less for a proof than it should.
type control int

const (
	noControl control = iota
	believesFirstNotFound
	asksTwoRecipients
	believesAnyID
	trustsMonotonicClock
	repeatsBlindly
)

// chaosReport counts how sends ended and what was false.
type chaosReport struct {
	sends, accepted, resolved, rejected, notSent, unknown int
	provable, proved                                      int // within 3 minutes
	twice, false                                          []string
}

func (r *chaosReport) add(other *chaosReport) {
	r.sends += other.sends
	r.accepted += other.accepted
	r.resolved += other.resolved
	r.rejected += other.rejected
	r.notSent += other.notSent
	r.unknown += other.unknown
	r.provable += other.provable
	r.proved += other.proved
	r.twice = append(r.twice, other.twice...)
	r.false = append(r.false, other.false...)
}

// chance draws whether something is so.
func (w *world) chance(share float64) bool { return w.draw.Float64() < share }

func (w *world) between(least, most time.Duration) time.Duration {
	return least + time.Duration(w.draw.Int64N(int64(most-least)+1))
}

// traitf notes what the world is like.
func (w *world) traitf(format string, args ...any) {
	w.traits = append(w.traits, fmt.Sprintf(format, args...))
}

// mightRepeat tells whether something on the way makes copies of requests.
func (w *world) mightRepeat() bool {
	return slices.ContainsFunc(w.traits, func(s string) bool {
		return strings.HasPrefix(s, "copies") || s == "over retrying" || s == "over hedging"
	})
}

// newWorld draws a world.
func newWorld(seed uint64, c control, patient bool) *world {
	w := &world{seed: seed, draw: rand.New(rand.NewPCG(seed, 1)), control: c, patient: patient, began: time.Now()}
	service := []smsctest.Option{
		smsctest.WithSeed(seed), smsctest.WithBalance(decimal.NewFromInt(1_000_000)),
		smsctest.WithGroup("G1", "380930000001", "380930000002"),
	}
	service = append(service, w.drawGuard()...)
	// The queue and the lag together stay below the quiet time: that is what a proof
	// assumes.
	if w.chance(0.4) {
		most := w.between(0, 50*time.Second)
		service = append(service, smsctest.WithStatusLag(0, most))
		w.traitf("index lags up to %v", most)
	}
	if w.chance(0.2) {
		share := w.draw.Float64()
		service = append(service, smsctest.WithStaleStatuses(share, 0, 40*time.Second))
		w.traitf("%.0f %% of the statuses are stale", 100*share)
	}
	if w.chance(0.3) {
		service = append(service, smsctest.WithDatesAlone(), smsctest.WithDateZone(time.FixedZone("", 3600*w.draw.IntN(15))))
		w.traitf("dates alone")
	}
	if w.chance(0.3) {
		skew := w.between(-24*time.Hour, 24*time.Hour)
		service = append(service, smsctest.WithClockSkew(skew))
		w.traitf("the service's clock is off by %v", skew)
	}
	if w.chance(0.3) {
		service = append(service, smsctest.WithExactStatusPhones())
		w.traitf("statuses do not correct numbers")
	}
	if w.chance(0.4) || w.control == asksTwoRecipients {
		endings := []string{"9", "56789", "0123456789"}[w.draw.IntN(3)]
		service = append(service, smsctest.WithRefused(func(recipient string) (smsc.StatusCode, bool) {
			return smsc.StatusForbidden, strings.Contains(endings, recipient[len(recipient)-1:])
		}))
		w.traitf("recipients that end in one of %s are refused", endings)
	}
	w.drawHosts(service)
	for _, g := range w.gateways {
		w.drawFaults(g)
	}
	w.drawClient()
	return w
}

func (w *world) drawGuard() []smsctest.Option {
	limits := func(change func(*smsctest.Limits)) smsctest.Option {
		return smsctest.WithLimits(func(l *smsctest.Limits) {
			l.BadSends = 0 // faults are not the client's badness
			change(l)
		})
	}
	switch kind := w.draw.IntN(5); kind {
	case 0:
		w.traitf("guard off")
		return []smsctest.Option{limits(func(l *smsctest.Limits) { l.DuplicateWindow = 0 })}
	case 1:
		gap := w.between(0, 20*time.Second)
		w.traitf("guard is not atomic, %v", gap)
		return []smsctest.Option{limits(func(*smsctest.Limits) {}), smsctest.WithDuplicateGap(0, gap)}
	case 2:
		w.traitf("guard compares number and text")
		return []smsctest.Option{limits(func(l *smsctest.Limits) { l.Duplicate = smsctest.SameText })}
	default:
		w.traitf("guard as documented")
		return []smsctest.Option{limits(func(*smsctest.Limits) {})}
	}
}

const (
	firstHost  = "smsc.test"
	secondHost = "www2.smsc.test"
)

func (w *world) drawHosts(service []smsctest.Option) {
	service = append(service, smsctest.WithStrictRequests())
	first := smsctest.New(service...)
	w.gateways, w.hosts = []*smsctest.Gateway{first}, smsctest.Hosts{firstHost: first}
	if !w.chance(0.3) {
		return
	}
	second := smsctest.New(service...)
	if w.chance(0.5) {
		second = first.NewHost(smsctest.WithOwnGuard())
		w.traitf("a second host of the account")
	} else {
		w.gateways = append(w.gateways, second)
		w.traitf("a second host that shares nothing")
	}
	w.hosts[secondHost] = second
	w.options = append(w.options, smsc.WithReserve("https://"+secondHost+smsctest.Path))
	first.Inject(smsctest.Fault{Kind: smsctest.FaultRefuse, Probability: 0.3, Seed: w.draw.Uint64()})
}

// drawFaults draws what the network does, from all kinds of faults.
func (w *world) drawFaults(g *smsctest.Gateway) {
	shares := []float64{0, 0.1, 0.3, 0.6, 0.9}
	if w.patient {
		shares = shares[:3]
	}
	share := shares[w.draw.IntN(len(shares))]
	w.traitf("faults %.0f %%", 100*share)
	switch w.control { // a control meets what it cannot stand
	case asksTwoRecipients:
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Op: "send", Probability: 0.5, Seed: w.draw.Uint64()})
	case believesAnyID:
		g.Inject(smsctest.Fault{Kind: smsctest.FaultPreviousAnswer, Op: "send", Probability: 0.5, Seed: w.draw.Uint64()})
	default:
	}
	if share == 0 {
		return
	}
	if w.chance(0.3) {
		most := w.between(0, 60*time.Second)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultQueue, MaxDelay: most, Delay: 1, Probability: share, Seed: w.draw.Uint64()})
		w.traitf("requests wait up to %v", most)
	}
	copies := w.chance(0.2)
	if copies {
		kind := []smsctest.FaultKind{smsctest.FaultReplay, smsctest.FaultProxyRetry}[w.draw.IntN(2)]
		g.Inject(smsctest.Fault{Kind: kind, Op: "send", Delay: 1, MaxDelay: w.between(1, 50*time.Second), Probability: share, Seed: w.draw.Uint64()})
		w.traitf("copies: %s", kind)
	}
	coded, before := !copies && w.chance(0.5), w.chance(0.5)
	var kinds []smsctest.Fault
	for _, kind := range smsctest.FaultKinds() {
		switch kind {
		case smsctest.FaultQueue, smsctest.FaultReplay, smsctest.FaultProxyRetry:
		case smsctest.FaultCode:
			for _, code := range []int{1, 3, 6, 8, 9, 10} {
				if coded { // a code says the truth of one copy only, see docs/retries.md
					kinds = append(kinds, smsctest.Fault{Kind: kind, Op: "send", Code: code})
				}
				if code != 3 { // a status tells the truth
					kinds = append(kinds, smsctest.Fault{Kind: kind, Op: "status", Code: code})
				}
			}
		case smsctest.FaultPreviousAnswer:
			// A question that gets another's answer is for the transport to see, and so
			// is a code without an ID.
			if before && !coded {
				kinds = append(kinds, smsctest.Fault{Kind: kind, Op: "send"}, smsctest.Fault{Kind: kind, Op: "send", Accept: true})
			}
		case smsctest.FaultSlow, smsctest.FaultLate:
			kinds = append(kinds, smsctest.Fault{Kind: kind, Delay: 1, MaxDelay: 40 * time.Second})
		default:
			kinds = append(kinds, smsctest.Fault{Kind: kind}, smsctest.Fault{Kind: kind, Accept: true})
		}
	}
	w.draw.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
	kinds = kinds[:1+w.draw.IntN(len(kinds))]
	for i, fault := range kinds {
		// The first rule that fires counts, so the later ones see fewer requests.
		fault.Probability = share / float64(len(kinds)) / (1 - share*float64(i)/float64(len(kinds)))
		fault.Seed = w.draw.Uint64()
		g.Inject(fault)
	}
}

func (w *world) drawClient() {
	w.over = []string{"mock", "mock", "wrapping", "retrying", "hedging"}[w.draw.IntN(5)]
	w.traitf("over %s", w.over)
	policy := smsc.RetryPolicy{Attempts: w.draw.IntN(4)}
	if w.patient {
		policy.Attempts = 1 // the outcome of one attempt is what is measured
	} else if w.chance(0.2) {
		policy.OnUnknown = smsc.UnknownReturn
		w.traitf("returns what is unknown")
	}
	documented := slices.Contains(w.traits, "guard as documented") && len(w.hosts) == 1 &&
		!slices.ContainsFunc(w.traits, func(s string) bool { return strings.HasPrefix(s, "requests wait") }) && !w.mightRepeat()
	if documented && w.chance(0.5) || w.control == repeatsBlindly {
		policy.RepeatWithinMinute = true
		w.traitf("repeats within the minute")
	}
	w.options = append(w.options, smsc.WithRetry(policy), smsc.WithTimeout(w.between(2*time.Second, 40*time.Second)))
	if w.chance(0.3) {
		w.wrong = w.between(-24*time.Hour, 24*time.Hour)
		w.traitf("the client's clock is off by %v", w.wrong)
	}
	if w.steps = w.chance(0.3); w.steps {
		w.traitf("the client's clock is set while it runs")
	}
}

// clocks are what a process that began then sees.
func (w *world) clocks(began time.Time) func() (time.Time, time.Duration) {
	return func() (time.Time, time.Duration) {
		w.mu.Lock()
		defer w.mu.Unlock()
		mono := time.Since(began) - w.slept
		if w.control == trustsMonotonicClock {
			return began.Add(w.wrong + mono), mono
		}
		return time.Now().Add(w.wrong), mono
	}
}

// process is a client in a process of its own.
func (w *world) process(tb smsctest.TB) *smsc.Client {
	var transport http.RoundTripper = traced{w.hosts.Transport()}
	switch w.over {
	case "wrapping":
		transport = wrapping{transport}
	case "retrying":
		transport = retrying{transport}
	case "hedging":
		transport = hedging{transport}
	}
	if w.control == believesAnyID {
		transport = renaming{transport}
	}
	client, err := smsc.NewClient(smsc.Password(smsctest.DefaultLogin, smsctest.DefaultPassword), append([]smsc.Option{
		smsc.WithEndpoint("https://" + firstHost + smsctest.Path), smsc.WithHTTPClient(&http.Client{Transport: transport}),
	}, w.options...)...)
	if err != nil {
		tb.Fatalf("a client: %v", err)
	}
	smsc.SetClock(client, w.clocks(time.Now()))
	if w.control == believesFirstNotFound {
		smsc.SetQuietTime(client, 1)
	}
	return client
}

// chaosMessage is one message that somebody wants to be sent once.
type chaosMessage struct {
	request smsc.SendRequest
	mark    string // stands in each of its texts, and in no other
	// answerable: a proof is possible, by what is asked for and by what the service
	// does.
	answerable bool
}

func (w *world) message(i int) chaosMessage {
	mark := fmt.Sprintf("no. %d", i)
	number := func(n int) string {
		plus := "+"
		if w.chance(0.1) {
			plus = ""
		}
		last := w.draw.IntN(10)
		if w.control == asksTwoRecipients && n < 2 {
			last = 9
		}
		return fmt.Sprintf("%s38050%03d%03d%d", plus, i, n, last)
	}
	m := chaosMessage{mark: mark, request: smsc.SendRequest{Text: mark}, answerable: true}
	many := 1
	if w.chance(0.5) {
		many = 1 + w.draw.IntN(50)
	}
	for n := range many {
		m.request.To = append(m.request.To, number(n))
	}
	if w.chance(0.2) {
		for _, to := range m.request.To {
			m.request.Personal = append(m.request.Personal, smsc.Personal{To: []string{to}, Text: mark + ", " + to})
		}
		m.request.To, m.request.Text = nil, ""
	} else if w.chance(0.1) {
		m.request.Groups = []int64{1}
		m.answerable = false
	}
	if w.chance(0.5) {
		m.request.ID = fmt.Sprintf("id-%d", i)
	}
	for _, to := range recipientsOf(m.request) {
		m.answerable = m.answerable && to[0] == '+'
	}
	return m
}

func recipientsOf(r smsc.SendRequest) []string {
	all := slices.Clone(r.To)
	for _, p := range r.Personal {
		all = append(all, p.To...)
	}
	return all
}

// live is what a caller does who has read README: send once, and again only what was
// not sent; resolve what is unknown, perhaps in another process; give up some time.
func (w *world) live(t *testing.T, m chaosMessage) {
	began := time.Now()
	client := w.process(t)
	var (
		record  smsc.SendRecord
		outcome smsc.Outcome
		err     error
		result  *smsc.SendResult
		unsure  bool
	)
	tries := 4
	if w.patient {
		tries = 1
	}
	for range tries {
		ctx, cancel := w.patience(t.Context())
		switch {
		case !unsure:
			result, err = client.Send(ctx, m.request)
		case w.chance(0.5):
			request := m.request
			request.ID = record.ID
			result, err = client.SendOnce(ctx, request, record)
		default:
			result, err = client.Resolve(ctx, record)
		}
		cancel()
		outcome = smsc.OutcomeOf(err)
		if outcome == smsc.OutcomeAccepted || outcome == smsc.OutcomeRejected {
			break
		}
		unsure = outcome == smsc.OutcomeUnknown
		if failed, ok := errors.AsType[*smsc.SendError](err); ok && unsure {
			record = failed.Record
			if record.ID == "" || len(record.Recipients) == 0 {
				break // nobody can be asked
			}
			if w.control == asksTwoRecipients && len(record.Recipients) > 2 {
				record.Recipients, record.Texts = record.Recipients[:2], nil
				record.Generated = true
			}
		}
		// Something happens before the next try.
		time.Sleep(w.between(0, 30*time.Second))
		w.trouble()
		if unsure && w.chance(0.5) {
			stored, failed := json.Marshal(record)
			require.NoError(t, failed)
			record = smsc.SendRecord{}
			require.NoError(t, json.Unmarshal(stored, &record))
			client = w.process(t) // after a restart
		}
	}
	w.count(m, outcome, result, err, time.Since(began))
}

// patience is how long a caller waits, and whether it is cancelled meanwhile.
func (w *world) patience(ctx context.Context) (context.Context, context.CancelFunc) {
	switch kind := w.draw.IntN(4); {
	case w.patient:
		return context.WithTimeout(ctx, 20*time.Minute)
	case kind == 0:
		return context.WithTimeout(ctx, w.between(time.Millisecond, 10*time.Second))
	case kind == 1:
		return context.WithTimeout(ctx, w.between(10*time.Second, 3*time.Minute))
	default:
		return context.WithTimeout(ctx, 20*time.Minute)
	}
}

// trouble sets the clock, or lets the machine sleep.
func (w *world) trouble() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.steps && w.chance(0.5) {
		w.wrong = w.between(-12*time.Hour, 12*time.Hour) // a day apart at most
	}
}

// count takes the last word of a caller down.
func (w *world) count(m chaosMessage, outcome smsc.Outcome, result *smsc.SendResult, err error, took time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := &w.report
	r.sends++
	switch outcome {
	case smsc.OutcomeAccepted:
		r.accepted++
		if result.Resolved {
			r.resolved++
		}
	case smsc.OutcomeRejected:
		r.rejected++
	case smsc.OutcomeNotSent:
		r.notSent++
	default:
		r.unknown++
	}
	if m.answerable {
		r.provable++
		if outcome != smsc.OutcomeUnknown && took <= 3*time.Minute {
			r.proved++
		}
	}
	w.said = append(w.said, statement{m, outcome, err})
}

// statement is what a caller was told in the end.
type statement struct {
	message chaosMessage
	outcome smsc.Outcome
	err     error
}

// acceptances is how many requests with a message were accepted, copies that the
// network made not counted.
func (w *world) acceptances(m chaosMessage) int {
	originals := make(map[string]bool)
	for i, g := range w.gateways {
		copyOf := make(map[uint64]uint64)
		for _, r := range g.Requests() {
			copyOf[r.Seq] = r.CopyOf
		}
		for _, got := range g.Messages() {
			if got.Text != m.mark && !strings.HasPrefix(got.Text, m.mark+",") {
				continue
			}
			original := got.Request
			if of := copyOf[original]; of != 0 {
				original = of
			}
			originals[fmt.Sprint(i, " ", original)] = true
		}
	}
	return len(originals)
}

// judge holds what callers were told against what the emulator knows, when nothing is
// on its way any more.
func (w *world) judge(t *testing.T) {
	for _, g := range w.gateways {
		require.NoError(t, g.Settle(t.Context()))
	}
	for _, s := range w.said {
		times := w.acceptances(s.message)
		// A transport that sends twice does so whatever is above it.
		if times > 1 && w.over != "retrying" && w.over != "hedging" {
			w.report.twice = append(w.report.twice, fmt.Sprintf("seed %d, %s: accepted %d times, said to be %v: %v %v", w.seed, s.message.mark, times, s.outcome, s.err, w.traits))
		}
		if s.outcome == smsc.OutcomeAccepted && times == 0 || times > 0 && (s.outcome == smsc.OutcomeNotSent || s.outcome == smsc.OutcomeRejected) {
			w.report.false = append(w.report.false, fmt.Sprintf("seed %d, %s: said to be %v, accepted %d times: %v %v", w.seed, s.message.mark, s.outcome, times, s.err, w.traits))
		}
	}
}

// runWorld lets a world pass.
func runWorld(t *testing.T, seed uint64, c control, patient bool) (report *chaosReport) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(seed, c, patient)
		for i := range 1 + w.draw.IntN(4) {
			w.live(t, w.message(i))
			w.trouble()
		}
		w.judge(t)
		for _, g := range w.gateways {
			g.Close()
		}
		report = &w.report
	})
	return report
}

// chaosWorlds lets many worlds pass, in parts that run at the same time, and adds up
// their reports.
func chaosWorlds(t *testing.T, worlds int, patient bool, judge func(t *testing.T, sum *chaosReport)) {
	t.Helper()
	const parts = 8
	from := fromEnv("SMSC_CHAOS_SEED", 1)
	var (
		mu  sync.Mutex
		sum chaosReport
	)
	t.Run("worlds", func(t *testing.T) {
		t.Parallel()
		t.Cleanup(func() {
			t.Logf("%d worlds: %d sends: %d accepted (%d resolved), %d rejected, %d not sent, %d unknown",
				worlds, sum.sends, sum.accepted, sum.resolved, sum.rejected, sum.notSent, sum.unknown)
			assert.Empty(t, sum.twice, "accepted twice")
			assert.Empty(t, sum.false, "false reports")
			judge(t, &sum)
		})
		for part := range parts {
			t.Run(strconv.Itoa(part), func(t *testing.T) {
				t.Parallel()
				for seed := from + part; seed < from+worlds; seed += parts {
					report := runWorld(t, uint64(seed), noControl, patient)
					mu.Lock()
					sum.add(report)
					mu.Unlock()
				}
			})
		}
	})
}

// TestChaosInManyWorlds: whatever the world is like, nothing is accepted twice and no
// report is false.
func TestChaosInManyWorlds(t *testing.T) {
	t.Parallel()
	chaosWorlds(t, fromEnv("SMSC_CHAOS_WORLDS", 300), false, func(t *testing.T, sum *chaosReport) {
		t.Helper()
		assert.NotZero(t, sum.resolved)
		assert.NotZero(t, sum.notSent)
		assert.NotZero(t, sum.rejected)
		assert.NotZero(t, sum.unknown)
	})
}

// TestChaosIsSettled: where most requests get through and the message can be asked
// for, an attempt has a proved outcome within three minutes.
func TestChaosIsSettled(t *testing.T) {
	t.Parallel()
	chaosWorlds(t, fromEnv("SMSC_CHAOS_WORLDS", 300), true, func(t *testing.T, sum *chaosReport) {
		t.Helper()
		t.Logf("%d of %d settled within three minutes, %.2f %%", sum.proved, sum.provable, 100*float64(sum.proved)/float64(sum.provable))
		assert.Greater(t, float64(sum.proved)/float64(sum.provable), 0.99)
	})
}

// TestChaosFindsEachControl: a client that takes less for a proof is found out.
func TestChaosFindsEachControl(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]control{
		"believes the first not found": believesFirstNotFound, "asks for two recipients": asksTwoRecipients,
		"believes any ID": believesAnyID, "repeats, whatever the guard is": repeatsBlindly,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(3000) {
				if report := runWorld(t, seed, c, false); len(report.twice)+len(report.false) > 0 {
					t.Logf("found out after %d worlds: %s", seed+1, append(report.twice, report.false...)[0])
					return
				}
			}
			t.Error("it was not found out")
		})
	}
}

// traced says when it writes, as net/http does.
type traced struct{ next http.RoundTripper }

func (w traced) RoundTrip(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
	return w.next.RoundTrip(r)
}

// wrapping reads the body through one of its own, as a transport for tracing does.
type wrapping struct{ next http.RoundTripper }

func (w wrapping) RoundTrip(r *http.Request) (*http.Response, error) {
	wrapped := r.Clone(r.Context())
	wrapped.Body = struct {
		io.Reader
		io.Closer
	}{r.Body, r.Body}
	return w.next.RoundTrip(wrapped)
}

// retrying posts again what failed, as go-retryablehttp does.
type retrying struct{ next http.RoundTripper }

func (r retrying) RoundTrip(request *http.Request) (resp *http.Response, err error) {
	body, err := io.ReadAll(request.Body)
	_ = request.Body.Close()
	if err != nil {
		return nil, err
	}
	for range 3 {
		again := request.Clone(request.Context())
		again.Body = io.NopCloser(bytes.NewReader(body))
		resp, err = r.next.RoundTrip(again)
		if err == nil && resp.StatusCode < 500 {
			return resp, nil
		}
		if err == nil {
			_ = resp.Body.Close()
			err = fmt.Errorf("status %d", resp.StatusCode)
		}
		select {
		case <-time.After(time.Second):
		case <-request.Context().Done():
			return nil, request.Context().Err()
		}
	}
	return nil, err
}

// hedging posts twice when the first answer is slow, and takes the first that comes.
type hedging struct{ next http.RoundTripper }

func (h hedging) RoundTrip(request *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(request.Body)
	_ = request.Body.Close()
	if err != nil {
		return nil, err
	}
	type answer struct {
		resp *http.Response
		body []byte
		err  error
	}
	ctx, cancel := context.WithCancel(request.Context())
	defer cancel()
	answers := make(chan answer, 2)
	post := func() {
		one := request.Clone(ctx)
		one.Body = io.NopCloser(bytes.NewReader(body))
		resp, err := h.next.RoundTrip(one)
		if err != nil {
			answers <- answer{err: err}
			return
		}
		document, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
		_ = resp.Body.Close()
		answers <- answer{resp, document, err}
	}
	go post()
	select {
	case first := <-answers:
		answers <- first
	case <-time.After(3 * time.Second):
		go post()
	case <-ctx.Done():
	}
	got := <-answers
	if got.err != nil {
		return nil, got.err
	}
	got.resp.Body = io.NopCloser(bytes.NewReader(got.body))
	return got.resp, nil
}

// renaming gives an answer the ID of the request, as if nobody compared them.
type renaming struct{ next http.RoundTripper }

func (r renaming) RoundTrip(request *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(request.Body)
	_ = request.Body.Close()
	if err != nil {
		return nil, err
	}
	again := request.Clone(request.Context())
	again.Body = io.NopCloser(bytes.NewReader(body))
	resp, err := r.next.RoundTrip(again)
	if err != nil {
		return nil, err
	}
	document, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	if own, theirs := between(string(body), "<id>", "</id>"), between(string(document), "<id>", "</id>"); own != "" && theirs != "" {
		document = []byte(strings.ReplaceAll(string(document), "<id>"+theirs+"</id>", "<id>"+own+"</id>"))
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(document)), int64(len(document))
	resp.Header.Del("Content-Length")
	return resp, nil
}

func between(s, before, after string) string {
	_, s, found := strings.Cut(s, before)
	s, _, end := strings.Cut(s, after)
	if !found || !end {
		return ""
	}
	return s
}
