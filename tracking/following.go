package tracking

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"time"

	"github.com/go-smsc/smsc"
)

// following is one run of Track. Everything in it belongs to the goroutine that runs
// the loop, but for news.
type following struct {
	*Tracker

	schedule Schedule
	began    time.Time
	queue    queue
	asking   map[*entry]struct{}
	open     int
	ended    []ended     // not yielded yet
	answers  chan answer // has room for all questions at once

	signal chan struct{} // there is news
	news   []*entry      // for which reports have come; the board's
}

// ended is a message that came to its end.
type ended struct {
	entry  *entry
	result Result
}

// answer is how a question ended.
type answer struct {
	entry  *entry
	status *smsc.StatusResult
	err    error

	lasting bool // the service has answered nobody for a long time
}

func newFollowing(t *Tracker, schedule Schedule) *following {
	return &following{
		Tracker: t, schedule: schedule, began: time.Now(),
		asking: make(map[*entry]struct{}), answers: make(chan answer, t.config.concurrent),
		signal: make(chan struct{}, 1),
	}
}

// now is the time since the following began.
func (f *following) now() time.Duration { return time.Since(f.began) }

// run follows until every message has ended, the context is over or yield says stop.
func (f *following) run(ctx context.Context, refs iter.Seq[smsc.Ref], yield func(smsc.Ref, Result) bool) {
	asking, cancel := context.WithCancel(ctx)
	defer f.abandon()
	defer cancel()
	feed := startFeed(refs)
	defer feed.end()
	if stopped := f.loop(ctx, asking, feed, yield); stopped {
		return
	}
	// Nothing is left to do, unless the context is over.
	cancel()
	for _, ref := range feed.end() {
		f.add(ref)
	}
	f.interrupt(ctx, yield)
}

// interrupt ends what is open when the context is over, with what is known by now.
func (f *following) interrupt(ctx context.Context, yield func(smsc.Ref, Result) bool) {
	for len(f.asking) > 0 {
		f.answered(<-f.answers)
	}
	f.board.news(f, f.reported)
	for f.flush(yield) && len(f.queue) > 0 {
		f.close(f.queue[0], contextError(ctx))
	}
}

// abandon leaves nothing behind.
func (f *following) abandon() {
	for len(f.asking) > 0 {
		a := <-f.answers
		delete(f.asking, a.entry)
		if !a.entry.closed {
			f.board.leave(a.entry)
		}
	}
	for _, e := range f.queue {
		f.board.leave(e)
	}
}

// loop is the life of a following. It returns true when yield says stop, and else
// when every message has ended or the context is over.
func (f *following) loop(ctx, asking context.Context, feed *feed, yield func(smsc.Ref, Result) bool) (stopped bool) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	refs := feed.refs
	for ctx.Err() == nil && (refs != nil || f.open > 0) {
		room := refs
		if f.open >= f.config.maxOpen {
			room = nil
		}
		var place chan<- struct{}
		timer.Stop()
		if wait := f.wait(); wait <= 0 {
			place = f.places
		} else if wait < forever {
			timer.Reset(wait)
		}
		select {
		case ref, more := <-room:
			if more {
				f.add(ref)
			} else {
				feed.check()
				refs = nil
			}
		case place <- struct{}{}:
			f.ask(asking)
		case a := <-f.answers:
			f.answered(a)
		case <-f.signal:
			f.board.news(f, f.reported)
		case <-timer.C:
		case <-ctx.Done():
		}
		if !f.flush(yield) {
			return true
		}
	}
	return false
}

const (
	forever = math.MaxInt64
	// lookAgain is how soon a following looks again whether another one has found the
	// trouble to be over.
	lookAgain = 5 * time.Second
)

// wait is how long it is until the next question may go out, or until it is time to
// look again.
func (f *following) wait() time.Duration {
	if len(f.queue) == 0 {
		return forever
	}
	now := time.Now()
	return max(f.queue[0].due-now.Sub(f.began), min(f.trouble.pause(now), lookAgain), f.turns.wait(now))
}

// flush yields what has ended.
func (f *following) flush(yield func(smsc.Ref, Result) bool) bool {
	for _, one := range f.ended {
		for range one.entry.times {
			if !yield(one.entry.ref, one.result) {
				return false
			}
		}
	}
	clear(f.ended)
	f.ended = f.ended[:0]
	return true
}

// add takes a message from the sequence.
func (f *following) add(ref smsc.Ref) {
	now := f.now()
	e := &entry{ref: ref, from: f, at: -1, times: 1, sent: now}
	same, early := f.board.join(e)
	if same != nil {
		same.times++
		return
	}
	life := f.config.life(ref)
	if !life.SentAt.IsZero() {
		e.sent = life.SentAt.Sub(f.began)
	}
	validity := life.ValidFor
	if validity <= 0 {
		validity = f.config.validity
	}
	e.last = later(e.sent, later(validity, settled))
	e.end = later(e.sent, later(validity, grace))
	e.due = max(now, e.chance(now, later(e.sent, f.schedule.pause(0, smsc.StatusNotFound))))
	f.open++
	f.queue.add(e)
	if early != nil {
		f.reported(e, early)
	}
}

// later is a time after another one, however far away both are.
func later(at, by time.Duration) time.Duration {
	if at > 0 && by > forever-at {
		return forever
	}
	return at + by
}

// ask asks for the message that is due, in a goroutine of its own. A place has been
// taken for it.
func (f *following) ask(ctx context.Context) {
	now := time.Now()
	if !f.turns.take(now) || !f.trouble.enter(now) { // others were faster
		<-f.places
		return
	}
	e := f.queue.take()
	f.asking[e] = struct{}{}
	request := e.ref.StatusRequest(f.config.detail)
	go func() {
		a := answer{entry: e}
		a.status, a.err = f.client.Status(ctx, request)
		if ctx.Err() == nil { // else it was given up, which says nothing about the service
			a.lasting = f.trouble.judge(a.status, a.err, now)
		}
		<-f.places
		f.answers <- a
	}()
}

// answered learns from the end of a question.
func (f *following) answered(a answer) {
	delete(f.asking, a.entry)
	if !a.entry.closed { // else a report has ended it meanwhile
		f.heed(a.entry, a)
	}
	if a.lasting {
		f.sweep(a.err)
	}
}

// heed takes what an answer says about its message.
func (f *following) heed(e *entry, a answer) {
	kind := kindOf(a.status, a.err)
	if kind != notAsked {
		e.asked++
	}
	over := f.now() >= e.end
	switch {
	case kind == answered:
		f.learn(e, a.status, false)
	case kind == noUse:
		f.close(e, a.err)
	case kind == notFound:
		f.notFound(e, a.err)
	case over && (a.lasting || kind == noSense):
		f.close(e, unfinished(e, a.err))
	case kind == notAsked:
		f.queue.add(e) // as it was
	case kind == noSense:
		f.plan(e, f.pause(e))
	case errors.Is(a.err, smsc.ErrRateLimited):
		f.plan(e, max(minute, f.retry(e)))
	default:
		f.plan(e, f.retry(e))
	}
}

// learn takes a status, from an answer or a report, and closes the message or plans
// its next question.
func (f *following) learn(e *entry, status *smsc.StatusResult, reported bool) {
	now := f.now()
	if supersedes(status, e.known) {
		if reactions := f.config.reactions; reactions > 0 && !e.status().Delivered() && status.Status.Delivered() {
			e.end = later(now, reactions)
			e.last = e.end
		}
		e.known, e.reported = status, reported
	}
	code := e.status()
	switch {
	case code.Final() && (f.config.reactions == 0 || !code.Delivered() || reaction(code)):
		f.close(e, nil)
	case now < e.end:
		f.plan(e, f.pause(e))
	case !reported: // else the last question is still to come
		f.close(e, unfinished(e, nil))
	}
}

// notFound takes an answer that there is no such message.
func (f *following) notFound(e *entry, err error) {
	now := f.now()
	e.missing++
	late := e.known == nil && now-e.sent >= f.config.lost
	switch {
	case now >= e.end && e.known != nil:
		f.close(e, unfinished(e, err))
	case now >= e.end, late && e.missing > 1:
		f.close(e, err)
	case late:
		f.plan(e, min(minute, f.pause(e))) // once more, soon
	default:
		f.plan(e, f.pause(e))
	}
}

// reported takes a report. The message may have ended, or its question may be on its
// way.
func (f *following) reported(e *entry, report *smsc.StatusResult) {
	duplicate := e.status() == report.Status
	if !e.closed && !duplicate && supersedes(report, e.known) {
		f.learn(e, report, true)
	}
}

// pause is the pause before the next question, by the schedule.
func (f *following) pause(e *entry) time.Duration {
	return f.schedule.pause(f.now()-e.sent, e.status())
}

// retry is the pause before a question that was not answered is asked again. It grows
// with the age, since it can be the message itself that the service fails at.
func (f *following) retry(e *entry) time.Duration {
	return min(f.pause(e), max(5*time.Minute, (f.now()-e.sent)/4))
}

// plan puts the message into the queue for its next question.
func (f *following) plan(e *entry, pause time.Duration) {
	if _, asking := f.asking[e]; asking {
		return // its answer plans
	}
	now := f.now()
	e.due = max(e.chance(now, later(now, pause)), later(now, leastPause(e.asked)))
	f.queue.remove(e)
	f.queue.add(e)
}

// chance returns the time at which to ask, or the last chance of the message if that
// comes first.
func (e *entry) chance(now, at time.Duration) time.Duration {
	switch {
	case now < e.last:
		return min(at, e.last)
	case now < e.end:
		return min(at, e.end)
	default:
		return min(at, later(now, minute))
	}
}

// sweep closes what is past its end, when the service has answered nobody for a long
// time.
func (f *following) sweep(err error) {
	now := f.now()
	var past []*entry
	for _, e := range f.queue {
		if now >= e.end {
			past = append(past, e)
		}
	}
	for _, e := range past {
		f.close(e, unfinished(e, err))
	}
}

// unfinished is the error of a message without an end. A delivered one has it.
func unfinished(e *entry, err error) error {
	switch {
	case e.status().Delivered():
		return nil
	case err != nil:
		return fmt.Errorf("%w: %w", ErrUnfinished, err)
	default:
		return ErrUnfinished
	}
}

// close ends a message.
func (f *following) close(e *entry, err error) {
	f.queue.remove(e)
	f.board.leave(e)
	e.closed = true
	f.open--
	f.ended = append(f.ended, ended{e, e.result(err)})
}
