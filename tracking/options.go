package tracking

import (
	"time"

	"github.com/go-smsc/smsc"
)

// Option is a setting of [New], [Wait] and [Track].
type Option func(*config)

type config struct {
	schedule   Schedule // nil: by the method
	detail     smsc.Detail
	concurrent int
	rate       int
	maxOpen    int
	validity   time.Duration
	life       func(smsc.Ref) Life
	reactions  time.Duration
	lost       time.Duration
}

const (
	// maxConcurrent is how many status requests the service takes at once on a login:
	// it refuses from 5 on. (SMSC HTTP docs.)
	maxConcurrent = 4

	defaultMaxOpen  = 100_000
	defaultValidity = 24 * time.Hour
	defaultLost     = 15 * time.Minute

	// grace is for how long a message is followed when its validity is over.
	grace = time.Hour
	// settled is how long after the end of the validity the service surely knows that
	// the message has expired. (Inferred.)
	settled = 5 * time.Minute
)

func defaults() config {
	return config{
		concurrent: maxConcurrent, maxOpen: defaultMaxOpen, validity: defaultValidity, lost: defaultLost,
		life: func(smsc.Ref) Life { return Life{} },
	}
}

// WithSchedule sets when questions are asked. Defaults to [Prompt] for [Tracker.Wait]
// and [Frugal] for [Tracker.Track].
func WithSchedule(schedule Schedule) Option { return func(c *config) { c.schedule = schedule } }

// WithDetail sets how much each question asks for. Defaults to [smsc.DetailBasic]. A
// result that came by a report has what the report says.
func WithDetail(detail smsc.Detail) Option { return func(c *config) { c.detail = detail } }

// WithConcurrent sets the number of questions at once, 1-4. Defaults to 4, which is
// what the service takes on a login: set less when other programs ask too.
func WithConcurrent(n int) Option { return func(c *config) { c.concurrent = n } }

// WithRate bounds the questions in a minute, of all methods of the Tracker together.
// They are spread evenly. Defaults to 0: no bound. What the client repeats after a
// failure ([smsc.RetryPolicy]) is not counted.
func WithRate(perMinute int) Option { return func(c *config) { c.rate = perMinute } }

// WithMaxOpen bounds the messages that one [Tracker.Track] follows at the same time.
// While there are so many, it takes none from its sequence. Each needs about 200 bytes
// besides the texts of its ref, and 250 more when something is known of it. The option
// also bounds the reports that are kept of messages that nobody follows yet. Defaults to
// 100,000.
func WithMaxOpen(messages int) Option { return func(c *config) { c.maxOpen = messages } }

// WithValidity sets for how long the operator tries to deliver: what
// [smsc.SendRequest].ValidFor was. Defaults to 24 hours, the longest that the service
// takes.
func WithValidity(validity time.Duration) Option { return func(c *config) { c.validity = validity } }

// Life is when a message lives.
type Life struct {
	// SentAt is when the message goes out, which can be in the future. Zero: when
	// the Tracker gets its ref.
	SentAt time.Time
	// ValidFor is for how long the operator tries to deliver it. Zero: what
	// [WithValidity] says.
	ValidFor time.Duration
}

// WithLife sets when messages live, one by one: for those that are scheduled, were
// sent some time ago, or have a validity of their own. It is called once for each ref,
// from the goroutine that tracks.
func WithLife(life func(smsc.Ref) Life) Option { return func(c *config) { c.life = life } }

// WithReactions goes on to follow a message that was delivered, until it is read or a
// link in it is clicked, for so long after the Tracker has learned of the delivery. A
// message without a reaction then ends as delivered. Defaults to 0: delivered is the
// end.
func WithReactions(within time.Duration) Option { return func(c *config) { c.reactions = within } }

// WithNotFoundAfter sets at which age a message that was never found is given up, when
// the service has said so twice. Until then it is taken for one that the service does
// not know yet; how long that takes is not documented. Defaults to 15 minutes.
func WithNotFoundAfter(age time.Duration) Option { return func(c *config) { c.lost = age } }

func (c *config) check() error {
	var wrong smsc.ValidationErrors
	require := func(ok bool, option, rule string) {
		if !ok {
			wrong = append(wrong, &smsc.ValidationError{Field: option, Rule: rule})
		}
	}
	require(c.detail >= smsc.DetailBasic && c.detail <= smsc.DetailOperator, "WithDetail",
		"must be DetailBasic, DetailMessage or DetailOperator")
	require(c.concurrent >= 1 && c.concurrent <= maxConcurrent, "WithConcurrent", "must be 1-4")
	require(c.rate >= 0, "WithRate", "must not be negative")
	require(c.maxOpen >= 1, "WithMaxOpen", "must be positive")
	require(c.validity > 0, "WithValidity", "must be positive")
	require(c.life != nil, "WithLife", "must not be nil")
	require(c.reactions >= 0, "WithReactions", "must not be negative")
	require(c.lost >= 0, "WithNotFoundAfter", "must not be negative")
	if len(wrong) == 0 {
		return nil // not a ValidationErrors without any
	}
	return wrong
}
