package smsc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

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
