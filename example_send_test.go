package smsc_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// demo returns a client of the emulated service in memory. A program that sends
// for real leaves WithEndpoint and WithHTTPClient away.
func demo(gateway *smsctest.Gateway, options ...smsc.Option) *smsc.Client {
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), append([]smsc.Option{
		smsc.WithEndpoint(smsctest.Endpoint),
		smsc.WithHTTPClient(&http.Client{Transport: gateway.Transport()}),
	}, options...)...)
	if err != nil {
		panic(err)
	}
	return client
}

// Send a code to one phone.
func ExampleClient_Send() {
	ctx := context.Background()
	gateway := smsctest.New()
	client := demo(gateway)

	result, err := client.Send(ctx, smsc.SendRequest{
		To:   []string{"+380501234567"},
		Text: "Ваш код 1234",
		ID:   "code-1234",
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.ID, result.Count)
	// Output: code-1234 1
}

// One text to several recipients, with a list of those that were refused.
func ExampleClient_Send_recipients() {
	ctx := context.Background()
	gateway := smsctest.New(smsctest.WithUndeliverable("38067"))
	client := demo(gateway)

	result, err := client.Send(ctx, smsc.SendRequest{
		To:           []string{"+380501234567", "+380671234567"},
		Text:         "We are open again from Monday.",
		ReportFailed: true,
	})
	if err != nil {
		panic(err)
	}
	fmt.Println("sent:", result.Count)
	for _, failed := range result.Failed {
		fmt.Println("refused:", failed.Phone, failed.Status)
	}
	// Output:
	// sent: 1
	// refused: 380671234567 unavailable number
}

// What the service says of each recipient.
func ExampleClient_Send_report() {
	ctx := context.Background()
	gateway := smsctest.New(smsctest.WithOperator("38050", smsctest.Operator{MCC: "255", MNC: "01"}))
	client := demo(gateway)

	result, err := client.Send(ctx, smsc.SendRequest{
		To:               []string{"+380501234567"},
		Text:             "hi",
		ReportRecipients: true,
	})
	if err != nil {
		panic(err)
	}
	for _, recipient := range result.Recipients {
		fmt.Println(recipient.Phone, recipient.MCC, recipient.MNC, recipient.Cost)
	}
	// Output: 380501234567 255 01 0.5
}

// A sender's name, a limited life, at most two parts, and a note that only the
// account's history shows.
func ExampleSendRequest() {
	ctx := context.Background()
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(ctx, smsc.SendRequest{
		To:       []string{"+380501234567"},
		Text:     "Order 1234 is on its way.",
		Sender:   "Shop",
		ValidFor: 2 * time.Hour,
		MaxParts: 2,
		Comment:  "order 1234, second try",
	})
	if err != nil {
		panic(err)
	}
	sms, _ := gateway.Last("+380501234567")
	fmt.Printf("%s: %s (%s) %v\n", sms.Sender, sms.Text, sms.Comment, sms.Params)
	// Output: Shop: Order 1234 is on its way. (order 1234, second try) map[maxsms:2 valid:02:00]
}

// A parameter that the service has and this package does not know yet.
func ExampleSendRequest_extra() {
	ctx := context.Background()
	gateway := smsctest.New()
	client := demo(gateway)

	_, err := client.Send(ctx, smsc.SendRequest{
		To:    []string{"+380501234567"},
		Text:  "hi",
		Extra: map[string][]string{"newparam": {"a & b"}},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(gateway.Requests()[0].Query)
	// Output: [{newparam a & b}]
}
