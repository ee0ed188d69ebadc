package smsctest_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// The client that the Gateway makes has the account's credentials; another one
// has to have them too.
func ExampleWithCredentials() {
	gateway := smsctest.New(smsctest.WithCredentials("shop", "secret"))
	fmt.Println(programOf(gateway).send("order-7", "hi", alice))
	// Output: accepted order-7
}

// An account with an API key and no password.
func ExampleWithAPIKey() {
	gateway := smsctest.New(smsctest.WithCredentials("", ""), smsctest.WithAPIKey("k3y"))
	fmt.Println(programOf(gateway).send("order-7", "hi", alice))
	fmt.Println(gateway.Requests()[0].Query, "the key is not shown")
	// Output:
	// accepted order-7
	// [] the key is not shown
}

// Money that runs out.
func ExampleWithBalance() {
	gateway := smsctest.New(smsctest.WithBalance(decimal.RequireFromString("0.9")))
	program := programOf(gateway)
	fmt.Println(program.send("order-7", "hi", alice), "left:", gateway.Balance())
	fmt.Println(program.send("order-8", "hi", alice), "left:", gateway.Balance())
	// Output:
	// accepted order-7 left: 0.4
	// error 3 left: 0.4
}

// A channel with a price of its own.
func ExampleWithChannelPrice() {
	gateway := smsctest.New(smsctest.WithChannelPrice(smsctest.ChannelViber, decimal.RequireFromString("0.2")))
	client := gateway.Client(new(exampleTB))
	for _, channel := range []smsc.Channel{nil, smsc.Viber{}} {
		price, err := client.Cost(context.Background(), smsc.SendRequest{To: []string{alice}, Text: "hi", Channel: channel})
		if err != nil {
			panic(err)
		}
		fmt.Println(price.Cost)
	}
	// Output:
	// 0.5
	// 0.2
}

// What a status request tells of the operator.
func ExampleWithOperator() {
	gateway := smsctest.New(smsctest.WithOperator("38050", smsctest.Operator{Name: "Vodafone", Region: "Kyiv", MCC: "255", MNC: "01"}))
	w := overTransport(gateway)
	_ = programOf(gateway).send("order-7", "hi", alice)
	got := w.ask("status", "phone", alice, "id", "order-7", "all", "2")
	fmt.Println(got["operator"], got["region"])
	// Output: Vodafone Kyiv
}

// Numbers to which nothing can be delivered.
func ExampleWithUndeliverable() {
	gateway := smsctest.New(smsctest.WithUndeliverable("38067"))
	program := programOf(gateway)
	fmt.Println(program.send("order-7", "hi", bob))
	fmt.Println(program.send("order-8", "hi", alice, bob), "by", gateway.Accepted())
	// Output:
	// error 8
	// accepted order-8 by 1
}

// A mailing of which a part is refused: the others get it, and the refused ones
// are unknown to a status request.
func ExampleWithRefused() {
	blocked := map[string]bool{bob: true}
	gateway := smsctest.New(smsctest.WithRefused(func(recipient string) (smsc.StatusCode, bool) {
		return smsc.StatusForbidden, blocked[recipient]
	}))
	program := programOf(gateway)
	fmt.Println(program.send("order-7", "hi", alice, bob))
	fmt.Println(program.report("order-7", alice))
	fmt.Println(program.report("order-7", bob))
	// Output:
	// accepted order-7
	// waiting to be sent
	// error 3
}

// What happens to a message, by its text.
func ExampleWithLifeFunc() {
	clock := smsctest.NewManualClock(time.Now())
	gateway := smsctest.New(smsctest.WithClock(clock), smsctest.WithLifeFunc(func(m smsctest.Message) (smsctest.Life, bool) {
		return smsctest.Failed(time.Second, smsc.StatusForbidden, 253), strings.Contains(m.Text, "casino")
	}))
	program := programOf(gateway)
	_ = program.send("order-7", "hi", alice)
	_ = program.send("order-8", "the casino", alice)
	clock.Advance(time.Minute)
	fmt.Println(program.report("order-7", alice), "/", program.report("order-8", alice))
	// Output: delivered / forbidden
}

// A group of recipients.
func ExampleWithGroup() {
	gateway := smsctest.New(smsctest.WithGroup("G1", alice, bob))
	w := overTransport(gateway)
	fmt.Println(w.ask("send", "phones", "G1", "mes", "hi")["cnt"], "messages")
	// Output: 2 messages
}

// How numbers without a plus are corrected is not documented.
func ExampleWithCorrection() {
	gateway := smsctest.New(smsctest.WithCorrection(func(number string) string {
		if len(number) == 9 {
			return "380" + number
		}
		return number
	}))
	fmt.Println(programOf(gateway).send("order-7", "hi", "501234567"))
	fmt.Println(gateway.Messages()[0].Phone)
	// Output:
	// accepted order-7
	// 380501234567
}

// A time of day is by the account's zone.
func ExampleWithZone() {
	clock := smsctest.NewManualClock(time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC))
	gateway := smsctest.New(smsctest.WithClock(clock), smsctest.WithZone(time.FixedZone("Kyiv", 2*60*60)))
	overTransport(gateway).ask("send", "phones", alice, "mes", "hi", "id", "", "sender", "", "time", "10.03.26 18:30")
	fmt.Println(gateway.Messages()[0].SendAt.UTC().Format(time.TimeOnly))
	// Output: 16:30:00
}

// A client from an address that the account does not allow.
func ExampleWithAllowedIPs() {
	gateway := smsctest.New(smsctest.WithAllowedIPs(netip.MustParsePrefix("192.0.2.0/24")))
	fmt.Println(programOf(gateway).send("order-7", "hi", alice))
	// Output: error 2
}

// Texts that the service forbids.
func ExampleWithForbiddenText() {
	gateway := smsctest.New(smsctest.WithForbiddenText(func(text string) bool { return strings.Contains(text, "casino") }))
	fmt.Println(programOf(gateway).send("order-7", "the casino", alice))
	// Output: error 6
}

// Sender names that are not registered.
func ExampleWithForbiddenSender() {
	gateway := smsctest.New(smsctest.WithForbiddenSender(func(sender string) bool { return sender != "Shop" }))
	w := overTransport(gateway)
	for _, sender := range []string{"Shop", "Bank"} {
		fmt.Printf("%s %q\n", sender, w.ask("send", "phones", alice, "mes", "hi", "id", "order-7", "sender", sender)["error"])
	}
	// Output:
	// Shop ""
	// Bank "6"
}

// Cost and balance of a send only for those who ask.
func ExampleWithCostOnDemand() {
	for _, gateway := range []*smsctest.Gateway{smsctest.New(), smsctest.New(smsctest.WithCostOnDemand())} {
		got := overTransport(gateway).ask("send", "phones", alice, "mes", "hi")
		fmt.Printf("cost %q balance %q\n", got["cost"], got["balance"])
	}
	// Output:
	// cost "0.5" balance "99.5"
	// cost "" balance ""
}

// An account in test mode.
func ExampleWithTestMode() {
	gateway := smsctest.New(smsctest.WithTestMode())
	program := programOf(gateway)
	fmt.Println(program.send("order-7", "hi", alice), "left:", gateway.Balance())
	fmt.Println(program.report("order-7", alice), "/", gateway.Messages()[0].DeliveryError)
	// Output:
	// accepted order-7 left: 100
	// delivered / virtual sending
}

// A call that speaks a code of the service's own.
func ExampleWithCodeInAnswer() {
	gateway := smsctest.New(smsctest.WithCodeInAnswer())
	got := overTransport(gateway).ask("send2", "phones", alice, "mes", "code", "query", "call=1")
	fmt.Println(got["code"] == gateway.Messages()[0].Text)
	// Output: true
}

// How a message that is not found is told.
func ExampleWithNotFoundStatus() {
	for _, gateway := range []*smsctest.Gateway{smsctest.New(), smsctest.New(smsctest.WithNotFoundStatus())} {
		got := overTransport(gateway).ask("status", "phone", alice, "id", "order-7")
		fmt.Printf("error %q status %q\n", got["error"], got["status"])
	}
	// Output:
	// error "3" status ""
	// error "" status "-3"
}

// A host that is known under another name: a client learns its namespace from the
// WSDL.
func ExampleWithNamespace() {
	gateway := smsctest.New(smsctest.WithNamespace("http://smsc.example/sys/soap.php"))
	fmt.Println(programOf(gateway).send("order-7", "hi", alice))
	fmt.Println(gateway.Requests()[0].SOAPFault != "", gateway.Accepted())
	// Output:
	// accepted order-7
	// true 1
}

// How many messages are kept; all are counted.
func ExampleWithRetention() {
	gateway := smsctest.New(smsctest.WithRetention(1))
	program := programOf(gateway)
	_, _ = program.send("order-7", "hi", alice), program.send("order-8", "hi", bob)
	fmt.Println(len(gateway.Messages()), gateway.Accepted(), gateway.Times(alice, "order-7"))
	// Output: 1 2 1
}

// How many requests are kept.
func ExampleWithRequestLog() {
	gateway := smsctest.New(smsctest.WithRequestLog(1))
	program := programOf(gateway)
	_, _ = program.send("order-7", "hi", alice), program.send("order-8", "hi", bob)
	fmt.Println(len(gateway.Requests()), gateway.Requests()[0].ID)
	// Output: 1 order-8
}

// A request that is larger than the service takes.
func ExampleWithMaxRequest() {
	gateway := smsctest.New(smsctest.WithMaxRequest(400), smsctest.WithStrictRequests())
	resp := overTransport(gateway).post("send", "phones", alice, "mes", strings.Repeat("x", 400))
	fmt.Println(resp.status, resp.fault)
	// Output: 413 Bad Request: too large
}

// What PHP forgives is a Fault.
func ExampleWithStrictRequests() {
	forgiving, strict := smsctest.New(), smsctest.New(smsctest.WithStrictRequests())
	for _, gateway := range []*smsctest.Gateway{forgiving, strict} {
		answer := overTransport(gateway).post("send", "mes", "hi", "phones", alice)
		fmt.Printf("cnt %q, Fault %q\n", answer.values["cnt"], answer.fault)
	}
	for _, lint := range forgiving.Requests()[0].Lints {
		fmt.Println(lint.Rule+":", lint.Text)
	}
	// Output:
	// cnt "1", Fault ""
	// cnt "", Fault "Bad Request: send has \"mes\" where phones must stand"
	// order: The element stands behind one that the WSDL has after it (mes).
}

// A line a request, without texts, numbers and secrets.
func ExampleWithLogger() {
	var log bytes.Buffer
	gateway := smsctest.New(smsctest.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))))
	overTransport(gateway).ask("send", "phones", alice, "mes", "the text", "id", "order-7")
	fmt.Print(log.String())
	// Output: level=INFO msg=request seq=1 op=send_sms error=0 accepted=1 id=order-7
}

// A status that no life has in store.
func ExampleGateway_SetStatus() {
	gateway := smsctest.New()
	program := programOf(gateway)
	_ = program.send("order-7", "hi", alice)
	gateway.SetStatus(alice, "order-7", smsc.StatusClicked, 0)
	fmt.Println(program.report("order-7", alice))
	// Output: link clicked
}
