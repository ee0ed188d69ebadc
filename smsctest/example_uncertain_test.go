package smsctest_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// A request that waits in the service's queue for longer than its client does, and
// longer than the guard against duplicates remembers.
func ExampleGateway_Inject_queue() {
	clock := smsctest.NewManualClock(time.Now())
	gateway := smsctest.New(smsctest.WithClock(clock))
	gateway.Inject(smsctest.Fault{Kind: smsctest.FaultQueue, Delay: 62 * time.Second, Times: 1})

	ctx, hangUp := context.WithCancel(context.Background())
	client := overTransport(gateway)
	sent := make(chan error)
	go func() { sent <- client.postUntil(ctx, "send", "phones", alice, "mes", "hi", "id", "order-7") }()
	_, _ = gateway.WaitRequest(ctx, func(r smsctest.Request) bool { return r.Waiting })
	hangUp()
	fmt.Println(<-sent != nil, "accepted:", gateway.Accepted(), "on its way:", gateway.Pending())

	client.ask("send", "phones", alice, "mes", "hi", "id", "order-7") // once more
	clock.Advance(2 * time.Minute)
	fmt.Println("accepted:", gateway.Repeated()[smsctest.Key{Phone: alice, ID: "order-7"}])
	// Output:
	// true accepted: 0 on its way: 1
	// accepted: 2
}

// A network that delivers a request twice.
func ExampleGateway_Inject_replay() {
	clock := smsctest.NewManualClock(time.Now())
	gateway := smsctest.New(smsctest.WithClock(clock))
	gateway.Inject(smsctest.Fault{Kind: smsctest.FaultReplay, Delay: 5 * time.Second, MaxDelay: 50 * time.Second})
	fmt.Println(programOf(gateway).send("order-7", "hi", alice))
	clock.Advance(time.Minute)
	for _, r := range gateway.Requests() {
		fmt.Println("request", r.Seq, "copy of", r.CopyOf, "error", r.Error)
	}
	// Output:
	// accepted order-7
	// request 1 copy of 0 error 0
	// request 2 copy of 1 error 9
}

// A proxy that asks twice: the client is told 9 for what was accepted.
func ExampleGateway_Inject_proxyRetry() {
	gateway := smsctest.New()
	gateway.Inject(smsctest.Fault{Kind: smsctest.FaultProxyRetry, Op: "send"})
	got := overTransport(gateway).ask("send", "phones", alice, "mes", "hi", "id", "order-7")
	fmt.Println("error", got["error"], "accepted:", gateway.Accepted())
	// Output: error 9 accepted: 1
}

// An answer that comes, but late.
func ExampleGateway_Inject_late() {
	clock := smsctest.NewManualClock(time.Now())
	gateway := smsctest.New(smsctest.WithClock(clock))
	gateway.Inject(smsctest.Fault{Kind: smsctest.FaultLate, Delay: 20 * time.Second})
	sent := make(chan string)
	go func() {
		sent <- overTransport(gateway).ask("send", "phones", alice, "mes", "hi", "id", "order-7")["id"]
	}()
	_, _ = gateway.Wait(context.Background(), func(smsctest.Message) bool { return true })
	clock.Advance(20 * time.Second)
	fmt.Println(<-sent)
	// Output: order-7
}

// A connection on which an answer came twice: the next request gets it.
func ExampleGateway_Inject_previousAnswer() {
	gateway := smsctest.New()
	client := overTransport(gateway)
	client.ask("send", "phones", alice, "mes", "hi", "id", "order-7")
	gateway.Inject(smsctest.Fault{Kind: smsctest.FaultPreviousAnswer})
	fmt.Println(client.ask("send", "phones", bob, "mes", "hi", "id", "order-8")["id"], "accepted:", gateway.Accepted())
	// Output: order-7 accepted: 1
}

// Two hosts of one account behind one transport; the first one goes down.
func ExampleHosts() {
	first := smsctest.New()
	second := first.NewHost()
	hosts := smsctest.Hosts{"smsc.test": first, "www2.smsc.test": second}
	client := first.Client(new(exampleTB),
		smsc.WithReserve("https://www2.smsc.test/sys/soap.php"),
		smsc.WithHTTPClient(&http.Client{Transport: hosts.Transport()}))
	first.SetDown(true)
	_, err := client.Send(context.Background(), smsc.SendRequest{To: []string{alice}, Text: "hi", ID: "order-7"})
	fmt.Println(err, first.Requests()[0].Host, "accepted:", first.Accepted())
	// Output: <nil> https://www2.smsc.test accepted: 1
}

// Two hosts of one account that look for duplicates on their own.
func ExampleWithOwnGuard() {
	first := smsctest.New()
	for _, second := range []*smsctest.Gateway{first.NewHost(), first.NewHost(smsctest.WithOwnGuard())} {
		first.Reset()
		for _, host := range []*smsctest.Gateway{first, second} {
			overTransport(host).ask("send", "phones", alice, "mes", "hi", "id", "order-7")
		}
		fmt.Println(first.Accepted())
	}
	// Output:
	// 1
	// 2
}

// Sends that are identical, by three readings of the word.
func ExampleWithLimits_identical() {
	for _, identity := range []smsctest.Identity{smsctest.SameRequest, smsctest.SameMessage, smsctest.SameText} {
		gateway := smsctest.New(smsctest.WithLimits(func(l *smsctest.Limits) { l.Duplicate = identity }))
		client := overTransport(gateway)
		for _, message := range [][2]string{{"a", "Shop"}, {"b", "Shop"}, {"c", "Bank"}} {
			client.ask("send", "phones", alice, "mes", "hi", "id", message[0], "sender", message[1])
		}
		fmt.Println(gateway.Accepted())
	}
	// Output:
	// 3
	// 2
	// 1
}

// A guard that is not atomic: two identical sends at once are both accepted.
func ExampleWithDuplicateGap() {
	clock := smsctest.NewManualClock(time.Now())
	gateway := smsctest.New(smsctest.WithClock(clock), smsctest.WithDuplicateGap(time.Second, 3*time.Second))
	client := overTransport(gateway)
	sent := make(chan string)
	for n := range 2 {
		go func() { sent <- client.ask("send", "phones", alice, "mes", "hi", "id", "order-7")["error"] }()
		_, _ = gateway.WaitRequest(context.Background(), func(r smsctest.Request) bool { return r.Seq == uint64(n+1) })
	}
	clock.Advance(3 * time.Second)
	fmt.Printf("%q %q accepted: %d\n", <-sent, <-sent, gateway.Accepted())
	// Output: "" "" accepted: 2
}

// A status index that lags behind.
func ExampleWithStatusLag() {
	clock := smsctest.NewManualClock(time.Now())
	gateway := smsctest.New(smsctest.WithClock(clock), smsctest.WithStatusLag(2*time.Second, 10*time.Second))
	program := programOf(gateway)
	_ = program.send("order-7", "hi", alice)
	fmt.Println(program.report("order-7", alice))
	clock.Advance(10 * time.Second)
	fmt.Println(program.report("order-7", alice))
	// Output:
	// error 3
	// delivered
}

// Replicas, some of which are behind: found, and then not found again.
func ExampleWithStaleStatuses() {
	clock := smsctest.NewManualClock(time.Now())
	gateway := smsctest.New(smsctest.WithClock(clock), smsctest.WithSeed(4),
		smsctest.WithStaleStatuses(0.5, 10*time.Second, 20*time.Second))
	program := programOf(gateway)
	_ = program.send("order-7", "hi", alice)
	clock.Advance(5 * time.Second)
	for range 4 {
		fmt.Println(program.report("order-7", alice))
	}
	// Output:
	// delivered
	// error 3
	// delivered
	// error 3
}

// The same seed draws the same.
func ExampleWithSeed() {
	draw := func(seed uint64) string {
		gateway := smsctest.New(smsctest.WithSeed(seed))
		overTransport(gateway).ask("send2", "phones", alice, "mes", "code", "query", "call=1")
		return gateway.Messages()[0].Text
	}
	first, again, other := draw(1), draw(1), draw(2)
	fmt.Println(first == again, first == other)
	// Output: true false
}

// A service that forgets.
func ExampleWithStatusMemory() {
	clock := smsctest.NewManualClock(time.Now())
	gateway := smsctest.New(smsctest.WithClock(clock), smsctest.WithStatusMemory(24*time.Hour))
	program := programOf(gateway)
	_ = program.send("order-7", "hi", alice)
	clock.Advance(24 * time.Hour)
	fmt.Println(program.report("order-7", alice), "accepted:", gateway.Times(alice, "order-7"))
	// Output: error 3 accepted: 1
}

// Whether a status request corrects numbers as a send does is not known.
func ExampleWithExactStatusPhones() {
	for _, gateway := range []*smsctest.Gateway{smsctest.New(), smsctest.New(smsctest.WithExactStatusPhones())} {
		client := overTransport(gateway)
		client.ask("send", "phones", "0501234567", "mes", "hi", "id", "order-7")
		got := client.ask("status", "phone", "0501234567", "id", "order-7")
		fmt.Printf("status %q error %q\n", got["status"], got["error"])
	}
	// Output:
	// status "-1" error ""
	// status "" error "3"
}

// Dates in another zone, without the timestamps that would tell it.
func ExampleWithDatesAlone() {
	clock := smsctest.NewManualClock(time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC))
	gateway := smsctest.New(smsctest.WithClock(clock), smsctest.WithDatesAlone(), smsctest.WithDateZone(time.FixedZone("", 2*60*60)))
	client := overTransport(gateway)
	client.ask("send", "phones", alice, "mes", "hi", "id", "order-7")
	got := client.ask("status", "phone", alice, "id", "order-7")
	fmt.Printf("%s %q\n", got["last_date"], got["last_timestamp"])
	// Output: 10.03.2026 11:00:00 ""
}

// Dates of recorded answers are in Moscow's time; others are possible.
func ExampleWithDateZone() {
	clock := smsctest.NewManualClock(time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC))
	for _, opts := range [][]smsctest.Option{nil, {smsctest.WithDateZone(time.UTC)}} {
		client := overTransport(smsctest.New(append(opts, smsctest.WithClock(clock))...))
		client.ask("send", "phones", alice, "mes", "hi", "id", "order-7")
		fmt.Println(client.ask("status", "phone", alice, "id", "order-7")["last_date"])
	}
	// Output:
	// 10.03.2026 12:00:00
	// 10.03.2026 09:00:00
}

// A service whose clock is a minute behind: what it accepts now seems older than
// the send.
func ExampleWithClockSkew() {
	now := time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC)
	gateway := smsctest.New(smsctest.WithClock(smsctest.NewManualClock(now)), smsctest.WithClockSkew(-time.Minute))
	client := gateway.Client(new(exampleTB))
	_, _ = client.Send(context.Background(), smsc.SendRequest{To: []string{alice}, Text: "hi", ID: "order-7"})
	got := overTransport(gateway).ask("status", "phone", alice, "id", "order-7")
	fmt.Println(got["last_date"], "accepted:", gateway.Messages()[0].AcceptedAt.Format(time.TimeOnly), "UTC")
	// Output: 10.03.2026 11:59:00 accepted: 09:00:00 UTC
}

// The truth, for a judge: who got what, from which request, and when.
func ExampleGateway_AcceptedFor() {
	clock := smsctest.NewManualClock(time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC))
	gateway := smsctest.New(smsctest.WithClock(clock))
	client := overTransport(gateway)
	client.ask("send", "phones", alice+","+bob, "mes", "hi", "id", "order-7")
	clock.Advance(time.Minute)
	client.ask("send", "phones", alice, "mes", "hi", "id", "order-7")
	for _, m := range gateway.AcceptedFor("order-7") {
		fmt.Println(m.Phone, m.Text, "request", m.Request, m.AcceptedAt.Format(time.TimeOnly))
	}
	// Output:
	// 380501234567 hi request 1 09:00:00
	// 380671234567 hi request 1 09:00:00
	// 380501234567 hi request 2 09:01:00
}
