package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/go-smsc/smsc"
)

const defaultTimeout = 30 * time.Second

const about = `smsc sends messages through the SMSC gateway (smsc.ua, smsc.ru, smsc.kz,
smscentre.com), prices them, follows their delivery and reads the balance.
"smsc serve" is an emulated gateway to try all of that against.

Environment:
  SMSC_LOGIN, SMSC_PASSWORD   the account, or
  SMSC_API_KEY                a key of the account
  SMSC_ENDPOINT               the service's URL; --endpoint goes before it

Output:
  Results go to stdout, as lines of text, or with --json as one object on one
  line. Its keys are always the same: what the service did not tell is null. Money
  is a string. Only resolved, failed, reports_missing, recipients and extra are left
  out when there is nothing in them.
  An error is one line on stderr; with --json it is
  {"error":{"op","code","kind","outcome","message"}}, with "id" in it when the
  message has one. op and code are null when the service was not asked or gave no
  code; outcome is not_sent, rejected, unknown or accepted. Where the outcome is
  unknown, "record" in the object, or a second line, is what smsc resolve needs.

Exit codes:
  0  done
  1  anything else
  2  wrong usage, or a value that the service would not take; nothing was sent
  3  rejected by the service
  4  not sent: it is safe to repeat
  5  outcome unknown: the message may have been sent, so ask with smsc resolve first;
     with --file, run the same command again
  6  done, and some recipients were refused or invalid: the result says who
  7  smsc doctor has warnings
  8  smsc doctor has failures
  cost, status, balance and track send nothing, so they never exit with 5.`

// surroundings are what a process gives the command.
type surroundings struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	env            func(string) string
	// credentials come from the environment alone: flags show in lists of processes
	// and in the shell's history.
	credentials func() (smsc.Credentials, error)
	// terminal tells whether a person is at the other end of a stream; nil looks at it.
	terminal func(stream any) bool
	// transport carries the calls; nil is that of the SDK.
	transport http.RoundTripper
}

// program is one run of the command: what surrounds it, and its global flags.
type program struct {
	surroundings

	endpoint string
	timeout  time.Duration
	json     bool
}

// run is the command without the process around it. It returns the exit code.
func run(ctx context.Context, args []string, around surroundings) int {
	p := &program{surroundings: around}
	root := p.rootCommand() //nolint:contextcheck // the commands take theirs from cobra, which gets it below
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.SetArgs(slices.Concat([]string{}, args)) // nil would be os.Args
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errSomeRefused): // the result has been printed, and says so
		return exitRefused
	}
	// What comes behind a mistake is not parsed, but a script that asked for
	// JSON has to get it.
	p.json = p.json || asksForJSON(args)
	return p.report(describe(err))
}

func (p *program) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:     "smsc",
		Short:   "Send messages through the SMSC gateway",
		Long:    about,
		Version: version(),
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("a command is required, such as send; smsc --help lists them")
			}
			return unknownCommand(cmd, args[0])
		},
		// An unknown command comes with flags that are unknown here. The error is to be
		// about the command.
		FParseErrWhitelist:         cobra.FParseErrWhitelist{UnknownFlags: true},
		SuggestionsMinimumDistance: 2,
		SilenceErrors:              true,
		SilenceUsage:               true,
	}
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	flags := root.PersistentFlags()
	flags.StringVar(&p.endpoint, "endpoint", "", "`URL` of the service (default SMSC_ENDPOINT, else https://smsc.ua/sys/soap.php)")
	flags.DurationVar(&p.timeout, "timeout", defaultTimeout, "`time` for the whole, with all attempts")
	flags.BoolVar(&p.json, "json", false, "write the result, and an error, as one JSON object")
	root.AddCommand(p.sendCommand(), p.resolveCommand(), p.costCommand(), p.statusCommand(), p.balanceCommand(),
		p.trackCommand(), p.segmentsCommand(), p.doctorCommand(), p.serveCommand(), p.versionCommand())
	return root
}

func unknownCommand(cmd *cobra.Command, name string) error {
	text := fmt.Sprintf("unknown command %q", name)
	if similar := cmd.SuggestionsFor(name); len(similar) > 0 {
		text += ", did you mean " + strings.Join(similar, " or ") + "?"
	}
	return errors.New(text)
}

// noArguments refuses arguments without showing them: one of them may be a
// password that was typed in the wrong place.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes flags only; one argument too many, or one that needs quotes around it", cmd.Name())
	}
	return nil
}

// flagError says what is wrong with a flag without showing what stands behind an
// unknown one, as in -psecret.
func flagError(cmd *cobra.Command, err error) error {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		name := "--" + unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			name = "-" + unknown.GetSpecifiedName()
		}
		return fmt.Errorf("unknown flag %s; %s --help lists the flags", name, cmd.CommandPath())
	}
	return err
}

// offline refuses the global flags that a command without a call has no use for.
func offline(cmd *cobra.Command) error {
	for _, name := range []string{"endpoint", "timeout"} {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s is for the commands that call the service", name)
		}
	}
	return nil
}

// asksForJSON looks for --json in arguments that could not be parsed.
func asksForJSON(args []string) bool {
	for _, arg := range args {
		name, value, given := strings.Cut(arg, "=")
		switch {
		case arg == "--":
			return false
		case name == "--json" && !given:
			return true
		case name == "--json":
			on, err := strconv.ParseBool(value)
			return err != nil || on
		}
	}
	return false
}
