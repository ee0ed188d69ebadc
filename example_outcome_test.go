package smsc_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// sendCode texts a code and says what to do when that failed.
func sendCode(ctx context.Context, client *smsc.Client, phone, code string) (string, error) {
	result, err := client.Send(ctx, smsc.SendRequest{
		To:   []string{phone},
		Text: "Ваш код " + code,
	})
	switch smsc.OutcomeOf(err) {
	case smsc.OutcomeAccepted:
		return "sent with id " + result.ID, nil
	case smsc.OutcomeNotSent:
		return "nothing left: send again later", err
	case smsc.OutcomeRejected:
		return "the service refuses it: find out why", err
	default: // smsc.OutcomeUnknown
		return "may be on its way: do not send again, ask later", err
	}
}

// The four outcomes of a send.
func ExampleOutcomeOf() {
	for _, fault := range []smsctest.Fault{
		{Kind: smsctest.FaultRefuse},        // no connection
		{Kind: smsctest.FaultCode, Code: 3}, // an answer with an error code
		{Kind: smsctest.FaultDropAfter},     // accepted, and the answer lost
	} {
		gateway := smsctest.New()
		gateway.Inject(fault)
		client := demo(gateway, singleAttempt())

		advice, err := sendCode(context.Background(), client, "+380671234567", "5678")
		fmt.Printf("%s: %s\n", smsc.OutcomeOf(err), advice)
	}
	// Output:
	// not_sent: nothing left: send again later
	// rejected: the service refuses it: find out why
	// unknown: may be on its way: do not send again, ask later
}

// Settle a send later that could not be settled at once. ID, recipients and start
// are all that has to be stored.
func ExampleClient_Resolve() {
	ctx := context.Background()
	gateway := smsctest.New()
	gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter, Times: 1})
	client := demo(gateway, singleAttempt())

	_, err := client.Send(ctx, smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
	failed, ok := errors.AsType[*smsc.SendError](err)
	if !ok || failed.Outcome != smsc.OutcomeUnknown {
		panic(err)
	}

	result, err := client.Resolve(ctx, smsc.ResolveRequest{
		ID: failed.ID, Recipients: failed.Recipients, StartedAt: failed.StartedAt,
	})
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
