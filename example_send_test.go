package smsc_test

import (
	"context"
	"errors"
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
		To:   []string{"+380501234567", "+380671234567"},
		Text: "We are open again from Monday.",
	})
	if err != nil {
		panic(err)
	}
	fmt.Println("sent:", result.Count)
	for _, failed := range result.Failed {
		fmt.Println("refused:", failed.Recipient, failed.Status)
	}
	// Output:
	// sent: 1
	// refused: 380671234567 unavailable number
}

// A group of the account by its number, and a number beside it.
func ExampleSendRequest_groups() {
	gateway := smsctest.New(smsctest.WithGroup("G7", "380671234567", "380671234568"))
	client := demo(gateway)

	result, err := client.Send(context.Background(), smsc.SendRequest{
		To:     []string{"+380501234567"},
		Groups: []int64{7},
		Text:   "The meeting begins at 10.",
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.Count, gateway.Requests()[0].Elements["phones"])

	// A phone field of a form cannot reach a group.
	err = smsc.SendRequest{To: []string{"G7"}, Text: "hi"}.Validate()
	fmt.Println(err != nil)
	// Output:
	// 3 +380501234567,G7
	// true
}

// A code that is worth nothing when it is late: after 30 seconds it does not leave any
// more, whatever else happens.
func ExampleSendRequest_leaveBy() {
	client := demo(smsctest.New())

	asked := time.Now().Add(-time.Minute) // it waited in a queue of ours
	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:      []string{"+380501234567"},
		Text:    "Ваш код 1234",
		LeaveBy: asked.Add(30 * time.Second),
	})
	fmt.Println(smsc.OutcomeOf(err), errors.Is(err, smsc.ErrTooLate))
	// Output: not_sent true
}

// Check a request without a network, in a form's handler for example.
func ExampleSendRequest_Validate() {
	err := smsc.SendRequest{To: []string{"050 123 45 67"}, Text: "hi"}.Validate()
	fmt.Println(err)
	// Output: smsc: To[0]: must be a number in international form, 5-15 digits with or without a leading +
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
		fmt.Println(recipient.Recipient, recipient.MCC, recipient.MNC, recipient.Cost)
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
