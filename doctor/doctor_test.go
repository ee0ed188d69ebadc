package doctor_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/doctor"
	"github.com/go-smsc/smsc/smsctest"
)

func always(context.Context, doctor.Price) bool { return true }

func TestRun_sendsNothing(t *testing.T) {
	t.Parallel()
	for name, v := range variants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) {
				w := newWorld(v.options...)
				if v.change != nil {
					v.change(w)
				}
				before := w.gateway.Balance()
				report := w.run(t)
				assertNothingSent(t, w.gateway)
				assert.True(t, before.Equal(w.gateway.Balance()))
				_, there := report.Finding("send")
				assert.False(t, there)
			})
		})
	}
}

func TestRunAndSend_sendsNothingWithoutConsent(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w := newWorld()
		w.refuse = true
		report := w.send(t)
		assertNothingSent(t, w.gateway)
		assert.Equal(t, "not confirmed, so nothing was sent", finding(t, report, "send.price").Seen)
		assert.Equal(t, "not confirmed, so nothing was sent", finding(t, report, "send").Seen)
		assert.Equal(t, "no message was accepted", finding(t, report, "send.identical").Seen)
		assert.Less(t, report.Worst(), doctor.Warning, "it is the person's choice")
	})
}

func TestRunAndSend_asksWithThePrice(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		skip   []string
		limits func(*smsctest.Limits)
		most   int
	}{
		"duplicates":                    {most: 2},
		"duplicates that are not found": {limits: func(l *smsctest.Limits) { l.DuplicateWindow = 0 }, most: 2},
		"no duplicates":                 {skip: []string{"send.identical"}, most: 1},
		"no duplicates, by a beginning": {skip: []string{"send."}, most: 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) {
				w := newWorld(smsctest.WithPrice("", decimal.RequireFromString("1.25")), smsctest.WithLimits(orKeep(test.limits)))
				w.config.Skip = test.skip
				w.send(t)
				assert.Equal(t, test.most, w.price.Most)
				assert.Equal(t, test.most, w.gateway.Accepted(), "as many as were said, at most")
				if test.most > 0 {
					assert.Equal(t, "1.25", w.price.One.String())
					assert.Equal(t, decimal.RequireFromString("1.25").Mul(decimal.NewFromInt(int64(test.most))).String(), w.price.Total().String())
				}
			})
		})
	}
}

func orKeep(change func(*smsctest.Limits)) func(*smsctest.Limits) {
	if change == nil {
		return func(*smsctest.Limits) {}
	}
	return change
}

// Whoever leaves the price out is not asked, so nothing may be sent.
func TestRunAndSend_sendsNothingWhenThePriceIsLeftOut(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w := newWorld()
		w.config.Skip = []string{"send.price"}
		report := w.send(t)
		assertNothingSent(t, w.gateway)
		assert.Equal(t, "not confirmed, so nothing was sent", finding(t, report, "send").Seen)
	})
}

// An answer that is lost is no reason to send again.
func TestRunAndSend_sendsOnceWhenTheAnswerIsLost(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w := newWorld()
		w.gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter})
		report := w.send(t)
		assert.Equal(t, 1, sent(w.gateway))
		assert.Contains(t, finding(t, report, "send").Seen, "the outcome is unknown")
		assert.Equal(t, "needs send", finding(t, report, "send.identical").Seen)
	})
}

func TestRun_skips(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		for _, c := range doctor.Checks() {
			w := newWorld()
			w.config.Skip = []string{c.ID}
			report := w.send(t)
			f := finding(t, report, c.ID)
			assert.Equal(t, doctor.Skipped, f.Severity, c.ID)
			assert.Equal(t, "left out", f.Seen, c.ID)
			assert.Less(t, report.Worst(), doctor.Failure+1)
			if !c.Sends {
				for _, other := range report.Findings {
					assert.Less(t, other.Severity, doctor.Warning, "%s without %s: %s", other.ID, c.ID, other.Seen)
				}
			}
		}
	})
}

func TestRun_refusesAConfiguration(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config doctor.Config
		want   string
	}{
		"http elsewhere":           {doctor.Config{Endpoint: "http://example.com/sys/soap.php"}, "Endpoint: must be https"},
		"no path":                  {doctor.Config{Endpoint: "https://example.com"}, "Endpoint: needs a path"},
		"a password in the URL":    {doctor.Config{Endpoint: "https://a:hidden@example.com/x"}, "Endpoint: has a user name"},
		"a reserve host with http": {doctor.Config{Reserve: []string{"http://example.com/x"}}, "Reserve[0]: must be https"},
		"a login alone":            {doctor.Config{Login: "hidden"}, "Login: and Password go together"},
		"a password alone":         {doctor.Config{Password: "hidden"}, "Login: and Password go together"},
		"a key with a line break":  {doctor.Config{APIKey: "hidden\n"}, "APIKey: begins or ends with a line break"},
		"no number":                {doctor.Config{Number: "hidden"}, "Number: must be + and 5-15 digits"},
		"a namespace of words":     {doctor.Config{Namespace: "hidden"}, "Namespace: must be an absolute"},
		"no such check":            {doctor.Config{Skip: []string{"hidden"}}, "Skip: names a check that does not exist"},
		"no time":                  {doctor.Config{CheckTimeout: -1}, "CheckTimeout: must not be negative"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report, err := doctor.Run(t.Context(), test.config)
			assert.Nil(t, report)
			assert.ErrorContains(t, err, test.want)
			assert.ErrorAs(t, err, new(smsc.ValidationErrors))
			assert.NotContains(t, err.Error(), "hidden")
		})
	}
	_, err := doctor.RunAndSend(t.Context(), doctor.Config{}, doctor.Sending{To: "hidden"})
	assert.ErrorContains(t, err, "To: must be + and 5-15 digits")
	assert.ErrorContains(t, err, "Confirm: is required")
}

func TestConfig_showsNoSecrets(t *testing.T) {
	t.Parallel()
	config := doctor.Config{Login: login, Password: password, APIKey: apiKey, Number: priced}
	sending := doctor.Sending{To: to}
	var shown strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&shown, verb, config)
		fmt.Fprintf(&shown, verb, &config)
		fmt.Fprintf(&shown, verb, []any{config, sending, &sending})
	}
	document, err := json.Marshal([]any{config, &config})
	require.NoError(t, err)
	shown.Write(document)
	for _, hidden := range []string{login, password, apiKey, "k3y", priced[1:], to[1:]} {
		assert.NotContains(t, shown.String(), hidden)
	}
	assert.Contains(t, shown.String(), "doctor.Config(https://smsc.ua/sys/soap.php)")
}

func TestReport_survivesJSON(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		report := newWorld(smsctest.WithNotFoundStatus()).send(t)
		document, err := json.Marshal(report)
		require.NoError(t, err)
		var read doctor.Report
		require.NoError(t, json.Unmarshal(document, &read))
		assert.Equal(t, *report, read)
	})
	assert.Error(t, json.Unmarshal([]byte(`"bad"`), new(doctor.Severity)))
	assert.Equal(t, "severity 9", doctor.Severity(9).String())
}

// Whatever goes wrong with whichever operation, the examination ends, and no more is
// sent than was said.
func TestRunAndSend_survivesEveryFault(t *testing.T) {
	t.Parallel()
	for _, kind := range smsctest.FaultKinds() {
		for _, op := range []string{"", "send", "cost", "status", "balance"} {
			t.Run(string(kind)+" "+op, func(t *testing.T) {
				t.Parallel()
				inBubble(t, func(t *testing.T) {
					w := newWorld()
					fault := smsctest.Fault{Kind: kind, Op: op}
					if kind == smsctest.FaultCode {
						fault.Code = 1
					}
					w.gateway.Inject(fault)
					report := w.send(t)
					assert.Len(t, report.Findings, len(doctor.Checks()))
					assert.LessOrEqual(t, sent(w.gateway)-copies(w.gateway), 3)
					assertClean(t, report, login, password, apiKey, to[1:], priced[1:])
					w.gateway.Close()
				})
			})
		}
	}
}

// copies are the requests that a fault has copied.
func copies(g *smsctest.Gateway) int {
	n := 0
	for _, r := range g.Requests() {
		if r.CopyOf != 0 && strings.HasPrefix(r.Operation, "send") {
			n++
		}
	}
	return n
}
