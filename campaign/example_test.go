package campaign_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
	"github.com/go-smsc/smsc/smsctest"
)

// tb lets an example have a client of the emulator.
type tb struct{}

func (tb) Helper()                           {}
func (tb) Cleanup(func())                    {}
func (tb) Fatalf(format string, args ...any) { log.Fatalf(format, args...) }

func orders(yield func(campaign.Message, error) bool) {
	for _, m := range []campaign.Message{
		{Key: "order-1", To: "+380501234567", Text: "Олено, замовлення 1 вже їде"},
		{Key: "order-2", To: "+380671234567", Text: "Іване, замовлення 2 вже їде"},
		{Key: "order-3", To: "050", Text: "Петре, замовлення 3 вже їде"},
	} {
		if !yield(m, nil) {
			return
		}
	}
}

// A message each for three orders. One number cannot be reached, one is wrong.
func Example() {
	gateway := smsctest.New(smsctest.WithUndeliverable("38067"))
	c := campaign.Campaign{Client: gateway.Client(tb{}), Template: smsc.SendRequest{Sender: "Shop"}}
	var lines []string
	for result, err := range c.Run(context.Background(), orders) {
		if err != nil {
			log.Fatal(err)
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintln(result.Key, result.State, result.Reason())))
	}
	slices.Sort(lines) // results come as they become known
	fmt.Println(strings.Join(lines, "\n"))
	// Output:
	// order-1 accepted
	// order-2 refused unavailable number
	// order-3 invalid smsc: To[0]: must be a number in international form, 5-15 digits with or without a leading +
}

// The same campaign twice, with a journal: the second run sends nothing.
func ExampleOpenJournal() {
	folder, err := os.MkdirTemp("", "campaign")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	gateway := smsctest.New()
	for range 2 {
		journal, err := campaign.OpenJournal(filepath.Join(folder, "run.jsonl"))
		if err != nil {
			log.Fatal(err)
		}
		c := campaign.Campaign{Client: gateway.Client(tb{}), Journal: journal}
		accepted, resumed := 0, 0
		for result, err := range c.Run(context.Background(), orders) {
			if err != nil {
				log.Fatal(err)
			}
			if result.State == campaign.Accepted {
				accepted++
			}
			if result.Resumed {
				resumed++
			}
		}
		fmt.Println(accepted, "accepted,", resumed, "of them before;", gateway.Accepted(), "SMS")
		if err := journal.Close(); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// 2 accepted, 0 of them before; 2 SMS
	// 2 accepted, 2 of them before; 2 SMS
}

// What it would send and cost, before anything is sent.
func ExampleCampaign_Quote() {
	gateway := smsctest.New(smsctest.WithPrice("380", decimal.RequireFromString("0.75")))
	c := campaign.Campaign{Client: gateway.Client(tb{})}
	estimate, err := c.Estimate(orders, nil) // no network
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(estimate.Messages, "messages,", estimate.Invalid, "invalid,", estimate.Parts, "SMS")
	quote, err := c.Quote(context.Background(), orders)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(quote.Cost, "of", quote.Balance)
	c.MaxCost = quote.Cost // and no more
	// Output:
	// 3 messages, 1 invalid, 2 SMS
	// 1.5 of 100
}

// Progress on one line of a terminal.
func ExampleProgress() {
	gateway := smsctest.New()
	c := campaign.Campaign{Client: gateway.Client(tb{}), Progress: func(p campaign.Progress) {
		fmt.Printf("%d of %d done: %d accepted, cost %s\n", p.Done(), p.Read, p.Accepted, p.Cost)
	}}
	for _, err := range c.Run(context.Background(), func(yield func(campaign.Message, error) bool) {
		yield(campaign.Message{Key: "1", To: "+380501234567", Text: "Hello"}, nil)
	}) {
		if err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// 1 of 1 done: 1 accepted, cost 0.5
}
