package smsctest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestBalanceRequests(t *testing.T) {
	t.Parallel()
	_, w, clock := timed()
	code := func() string { return w.call(t, "balance", demo()).values["error"] }
	for range 10 {
		assert.Equal(t, "0", code())
	}
	assert.Equal(t, "9", code())
	clock.Advance(time.Minute)
	assert.Equal(t, "0", code())
}
