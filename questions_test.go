package smsc_test

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// TestTwoMessagesWithOneID: an ID that the caller chose need not be unique, so the text
// decides whose message was found, and a time that no clock can be that wrong about.
func TestTwoMessagesWithOneID(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC)
	at := func(hours int) string { return strconv.FormatInt(now.Add(time.Duration(hours)*time.Hour).Unix(), 10) }
	text := func(s string) string { return "<message>" + s + "</message>" }
	for _, c := range []struct {
		name   string
		id     string // "": the client makes one
		status string
		want   smsc.Outcome
	}{
		{"its own text", "1", text("hi") + "<send_timestamp>" + at(0) + "</send_timestamp>", smsc.OutcomeAccepted},
		{"its own text with other blanks", "1", text("\n hi\t") + "<send_timestamp>" + at(0) + "</send_timestamp>", smsc.OutcomeAccepted},
		{"another text", "1", text("ho"), smsc.OutcomeUnknown},
		{"no text", "1", "", smsc.OutcomeUnknown},
		{"its own text and no time", "1", text("hi"), smsc.OutcomeAccepted},
		{"its own text, by a clock that is a day behind", "1", text("hi") + "<send_timestamp>" + at(-24) + "</send_timestamp>", smsc.OutcomeAccepted},
		{"its own text, by a clock that is a day ahead", "1", text("hi") + "<send_timestamp>" + at(24) + "</send_timestamp>", smsc.OutcomeAccepted},
		{"its own text, by a date in another zone", "1", text("hi") + "<send_date>10.03.2026 03:00:00</send_date>", smsc.OutcomeAccepted},
		{"its own text, from three days ago", "1", text("hi") + "<send_timestamp>" + at(-72) + "</send_timestamp>", smsc.OutcomeUnknown},
		{"an ID of the client's, which nobody else has", "", text("ho") + "<send_timestamp>" + at(-72) + "</send_timestamp>", smsc.OutcomeAccepted},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(now))
				s := &busy{answer: func(_ int, asked call) string {
					if asked.element == "status" {
						return statusAnswer("<status>1</status>" + c.status)
					}
					return "<" // the answer is lost
				}}
				client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithHTTPClient(clientOver(s)))
				require.NoError(t, err)
				result, err := client.Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = c.id }))
				assert.Equal(t, c.want, smsc.OutcomeOf(err), "%v", err)
				if err != nil {
					assert.ErrorContains(t, err, "another message with this ID")
					return
				}
				assert.True(t, result.Resolved)
				// The same from another process.
				record := smsc.SendRecord{ID: result.ID, Recipients: []string{phone}, LeaveBy: now, Generated: c.id == "", Texts: lostTexts(t, "hi")}
				_, err = client.Resolve(t.Context(), record)
				assert.NoError(t, err)
			})
		})
	}
}

// TestResolveAsksWhereItWent: another host's "not found" proves nothing.
func TestResolveAsksWhereItWent(t *testing.T) {
	t.Parallel()
	const reserve = "https://www2.smsc.test/sys/soap.php"
	synctest.Test(t, func(t *testing.T) {
		first, second := smsctest.New(smsctest.WithStrictRequests()), smsctest.New(smsctest.WithStrictRequests())
		over := func(options ...smsc.Option) *smsc.Client {
			client, err := smsc.NewClient(smsc.Password("demo", "demo"), append([]smsc.Option{
				smsc.WithEndpoint(smsctest.Endpoint),
				smsc.WithHTTPClient(clientOver(hosts{"smsc.test": first.Transport(), "www2.smsc.test": second.Transport()})),
			}, options...)...)
			require.NoError(t, err)
			return client
		}
		first.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter})
		record := lost(t, over(smsc.WithReserve(reserve)), message())
		assert.Equal(t, []string{smsctest.Endpoint}, record.Endpoints)
		assert.Empty(t, steps(second), "nobody else was asked")

		_, err := over(smsc.WithReserve(reserve)).Resolve(t.Context(), record)
		assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err), "it is down: %v", err)
		_, err = over(smsc.WithEndpoint(reserve)).Resolve(t.Context(), record)
		assert.ErrorContains(t, err, "does not know every endpoint")
		assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err))
		assert.Empty(t, steps(second))
		first.ClearFaults()
		_, err = over(smsc.WithReserve(reserve)).Resolve(t.Context(), record)
		assert.NoError(t, err)

		// A record without endpoints may be anywhere.
		asked := len(first.Requests())
		_, err = over(smsc.WithReserve(reserve)).Resolve(t.Context(), smsc.SendRecord{ID: "other", Recipients: []string{phone}})
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		assert.Greater(t, len(first.Requests()), asked)
		assert.NotEmpty(t, steps(second))
	})
}

// TestResolveCannotProve says why it cannot, and asks nevertheless where it can find.
func TestResolveCannotProve(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		record smsc.SendRecord
		says   string
		asks   bool
	}{
		{"a group beside", smsc.SendRecord{Recipients: []string{phone}, Groups: true}, "members of a group", true},
		{"a number without +", smsc.SendRecord{Recipients: []string{phone, "380501234568"}}, "under another number", true},
		{"a nick", smsc.SendRecord{Recipients: []string{"@nick_name"}}, "under another number", true},
		{"a Telegram ID and an e-mail address", smsc.SendRecord{Recipients: []string{"#1", "a@example.com"}}, "", true},
		{"from four days ago", smsc.SendRecord{Recipients: []string{phone}, LeaveBy: time.Date(1999, 12, 28, 0, 0, 0, 0, time.UTC)}, "forgotten", true},
		{"from two days ago", smsc.SendRecord{Recipients: []string{phone}, LeaveBy: time.Date(1999, 12, 30, 0, 0, 0, 0, time.UTC)}, "", true},
		{"at an unknown endpoint too", smsc.SendRecord{Recipients: []string{phone}, Endpoints: []string{smsctest.Endpoint, "https://x.test/sys/soap.php"}}, "every endpoint", true},
		{"at an unknown endpoint", smsc.SendRecord{Recipients: []string{phone}, Endpoints: []string{"https://x.test/sys/soap.php"}}, "every endpoint", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New(smsctest.WithStrictRequests())
				c.record.ID = "1"
				_, err := emulated(t, g).Resolve(t.Context(), c.record)
				if c.says == "" {
					assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err), "%v", err)
				} else {
					assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err))
					assert.ErrorContains(t, err, c.says)
				}
				assert.Equal(t, c.asks, len(steps(g)) > 0)
			})
		})
	}
}

// TestHowLongTheServiceRemembers is an assumption, which can be changed.
func TestHowLongTheServiceRemembers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		record := smsc.SendRecord{ID: "1", Recipients: []string{phone}, LeaveBy: time.Now().Add(-48 * time.Hour)}
		for remembers, want := range map[time.Duration]smsc.Outcome{
			47 * time.Hour: smsc.OutcomeUnknown, 49 * time.Hour: smsc.OutcomeNotSent, 0: smsc.OutcomeNotSent,
		} {
			client := emulated(t, smsctest.New(), smsc.WithRetry(smsc.RetryPolicy{Remembers: remembers}))
			_, err := client.Resolve(t.Context(), record)
			assert.Equal(t, want, smsc.OutcomeOf(err), "%v: %v", remembers, err)
		}
	})
}

// TestResolveAsksEverybody: a mailing of which the first recipients were refused is not
// absent because they are.
func TestResolveAsksEverybody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithStrictRequests(), smsctest.WithUndeliverable("12345", "12346"))
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Op: "send", Times: 1})
		record := lost(t, emulated(t, g, singleAttempt()), smsc.SendRequest{To: []string{"+12345", "+12346", phone}, Text: "hi"})
		time.Sleep(3 * 24 * time.Hour)
		result, err := emulated(t, g).Resolve(t.Context(), record)
		require.NoError(t, err)
		assert.True(t, result.ReportsMissing)

		// One question that is not answered is no "not found".
		g.ClearMessages()
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropBefore, Op: "status", Phone: "380501234567"})
		_, err = emulated(t, g).Resolve(t.Context(), smsc.SendRecord{ID: record.ID, Recipients: record.Recipients})
		assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err), "%v", err)
		assert.ErrorContains(t, err, "not every question for its status was answered")
	})
}
