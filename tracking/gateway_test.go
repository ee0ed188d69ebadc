package tracking_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
	"github.com/go-smsc/smsc/tracking"
)

// From the sends to the ends, with the emulator: every result is what it says of the
// message, and it never has to refuse a question.
func TestGateway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New(
			smsctest.WithBalance(decimal.NewFromInt(1000)), smsctest.WithRequestLog(10_000),
			smsctest.WithUndeliverable("380500"),
			smsctest.WithLife("380501", smsctest.Delivered(7*time.Second)),
			smsctest.WithLife("380502", smsctest.Delivered(3*time.Hour)),
			smsctest.WithLife("380503", smsctest.Failed(time.Minute, smsc.StatusUndeliverable, 1)),
			smsctest.WithLife("380504", smsctest.Unanswered()),
		)
		client := gateway.Client(t)
		var refs []smsc.Ref
		for i := range 20 {
			request := smsc.SendRequest{Text: fmt.Sprint("order ", i), ValidFor: 10 * time.Hour}
			for n := range 5 {
				request.To = append(request.To, fmt.Sprintf("+38050%d0000%02d", n, i))
			}
			sent, err := client.Send(t.Context(), request)
			require.NoError(t, err)
			refs = append(refs, sent.Refs(request)...)
		}
		require.Len(t, refs, 80, "those that were refused are not among them")

		began := time.Now()
		ends := make(map[smsc.StatusCode]int)
		for ref, result := range tracking.Track(t.Context(), client, slices.Values(refs), tracking.WithValidity(10*time.Hour)) {
			require.NoError(t, result.Err)
			truth, _ := gateway.Last(ref.Recipient)
			require.Equal(t, truth.Status, result.Status.Status)
			ends[result.Status.Status]++
		}
		assert.Equal(t, map[smsc.StatusCode]int{
			smsc.StatusDelivered: 40, smsc.StatusUndeliverable: 20, smsc.StatusExpired: 20,
		}, ends)
		assert.LessOrEqual(t, time.Since(began), 10*time.Hour+6*time.Minute)
		for _, request := range gateway.Requests() {
			assert.Zero(t, request.Error)
		}
	})
}

// Messages that are open need about what WithMaxOpen says.
func TestMemory(t *testing.T) { //nolint:paralleltest // what others allocate would be counted
	if raceEnabled {
		t.Skip("the race detector needs memory of its own")
	}
	synctest.Test(t, func(t *testing.T) {
		const messages = 100_000
		refs := make([]smsc.Ref, messages)
		for i := range refs {
			refs[i] = smsc.Ref{ID: strconv.Itoa(i + 1), Recipient: "+380501234567"}
		}
		used := func() uint64 {
			var stats runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&stats)
			return stats.HeapAlloc
		}
		w := newWorld()
		tracker, err := tracking.New(w, tracking.WithMaxOpen(messages))
		require.NoError(t, err)
		before := used()
		ctx, cancel := context.WithCancel(t.Context())
		var tracked sync.WaitGroup
		tracked.Go(func() {
			for _, result := range tracker.Track(ctx, slices.Values(refs)) {
				if !assert.ErrorIs(t, result.Err, context.Canceled) {
					break
				}
			}
		})
		synctest.Wait()
		each := (used() - before) / messages
		t.Log(each, "bytes a message")
		assert.Less(t, each, uint64(320))
		runtime.KeepAlive(refs)
		cancel()
		tracked.Wait()
	})
}
