package doctor_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-smsc/smsc/doctor"
	"github.com/go-smsc/smsc/smsctest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	login    = "shop-login"
	password = "pa55&w<rd>"
	apiKey   = "k3y&<s3cret>"
	to       = "+380671112233"
	priced   = "+380509998877"
)

// account are the options of an emulator that knows the credentials above.
func account(more ...smsctest.Option) []smsctest.Option {
	return append([]smsctest.Option{smsctest.WithCredentials(login, password), smsctest.WithAPIKey(apiKey)}, more...)
}

// dated gives answers the Date header that a server sets, by a clock that is ahead.
type dated struct {
	inner http.RoundTripper
	ahead time.Duration
}

func (d dated) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := d.inner.RoundTrip(r)
	if err == nil {
		resp.Header.Set("Date", time.Now().Add(d.ahead).UTC().Format(http.TimeFormat))
	}
	return resp, err
}

// world is an emulated service with one reserve host.
type world struct {
	gateway, reserve *smsctest.Gateway
	ahead            time.Duration
	config           doctor.Config
	to               string
	refuse           bool // to confirm
	price            doctor.Price
}

func newWorld(options ...smsctest.Option) *world {
	g := smsctest.New(account(options...)...)
	return &world{
		gateway: g, reserve: g.NewHost(), to: to,
		config: doctor.Config{
			Endpoint: smsctest.Endpoint, Login: login, Password: password, APIKey: apiKey, Number: priced,
		},
	}
}

func (w *world) host() string {
	return strings.TrimSuffix(strings.TrimPrefix(smsctest.Endpoint, "https://"), smsctest.Path)
}

func (w *world) transport() http.RoundTripper {
	hosts := smsctest.Hosts{w.host(): w.gateway}
	if w.reserve != nil {
		hosts["www2."+w.host()] = w.reserve
	}
	return dated{hosts.Transport(), w.ahead}
}

// run examines the world without sending.
func (w *world) run(t *testing.T) *doctor.Report {
	t.Helper()
	w.config.Transport = w.transport()
	report, err := doctor.Run(t.Context(), w.config)
	require.NoError(t, err)
	return report
}

// send examines it and sends.
func (w *world) send(t *testing.T) *doctor.Report {
	t.Helper()
	w.config.Transport = w.transport()
	report, err := doctor.RunAndSend(t.Context(), w.config, doctor.Sending{
		To: w.to, Confirm: func(_ context.Context, price doctor.Price) bool {
			w.price = price
			return !w.refuse
		},
	})
	require.NoError(t, err)
	return report
}

// inBubble runs a test in which time passes at once.
func inBubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

// finding is what a check found.
func finding(t *testing.T, report *doctor.Report, id string) doctor.Finding {
	t.Helper()
	found, ok := report.Finding(id)
	require.True(t, ok, id)
	return found
}

// changes are the IDs of findings, and the names of assumptions, that are not the same
// in two reports.
func changes(a, b *doctor.Report) (findings, assumptions []string) {
	for i, f := range a.Findings {
		g := b.Findings[i]
		if f.ID != g.ID || f.Severity != g.Severity || f.Seen != g.Seen || !slices.Equal(f.Details, g.Details) {
			findings = append(findings, f.ID)
		}
	}
	for i, x := range a.Assumptions {
		if y := b.Assumptions[i]; x.Settled != y.Settled || x.Seen != y.Seen {
			assumptions = append(assumptions, x.Name)
		}
	}
	return findings, assumptions
}

// sent are the requests to send that a gateway has seen.
func sent(g *smsctest.Gateway) int {
	n := 0
	for _, r := range g.Requests() {
		if strings.HasPrefix(r.Operation, "send") {
			n++
		}
	}
	return n
}

func assertNothingSent(t *testing.T, g *smsctest.Gateway) {
	t.Helper()
	assert.Zero(t, sent(g), "a request to send")
	assert.Zero(t, g.Accepted(), "an accepted message")
}
