package smsc

import (
	"fmt"
	"strconv"
	"time"
)

// When is the time at which a message goes out: [Now], [At], [In], [Between] or
// [LocalTime]. nil is Now. (SMSC SOAP docs, send_sms, time and tz.)
type When interface {
	// when returns the wire's time, and tz when there is one.
	when(v *violations) (clock, zone string)
}

// Now sends at once. It is the default.
type Now struct{}

func (Now) when(*violations) (string, string) { return "", "" }

// At sends at an instant, to the second: smsc.At(t). It is the one form that no
// time zone can change. An instant that has passed means at once: the service
// does not refuse it. It must lie between
// 2001-09-09 and 9999.
type At time.Time

// firstInstant is 2001-09-09 01:46:40 UTC. With a digit less, 0 and the Unix
// seconds could be read as DDMMYYhhmm.
const firstInstant = 1_000_000_000

func (a At) when(v *violations) (clock, zone string) { //nolint:unparam // an instant has no zone
	t := time.Time(a)
	if t.Unix() < firstInstant || t.Year() > 9999 {
		v.add("When", "At must lie between 2001-09-09 and 9999")
		return "", ""
	}
	return "0" + strconv.FormatInt(t.Unix(), 10), ""
}

// In sends after a delay of whole minutes, 1 at least, counted by the service
// from the moment it gets the request: smsc.In(10 * time.Minute).
type In time.Duration

func (i In) when(v *violations) (clock, zone string) { //nolint:unparam // a delay has no zone
	d := time.Duration(i)
	if d < time.Minute || d%time.Minute != 0 {
		v.add("When", "In must be whole minutes, 1 at least")
		return "", ""
	}
	return "+" + strconv.FormatInt(int64(d/time.Minute), 10), ""
}

// Between sends within hours of the day: at once when it is between From and To,
// else when it is From o'clock next. It keeps messages out of the night.
type Between struct {
	// From and To are hours, 0-23, From before To.
	From, To int
	// Zone is whose hours they are. Zero: the time zone of the account's settings.
	Zone Zone
}

func (b Between) when(v *violations) (string, string) {
	if b.From < 0 || b.To > 23 || b.From >= b.To {
		v.add("When", "Between needs hours 0-23, From before To")
	}
	return fmt.Sprintf("%d-%d", b.From, b.To), b.Zone.wire(v, "When.Zone")
}

// LocalTime sends when a clock on the wall shows a time, to the minute. A time
// that has passed means at once: the service does not refuse it.
type LocalTime struct {
	// Clock is what the clock shows: year (2000-2099), month, day, hour and
	// minute. Its location is not looked at.
	Clock time.Time
	// Zone is where the clock hangs. Zero: the time zone of the account's
	// settings.
	Zone Zone
}

func (l LocalTime) when(v *violations) (string, string) {
	if y := l.Clock.Year(); y < 2000 || y > 2099 {
		v.add("When", "LocalTime must lie in 2000-2099")
	}
	return l.Clock.Format("0201061504"), l.Zone.wire(v, "When.Zone")
}

// Zone is a time zone as the service counts it, by whole hours from Moscow time
// (UTC+3 all year). The zero value leaves it to the account's settings, or, in a
// [Personal] message, to the request. (SMSC SOAP docs, send_sms, tz.)
type Zone struct {
	hours int
	set   bool
}

// MoscowPlus is the zone whose clocks are so many hours ahead of Moscow's; -15 to
// 11, which is UTC-12 to UTC+14. MoscowPlus(0) is Moscow; Kyiv is MoscowPlus(-1)
// in winter and MoscowPlus(0) in summer.
func MoscowPlus(hours int) Zone { return Zone{hours: hours, set: true} }

func (z Zone) wire(v *violations, field string) string {
	if !z.set {
		return ""
	}
	if z.hours < -15 || z.hours > 11 {
		v.add(field, "must lie between -15 and 11 hours from Moscow")
	}
	return strconv.Itoa(z.hours)
}

// Spread stretches a mailing over time, so that its recipients get it by and by.
// The zero value sends to all at once. The service wants both together.
type Spread struct {
	// Period is the time over which the mailing goes out, 0.1-720 h (6 minutes to
	// 30 days). It is sent in hours, to four decimals. (SMSC SOAP docs, send_sms,
	// period.)
	Period time.Duration
	// Interval is the time between one group of recipients and the next, whole
	// minutes, 1-1440. (SMSC SOAP docs, send_sms, freq.)
	Interval time.Duration
}

func (s Spread) add(d *draft) {
	if s == (Spread{}) {
		return
	}
	switch {
	case s.Period == 0:
		d.v.add("Spread.Interval", "is ignored by the service without Spread.Period")
	case s.Period < 6*time.Minute || s.Period > 720*time.Hour:
		d.v.add("Spread.Period", "must be 0.1-720 hours")
	case s.Interval == 0:
		d.v.add("Spread.Interval", "is needed together with Spread.Period")
	}
	if s.Interval != 0 && (s.Interval < time.Minute || s.Interval > 1440*time.Minute || s.Interval%time.Minute != 0) {
		d.v.add("Spread.Interval", "must be whole minutes, 1-1440")
	}
	hours := strconv.FormatFloat(s.Period.Hours(), 'f', 4, 64)
	d.query.add("period", trimDecimals(hours))
	d.query.add("freq", strconv.FormatInt(int64(s.Interval/time.Minute), 10))
}
