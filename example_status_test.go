package smsc_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// Follow a message to its end. The emulator's clock is moved by hand here; a
// program asks again after a minute or more.
func ExampleClient_Status() {
	ctx := context.Background()
	clock := smsctest.NewManualClock(tenAtNight)
	client := demo(smsctest.New(smsctest.WithClock(clock)))
	sent, err := client.Send(ctx, smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
	if err != nil {
		panic(err)
	}

	for {
		status, err := client.Status(ctx, smsc.StatusRequest{Recipient: "+380501234567", ID: sent.ID})
		if err != nil {
			panic(err)
		}
		fmt.Println(status.Status, status.ChangedAt.Format(time.TimeOnly))
		if status.Status.Final() {
			break
		}
		clock.Advance(3 * time.Second)
	}
	// Output:
	// waiting to be sent 20:00:00
	// passed to the operator 20:00:01
	// delivered 20:00:05
}

// Why a message was not delivered, and whether another try makes sense.
func ExampleDeliveryCode_Class() {
	ctx := context.Background()
	client := demo(smsctest.New(smsctest.WithLife("", smsctest.Failed(0, smsc.StatusUndeliverable, 6))))
	sent, err := client.Send(ctx, smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
	if err != nil {
		panic(err)
	}

	status, err := client.Status(ctx, smsc.StatusRequest{Recipient: "+380501234567", ID: sent.ID})
	if err != nil {
		panic(err)
	}
	if reason, ok := status.DeliveryError.Get(); ok && status.Status.Failed() {
		fmt.Println(status.Status, "-", reason, "-", reason.Class())
	}
	// Output: cannot be delivered - subscriber offline - temporary
}

// Everything that the service tells about a message.
func ExampleDetail() {
	ctx := context.Background()
	client := demo(smsctest.New(smsctest.WithOperator("38050", smsctest.Operator{Name: "Example", Region: "Ukraine"})))
	sent, err := client.Send(ctx, smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi", Sender: "Shop"})
	if err != nil {
		panic(err)
	}

	status, err := client.Status(ctx, smsc.StatusRequest{
		Recipient: "+380501234567", ID: sent.ID, Detail: smsc.DetailOperator,
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(status.Sender, status.Text, status.Parts, status.Cost, status.Operator, status.Region)
	// Output: Shop hi 1 0.5 Example Ukraine
}

// A message that the service does not know.
func ExampleClient_Status_notFound() {
	client := demo(smsctest.New())

	_, err := client.Status(context.Background(), smsc.StatusRequest{Recipient: "+380501234567", ID: "code-1234"})
	fmt.Println(errors.Is(err, smsc.ErrNotFound))
	// Output: true
}
