package doctor_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/doctor"
	"github.com/go-smsc/smsc/smsctest"
)

// limits changes the limits of an emulator.
func limits(change func(*smsctest.Limits)) smsctest.Option { return smsctest.WithLimits(change) }

// variant is one way in which the service could be, and what changes in the report then.
type variant struct {
	options []smsctest.Option
	change  func(*world)
	// What is other than in the report on the emulator as it is.
	findings    map[string]string // seen, by the ID of the check
	assumptions []string
}

var variants = map[string]variant{
	"status -3 for an unknown message": {
		options:     []smsctest.Option{smsctest.WithNotFoundStatus()},
		findings:    map[string]string{"status.unknown": "status -3", "status2.unknown": "status -3", "code.http": "no code came"},
		assumptions: []string{"not-found", "http-status"},
	},
	"known by another name": {
		options: []smsctest.Option{smsctest.WithNamespace("http://smsc.kz/sys/soap.php")},
		findings: map[string]string{
			"wsdl.namespace": "1 difference", "wsdl.action": "7 differences", "namespace.https": "refused",
			// The reserve host is set up alike.
			"reserve": "0 of 4 speak SOAP", "reserve.state": "no reserve host speaks SOAP",
		},
		assumptions: []string{"reserve", "namespace"},
	},
	"cost and balance only when they are asked for": {
		options:     []smsctest.Option{smsctest.WithCostOnDemand()},
		findings:    map[string]string{"send.unasked": "cnt came, cost and balance did not"},
		assumptions: []string{"unasked"},
	},
	"a status lags behind": {
		options:     []smsctest.Option{smsctest.WithStatusLag(5*time.Second, 5*time.Second)},
		findings:    map[string]string{"status.visible": "after 8s, and not yet after 3s"},
		assumptions: []string{"visible"},
	},
	"a status lags behind by more than the quiet time": {
		options: []smsctest.Option{smsctest.WithStatusLag(time.Hour, time.Hour)},
		findings: map[string]string{
			"status.visible": "not within 2m5s",
			"status.plus":    "needs status.visible", "status.local": "needs status.visible", "status.parts": "needs status.visible",
			"status.dates": "needs status.visible", "status.clock": "needs status.visible", "reserve.state": "needs status.visible",
		},
		assumptions: []string{"reserve", "additions", "date-zone", "visible", "number"},
	},
	"a status does not correct numbers": {
		options:     []smsctest.Option{smsctest.WithExactStatusPhones()},
		findings:    map[string]string{"status.local": "not found"},
		assumptions: []string{"number"},
	},
	"dates in another zone": {
		options:     []smsctest.Option{smsctest.WithDateZone(time.FixedZone("", 5*3600+1800))},
		findings:    map[string]string{"status.dates": "UTC+05:30"},
		assumptions: []string{"date-zone"},
	},
	"dates without timestamps": {
		options: []smsctest.Option{smsctest.WithDatesAlone()},
		findings: map[string]string{
			"status.dates": "UTC+03:00, by this machine's clock: there is no timestamp", "status.clock": "there is no timestamp",
		},
		assumptions: []string{"date-zone"},
	},
	"a clock that is ahead": {
		options:  []smsctest.Option{smsctest.WithClockSkew(3 * time.Minute)},
		findings: map[string]string{"status.clock": "the service's is 3m0s ahead"},
	},
	"a clock that is behind": {
		options:  []smsctest.Option{smsctest.WithClockSkew(-30 * time.Second)},
		findings: map[string]string{"status.clock": "the service's is 30s behind"},
	},
	"a web server's clock that is ahead": {
		change:   func(w *world) { w.ahead = time.Hour },
		findings: map[string]string{"clock": "the service's is 1h0m0s ahead"},
	},
	"duplicates by recipient, text and sender": {
		options:     []smsctest.Option{limits(func(l *smsctest.Limits) { l.Duplicate = smsctest.SameMessage })},
		findings:    map[string]string{"send.same-text": "refused, with code 9"},
		assumptions: []string{"identical"},
	},
	"duplicates by recipient and text": {
		options:     []smsctest.Option{limits(func(l *smsctest.Limits) { l.Duplicate = smsctest.SameText })},
		findings:    map[string]string{"send.same-text": "refused, with code 9"},
		assumptions: []string{"identical"},
	},
	"no guard against duplicates": {
		options: []smsctest.Option{limits(func(l *smsctest.Limits) { l.DuplicateWindow = 0 })},
		findings: map[string]string{
			"send.identical": "accepted, and sent a second time",
			"send.same-text": "an identical request was not refused, or not tried",
		},
		assumptions: []string{"identical"},
	},
	"a check for duplicates that is not atomic": {options: []smsctest.Option{smsctest.WithDuplicateGap(time.Second, time.Second)}},
	"a host that knows its own sends alone":     {options: []smsctest.Option{smsctest.WithOwnGuard()}},
	"statuses that are forgotten after a day":   {options: []smsctest.Option{smsctest.WithStatusMemory(24 * time.Hour)}},
	"requests that are read strictly":           {options: []smsctest.Option{smsctest.WithStrictRequests()}},
	"an account in another zone":                {options: []smsctest.Option{smsctest.WithZone(time.UTC)}},
	"the code of a call in the answer":          {options: []smsctest.Option{smsctest.WithCodeInAnswer()}},
	"the account's test mode":                   {options: []smsctest.Option{smsctest.WithTestMode()}},
	"a group":                                   {options: []smsctest.Option{smsctest.WithGroup("G1", to)}},
	"a price of its own":                        {options: []smsctest.Option{smsctest.WithPrice("380", decimal.NewFromInt(2))}},
	"a message that fails":                      {options: []smsctest.Option{smsctest.WithLife("", smsctest.Failed(time.Second, smsc.StatusForbidden, 252))}},
	"this machine's address alone":              {options: []smsctest.Option{smsctest.WithAllowedIPs(netip.MustParsePrefix("127.0.0.0/8"))}},
	"statuses of a stale replica": {
		options:     []smsctest.Option{smsctest.WithStaleStatuses(1, 5*time.Second, 5*time.Second)},
		findings:    map[string]string{"status.visible": "after 8s, and not yet after 3s"},
		assumptions: []string{"visible"},
	},
	"no correction of numbers": {
		options:     []smsctest.Option{smsctest.WithCorrection(func(number string) string { return number })},
		findings:    map[string]string{"status.local": "not found"},
		assumptions: []string{"number"},
	},
	"few balance requests": {
		options:     []smsctest.Option{limits(func(l *smsctest.Limits) { l.BalancePerMinute = 3 })},
		findings:    map[string]string{"namespace.https": "code 9"}, // http is refused before it counts
		assumptions: []string{"namespace"},
	},
	"a flood of one message": {
		options:     []smsctest.Option{limits(func(l *smsctest.Limits) { l.FloodMessages = 1 })},
		findings:    map[string]string{"send.same-text": "refused with code 8"},
		assumptions: []string{"identical"},
	},
	"a recipient that is refused": {
		options: []smsctest.Option{smsctest.WithRefused(func(recipient string) (smsc.StatusCode, bool) {
			return smsc.StatusForbidden, recipient == to[1:]
		})},
		findings: map[string]string{
			"send.price": "code 8", "send": "needs send.price", "send.unasked": "needs send", "send.identical": "needs send",
			"send.same-text": "needs send", "status.visible": "needs send", "status.plus": "needs status.visible",
			"status.local": "needs status.visible", "status.parts": "needs status.visible", "status.dates": "needs status.visible",
			"status.clock": "needs status.visible", "reserve.state": "needs status.visible",
		},
		assumptions: []string{"reserve", "additions", "date-zone", "identical", "visible", "number", "unasked"},
	},
	"a forbidden text": {
		options: []smsctest.Option{smsctest.WithForbiddenText(func(string) bool { return true })},
		findings: map[string]string{
			"send": "refused with code 6", "send.unasked": "needs send", "send.identical": "needs send", "send.same-text": "needs send",
			"status.visible": "needs send", "status.plus": "needs status.visible", "status.local": "needs status.visible",
			"status.parts": "needs status.visible", "status.dates": "needs status.visible", "status.clock": "needs status.visible",
			"reserve.state": "needs status.visible",
		},
		assumptions: []string{"reserve", "additions", "date-zone", "identical", "visible", "number", "unasked"},
	},
	"no price for the number": {
		options: []smsctest.Option{smsctest.WithUndeliverable(priced[1:])},
		findings: map[string]string{
			"cost": "code 8", "cost.maxsms": "code 8", "cost.op": "code 8",
		},
		assumptions: []string{"cost-phones"},
	},
	"no money": {
		options: []smsctest.Option{smsctest.WithBalance(decimal.Zero)},
		findings: map[string]string{
			"send": "refused with code 3", "send.unasked": "needs send", "send.identical": "needs send", "send.same-text": "needs send",
			"status.visible": "needs send", "status.plus": "needs status.visible", "status.local": "needs status.visible",
			"status.parts": "needs status.visible", "status.dates": "needs status.visible", "status.clock": "needs status.visible",
			"reserve.state": "needs status.visible",
		},
		assumptions: []string{"reserve", "additions", "date-zone", "identical", "visible", "number", "unasked"},
	},
	"no reserve host": {
		change:      func(w *world) { w.reserve = nil },
		findings:    map[string]string{"reserve": "0 of 4 speak SOAP", "reserve.state": "no reserve host speaks SOAP"},
		assumptions: []string{"reserve"},
	},
	"a reserve host that is down": {
		change:      func(w *world) { w.reserve.SetDown(true) },
		findings:    map[string]string{"reserve": "0 of 4 speak SOAP", "reserve.state": "no reserve host speaks SOAP"},
		assumptions: []string{"reserve"},
	},
	"a reserve host with a state of its own": {
		change:      func(w *world) { w.reserve = smsctest.New(account()...) },
		findings:    map[string]string{"reserve.state": "does not know the message"},
		assumptions: []string{"reserve"},
	},
	"no key": {
		change: func(w *world) { w.config.APIKey = "" },
		findings: map[string]string{
			"key": "no API key was given", "key.query": "no API key was given",
			"key.element": "no API key was given", "key.password": "no API key was given",
		},
		assumptions: []string{"api-key"},
	},
	"a key that is wrong": {
		options: []smsctest.Option{smsctest.WithAPIKey("another")},
		findings: map[string]string{
			"key":          "code 2",
			"key.query":    "the key was refused, and trying again can block this address",
			"key.element":  "the key was refused, and trying again can block this address",
			"key.password": "the key was refused, and trying again can block this address",
		},
		assumptions: []string{"api-key"},
	},
	"a key alone": {
		change:   func(w *world) { w.config.Login, w.config.Password = "", "" },
		findings: map[string]string{"credentials": "no login and password were given"},
	},
	"a number without a local form": {
		change:      func(w *world) { w.to = "+4915112345678" },
		findings:    map[string]string{"status.local": "the country of the number has no such form here"},
		assumptions: []string{"number"},
	},
	"send.identical left out": {
		change: func(w *world) { w.config.Skip = []string{"send.identical"} },
		findings: map[string]string{
			"send.identical": "left out", "send.same-text": "an identical request was not refused, or not tried",
		},
		assumptions: []string{"identical"},
	},
}

// TestVariants examines the emulator in each of its variants. Each changes exactly its
// own lines.
func TestVariants(t *testing.T) {
	t.Parallel()
	var usual *doctor.Report
	inBubble(t, func(t *testing.T) { usual = newWorld().send(t) })
	for _, f := range usual.Findings {
		assert.Less(t, f.Severity, doctor.Warning, "%s: %s", f.ID, f.Seen)
	}
	for name, v := range variants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) {
				w := newWorld(v.options...)
				if v.change != nil {
					v.change(w)
				}
				report := w.send(t)
				findings, assumptions := changes(usual, report)
				got := map[string]string{}
				for _, id := range findings {
					got[id] = finding(t, report, id).Seen
				}
				if v.findings == nil {
					v.findings = map[string]string{}
				}
				assert.Equal(t, v.findings, got)
				assert.ElementsMatch(t, v.assumptions, assumptions)
			})
		})
	}
}
