package smsc_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

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
	// smsc: To[1]: must be a number in international form, 5-15 digits with or without a leading +
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
	// send 3
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

// The client stops after four refused logins, so that the service does not block the
// address.
func ExampleBlockedError() {
	ctx := context.Background()
	client := demo(smsctest.New(smsctest.WithCredentials("demo", "another")))

	for range 4 {
		_, err := client.Balance(ctx)
		fmt.Println(errors.Is(err, smsc.ErrUnauthorized))
	}
	_, err := client.Balance(ctx)
	blocked, ok := errors.AsType[*smsc.BlockedError](err)
	fmt.Println("stopped:", ok, errors.Is(blocked.Cause, smsc.ErrUnauthorized))

	client.Unblock() // when the password has been fixed
	// Output:
	// true
	// true
	// true
	// true
	// stopped: true true
}

// What is wrong with one field, for the form that it came from.
func ExampleValidationErrors_Field() {
	err := smsc.SendRequest{
		To:   []string{"+380501234567", "call me", "1234"},
		Text: "hi", MaxParts: -1,
	}.Validate()

	if wrong, ok := errors.AsType[smsc.ValidationErrors](err); ok {
		for _, one := range wrong.Field("To") {
			fmt.Println(one.Field)
		}
	}
	// Output:
	// To[1]
	// To[2]
}

// A stable word for a metric or a log.
func ExampleKindOf() {
	client := demo(smsctest.New(smsctest.WithBalance(decimal.Zero)))

	_, err := client.Send(context.Background(), smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
	fmt.Println(smsc.KindOf(err), smsc.OutcomeOf(err))
	_, err = client.Send(context.Background(), smsc.SendRequest{})
	fmt.Println(smsc.KindOf(err), smsc.OutcomeOf(err))
	// Output:
	// insufficient_funds rejected
	// validation not_sent
}

// A call that did not get its turn in time. Nothing was sent.
func ExamplePacingError() {
	ctx := context.Background()
	client := demo(smsctest.New())
	for range 10 { // as many as the service takes in a minute
		if _, err := client.Balance(ctx); err != nil {
			panic(err)
		}
	}

	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	_, err := client.Balance(ctx)
	late, ok := errors.AsType[*smsc.PacingError](err)
	fmt.Println(ok, late.Wait > 10*time.Second, errors.Is(err, smsc.ErrRateLimited))
	// Output: true true true
}

// An error made by hand, for the test of a program that handles it.
func ExampleSendError() {
	err := error(&smsc.SendError{
		Record:  smsc.SendRecord{ID: "order-1", Recipients: []string{"+380501234567"}},
		Outcome: smsc.OutcomeUnknown,
	})
	fmt.Println(smsc.OutcomeOf(err), errors.Is(err, smsc.ErrOutcomeUnknown))
	fmt.Println(err)
	// Output:
	// unknown true
	// smsc: send failed (outcome unknown, id order-1)
}
