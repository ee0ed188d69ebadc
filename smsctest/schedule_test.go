package smsctest_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// All forms of time. The clock shows 10.03.2026 12:00 in Moscow.
func TestTimeForms(t *testing.T) {
	t.Parallel()
	const now = "10.03.2026 12:00:00"
	kyiv := time.FixedZone("Kyiv", 2*60*60)
	unix := func(day, hour, minute int) string {
		return "0" + strconv.FormatInt(time.Date(2026, time.March, day, hour-3, minute, 0, 0, time.UTC).Unix(), 10)
	}
	for name, test := range map[string]struct {
		time, tz, want string // want is Moscow time, "" is error 5
		zone           *time.Location
	}{
		"nothing":                     {"", "", now, nil},
		"zero":                        {"0", "", now, nil},
		"DDMMYYhhmm":                  {"1103261530", "", "11.03.2026 15:30:00", nil},
		"DDMMYYhhmm, leading zero":    {"0112261530", "", "01.12.2026 15:30:00", nil},
		"DDMMYYhhmm past":             {"0903261530", "", now, nil},
		"DDMMYYhhmm of a century":     {"0101991530", "", "01.01.2099 15:30:00", nil},
		"DDMMYYhhmm, no such day":     {"3002261530", "", "", nil},
		"DDMMYYhhmm, no such hour":    {"1103262530", "", "", nil},
		"DD.MM.YY hh:mm":              {"11.03.26 15:30", "", "11.03.2026 15:30:00", nil},
		"DD.MM.YY alone":              {"11.03.26", "", "", nil},
		"clock time, tz":              {"1103261530", "1", "11.03.2026 14:30:00", nil},
		"clock time, tz west":         {"1103261530", "-3", "11.03.2026 18:30:00", nil},
		"clock time, tz 0":            {"1103261530", "0", "11.03.2026 15:30:00", kyiv},
		"clock time, account's zone":  {"1103261530", "", "11.03.2026 16:30:00", kyiv},
		"hours, before":               {"14-20", "", "10.03.2026 14:00:00", nil},
		"hours, within":               {"9-20", "", now, nil},
		"hours, from now on":          {"12-13", "", now, nil},
		"hours, after":                {"9-11", "", "11.03.2026 09:00:00", nil},
		"hours, just over":            {"9-12", "", "11.03.2026 09:00:00", nil},
		"hours until midnight":        {"0-24", "", now, nil},
		"hours, tz":                   {"14-20", "2", now, nil},
		"hours, account's zone":       {"12-13", "", "10.03.2026 13:00:00", kyiv},
		"hours the wrong way round":   {"20-9", "", "", nil},
		"hours beyond the day":        {"9-25", "", "", nil},
		"equal hours":                 {"9-9", "", "", nil},
		"Unix":                        {unix(11, 15, 30), "", "11.03.2026 15:30:00", nil},
		"Unix, whatever the zone":     {unix(11, 15, 30), "5", "11.03.2026 15:30:00", kyiv},
		"Unix, past":                  {unix(9, 15, 30), "", now, nil},
		"Unix without the zero":       {unix(11, 15, 30)[1:], "", "", nil},
		"minutes":                     {"+90", "", "10.03.2026 13:30:00", nil},
		"minutes, none":               {"+", "", "", nil},
		"minutes, fraction":           {"+1.5", "", "", nil},
		"minutes, negative":           {"+-5", "", "", nil},
		"RFC 3339 is none of theirs":  {"2026-03-11T15:30:00Z", "", "", nil},
		"eleven digits of a date":     {"11103261530", "", "", nil},
		"a number that is no instant": {"00x", "", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := []smsctest.Option{smsctest.WithClock(smsctest.NewManualClock(start()))}
			if test.zone != nil {
				opts = append(opts, smsctest.WithZone(test.zone))
			}
			g := smsctest.New(opts...)
			w := overTransport(g)
			q := ""
			if test.tz != "" {
				q = query("tz", test.tz)
			}
			got := w.call(t, "send2", demo("phones", phone, "mes", "hi", "time", test.time, "query", q))
			if test.want == "" {
				assert.Equal(t, "5", got.values["error"])
				assert.Zero(t, g.Accepted())
				return
			}
			require.Empty(t, got.values["error"])
			status := w.call(t, "status", demo("phone", phone, "id", "1", "all", "1"))
			assert.Equal(t, test.want, status.values["send_date"])
			m, _ := g.Last(phone)
			assert.Equal(t, strconv.FormatInt(m.SendAt.Unix(), 10), status.values["send_timestamp"])
		})
	}
}

func TestScheduledMessageWaits(t *testing.T) {
	t.Parallel()
	clock := smsctest.NewManualClock(start())
	w := overTransport(smsctest.New(smsctest.WithClock(clock)))
	w.call(t, "send", demo("phones", phone, "mes", "hi", "id", "", "sender", "", "time", "+60"))
	status := func() string { return w.call(t, "status", demo("phone", phone, "id", "1")).values["status"] }
	assert.Equal(t, "-1", status())
	clock.Advance(time.Hour - time.Second)
	assert.Equal(t, "-1", status())
	clock.Advance(time.Minute)
	assert.Equal(t, "1", status())
}

func TestSpread(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		period, freq string
		want         []int // minutes after the first
	}{
		"one group":       {"1", "60", []int{0, 0, 0, 0, 0}},
		"two groups":      {"1", "30", []int{0, 0, 0, 30, 30}},
		"a group for one": {"1", "10", []int{0, 10, 20, 30, 40}},
		"without freq":    {"1", "", []int{0, 12, 24, 36, 48}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New(smsctest.WithClock(smsctest.NewManualClock(start())))
			pairs := []string{"period", test.period}
			if test.freq != "" {
				pairs = append(pairs, "freq", test.freq)
			}
			overTransport(g).send2(t, "380501234561,380501234562,380501234563,380501234564,380501234565", "hi", pairs...)
			var got []int
			for _, m := range g.Messages() {
				got = append(got, int(m.SendAt.Sub(start()).Minutes()))
			}
			assert.Equal(t, test.want, got)
		})
	}
}
