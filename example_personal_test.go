package smsc_test

import (
	"context"
	"fmt"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// A text of one's own for each recipient, in one request.
func ExamplePersonal() {
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		Personal: []smsc.Personal{
			{To: []string{"+380501234567"}, Text: "Olena, your visit is at 10:00."},
			{To: []string{"+380671234567"}, Text: "Taras, your visit is at 11:00.\nPlease bring your card."},
		},
	})
	if err != nil {
		panic(err)
	}
	for _, sms := range gateway.Messages() {
		fmt.Printf("%s %q\n", sms.Phone, sms.Text)
	}
	// Output:
	// 380501234567 "Olena, your visit is at 10:00."
	// 380671234567 "Taras, your visit is at 11:00.\nPlease bring your card."
}

// A text with a bar needs a sender, here or in the request: without one the service could
// take what stands in front of the bar for it.
func ExamplePersonal_bar() {
	request := smsc.SendRequest{Personal: []smsc.Personal{{To: []string{"+380501234567"}, Text: "Знижка | код: 123"}}}
	fmt.Println(request.Validate() == nil)

	request.Sender = "Shop"
	fmt.Println(request.Validate() == nil)
	// Output:
	// false
	// true
}

// The same hour on the clocks of two cities.
func ExamplePersonal_zone() {
	gateway := smsctest.New(smsctest.WithClock(smsctest.NewManualClock(tenAtNight)))
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		Sender: "Shop",
		When:   smsc.SendLocal{Clock: time.Date(2026, time.March, 11, 9, 0, 0, 0, time.UTC)},
		Personal: []smsc.Personal{
			{To: []string{"+380501234567"}, Text: "Good morning, Kyiv!", Zone: smsc.UTCOffset(2)},
			{To: []string{"+77011234567"}, Text: "Good morning, Almaty!", Zone: smsc.UTCOffset(5)},
		},
	})
	if err != nil {
		panic(err)
	}
	for _, sms := range gateway.Messages() {
		fmt.Println(sms.SendAt.UTC().Format(time.TimeOnly), sms.Text)
	}
	// Output:
	// 07:00:00 Good morning, Kyiv!
	// 04:00:00 Good morning, Almaty!
}

// A sender of one's own for each text.
func ExamplePersonal_sender() {
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(context.Background(), smsc.SendRequest{
		Personal: []smsc.Personal{
			{To: []string{"+380501234567"}, Text: "Your parcel has arrived.", Sender: "Shop"},
			{To: []string{"+380671234567"}, Text: "Your visit is at 11:00.", Sender: "Clinic"},
		},
	})
	if err != nil {
		panic(err)
	}
	for _, sms := range gateway.Messages() {
		fmt.Println(sms.Sender, sms.Phone)
	}
	// Output:
	// Shop 380501234567
	// Clinic 380671234567
}
