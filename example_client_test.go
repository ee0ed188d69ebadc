package smsc_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
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

// A secret that was read from a mounted file often ends in a line break. It is refused,
// since each call with it would count as a wrong password.
func ExamplePassword() {
	file := "secret\n"
	_, err := smsc.NewClient(smsc.Password("demo", file))
	fmt.Println(err)

	_, err = smsc.NewClient(smsc.Password("demo", strings.TrimSpace(file)))
	fmt.Println(err)
	// Output:
	// smsc: Password: password: begins or ends with a line break, as secrets read from a file often do; trim it
	// <nil>
}

// Credentials from the environment: SMSC_LOGIN and SMSC_PASSWORD, or SMSC_API_KEY.
func ExampleCredentialsFromEnv() {
	for name, value := range map[string]string{"SMSC_LOGIN": "demo", "SMSC_PASSWORD": "secret", "SMSC_API_KEY": ""} {
		if err := os.Setenv(name, value); err != nil { // a program finds them there
			panic(err)
		}
		defer os.Unsetenv(name)
	}

	credentials, err := smsc.CredentialsFromEnv()
	fmt.Println(credentials, err)
	// Output: smsc.Password("demo", [redacted]) <nil>
}

// counter is a transport that counts requests.
type counter struct {
	next http.RoundTripper
	n    int
}

func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.n++
	return c.next.RoundTrip(r)
}

// An http.Client of one's own, for a proxy or a certificate authority. Metrics and
// tracing have a better place: see WithObserver.
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
	if err != nil {
		panic(err)
	}
	fmt.Println(balance.Balance, transport.n)
	// Output: 100 1
}

// A record for each attempt and each call, at debug level, without texts, recipients and
// secrets.
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
	// Output:
	// level=DEBUG msg="smsc attempt" op=send_sms endpoint=https://smsc.test/sys/soap.php id=code-1234
	// level=DEBUG msg="smsc call" method=Send attempts=1 id=code-1234
}

// metrics counts calls by outcome and kind of error.
type metrics map[string]int

func (m metrics) StartCall(ctx context.Context, _ smsc.CallStart) context.Context { return ctx }

func (m metrics) EndCall(_ context.Context, call smsc.CallEnd) {
	m[fmt.Sprintf("%s %s %s", call.Method, call.Outcome, call.Kind)]++
}

func (m metrics) StartAttempt(ctx context.Context, attempt smsc.AttemptStart) context.Context {
	m["requests "+attempt.Name]++
	return ctx
}

func (m metrics) EndAttempt(context.Context, smsc.AttemptEnd) {}

// Count what happens. A program that calls from several goroutines needs a lock in its
// observer.
func ExampleWithObserver() {
	gateway := smsctest.New()
	seen := metrics{}
	client := demo(gateway, smsc.WithObserver(seen))

	request := smsc.SendRequest{To: []string{"+380501234567"}, Text: "hi"}
	for _, fault := range []smsctest.Fault{
		{Kind: smsctest.FaultCode, Code: 3, Times: 1},
		{Kind: smsctest.FaultDropAfter, Times: 1}, // the message is found by asking for it
	} {
		gateway.Inject(fault)
		_, _ = client.Send(context.Background(), request)
	}
	fmt.Println(seen)
	// Output: map[Send accepted :1 Send rejected insufficient_funds:1 requests get_status:1 requests send_sms:2]
}

// Fail at once, instead of waiting for a turn, when the service would refuse the
// call.
func ExampleWithPacing() {
	client := demo(smsctest.New(), smsc.WithPacing(func(p *smsc.Pacing) { p.FailFast = true }))

	for n := range 11 {
		if _, err := client.Balance(context.Background()); err != nil {
			fmt.Println("call", n+1, "failed: too many balance requests in a minute")
		}
	}
	// Output: call 11 failed: too many balance requests in a minute
}

// A share of the account's limits for one of several programs that use it. What is not
// changed stays as it is.
func ExamplePacing() {
	client := demo(smsctest.New(), smsc.WithPacing(func(p *smsc.Pacing) {
		p.Concurrent /= 2
		p.BalancePerMinute /= 2
		fmt.Println(p.Concurrent, p.ConcurrentStatus, p.BalancePerMinute, p.StatusPerMinute, p.CostPerMinute)
	}))
	_, err := client.Balance(context.Background())
	fmt.Println(err)
	// Output:
	// 7 4 5 5 5
	// <nil>
}
