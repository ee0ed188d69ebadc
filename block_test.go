package smsc_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func TestBreakerAfterWrongPasswords(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithCredentials("demo", "other"))
		client := emulated(t, g)
		for range 10 {
			_, err := client.Send(t.Context(), message())
			require.ErrorIs(t, err, smsc.ErrUnauthorized)
		}
		assert.Len(t, g.Requests(), 3, "two short of a block")
		_, err := client.Balance(t.Context())
		blocked, ok := errors.AsType[*smsc.BlockedError](err)
		require.True(t, ok, "%v", err)
		assert.ErrorIs(t, err, smsc.ErrUnauthorized)
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		assert.Equal(t, 30*time.Minute, time.Until(blocked.Until))
		assert.ErrorContains(t, err, "not called until 2000-01-01T00:30:00Z")

		time.Sleep(30 * time.Minute)
		_, err = client.Balance(t.Context())
		_, ok = errors.AsType[*smsc.BlockedError](err)
		assert.False(t, ok, "it is tried again")
		assert.Len(t, g.Requests(), 4)
	})
}

func TestBreakerCountsInARow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		client := emulated(t, g)
		for range 5 {
			g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 2, Times: 2})
			for range 2 {
				_, err := client.Balance(t.Context())
				require.ErrorIs(t, err, smsc.ErrUnauthorized)
			}
			_, err := client.Balance(t.Context())
			require.NoError(t, err)
		}
	})
}

func TestBreakerAfterABlock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New()
		client := emulated(t, g)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 4, Times: 1})
		_, err := client.Balance(t.Context())
		code, ok := errors.AsType[*smsc.APIError](err)
		require.True(t, ok)
		assert.Equal(t, 30*time.Minute, code.RetryAfter())
		time.Sleep(30*time.Minute - time.Second)
		_, err = client.Send(t.Context(), message())
		assert.ErrorIs(t, err, smsc.ErrIPBlocked)
		assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(err))
		assert.Len(t, g.Requests(), 1)
		time.Sleep(time.Second)
		_, err = client.Send(t.Context(), message())
		assert.NoError(t, err)
	})
}

func TestUnblock(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	client := emulated(t, g)
	g.Inject(smsctest.Fault{Kind: smsctest.FaultCode, Code: 4, Times: 1})
	_, err := client.Balance(t.Context())
	require.ErrorIs(t, err, smsc.ErrIPBlocked)
	client.Unblock()
	_, err = client.Balance(t.Context())
	assert.NoError(t, err)
}
