package smsc

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// When is the time at which a message goes out: [SendAt], [SendIn], [SendBetween]
// or [SendLocal]. nil is at once. (SMSC SOAP docs, send_sms, time and tz.)
type When interface {
	// params returns the time in the service's words.
	params() whenParams
}

// whenParams are the wire's time and tz, the latter empty when there is none.
type whenParams struct {
	time, tz string
	clock    bool // a local clock time, for which a line can have a zone of its own
	wrong    ValidationErrors
}

// SendAt sends at an instant, to the second: smsc.SendAt(t). It is the one form
// that no time zone can change. An instant that has passed means at once: the
// service does not refuse it. It must lie between 2001-09-09 and 9999.
type SendAt time.Time

// firstInstant is 2001-09-09 01:46:40 UTC. With a digit less, 0 and the Unix
// seconds could be read as DDMMYYhhmm.
const firstInstant = 1_000_000_000

func (a SendAt) params() (p whenParams) {
	t := time.Time(a)
	if t.Unix() < firstInstant || t.Year() > 9999 {
		p.wrong = append(p.wrong, &ValidationError{"When", "SendAt must lie between 2001-09-09 and 9999"})
		return p
	}
	p.time = "0" + strconv.FormatInt(t.Unix(), 10)
	return p
}

// String returns the instant in RFC 3339.
func (a SendAt) String() string { return time.Time(a).Format(time.RFC3339Nano) }

// MarshalJSON writes the instant in RFC 3339.
func (a SendAt) MarshalJSON() ([]byte, error) { return time.Time(a).MarshalJSON() }

// UnmarshalJSON reads an instant in RFC 3339.
func (a *SendAt) UnmarshalJSON(document []byte) error { return (*time.Time)(a).UnmarshalJSON(document) }

// SendIn sends after a delay of whole minutes, 1 at least, counted by the service
// from the moment it gets the request: smsc.SendIn(10 * time.Minute).
type SendIn time.Duration

func (i SendIn) params() (p whenParams) {
	d := time.Duration(i)
	if d < time.Minute || d%time.Minute != 0 {
		p.wrong = append(p.wrong, &ValidationError{"When", "SendIn must be whole minutes, 1 at least"})
		return p
	}
	p.time = "+" + strconv.FormatInt(int64(d/time.Minute), 10)
	return p
}

// String returns the delay as [time.Duration] does.
func (i SendIn) String() string { return time.Duration(i).String() }

// SendBetween sends within hours of the day: at once if it is between From and To,
// otherwise at the next From o'clock. It keeps messages out of the night.
type SendBetween struct {
	_ struct{} // no literals without names: two hours are easily mixed up

	// From and To are hours, 0-23, From before To.
	From int `json:"from"`
	To   int `json:"to"`
	// Zone is whose hours they are. Zero: the time zone of the account's settings.
	Zone Zone `json:"zone,omitzero"`
}

func (b SendBetween) params() (p whenParams) {
	if b.From < 0 || b.To > 23 || b.From >= b.To {
		p.wrong = append(p.wrong, &ValidationError{"When", "SendBetween needs hours 0-23, From before To"})
	}
	p.time = fmt.Sprintf("%d-%d", b.From, b.To)
	tz, found := b.Zone.params("When.Zone")
	p.tz, p.wrong = tz, append(p.wrong, found...)
	return p
}

// SendLocal sends at a local time, to the minute. A time that has passed means at
// once: the service does not refuse it.
type SendLocal struct {
	// Clock is what the clock shows: year (2000-2099), month, day, hour and
	// minute. Its location is ignored.
	Clock time.Time `json:"clock"`
	// Zone is where the clock is. Zero: the time zone of the account's settings.
	Zone Zone `json:"zone,omitzero"`
}

func (l SendLocal) params() (p whenParams) {
	if y := l.Clock.Year(); y < 2000 || y > 2099 {
		p.wrong = append(p.wrong, &ValidationError{"When", "SendLocal must lie in 2000-2099"})
	}
	p.time, p.clock = l.Clock.Format("0201061504"), true
	tz, found := l.Zone.params("When.Zone")
	p.tz, p.wrong = tz, append(p.wrong, found...)
	return p
}

// Zone is a time zone as the service knows it: whole hours, all year. The zero value
// leaves it to the account's settings, or, in a [Personal] message, to the request.
// Make one with [UTCOffset]. (SMSC SOAP docs, send_sms, tz.)
type Zone struct {
	hours int
	set   bool
}

// UTCOffset is the zone whose clocks are so many hours ahead of UTC, -12 to 14: 2 is
// Kyiv in winter and 3 in summer, 3 Moscow, 5 Kazakhstan.
func UTCOffset(hours int) Zone { return Zone{hours: hours, set: true} }

// moscowOffset is where the service counts its hours from. (SMSC SOAP docs, tz.)
const moscowOffset = 3

// params returns the wire's tz, empty for the zero value.
func (z Zone) params(field string) (tz string, wrong ValidationErrors) {
	if !z.set {
		return "", nil
	}
	if z.hours < -12 || z.hours > 14 {
		wrong = append(wrong, &ValidationError{field, "must lie between -12 and 14 hours from UTC"})
	}
	return strconv.Itoa(z.hours - moscowOffset), wrong
}

// String returns "UTC+2", or "" for the zero value.
func (z Zone) String() string {
	if !z.set {
		return ""
	}
	return fmt.Sprintf("UTC%+d", z.hours)
}

// MarshalText is [Zone.String].
func (z Zone) MarshalText() ([]byte, error) { return []byte(z.String()), nil }

// UnmarshalText reads what String returns.
func (z *Zone) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*z = Zone{}
		return nil
	}
	number, ok := strings.CutPrefix(string(text), "UTC")
	hours, err := strconv.ParseInt(number, 10, 8)
	if !ok || err != nil {
		return fmt.Errorf("smsc: %.20q is not a zone such as UTC+2", text)
	}
	*z = UTCOffset(int(hours))
	return nil
}

// Spread stretches a mailing over time, so that its recipients get it gradually.
// The zero value sends to all at once. The service wants both fields together.
type Spread struct {
	_ struct{} // no literals without names: two durations are easily mixed up

	// Period is the time over which the mailing goes out, 0.1-720 h (6 minutes to
	// 30 days). It is sent in hours, to four decimals. (SMSC SOAP docs, send_sms,
	// period.)
	Period time.Duration `json:"period,omitempty"`
	// Interval is the time between one group of recipients and the next, whole
	// minutes, 1-1440. (SMSC SOAP docs, send_sms, freq.)
	Interval time.Duration `json:"interval,omitempty"`
}

// params returns period and freq.
func (s Spread) params() (q query, wrong ValidationErrors) {
	if s == (Spread{}) {
		return nil, wrong
	}
	switch {
	case s.Period == 0:
		wrong = append(wrong, &ValidationError{"Spread.Interval", "is ignored by the service without Spread.Period"})
	case s.Period < 6*time.Minute || s.Period > 720*time.Hour:
		wrong = append(wrong, &ValidationError{"Spread.Period", "must be 0.1-720 hours"})
	case s.Interval == 0:
		wrong = append(wrong, &ValidationError{"Spread.Interval", "is needed together with Spread.Period"})
	}
	if s.Interval != 0 && (s.Interval < time.Minute || s.Interval > 1440*time.Minute || s.Interval%time.Minute != 0) {
		wrong = append(wrong, &ValidationError{"Spread.Interval", "must be whole minutes, 1-1440"})
	}
	hours := strconv.FormatFloat(s.Period.Hours(), 'f', 4, 64)
	hours = strings.TrimSuffix(strings.TrimRight(hours, "0"), ".")
	return query{{"period", hours}, {"freq", strconv.FormatInt(int64(s.Interval/time.Minute), 10)}}, wrong
}
