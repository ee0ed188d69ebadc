// Quickstart prices a message, sends it, follows it to its delivery and shows
// what it cost.
//
//	go run ./examples/quickstart
//
// runs against the emulator of package smsctest, over HTTP and SOAP on a loopback
// address, with nothing to configure. With credentials in SMSC_LOGIN and
// SMSC_PASSWORD, or in SMSC_API_KEY,
//
//	go run ./examples/quickstart -live -to +380501234567
//
// does the same against the real service, after it has asked.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], smsc.CredentialsFromEnv, os.Stdin, os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

// run is the program without the process around it. account is who the client is to
// the real service.
func run(ctx context.Context, args []string, account func() (smsc.Credentials, error), in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	live := flags.Bool("live", false, "use the real service, which sends and costs; asks first")
	to := flags.String("to", "+380501234567", "the recipient's phone number")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *live {
		credentials, err := account()
		if err != nil {
			return err
		}
		client, err := smsc.NewClient(credentials)
		if err != nil {
			return err
		}
		return round{client, *to, 5 * time.Second, out, in}.run(ctx)
	}

	gateway := smsctest.New(smsctest.WithLife("", smsctest.Delivered(2*time.Second)))
	defer gateway.Close()
	endpoint, stop, err := serve(ctx, gateway)
	if err != nil {
		return err
	}
	defer stop()
	fmt.Fprintf(out, "The emulator serves at %s, so nothing leaves this machine.\n\n", endpoint)
	client, err := smsc.NewClient(
		smsc.Password(smsctest.DefaultLogin, smsctest.DefaultPassword),
		smsc.WithEndpoint(endpoint),
	)
	if err != nil {
		return err
	}
	return round{client, *to, time.Second, out, nil}.run(ctx)
}

// serve starts handler on a free port of the loopback address.
func serve(ctx context.Context, handler http.Handler) (endpoint string, stop func(), err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener) // it ends with Close
	}()
	return "http://" + listener.Addr().String() + smsctest.Path, func() {
		_ = server.Close()
		<-done
	}, nil
}

// round is one message from its price to its delivery.
type round struct {
	client *smsc.Client
	to     string
	pause  time.Duration // between status requests, of which 5 a minute are allowed
	out    io.Writer
	ask    io.Reader // nil: do not ask
}

func (r round) run(ctx context.Context) error {
	request := smsc.SendRequest{
		To:     []string{r.to},
		Text:   "Вітаємо! Ваше замовлення №1234 вже в дорозі, кур'єр зателефонує за годину до доставки. 🚚",
		Report: smsc.ReportCost,
	}
	before, err := r.client.Balance(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.out, "Balance before  %s\n", before.Balance)

	segments := smsc.Segments(request.Text)
	fmt.Fprintf(r.out, "Text            %s\n", request.Text)
	fmt.Fprintf(r.out, "Parts           %d in %s, which %q asks for\n", segments.Parts, segments.Encoding, segments.Forced)
	price, err := r.client.Cost(ctx, request)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.out, "Price           %s for %s SMS\n", price.Cost, price.Count)
	if r.ask != nil && !r.confirmed() {
		fmt.Fprintln(r.out, "Nothing was sent.")
		return nil
	}

	sent, err := r.send(ctx, request)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.out, "\nSent            id %s\n", sent.ID)
	fmt.Fprintf(r.out, "Cost            %s for %s SMS\n", sent.Cost, sent.Count)
	if err := r.follow(ctx, sent.ID); err != nil {
		return err
	}
	after, err := r.client.Balance(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.out, "Balance after   %s\n\n", after.Balance)
	return r.rejected(ctx)
}

// send gives the client enough time to find out what became of a message whose answer
// was lost. A send that ends earlier leaves it unknown whether the message went out.
func (r round) send(ctx context.Context, request smsc.SendRequest) (*smsc.SendResult, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	return r.client.Send(ctx, request)
}

func (r round) confirmed() bool {
	fmt.Fprintf(r.out, "\nSend this to %s through the real service? Type yes: ", r.to)
	line, _ := bufio.NewReader(r.ask).ReadString('\n') // what is not read is not a yes
	return strings.TrimSpace(line) == "yes"
}

// follow asks for the status until it is final, at most five times.
func (r round) follow(ctx context.Context, id string) error {
	for range 5 {
		status, err := r.client.Status(ctx, smsc.StatusRequest{Recipient: r.to, ID: id})
		if err != nil {
			return err
		}
		fmt.Fprintf(r.out, "Status          %s\n", status.Status)
		if status.Status.Final() {
			return nil
		}
		select {
		case <-time.After(r.pause):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	fmt.Fprintln(r.out, "Status          not final yet; ask again later with the same id")
	return nil
}

// rejected shows what a send looks like that the service refuses, and one that
// does not get that far.
func (r round) rejected(ctx context.Context) error {
	for _, request := range []smsc.SendRequest{
		{To: []string{"+00000"}, Text: "Hello"},
		{To: []string{"not a number"}, Text: "Hello\n~~~\nsurprise"},
	} {
		_, err := r.send(ctx, request)
		if err == nil {
			return errors.New("a send to nobody was accepted")
		}
		fmt.Fprintf(r.out, "A send to %q is %s:\n", request.To[0], strings.ReplaceAll(smsc.OutcomeOf(err).String(), "_", " "))
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintf(r.out, "  %s\n", strings.TrimSpace(line))
		}
	}
	return nil
}
