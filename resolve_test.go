package smsc_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// recorder keeps the bodies of sends.
type recorder struct {
	next  http.RoundTripper
	sends []string
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	// It looks without reading, so that a refused connection is one that took nothing.
	body, ok := request.Body.(interface{ Peek() []byte })
	if !ok {
		return nil, errors.New("this body cannot be looked at")
	}
	document := body.Peek()
	if parsed, err := parseCall(string(document)); err == nil && (parsed.element == "send" || parsed.element == "send2") {
		r.sends = append(r.sends, string(document))
	}
	return r.next.RoundTrip(request)
}

// inShort says "send_sms, 3 get_status".
func inShort(steps []string) string {
	var parts []string
	for i := 0; i < len(steps); {
		n := i
		for n < len(steps) && steps[n] == steps[i] {
			n++
		}
		part := steps[i]
		if n-i > 1 {
			part = fmt.Sprint(n-i, " ", part)
		}
		parts = append(parts, part)
		i = n
	}
	return strings.Join(parts, ", ")
}

// TestSendUntilItIsProved goes through what can happen to a send: what the client does,
// how long that takes, and what it says in the end.
func TestSendUntilItIsProved(t *testing.T) {
	t.Parallel()
	group := smsc.SendRequest{Groups: []int64{1}, Text: "hi", ID: "1"}
	single := with(func(r *smsc.SendRequest) { r.ID = "1" })
	fault := func(kind smsctest.FaultKind, times int) smsctest.Fault {
		return smsctest.Fault{Kind: kind, Times: times}
	}
	code := func(op string, code, times int) smsctest.Fault {
		return smsctest.Fault{Kind: smsctest.FaultCode, Op: op, Code: code, Times: times}
	}
	retry := func(p smsc.RetryPolicy) []smsc.Option { return []smsc.Option{smsc.WithRetry(p)} }
	withinMinute := smsc.RetryPolicy{RepeatWithinMinute: true}
	for _, c := range []struct {
		name     string
		request  smsc.SendRequest
		faults   []smsctest.Fault
		options  []smsc.Option
		outcome  smsc.Outcome
		resolved bool
		accepted int
		steps    string        // a pattern
		took     time.Duration // at least, and less than 6 s more, for pauses are drawn
		says     string
	}{
		{name: "nothing goes wrong", request: single, outcome: smsc.OutcomeAccepted, accepted: 1, steps: "send_sms"},
		{
			name: "refused connections are tried again", request: single,
			faults:  []smsctest.Fault{fault(smsctest.FaultRefuse, 3)},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: "4 send_sms",
		},
		{
			name: "refused connections come to an end", request: single,
			faults:  []smsctest.Fault{fault(smsctest.FaultRefuse, 0)},
			outcome: smsc.OutcomeNotSent, steps: "4 send_sms", says: "refused",
		},
		{
			name: "as many attempts as are asked for", request: single, options: retry(smsc.RetryPolicy{Attempts: 2}),
			faults:  []smsctest.Fault{fault(smsctest.FaultRefuse, 0)},
			outcome: smsc.OutcomeNotSent, steps: "2 send_sms", says: "refused",
		},
		{
			name: "no repetition", request: single, options: retry(smsc.RetryPolicy{Attempts: 1}),
			faults:  []smsctest.Fault{fault(smsctest.FaultRefuse, 0)},
			outcome: smsc.OutcomeNotSent, steps: "send_sms",
		},
		{
			name: "a lost answer is found", request: single,
			faults:  []smsctest.Fault{fault(smsctest.FaultDropAfter, 1)},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: "send_sms, get_status", took: time.Second,
		},
		{
			name: "a lost request is sent again when it is proved that nobody has it", request: single,
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1)},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: `send_sms, 8 get_status, send_sms`, took: 2 * time.Minute,
		},
		{
			name: "with a longer quiet time", request: single, options: retry(smsc.RetryPolicy{QuietTime: 5 * time.Minute}),
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1)},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: `send_sms, \d+ get_status, send_sms`, took: 5 * time.Minute,
		},
		{
			name: "the proof and no repetition", request: single, options: retry(smsc.RetryPolicy{Attempts: 1}),
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1)},
			outcome: smsc.OutcomeNotSent, steps: `send_sms, 8 get_status`, took: 2 * time.Minute, says: "EOF (not sent, id 1)",
		},
		{
			name: "a lost request, and a lost answer to the repetition", request: single,
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1), {Kind: smsctest.FaultDropAfter, Op: "send", Times: 1}},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: `send_sms, 8 get_status, send_sms, get_status`, took: 121 * time.Second,
		},
		{
			name: "every request is lost", request: single,
			faults:  []smsctest.Fault{{Kind: smsctest.FaultDropBefore, Op: "send"}},
			outcome: smsc.OutcomeNotSent, steps: `(send_sms, \d+ get_status, ){3}send_sms, \d+ get_status`, took: 8 * time.Minute,
		},
		{
			name: "the message is seen late", request: single,
			faults:  []smsctest.Fault{fault(smsctest.FaultDropAfter, 1), code("status", 3, 3)},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: "send_sms, 4 get_status", took: 15 * time.Second,
		},
		{
			name: "a request that hangs for its whole time", request: single,
			faults:  []smsctest.Fault{fault(smsctest.FaultHang, 1)},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: `send_sms, 8 get_status, send_sms`, took: 150 * time.Second,
		},
		{
			name: "code 9 is asked for first, and there is no message", request: single,
			faults:  []smsctest.Fault{code("send", 9, 1)},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: `send_sms, 8 get_status, send_sms`, took: 2 * time.Minute,
		},
		{
			name: "code 9 for ever", request: single,
			faults:  []smsctest.Fault{code("send", 9, 0)},
			outcome: smsc.OutcomeNotSent, steps: `(send_sms, \d+ get_status, ){3}send_sms, \d+ get_status`, took: 8 * time.Minute, says: "error 9",
		},
		{
			name: "an account that is shut meanwhile", request: single,
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1), code("", 2, 0)},
			outcome: smsc.OutcomeUnknown, steps: "send_sms, get_status", took: time.Second, says: "refuses the account",
		},
		{
			name: "a blocked address at the first question", request: single,
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1), code("status", 4, 0)},
			outcome: smsc.OutcomeUnknown, steps: "send_sms, get_status", took: time.Second, says: "refuses the account",
		},
		{
			name: "a network that does not come back", request: single,
			faults:  []smsctest.Fault{fault(smsctest.FaultDropAfter, 0)},
			outcome: smsc.OutcomeUnknown, accepted: 1, steps: `send_sms, 15 get_status`, took: 241 * time.Second, says: "not every question for its status was answered",
		},
		{
			name: "not asked for", request: single, options: retry(smsc.RetryPolicy{OnUnknown: smsc.UnknownReturn}),
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1)},
			outcome: smsc.OutcomeUnknown, steps: "send_sms", says: "EOF (outcome unknown, id 1)",
		},
		{
			name: "a group cannot be asked for", request: group,
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1)},
			outcome: smsc.OutcomeUnknown, steps: "send_sms2", says: "cannot be asked for",
		},
		{
			name: "a group that was accepted", request: group,
			faults:  []smsctest.Fault{fault(smsctest.FaultDropAfter, 1)},
			outcome: smsc.OutcomeUnknown, accepted: 2, steps: "send_sms2", says: "cannot be asked for",
		},
		{
			name: "a group and a code", request: group,
			faults:  []smsctest.Fault{code("send", 8, 1)},
			outcome: smsc.OutcomeRejected, steps: "send_sms2", says: "error 8",
		},
		{
			name: "a group beside a number is found by the number", request: with(func(r *smsc.SendRequest) { r.ID, r.Groups = "1", []int64{1} }),
			faults:  []smsctest.Fault{fault(smsctest.FaultDropAfter, 1)},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 3, steps: "send_sms2, get_status", took: time.Second,
		},
		{
			name: "a group beside a number is not proved absent", request: with(func(r *smsc.SendRequest) { r.ID, r.Groups = "1", []int64{1} }),
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1)},
			outcome: smsc.OutcomeUnknown, steps: `send_sms2, 8 get_status`, took: 2 * time.Minute, says: "cannot be asked for",
		},
		{
			name: "the service's own ID cannot be asked for", request: message(), options: []smsc.Option{smsc.WithServerIDs()},
			faults:  []smsctest.Fault{fault(smsctest.FaultDropAfter, 1)},
			outcome: smsc.OutcomeUnknown, accepted: 1, steps: "send_sms", says: "its ID was left to the service",
		},
		{
			name: "a number that the service may correct is found", request: with(func(r *smsc.SendRequest) { r.To, r.ID = []string{"0501234567"}, "1" }),
			faults:  []smsctest.Fault{fault(smsctest.FaultDropAfter, 1)},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: "send_sms, get_status", took: time.Second,
		},
		{
			name: "a number that the service may correct is not proved absent", request: with(func(r *smsc.SendRequest) { r.To, r.ID = []string{"0501234567"}, "1" }),
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1)},
			outcome: smsc.OutcomeUnknown, steps: `send_sms, 8 get_status`, took: 2 * time.Minute, says: "under another number",
		},
		{
			name: "a mailing is found by its second recipient", request: smsc.SendRequest{To: []string{"+12345", phone}, Text: "hi", ID: "1"},
			faults:  []smsctest.Fault{fault(smsctest.FaultDropAfter, 1)},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: `send_sms2, (2 )?get_status`, took: time.Second,
		},
		{
			name: "a mailing is found by its third, when two were refused", request: smsc.SendRequest{To: []string{"+12345", "+12346", phone}, Text: "hi", ID: "1"},
			faults:  []smsctest.Fault{fault(smsctest.FaultDropAfter, 1)},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: `send_sms2, [34] get_status`, took: 3 * time.Second,
		},
		{
			name: "a mailing of which nobody is known is sent again", request: smsc.SendRequest{To: thousand[:30], Text: "hi", ID: "1"},
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1)},
			outcome: smsc.OutcomeAccepted, accepted: 30, steps: `send_sms2, 44 get_status, send_sms2`, took: 2 * time.Minute,
		},
		{
			name: "personal texts", request: smsc.SendRequest{ID: "1", Personal: []smsc.Personal{{To: []string{"+12345"}, Text: "a"}, {To: []string{phone}, Text: "b"}}},
			faults:  []smsctest.Fault{fault(smsctest.FaultDropAfter, 1)},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: `send_sms2, (2 )?get_status`, took: time.Second,
		},
		{
			name: "a repetition has the same query", request: with(func(r *smsc.SendRequest) { r.ID, r.MaxParts = "1", 2 }),
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1)},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: `send_sms2, 8 get_status, send_sms2`, took: 2 * time.Minute,
		},

		{
			name: "within the minute: a lost request is repeated", request: single, options: retry(withinMinute),
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1)},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: "send_sms, get_status, send_sms", took: time.Second,
		},
		{
			name: "within the minute: a lost repetition", request: single, options: retry(withinMinute),
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1), {Kind: smsctest.FaultDropAfter, Op: "send", Times: 1}},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: "send_sms, get_status, send_sms, get_status", took: 3 * time.Second,
		},
		{
			name: "within the minute: the message is seen late, and the duplicate refused", request: single, options: retry(withinMinute),
			faults:  []smsctest.Fault{fault(smsctest.FaultDropAfter, 1), code("status", 3, 2)},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: "send_sms, get_status, send_sms, 2 get_status", took: 7 * time.Second,
		},
		{
			name: "within the minute: a request that hangs for its whole time", request: single, options: retry(withinMinute),
			faults:  []smsctest.Fault{fault(smsctest.FaultHang, 1)},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: "send_sms, get_status, send_sms", took: 31 * time.Second,
		},
		{
			name: "within the minute: too late for a repetition", request: single,
			options: append(retry(withinMinute), smsc.WithTimeout(45*time.Second)),
			faults:  []smsctest.Fault{fault(smsctest.FaultHang, 1)},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: `send_sms, 8 get_status, send_sms`, took: 165 * time.Second,
		},
		{
			name: "within the minute: a repetition that is rejected", request: single, options: retry(withinMinute),
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1), code("send", 8, 0)},
			outcome: smsc.OutcomeRejected, steps: `send_sms, get_status, send_sms, 7 get_status`, took: 2 * time.Minute, says: "error 8",
		},
		{
			name: "within the minute: a passing code while the first one is on its way", request: single, options: retry(withinMinute),
			faults: []smsctest.Fault{
				fault(smsctest.FaultDropAfter, 1), code("status", 3, 2), code("send", 6, 0),
			},
			outcome: smsc.OutcomeAccepted, resolved: true, accepted: 1, steps: "send_sms, get_status, send_sms, 2 get_status", took: 7 * time.Second,
		},
		{
			name: "within the minute: never for a group", request: group, options: retry(withinMinute),
			faults:  []smsctest.Fault{fault(smsctest.FaultDropBefore, 1)},
			outcome: smsc.OutcomeUnknown, steps: "send_sms2", says: "cannot be asked for",
		},
		{
			name: "within the minute: never after code 9", request: single, options: retry(withinMinute),
			faults:  []smsctest.Fault{code("send", 9, 1)},
			outcome: smsc.OutcomeAccepted, accepted: 1, steps: `send_sms, 8 get_status, send_sms`, took: 2 * time.Minute,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New(smsctest.WithStrictRequests(), smsctest.WithGroup("G1", "380671234567", "380671234568"), smsctest.WithUndeliverable("12345", "12346"),
					smsctest.WithLimits(func(l *smsctest.Limits) { l.BadSends = 0 }))
				bodies := &recorder{next: g.Transport()}
				client, err := smsc.NewClient(smsc.Password("demo", "demo"), append([]smsc.Option{
					smsc.WithEndpoint(smsctest.Endpoint), smsc.WithHTTPClient(&http.Client{Transport: bodies}),
				}, c.options...)...)
				require.NoError(t, err)
				for _, fault := range c.faults {
					g.Inject(fault)
				}
				began := time.Now()
				result, err := client.Send(t.Context(), c.request)
				took := time.Since(began)
				assert.Equal(t, c.outcome, smsc.OutcomeOf(err), "%v", err)
				assert.Equal(t, c.accepted, g.Accepted())
				assert.Regexp(t, "^"+c.steps+"$", inShort(steps(g)))
				assert.GreaterOrEqual(t, took, c.took)
				assert.Less(t, took, c.took+6*time.Second)
				assert.Equal(t, c.outcome == smsc.OutcomeUnknown, errors.Is(err, smsc.ErrOutcomeUnknown))
				if c.says != "" {
					assert.ErrorContains(t, err, c.says)
				}
				if result != nil {
					assert.Equal(t, c.resolved, result.Resolved)
				}
				if err != nil {
					failed, ok := err.(*smsc.SendError) //nolint:errorlint // it comes as it is
					require.True(t, ok, "%T", err)
					assert.Equal(t, c.request.ID, failed.Record.ID)
					assert.False(t, c.outcome == smsc.OutcomeUnknown && failed.Record.LeaveBy.IsZero(), "when it may have left")
					assert.LessOrEqual(t, strings.Count(err.Error(), "outcome unknown"), 1, err)
				}
				for _, body := range bodies.sends {
					assert.Equal(t, bodies.sends[0], body, "a repetition is identical to the byte")
				}
			})
		})
	}
}

func TestResolvedResultTellsWhatIsKnown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithStrictRequests())
		client := emulated(t, g)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Op: "send"})
		result, err := client.Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "1" }))
		require.NoError(t, err)
		assert.Equal(t, &smsc.SendResult{ID: "1", Resolved: true, Cost: money("0.5"), Count: smsc.Some(1)}, result)
		result, err = client.Send(t.Context(), smsc.SendRequest{To: thousand[:3], Text: "hi", ID: "2"})
		require.NoError(t, err)
		assert.Equal(t, &smsc.SendResult{ID: "2", Resolved: true, ReportsMissing: true}, result, "the price of one is not that of three")
	})
}

// lost sends a message and loses the answer, or the request, and returns the record.
func lost(t *testing.T, client *smsc.Client, request smsc.SendRequest) smsc.SendRecord {
	t.Helper()
	_, err := client.Send(t.Context(), request)
	require.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
	failed, ok := errors.AsType[*smsc.SendError](err)
	require.True(t, ok)
	return failed.Record
}

// stored is a record as another process reads it.
func stored(t *testing.T, record smsc.SendRecord) (read smsc.SendRecord) {
	t.Helper()
	document, err := json.Marshal(record)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(document, &read))
	return read
}

// TestResolveWaitsForTheQuietTime: "not found" proves something only when nothing can be
// on its way any more.
func TestResolveWaitsForTheQuietTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		pause time.Duration // between the send and Resolve
		// change is what becomes of the record meanwhile; nil: nothing.
		change func(*testing.T, smsc.SendRecord) smsc.SendRecord
		took   time.Duration
	}{
		{"at once", 0, nil, 2 * time.Minute},
		{"a minute later", time.Minute, nil, time.Minute},
		{"when it has passed", 3 * time.Minute, nil, 0},
		{"in another process, at once", 0, stored, 2 * time.Minute},
		{"in another process, an hour later, whose clock may have been set", time.Hour, stored, 2 * time.Minute},
		{"in another process, when no clock can be that wrong", 27 * time.Hour, stored, 0},
		{"without a time, which can only be now", 27 * time.Hour, func(_ *testing.T, r smsc.SendRecord) smsc.SendRecord {
			return smsc.SendRecord{ID: r.ID, Recipients: r.Recipients}
		}, 2 * time.Minute},
		{"with a time that is to come, by a clock that was set", 0, func(t *testing.T, r smsc.SendRecord) smsc.SendRecord {
			r = stored(t, r)
			r.LeaveBy = r.LeaveBy.Add(10 * time.Minute)
			return r
		}, 12 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New(smsctest.WithStrictRequests())
				g.Inject(smsctest.Fault{Kind: smsctest.FaultDropBefore, Op: "send", Times: 1})
				client := emulated(t, g, singleAttempt())
				record := lost(t, client, message())
				time.Sleep(c.pause)
				if c.change != nil {
					record = c.change(t, record)
					client = emulated(t, g)
				}
				began := time.Now()
				_, err := client.Resolve(t.Context(), record)
				assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err), "%v", err)
				assert.ErrorIs(t, err, smsc.ErrNotFound)
				took := time.Since(began)
				assert.InDelta(t, c.took.Seconds(), took.Seconds(), 2, "give or take the wait for a turn")
				assert.Equal(t, 1, sends(g), "it never sends")
			})
		})
	}
}

// TestResolveFindsIt: what is found needs no quiet time.
func TestResolveFindsIt(t *testing.T) {
	t.Parallel()
	for name, request := range map[string]smsc.SendRequest{
		"one recipient":      message(),
		"an ID of one's own": with(func(r *smsc.SendRequest) { r.ID, r.Text = "1", "two\r\nlines, and  blanks " }),
		"a comment":          with(func(r *smsc.SendRequest) { r.ID, r.Comment = "1", "note" }),
		"many":               {To: thousand[:50], Text: "hi"},
		"personal texts":     {ID: "1", Personal: []smsc.Personal{{To: []string{"+12345"}, Text: "a"}, {To: []string{phone, "+380501234568"}, Text: "b\nc"}}},
		"a channel":          {To: []string{phone}, ID: "1", Channel: smsc.WAPPush{URL: "https://example.com", Title: "Shop"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := smsctest.New(smsctest.WithStrictRequests(), smsctest.WithUndeliverable("12345"))
				g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Op: "send", Times: 1})
				record := lost(t, emulated(t, g, singleAttempt()), request)
				time.Sleep(time.Hour)
				began := time.Now()
				result, err := emulated(t, g).Resolve(t.Context(), stored(t, record))
				require.NoError(t, err)
				assert.True(t, result.Resolved)
				assert.Equal(t, record.ID, result.ID)
				assert.Less(t, time.Since(began), 2*time.Second)
			})
		})
	}
}

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

// lostTexts are the digests of a text.
func lostTexts(t *testing.T, text string) []string {
	t.Helper()
	client := newClient(t, failing{err: io.ErrUnexpectedEOF, read: true})
	return lost(t, client, with(func(r *smsc.SendRequest) { r.ID, r.Text = "1", text })).Texts
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

// hosts are transports by host.
type hosts map[string]http.RoundTripper

func (h hosts) RoundTrip(r *http.Request) (*http.Response, error) { return h[r.URL.Host].RoundTrip(r) }

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

func TestResolveRules(t *testing.T) {
	t.Parallel()
	w := &wire{answer: statusAnswer("<status>1</status>")}
	client := newClient(t, w)
	for _, c := range []struct {
		name   string
		record smsc.SendRecord
		want   []string
	}{
		{"nothing set", smsc.SendRecord{}, []string{"ID", "Recipients"}},
		{"groups alone", smsc.SendRecord{ID: "1", Groups: true}, []string{"Recipients"}},
		{"a group for a recipient", smsc.SendRecord{ID: "1", Recipients: []string{"G1"}}, []string{"Recipients[0]"}},
		{"no recipient", smsc.SendRecord{ID: "1", Recipients: []string{phone, "x"}}, []string{"Recipients[1]"}},
		{"an ID that is none", smsc.SendRecord{ID: "a b", Recipients: []string{phone}}, []string{"ID"}},
		{"two texts for three", smsc.SendRecord{ID: "1", Recipients: thousand[:3], Texts: []string{"a", "b"}}, []string{"Texts"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := client.Resolve(t.Context(), c.record)
			assert.Equal(t, c.want, violated(t, err))
		})
	}
	assert.Zero(t, w.count())
}

// TestResolvingEndsWithTheContext, and says so.
func TestResolvingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Duration{500 * time.Millisecond, 5 * time.Second, time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			g := smsctest.New(smsctest.WithStrictRequests())
			g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter})
			ctx, cancel := context.WithTimeout(t.Context(), at)
			defer cancel()
			started := time.Now()
			_, err := emulated(t, g).Send(ctx, message())
			assert.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
			assert.ErrorContains(t, err, "context was over")
			assert.Equal(t, at, time.Since(started))
		})
	}
}

// TestTheWaitForATurnIsNoStart: what counts is when an attempt could last leave, and not
// when its call began.
func TestTheWaitForATurnIsNoStart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &busy{takes: 25 * time.Second, answer: func(_ int, c call) string {
			if c.leaves["id"] == "late" {
				return "<"
			}
			return goodAnswer(c)
		}}
		client := newClient(t, s, smsc.WithPacing(func(p *smsc.Pacing) { p.Concurrent = 1 }))
		began := time.Now()
		for range 4 {
			go func() { _, _ = client.Send(t.Context(), message()) }()
		}
		synctest.Wait()
		record := lost(t, client, with(func(r *smsc.SendRequest) { r.ID = "late" }))
		assert.Equal(t, 125*time.Second, record.LeaveBy.Sub(began))
	})
}

// TestTheRecordHasWhatIsNeeded and survives JSON.
func TestTheRecordHasWhatIsNeeded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, failing{err: io.ErrUnexpectedEOF, read: true}, smsc.WithEndpoint("https://smsc.kz/sys/soap.php"))
		for _, c := range []struct {
			request smsc.SendRequest
			want    smsc.SendRecord
			texts   int
		}{
			{message(), smsc.SendRecord{Recipients: []string{phone}, Generated: true}, 1},
			{with(func(r *smsc.SendRequest) { r.ID = "1" }), smsc.SendRecord{ID: "1", Recipients: []string{phone}}, 1},
			{
				smsc.SendRequest{To: thousand[:2], Groups: []int64{1}, Text: "hi", ID: "1"},
				smsc.SendRecord{ID: "1", Recipients: thousand[:2], Groups: true},
				1,
			},
			{smsc.SendRequest{Groups: []int64{1}, Text: "hi", ID: "1"}, smsc.SendRecord{ID: "1", Groups: true}, 1},
			{
				smsc.SendRequest{ID: "1", Personal: []smsc.Personal{{To: thousand[:2], Text: "a"}, {To: thousand[2:3], Text: "b", Groups: []int64{1}}}},
				smsc.SendRecord{ID: "1", Recipients: thousand[:3], Groups: true},
				3,
			},
		} {
			got := lost(t, client, c.request)
			got = stored(t, got)
			assert.True(t, time.Now().Equal(got.LeaveBy))
			assert.Len(t, got.Texts, c.texts)
			for _, digest := range got.Texts {
				assert.Regexp(t, "^[0-9a-f]{24}$", digest, "no text, and nothing that could be one")
			}
			if c.want.Generated {
				assert.Len(t, got.ID, 26)
				c.want.ID = got.ID
			}
			c.want.Endpoints, c.want.LeaveBy, c.want.Texts = []string{"https://smsc.kz/sys/soap.php"}, got.LeaveBy, got.Texts
			assert.Equal(t, c.want, got)
		}
	})
}
