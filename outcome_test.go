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

// TestOutcomeOfSeveral: of joined errors the one counts that leaves least to do by
// itself; what a wrapper has weighed already counts as it says.
func TestOutcomeOfSeveral(t *testing.T) {
	t.Parallel()
	failed := func(o smsc.Outcome) error { return &smsc.SendError{Outcome: o} }
	unknown, notSent, rejected := failed(smsc.OutcomeUnknown), failed(smsc.OutcomeNotSent), failed(smsc.OutcomeRejected)
	accepted := failed(smsc.OutcomeAccepted) // by hand
	for _, c := range []struct {
		name string
		err  error
		want smsc.Outcome
	}{
		{"not sent and unknown", errors.Join(notSent, unknown), smsc.OutcomeUnknown},
		{"unknown and not sent", errors.Join(unknown, notSent), smsc.OutcomeUnknown},
		{"not sent and rejected", errors.Join(notSent, rejected), smsc.OutcomeRejected},
		{"rejected and unknown", errors.Join(rejected, unknown), smsc.OutcomeUnknown},
		{"not sent twice", errors.Join(notSent, notSent), smsc.OutcomeNotSent},
		{"accepted and not sent", errors.Join(accepted, notSent), smsc.OutcomeNotSent},
		{"accepted alone", errors.Join(accepted), smsc.OutcomeAccepted},
		{"one of this package and one of another", errors.Join(io.EOF, notSent), smsc.OutcomeNotSent},
		{"none of this package", errors.Join(io.EOF, io.ErrUnexpectedEOF), smsc.OutcomeUnknown},
		{"deep inside", fmt.Errorf("a: %w", errors.Join(io.EOF, fmt.Errorf("b: %w, %w", notSent, errors.Join(rejected)))), smsc.OutcomeRejected},
		{"wrapped by who has weighed it", &smsc.SendError{Outcome: smsc.OutcomeNotSent, Err: errors.Join(unknown, rejected)}, smsc.OutcomeNotSent},
		{"a wrapper of nothing", hollow{}, smsc.OutcomeUnknown},
		{"a wrapper of nothing and one more", hollows{nil, notSent}, smsc.OutcomeNotSent},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, smsc.OutcomeOf(c.err))
		})
	}
}

// hollow is an error that wraps nothing though it could.
type hollow struct{}

func (hollow) Error() string { return "hollow" }
func (hollow) Unwrap() error { return nil }

type hollows []error

func (hollows) Error() string     { return "hollows" }
func (h hollows) Unwrap() []error { return h }

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
			assert.Len(t, failed.Record.ID, 26, "the ID that was made up can be asked for")
		})
	}
}
