package smsc

import "time"

// SetClock replaces both clocks of a client: tests set the wall clock, and let the
// monotonic one stand still, as a machine does that sleeps.
func SetClock(c *Client, now func() (wall time.Time, mono time.Duration)) {
	c.clock.now = func() instant {
		wall, mono := now()
		return instant{wall: wall.Round(0), mono: mono}
	}
}

// SetQuietTime sets a quiet time that WithRetry would refuse: a control.
func SetQuietTime(c *Client, d time.Duration) { c.config.retry.QuietTime = d }
