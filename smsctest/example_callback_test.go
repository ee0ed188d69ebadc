package smsctest_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
	"github.com/go-smsc/smsc/smsctest"
)

// shop is a program that sends messages and learns from reports what became of them.
type shop struct {
	client *smsc.Client

	mu       sync.Mutex
	statuses map[string]smsc.StatusCode // by the message's ID
}

func newShop() *shop { return &shop{statuses: make(map[string]smsc.StatusCode)} }

func (s *shop) send(id, to, text string) error {
	_, err := s.client.Send(context.Background(), smsc.SendRequest{ID: id, To: []string{to}, Text: text})
	return err
}

// receive takes a report, as package callback hands it over.
func (s *shop) receive(_ context.Context, event callback.Event) error {
	switch e := event.(type) {
	case callback.StatusReport:
		s.mu.Lock()
		defer s.mu.Unlock()
		s.statuses[e.ID] = e.Status
	case callback.IncomingMessage:
		fmt.Println(e.Phone, "writes:", e.Text)
	}
	return nil
}

func (s *shop) status(id string) smsc.StatusCode {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.statuses[id]
}

// handler is the handler behind the URL that would be set in the account.
func (s *shop) handler() http.Handler {
	handler, err := callback.NewHandler(shopSecret, s.receive)
	if err != nil {
		panic(err)
	}
	return handler
}

const (
	shopURL    = "https://shop.example/smsc?charset=utf-8&sha1"
	shopSecret = "test-secret"
)

// The whole way: the program sends, the emulator delivers and reports, and the program
// knows it. The test owns the clock, and there is no network.
func ExampleWithCallback() {
	program := newShop()
	clock := smsctest.NewManualClock(start())
	gateway := smsctest.New(
		smsctest.WithClock(clock),
		smsctest.WithCallback(shopURL, shopSecret, smsctest.CallbackHandler(program.handler())),
	)
	defer gateway.Close()
	program.client = gateway.Client(new(exampleTB)) // in a test: gateway.Client(t)

	if err := program.send("order-7", alice, "Ваш код 1234"); err != nil {
		panic(err)
	}
	clock.Advance(time.Second)
	_ = gateway.Settle(context.Background()) // until all reports are answered
	fmt.Println(program.status("order-7"))
	clock.Advance(time.Minute)
	_ = gateway.Settle(context.Background())
	fmt.Println(program.status("order-7"))
	// Output:
	// passed to the operator
	// delivered
}

// What was posted and what was answered, and the same once more.
func ExampleGateway_Callbacks() {
	program := newShop()
	clock := smsctest.NewManualClock(start())
	gateway := smsctest.New(smsctest.WithClock(clock),
		smsctest.WithCallback(shopURL, shopSecret, smsctest.CallbackHandler(program.handler())))
	defer gateway.Close()
	program.client = gateway.Client(new(exampleTB))
	_ = program.send("order-7", alice, "Ваш код 1234")
	clock.Advance(time.Second)
	_ = gateway.Settle(context.Background())
	for _, c := range gateway.Callbacks() {
		fmt.Println(c.Seq, c.Document)
		fmt.Println(c.Status, c.Answer)
	}
	again, err := gateway.PostAgain(context.Background(), 1)
	fmt.Println(again.Seq, "repeats", again.RepeatOf, again.Taken(), err)
	// Output:
	// 1 id=order-7&phone=380501234567&status=0&time=10.03.2026+12%3A00%3A01&ts=1773133201&err=0&cost=0.5&type=0&sha1=1a5496d64ea4978883ad23dafb36c31cd60bd987
	// 200 OK
	// 2 repeats 1 true <nil>
}

// An incoming message, and a report of a message of another program.
func ExampleGateway_PostCallback() {
	program := newShop()
	gateway := smsctest.New(smsctest.WithCallback(shopURL, shopSecret, smsctest.CallbackHandler(program.handler())))
	defer gateway.Close()
	for _, event := range []callback.Event{
		callback.IncomingMessage{Phone: bob, Text: "СТОП", To: "4444"},
		callback.StatusReport{ID: "of-another-program", Recipient: bob, Status: smsc.StatusDelivered},
	} {
		posted, err := gateway.PostCallback(context.Background(), event)
		fmt.Println(posted.Status, err)
	}
	// Output:
	// 380671234567 writes: СТОП
	// 200 <nil>
	// 200 <nil>
}

// A report that comes before the send is answered: here before the program has noted
// that it has sent the message.
func ExampleCallbackEarly() {
	handler, err := callback.NewHandler(shopSecret, func(_ context.Context, event callback.Event) error {
		fmt.Println("reported:", event.(callback.StatusReport).Status)
		return nil
	})
	if err != nil {
		panic(err)
	}
	gateway := smsctest.New(
		smsctest.WithLife("", smsctest.Delivered(0)),
		smsctest.WithCallback(shopURL, shopSecret, smsctest.CallbackHandler(handler), smsctest.CallbackEarly()),
	)
	defer gateway.Close()
	fmt.Println(programOf(gateway).send("order-7", "hi", alice))
	// Output:
	// reported: passed to the operator
	// reported: delivered
	// accepted order-7
}

// A handler that fails at first.
func ExampleCallbackRetries() {
	failures := 1
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if failures > 0 {
			failures--
			http.Error(w, "the database is down", http.StatusInternalServerError)
		}
	})
	clock := smsctest.NewManualClock(start())
	gateway := smsctest.New(smsctest.WithClock(clock), smsctest.WithLife("", smsctest.Delivered(time.Second)),
		smsctest.WithCallback(shopURL, shopSecret, smsctest.CallbackHandler(handler), smsctest.CallbackRetries(10*time.Second)))
	defer gateway.Close()
	_ = programOf(gateway).send("order-7", "hi", alice)
	clock.Advance(time.Second)
	_, _ = gateway.WaitCallback(context.Background(), func(c smsctest.Callback) bool { return !c.Taken() })
	clock.Advance(10 * time.Second)
	_ = gateway.Settle(context.Background())
	for _, c := range gateway.Callbacks() {
		fmt.Println(c.At.Format(time.TimeOnly), c.Event.(callback.StatusReport).Status, c.Attempt, c.Status)
	}
	// Output:
	// 09:00:01 passed to the operator 1 500
	// 09:00:11 passed to the operator 2 200
	// 09:00:11 delivered 1 200
}

// Every report twice.
func ExampleCallbackTwice() {
	program := newShop()
	clock := smsctest.NewManualClock(start())
	gateway := smsctest.New(smsctest.WithClock(clock),
		smsctest.WithCallback(shopURL, shopSecret, smsctest.CallbackHandler(program.handler()), smsctest.CallbackTwice(1)))
	defer gateway.Close()
	_ = programOf(gateway).send("order-7", "hi", alice)
	clock.Advance(time.Minute)
	_ = gateway.Settle(context.Background())
	for _, c := range gateway.Callbacks() {
		fmt.Println(c.Event.(callback.StatusReport).Status, c.RepeatOf)
	}
	// Output:
	// passed to the operator 0
	// passed to the operator 1
	// delivered 0
	// delivered 3
}

// What "smsc serve" says of a URL that it would not post to.
func ExampleCheckCallback() {
	fmt.Println(smsctest.CheckCallback("https://shop.example/smsc?sha1", shopSecret))
	fmt.Println(smsctest.CheckCallback("https://app:8080/smsc?sha1", shopSecret, smsctest.CallbackAnyHost()))
	// Output:
	// the host of the URL must be on loopback, such as 127.0.0.1
	// <nil>
}
