package campaign

import (
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
)

// Journal remembers what was sent. [OpenJournal] keeps it in a file, [NewMemoryJournal]
// in memory. It must be safe for concurrent use.
type Journal interface {
	// Entries returns everything that was written, in order. It is called before a run
	// writes.
	Entries() iter.Seq2[Entry, error]
	// Append writes an entry. When it returns nil the entry survives whatever happens
	// to the process, and, as far as the storage keeps its promises, to the machine.
	Append(entry Entry) error
}

// Entry is one entry of a journal: one of its fields.
type Entry struct {
	// Sent is written before a request leaves.
	Sent *Sent `json:"sent,omitempty"`
	// Done is written when it is known what became of a request, or that it cannot be
	// known yet.
	Done *Done `json:"done,omitempty"`
}

// Sent is a request that is about to leave. It holds keys and recipients, and no text.
type Sent struct {
	// ID is the ID of the request, which no other one has.
	ID string `json:"id"`
	// At is when this was written, and LeaveBy the last moment at which the request can
	// leave.
	At      time.Time `json:"at"`
	LeaveBy time.Time `json:"leave_by"`
	// Keys and To are its messages, in order.
	Keys []string `json:"keys"`
	To   []string `json:"to"`
	// Hash stands for keys, recipients, texts and senders, so that it can be shown what
	// went out: the first 12 bytes of their SHA-256, each with its length as an
	// unsigned varint in front.
	Hash string `json:"hash"`
	// Price is what the service said that it would cost, where it was asked.
	Price smsc.Optional[decimal.Decimal] `json:"price,omitzero"`
}

// Done is what became of a request.
type Done struct {
	// ID is that of Sent.
	ID string    `json:"id"`
	At time.Time `json:"at"`
	// Outcome is what is known: "accepted", "rejected", "not_sent" or "unknown".
	// Messages of a request that was not sent may be sent again.
	Outcome string `json:"outcome"`
	// Free tells that a request was rejected and its messages may be sent again: in
	// smaller requests, or when a reason has passed that does not lie in them.
	Free bool `json:"free,omitempty"`
	// Code is the service's error code; 0 for none.
	Code int `json:"code,omitempty"`
	// Cost is what it cost, where it is known.
	Cost smsc.Optional[decimal.Decimal] `json:"cost,omitzero"`
	// Resolved tells that the answer was lost and the request was found by asking.
	Resolved bool `json:"resolved,omitempty"`
	// Refused are the messages that were refused, and Missing those of which it is not
	// known, by their place in Sent.
	Refused []Refusal `json:"refused,omitempty"`
	Missing []int     `json:"missing,omitempty"`
	// Asking tells that the run ended before all of Missing were asked for. The next
	// run does that.
	Asking bool `json:"asking,omitempty"`
	// Endpoints are the URLs that may have a request whose outcome is unknown.
	Endpoints []string `json:"endpoints,omitempty"`
}

// Refusal is a message that was refused in a request that was accepted.
type Refusal struct {
	// At is the message's place in Sent.
	At int `json:"at"`
	// Status says why, where the service did.
	Status smsc.Optional[smsc.StatusCode] `json:"status,omitzero"`
}

// free tells whether the messages of the request may be sent again.
func (d *Done) free() bool {
	return d.Free || d.Outcome == outcomeNotSent
}

// final tells whether nothing more can become known of the request.
func (d *Done) final() bool {
	return d.free() || d.Outcome == outcomeAccepted && !d.Asking || d.Outcome == outcomeRejected
}

// MemoryJournal is a journal that ends with the process. Make one with
// [NewMemoryJournal].
type MemoryJournal struct {
	mu      sync.Mutex
	entries []Entry
}

// NewMemoryJournal returns an empty journal in memory: a run that was stopped goes on
// with it in the same process.
func NewMemoryJournal() *MemoryJournal { return new(MemoryJournal) }

// Entries returns everything that was written.
func (j *MemoryJournal) Entries() iter.Seq2[Entry, error] {
	j.mu.Lock()
	defer j.mu.Unlock()
	entries := slices.Clone(j.entries)
	return func(yield func(Entry, error) bool) {
		for _, one := range entries {
			if !yield(one, nil) {
				return
			}
		}
	}
}

// Append writes an entry. The error is always nil.
func (j *MemoryJournal) Append(entry Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, entry)
	return nil
}

// noJournal remembers nothing.
type noJournal struct{}

func (noJournal) Entries() iter.Seq2[Entry, error] { return func(func(Entry, error) bool) {} }
func (noJournal) Append(Entry) error               { return nil }
