package smsc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

func TestNewClientRules(t *testing.T) {
	t.Parallel()
	password := smsc.Password("demo", "demo")
	for _, c := range []struct {
		name        string
		credentials smsc.Credentials
		options     []smsc.Option
		want        []string
	}{
		{"login and password", password, nil, nil},
		{"an API key", smsc.APIKey("key"), nil, nil},
		{"no credentials", smsc.Credentials{}, nil, []string{"Credentials"}},
		{"an empty API key", smsc.APIKey(""), nil, []string{"Credentials"}},
		{"neither login nor password", smsc.Password("", ""), nil, []string{"Credentials"}},
		{"no login", smsc.Password("", "x"), nil, []string{"Password"}},
		{"no password", smsc.Password("x", ""), nil, []string{"Password"}},
		{"a password that XML cannot carry", smsc.Password("x", "a\x00"), nil, []string{"Password: password"}},
		{"another host", password, []smsc.Option{smsc.WithEndpoint("https://smsc.kz/sys/soap.php")}, nil},
		{"http", password, []smsc.Option{smsc.WithEndpoint("http://smsc.kz/sys/soap.php")}, []string{"WithEndpoint"}},
		{"http where it is allowed", password, []smsc.Option{
			smsc.WithEndpoint("http://smsc.kz/sys/soap.php"), smsc.WithInsecureHTTP(),
		}, nil},
		{"http on loopback", password, []smsc.Option{smsc.WithEndpoint("http://127.0.0.1:8025/sys/soap.php")}, nil},
		{"http on loopback, IPv6", password, []smsc.Option{smsc.WithEndpoint("http://[::1]:8025/sys/soap.php")}, nil},
		{"http on localhost", password, []smsc.Option{smsc.WithEndpoint("http://localhost/sys/soap.php")}, nil},
		{"http on a host that looks like loopback", password, []smsc.Option{
			smsc.WithEndpoint("http://127.0.0.1.example.com/sys/soap.php"),
		}, []string{"WithEndpoint"}},
		{"no path", password, []smsc.Option{smsc.WithEndpoint("https://smsc.kz")}, []string{"WithEndpoint"}},
		{"a query", password, []smsc.Option{smsc.WithEndpoint("https://smsc.kz/sys/soap.php?wsdl")}, []string{"WithEndpoint"}},
		{"a password in the URL", password, []smsc.Option{smsc.WithEndpoint("https://u:hunter2@smsc.kz/sys/soap.php")}, []string{"WithEndpoint"}},
		{"another scheme", password, []smsc.Option{smsc.WithEndpoint("ftp://smsc.kz/sys/soap.php")}, []string{"WithEndpoint"}},
		{"no URL", password, []smsc.Option{smsc.WithEndpoint("://")}, []string{"WithEndpoint"}},
		{"everything wrong", smsc.Credentials{}, []smsc.Option{
			smsc.WithReserve("https://smsc.kz/sys/soap.php", "http://smsc.kz/sys/soap.php"), smsc.WithTimeout(0), smsc.WithMaxAnswer(0),
			smsc.WithRetry(smsc.RetryPolicy{Attempts: -1}), smsc.WithMaxRecipients(0), smsc.WithMaxRequest(-1),
			smsc.WithLogger(nil), smsc.WithNamespace("\x00"),
		}, []string{
			"Credentials", "WithTimeout", "WithMaxAnswer", "WithMaxRecipients", "WithMaxRequest", "WithObserver",
			"WithRetry.Attempts", "WithNamespace", "WithReserve[1]",
		}},
		{"no observer", password, []smsc.Option{smsc.WithObserver(nil)}, []string{"WithObserver"}},
		{"a namespace that is no header", password, []smsc.Option{smsc.WithNamespace("https://smsc.ua/ї")}, []string{"WithNamespace"}},
		{"a namespace with a quote", password, []smsc.Option{smsc.WithNamespace(`https://smsc.ua/"`)}, []string{"WithNamespace"}},
		{"a namespace with a line break", password, []smsc.Option{smsc.WithNamespace("https://smsc.ua/\nX: y")}, []string{"WithNamespace"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client, err := smsc.NewClient(c.credentials, c.options...)
			assert.Equal(t, c.want, violated(t, err))
			assert.Equal(t, c.want == nil, client != nil)
			assert.Equal(t, c.want != nil, smsc.KindOf(err) == "validation")
			if err != nil {
				assert.NotContains(t, err.Error(), "hunter2")
			}
		})
	}
}

func TestTheCallersHTTPClientIsCopied(t *testing.T) {
	t.Parallel()
	w := &wire{answer: balanceAnswer("<balance>1</balance>"), status: http.StatusFound}
	mine := &http.Client{Transport: w}
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithHTTPClient(mine), singleAttempt())
	require.NoError(t, err)
	_, err = client.Balance(t.Context())
	assert.ErrorIs(t, err, smsc.ErrRedirect)
	assert.Nil(t, mine.CheckRedirect, "the redirect rule is set on the copy")
	client.CloseIdleConnections()
}

// TestNothingIsTakenForSuccess: an answer that does not say that it went well did
// not go well.
func TestNothingIsTakenForSuccess(t *testing.T) {
	t.Parallel()
	calls := map[string]func(context.Context, *smsc.Client) error{
		"SendResponse/sendresult": func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Send(ctx, with(func(r *smsc.SendRequest) { r.ID = "1" }))
			return err
		},
		"CostResponse/costresult": func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Cost(ctx, message())
			return err
		},
		"StatusResponse/statusresult": func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Status(ctx, smsc.StatusRequest{Recipient: phone, ID: "1"})
			return err
		},
		"BalanceResponse/balanceresult": func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Balance(ctx)
			return err
		},
	}
	for elements, call := range calls {
		answer, inner, _ := strings.Cut(elements, "/")
		const good = "<id>1</id><cnt>1</cnt><cost>1</cost><status>1</status><balance>1</balance>"
		cut := result(answer, inner, good)
		t.Run(answer+", which says that it went well", func(t *testing.T) {
			t.Parallel()
			assert.NoError(t, call(t.Context(), newClient(t, &wire{answer: cut})))
		})
		for name, body := range map[string]string{
			"an empty result":            result(answer, inner, ""),
			"an error that is no code":   result(answer, inner, "<error>none</error>"+good),
			"an error out of all bounds": result(answer, inner, "<error>99999999999999999999</error>"+good),
			"an unknown element only":    result(answer, inner, "<ok>1</ok>"),
			"another answer":             result("OtherResponse", inner, good),
			"another result":             result(answer, "otherresult", good),
			"nothing":                    "",
			"a page":                     "<html><body>login</body></html>",
			"no XML":                     "OK - 1 SMS, ID - 77",
			"JSON":                       `{"id":77,"cnt":1}`,
			"an answer cut short":        cut[:len(cut)-1],
		} {
			t.Run(answer+", "+name, func(t *testing.T) {
				t.Parallel()
				err := call(t.Context(), newClient(t, &wire{answer: body}))
				require.ErrorIs(t, err, smsc.ErrMalformedAnswer)
				assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err))
				failed, ok := errors.AsType[*smsc.TransportError](err)
				require.True(t, ok)
				assert.Equal(t, http.StatusOK, failed.StatusCode)
			})
		}
	}
}

func TestContextThatIsOverSendsNothing(t *testing.T) {
	t.Parallel()
	w := &wire{answer: sendAnswer(accepted)}
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("shutting down")
	cancel(reason)
	_, err := newClient(t, w).Send(ctx, message())
	assert.ErrorIs(t, err, reason)
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
	assert.Zero(t, w.count())
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	block := roundTripper(func(r *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	_, err := newClient(t, block, smsc.WithTimeout(time.Millisecond)).Send(t.Context(), message())
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err))
}

func TestClientShowsNoSecret(t *testing.T) {
	t.Parallel()
	client, err := smsc.NewClient(smsc.Password("demo", "hunter2"), smsc.WithEndpoint("https://smsc.kz/sys/soap.php"))
	require.NoError(t, err)
	const want = `smsc.Client(https://smsc.kz/sys/soap.php, smsc.Password("demo", [redacted]))`
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		assert.Equal(t, want, fmt.Sprintf(verb, client))
		assert.Equal(t, want, fmt.Sprintf(verb, *client))
	}
}

// TestUserAgent carries the version.
func TestUserAgent(t *testing.T) {
	t.Parallel()
	w := &wire{answer: balanceAnswer("<balance>1</balance>")}
	_, err := newClient(t, w).Balance(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"go-smsc/" + smsc.Version}, w.only(t).header["User-Agent"])
}
