package smsc_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

const phone = "+380501234567"

func message() smsc.SendRequest { return smsc.SendRequest{To: []string{phone}, Text: "hi"} }

// with is message with a change.
func with(change func(*smsc.SendRequest)) smsc.SendRequest {
	r := message()
	change(&r)
	return r
}

// mailing is a message to several recipients.
func mailing(to ...string) smsc.SendRequest { return smsc.SendRequest{To: to, Text: "hi"} }

func money(s string) smsc.Optional[decimal.Decimal] { return smsc.Some(decimal.RequireFromString(s)) }

// singleAttempt makes one attempt at each call and does not ask what became of it.
func singleAttempt() smsc.Option {
	return smsc.WithRetry(smsc.RetryPolicy{Attempts: 1, OnUnknown: smsc.UnknownReturn})
}

// unpaced makes calls without waiting for a turn.
func unpaced() smsc.Option { return smsc.WithPacing(func(p *smsc.Pacing) { *p = smsc.Pacing{} }) }

// newClient is a client with login and password over a transport, which makes one
// attempt at each call, without waiting for a turn.
func newClient(t require.TestingT, transport http.RoundTripper, options ...smsc.Option) *smsc.Client {
	options = append([]smsc.Option{
		smsc.WithHTTPClient(&http.Client{Transport: transport}), singleAttempt(), unpaced(),
	}, options...)
	client, err := smsc.NewClient(smsc.Password("demo", "pa55<&>word"), options...)
	require.NoError(t, err)
	return client
}

// emulated is a client of a gateway in memory, with the defaults of the package.
func emulated(t require.TestingT, g *smsctest.Gateway, options ...smsc.Option) *smsc.Client {
	return emulatedAs(t, smsc.Password(smsctest.DefaultLogin, smsctest.DefaultPassword), g, options...)
}

func emulatedAs(t require.TestingT, who smsc.Credentials, g *smsctest.Gateway, options ...smsc.Option) *smsc.Client {
	options = append([]smsc.Option{
		smsc.WithEndpoint(smsctest.Endpoint),
		smsc.WithHTTPClient(&http.Client{Transport: g.Transport()}),
	}, options...)
	client, err := smsc.NewClient(who, options...)
	require.NoError(t, err)
	return client
}

// violated returns the fields that err names, in order.
func violated(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	wrong, ok := errors.AsType[smsc.ValidationErrors](err)
	require.True(t, ok, "%v", err)
	fields := make([]string, len(wrong))
	for i, one := range wrong {
		require.NotEmpty(t, one.Rule)
		fields[i] = one.Field
	}
	return fields
}

// rule is a request and what is wrong with it.
type rule struct {
	name    string
	request smsc.SendRequest
	want    []string // fields in violation; none: it goes out
}

// check runs each rule through Validate, Send and Cost, which must agree, and sees
// that nothing goes out while a rule is violated.
func check(t *testing.T, rules []rule) {
	t.Helper()
	for _, c := range rules {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{answer: "<x/>"}
			client := newClient(t, w)
			assert.Equal(t, c.want, violated(t, c.request.Validate()))
			_, sendErr := client.Send(t.Context(), c.request)
			_, costErr := client.Cost(t.Context(), c.request)
			if c.want == nil {
				assert.Equal(t, 2, w.count(), "it should have gone out: %v", sendErr)
				return
			}
			assert.Equal(t, c.want, violated(t, sendErr))
			assert.Equal(t, c.want, violated(t, costErr))
			assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(sendErr))
			assert.Zero(t, w.count())
		})
	}
}

// fromEnv is a number from the environment: make chaos sets larger ones.
func fromEnv(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// thousand are recipients.
var thousand = func() (to []string) {
	for i := range 1000 {
		to = append(to, fmt.Sprintf("+38050%07d", i))
	}
	return to
}()

// steps are the operations that the gateway has seen, in order.
func steps(g *smsctest.Gateway) []string {
	var all []string
	for _, r := range g.Requests() {
		all = append(all, r.Operation)
	}
	return all
}

// sends is how many requests to send the gateway has seen.
func sends(g *smsctest.Gateway) (n int) {
	for _, step := range steps(g) {
		if strings.HasPrefix(step, "send_sms") {
			n++
		}
	}
	return n
}

// contextOf is the context of a test, or of a property.
func contextOf(t require.TestingT) context.Context {
	if with, ok := t.(interface{ Context() context.Context }); ok {
		return with.Context()
	}
	return context.Background()
}
