package smsctest

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// moscow is the zone that tz counts from and that the service writes its dates
// in (SMSC SOAP docs, tz; that dates are in it as well is inferred).
var moscow = time.FixedZone("UTC+3", 3*60*60)

// schedule is a parsed time parameter.
type schedule struct {
	form     timeForm
	instant  time.Time     // formInstant
	wall     time.Time     // formWall: what a clock shows, as if it were UTC
	delay    time.Duration // formDelay
	from, to int           // formHours
}

type timeForm int

const (
	formNow     timeForm = iota // "" or 0
	formWall                    // DDMMYYhhmm or DD.MM.YY hh:mm
	formHours                   // h1-h2
	formInstant                 // 0 and Unix seconds
	formDelay                   // + and minutes
)

var (
	hoursForm   = regexp.MustCompile(`^([0-9]{1,2})-([0-9]{1,2})$`)
	instantForm = regexp.MustCompile(`^0[0-9]{1,12}$`)
	delayForm   = regexp.MustCompile(`^\+[0-9]{1,7}$`)
	digitsOnly  = regexp.MustCompile(`^[0-9]+$`)
)

// parseSchedule reads the forms of time (SMSC SOAP docs, send_sms, time). Ten
// digits are always DDMMYYhhmm, also with a 0 in front.
func parseSchedule(raw string) (schedule, bool) {
	switch {
	case raw == "" || raw == "0":
		return schedule{}, true
	case len(raw) == 10 && digitsOnly.MatchString(raw):
		return parseWall("0201061504", raw)
	case strings.Contains(raw, "."):
		return parseWall("02.01.06 15:04", raw)
	case delayForm.MatchString(raw):
		minutes, err := strconv.Atoi(raw[1:])
		return schedule{form: formDelay, delay: time.Duration(minutes) * time.Minute}, err == nil
	case instantForm.MatchString(raw):
		seconds, err := strconv.ParseInt(raw[1:], 10, 64)
		return schedule{form: formInstant, instant: time.Unix(seconds, 0)}, err == nil
	}
	if m := hoursForm.FindStringSubmatch(raw); m != nil {
		from, _ := strconv.Atoi(m[1])
		to, _ := strconv.Atoi(m[2])
		return schedule{form: formHours, from: from, to: to}, from < to && to <= 24
	}
	return schedule{}, false
}

func parseWall(layout, raw string) (schedule, bool) {
	wall, err := time.Parse(layout, raw)
	if err == nil && wall.Year() < 2000 { // two digits from 69 on are taken for 19xx
		wall = wall.AddDate(100, 0, 0)
	}
	return schedule{form: formWall, wall: wall}, err == nil
}

// at is when a message that is accepted now goes out. What has passed goes out at
// once.
func (s schedule) at(now time.Time, zone *time.Location) time.Time {
	var at time.Time
	switch s.form {
	case formNow:
		return now
	case formDelay:
		at = now.Add(s.delay)
	case formInstant:
		at = s.instant
	case formWall:
		w := s.wall
		at = time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), 0, 0, zone)
	case formHours:
		local := now.In(zone)
		opening := time.Date(local.Year(), local.Month(), local.Day(), s.from, 0, 0, 0, zone)
		closing := time.Date(local.Year(), local.Month(), local.Day(), s.to, 0, 0, 0, zone)
		switch {
		case now.Before(opening):
			at = opening
		case now.Before(closing):
			at = now
		default:
			at = opening.AddDate(0, 0, 1)
		}
	}
	if at.Before(now) {
		return now
	}
	return at
}

// parseZone reads tz, whole hours from Moscow time.
func parseZone(raw string) (*time.Location, bool) {
	hours, err := strconv.Atoi(raw)
	if err != nil || hours < -15 || hours > 14 {
		return nil, false
	}
	_, moscowOffset := time.Time{}.In(moscow).Zone()
	return time.FixedZone("", moscowOffset+hours*60*60), true
}

// spread is a parsed period with its freq.
type spread struct {
	period time.Duration
	freq   time.Duration // 0: each recipient apart
}

// after is how much later than the first of so many recipients the one at index
// gets the message. The service works out the size of a group from period and
// freq; that it rounds up is inferred.
func (s spread) after(index, recipients int) time.Duration {
	switch {
	case s.period == 0 || recipients == 0:
		return 0
	case s.freq == 0:
		return s.period / time.Duration(recipients) * time.Duration(index)
	}
	groups := max(1, int((s.period+s.freq-1)/s.freq))
	size := (recipients + groups - 1) / groups
	return time.Duration(index/size) * s.freq
}
