package campaign

import (
	"context"
	"errors"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
)

// The outcomes as a journal names them.
var (
	outcomeUnknown  = smsc.OutcomeUnknown.String()
	outcomeNotSent  = smsc.OutcomeNotSent.String()
	outcomeRejected = smsc.OutcomeRejected.String()
	outcomeAccepted = smsc.OutcomeAccepted.String()
)

// deliver brings the messages of a batch to their end, in as many requests as that
// takes.
func (r *run) deliver(first batch) answer {
	var all answer
	queue := []batch{first}
	for len(queue) > 0 {
		// Both halves of a batch that was refused come before their own halves, so that
		// an accepted one stands between two refusals as often as possible.
		b := queue[0]
		queue = queue[1:]
		found, more := r.send(&b)
		if all.results == nil {
			all = found
		} else {
			all.results = append(all.results, found.results...)
			all.parts += found.parts
			all.cost = all.cost.Add(found.cost)
		}
		queue = append(queue, more...)
	}
	return all
}

// send sends a batch once. What is to be sent again, perhaps in other batches, comes
// back as more.
func (r *run) send(b *batch) (found answer, more []batch) {
	if err := r.mayLeave(b); err != nil {
		return answer{results: notSent(b.messages, err)}, nil
	}
	price, err := r.price(b)
	if err != nil {
		return r.failed(b, "", price, err)
	}
	if err := r.refusals.enter(r.running); err != nil {
		r.budget.settle(price.Value, decimal.Zero)
		r.fail(err)
		return answer{results: notSent(b.messages, err)}, nil
	}
	now := time.Now()
	sent := &Sent{
		ID: smsc.NewID(), At: now.UTC().Truncate(time.Millisecond), LeaveBy: now.Add(r.LeaveWithin).UTC().Truncate(time.Millisecond),
		Keys: b.keys(), To: b.recipients(), Hash: b.hash(), Price: price,
	}
	if err := r.journal.Append(Entry{Sent: sent}); err != nil {
		// What the journal holds now is not known, so nothing is sent.
		r.refusals.neither()
		r.budget.settle(price.Value, decimal.Zero)
		r.fail(err)
		return answer{results: notSent(b.messages, err)}, nil
	}
	result, err := r.Client.Send(r.work, r.request(b, sent.ID, sent.LeaveBy))
	if failed, ok := errors.AsType[*smsc.SendError](err); ok && failed.Outcome == smsc.OutcomeUnknown && r.work.Err() == nil {
		// The client compares texts, which the service may have changed; that nobody
		// else has the ID is known here alone.
		record := failed.Record
		record.Generated = true
		result, err = r.Client.Resolve(r.work, record)
	}
	if err != nil {
		r.countRefusal(err)
		return r.failed(b, sent.ID, price, err)
	}
	r.refusals.accepted()
	return r.accepted(b, sent.ID, result, price.Value), nil
}

// mayLeave waits for the turn of a batch.
func (r *run) mayLeave(b *batch) error {
	if r.running.Err() != nil {
		return context.Cause(r.running)
	}
	return r.pace.wait(r.running, len(b.messages))
}

// price asks for the price of a batch and reserves it, where there is a budget.
func (r *run) price(b *batch) (price smsc.Optional[decimal.Decimal], err error) {
	if !r.budget.bounded() {
		return price, nil
	}
	cost, err := r.Client.Cost(r.running, r.request(b, "", time.Time{}))
	if err != nil {
		return price, err
	}
	if err := r.budget.take(cost.Cost); err != nil {
		r.fail(err)
		return price, err
	}
	return smsc.Some(cost.Cost), nil
}

// countRefusal counts what the service may have counted: an error code, and a request
// that it may have answered with one that was lost.
func (r *run) countRefusal(err error) {
	_, answered := errors.AsType[*smsc.APIError](err)
	lost, written := errors.AsType[*smsc.TransportError](err)
	written = written && lost.Outcome == smsc.OutcomeUnknown
	if answered || written {
		r.refusals.refused()
	} else {
		r.refusals.neither()
	}
}

// failed decides what follows when a batch was not accepted. id is "" when it did not
// get as far as the journal.
func (r *run) failed(b *batch, id string, price smsc.Optional[decimal.Decimal], err error) (found answer, more []batch) {
	if wrong, ok := errors.AsType[smsc.ValidationErrors](err); ok {
		r.free(id, price, &Done{Outcome: outcomeNotSent})
		return r.divide(b, wrong)
	}
	outcome := smsc.OutcomeOf(err)
	if errors.Is(err, ErrBudget) || id == "" && outcome == smsc.OutcomeUnknown {
		outcome = smsc.OutcomeNotSent // asking for a price sends nothing
	}
	switch outcome {
	case smsc.OutcomeRejected:
		return r.rejected(b, id, price, err)
	case smsc.OutcomeNotSent:
		r.free(id, price, &Done{Outcome: outcomeNotSent})
		if r.again(b, err) {
			return answer{}, []batch{{messages: b.messages, alone: b.alone, tries: b.tries + 1}}
		}
		return answer{results: notSent(b.messages, err)}, nil
	default:
		record := b.record(id, time.Now())
		if failed, ok := errors.AsType[*smsc.SendError](err); ok {
			record.LeaveBy, record.Endpoints = failed.Record.LeaveBy, failed.Record.Endpoints
		}
		r.note(&Done{ID: id, Outcome: outcomeUnknown, Endpoints: record.Endpoints})
		return answer{results: unknown(b, record, err)}, nil
	}
}

// free writes that the messages of a request may be sent again.
func (r *run) free(id string, price smsc.Optional[decimal.Decimal], done *Done) {
	r.budget.settle(price.Value, decimal.Zero)
	if id != "" {
		done.ID = id
		r.note(done)
	}
}

// note writes into the journal what became of a request. When that fails the run ends:
// the next one asks the service.
func (r *run) note(done *Done) {
	done.At = time.Now().UTC().Truncate(time.Millisecond)
	r.fail(r.journal.Append(Entry{Done: done}))
}

// patience is how often a batch is tried again that could not be sent, after pauses of
// 1, 2, 4 s and so on, half a minute at most: some three minutes.
const patience = 9

// again waits before a batch is tried again that was not sent. It reports false when
// the run is over, or ends it when there is no use.
func (r *run) again(b *batch, err error) bool {
	hopeless := errors.Is(err, smsc.ErrBlocked) || errors.Is(err, ErrBudget)
	if b.tries >= patience || hopeless {
		r.fail(err)
		return false
	}
	if errors.Is(err, smsc.ErrTooLate) {
		return r.running.Err() == nil // it is late already
	}
	return pause(r.running, min(time.Second<<b.tries, 30*time.Second)) == nil
}

// rejected is for a request that the service refused as a whole. One message can be the
// reason, and the service does not say which: both halves are sent again.
func (r *run) rejected(b *batch, id string, price smsc.Optional[decimal.Decimal], err error) (found answer, more []batch) {
	done := &Done{Outcome: outcomeRejected, Code: codeOf(err)}
	if forEverybody(err) {
		done.Free = true
		r.free(id, price, done)
		r.fail(err)
		return answer{results: notSent(b.messages, err)}, nil
	}
	if half := len(b.messages) / 2; half > 0 {
		done.Free = true
		r.free(id, price, done)
		return answer{}, []batch{{messages: b.messages[:half]}, {messages: b.messages[half:]}}
	}
	r.free(id, price, done)
	m := &b.messages[0]
	return answer{results: []Result{{Key: m.Key, To: m.To, State: Refused, ID: id, Err: err}}}, nil
}

// forEverybody tells whether the service would refuse any other request for the same
// reason.
func forEverybody(err error) bool {
	return errors.Is(err, smsc.ErrUnauthorized) || errors.Is(err, smsc.ErrInsufficientFunds) ||
		errors.Is(err, smsc.ErrIPBlocked) || errors.Is(err, smsc.ErrInvalidDate)
}

func codeOf(err error) int {
	if api, ok := errors.AsType[*smsc.APIError](err); ok {
		return api.Code
	}
	return 0
}

// divide takes out of a batch what a list cannot carry. That goes by itself, if a
// message of its own can carry it, and is invalid otherwise.
func (r *run) divide(b *batch, wrong smsc.ValidationErrors) (found answer, more []batch) {
	if len(b.messages) == 1 && b.alone {
		m := &b.messages[0]
		return answer{results: []Result{{Key: m.Key, To: m.To, State: Invalid, Err: wrong}}}, nil
	}
	ill, list := violations(wrong, len(b.messages))
	if half := len(b.messages) / 2; half > 0 && len(list.Field("To"))+len(list.Field("Text")) > 0 {
		// It is larger than the client may send.
		return answer{}, []batch{{messages: b.messages[:half]}, {messages: b.messages[half:]}}
	}
	var fit []Message
	for i, m := range b.messages {
		if len(list) == 0 && !ill[i] {
			fit = append(fit, m)
			continue
		}
		alone := batch{messages: []Message{m}, alone: true}
		request := r.request(&alone, "", time.Time{})
		if err := request.Validate(); err != nil {
			found.results = append(found.results, Result{Key: m.Key, To: m.To, State: Invalid, Err: err})
			continue
		}
		more = append(more, alone)
	}
	if len(fit) > 0 {
		more = append(more, batch{messages: fit})
	}
	return found, more
}

// unknown are the results of messages that may have been sent.
func unknown(b *batch, record smsc.SendRecord, why error) []Result {
	results := make([]Result, len(b.messages))
	for i := range results {
		results[i] = Result{
			Key: b.messages[i].Key, To: b.messages[i].To, State: Unknown, ID: record.ID, Err: why, Record: &record,
		}
	}
	return results
}
