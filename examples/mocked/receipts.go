// Package mocked is a service as a user of the SDK would write it, with its unit
// tests in three ways: over an interface of its own, over a mocked HTTP transport, and
// over the emulator.
package mocked

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-smsc/smsc"
)

// Sender is what Receipts needs of the SDK, and no more. A test can fake it in a few
// lines.
type Sender interface {
	Send(ctx context.Context, request smsc.SendRequest) (*smsc.SendResult, error)
}

var _ Sender = (*smsc.Client)(nil)

// Receipts texts customers what they paid.
type Receipts struct {
	Sender Sender
}

// Receipt is one payment.
type Receipt struct {
	Phone string
	Order int
	Sum   string
}

// ErrAskLater says that a receipt may be on its way: it must not be sent again
// before its ID has been asked for. The record that [smsc.Client.Resolve] needs is in
// the [smsc.SendError] that comes with it.
var ErrAskLater = errors.New("receipt may have been sent")

// Send texts a receipt. The ID that it returns names the message, also when the
// error is ErrAskLater. Give ctx a deadline: until then the client tries to find out
// what became of a message whose answer was lost.
func (r Receipts) Send(ctx context.Context, receipt Receipt) (id string, err error) {
	// The order makes the ID: whoever holds the order can ask for the message,
	// even after a crash.
	id = fmt.Sprintf("receipt-%d", receipt.Order)
	_, err = r.Sender.Send(ctx, smsc.SendRequest{
		To:   []string{receipt.Phone},
		Text: fmt.Sprintf("Дякуємо! Замовлення %d оплачено: %s грн", receipt.Order, receipt.Sum),
		ID:   id,
	})
	switch {
	case errors.Is(err, smsc.ErrOutcomeUnknown):
		return id, errors.Join(ErrAskLater, err)
	case err != nil:
		return "", fmt.Errorf("receipt for order %d: %w", receipt.Order, err)
	}
	return id, nil
}
