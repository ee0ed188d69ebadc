package smsc_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

// meanings are all errors that are matched by meaning.
var meanings = []error{
	smsc.ErrInvalidParams, smsc.ErrUnauthorized, smsc.ErrInsufficientFunds, smsc.ErrNotFound, smsc.ErrIPBlocked,
	smsc.ErrInvalidDate, smsc.ErrForbidden, smsc.ErrInvalidPhone, smsc.ErrUndeliverable, smsc.ErrDuplicate,
	smsc.ErrRateLimited, smsc.ErrOutcomeUnknown, smsc.ErrMalformedAnswer, smsc.ErrHTTPStatus, smsc.ErrRedirect,
	smsc.ErrAnswerTooLarge, smsc.ErrBlocked, smsc.ErrTooLate,
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
				assert.Equal(t, 1, w.count(), "a code is not retried at once")
				var want []error
				if code < len(op.want) && op.want[code] != nil {
					want = append(want, op.want[code])
				}
				outcome := smsc.OutcomeRejected
				if op.name == smsc.OpSend && code == 9 {
					// It says that a copy came before, or too many requests at once.
					outcome = smsc.OutcomeUnknown
					want = append(want, smsc.ErrRateLimited, smsc.ErrOutcomeUnknown)
				}
				if op.name == smsc.OpStatus {
					outcome = smsc.OutcomeUnknown // a question says nothing of a send
				}
				assert.Equal(t, outcome, smsc.OutcomeOf(err))
				for _, meaning := range meanings {
					assert.Equal(t, slices.Contains(want, meaning), errors.Is(err, meaning), "%v", meaning)
				}
			})
		}
	}
}

func TestErrorKeepsTheID(t *testing.T) {
	t.Parallel()
	_, err := newClient(t, &wire{answer: sendAnswer("<id>mine</id><error>8</error>")}).
		Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "mine" }))
	api, ok := errors.AsType[*smsc.APIError](err)
	require.True(t, ok)
	assert.Equal(t, "mine", api.ID)
	failed, ok := errors.AsType[*smsc.SendError](err)
	require.True(t, ok)
	assert.Equal(t, "mine", failed.Record.ID)
	assert.Equal(t, []string{phone}, failed.Record.Recipients)
	assert.EqualError(t, err, "smsc: send: error 8: cannot be delivered to that number (rejected, id mine)")

	_, err = newClient(t, &wire{answer: sendAnswer("<id>77</id><error>8</error>")}).
		Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "mine" }))
	require.ErrorIs(t, err, smsc.ErrMalformedAnswer, "a code for another message says nothing of this one")
	assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err))
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 400, 500, 503} {
		_, err := newClient(t, &wire{answer: faultAnswer("e:Server", "Internal Error"), status: status}).Send(t.Context(), message())
		got, ok := errors.AsType[*smsc.FaultError](err)
		require.True(t, ok, "%v", err)
		assert.Equal(t, &smsc.FaultError{Operation: smsc.OpSend, StatusCode: status, Code: "e:Server", Reason: "Internal Error"}, got)
		assert.EqualError(t, got, "smsc: send: SOAP fault e:Server: Internal Error")
		assert.ErrorIs(t, err, smsc.ErrOutcomeUnknown)
		assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err))
	}
	_, err := newClient(t, &wire{answer: faultAnswer("e:Server", "Procedure 'send' not present"), status: 500}).Send(t.Context(), message())
	got, ok := errors.AsType[*smsc.FaultError](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, smsc.OutcomeNotSent, got.Outcome, "it dispatches before it runs anything")
	assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
}

func TestErrorsOfUnknownOperationsHaveNoMeaning(t *testing.T) {
	t.Parallel()
	err := &smsc.APIError{Operation: "new", Code: 2}
	assert.NotErrorIs(t, err, smsc.ErrUnauthorized)
	assert.EqualError(t, err, "smsc: new: error 2: undocumented error")
}

func TestErrorsLogAsGroups(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer string
		want   string
	}{
		"fault":     {faultAnswer("c", "r"), `"op":"balance","http_status":200,"code":"c","reason":"r"`},
		"malformed": {"", `"op":"balance","http_status":200,"cause":"malformed answer: the answer is empty","outcome":"unknown"`},
		"code":      {balanceAnswer("<error>2</error>"), `"op":"balance","code":2,"id":"","message":`},
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
	assert.NotContains(t, out.String(), phone)
}

// TestErrorsMadeByHand: a user's test makes any error with any outcome, and the
// functions of the package see it as they see the client's own.
func TestErrorsMadeByHand(t *testing.T) {
	t.Parallel()
	for _, outcome := range []smsc.Outcome{smsc.OutcomeUnknown, smsc.OutcomeNotSent, smsc.OutcomeRejected, smsc.OutcomeAccepted} {
		for _, err := range []error{
			&smsc.SendError{Outcome: outcome},
			&smsc.SendError{Outcome: outcome, Err: &smsc.APIError{Code: 9}},
			&smsc.TransportError{Outcome: outcome},
			&smsc.FaultError{Outcome: outcome},
		} {
			assert.Equal(t, outcome, smsc.OutcomeOf(err), "%T", err)
			assert.Equal(t, outcome, smsc.OutcomeOf(fmt.Errorf("wrapped: %w", err)), "%T", err)
			assert.NotEmpty(t, err.Error())
			_, isSend := err.(*smsc.SendError) //nolint:errorlint // made above
			assert.Equal(t, isSend && outcome == smsc.OutcomeUnknown, errors.Is(err, smsc.ErrOutcomeUnknown), "%T", err)
		}
	}
	for _, c := range []struct {
		err     error
		outcome smsc.Outcome
		is      []error
		text    string
	}{
		{&smsc.APIError{Code: 3}, smsc.OutcomeRejected, []error{smsc.ErrInsufficientFunds}, "smsc: send: error 3: not enough money on the account"},
		{&smsc.APIError{Code: 9}, smsc.OutcomeUnknown, []error{smsc.ErrDuplicate, smsc.ErrRateLimited}, "smsc: send: error 9: identical request within a minute, or too many requests at once"},
		{&smsc.APIError{}, smsc.OutcomeRejected, nil, "smsc: send: error 0: undocumented error"},
		{&smsc.APIError{Operation: smsc.OpStatus, Code: 3}, smsc.OutcomeUnknown, []error{smsc.ErrNotFound}, "smsc: status: error 3: message not found"},
		{&smsc.PacingError{}, smsc.OutcomeNotSent, []error{smsc.ErrRateLimited}, "smsc: : too many requests at once"},
		{&smsc.PacingError{Err: context.Canceled}, smsc.OutcomeNotSent, []error{smsc.ErrRateLimited, context.Canceled}, "smsc: : too many requests: context canceled while it waited for its turn"},
		{&smsc.BlockedError{Cause: smsc.ErrIPBlocked}, smsc.OutcomeNotSent, []error{smsc.ErrBlocked}, "smsc: : calls are stopped until 0001-01-01T00:00:00Z, since the service said: IP address temporarily blocked"},
		{&smsc.BlockedError{}, smsc.OutcomeNotSent, []error{smsc.ErrBlocked}, "smsc: : calls are stopped until 0001-01-01T00:00:00Z, since the service said: <nil>"},
		{&smsc.ValidationError{Field: "To", Rule: "is wrong"}, smsc.OutcomeNotSent, nil, "smsc: To: is wrong"},
		{smsc.ValidationErrors{}, smsc.OutcomeNotSent, nil, ""},
		{&smsc.SendError{}, smsc.OutcomeUnknown, []error{smsc.ErrOutcomeUnknown}, "smsc: send failed (outcome unknown)"},
		{&smsc.SendError{Outcome: smsc.OutcomeNotSent, Record: smsc.SendRecord{ID: "x"}}, smsc.OutcomeNotSent, nil, "smsc: send failed (not sent, id x)"},
		{
			&smsc.SendError{Err: &smsc.APIError{Code: 9}}, smsc.OutcomeUnknown,
			[]error{smsc.ErrOutcomeUnknown, smsc.ErrDuplicate, smsc.ErrRateLimited},
			"smsc: send: error 9: identical request within a minute, or too many requests at once (outcome unknown)",
		},
		{&smsc.TransportError{}, smsc.OutcomeUnknown, nil, "smsc: : <nil>"},
		{&smsc.FaultError{}, smsc.OutcomeUnknown, nil, "smsc: : SOAP fault : "},
	} {
		assert.Equal(t, c.outcome, smsc.OutcomeOf(c.err), "%v", c.err)
		assert.EqualError(t, c.err, c.text)
		for _, meaning := range append(meanings, context.Canceled) {
			assert.Equal(t, slices.Contains(c.is, meaning), errors.Is(c.err, meaning), "%v: %v", c.err, meaning)
		}
		var out bytes.Buffer
		slog.New(slog.NewTextHandler(&out, nil)).Info("", "err", c.err)
		assert.NotContains(t, out.String(), "panic", "%T", c.err)
		assert.NotContains(t, fmt.Sprintf("%v %+v", c.err, c.err), "panic", "%T", c.err)
	}
}

// TestTheServicesWordIsNotTheClientsOwn: whoever reacts to a block of the service does
// not react to the client's refusal.
func TestTheServicesWordIsNotTheClientsOwn(t *testing.T) {
	t.Parallel()
	own := &smsc.BlockedError{Operation: smsc.OpSend, Cause: smsc.ErrIPBlocked}
	assert.NotErrorIs(t, own, smsc.ErrIPBlocked)
	assert.ErrorIs(t, own, smsc.ErrBlocked)
	assert.NotErrorIs(t, &smsc.APIError{Code: 4}, smsc.ErrBlocked)
}

func TestNilAPIErrorMatchesNothing(t *testing.T) {
	t.Parallel()
	var none *smsc.APIError
	for _, meaning := range meanings {
		assert.False(t, none.Is(meaning))
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for err, want := range map[*smsc.APIError]time.Duration{
		{Code: 4}: 30 * time.Minute, {Code: 9}: time.Minute, {Operation: smsc.OpBalance, Code: 9}: time.Minute,
		{Code: 2}: 0, {Code: 3}: 0, {Code: 99}: 0, {Operation: "new", Code: 4}: 0,
	} {
		assert.Equal(t, want, err.RetryAfter(), "%v", err)
	}
}
