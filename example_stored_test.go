package smsc_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// The functions of this file are the snippets of docs/retries.md about a program that
// stores a message before it sends it.

func sendStored(ctx context.Context, client *smsc.Client, request smsc.SendRequest, store func(smsc.SendRequest)) (*smsc.SendResult, error) {
	request.ID, request.LeaveBy = smsc.NewID(), time.Now().Add(time.Minute)
	store(request) // in the same transaction as the order
	result, err := client.Send(ctx, request)
	return result, err
}

func sendAfterRestart(ctx context.Context, client *smsc.Client, request smsc.SendRequest, store func(smsc.SendRequest)) (*smsc.SendResult, error) {
	prior := smsc.SendRecord{ID: request.ID, LeaveBy: request.LeaveBy}
	request.LeaveBy = time.Now().Add(10 * time.Minute) // the quiet time passes before it can leave
	store(request)                                     // this process can die too
	result, err := client.SendOnce(ctx, request, prior)
	return result, err
}

func TestDocStoredFirst(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]smsctest.FaultKind{
		"the message was accepted": smsctest.FaultDropAfter, "the message was lost": smsctest.FaultDropBefore,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				gateway := smsctest.New()
				var stored smsc.SendRequest
				store := func(request smsc.SendRequest) { stored = request }
				dies, die := context.WithTimeout(t.Context(), time.Second)
				defer die()
				gateway.Inject(smsctest.Fault{Kind: fault})
				_, err := sendStored(dies, gateway.Client(t), smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"}, store)
				require.ErrorIs(t, err, smsc.ErrOutcomeUnknown)

				gateway.ClearFaults()
				result, err := sendAfterRestart(t.Context(), gateway.Client(t), stored, store)
				require.NoError(t, err)
				assert.Equal(t, stored.ID, result.ID)
				assert.Equal(t, 1, gateway.Accepted())
			})
		})
	}
}
