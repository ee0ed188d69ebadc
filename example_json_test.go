package smsc_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// Put a request into a queue, and send it from there.
func ExampleSendRequest_json() {
	queued, err := json.Marshal(smsc.SendRequest{
		To:      []string{"+380501234567"},
		Text:    "Your parcel has arrived.",
		When:    smsc.SendBetween{From: 9, To: 21, Zone: smsc.UTCOffset(2)},
		Channel: smsc.Viber{},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(string(queued))

	var request smsc.SendRequest
	if err := json.Unmarshal(queued, &request); err != nil {
		panic(err)
	}
	gateway := smsctest.New(smsctest.WithClock(smsctest.NewManualClock(tenAtNight)))
	if _, err := demo(gateway).Send(context.Background(), request); err != nil {
		panic(err)
	}
	message, _ := gateway.Last("+380501234567")
	fmt.Println(message.Channel, message.SendAt.UTC())
	// Output:
	// {"to":["+380501234567"],"text":"Your parcel has arrived.","channel":{"viber":{}},"when":{"between":{"from":9,"to":21,"zone":"UTC+2"}}}
	// viber 2026-03-11 07:00:00 +0000 UTC
}

// Values that an answer can leave out: absent is not zero, and amounts are compared by
// Equal.
func ExampleOptional() {
	var result smsc.SendResult
	err := json.Unmarshal([]byte(`{"id":"order-1","count":0,"cost":"1.50"}`), &result)
	if err != nil {
		panic(err)
	}
	fmt.Println(result.Count, result.Cost, result.Balance)
	if cost, ok := result.Cost.Get(); ok {
		fmt.Println("it cost", cost)
	}
	_, known := result.Balance.Get()
	fmt.Println("balance known:", known)
	fmt.Println(result.Cost.Equal(money("1.5")))
	// Output:
	// 0 1.5 absent
	// it cost 1.5
	// balance known: false
	// true
}
