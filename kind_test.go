package smsc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
)

func TestKindOf(t *testing.T) {
	t.Parallel()
	transport := func(err error) error { return &smsc.TransportError{Operation: smsc.OpSend, Err: err} }
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{&smsc.ValidationError{Field: "To"}, "validation"},
		{smsc.ValidationErrors{{Field: "To"}, {Field: "Text"}}, "validation"},
		{&smsc.APIError{Code: 1}, "invalid_params"},
		{&smsc.APIError{Code: 2}, "unauthorized"},
		{&smsc.APIError{Code: 3}, "insufficient_funds"},
		{&smsc.APIError{Operation: smsc.OpStatus, Code: 3}, "not_found"},
		{&smsc.APIError{Code: 4}, "ip_blocked"},
		{&smsc.APIError{Code: 5}, "invalid_date"},
		{&smsc.APIError{Code: 6}, "forbidden"},
		{&smsc.APIError{Code: 7}, "invalid_phone"},
		{&smsc.APIError{Code: 8}, "undeliverable"},
		{&smsc.APIError{Code: 9}, "duplicate"},
		{&smsc.APIError{Operation: smsc.OpCost, Code: 9}, "rate_limited"},
		{&smsc.APIError{Code: 77}, "undocumented_code"},
		{&smsc.APIError{Operation: smsc.OpBalance, Code: 3}, "undocumented_code"},
		{&smsc.PacingError{}, "rate_limited"},
		{&smsc.PacingError{Err: context.DeadlineExceeded}, "rate_limited"},
		{&smsc.BlockedError{Cause: smsc.ErrIPBlocked}, "blocked"},
		{&smsc.FaultError{}, "soap_fault"},
		{transport(smsc.ErrRedirect), "redirect"},
		{transport(smsc.ErrHTTPStatus), "http_status"},
		{transport(smsc.ErrMalformedAnswer), "malformed_answer"},
		{transport(smsc.ErrAnswerTooLarge), "answer_too_large"},
		{transport(smsc.ErrTooLate), "too_late"},
		{transport(context.Canceled), "canceled"},
		{transport(context.DeadlineExceeded), "timeout"},
		{transport(&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}), "timeout"},
		{transport(&net.DNSError{IsTimeout: true}), "timeout"},
		{transport(&net.OpError{Op: "dial", Err: errors.New("refused")}), "connection"},
		{transport(io.EOF), "connection"},
		{transport(nil), "connection"},
		{&smsc.SendError{Err: &smsc.APIError{Code: 8}, Outcome: smsc.OutcomeRejected}, "undeliverable"},
		{&smsc.SendError{Err: transport(io.EOF)}, "connection"},
		{&smsc.SendError{}, "outcome_unknown"},
		{&smsc.SendError{Outcome: smsc.OutcomeNotSent}, "other"},
		{context.Canceled, "canceled"},
		{context.DeadlineExceeded, "timeout"},
		{io.EOF, "other"},
	} {
		assert.Equal(t, c.want, smsc.KindOf(c.err), "%#v", c.err)
		if c.err != nil {
			assert.Equal(t, c.want, smsc.KindOf(fmt.Errorf("wrapped: %w", c.err)), "%#v", c.err)
		}
	}
}
