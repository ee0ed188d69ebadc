// Benchmarks measures what a call of the SDK costs beside a bare POST of the same
// bytes to the same server, in one run, and prints a table of ratios.
//
//	go run .
//	go run . -only TLS -rounds 61 -profile cpu.prof
//
// The server is another process: this program started once more.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"strings"
)

func main() {
	serving := flag.Bool("serve", false, "be the server")
	rounds := flag.Int("rounds", 61, "rounds of each row")
	calls := flag.Int("calls", 500, "calls in a round")
	only := flag.String("only", "", "measure the rows whose name holds this")
	profile := flag.String("profile", "", "write a CPU profile of the calls to this file")
	flag.Parse()
	if *serving {
		exit(serve(os.Stdin, os.Stdout))
		return
	}
	exit(profiled(*profile, func() error { return run(context.Background(), *only, *rounds, *calls) }))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

// profiled runs f and writes its CPU profile to a file, if one is named.
func profiled(file string, f func() error) error {
	if file == "" {
		return f()
	}
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(out); err != nil {
		return errors.Join(err, out.Close())
	}
	err = f()
	pprof.StopCPUProfile()
	return errors.Join(err, out.Close())
}

func run(ctx context.Context, only string, rounds, calls int) error {
	servers, err := start(ctx)
	if err != nil {
		return err
	}
	defer servers.stop()
	fmt.Printf("%s, %d cores, %d rounds of %d calls; ratio to the floor: median (the half around it)\n\n", runtime.Version(), runtime.NumCPU(), rounds, calls)
	fmt.Println("| measured | target | result |\n|---|---|---|")
	for _, row := range rows(servers, rounds, calls) {
		if !strings.Contains(row.name, only) {
			continue
		}
		result, err := row.measure(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", row.name, err)
		}
		fmt.Printf("| %s | %s | %s |\n", row.name, row.target, result)
	}
	return nil
}

// servers is the other process and where it serves.
type servers struct {
	http, https string
	stop        func()
}

func start(ctx context.Context) (*servers, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, program, "-serve")
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	stop := func() {
		_ = stdin.Close() // the server ends with its input
		_ = command.Wait()
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	fields := strings.Fields(line)
	if err != nil || len(fields) != 3 {
		stop()
		return nil, fmt.Errorf("the server did not start: %q, %w", line, err)
	}
	// Every client trusts the server's certificate as one of the system's.
	if err := os.Setenv("SSL_CERT_FILE", fields[2]); err != nil {
		return nil, err
	}
	return &servers{http: fields[0], https: fields[1], stop: stop}, nil
}
