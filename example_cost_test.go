package smsc_test

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// Price a request before it is sent.
func ExampleClient_Cost() {
	ctx := context.Background()
	client := demo(smsctest.New())

	request := smsc.SendRequest{
		To:   []string{"+380501234567", "+380671234567"},
		Text: "We are open again from Monday.",
	}
	price, err := client.Cost(ctx, request)
	if err != nil {
		panic(err)
	}
	if price.Cost.GreaterThan(decimal.NewFromInt(5)) {
		fmt.Println("too expensive:", price.Cost)
		return
	}
	if _, err := client.Send(ctx, request); err != nil {
		panic(err)
	}
	fmt.Println("sent", price.Count, "SMS for", price.Cost)
	// Output: sent 2 SMS for 1
}

// Cost and new balance with the answer to a send.
func ExampleReport() {
	client := demo(smsctest.New())

	result, err := client.Send(context.Background(), smsc.SendRequest{
		To:     []string{"+380501234567"},
		Text:   "hi",
		Report: smsc.ReportCostAndBalance,
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.Cost, result.Balance)
	// Output: 0.5 99.5
}

// What is left on the account.
func ExampleClient_Balance() {
	client := demo(smsctest.New(smsctest.WithBalance(decimal.RequireFromString("41.37"))))

	balance, err := client.Balance(context.Background())
	if err != nil {
		panic(err)
	}
	fmt.Println(balance.Balance, balance.Balance.LessThan(decimal.NewFromInt(50)))
	// Output: 41.37 true
}
