package callback_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
)

// A message has one row for each recipient. The service may write a number in its
// own form, so numbers are compared without the plus.
type messageKey struct{ id, recipient string }

func keyOf(id, recipient string) messageKey {
	return messageKey{id: id, recipient: strings.TrimPrefix(recipient, "+")}
}

// message is a row: whether we sent it, and what the service reported.
type message struct {
	sent      bool // by this program; false for an early report, or a stranger's message
	status    smsc.StatusCode
	reported  bool
	changedAt time.Time
}

// messages stands for a table whose primary key is messageKey.
type messages struct {
	mu   sync.Mutex
	rows map[messageKey]message
}

// Sent notes that a message was sent. The row may be there already: the report can
// come before the answer of the send has been stored.
func (m *messages) Sent(id, recipient string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	row := m.rows[keyOf(id, recipient)]
	row.sent = true
	m.rows[keyOf(id, recipient)] = row
}

// Receive stores a status report. With an error the service is answered 500.
func (m *messages) Receive(_ context.Context, event callback.Event) error {
	report, ok := event.(callback.StatusReport)
	if !ok {
		return nil // not for us; an error would only make the service repeat it
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	row := m.rows[keyOf(report.ID, report.Recipient)] // empty for an early report or a stranger's message
	if row.reported && !newer(row, report) {
		return nil // an older status, which came late
	}
	// A duplicate writes the same values again.
	row.reported, row.status, row.changedAt = true, report.Status, report.ChangedAt
	m.rows[keyOf(report.ID, report.Recipient)] = row
	return nil
}

// newer reports whether a report replaces what the row says. Reports can arrive out of
// order, so a final status is never replaced by one that is not. Otherwise the later
// one wins: delivered can become read.
func newer(row message, report callback.StatusReport) bool {
	if row.status.Final() != report.Status.Final() {
		return report.Status.Final()
	}
	return !report.ChangedAt.Before(row.changedAt)
}

// Reports that come early, twice, out of order, and for a message of another program.
func Example_store() {
	table := &messages{rows: make(map[messageKey]message)}
	handler, err := callback.NewHandler(exampleSecret, table.Receive)
	if err != nil {
		panic(err)
	}
	noon := time.Date(2026, time.March, 10, 10, 0, 0, 0, time.UTC)
	report := func(id string, status smsc.StatusCode, after time.Duration) {
		r, err := callback.NewRequest(context.Background(), exampleURL, exampleSecret, callback.StatusReport{
			ID: id, Recipient: "380501234567", Status: status, ChangedAt: noon.Add(after),
		})
		if err != nil {
			panic(err)
		}
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		row := table.rows[keyOf(id, "380501234567")]
		fmt.Println(answer.Code, id, "sent:", row.sent, "status:", row.status)
	}

	report("order-7", smsc.StatusDelivered, 2*time.Second) // before the answer of the send is stored
	table.Sent("order-7", "+380501234567")
	report("order-7", smsc.StatusDelivered, 2*time.Second) // a duplicate
	report("order-7", smsc.StatusPassed, time.Second)      // out of order
	report("order-7", smsc.StatusRead, time.Minute)        // delivered becomes read
	report("31337", smsc.StatusDelivered, time.Second)     // sent by another program on the same account
	// Output:
	// 200 order-7 sent: false status: delivered
	// 200 order-7 sent: true status: delivered
	// 200 order-7 sent: true status: delivered
	// 200 order-7 sent: true status: read
	// 200 31337 sent: false status: delivered
}
