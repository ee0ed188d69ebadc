// Command observed shows what OpenTelemetry makes of a message whose answer is lost: a
// trace in which the client finds the message, and the metrics of it. Run it with
// "go run ." in this folder. With -listen it goes on, and serves metrics for Prometheus.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/otelsmsc"
	"github.com/go-smsc/smsc/smsctest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "observed:", err)
		os.Exit(1)
	}
}

// run is the program without the process around it.
func run(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := flag.NewFlagSet("observed", flag.ContinueOnError)
	listen := flags.String("listen", "", "go on, and serve metrics at this address, such as 127.0.0.1:9464")
	if err := flags.Parse(args); err != nil {
		return err
	}
	spans, registry := new(spanStore), prometheus.NewRegistry()
	telemetry, err := newTelemetry(spans, registry)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, telemetry.stop(context.WithoutCancel(ctx))) }()
	gateway := smsctest.New()
	defer gateway.Close()
	endpoint, stop, err := serve(ctx, "127.0.0.1:0", gateway)
	if err != nil {
		return err
	}
	defer stop()
	//nolint:contextcheck // the counters that begin here belong to no request
	shop, err := open(telemetry, smsc.WithEndpoint(endpoint+smsctest.Path))
	if err != nil {
		return err
	}
	if err := loseAnAnswer(ctx, shop, gateway, out); err != nil {
		return err
	}
	if err := telemetry.tracers.ForceFlush(ctx); err != nil {
		return err
	}
	showTraces(out, spans.all())
	if err := showMetrics(out, registry); err != nil {
		return err
	}
	if *listen == "" {
		return nil
	}
	return goOn(ctx, shop, gateway, *listen, registry, out)
}

// open opens a shop that is watched.
func open(telemetry telemetry, options ...smsc.Option) (*shop, error) {
	client, err := smsc.NewClient(smsc.Password(smsctest.DefaultLogin, smsctest.DefaultPassword),
		append(options, smsc.WithObserver(otelsmsc.New(telemetry.options()...)))...)
	if err != nil {
		return nil, err
	}
	s := &shop{tracer: telemetry.tracers.Tracer("shop"), client: client}
	_, err = otelsmsc.WatchQueue(s.state, telemetry.options()...)
	return s, err
}

// loseAnAnswer texts one customer. The service takes the message, and the connection
// ends before it has answered.
func loseAnAnswer(ctx context.Context, shop *shop, gateway *smsctest.Gateway, out io.Writer) error {
	fmt.Fprintln(out, "An order is placed. Its message is sent later, and the answer of the service is lost.")
	gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter, Times: 1})
	shop.place(ctx, "order-1")
	sent, err := shop.text(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "The client asked for it and found it: resolved %t. The service has accepted %d message.\n",
		sent.Resolved, gateway.Accepted())
	return nil
}

// goOn takes an order each second, of which every tenth loses an answer, until the
// context is over.
func goOn(ctx context.Context, shop *shop, gateway *smsctest.Gateway, listen string, registry *prometheus.Registry, out io.Writer) error {
	address, stop, err := serve(ctx, listen, promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	if err != nil {
		return err
	}
	defer stop()
	fmt.Fprintf(out, "\nMetrics are at %s/metrics. An order comes each second, until Ctrl-C.\n", address)
	ticks := time.NewTicker(time.Second)
	defer ticks.Stop()
	for i := 2; ; i++ {
		select {
		case <-ctx.Done():
			return nil
		case <-ticks.C:
		}
		if i%10 == 0 {
			gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter, Times: 1})
		}
		shop.place(ctx, fmt.Sprint("order-", i))
		if _, err := shop.text(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintln(out, err)
		}
	}
}

// serve starts a handler on an address, and returns its URL.
func serve(ctx context.Context, address string, handler http.Handler) (base string, stop func(), err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener) // it ends with Close
	}()
	return "http://" + listener.Addr().String(), func() {
		_ = server.Close()
		<-done
	}, nil
}
