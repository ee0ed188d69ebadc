package smsc_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// textCode is the first snippet of README.md.
func textCode(ctx context.Context, login, password string, options ...smsc.Option) error {
	client, err := smsc.NewClient(smsc.Password(login, password), options...) // once; share it
	if err != nil {
		return err
	}
	sent, err := client.Send(ctx, smsc.SendRequest{
		To:   []string{"+380501234567"},
		Text: "Ваш код 1234",
	})
	if err != nil {
		return err // smsc.OutcomeOf(err) says whether the message may be on its way
	}
	status, err := client.Status(ctx, smsc.StatusRequest{Recipient: "+380501234567", ID: sent.ID})
	if err != nil {
		return err
	}
	fmt.Println(sent.Count, "SMS,", status.Status)
	return nil
}

// Send a message and ask where it is.
func Example() {
	gateway := smsctest.New(smsctest.WithClock(smsctest.NewManualClock(tenAtNight)))

	// A program that sends for real leaves the two options away.
	err := textCode(context.Background(), "demo", "demo",
		smsc.WithEndpoint(smsctest.Endpoint),
		smsc.WithHTTPClient(&http.Client{Transport: gateway.Transport()}),
	)
	if err != nil {
		panic(err)
	}
	// Output: 1 SMS, waiting to be sent
}
