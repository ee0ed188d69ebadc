// Command smsc sends messages through the SMSC gateway, prices them, follows
// their delivery and reads the balance. Its serve command is an emulated gateway
// to try all of that against.
//
//	smsc send     --to N[,N…] --text T [--channel C] [--param name=value …]
//	smsc send     --file people.csv --template T --journal RUN --out RESULTS
//	smsc track    --file RESULTS
//	smsc resolve  [--file RECORD]
//	smsc cost     (the flags of send)
//	smsc status   --phone N --id ID [--detail 0|1|2]
//	smsc balance
//	smsc segments --text T
//	smsc doctor   [--report FILE] [--send-to N]
//	smsc serve    [--addr 127.0.0.1:7672]
//	smsc version
//
// The account comes from the environment: SMSC_LOGIN and SMSC_PASSWORD, or
// SMSC_API_KEY. With --json the result is one JSON object on stdout, and an error
// one on stderr. The exit code says what is known of a send; smsc --help lists
// the codes.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/go-smsc/smsc"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// Whoever does not want to wait for the orderly end sends a second signal.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], surroundings{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		env: os.Getenv, credentials: smsc.CredentialsFromEnv,
	}))
}
