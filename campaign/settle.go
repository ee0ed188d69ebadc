package campaign

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/internal/recipient"
)

// accepted finds out which messages of an accepted request were refused.
func (r *run) accepted(b *batch, id string, sent *smsc.SendResult, reserved decimal.Decimal) answer {
	paid := sent.Cost.Or(reserved)
	r.budget.settle(reserved, paid)
	done := &Done{ID: id, Outcome: outcomeAccepted, Cost: sent.Cost, Resolved: sent.Resolved}
	if reserved.IsPositive() {
		done.Cost = smsc.Some(paid)
	}
	var doubtful []int
	done.Refused, doubtful = b.refused(sent)
	return answer{results: r.settle(b, done, doubtful), parts: sent.Count.Value, cost: paid}
}

// settle asks for the doubtful messages of an accepted request, and writes what became
// of each.
func (r *run) settle(b *batch, done *Done, doubtful []int) []Result {
	if len(doubtful) > 0 {
		refused, missing := r.ask(b, done.ID, doubtful)
		done.Refused, done.Missing = append(done.Refused, refused...), missing
		done.Asking = len(missing) > 0 && !r.SkipStatus && r.work.Err() != nil
	}
	r.note(done)

	results := make([]Result, len(b.messages))
	for i := range results {
		m := &b.messages[i]
		results[i] = Result{Key: m.Key, To: m.To, State: Accepted, ID: done.ID, Resolved: done.Resolved}
	}
	for _, one := range done.Refused {
		results[one.At].State, results[one.At].Status = Refused, one.Status
	}
	for _, at := range done.Missing {
		if !done.Asking {
			results[at].ReportsMissing = true
			continue
		}
		results[at].State, results[at].Err = Unknown, context.Cause(r.running)
		results[at].Record = &smsc.SendRecord{ID: done.ID, Recipients: []string{b.messages[at].To}, LeaveBy: time.Now(), Generated: true}
	}
	return results
}

// refused finds the messages whose recipients the service names as refused. It names
// them as it keeps them, so numbers are compared without what it corrects. doubtful are
// those that may have been refused without being named.
func (b *batch) refused(sent *smsc.SendResult) (refused []Refusal, doubtful []int) {
	all := func(suits func(to string) bool) (places []int) {
		for i := range b.messages {
			if suits(b.messages[i].To) {
				places = append(places, i)
			}
		}
		return places
	}
	if sent.ReportsMissing && len(b.messages) > 1 {
		return nil, all(func(string) bool { return true })
	}
	if len(sent.Failed) == 0 {
		return nil, nil
	}
	places := make(map[string]int, len(b.messages))
	for i := range b.messages {
		places[recipient.Canonical(b.messages[i].To)] = i
	}
	foreign := false
	for _, failed := range sent.Failed {
		at, ok := places[recipient.Canonical(failed.Recipient)]
		if !ok {
			foreign = true
			continue
		}
		refused = append(refused, Refusal{At: at, Status: failed.Status})
	}
	if !foreign {
		return refused, nil
	}
	// Somebody was refused whose number the service has changed beyond what is known.
	// That is somebody without +, if there is one.
	doubtful = all(func(to string) bool { return !strings.HasPrefix(to, "+") })
	if len(doubtful) == 0 {
		doubtful = all(func(string) bool { return true })
	}
	doubtful = slices.DeleteFunc(doubtful, func(i int) bool {
		return slices.ContainsFunc(refused, func(one Refusal) bool { return one.At == i })
	})
	return refused, doubtful
}

const (
	// askedAtOnce is how many status requests the service takes at once. (SMSC HTTP
	// docs.)
	askedAtOnce = 4
	// waitingAtOnce is how many messages are waited for at once that were not found at
	// first: waiting for the quiet time takes no place.
	waitingAtOnce = 64
)

// ask asks for messages of an accepted request one by one. A message that is not found
// was refused, once the client has a proof of that; missing are those without one.
func (r *run) ask(b *batch, id string, doubtful []int) (refused []Refusal, missing []int) {
	if r.SkipStatus {
		return nil, doubtful
	}
	record := smsc.SendRecord{ID: id, Generated: true, LeaveBy: time.Now()}
	absent := each(doubtful, askedAtOnce, func(at int) bool {
		_, err := r.Client.Status(r.work, smsc.StatusRequest{Recipient: b.messages[at].To, ID: id})
		return err != nil
	})
	var mu sync.Mutex
	missing = each(absent, waitingAtOnce, func(at int) bool {
		one := record
		one.Recipients = []string{b.messages[at].To}
		_, err := r.Client.Resolve(r.work, one)
		if err != nil && smsc.OutcomeOf(err) == smsc.OutcomeNotSent && !errors.Is(err, context.Canceled) {
			mu.Lock()
			defer mu.Unlock()
			refused = append(refused, Refusal{At: at})
			return false
		}
		return err != nil
	})
	slices.SortFunc(refused, func(a, b Refusal) int { return a.At - b.At })
	return refused, missing
}

// each calls f for every place, so many at once, and returns those for which it is
// true, in order.
func each(places []int, atOnce int, f func(at int) bool) (chosen []int) {
	var (
		group sync.WaitGroup
		mu    sync.Mutex
	)
	next := make(chan int)
	for range min(atOnce, len(places)) {
		group.Go(func() {
			for at := range next {
				if f(at) {
					mu.Lock()
					chosen = append(chosen, at)
					mu.Unlock()
				}
			}
		})
	}
	for _, at := range places {
		next <- at
	}
	close(next)
	group.Wait()
	slices.Sort(chosen)
	return chosen
}
