package tracking

import (
	"context"
	"iter"

	"github.com/go-smsc/smsc"
)

// Client is what a Tracker needs of a [*smsc.Client]. Another implementation has to
// stop calls by itself when the service has blocked the address.
type Client interface {
	Status(ctx context.Context, request smsc.StatusRequest) (*smsc.StatusResult, error)
}

// Tracker follows messages to their ends. Make one with [New] and share it: it is
// safe for concurrent use, its limits hold for all its methods together, and it has
// no goroutines but those of the calls that are running.
type Tracker struct {
	client Client
	config config
	places chan struct{} // one for each question at once
	turns  *turns
	board  board

	trouble trouble
}

// New returns a Tracker that asks by a client. The error is a
// [smsc.ValidationErrors].
func New(client Client, options ...Option) (*Tracker, error) {
	config := defaults()
	for _, option := range options {
		option(&config)
	}
	if err := config.check(); err != nil {
		return nil, err
	}
	return &Tracker{
		client: client, config: config,
		places: make(chan struct{}, config.concurrent),
		turns:  newTurns(config.rate),
		board:  board{room: config.maxOpen},
	}, nil
}

// Wait follows one message to its end: [New] and [Tracker.Wait] in one. Programs that
// wait for many messages at the same time share a Tracker.
func Wait(ctx context.Context, client Client, ref smsc.Ref, options ...Option) (*smsc.StatusResult, error) {
	t, err := New(client, options...)
	if err != nil {
		return nil, err
	}
	return t.Wait(ctx, ref)
}

// Track follows messages to their ends: [New] and [Tracker.Track] in one. When an
// option is not valid, the one result of an empty Ref has the error.
func Track(ctx context.Context, client Client, refs iter.Seq[smsc.Ref], options ...Option) iter.Seq2[smsc.Ref, Result] {
	t, err := New(client, options...)
	if err != nil {
		return func(yield func(smsc.Ref, Result) bool) { yield(smsc.Ref{}, Result{Err: err}) }
	}
	return t.Track(ctx, refs)
}

// Wait follows one message to its end, and returns its final status. With an error,
// which is that of [Result], it returns what is known of the message, or nil.
func (t *Tracker) Wait(ctx context.Context, ref smsc.Ref) (*smsc.StatusResult, error) {
	one := func(yield func(smsc.Ref) bool) { yield(ref) }
	for _, result := range t.track(ctx, one, Prompt) {
		return result.Status, result.Err
	}
	return nil, contextError(ctx) // it was over before the ref was taken
}

// Track follows messages to their ends. Results come in the order of the ends, one
// for each ref that was taken from the sequence; for one that the sequence repeats
// while it is followed they come together. When the context is over, the messages that
// are open come with its error and with what is known of them. Leaving the loop ends
// everything.
//
// refs is read in a goroutine of its own, and only while there is room ([WithMaxOpen]),
// so it may wait: for messages that are still being sent, for instance. It is told to
// end when the loop does. If it is waiting then, Track gives it a second, and lets it
// end by itself after that. A panic in it is passed on.
//
// Questions pause while the body of the loop runs.
func (t *Tracker) Track(ctx context.Context, refs iter.Seq[smsc.Ref]) iter.Seq2[smsc.Ref, Result] {
	return t.track(ctx, refs, Frugal)
}

func (t *Tracker) track(ctx context.Context, refs iter.Seq[smsc.Ref], schedule Schedule) iter.Seq2[smsc.Ref, Result] {
	if t.config.schedule != nil {
		schedule = t.config.schedule
	}
	return func(yield func(smsc.Ref, Result) bool) {
		newFollowing(t, schedule).run(ctx, refs, yield)
	}
}

// Report takes a delivery report, such as package callback receives:
//
//	tracker.Report(smsc.Ref{ID: report.ID, Recipient: report.Recipient}, smsc.StatusResult{
//		Status: report.Status, ChangedAt: report.ChangedAt, DeliveryError: report.DeliveryError,
//	})
//
// A final status ends the message without a question. Any other one puts the next
// question off, by the schedule. Duplicates do nothing, nor does a report that was
// overtaken. A report of a message that is not followed is kept, since it can come
// before the answer of the send has been read; only the newest of them, see
// [WithMaxOpen]. Report does not block.
//
// The service reports a corrected number in its own form, which may not be found
// then; such a message is asked for.
func (t *Tracker) Report(ref smsc.Ref, status smsc.StatusResult) {
	if status.Status != smsc.StatusNotFound { // which tells nothing about a message
		t.board.report(ref, status)
	}
}
