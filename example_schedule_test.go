package smsc_test

import (
	"context"
	"fmt"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// tenAtNight is what the emulator's clock shows in these examples: 22:00 in Kyiv.
var tenAtNight = time.Date(2026, time.March, 10, 20, 0, 0, 0, time.UTC)

// At an instant, whatever time zone the account has.
func ExampleSendAt() {
	gateway := smsctest.New(smsctest.WithClock(smsctest.NewManualClock(tenAtNight)))
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:   []string{"+380501234567"},
		Text: "Your visit is today at 10:00.",
		When: smsc.SendAt(time.Date(2026, time.March, 11, 6, 0, 0, 0, time.UTC)),
	})
	if err != nil {
		panic(err)
	}
	sms, _ := gateway.Last("+380501234567")
	fmt.Println(sms.SendAt.UTC())
	// Output: 2026-03-11 06:00:00 +0000 UTC
}

// In ten minutes.
func ExampleSendIn() {
	gateway := smsctest.New(smsctest.WithClock(smsctest.NewManualClock(tenAtNight)))
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:   []string{"+380501234567"},
		Text: "How was it? Tell us.",
		When: smsc.SendIn(10 * time.Minute),
	})
	if err != nil {
		panic(err)
	}
	sms, _ := gateway.Last("+380501234567")
	fmt.Println(sms.SendAt.Sub(tenAtNight))
	// Output: 10m0s
}

// Not at night: at nine in the morning, by Kyiv's clock in winter.
func ExampleSendBetween() {
	gateway := smsctest.New(smsctest.WithClock(smsctest.NewManualClock(tenAtNight)))
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:   []string{"+380501234567"},
		Text: "Your parcel has arrived.",
		When: smsc.SendBetween{From: 9, To: 21, Zone: smsc.UTCOffset(2)},
	})
	if err != nil {
		panic(err)
	}
	sms, _ := gateway.Last("+380501234567")
	fmt.Println(sms.SendAt.UTC())
	// Output: 2026-03-11 07:00:00 +0000 UTC
}

// When a clock on the wall shows a time.
func ExampleSendLocal() {
	gateway := smsctest.New(smsctest.WithClock(smsctest.NewManualClock(tenAtNight)))
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:   []string{"+380501234567"},
		Text: "Your visit is today at 10:00.",
		When: smsc.SendLocal{
			Clock: time.Date(2026, time.March, 11, 8, 30, 0, 0, time.UTC), // its zone is not looked at
			Zone:  smsc.UTCOffset(2),
		},
	})
	if err != nil {
		panic(err)
	}
	sms, _ := gateway.Last("+380501234567")
	fmt.Println(sms.SendAt.UTC())
	// Output: 2026-03-11 06:30:00 +0000 UTC
}

// A time zone has whole hours, all year: what Kyiv's clock shows in March is not what it
// shows in July.
func ExampleUTCOffset() {
	winter, summer := smsc.UTCOffset(2), smsc.UTCOffset(3)
	var account smsc.Zone // the time zone of the account's settings
	fmt.Printf("%v %v %q\n", winter, summer, account)
	// Output: UTC+2 UTC+3 ""
}

// A mailing that goes out over an hour, a group of recipients every half hour.
func ExampleSpread() {
	gateway := smsctest.New(smsctest.WithClock(smsctest.NewManualClock(tenAtNight)))
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:     []string{"+380501234567", "+380501234568", "+380501234569", "+380501234570"},
		Text:   "We are open again from Monday.",
		Spread: smsc.Spread{Period: time.Hour, Interval: 30 * time.Minute},
	})
	if err != nil {
		panic(err)
	}
	for _, sms := range gateway.Messages() {
		fmt.Println(sms.Phone, sms.SendAt.Sub(tenAtNight))
	}
	// Output:
	// 380501234567 0s
	// 380501234568 0s
	// 380501234569 30m0s
	// 380501234570 30m0s
}
