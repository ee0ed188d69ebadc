package smsctest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// The whole of a first test: a gateway in memory, the client of the program, and
// a look at what went out.
func Example() {
	t := new(exampleTB) // in a test, its *testing.T
	gateway := smsctest.New()
	client := gateway.Client(t) // give it to the program under test
	_, err := client.Send(context.Background(), smsc.SendRequest{To: []string{"+380501234567"}, Text: "Ваш код 1234"})
	sms, _ := gateway.Last("+380501234567")
	fmt.Println(sms.Text, err)
	// Output: Ваш код 1234 <nil>
}

// A program that makes its client itself gets the endpoint and the transport.
func ExampleGateway_Transport() {
	gateway := smsctest.New()
	client, err := smsc.NewClient(smsc.Password("demo", "demo"),
		smsc.WithEndpoint(smsctest.Endpoint),
		smsc.WithHTTPClient(&http.Client{Transport: gateway.Transport()}))
	if err != nil {
		panic(err)
	}
	balance, err := client.Balance(context.Background())
	fmt.Println(balance.Balance, err)
	// Output: 100 <nil>
}

// A single answer without a gateway, as a mock's responder.
func ExampleAnswer() {
	respond := smsctest.Answer(&smsc.SendResult{ID: "order-7"})
	client, err := smsc.NewClient(smsc.Password("demo", "demo"),
		smsc.WithHTTPClient(&http.Client{Transport: responder(respond)}))
	if err != nil {
		panic(err)
	}
	sent, err := client.Send(context.Background(), smsc.SendRequest{
		To: []string{"+380501234567"}, Text: "hi", ID: "order-7", ValidFor: time.Hour,
	})
	fmt.Println(sent.ID, sent.Count, err)
	// Output: order-7 1 <nil>
}

// responder is what a mocking package makes of a function.
type responder func(*http.Request) (*http.Response, error)

func (r responder) RoundTrip(req *http.Request) (*http.Response, error) { return r(req) }

// A time-out: the service takes the request and says nothing.
func ExampleGateway_Inject_timeout() {
	gateway := smsctest.New()
	client := gateway.Client(new(exampleTB), smsc.WithRetry(smsc.RetryPolicy{Attempts: 1, OnUnknown: smsc.UnknownReturn}), smsc.WithTimeout(10*time.Millisecond))

	gateway.Inject(smsctest.Fault{Kind: smsctest.FaultHang, Op: "send", Times: 1})
	_, err := client.Send(context.Background(), smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
	fmt.Println(smsc.OutcomeOf(err), "accepted:", gateway.Accepted())
	// Output: unknown accepted: 0
}

// A lost answer: the message is accepted and paid, and the client cannot know.
func ExampleGateway_Inject_lostAnswer() {
	gateway := smsctest.New()
	client := gateway.Client(new(exampleTB), smsc.WithRetry(smsc.RetryPolicy{Attempts: 1, OnUnknown: smsc.UnknownReturn}))

	gateway.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Op: "send", Times: 1})
	_, err := client.Send(context.Background(), smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
	fmt.Println(smsc.OutcomeOf(err), "accepted:", gateway.Accepted())
	// Output: unknown accepted: 1
}

// A delivery report: with a clock of its own a test does not wait for it.
func ExampleManualClock() {
	clock := smsctest.NewManualClock(time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC))
	gateway := smsctest.New(smsctest.WithClock(clock), smsctest.WithLife("", smsctest.Delivered(30*time.Second)))
	client := gateway.Client(new(exampleTB))
	sent, err := client.Send(context.Background(), smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
	if err != nil {
		panic(err)
	}

	for range 3 {
		report, err := client.Status(context.Background(), smsc.StatusRequest{Recipient: "+380501234567", ID: sent.ID})
		if err != nil {
			panic(err)
		}
		fmt.Println(report.Status, report.ChangedAt.Format(time.TimeOnly))
		clock.Advance(15 * time.Second)
	}
	// Output:
	// waiting to be sent 09:00:00
	// passed to the operator 09:00:01
	// delivered 09:00:30
}

// A message that cannot be delivered, by number.
func ExampleWithLife() {
	clock := smsctest.NewManualClock(time.Now())
	gateway := smsctest.New(smsctest.WithClock(clock),
		smsctest.WithLife("38067", smsctest.Failed(10*time.Second, smsc.StatusUndeliverable, 1)),
		smsctest.WithLife("38063", smsctest.Unanswered()))
	client := gateway.Client(new(exampleTB))
	_, err := client.Send(context.Background(), smsc.SendRequest{
		To: []string{"380501234567", "380671234567", "380631234567"}, Text: "hi", ValidFor: time.Hour,
	})
	if err != nil {
		panic(err)
	}
	clock.Advance(time.Hour)
	for _, m := range gateway.Messages() {
		fmt.Printf("%s %s: %s\n", m.Phone, m.Status, m.DeliveryError)
	}
	// Output:
	// 380501234567 delivered: no error
	// 380671234567 cannot be delivered: subscriber does not exist
	// 380631234567 expired: no error
}

// Money: prices by prefix, and a balance that runs out.
func ExampleWithPrice() {
	gateway := smsctest.New(
		smsctest.WithBalance(decimal.RequireFromString("1")),
		smsctest.WithPrice("38050", decimal.RequireFromString("0.35")))
	client := gateway.Client(new(exampleTB))
	for range 2 {
		_, err := client.Send(context.Background(), smsc.SendRequest{
			To: []string{"380501234567"}, Text: strings.Repeat("я", 71), // two parts
		})
		fmt.Println("balance:", gateway.Balance(), "accepted:", gateway.Accepted(), "rejected:", smsc.OutcomeOf(err) == smsc.OutcomeRejected)
	}
	// Output:
	// balance: 0.3 accepted: 1 rejected: false
	// balance: 0.3 accepted: 1 rejected: true
}

// A limit of the service: more than ten balance requests within a minute.
func ExampleWithLimits() {
	ask := func(gateway *smsctest.Gateway) (refused int) {
		client := gateway.Client(new(exampleTB), smsc.WithPacing(func(p *smsc.Pacing) { *p = smsc.Pacing{} }))
		for range 12 {
			if _, err := client.Balance(context.Background()); err != nil {
				refused++
			}
		}
		return refused
	}
	fmt.Println(ask(smsctest.New()))
	fmt.Println(ask(smsctest.New(smsctest.WithLimits(func(l *smsctest.Limits) { l.BalancePerMinute = 0 }))))
	// Output:
	// 2
	// 0
}

// Waiting for a message that some other part of a program sends.
func ExampleGateway_Wait() {
	gateway := smsctest.New()
	client := gateway.Client(new(exampleTB))
	go func() {
		_, _ = client.Send(context.Background(), smsc.SendRequest{To: []string{"+380501234567"}, Text: "Ваш код 1234"})
	}()

	sms, err := gateway.Wait(context.Background(), func(m smsctest.Message) bool { return m.Phone == "380501234567" })
	fmt.Println(sms.Text, err)
	// Output: Ваш код 1234 <nil>
}

// Every message exactly once.
func ExampleGateway_Tally() {
	gateway := smsctest.New()
	client := gateway.Client(new(exampleTB))
	for range 2 { // a program that sends by mistake again, with the same ID
		_, _ = client.Send(context.Background(), smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi", ID: "order-7"})
	}
	fmt.Println(gateway.Tally()[smsctest.Key{Phone: "380501234567", ID: "order-7"}])
	// Output: 1
}

// What a program really sent, field by field.
func ExampleGateway_Requests() {
	gateway := smsctest.New()
	client := gateway.Client(new(exampleTB))
	_, _ = client.Send(context.Background(), smsc.SendRequest{
		To: []string{"+380501234567"}, Text: "hi", ID: "order-7", Sender: "Shop", ValidFor: 90 * time.Minute,
	})
	request := gateway.Requests()[0]
	fmt.Println(request.Operation, request.Elements["sender"], request.Query)
	// Output: send_sms2 Shop [{valid 01:30}]
}

// A server on loopback, for code that takes a URL. In a test, tb is its *testing.T.
func ExampleNewServer() {
	tb := &exampleTB{}
	defer tb.close()
	server := smsctest.NewServer(tb)
	balance, err := server.Client(tb).Balance(context.Background())
	fmt.Println(balance.Balance, err)
	// Output: 100 <nil>
}
