package campaign

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
)

// Run sends messages and returns what became of each, in the order in which that
// becomes known. First come the results of earlier runs with the same journal, then
// those of requests whose outcome was left open, then those of the messages. Messages
// that the journal knows are not sent again, whatever the input says of them now.
//
// An error ends the run: that of the input, of the journal or of the context; one of
// the service that would come for every message, such as [smsc.ErrInsufficientFunds];
// [ErrBudget], [ErrBalance] or [ErrRefusals]. It is the last pair and has no result.
// Every message that was read has a result before that; what was not sent is
// [NotSent], and a later run sends it.
//
// When the context is over or the loop is left, nothing new is sent, and what is on
// its way has [Campaign].Grace to come to its end. Nothing is left running. The input
// is read in the goroutine of the loop, no further ahead than what is on its way, and
// memory does not grow with it: hashes of the keys beyond the first 100,000 or so stand
// in temporary files.
func (c Campaign) Run(ctx context.Context, messages iter.Seq2[Message, error]) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		c, err := c.withDefaults()
		if err != nil {
			yield(Result{}, err)
			return
		}
		r := newRun(smsc.InBulk(ctx), c, yield)
		r.fail(r.all(messages))
		r.end()
	}
}

// run is a campaign on its way. Its fields are those of the goroutine of the loop,
// unless they say otherwise.
type run struct {
	Campaign // not changed

	journal Journal                 // of all goroutines
	running context.Context         //nolint:containedctx // of all: when it is over nothing new is sent
	halt    context.CancelCauseFunc // of all
	work    context.Context         //nolint:containedctx // of all: when it is over what is on its way is given up
	giveUp  context.CancelFunc

	stopGrace func() bool

	pace     *pace     // of all
	refusals *refusals // of all
	budget   *budget   // of all

	yield    func(Result, error) bool
	left     bool // the loop was left
	keys     *keys
	packer   *packer
	progress Progress
	began    time.Time

	tasks    chan task
	answers  chan answer
	workers  sync.WaitGroup
	inFlight int
}

// task is what a worker does: deliver a batch, or find out about a request of an
// earlier run.
type task struct {
	batch batch
	open  *openRequest
}

// answer is what a worker has found out.
type answer struct {
	results []Result
	parts   int
	cost    decimal.Decimal
}

func newRun(ctx context.Context, c Campaign, yield func(Result, error) bool) *run {
	r := &run{
		Campaign: c, journal: c.Journal, yield: yield, keys: newKeys(), packer: newPacker(&c), began: time.Now(),
		pace: newPace(c.PerMinute, c.Recipients), refusals: newRefusals(), budget: &budget{most: c.MaxCost},
		tasks: make(chan task), answers: make(chan answer, c.workers()),
	}
	if r.journal == nil {
		r.journal = noJournal{}
	}
	r.running, r.halt = context.WithCancelCause(ctx)
	r.work, r.giveUp = context.WithCancel(context.WithoutCancel(ctx))
	r.stopGrace = context.AfterFunc(r.running, func() { //nolint:contextcheck // r.work lasts longer on purpose
		if pause(r.work, c.Grace) == nil {
			r.giveUp()
		}
	})
	return r
}

// all does everything up to the last result. Its error ends the run.
func (r *run) all(messages iter.Seq2[Message, error]) error {
	open, err := r.resume()
	if err != nil || r.running.Err() != nil {
		return err
	}
	if err := r.checkBalance(); err != nil {
		return err
	}
	for range r.Campaign.workers() {
		r.workers.Go(r.worker)
	}
	for _, one := range open {
		r.submit(task{open: one})
	}
	r.drain() // what was not sent may be in the input
	for m, err := range messages {
		if err != nil {
			return fmt.Errorf("campaign: input: %w", err)
		}
		if r.read(m); r.running.Err() != nil {
			return nil
		}
	}
	for rest := r.packer.rest(); rest != nil; rest = r.packer.rest() {
		r.submit(task{batch: batch{messages: rest}})
	}
	r.drain()
	return nil
}

// end lets what is on its way come to its end and says why the run ended.
func (r *run) end() {
	r.drain()
	r.fail(r.keys.close())
	why := context.Cause(r.running)
	for rest := r.packer.rest(); rest != nil; rest = r.packer.rest() {
		r.emit(answer{results: notSent(rest, why)})
	}
	close(r.tasks)
	r.workers.Wait()
	r.stopGrace()
	r.halt(nil)
	r.giveUp()
	if why != nil && !r.left {
		r.left = true
		r.yield(Result{}, why)
	}
}

// fail ends the run for a reason. The first one counts. It may be called from any
// goroutine.
func (r *run) fail(err error) {
	if err != nil {
		r.halt(err)
	}
}

// read takes a message of the input.
func (r *run) read(m Message) {
	r.progress.Read++
	if wrong := m.checkKey(); wrong != nil {
		r.emit(answer{results: []Result{{Key: m.Key, To: m.To, State: Invalid, Err: wrong}}})
		return
	}
	seen, err := r.keys.see(m.Key)
	if err != nil {
		r.fail(err)
		r.emit(answer{results: notSent([]Message{m}, err)})
		return
	}
	switch seen {
	case keyNew:
		if full := r.packer.add(m); full != nil {
			r.submit(task{batch: batch{messages: full}})
		}
	case keyAgain:
		r.emit(answer{results: []Result{{Key: m.Key, To: m.To, State: Duplicate, Err: ErrDuplicateKey}}})
	case keySent: // its result has come already
	}
}

// submit hands a task to a worker, and passes on results meanwhile.
func (r *run) submit(t task) {
	for {
		select {
		case r.tasks <- t:
			r.inFlight++
			return
		case a := <-r.answers:
			r.inFlight--
			r.emit(a)
		}
	}
}

// drain waits for all tasks.
func (r *run) drain() {
	for ; r.inFlight > 0; r.inFlight-- {
		r.emit(<-r.answers)
	}
}

// emit passes results on, and counts them.
func (r *run) emit(a answer) {
	r.progress.Parts += a.parts
	r.progress.Cost = r.progress.Cost.Add(a.cost)
	for i := range a.results {
		one := &a.results[i]
		r.progress.count(one)
		if one.Resumed {
			r.fail(r.keys.note(one.Key))
		}
		if !r.left && !r.yield(*one, nil) {
			r.left = true
			r.halt(context.Canceled)
		}
	}
	if r.Progress != nil && !r.left && len(a.results) > 0 {
		r.progress.Elapsed = time.Since(r.began)
		r.Progress(r.progress)
	}
}

func (r *run) worker() {
	for t := range r.tasks {
		if t.open != nil {
			r.answers <- r.find(t.open)
		} else {
			r.answers <- r.deliver(t.batch)
		}
	}
}

// checkBalance sees that the account holds enough before anything is sent.
func (r *run) checkBalance() error {
	if !r.MinBalance.IsPositive() {
		return nil
	}
	balance, err := r.Client.Balance(r.running)
	if err != nil {
		return err
	}
	if balance.Balance.LessThan(r.MinBalance) {
		return fmt.Errorf("%w: it holds %s, and %s are needed", ErrBalance, balance.Balance, r.MinBalance)
	}
	return nil
}

// notSent are the results of messages that were not sent.
func notSent(messages []Message, why error) []Result {
	results := make([]Result, len(messages))
	for i := range messages {
		results[i] = Result{Key: messages[i].Key, To: messages[i].To, State: NotSent, Err: why}
	}
	return results
}
