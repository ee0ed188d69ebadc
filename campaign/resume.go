package campaign

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
)

// openRequest is a request of an earlier run of which it is not known what became of it.
type openRequest struct {
	sent      *Sent
	endpoints []string // that may have it
	accepted  *Done    // it was accepted, and some messages are still to be asked for
}

// resume reads the journal, passes on the results that are in it and returns the
// requests that are open.
func (r *run) resume() (open []*openRequest, err error) {
	unsettled := make(map[string]*openRequest)
	for entry, err := range r.journal.Entries() {
		if err != nil {
			return nil, err
		}
		if r.running.Err() != nil {
			return nil, nil
		}
		if entry.Sent != nil {
			unsettled[entry.Sent.ID] = &openRequest{sent: entry.Sent}
		}
		if entry.Done == nil {
			continue
		}
		one := unsettled[entry.Done.ID]
		if one == nil {
			continue // settled before
		}
		r.refusals.replay(entry.Done)
		if !entry.Done.final() {
			one.endpoints = entry.Done.Endpoints
			if entry.Done.Asking {
				one.accepted = entry.Done
			}
			continue
		}
		delete(unsettled, entry.Done.ID)
		if !entry.Done.free() {
			r.budget.settle(decimal.Zero, entry.Done.Cost.Or(one.sent.Price.Value))
			r.emit(answer{results: one.sent.results(entry.Done)})
		}
	}
	for _, one := range unsettled {
		r.budget.settle(decimal.Zero, one.sent.Price.Value)
		open = append(open, one)
	}
	slices.SortFunc(open, func(a, b *openRequest) int { return cmp.Compare(a.sent.ID, b.sent.ID) })
	return open, nil
}

// results are what a settled request says of its messages.
func (s *Sent) results(done *Done) []Result {
	results := make([]Result, len(s.Keys))
	for i := range results {
		results[i] = Result{Key: s.Keys[i], ID: s.ID, State: Accepted, Resolved: done.Resolved, Resumed: true}
		if i < len(s.To) {
			results[i].To = s.To[i]
		}
		if done.Outcome == outcomeRejected {
			results[i].State = Refused
			results[i].Err = &smsc.APIError{Operation: smsc.OpSend, Code: done.Code, ID: s.ID}
		}
	}
	for _, one := range done.Refused {
		if one.At >= 0 && one.At < len(results) {
			results[one.At].State, results[one.At].Status = Refused, one.Status
		}
	}
	for _, at := range done.Missing {
		if at >= 0 && at < len(results) {
			results[at].ReportsMissing = true
		}
	}
	return results
}

// find finds out what became of a request of an earlier run. When it was not sent there
// are no results, and its messages are free.
func (r *run) find(open *openRequest) answer {
	sent := open.sent
	b := batch{messages: make([]Message, len(sent.Keys))}
	for i := range b.messages {
		b.messages[i].Key = sent.Keys[i]
		if i < len(sent.To) {
			b.messages[i].To = sent.To[i]
		}
	}
	if done := open.accepted; done != nil {
		r.budget.settle(sent.Price.Value, done.Cost.Or(sent.Price.Value))
		known := *done
		known.Missing, known.Asking = nil, false
		return answer{results: resumed(r.settle(&b, &known, done.Missing))}
	}
	record := b.record(sent.ID, sent.LeaveBy)
	record.Endpoints = open.endpoints
	result, err := r.Client.Resolve(r.work, record)
	var found answer
	switch smsc.OutcomeOf(err) {
	case smsc.OutcomeAccepted:
		found = r.accepted(&b, sent.ID, result, sent.Price.Value)
	case smsc.OutcomeNotSent:
		r.budget.settle(sent.Price.Value, decimal.Zero)
		r.note(&Done{ID: sent.ID, Outcome: outcomeNotSent})
		return answer{}
	default:
		found = answer{results: unknown(&b, record, err)}
	}
	found.results = resumed(found.results)
	return found
}

func resumed(results []Result) []Result {
	for i := range results {
		results[i].Resumed = true
	}
	return results
}
