package smsc_test

import (
	"context"
	"fmt"

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
