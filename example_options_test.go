package smsc_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// Another host of the platform.
func ExampleWithEndpoint() {
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint("https://smsc.kz/sys/soap.php"))
	fmt.Println(client, err)
	// Output: smsc.Client(https://smsc.kz/sys/soap.php, smsc.Password("demo", [redacted])) <nil>
}

// Without encryption, within a network of one's own: everybody on the way can read the
// password.
func ExampleWithInsecureHTTP() {
	const inside = "http://sms.internal.example/sys/soap.php"
	_, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(inside))
	fmt.Println(err)
	_, err = smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(inside), smsc.WithInsecureHTTP())
	fmt.Println(err)
	// Output:
	// smsc: WithEndpoint: must be https, or WithInsecureHTTP must allow a password in clear text
	// <nil>
}

// A host that speaks in the namespace of another one. Without the option the client finds
// that out by itself, with one request more.
func ExampleWithNamespace() {
	const namespace = "https://smsc.ru/sys/soap.php"
	gateway := smsctest.New(smsctest.WithNamespace(namespace))
	client := demo(gateway, smsc.WithNamespace(namespace))

	_, err := client.Balance(context.Background())
	fmt.Println(err, len(gateway.Requests()))
	// Output: <nil> 1
}

// A reserve for what cannot be reached. What may have been sent does not go there.
func ExampleWithReserve() {
	first, second := smsctest.New(), smsctest.New()
	first.Inject(smsctest.Fault{Kind: smsctest.FaultRefuse})
	client := demo(first,
		smsc.WithReserve("https://www2.smsc.test/sys/soap.php"),
		smsc.WithHTTPClient(&http.Client{Transport: hosts{
			"smsc.test": first.Transport(), "www2.smsc.test": second.Transport(),
		}}),
	)

	_, err := client.Send(context.Background(), smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
	fmt.Println(err, first.Accepted(), second.Accepted())
	// Output: <nil> 0 1
}

// Give up on an attempt after a while. The outcome of a send is then unknown, and the
// client asks what became of it.
func ExampleWithTimeout() {
	gateway := smsctest.New()
	gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultHang, Accept: true})
	client := demo(gateway, smsc.WithTimeout(50*time.Millisecond))

	result, err := client.Send(context.Background(), smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"})
	if err != nil {
		panic(err)
	}
	fmt.Println("found:", result.Resolved)
	// Output: found: true
}

// Leave the ID to the service. A send whose outcome is unknown can then not be asked for.
func ExampleWithServerIDs() {
	gateway := smsctest.New()
	client := demo(gateway, smsc.WithServerIDs())
	request := smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"}

	result, err := client.Send(context.Background(), request)
	if err != nil {
		panic(err)
	}
	fmt.Println(result.ID)

	gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter})
	request.Text = "hello"
	_, err = client.Send(context.Background(), request)
	fmt.Println(smsc.OutcomeOf(err))
	// Output:
	// 1
	// unknown
}

// Do not ask for the recipients that were refused, which a send to several does otherwise.
// The result tells when some must have been.
func ExampleWithoutFailedReports() {
	gateway := smsctest.New(smsctest.WithUndeliverable("38067"))
	client := demo(gateway, smsc.WithoutFailedReports())

	result, err := client.Send(context.Background(), smsc.SendRequest{
		To: []string{"+380501234567", "+380671234567"}, Text: "hi",
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.Failed, result.ReportsMissing)
	// Output: [] true
}

// Larger mailings than by default, or smaller ones.
func ExampleWithMaxRecipients() {
	client := demo(smsctest.New(), smsc.WithMaxRecipients(1))

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To: []string{"+380501234567", "+380671234567"}, Text: "hi",
	})
	fmt.Println(err)
	// Output: smsc: To: 2 recipients are more than the 1 of WithMaxRecipients
}

// A limit on the size of a request, which is kept before anything is sent.
func ExampleWithMaxRequest() {
	gateway := smsctest.New()
	client := demo(gateway, smsc.WithMaxRequest(2000))

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To: []string{"+380501234567"}, Text: strings.Repeat("ї", 900),
	})
	_, refused := errors.AsType[smsc.ValidationErrors](err)
	fmt.Println(refused, len(gateway.Requests()))
	// Output: true 0
}

// A limit on the size of an answer.
func ExampleWithMaxAnswer() {
	client := demo(smsctest.New(), smsc.WithMaxAnswer(100), smsc.WithRetry(smsc.RetryPolicy{Attempts: 1}))

	_, err := client.Balance(context.Background())
	fmt.Println(errors.Is(err, smsc.ErrAnswerTooLarge))
	// Output: true
}
