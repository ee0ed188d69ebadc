package smsc_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// Everything that is wrong with a request, at once and before anything is sent.
func ExampleValidationError() {
	client := demo(smsctest.New())

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To:       []string{"+380501234567", "call me"},
		Text:     strings.Repeat("x", 1001),
		MaxParts: -1,
	})
	fmt.Println(err)

	first, _ := errors.AsType[*smsc.ValidationError](err)
	fmt.Println("first:", first.Field)
	// Output:
	// smsc: To[1]: must be a number in international form, 5-15 digits with or without a leading +, or a group (G and its number)
	// smsc: Text: is 1001 characters long, the service takes 1000
	// smsc: MaxParts: must be 1 or more
	// first: To[1]
}

// Match an error of the service by its meaning. Code 3 is no money here, and not
// found in the answer to a status request.
func ExampleAPIError() {
	client := demo(smsctest.New(smsctest.WithBalance(decimal.Zero)))

	_, err := client.Send(context.Background(), smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
	if errors.Is(err, smsc.ErrInsufficientFunds) {
		fmt.Println("top up the account")
	}
	if refused, ok := errors.AsType[*smsc.APIError](err); ok {
		fmt.Println(refused.Operation, refused.Code)
	}
	// Output:
	// top up the account
	// send_sms 3
}

// What came instead of an answer. Balance is asked for again by itself on such an
// error; one attempt is made here.
func ExampleTransportError() {
	gateway := smsctest.New()
	gateway.Inject(smsctest.Fault{Kind: smsctest.FaultStatus, Status: 503, RetryAfter: 20})
	client := demo(gateway, singleAttempt())

	_, err := client.Balance(context.Background())
	if failed, ok := errors.AsType[*smsc.TransportError](err); ok {
		fmt.Println(failed.StatusCode, failed.RetryAfter, errors.Is(err, smsc.ErrHTTPStatus))
	}
	// Output: 503 20s true
}

// After three refused logins in a row the client keeps still, so that the service
// does not block the address.
func ExampleBlockedError() {
	ctx := context.Background()
	client := demo(smsctest.New(smsctest.WithCredentials("demo", "another")))

	for range 3 {
		_, err := client.Balance(ctx)
		fmt.Println(errors.Is(err, smsc.ErrUnauthorized))
	}
	_, err := client.Balance(ctx)
	_, blocked := errors.AsType[*smsc.BlockedError](err)
	fmt.Println("blocked:", blocked)

	client.Unblock() // when the password has been mended
	// Output:
	// true
	// true
	// true
	// blocked: true
}
