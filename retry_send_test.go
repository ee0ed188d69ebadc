package smsc_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

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
