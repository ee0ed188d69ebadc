package smsc_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// The four outcomes of a send, and what to do about each.
func ExampleOutcomeOf() {
	for _, faults := range [][]smsctest.Fault{
		nil,
		{{Kind: smsctest.FaultRefuse}},        // no connection
		{{Kind: smsctest.FaultCode, Code: 3}}, // an answer with an error code
		{{Kind: smsctest.FaultDropAfter}},     // accepted, and the answer lost
	} {
		gateway := smsctest.New()
		for _, fault := range faults {
			gateway.Inject(fault)
		}
		client := demo(gateway, smsc.WithRetry(smsc.RetryPolicy{Attempts: 1, OnUnknown: smsc.UnknownReturn}))

		_, err := client.Send(context.Background(), smsc.SendRequest{To: []string{"+380671234567"}, Text: "hi"})
		switch outcome := smsc.OutcomeOf(err); outcome {
		case smsc.OutcomeAccepted:
			fmt.Println(outcome)
		case smsc.OutcomeNotSent:
			fmt.Println(outcome, "- send it again")
		case smsc.OutcomeRejected:
			fmt.Println(outcome, "- find out why:", smsc.KindOf(err))
		default: // smsc.OutcomeUnknown
			fmt.Println(outcome, "- do not send it again; store the record and ask later")
		}
	}
	// Output:
	// accepted
	// not_sent - send it again
	// rejected - find out why: insufficient_funds
	// unknown - do not send it again; store the record and ask later
}

// Find out later, in another process, what became of a send. The record is all that has
// to be stored.
func ExampleClient_Resolve() {
	ctx := context.Background()
	gateway := smsctest.New()
	gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter, Times: 1})
	client := demo(gateway, smsc.WithRetry(smsc.RetryPolicy{OnUnknown: smsc.UnknownReturn}))

	_, err := client.Send(ctx, smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
	failed, ok := errors.AsType[*smsc.SendError](err)
	if !ok || failed.Outcome != smsc.OutcomeUnknown {
		panic(err)
	}
	stored, err := json.Marshal(failed.Record)
	if err != nil {
		panic(err)
	}

	var record smsc.SendRecord
	if err := json.Unmarshal(stored, &record); err != nil {
		panic(err)
	}
	result, err := demo(gateway).Resolve(ctx, record)
	switch smsc.OutcomeOf(err) {
	case smsc.OutcomeAccepted:
		fmt.Println("it was accepted, and cost", result.Cost)
	case smsc.OutcomeNotSent:
		fmt.Println("it never arrived: send it again")
	default:
		fmt.Println("still unknown: ask again later")
	}
	// Output: it was accepted, and cost 0.5
}

// Send a message that a process may have sent before it died. All that was stored before
// it sent is the ID, and when the attempt was over at the latest.
func ExampleClient_SendOnce() {
	ctx := context.Background()
	gateway := smsctest.New()
	client := demo(gateway)
	request := smsc.SendRequest{To: []string{"+380501234567"}, Text: "Your order 1234 is ready."}

	result, err := client.SendOnce(ctx, request, smsc.SendRecord{
		ID:      "order-1234",
		LeaveBy: time.Now().Add(-48 * time.Hour), // so long ago that no wait is needed
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.ID, result.Resolved) // it was not there, and so it was sent
	result, err = client.SendOnce(ctx, request, smsc.SendRecord{ID: "order-1234"})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.ID, result.Resolved) // now it is, and nothing is sent
	fmt.Println(gateway.Accepted())
	// Output:
	// order-1234 false
	// order-1234 true
	// 1
}

// Return at once when an outcome is unknown, and leave it to another process to find out.
func ExampleWithRetry() {
	gateway := smsctest.New()
	gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter})
	client := demo(gateway, smsc.WithRetry(smsc.RetryPolicy{
		Attempts:  2,
		OnUnknown: smsc.UnknownReturn,
	}))

	_, err := client.Send(context.Background(), smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
	fmt.Println(smsc.OutcomeOf(err), len(gateway.Requests()))
	// Output: unknown 1
}

// An ID to store before the message is sent.
func ExampleNewID() {
	id := smsc.NewID()
	fmt.Println(len(id))
	// Output: 26
}
