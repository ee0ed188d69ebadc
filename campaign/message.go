package campaign

import (
	"errors"

	"github.com/go-smsc/smsc"
)

// Message is one text to one recipient.
type Message struct {
	// Key is the caller's name for the message, such as the number of an order. Each
	// message of a campaign has its own: the journal knows messages by their keys.
	// Required, up to 200 bytes.
	Key string `json:"key"`
	// To is the recipient, as in [smsc.SendRequest]. Give numbers with their +: only
	// for them can the service be asked so that "not found" is a proof.
	To string `json:"to"`
	// Text is the message, up to 1000 characters.
	Text string `json:"text"`
	// Sender is the name that the recipient sees. Empty: the template's.
	Sender string `json:"sender,omitempty"`
}

// State is what became of a message. The zero value is the careful one.
type State int

// What can become of a message.
const (
	// Unknown: it may have been sent, and there is no proof of what became of it.
	// [Result].Record is what [smsc.Client.Resolve] needs. The next run with the same
	// journal asks for it again and does not send it before there is a proof that the
	// service does not have it.
	Unknown State = iota
	// Accepted: the service took it, under [Result].ID.
	Accepted
	// Refused: the service took the request and not this message, or refused the
	// message by itself. [Result].Status or [Result].Err says why.
	Refused
	// Invalid: it breaks a rule, so it was not sent. [Result].Err is a
	// [smsc.ValidationErrors].
	Invalid
	// Duplicate: the input had its key before. It was not sent.
	Duplicate
	// NotSent: it was certainly not sent, for a reason that does not lie in the message.
	// The next run sends it. [Result].Err says why.
	NotSent
)

// String returns "unknown", "accepted", "refused", "invalid", "duplicate" or
// "not_sent".
func (s State) String() string {
	switch s {
	case Accepted:
		return "accepted"
	case Refused:
		return "refused"
	case Invalid:
		return "invalid"
	case Duplicate:
		return "duplicate"
	case NotSent:
		return "not_sent"
	default:
		return "unknown"
	}
}

// Result is what became of one message.
type Result struct {
	// Key and To are the message's.
	Key string
	To  string
	// State is what became of it.
	State State
	// ID and To name the message for [smsc.Client.Status], once it may have been sent.
	// The messages of one request share their ID.
	ID string
	// Status is why the service refused this message of a request that it took.
	Status smsc.Optional[smsc.StatusCode]
	// Err says why the message was not accepted. nil when it was, and when the service
	// gave no reason.
	Err error
	// Record is what [smsc.Client.Resolve] needs, when State is Unknown. It can cover
	// the whole request that the message went out with.
	Record *smsc.SendRecord
	// ReportsMissing tells that the request was accepted, and that this message may
	// have been refused all the same: the answer was lost or named somebody who is
	// not in the request, and nobody could be asked.
	ReportsMissing bool
	// Resolved tells that the answer was lost and the message was found by asking.
	Resolved bool
	// Resumed tells that an earlier run has sent it, by the journal.
	Resumed bool
}

// Reason says in a few words why the message was not accepted, for a report. "" when
// it was.
func (r Result) Reason() string {
	switch {
	case r.State == Accepted:
		return ""
	case r.Status.Present:
		return r.Status.Value.String()
	case r.Err != nil:
		return r.Err.Error()
	case r.State == Refused:
		return "the service does not have it"
	default:
		return r.State.String()
	}
}

// Errors that end a run, besides those of the input, the journal, the context and the
// service.
var (
	// ErrBudget: the next request would cost more than is left of [Campaign].MaxCost.
	ErrBudget = errors.New("campaign: the budget is spent")
	// ErrBalance: the balance is below [Campaign].MinBalance. Nothing was sent.
	ErrBalance = errors.New("campaign: the balance is too low")
	// ErrRefusals: the service has refused so many requests in a row that some more
	// would get the address blocked for everybody who shares it: 100 within 10 minutes
	// (SMSC FAQ). Look at the results; wait 10 minutes before you run it again.
	ErrRefusals = errors.New("campaign: too many refusals in a row")
	// ErrDuplicateKey is the Err of a message whose key was there before.
	ErrDuplicateKey = errors.New("campaign: the input had this key before")
)
