package smsc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

var meanings = []error{
	smsc.ErrInvalidParams, smsc.ErrUnauthorized, smsc.ErrInsufficientFunds, smsc.ErrNotFound, smsc.ErrIPBlocked,
	smsc.ErrInvalidDate, smsc.ErrForbidden, smsc.ErrInvalidPhone, smsc.ErrUndeliverable, smsc.ErrDuplicate,
	smsc.ErrRateLimited, smsc.ErrOutcomeUnknown, smsc.ErrMalformedAnswer, smsc.ErrHTTPStatus, smsc.ErrRedirect,
	smsc.ErrAnswerTooLarge,
}

// TestErrorCodes pins what each code means in each operation.
func TestErrorCodes(t *testing.T) {
	t.Parallel()
	priced := []error{
		1: smsc.ErrInvalidParams, 2: smsc.ErrUnauthorized, 3: smsc.ErrInsufficientFunds, 4: smsc.ErrIPBlocked,
		5: smsc.ErrInvalidDate, 6: smsc.ErrForbidden, 7: smsc.ErrInvalidPhone, 8: smsc.ErrUndeliverable, 9: smsc.ErrDuplicate, 10: nil,
	}
	cost := append([]error(nil), priced...)
	cost[9] = smsc.ErrRateLimited
	status := []error{
		1: smsc.ErrInvalidParams, 2: smsc.ErrUnauthorized, 3: smsc.ErrNotFound, 4: smsc.ErrIPBlocked,
		9: smsc.ErrRateLimited, 10: nil,
	}
	balance := []error{1: smsc.ErrInvalidParams, 2: smsc.ErrUnauthorized, 4: smsc.ErrIPBlocked, 9: smsc.ErrRateLimited, 10: nil}
	for _, op := range []struct {
		name   smsc.Operation
		answer func(string) string
		call   func(context.Context, *smsc.Client) error
		want   []error
	}{
		{smsc.OpSend, sendAnswer, func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Send(ctx, message())
			return err
		}, priced},
		{smsc.OpSend, send2Answer, func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Send(ctx, with(func(r *smsc.SendRequest) { r.MaxParts = 1 }))
			return err
		}, priced},
		{smsc.OpCost, costAnswer, func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Cost(ctx, message())
			return err
		}, cost},
		{smsc.OpCost, cost2Answer, func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Cost(ctx, with(func(r *smsc.SendRequest) { r.MaxParts = 1 }))
			return err
		}, cost},
		{smsc.OpStatus, statusAnswer, func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Status(ctx, smsc.StatusRequest{Recipient: phone, ID: "1"})
			return err
		}, status},
		{smsc.OpBalance, balanceAnswer, func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Balance(ctx)
			return err
		}, balance},
	} {
		for code := 1; code <= 10; code++ {
			t.Run(fmt.Sprintf("%s, code %d", op.name, code), func(t *testing.T) {
				t.Parallel()
				w := &wire{answer: op.answer(fmt.Sprintf("<error>%d</error>", code))}
				err := op.call(t.Context(), newClient(t, w))
				api, ok := errors.AsType[*smsc.APIError](err)
				require.True(t, ok, "%v", err)
				assert.Equal(t, code, api.Code)
				assert.Equal(t, op.name, api.Operation)
				assert.Equal(t, smsc.OutcomeRejected, smsc.OutcomeOf(err))
				assert.Equal(t, 1, w.count(), "a code is never retried")
				var want error
				if code < len(op.want) {
					want = op.want[code]
				}
				for _, meaning := range meanings {
					assert.Equal(t, want != nil && errors.Is(meaning, want), errors.Is(err, meaning), "%v", meaning)
				}
			})
		}
	}
}

func TestErrorKeepsTheID(t *testing.T) {
	t.Parallel()
	_, err := newClient(t, &wire{answer: sendAnswer("<id>77</id><error>8</error>")}).
		Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "mine" }))
	api, ok := errors.AsType[*smsc.APIError](err)
	require.True(t, ok)
	assert.Equal(t, "77", api.ID)
	failed, ok := errors.AsType[*smsc.SendError](err)
	require.True(t, ok)
	assert.Equal(t, "mine", failed.ID)
	assert.Equal(t, []string{phone}, failed.Recipients)
	assert.EqualError(t, err, "smsc: send_sms: error 8: cannot be delivered to that number (rejected, id mine)")
}

func TestNotFound(t *testing.T) {
	t.Parallel()
	for name, leaves := range map[string]string{
		"as a code": "<error>3</error>", "as a status": "<status>-3</status>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, &wire{answer: statusAnswer(leaves)}).
				Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "1"})
			assert.ErrorIs(t, err, smsc.ErrNotFound)
			assert.EqualError(t, err, "smsc: get_status: error 3: message not found")
		})
	}
}

// TestNothingIsTakenForSuccess: an answer that does not say that it went well did
// not go well.
func TestNothingIsTakenForSuccess(t *testing.T) {
	t.Parallel()
	calls := map[string]func(context.Context, *smsc.Client) error{
		"SendResponse/sendresult": func(ctx context.Context, c *smsc.Client) error {
			_, err := c.Send(ctx, message())
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
		for name, body := range map[string]string{
			"an empty result":          result(answer, inner, ""),
			"an error that is no code": result(answer, inner, "<error>none</error><id>1</id><cost>1</cost><status>1</status><balance>1</balance>"),
			"an unknown element only":  result(answer, inner, "<ok>1</ok>"),
			"another answer":           result("OtherResponse", inner, "<id>1</id>"),
			"another result":           result(answer, "otherresult", "<id>1</id>"),
			"nothing":                  "",
			"a page":                   "<html><body>login</body></html>",
			"no XML":                   "OK - 1 SMS, ID - 77",
			"JSON":                     `{"id":77,"cnt":1}`,
			"an answer cut short":      result(answer, inner, "<id>1</id>")[:200],
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

func TestFaults(t *testing.T) {
	t.Parallel()
	fault := `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><SOAP-ENV:Fault>` +
		`<faultcode>SOAP-ENV:Server</faultcode><faultstring>Internal Error</faultstring></SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>`
	for _, status := range []int{200, 400, 500, 503} {
		_, err := newClient(t, &wire{answer: fault, status: status}).Send(t.Context(), message())
		got, ok := errors.AsType[*smsc.FaultError](err)
		require.True(t, ok, "%v", err)
		assert.Equal(t, status, got.StatusCode)
		assert.Equal(t, "SOAP-ENV:Server", got.Code)
		assert.Equal(t, "Internal Error", got.Reason)
		assert.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
		assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err))
	}
}

// failing is a transport that reads the request, or not, and fails.
type failing struct {
	err  error
	read bool
}

func (f failing) RoundTrip(r *http.Request) (*http.Response, error) {
	if f.read {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	_ = r.Body.Close()
	return nil, f.err
}

func TestOutcomeOfTransportErrors(t *testing.T) {
	t.Parallel()
	dial := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	for _, c := range []struct {
		name      string
		transport failing
		want      smsc.Outcome
	}{
		{"a failed dial", failing{err: dial}, smsc.OutcomeNotSent},
		{"a name that does not resolve", failing{err: &net.DNSError{Err: "no such host"}}, smsc.OutcomeNotSent},
		{"a reset", failing{err: &net.OpError{Op: "read", Err: errors.New("reset")}, read: true}, smsc.OutcomeUnknown},
		{"a time-out", failing{err: context.DeadlineExceeded, read: true}, smsc.OutcomeUnknown},
		{"a time-out of a mock that reads nothing", failing{err: context.DeadlineExceeded}, smsc.OutcomeUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, c.transport).Send(t.Context(), message())
			assert.Equal(t, c.want, smsc.OutcomeOf(err))
			assert.ErrorIs(t, err, c.transport.err)
			assert.Equal(t, c.want == smsc.OutcomeUnknown, errors.Is(err, smsc.ErrOutcomeUnknown))
			failed, ok := errors.AsType[*smsc.SendError](err)
			require.True(t, ok)
			assert.Len(t, failed.ID, 26, "the ID that was made up can be asked for")
		})
	}
}

func TestContextThatIsOverSendsNothing(t *testing.T) {
	t.Parallel()
	w := &wire{answer: sendAnswer("<id>1</id>")}
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

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestOutcomes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, smsc.OutcomeAccepted, smsc.OutcomeOf(nil))
	assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(io.EOF))
	assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(fmt.Errorf("wrapped: %w", &smsc.ValidationError{})))
	var zero smsc.Outcome
	assert.Equal(t, smsc.OutcomeUnknown, zero, "the zero value is the careful one")
	for outcome, name := range map[smsc.Outcome]string{
		smsc.OutcomeUnknown: "unknown", smsc.OutcomeNotSent: "not_sent", smsc.OutcomeRejected: "rejected", smsc.OutcomeAccepted: "accepted", 9: "unknown",
	} {
		assert.Equal(t, name, outcome.String())
	}
}

func TestErrorsOfUnknownOperationsHaveNoMeaning(t *testing.T) {
	t.Parallel()
	err := &smsc.APIError{Operation: "new", Code: 2}
	assert.NotErrorIs(t, err, smsc.ErrUnauthorized)
	assert.EqualError(t, err, "smsc: new: error 2: undocumented error")
}
