package smsc_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"

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

func TestErrorsOfUnknownOperationsHaveNoMeaning(t *testing.T) {
	t.Parallel()
	err := &smsc.APIError{Operation: "new", Code: 2}
	assert.NotErrorIs(t, err, smsc.ErrUnauthorized)
	assert.EqualError(t, err, "smsc: new: error 2: undocumented error")
}

func TestErrorsLogAsGroups(t *testing.T) {
	t.Parallel()
	fault := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>c</faultcode><faultstring>r</faultstring></e:Fault></e:Body></e:Envelope>`
	for name, c := range map[string]struct {
		answer string
		want   string
	}{
		"fault":     {fault, `"op":"get_balance","http_status":200,"code":"c","reason":"r"`},
		"malformed": {"", `"op":"get_balance","http_status":200,"cause":"malformed answer: the answer is empty","outcome":"unknown"`},
		"code":      {balanceAnswer("<error>2</error>"), `"op":"get_balance","code":2,"id":"","message":`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, &wire{answer: c.answer}).Balance(t.Context())
			var out bytes.Buffer
			slog.New(slog.NewJSONHandler(&out, nil)).Info("", "err", err)
			assert.Contains(t, out.String(), c.want)
		})
	}
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, nil))
	logger.Info("", "err", &smsc.ValidationError{Field: "To", Rule: "r"})
	assert.Contains(t, out.String(), `"field":"To","rule":"r"`)
	_, err := newClient(t, &wire{}).Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "x" }))
	logger.Info("", "err", err)
	assert.Contains(t, out.String(), `"id":"x","outcome":"unknown","cause":`)
}
