package campaign

import (
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
)

// Campaign is how many messages are sent. The zero value of every field but Client is
// the default.
type Campaign struct { //nolint:recvcheck // Run works on a copy, which the rest shares
	// Client sends. Required. Its limits are shared with whatever else it sends, which
	// goes first: see [smsc.InBulk].
	Client *smsc.Client
	// Template is what all messages have in common: channel, time, validity, sender
	// and so on. To, Groups, Text, Personal, ID and LeaveBy are the campaign's to set.
	Template smsc.SendRequest
	// Journal remembers what was sent, so that running the campaign again sends
	// nothing twice. See [OpenJournal]. nil: nothing is remembered.
	Journal Journal

	// Recipients is the largest number of messages in a request. 0: 200. It must be
	// within [smsc.WithMaxRecipients].
	Recipients int
	// Bytes is the largest size of a request, as [smsc.SendRequest.Size] counts it.
	// 0: 256 KiB. It must be within [smsc.WithMaxRequest].
	Bytes int
	// Concurrent is the number of requests that are on their way at once. 0: as many
	// as the client's pacing allows.
	Concurrent int
	// PerMinute is the number of messages that leave in a minute at most. 0: no bound.
	PerMinute int
	// LeaveWithin is for how long after a request was written into the journal it may
	// still leave. A later run has to wait for that long, and the client's quiet
	// time, before it can prove that a request was not sent. 0: 1 minute.
	LeaveWithin time.Duration
	// Grace is for how long requests that are on their way may take when the context
	// is over or the loop is left. 0: 10 seconds.
	Grace time.Duration

	// MaxCost is what the campaign may cost, with what earlier runs have spent by the
	// journal, in the account's currency. Then each request is priced before it is
	// sent, which takes a request more. Zero: no bound.
	MaxCost decimal.Decimal
	// MinBalance is what the account must hold before anything is sent. Zero: it is not
	// asked for.
	MinBalance decimal.Decimal
	// SkipStatus does not ask for each message of a request whose answer was lost. They
	// are then accepted with [Result].ReportsMissing, because those that the service
	// refused cannot be told apart.
	SkipStatus bool
	// Progress is called after each request, from the goroutine that runs the loop, and
	// at the end.
	Progress func(Progress)
}

const (
	defaultRecipients  = 200
	defaultBytes       = 256 << 10
	defaultConcurrent  = 14
	defaultLeaveWithin = time.Minute
	defaultGrace       = 10 * time.Second

	maxKey = 200
)

// withDefaults checks the settings and fills in the defaults.
func (c Campaign) withDefaults() (Campaign, error) {
	var wrong []error
	check := func(ok bool, field, rule string) {
		if !ok {
			wrong = append(wrong, fmt.Errorf("campaign: %s: %s", field, rule))
		}
	}
	check(c.Client != nil, "Client", "is required")
	t := &c.Template
	check(len(t.To)+len(t.Groups) == 0, "Template.To", "must be empty, and so must Groups: recipients come from the messages")
	check(t.Text == "" && t.Personal == nil, "Template.Text", "must be empty, and so must Personal: texts come from the messages")
	check(t.ID == "" && t.LeaveBy.IsZero(), "Template.ID", "must be empty, and so must LeaveBy: each request has its own")
	check(min(c.Recipients, c.Bytes, c.Concurrent, c.PerMinute) >= 0, "Recipients",
		"must not be negative, and neither may Bytes, Concurrent and PerMinute")
	check(c.LeaveWithin >= 0 && c.Grace >= 0, "LeaveWithin", "must not be negative, and neither may Grace")
	check(!c.MaxCost.IsNegative(), "MaxCost", "must not be negative")
	if err := errors.Join(wrong...); err != nil {
		return c, err
	}
	setDefault(&c.Recipients, defaultRecipients)
	setDefault(&c.Bytes, defaultBytes)
	setDefault(&c.LeaveWithin, defaultLeaveWithin)
	setDefault(&c.Grace, defaultGrace)
	if c.PerMinute > 0 { // no request holds more than goes out in five seconds
		c.Recipients = max(1, min(c.Recipients, c.PerMinute/12))
	}
	if c.Template.Report == smsc.ReportNothing {
		c.Template.Report = smsc.ReportCost
	}
	return c, nil
}

func setDefault[T int | time.Duration](field *T, value T) {
	if *field == 0 {
		*field = value
	}
}

// workers is how many requests are worked on at once. Where the client's pacing is the
// limit, a few more than it lets through are ready to take the next place.
func (c *Campaign) workers() int {
	if c.Concurrent > 0 {
		return c.Concurrent
	}
	return defaultConcurrent + 4
}
