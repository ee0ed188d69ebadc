package smsc

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// This is a search through every interleaving of a small abstract world, as a model
// checker does it: two processes that send one message to two recipients, two
// attempts and their questions, a network that delays, drops and repeats, a service
// with a queue and an index that lags, clocks that are set, machines that sleep, and a
// crash. The rules are the real ones: verdict, quietHere, quietElsewhere, instant.past.

// A tick is half a quiet time's quarter: 30 seconds.
const (
	searchTick  = 30 * time.Second
	searchQuiet = 4 // ticks: the quiet time
	searchHold  = 2 // ticks for which the network and the service's queue hold a request
	searchLag   = 2 // ticks until a status request surely sees a message
	searchLeave = 2 // ticks after which a record's attempts may not leave any more
	clockStep   = 2880
)

// searchEnd is how many ticks a world lasts: make chaos looks further.
var searchEnd = func() int8 {
	if n, err := strconv.ParseInt(os.Getenv("SMSC_SEARCH_TICKS"), 10, 8); err == nil {
		return int8(n)
	}
	return 8
}()

// worldRules are what a world can do, and what its client believes.
type worldRules struct {
	guard   guardRule
	repeats bool // the network repeats requests
	strays  bool // the network delivers answers to other messages
	lags    bool // the index lags
	refuses bool // the service refuses the first recipient, and accepts the other
	codes   bool // the service refuses a request for a reason that passes
	crash   bool // the first process dies, or seems to, and another one takes over
	sleeps  bool // the first process can be paused with its machine
	steps   bool // the wall clock can be set a day ahead or back between processes

	believes belief
	breaks   assumption
}

type guardRule int

const (
	guardExact guardRule = iota // refuses an identical request that comes later
	guardLoose                  // as exact, but two at once can both pass
	guardOff
)

// belief is a client that takes less for a proof than the real one: each is a control
// that must fail.
type belief int

const (
	believesProofs belief = iota
	believesFirstNotFound
	believesOneRecipient
	believesAnyAnswer
	believesMonotonic
	believesWall
)

// assumption is one that the proofs rest on, broken.
type assumption int

const (
	keepsAssumptions assumption = iota
	heldTooLong                 // a request is held for longer than the quiet time
	forgets                     // the service forgets a message at once
	answersCopy                 // a copy that the network made is answered with a code other than 9
	refusesFirst                // a copy is accepted that comes after the first was refused
	pausedInWrite               // a process is paused between its last check and the write
)

const maxCopies = 2

// searchState is everything about a world at a moment. It is comparable.
type searchState struct {
	now      int8
	setAhead int8 // -1, 0, 1: how the wall clock was set, in steps of a day
	slept    int8 // ticks for which the first process's machine has slept
	asleep   bool
	attempts [2]searchAttempt
	procs    [2]searchProcess
	taken    bool // the second process has taken over
	wrong    string
}

type searchAttempt struct {
	phase  int8 // 0 none, 1 about to be written, 2 waiting, 3 accepted, 4 code, 5 given up unwritten, 6 given up
	code   int8
	left   int8 // when nothing more of it could leave
	begun  int8
	checks bool // it has passed its last check and is in the write
	copies [maxCopies]searchCopy
}

type searchCopy struct {
	phase  int8 // 0 none, 1 on its way, 2 done, 3 lost
	sentAt int8
	at     int8 // when it was accepted, and 1
	answer int8 // 0 none, 100 accepted, else a code: on its way back
}

type searchProcess struct {
	alive    bool
	used     int8 // when it began to use the record
	notFound [2]bool
	found    bool
	outcome  int8 // reported: -1 none
}

func (s *searchState) wall() time.Time {
	return time.Unix(1_800_000_000, 0).Add(time.Duration(int(s.now)+clockStep*int(s.setAhead)) * searchTick)
}

// clockOf is the clocks of a process.
func (s *searchState) clockOf(p int) instant {
	mono := s.now
	if p == 0 {
		mono -= s.slept
	}
	return instant{wall: s.wall(), mono: time.Duration(mono) * searchTick}
}

// then is what the clocks of a process showed at a tick. The clock is only set between
// two processes, and nobody sleeps in such a world.
func then(tick int8) instant {
	return instant{
		wall: time.Unix(1_800_000_000, 0).Add(time.Duration(tick) * searchTick), mono: time.Duration(tick) * searchTick,
	}
}

// move is a step of a world, with words for a trace.
type move struct {
	says string
	to   searchState
}

// moves are everything that can happen next.
func (r worldRules) moves(s searchState) (next []move) {
	add := func(to searchState, format string, args ...any) {
		next = append(next, move{fmt.Sprintf(format, args...), to})
	}
	if s.wrong != "" {
		return nil
	}
	r.time(s, add)
	r.network(s, add)
	for p := range s.procs {
		if s.procs[p].alive && s.procs[p].outcome < 0 && (p != 0 || !s.asleep) {
			r.process(s, p, add)
		}
	}
	r.trouble(s, add)
	return next
}

type addMove func(to searchState, format string, args ...any)

// time passes while no request is older than a network or a queue holds it.
func (r worldRules) time(s searchState, add addMove) {
	if s.now == searchEnd {
		return
	}
	hold := int8(searchHold)
	if r.breaks == heldTooLong {
		hold = searchEnd
	}
	for _, a := range s.attempts {
		for _, c := range a.copies {
			if c.phase == 1 && s.now-c.sentAt >= hold {
				return
			}
		}
	}
	to := s
	to.now++
	if s.asleep {
		to.slept++
	}
	add(to, "30 seconds pass")
}

// network is what becomes of requests and answers.
func (r worldRules) network(s searchState, add addMove) {
	for i, a := range s.attempts {
		for j, c := range a.copies {
			if c.phase == 1 {
				r.arrive(s, i, j, add)
				to := s
				to.attempts[i].copies[j].phase = 3
				add(to, "the network loses attempt %d%s", i+1, copyName(j))
			}
			if c.answer != 0 && a.phase == 2 && (i != 0 || !s.asleep) {
				to := s
				to.attempts[i].copies[j].answer = 0
				got := &to.attempts[i]
				got.left = s.now
				if c.answer == 100 {
					got.phase = 3
				} else {
					got.phase, got.code = 4, c.answer
				}
				add(to, "the answer to attempt %d%s arrives: %s", i+1, copyName(j), answerName(c.answer))
			}
		}
		if r.strays && a.phase == 2 && (i != 0 || !s.asleep) {
			to := s
			to.attempts[i].left = s.now
			to.attempts[i].phase = 6
			if r.believes == believesAnyAnswer {
				to.attempts[i].phase = 3
			}
			add(to, "the answer to another message arrives at attempt %d", i+1)
		}
		if r.repeats && a.copies[0].phase != 0 && a.copies[0].phase != 3 && a.copies[1].phase == 0 && s.now-a.copies[0].sentAt < searchHold {
			to := s
			to.attempts[i].copies[1] = searchCopy{phase: 1, sentAt: a.copies[0].sentAt}
			add(to, "the network repeats attempt %d", i+1)
		}
	}
}

// arrive is a request that the service processes.
func (r worldRules) arrive(s searchState, i, j int, add addMove) {
	before, pending := false, false
	for k, a := range s.attempts {
		for l, c := range a.copies {
			before = before || c.at != 0
			pending = pending || c.phase == 1 && (k != i || l != j)
		}
	}
	accept := func() {
		to := s
		to.attempts[i].copies[j].phase = 2
		to.attempts[i].copies[j].at = s.now + 1
		to.attempts[i].copies[j].answer = 100
		to.judge()
		add(to, "the service accepts attempt %d%s", i+1, copyName(j))
	}
	refuse := func(code int8) {
		to := s
		to.attempts[i].copies[j].phase = 2
		to.attempts[i].copies[j].answer = code
		add(to, "the service answers attempt %d%s with code %d", i+1, copyName(j), code)
	}
	switch {
	case !before || r.guard == guardOff:
		accept()
	case r.guard == guardLoose && pending:
		accept()
		refuse(9)
	default:
		refuse(9)
	}
	// A request that comes again may be refused for what the first one has spent. That
	// code must not be taken for the answer to the only copy.
	if r.codes && (j == 0 && (!r.repeats || r.breaks == refusesFirst) || j == 1 && r.breaks == answersCopy) {
		refuse(3)
	}
}

// judge holds the world against the first promise: no two attempts are accepted.
// What the network repeats by itself is not the client's.
func (s *searchState) judge() {
	accepted := 0
	for _, a := range s.attempts {
		if a.copies[0].at != 0 || a.copies[1].at != 0 {
			accepted++
		}
	}
	if accepted > 1 {
		s.wrong = "accepted twice"
	}
	for p := range s.procs {
		if p == 0 && s.taken {
			continue // it speaks of what it sent itself
		}
		if outcome := Outcome(s.procs[p].outcome); s.procs[p].outcome >= 0 && accepted > 0 && (outcome == OutcomeNotSent || outcome == OutcomeRejected) {
			s.wrong = "accepted after it was said to be " + outcome.String()
		}
	}
}

// evidence is what a process knows.
func (r worldRules) evidence(s *searchState, p int) evidence {
	own := &s.procs[p]
	e := evidence{found: own.found}
	for i, a := range s.attempts {
		switch {
		case p == 1 && i == 0:
			e.attempts = append(e.attempts, attempt{}) // of which it only knows that it may have been
		case p == 0 && i == 1 && s.taken:
			continue
		case a.phase == 0 || a.phase == 5:
			continue
		case a.phase == 3:
			e.attempts = append(e.attempts, attempt{accepted: true})
		case a.phase == 4:
			e.attempts = append(e.attempts, attempt{code: int(a.code)})
		default:
			e.attempts = append(e.attempts, attempt{})
		}
	}
	e.absent = own.notFound[0] && own.notFound[1]
	if r.believes == believesOneRecipient {
		e.absent = own.notFound[0]
	}
	return e
}

// quiet tells whether "not found" proves something to a process now.
func (r worldRules) quiet(s *searchState, p int) bool {
	const quiet = searchQuiet * searchTick
	if r.believes == believesFirstNotFound {
		return true
	}
	if last := s.last(p); last >= 0 {
		left := then(s.attempts[last].left)
		if p == 0 {
			left.mono -= time.Duration(s.slept) * searchTick // it slept before it left, if at all
		}
		return quietHere(quiet, left, s.clockOf(p)) <= 0
	}
	leaveBy := then(searchLeave).wall
	if r.believes == believesWall {
		return !s.wall().Before(leaveBy.Add(quiet))
	}
	return quietElsewhere(quiet, leaveBy, then(s.procs[p].used), s.clockOf(p)) <= 0
}

// last is the newest attempt that a process made itself, -1 for none.
func (s *searchState) last(p int) int {
	if p == 1 {
		if s.attempts[1].phase != 0 {
			return 1
		}
		return -1
	}
	if s.attempts[1].phase != 0 && !s.taken {
		return 1
	}
	return 0
}

// process is what a client does next.
func (r worldRules) process(s searchState, p int, add addMove) {
	own := s.last(p)
	name := [...]string{"the client", "the next process"}[p]
	if own >= 0 {
		switch a := s.attempts[own]; a.phase {
		case 1:
			r.write(s, p, own, name, add)
			to := s
			to.attempts[own].phase = 5
			add(to, "%s gives attempt %d up before it was written", name, own+1)
			return
		case 2:
			to := s
			to.attempts[own].phase, to.attempts[own].left = 6, s.now
			add(to, "%s gives attempt %d up", name, own+1)
			return
		}
	}
	e := r.evidence(&s, p)
	outcome := verdict(e)
	if outcome == OutcomeUnknown {
		for recipient := range 2 {
			r.ask(s, p, recipient, name, add)
		}
		return
	}
	to := s
	to.procs[p].outcome = int8(outcome)
	to.check(p)
	add(to, "%s says: %s", name, outcome)
	if outcome == OutcomeNotSent && s.attempts[1].phase == 0 && (p == 1 || !s.taken) {
		again := s
		again.attempts[1] = searchAttempt{phase: 1, begun: s.now}
		again.procs[p].notFound = [2]bool{}
		add(again, "%s tries again", name)
	}
}

// check holds a report against the truth. What is not accepted yet can be later, which
// judge sees.
func (s *searchState) check(p int) {
	there, own := false, false
	for i, a := range s.attempts {
		accepted := a.copies[0].at != 0 || a.copies[1].at != 0
		there = there || accepted
		own = own || accepted && (p != 0 || i != 1 || !s.taken) // the next process sent that one
	}
	switch outcome := Outcome(s.procs[p].outcome); {
	case outcome == OutcomeAccepted && !there, own && (outcome == OutcomeNotSent || outcome == OutcomeRejected):
		s.wrong = fmt.Sprintf("said to be %v, and accepted is %v", outcome, there)
	}
}

// write is an attempt that leaves, unless its time has passed.
func (r worldRules) write(s searchState, p, i int, name string, add addMove) {
	a := s.attempts[i]
	begun := then(a.begun)
	now := s.clockOf(p)
	late := r.crash && i == 0 && now.past(then(searchLeave).wall, begun)
	if r.believes == believesMonotonic {
		late = r.crash && i == 0 && now.mono >= searchLeave*searchTick
	}
	if late && !a.checks {
		to := s
		to.attempts[i].phase = 5
		add(to, "%s does not write attempt %d: its time has passed", name, i+1)
		return
	}
	if r.breaks == pausedInWrite && !a.checks {
		to := s
		to.attempts[i].checks = true
		add(to, "%s has checked the time and is about to write", name)
		return
	}
	to := s
	to.attempts[i].phase = 2
	to.attempts[i].copies[0] = searchCopy{phase: 1, sentAt: s.now}
	add(to, "%s writes attempt %d", name, i+1)
}

// ask is a question for one recipient, and each answer that the service can give.
func (r worldRules) ask(s searchState, p, recipient int, name string, add addMove) {
	there, old := false, false
	for _, a := range s.attempts {
		for _, c := range a.copies {
			if c.at != 0 {
				there = true
				old = old || s.now-(c.at-1) >= searchLag
			}
		}
	}
	known := there && (!r.refuses || recipient != 0)
	if known {
		to := s
		to.procs[p].found = true
		add(to, "%s asks for recipient %d: found", name, recipient+1)
	}
	if !known || r.lags && !old || r.breaks == forgets {
		if !r.quiet(&s, p) || s.procs[p].notFound[recipient] {
			return // nothing changes
		}
		to := s
		to.procs[p].notFound[recipient] = true
		add(to, "%s asks for recipient %d, late enough: not found", name, recipient+1)
	}
}

// trouble is what happens to processes and machines.
func (r worldRules) trouble(s searchState, add addMove) {
	if r.crash && !s.taken && s.procs[0].outcome < 0 && s.attempts[1].phase == 0 {
		take := s
		take.taken = true
		take.procs[1] = searchProcess{alive: true, used: s.now, outcome: -1}
		dead := take
		dead.procs[0].alive = false
		switch dead.attempts[0].phase {
		case 1:
			dead.attempts[0].phase = 5
		case 2:
			dead.attempts[0].phase, dead.attempts[0].left = 6, s.now
		}
		add(dead, "the process dies, and another one takes over")
		if r.sleeps {
			add(take, "another process takes over from one that only seems dead")
		}
		if r.steps {
			for _, step := range []int8{-1, 1} {
				set := dead
				set.setAhead = step
				add(set, "the process dies, the clock is set by %d day, and another one takes over", step)
			}
		}
	}
	if r.sleeps && s.attempts[0].phase == 1 {
		to := s
		to.asleep = !s.asleep
		add(to, "the first machine %s", map[bool]string{true: "falls asleep", false: "wakes up"}[to.asleep])
	}
}

func copyName(j int) string { return [...]string{"", " (its copy)"}[j] }

func answerName(answer int8) string {
	if answer == 100 {
		return "accepted"
	}
	return fmt.Sprintf("code %d", answer)
}

// search visits every state that can be reached, breadth first, and returns the
// shortest way to one that breaks a promise, or nil. reached are the outcomes that
// were reported somewhere.
func (r worldRules) search() (trace []string, visited int, reached map[Outcome]bool) {
	begin := searchState{}
	begin.attempts[0] = searchAttempt{phase: 1}
	begin.procs[0] = searchProcess{alive: true, outcome: -1}
	begin.procs[1].outcome = -1

	type origin struct {
		from int32
		says string
	}
	states := []searchState{begin}
	origins := []origin{{-1, ""}}
	known := map[searchState]struct{}{begin: {}}
	reached = make(map[Outcome]bool)
	for at := 0; at < len(states); at++ {
		s := states[at]
		if s.wrong != "" {
			for i := int32(at); i > 0; i = origins[i].from {
				trace = append(trace, origins[i].says)
			}
			slices.Reverse(trace)
			return append(trace, "=> "+s.wrong), len(states), reached
		}
		for _, p := range s.procs {
			if p.outcome >= 0 {
				reached[Outcome(p.outcome)] = true
			}
		}
		for _, m := range r.moves(s) {
			if _, again := known[m.to]; again {
				continue
			}
			known[m.to] = struct{}{}
			states = append(states, m.to)
			origins = append(origins, origin{int32(at), m.says})
		}
	}
	return nil, len(states), reached
}

// TestSearchFindsNoWayToBreakAPromise visits every interleaving of each kind of world.
func TestSearchFindsNoWayToBreakAPromise(t *testing.T) {
	t.Parallel()
	for name, rules := range searchWorlds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			trace, visited, reached := rules.search()
			require.Nil(t, trace, "after %d states:\n%s", visited, strings.Join(trace, "\n"))
			assert.True(t, reached[OutcomeAccepted], "somebody is accepted")
			assert.True(t, reached[OutcomeNotSent], "somebody is proved not to be")
			t.Logf("%d states", visited)
		})
	}
}

func searchWorlds() map[string]worldRules {
	worlds := make(map[string]worldRules)
	for guard, name := range []string{"a guard", "a guard that is not atomic", "no guard"} {
		worlds["one process, "+name+", repeated requests"] = worldRules{guard: guardRule(guard), repeats: true, strays: true, lags: true, refuses: true}
		worlds["one process, "+name+", codes that pass"] = worldRules{guard: guardRule(guard), strays: true, lags: true, codes: true}
		worlds["a crash, "+name] = worldRules{guard: guardRule(guard), lags: true, refuses: true, crash: true}
	}
	worlds["a crash, and clocks that are set"] = worldRules{guard: guardOff, lags: true, refuses: true, crash: true, steps: true}
	worlds["a process that only seems dead"] = worldRules{guard: guardOff, lags: true, crash: true, sleeps: true}
	return worlds
}

// TestSearchFindsWhatLessThanAProofBreaks: each control takes less for a proof and
// must be found out, as must each assumption that is broken. docs/retries.md names
// the latter with these traces.
func TestSearchFindsWhatLessThanAProofBreaks(t *testing.T) {
	t.Parallel()
	for name, rules := range map[string]worldRules{
		"control: believes the first not found":        {guard: guardOff, lags: true, believes: believesFirstNotFound},
		"control: asks for one recipient only":         {guard: guardOff, refuses: true, believes: believesOneRecipient},
		"control: takes any answer for its own":        {guard: guardOff, strays: true, believes: believesAnyAnswer},
		"control: trusts the monotonic clock":          {guard: guardOff, crash: true, sleeps: true, believes: believesMonotonic},
		"control: trusts the wall clock":               {guard: guardOff, lags: true, crash: true, steps: true, believes: believesWall},
		"assumption: no request is held for longer":    {guard: guardOff, breaks: heldTooLong},
		"assumption: the service does not forget":      {guard: guardOff, breaks: forgets},
		"assumption: an answer is not that to a copy":  {guard: guardExact, repeats: true, codes: true, breaks: answersCopy},
		"assumption: no pause between check and write": {guard: guardOff, crash: true, sleeps: true, breaks: pausedInWrite},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			trace, visited, _ := rules.search()
			require.NotNil(t, trace, "nothing was found in %d states", visited)
			t.Logf("after %d states:\n%s", visited, strings.Join(trace, "\n"))
		})
	}
}
