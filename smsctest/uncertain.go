package smsctest

import "time"

// The options in this file are what the service might be: nobody has seen how it
// behaves, so each behaviour that is possible can be chosen. All of them are off by
// default.

// WithDuplicateGap makes the check for identical sends one that is not atomic: a
// send is checked when it comes, and accepted and answered a time later that is
// drawn from least to most. Identical sends that come in between are accepted too.
// The client may be gone by then.
func WithDuplicateGap(least, most time.Duration) Option {
	return func(c *config) { c.gap = newSpan(least, most) }
}

// WithOwnGuard makes a host of an account, see [Gateway.NewHost], know only its own
// sends when it looks for identical ones.
func WithOwnGuard() Option { return func(c *config) { c.ownGuard = true } }

// WithStatusLag lets get_status find a message only a time after it was accepted,
// drawn for each message from least to most. Until then it is not found, or an
// older one with the same phone and ID is.
func WithStatusLag(least, most time.Duration) Option {
	return func(c *config) { c.index.lag = newSpan(least, most) }
}

// WithStaleStatuses lets a share of the status requests, 0-1, be answered by a
// replica that knows what was so a time ago, drawn for each request from least to
// most: a message that was found is not found again, or its status is an older one.
func WithStaleStatuses(share float64, least, most time.Duration) Option {
	return func(c *config) { c.index.staleShare, c.index.staleBy = share, newSpan(least, most) }
}

// WithStatusMemory lets get_status forget a message so long after it was accepted.
// 0 does not.
func WithStatusMemory(d time.Duration) Option { return func(c *config) { c.index.memory = d } }

// WithExactStatusPhones lets get_status find a message only under the number that
// it was sent to, with or without a plus. By default it corrects a number as a send
// does.
func WithExactStatusPhones() Option { return func(c *config) { c.index.exact = true } }

// WithDateZone writes the dates of get_status in a time zone. Defaults to Moscow's,
// UTC+3, which recorded answers are in.
func WithDateZone(zone *time.Location) Option { return func(c *config) { c.dateZone = zone } }

// WithDatesAlone answers get_status with dates alone, without the elements
// last_timestamp and send_timestamp.
func WithDatesAlone() Option { return func(c *config) { c.datesAlone = true } }

// WithClockSkew sets the service's clock ahead of the [Clock], or behind it if
// negative: dates in answers, and dates and times of day in requests, are by the
// service's. What the Gateway tells the test is by the Clock, and so are limits and
// lives. See [Gateway.SetClockSkew].
func WithClockSkew(d time.Duration) Option { return func(c *config) { c.firstSkew = skew(d) } }
