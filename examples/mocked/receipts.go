// Package mocked is a service as a user of the SDK would write it, with its unit
// tests: once over a mocked HTTP transport, once over the emulator.
package mocked

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-smsc/smsc"
)

// Receipts texts customers what they paid.
type Receipts struct {
	Client *smsc.Client
}

// Receipt is one payment.
type Receipt struct {
	Phone string
	Order int
	Sum   string
}

// ErrAskLater says that a receipt may be on its way: it must not be sent again
// before its ID has been asked for.
var ErrAskLater = errors.New("receipt may have been sent")

// Send texts a receipt. The ID that it returns names the message, also when the
// error is ErrAskLater.
func (r Receipts) Send(ctx context.Context, receipt Receipt) (id string, err error) {
	// The order makes the ID: whoever holds the order can ask for the message,
	// even after a crash.
	id = fmt.Sprintf("receipt-%d", receipt.Order)
	_, err = r.Client.Send(ctx, smsc.SendRequest{
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
