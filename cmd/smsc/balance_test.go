package main

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// TestBalance_triesAgain: however much time there is, one attempt does not take it all.
func TestBalance_triesAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := console{gateway: smsctest.New(smsctest.WithStrictRequests())}
		c.gateway.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Times: 1})
		began := time.Now()
		require.Equal(t, exitDone, c.run(t.Context(), "", "balance", "--timeout", "1h"), c.stderr)
		assert.Equal(t, "balance: 100\n", c.stdout)
		assert.Less(t, time.Since(began), 2*attemptTimeout, "by the clock of the bubble")
	})
}
