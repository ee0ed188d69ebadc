package tracking

import (
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
)

func TestSupersedes(t *testing.T) {
	t.Parallel()
	at := func(status smsc.StatusCode, second int) *smsc.StatusResult {
		r := &smsc.StatusResult{Status: status}
		if second != 0 {
			r.ChangedAt = time.Unix(int64(second), 0)
		}
		return r
	}
	for _, test := range []struct {
		status, known *smsc.StatusResult
		want          bool
	}{
		{at(smsc.StatusWaiting, 0), nil, true},
		{at(smsc.StatusPassed, 2), at(smsc.StatusWaiting, 1), true},
		{at(smsc.StatusWaiting, 1), at(smsc.StatusPassed, 2), false},
		{at(smsc.StatusStopped, 2), at(smsc.StatusPassed, 2), true},
		{at(smsc.StatusStopped, 0), at(smsc.StatusPassed, 2), true},
		{at(smsc.StatusDelivered, 1), at(smsc.StatusPassed, 2), true},
		{at(77, 3), at(smsc.StatusDelivered, 2), false},
		{at(smsc.StatusRead, 1), at(smsc.StatusDelivered, 2), true},
		{at(smsc.StatusDelivered, 3), at(smsc.StatusClicked, 2), false},
		{at(smsc.StatusExpired, 2), at(smsc.StatusDelivered, 3), false},
		{at(smsc.StatusDelivered, 3), at(smsc.StatusExpired, 2), true},
	} {
		assert.Equal(t, test.want, supersedes(test.status, test.known), "%v, %v", test.status, test.known)
	}
}

// What is kept of a report holds no more of its request in memory.
func TestEarlyReportKeepsItsTextsOnly(t *testing.T) {
	t.Parallel()
	request := strings.Repeat("x", 1000)
	b := board{room: 1}
	b.report(smsc.Ref{ID: request[:7], Recipient: request[10:20]}, smsc.StatusResult{})
	for key := range b.early {
		assert.NotSame(t, unsafe.StringData(request), unsafe.StringData(key.ID))
		assert.NotSame(t, unsafe.StringData(request[10:]), unsafe.StringData(key.Recipient))
	}
}
