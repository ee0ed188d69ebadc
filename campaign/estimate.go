package campaign

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
)

// Estimate is what a campaign would send, as far as that is known without the network.
type Estimate struct {
	// Messages is how many messages there are, and Invalid how many of them break a rule
	// or repeat a key.
	Messages, Invalid int
	// Known is how many of them the journal has a result for. They are not sent again,
	// so nothing else is counted of them. A request whose outcome is open is counted as
	// if it had to be sent.
	Known int
	// Parts is the number of SMS that the valid ones make, by [smsc.Segments], and
	// Longest that of the longest one. For other channels they say nothing.
	Parts, Longest int
}

// Estimate counts messages and parts without the network. invalid is called for each
// message that would not be sent because of what it is; nil is for nobody. The error is
// that of the input or of the journal.
func (c Campaign) Estimate(messages iter.Seq2[Message, error], invalid func(Result)) (Estimate, error) {
	var e Estimate
	seen, err := c.known()
	defer func() { _ = seen.close() }()
	if err != nil {
		return e, err
	}
	for m, err := range messages {
		if err != nil {
			return e, fmt.Errorf("campaign: input: %w", err)
		}
		e.Messages++
		result, err := c.check(&m, seen)
		switch {
		case err != nil:
			return e, err
		case result.Resumed:
			e.Known++
			continue
		case result.Err != nil:
			e.Invalid++
			if invalid != nil {
				invalid(result)
			}
			continue
		}
		parts := smsc.Segments(m.Text).Parts
		e.Parts += parts
		e.Longest = max(e.Longest, parts)
	}
	return e, nil
}

// known are the keys that the journal has a result for.
func (c *Campaign) known() (*keys, error) {
	seen := newKeys()
	if c.Journal == nil {
		return seen, nil
	}
	unsettled := make(map[string]*Sent)
	for entry, err := range c.Journal.Entries() {
		if err != nil {
			return seen, err
		}
		if entry.Sent != nil {
			unsettled[entry.Sent.ID] = entry.Sent
		}
		if entry.Done == nil || !entry.Done.final() {
			continue
		}
		sent := unsettled[entry.Done.ID]
		delete(unsettled, entry.Done.ID)
		if sent == nil || entry.Done.free() {
			continue
		}
		for _, key := range sent.Keys {
			if err := seen.note(key); err != nil {
				return seen, err
			}
		}
	}
	return seen, nil
}

// check tells what is wrong with a message, and whether an earlier run has sent it.
func (c *Campaign) check(m *Message, seen *keys) (Result, error) {
	result := Result{Key: m.Key, To: m.To, State: Invalid}
	if wrong := m.checkKey(); wrong != nil {
		result.Err = wrong
		return result, nil //nolint:nilerr // The result holds it.
	}
	known, err := seen.see(m.Key)
	switch {
	case err != nil:
		return result, err
	case known == keyAgain:
		result.State, result.Err = Duplicate, ErrDuplicateKey
		return result, nil
	case known == keySent:
		result.Resumed = true
		return result, nil
	}
	b := batch{messages: []Message{*m}, alone: true}
	request := c.request(&b, "", time.Time{})
	result.Err = request.Validate()
	return result, nil
}

// checkKey returns what is wrong with the key; nil for nothing.
func (m *Message) checkKey() error {
	if m.Key == "" || len(m.Key) > maxKey {
		return smsc.ValidationErrors{{Field: "Key", Rule: fmt.Sprintf("is required, and has %d bytes at most", maxKey)}}
	}
	return nil
}

// Quote is the price of a campaign, by the service.
type Quote struct {
	Estimate

	// Cost is the price of the messages that the service would take, in the account's
	// currency.
	Cost decimal.Decimal
	// Count is the number of SMS by the service's count.
	Count int
	// Refused is how many messages the service would refuse, as far as it says so: those
	// of a request that it would take otherwise are left out of Cost and not named.
	Refused int
	// Balance is what the account holds.
	Balance decimal.Decimal
}

// Quote asks the service for the price of a campaign, request by request, and for the
// balance. Nothing is sent and nothing is written into the journal; what that knows is
// not priced. The error is that of the input, of the journal or of the service.
func (c Campaign) Quote(ctx context.Context, messages iter.Seq2[Message, error]) (Quote, error) {
	c, err := c.withDefaults()
	if err != nil {
		return Quote{}, err
	}
	seen, err := c.known()
	defer func() { _ = seen.close() }()
	if err != nil {
		return Quote{}, err
	}
	ctx, cancel := context.WithCancelCause(smsc.InBulk(ctx))
	defer cancel(nil)
	var (
		quote   Quote
		mu      sync.Mutex
		workers sync.WaitGroup
	)
	batches := make(chan batch)
	for range c.workers() {
		workers.Go(func() {
			for b := range batches {
				one, err := c.quote(ctx, &b)
				if err != nil {
					cancel(err)
				}
				mu.Lock()
				quote.Cost = quote.Cost.Add(one.cost)
				quote.Count += one.count
				quote.Refused += one.refused
				mu.Unlock()
			}
		})
	}
	err = c.pack(c.unsent(messages, seen, &quote.Estimate), func(b batch) bool {
		quote.add(&b)
		select {
		case batches <- b:
			return true
		case <-ctx.Done():
			return false
		}
	})
	close(batches)
	workers.Wait()
	if err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return quote, err
	}
	balance, err := c.Client.Balance(ctx)
	if err != nil {
		return quote, err
	}
	quote.Balance = balance.Balance
	return quote, nil
}

// unsent are the messages that are to be sent. The others are counted.
func (c *Campaign) unsent(messages iter.Seq2[Message, error], seen *keys, e *Estimate) iter.Seq2[Message, error] {
	return func(yield func(Message, error) bool) {
		for m, err := range messages {
			if err != nil {
				yield(m, err)
				return
			}
			result, err := c.check(&m, seen)
			switch {
			case err == nil && result.Resumed:
				e.Messages++
				e.Known++
			case err == nil && result.Err != nil:
				e.Messages++
				e.Invalid++
			case !yield(m, err):
				return
			}
		}
	}
}

func (e *Estimate) add(b *batch) {
	for i := range b.messages {
		parts := smsc.Segments(b.messages[i].Text).Parts
		e.Messages++
		e.Parts += parts
		e.Longest = max(e.Longest, parts)
	}
}

// pack packs messages, those alone that no list can carry.
func (c *Campaign) pack(messages iter.Seq2[Message, error], emit func(batch) bool) error {
	packer := newPacker(c)
	for m, err := range messages {
		if err != nil {
			return fmt.Errorf("campaign: input: %w", err)
		}
		one := batch{messages: []Message{m}}
		if c.request(&one, "", time.Time{}).Validate() != nil {
			one.alone = true
			if !emit(one) {
				return nil
			}
			continue
		}
		if full := packer.add(m); full != nil && !emit(batch{messages: full}) {
			return nil
		}
	}
	for rest := packer.rest(); rest != nil; rest = packer.rest() {
		if !emit(batch{messages: rest}) {
			return nil
		}
	}
	return nil
}

// priced is what the service says of the price of a batch.
type priced struct {
	cost           decimal.Decimal
	count, refused int
}

// quote prices a batch, in halves where one message gets the whole refused.
func (c *Campaign) quote(ctx context.Context, b *batch) (all priced, err error) {
	cost, err := c.Client.Cost(ctx, c.request(b, "", time.Time{}))
	_, answered := errors.AsType[*smsc.APIError](err)
	_, tooLarge := errors.AsType[smsc.ValidationErrors](err)
	half := len(b.messages) / 2
	switch {
	case err == nil:
		return priced{cost.Cost, cost.Count.Value, 0}, nil
	case forEverybody(err) || !answered && !tooLarge || tooLarge && half == 0:
		return all, err
	case half == 0:
		return priced{refused: 1}, nil
	}
	for _, part := range [][]Message{b.messages[:half], b.messages[half:]} {
		one, err := c.quote(ctx, &batch{messages: part})
		if err != nil {
			return all, err
		}
		all.cost = all.cost.Add(one.cost)
		all.count += one.count
		all.refused += one.refused
	}
	return all, nil
}
