package smsctest_test

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// A whole day of the service: 10,000 messages, one every 8.64 seconds, and the
// life of each to its end. It must not take a second of real time; the test
// prints what it took.
func TestDay(t *testing.T) {
	t.Parallel()
	began := time.Now()
	synctest.Test(t, func(t *testing.T) {
		const messages = 10_000
		g := smsctest.New(
			smsctest.WithBalance(decimal.NewFromInt(5000)),
			smsctest.WithLife("3805", smsctest.Delivered(7*time.Second)),
			smsctest.WithLife("38051", smsctest.Read(3*time.Second, time.Hour)),
			smsctest.WithLife("38052", smsctest.Failed(time.Minute, smsc.StatusUndeliverable, 1)),
			smsctest.WithLife("38053", smsctest.Unanswered()),
		)
		w := overTransport(g)
		ids := make(chan int, 14)
		var clients sync.WaitGroup
		for range 14 {
			clients.Go(func() {
				for i := range ids {
					to := fmt.Sprintf("3805%d%07d", i%10, i)
					got := w.call(t, "send", demo("phones", to, "mes", "hi", "id", strconv.Itoa(i+1)))
					assert.Empty(t, got.values["error"])
				}
			})
		}
		for i := range messages {
			ids <- i
			time.Sleep(24 * time.Hour / messages)
		}
		close(ids)
		clients.Wait()

		_, err := g.Wait(t.Context(), func(m smsctest.Message) bool { return m.ID == "1" && m.Status.Final() })
		assert.NoError(t, err)
		time.Sleep(25 * time.Hour)
		ends := map[smsc.StatusCode]int{}
		for _, m := range g.Messages() {
			ends[m.Status]++
		}
		total := 0
		for status, n := range ends {
			assert.True(t, status.Final(), status)
			total += n
		}
		assert.Equal(t, messages, total)
		assert.Len(t, ends, 4, "delivered, read, expired, undeliverable")
		assert.Equal(t, "0", g.Balance().String())
		assert.Equal(t, map[int]bool{1: true}, countsOf(g.Tally()), "each exactly once")
	})
	t.Log("real time:", time.Since(began).Round(time.Millisecond))
}

func countsOf(tally map[smsctest.Key]int) map[int]bool {
	counts := map[int]bool{}
	for _, n := range tally {
		counts[n] = true
	}
	return counts
}
