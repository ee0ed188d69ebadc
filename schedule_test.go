package smsc_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestScheduleRules(t *testing.T) {
	t.Parallel()
	when := func(w smsc.When) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.When = w }) }
	spread := func(period, interval time.Duration) smsc.SendRequest {
		return with(func(r *smsc.SendRequest) { r.Spread = smsc.Spread{Period: period, Interval: interval} })
	}
	valid := func(d time.Duration) smsc.SendRequest { return with(func(r *smsc.SendRequest) { r.ValidFor = d }) }
	date := func(y int) time.Time { return time.Date(y, 6, 1, 12, 0, 0, 0, time.UTC) }
	var nilWhen *smsc.SendBetween
	check(t, []rule{
		{"at once", when(nil), nil},
		{"an instant", when(smsc.SendAt(date(2030))), nil},
		{"an instant that has passed", when(smsc.SendAt(time.Unix(1e9, 0))), nil},
		{"an instant of nine digits, which reads as a date", when(smsc.SendAt(time.Unix(1e9-1, 0))), []string{"When"}},
		{"the zero instant", when(smsc.SendAt(time.Time{})), []string{"When"}},
		{"the Unix epoch", when(smsc.SendAt(time.Unix(0, 0))), []string{"When"}},
		{"the year 10000", when(smsc.SendAt(date(10000))), []string{"When"}},
		{"a minute's delay", when(smsc.SendIn(time.Minute)), nil},
		{"half a minute's delay", when(smsc.SendIn(30 * time.Second)), []string{"When"}},
		{"90 seconds' delay", when(smsc.SendIn(90 * time.Second)), []string{"When"}},
		{"a negative delay", when(smsc.SendIn(-time.Minute)), []string{"When"}},
		{"hours of the day", when(smsc.SendBetween{From: 0, To: 23}), nil},
		{"hour 24", when(smsc.SendBetween{From: 9, To: 24}), []string{"When"}},
		{"a negative hour", when(smsc.SendBetween{From: -1, To: 9}), []string{"When"}},
		{"hours over midnight", when(smsc.SendBetween{From: 22, To: 6}), []string{"When"}},
		{"no hours at all", when(smsc.SendBetween{}), []string{"When"}},
		{"a local time", when(smsc.SendLocal{Clock: date(2000)}), nil},
		{"a local time before 2000", when(smsc.SendLocal{Clock: date(1999)}), []string{"When"}},
		{"a local time after 2099", when(smsc.SendLocal{Clock: date(2100)}), []string{"When"}},
		{"the westernmost zone", when(smsc.SendLocal{Clock: date(2030), Zone: smsc.UTCOffset(-12)}), nil},
		{"a zone too far west", when(smsc.SendLocal{Clock: date(2030), Zone: smsc.UTCOffset(-13)}), []string{"When.Zone"}},
		{"the easternmost zone", when(smsc.SendBetween{From: 9, To: 21, Zone: smsc.UTCOffset(14)}), nil},
		{"a zone too far east", when(smsc.SendBetween{From: 9, To: 21, Zone: smsc.UTCOffset(15)}), []string{"When.Zone"}},
		{"a nil pointer for a time", when(nilWhen), []string{"When"}},

		{"the shortest spread", spread(6*time.Minute, time.Minute), nil},
		{"a shorter spread", spread(6*time.Minute-1, time.Minute), []string{"Spread.Period"}},
		{"the longest spread", spread(720*time.Hour, 1440*time.Minute), nil},
		{"a longer spread", spread(720*time.Hour+1, time.Minute), []string{"Spread.Period"}},
		{"an interval alone", spread(0, time.Minute), []string{"Spread.Interval"}},
		{"a period alone", spread(time.Hour, 0), []string{"Spread.Interval"}},
		{"an interval below a minute", spread(time.Hour, 59*time.Second), []string{"Spread.Interval"}},
		{"an interval above a day", spread(time.Hour, 1441*time.Minute), []string{"Spread.Interval"}},
		{"an interval of broken minutes", spread(time.Hour, 90*time.Second), []string{"Spread.Interval"}},

		{"valid for a minute", valid(time.Minute), nil},
		{"valid for less", valid(59 * time.Second), []string{"ValidFor"}},
		{"valid for a day", valid(24 * time.Hour), nil},
		{"valid for more", valid(24*time.Hour + time.Minute), []string{"ValidFor"}},
		{"valid for broken minutes", valid(90 * time.Second), []string{"ValidFor"}},
		{"valid for a negative time", valid(-time.Hour), []string{"ValidFor"}},
	})
}

func FuzzWhen(f *testing.F) {
	f.Add(int64(1795365059), int64(60e9), 9, 21, -1)
	f.Add(int64(999_999_999), int64(-1), -1, 24, 12)
	f.Fuzz(func(t *testing.T, unix, delay int64, from, to, zone int) {
		for _, when := range []smsc.When{
			smsc.SendAt(time.Unix(unix, 0)), smsc.SendIn(delay),
			smsc.SendBetween{From: from, To: to, Zone: smsc.UTCOffset(zone)},
			smsc.SendLocal{Clock: time.Unix(unix, 0).UTC(), Zone: smsc.UTCOffset(zone)},
		} {
			g := smsctest.New(smsctest.WithStrictRequests())
			_, err := emulated(t, g, singleAttempt()).Send(t.Context(), with(func(r *smsc.SendRequest) { r.When = when }))
			if err == nil {
				continue
			}
			_, ok := err.(smsc.ValidationErrors) //nolint:errorlint // it comes as it is
			assert.True(t, ok, "the emulator refuses what the rules let through: %v", err)
		}
	})
}

func TestTimesShowThemselves(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 18, 30, 0, 0, time.UTC)
	assert.Equal(t, "2026-11-22T18:30:00Z", smsc.SendAt(at).String())
	assert.Equal(t, "1h30m0s", smsc.SendIn(90*time.Minute).String())
	assert.Equal(t, "2026-11-22T18:30:00Z 1m0s", fmt.Sprint(smsc.SendAt(at), " ", smsc.SendIn(time.Minute)))
}

func TestZonesAsText(t *testing.T) {
	t.Parallel()
	for hours := -12; hours <= 14; hours++ {
		zone := smsc.UTCOffset(hours)
		assert.Equal(t, fmt.Sprintf("UTC%+d", hours), zone.String())
		text, err := zone.MarshalText()
		require.NoError(t, err)
		var read smsc.Zone
		require.NoError(t, read.UnmarshalText(text))
		assert.Equal(t, zone, read)
	}
	read := smsc.UTCOffset(3)
	for _, text := range []string{"Kyiv", "UTC", "UTC+", "UTC+1.5", "UTC+999", "2", "utc+2"} {
		require.Error(t, read.UnmarshalText([]byte(text)), text)
		assert.Equal(t, smsc.UTCOffset(3), read, "what cannot be read changes nothing")
	}
	require.NoError(t, read.UnmarshalText(nil))
	assert.Equal(t, smsc.Zone{}, read)
	assert.Empty(t, smsc.Zone{}.String())
}
