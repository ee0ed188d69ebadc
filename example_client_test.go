package smsc_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// A client for an account, by login and password. Nothing is sent yet, and its
// secrets stay its own whatever it is printed with.
func ExampleNewClient() {
	client, err := smsc.NewClient(smsc.Password("demo", "secret"))
	if err != nil {
		panic(err)
	}
	fmt.Printf("%v\n%+v\n%#v\n", client, client, *client)
	// Output:
	// smsc.Client(https://smsc.ua/sys/soap.php, smsc.Password("demo", [redacted]))
	// smsc.Client(https://smsc.ua/sys/soap.php, smsc.Password("demo", [redacted]))
	// smsc.Client(https://smsc.ua/sys/soap.php, smsc.Password("demo", [redacted]))
}

// Another host of the platform, an API key, and a reserve for when the host cannot
// be reached.
func ExampleAPIKey() {
	client, err := smsc.NewClient(smsc.APIKey("key"),
		smsc.WithEndpoint("https://smsc.kz/sys/soap.php"),
		smsc.WithReserve("https://www2.smsc.kz/sys/soap.php"),
		smsc.WithTimeout(10*time.Second),
	)
	if err != nil {
		panic(err)
	}
	fmt.Println(client)
	// Output: smsc.Client(https://smsc.kz/sys/soap.php, smsc.APIKey([redacted]))
}

// counter is a transport that counts requests, as one for metrics or tracing
// would.
type counter struct {
	next http.RoundTripper
	n    int
}

func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.n++
	return c.next.RoundTrip(r)
}

// An http.Client of one's own, for a proxy, a certificate authority, metrics or
// tracing.
func ExampleWithHTTPClient() {
	gateway := smsctest.New()
	transport := &counter{next: gateway.Transport()} // a program's next is an *http.Transport

	client, err := smsc.NewClient(smsc.Password("demo", "demo"),
		smsc.WithEndpoint(smsctest.Endpoint),
		smsc.WithHTTPClient(&http.Client{Transport: transport}),
	)
	if err != nil {
		panic(err)
	}
	balance, err := client.Balance(context.Background())
	fmt.Println(balance, err, transport.n)
	// Output: 100 <nil> 1
}

// A record for each call, at debug level, without texts, recipients and secrets.
func ExampleWithLogger() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == "duration" {
				return slog.Attr{} // they differ each time
			}
			return a
		},
	}))
	client := demo(smsctest.New(), smsc.WithLogger(logger))

	_, err := client.Send(context.Background(), smsc.SendRequest{
		To: []string{"+380501234567"}, Text: "Ваш код 1234", ID: "code-1234",
	})
	if err != nil {
		panic(err)
	}
	// Output: level=DEBUG msg="smsc call" op=send_sms id=code-1234
}

// Fail at once, instead of waiting for a turn, when the service would refuse the
// call.
func ExampleWithPacing() {
	pacing := smsc.DefaultPacing()
	pacing.FailFast = true
	client := demo(smsctest.New(), smsc.WithPacing(pacing))

	for n := range 11 {
		if _, err := client.Balance(context.Background()); err != nil {
			fmt.Println("call", n+1, "failed: too many balance requests in a minute")
		}
	}
	// Output: call 11 failed: too many balance requests in a minute
}
