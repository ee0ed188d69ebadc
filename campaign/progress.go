package campaign

import (
	"time"

	"github.com/shopspring/decimal"
)

// Progress is how far a run has come.
type Progress struct { //nolint:recvcheck // counting changes it, reading does not
	// Read is the number of messages that were read from the input.
	Read int
	// Accepted, Refused, Invalid, Duplicate, NotSent and Unknown count results by state,
	// those of earlier runs included.
	Accepted, Refused, Invalid, Duplicate, NotSent, Unknown int
	// Resumed is how many of the results an earlier run has brought.
	Resumed int
	// Parts is the number of SMS that this run has sent, as far as the service has
	// counted them.
	Parts int
	// Cost is what they cost, in the account's currency, as far as the service has
	// said.
	Cost decimal.Decimal
	// Elapsed is the time since the run began.
	Elapsed time.Duration
}

// Done is the number of results so far.
func (p Progress) Done() int {
	return p.Accepted + p.Refused + p.Invalid + p.Duplicate + p.NotSent + p.Unknown
}

// Rate is the number of results of this run a second. 0 at the beginning.
func (p Progress) Rate() float64 {
	if p.Elapsed <= 0 {
		return 0
	}
	return float64(p.Done()-p.Resumed) / p.Elapsed.Seconds()
}

func (p *Progress) count(r *Result) {
	if r.Resumed {
		p.Resumed++
	}
	switch r.State {
	case Accepted:
		p.Accepted++
	case Refused:
		p.Refused++
	case Invalid:
		p.Invalid++
	case Duplicate:
		p.Duplicate++
	case NotSent:
		p.NotSent++
	default:
		p.Unknown++
	}
}
