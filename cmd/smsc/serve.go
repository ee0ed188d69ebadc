package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
	"github.com/go-smsc/smsc/smsctest/inbox"
)

// shutdownGrace is how long requests in flight have to end by themselves.
const shutdownGrace = 10 * time.Second

type serveFlags struct {
	addr, login, password, apiKey string
	balance                       amount
	world                         worldFlags
	callback                      callbackFlags
}

func (p *program) serveCommand() *cobra.Command {
	f := serveFlags{balance: amount{decimal.NewFromInt(100)}}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Emulate the service on this machine",
		Long: `Emulate the service on this machine: the same wire format, rules and messages with a
life, and nothing goes out. The first line on stdout is the URL for --endpoint or
SMSC_ENDPOINT, written once the server can be reached. Each request is a line on
stderr, without texts, numbers and secrets; with --json the line is JSON. It stops
on SIGINT and SIGTERM.

Open / of the same address in a browser: a page shows the messages as phones would,
the requests and what is wrong with them, and lets requests fail and time pass.
Beside SOAP at /sys/soap.php and the WSDL at /sys/soap.php?wsdl there is an API for
all of that, described at /api/openapi.json, such as
  GET    /api/messages             what was accepted; ?phone=, ?q=, ?after=, ?limit=,
                                   and ?wait=10s waits for some
  GET    /api/phones/NUMBER/code   the one-time code in the newest message
  GET    /api/requests             the requests
  POST   /api/faults               let requests go wrong: {"kind":"drop_after","op":"send"}
  DELETE /api/faults               let them go right again
  POST   /api/clock                let time pass: {"advance":"1h"}
  DELETE /api/blocks               let in again who was blocked for wrong passwords
  GET    /api/callbacks            what was posted to --callback-url, and what was answered
  POST   /api/callbacks            post one: {"kind":"incoming","phone":"380501234567","text":"STOP","to":"4444"}
  POST   /api/callbacks/SEQ        post that one again
  POST   /api/reset                begin anew
  GET    /readyz                   whether it is up

With --callback-url each change of a message's status is posted to your program, as the
service does it. The query of the URL chooses form, charset and checksum, as in the
settings of the account. Whether the service posts a report again that was not taken
is not known; here --callback-retry decides.

Whoever reaches the server can do all of this. An --addr without a host means this
machine alone; 0.0.0.0 or [::] opens it to the network. Page and API are served
under IP addresses and localhost; --allow-host adds a name.`,
		Example: `  smsc serve
  smsc serve --addr 127.0.0.1:0 --api-key test-key --balance 2.5
  smsc serve --price 0.5 --price 38050=0.7 --life 38067=failed:3s:20 --limit wrong-passwords=0
  smsc serve --callback-url 'http://127.0.0.1:8080/smsc?charset=utf-8&sha1' --callback-secret test-secret`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := offline(cmd); err != nil {
				return err
			}
			return f.serve(cmd.Context(), p)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:7672", "`host:port` to listen on; port 0 takes a free one")
	flags.StringVar(&f.login, "login", smsctest.DefaultLogin, "the account's login")
	flags.StringVar(&f.password, "password", smsctest.DefaultPassword, "the account's password; no real one")
	flags.StringVar(&f.apiKey, "api-key", "", "an API `key` of the account; no real one (default none)")
	flags.Var(&f.balance, "balance", "the `amount` of money on the account")
	f.world.add(flags)
	f.callback.add(flags)
	return cmd
}

func (f *serveFlags) serve(ctx context.Context, p *program) error {
	host, port, err := net.SplitHostPort(f.addr)
	switch {
	case err != nil:
		return errors.New("--addr must be host:port, such as 127.0.0.1:7672")
	case f.login == "":
		return errors.New("--login must not be empty")
	case f.password == "":
		return errors.New("--password must not be empty")
	case host == "":
		host = "127.0.0.1"
	}
	world, err := f.world.options()
	if err != nil {
		return err
	}
	callbacks, err := f.callback.options() //nolint:contextcheck // it only checks
	if err != nil {
		return err
	}
	logger := p.logger()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return &localError{kind: "listen", outcome: smsc.OutcomeNotSent, err: err}
	}
	endpoint, open := serverURL(listener.Addr())
	if open {
		logger.WarnContext(ctx, "reachable from other machines, without encryption", slog.String("addr", listener.Addr().String()))
	}

	if f.callback.unsigned() {
		logger.WarnContext(ctx, "--callback-url asks for no checksum: add md5 or sha1 to its query, or a program cannot tell who posts")
	}

	options := slices.Concat(world, callbacks, []smsctest.Option{
		smsctest.WithCredentials(f.login, f.password), smsctest.WithBalance(f.balance.Decimal),
		smsctest.WithLogger(logger), smsctest.WithClock(smsctest.NewRunningClock()),
	})
	if f.apiKey != "" {
		options = append(options, smsctest.WithAPIKey(f.apiKey))
	}
	gateway := smsctest.New(options...)
	if f.world.latency > 0 {
		gateway.Inject(smsctest.Fault{Kind: smsctest.FaultQueue, Delay: f.world.latency})
	}
	server := &http.Server{
		Handler:           logRequests(logger, inbox.New(gateway, inbox.WithEndpoint(endpoint))),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		IdleTimeout:       2 * time.Minute,
		// No WriteTimeout: a fault can hold an answer back for as long as it likes.
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	var served error
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		served = server.Serve(listener)
	}()

	// Connections are taken from Listen on, so whoever reads this can connect.
	if _, err := fmt.Fprintln(p.stdout, endpoint); err != nil {
		_ = server.Close()
		<-stopped
		return &localError{kind: "output", outcome: smsc.OutcomeNotSent, err: fmt.Errorf("writing the URL: %w", err)}
	}
	logger.InfoContext(ctx, "page", slog.String("url", strings.TrimSuffix(endpoint, smsctest.Path)+"/"))
	select {
	case <-stopped:
		return &localError{kind: "listen", outcome: smsc.OutcomeNotSent, err: served}
	case <-ctx.Done():
	}
	gateway.Close() // what hangs in a fault would never end
	stopServer(ctx, server, logger)
	<-stopped
	return nil
}

// stopServer lets the requests in flight end, and after a while cuts them off.
func stopServer(ctx context.Context, server *http.Server, logger *slog.Logger) {
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if server.Shutdown(grace) != nil {
		logger.WarnContext(ctx, "requests in flight were cut off")
		_ = server.Close()
	}
}

// serverURL is the URL to give to a client on this machine, and whether other
// machines can reach the server too.
func serverURL(addr net.Addr) (endpoint string, open bool) {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return "http://" + addr.String() + smsctest.Path, true
	}
	ip := net.ParseIP(host)
	if ip.IsUnspecified() {
		host = "127.0.0.1" // a dual-stack listener takes IPv4 too
	}
	return "http://" + net.JoinHostPort(host, port) + smsctest.Path, !ip.IsLoopback()
}

func (p *program) logger() *slog.Logger {
	if p.json {
		return slog.New(slog.NewJSONHandler(p.stderr, nil))
	}
	return slog.New(slog.NewTextHandler(p.stderr, nil))
}

// logRequests logs what the gateway does not: requests that are no SOAP calls.
// The query stays out, since a caller may have put a password there.
func logRequests(logger *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == smsctest.Path {
			next.ServeHTTP(w, r)
			return
		}
		recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(recorder, r)
		logger.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("method", r.Method),
			slog.String("path", r.URL.Path), slog.Int("status", recorder.status))
	})
}

// statusRecorder remembers the status of a response.
type statusRecorder struct {
	http.ResponseWriter

	status int
}

func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// amount is a flag that holds money. It bounds what a decimal alone would not:
// 1e999999999 is one too.
type amount struct{ decimal.Decimal }

var amountPattern = regexp.MustCompile(`^[0-9]{1,15}(?:\.[0-9]{1,4})?$`)

// Set is of pflag.Value.
func (a *amount) Set(text string) error {
	if !amountPattern.MatchString(text) {
		return errors.New("must be an amount such as 100 or 2.50")
	}
	value, err := decimal.NewFromString(text)
	a.Decimal = value
	return err
}

// Type is of pflag.Value.
func (*amount) Type() string { return "amount" }
