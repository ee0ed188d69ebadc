package smsc

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// errOtherMessage: the ID was used for another message, so that the service cannot be
// asked for this one.
var errOtherMessage = errors.New("the service has another message with this ID")

// errForeignAnswer is the answer to a question about somebody else.
var errForeignAnswer = errors.New("the answer is about another recipient")

const (
	// askTimeout bounds one question for the status before the quiet time has passed: a
	// slow answer is not worth waiting for then.
	askTimeout = 10 * time.Second
	// askedEarly is how many recipients are asked for in each round before the quiet
	// time has passed: any one that is known shows that the request was accepted.
	askedEarly = 2
	// oldMessage is how much older than its send a message with a caller's ID must
	// seem to count as another one: both clocks can be wrong by a day, and a date
	// without a timestamp by a time zone.
	oldMessage = 48 * time.Hour
)

// questions are what is to be asked: every endpoint that may have the message, for
// every recipient.
type questions struct {
	*Client

	record     *SendRecord
	endpoints  []*endpoint
	recipients []string
	texts      []string
	told       map[int]string // texts that are not those sent, by who was asked
	mu         sync.Mutex     // guards told
	notFound   []bool         // since the quiet time passed, endpoint by endpoint
	unprovable string         // why "not found" proves nothing; "" when it does
	next       int            // where the next early round begins
}

// newQuestions returns what to ask, or why nothing can be asked.
func newQuestions(c *Client, record *SendRecord) (asked *questions, because string) {
	asked = &questions{Client: c, record: record, recipients: record.Recipients, texts: record.Texts}
	switch {
	case record.ID == "":
		return nil, "its ID was left to the service"
	case len(record.Recipients) == 0:
		return nil, "the members of a group cannot be asked for"
	case record.Groups:
		asked.unprovable = "the members of a group cannot be asked for"
	case slices.ContainsFunc(record.Recipients, func(r string) bool { return !exact(r) }):
		asked.unprovable = "the service may keep a recipient under another number; give numbers with their +"
	case !record.LeaveBy.IsZero() && c.clock.now().wall.Sub(record.LeaveBy) > c.config.retry.remembers():
		asked.unprovable = "the service may have forgotten it by now"
	}
	for _, e := range c.endpoints {
		if len(record.Endpoints) == 0 || slices.Contains(record.Endpoints, e.url) {
			asked.endpoints = append(asked.endpoints, e)
		}
	}
	if len(asked.endpoints) < len(record.Endpoints) {
		asked.unprovable = "this client does not know every endpoint that may have it"
	}
	if len(asked.endpoints) == 0 {
		return nil, asked.unprovable
	}
	asked.notFound = make([]bool, len(asked.endpoints)*len(asked.recipients))
	return asked, ""
}

// absent reports whether every endpoint said, late enough, that it knows none of the
// recipients.
func (q *questions) absent() bool {
	return q.unprovable == "" && !slices.Contains(q.notFound, false)
}

// round asks for some recipients, or, after the quiet time, for all that have no
// answer since. It stops at the first one that is found.
func (q *questions) round(ctx context.Context, quiet bool) (found *SendResult, err error) {
	var open []int
	for i := range q.notFound {
		if at := (q.next + i) % len(q.notFound); !q.notFound[at] {
			open = append(open, at)
		}
	}
	if !quiet {
		open = open[:min(askedEarly, len(open))]
		q.next += len(open)
	}
	if len(open) == 1 {
		return q.ask(ctx, open[0], quiet)
	}

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		group sync.WaitGroup
		mu    sync.Mutex
		next  atomic.Int64
	)
	for range min(4, len(open)) { // the service takes no more status requests at once
		group.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(open) && ctx.Err() == nil; i = next.Add(1) - 1 {
				one, failed := q.ask(ctx, open[i], quiet)
				if one == nil && failed == nil {
					continue
				}
				mu.Lock()
				switch {
				case found == nil && one != nil:
					found = one
					cancel()
				case err == nil && one == nil && fatal(failed):
					err = failed
					cancel()
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return found, err
}

// owns reports whether a status belongs to the record's message, and not to another
// one with the same ID.
func (q *questions) owns(status *StatusResult, recipient int) bool {
	if q.record.Generated {
		return true
	}
	if len(q.texts) == 0 {
		return false
	}
	text := q.texts[0]
	if len(q.texts) > 1 {
		text = q.texts[recipient]
	}
	older := !q.record.LeaveBy.IsZero() && !status.SentAt.IsZero() && q.record.LeaveBy.Sub(status.SentAt) > oldMessage
	return text == textDigest(status.Text) && !older
}

// believes reports whether a status with this text is believed to be about the message.
// The service may change a text, or somebody on the way may mix up answers: so one
// that is not the text that was sent has to come twice.
func (q *questions) believes(at int, text string) bool {
	sent := ""
	if recipient := at % len(q.recipients); len(q.texts) > 1 {
		sent = q.texts[recipient]
	} else if len(q.texts) == 1 {
		sent = q.texts[0]
	}
	digest := textDigest(text)
	if sent == "" || text == "" || digest == sent {
		return true
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.told[at] == digest {
		return true
	}
	if q.told == nil {
		q.told = make(map[int]string)
	}
	q.told[at] = digest
	return false
}

// fatal reports whether it is useless to ask for the others.
func fatal(err error) bool {
	return errors.Is(err, ErrUnauthorized) || errors.Is(err, ErrIPBlocked) || errors.Is(err, ErrBlocked) ||
		errors.Is(err, errOtherMessage)
}

// ask asks one endpoint for one recipient. It returns nothing when there is no such
// message.
func (q *questions) ask(ctx context.Context, at int, quiet bool) (*SendResult, error) {
	if !quiet {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, askTimeout)
		defer cancel()
	}
	recipient := at % len(q.recipients)
	question := q.statusCall(StatusRequest{
		Recipient: q.recipients[recipient], ID: q.record.ID, Detail: DetailMessage,
	}, nil)
	err := q.attempt(ctx, q.endpoints[at/len(q.recipients)], question.call)
	var status *StatusResult
	if err == nil {
		status, err = question.result()
	}
	switch {
	case !sameRecipient(q.recipients[recipient], question.named()):
		return nil, errForeignAnswer
	case errors.Is(err, ErrNotFound):
		q.notFound[at] = quiet
		return nil, nil //nolint:nilnil // there is none
	case err != nil:
		return nil, err
	case !q.owns(status, recipient):
		return nil, errOtherMessage
	case !q.believes(at, status.Text):
		return nil, errForeignAnswer
	}
	result := &SendResult{ID: q.record.ID, Resolved: true, ReportsMissing: q.record.Groups || len(q.recipients) > 1}
	if !result.ReportsMissing {
		result.Cost, result.Count = status.Cost, status.Parts
	}
	return result, nil
}
