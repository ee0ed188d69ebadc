package main

import (
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/go-smsc/smsc"
)

// messageHelp tells what send and cost have in common.
func messageHelp() string {
	var help strings.Builder
	help.WriteString("\n\n--channel is how the message goes out:\n")
	for _, c := range channelNames() {
		name, about, _ := strings.Cut(c, "\t")
		fmt.Fprintf(&help, "  %-9s %s\n", name, about)
	}
	help.WriteString(parameterHelp)
	return help.String()
}

const parameterHelp = `
--param takes the service's further parameters by their own names. Beside those that
a channel has there are
  tz        hours from Moscow time, as the service counts them, for --between
  period    hours over which a mailing is spread, together with
  freq      the minutes between its steps
  fileurl   URL of a file that goes with the message
  tinyurl   1 shortens links
  maxsms    cap of the parts of a long message
  smsreq    days after which the recipient has to confirm the number
  cost      what to report: nothing (0), cost (2), cost and balance (3, the default)
  err       0 does not ask who was refused; a send to several asks otherwise (1)
  op        1 reports on every recipient
  imgcode   what a user typed from the captcha; needs userip too
  userip    the user's address, for the account's limits
  pp        ID of a partner to credit
Any other name goes to the service as it is.`

// messageFlags are the flags of a message.
type messageFlags struct {
	to                  []string
	groups              []int64
	text                textFlags
	sender, id, channel string
	at, between         string
	in, valid           time.Duration
	params              []string
}

// message is what the flags make.
type message struct {
	request smsc.SendRequest
	silent  bool // do not ask who was refused
}

// options are those of the client that sends it.
func (m *message) options() []smsc.Option {
	if m.silent {
		return []smsc.Option{smsc.WithoutFailedReports()}
	}
	return nil
}

func (f *messageFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringSliceVar(&f.to, "to", nil, "`recipients`, separated by commas; repeatable")
	flags.Int64SliceVar(&f.groups, "group", nil, "`numbers` of the account's groups, separated by commas; repeatable")
	flags.Lookup("group").DefValue = "" // or the help says that the default is []
	f.text.register(cmd)
	flags.StringVar(&f.sender, "sender", "", "the `name` that the recipient sees (default the account's)")
	flags.StringVar(&f.id, "id", "", "the message's `ID` (default an unguessable one)")
	flags.StringVar(&f.at, "at", "", "send at a `time` such as 2026-03-01T09:30:00+02:00; one that has passed means at once")
	flags.DurationVar(&f.in, "in", 0, "send after a `time` of whole minutes, such as 10m")
	flags.StringVar(&f.between, "between", "", "send between two `hours` of the day, such as 9-21")
	flags.DurationVar(&f.valid, "valid", 0, "the `time` in which the operator tries, 1m-24h, such as 2h (default the service's)")
	flags.StringVar(&f.channel, "channel", "sms", "the `way` it goes out: "+channelList())
	flags.StringArrayVar(&f.params, "param", nil, "a further parameter, `name=value`; repeatable")
	complete(cmd, "channel", channelNames()...)
}

// complete offers values for a flag.
func complete(cmd *cobra.Command, flag string, choices ...cobra.Completion) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(choices, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag does not exist: a mistake in this program
	}
}

// exclusive refuses more than one of some flags.
func exclusive(flags *pflag.FlagSet, names ...string) error {
	var given []string
	for _, name := range names {
		if flags.Changed(name) {
			given = append(given, "--"+name)
		}
	}
	if len(given) > 1 {
		return fmt.Errorf("%s are mutually exclusive", strings.Join(given, " and "))
	}
	return nil
}

// completeFiles offers the names of files for a flag.
func completeFiles(cmd *cobra.Command, flag string) {
	files := cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault)
	if err := cmd.RegisterFlagCompletionFunc(flag, files); err != nil {
		panic(err) // as above
	}
}

// read makes a message of the flags and of what they point to.
func (f *messageFlags) read(cmd *cobra.Command, stdin io.Reader) (message, error) {
	if err := exclusive(cmd.Flags(), "at", "in", "between"); err != nil {
		return message{}, err
	}
	if err := exclusive(cmd.Flags(), "text", "text-file"); err != nil {
		return message{}, err
	}
	text, err := f.text.read(cmd.Context(), stdin)
	if err != nil {
		return message{}, err
	}
	return f.message(cmd.Flags(), text)
}

func (f *messageFlags) message(flags *pflag.FlagSet, text string) (message, error) {
	var found problems
	p := parseParameters(f.params, sendFlagOf, &found)
	r := smsc.SendRequest{
		To: f.to, Groups: f.groups, Text: text, Sender: f.sender, ID: f.id, ValidFor: f.valid,
		Spread:           smsc.Spread{Period: p.hours("period", 720), Interval: time.Duration(p.number("freq", 1440)) * time.Minute},
		FileURL:          p.text("fileurl"),
		ShortenLinks:     p.on("tinyurl"),
		MaxParts:         p.number("maxsms", 1000),
		ConfirmDays:      p.number("smsreq", 999),
		Report:           report(p),
		ReportRecipients: p.on("op"),
		CaptchaCode:      p.text("imgcode"),
		UserIP:           p.address("userip"),
		PartnerID:        p.number("pp", 1<<31-1),
	}
	if flags.Changed("valid") && f.valid == 0 {
		found.addf("--valid must be whole minutes, 1 minute to 24 hours")
	}
	r.When = f.when(flags, p)
	applyChannel(f.channel, &r, p)
	for _, name := range slices.Sorted(maps.Keys(p.values)) {
		if channels := channelsOf(name); channels != "" {
			found.addf("--param %s goes with --channel %s", name, channels)
		}
	}
	silent := p.has("err") && !p.on("err")
	r.Extra = p.rest()
	return message{request: r, silent: silent}, found.err()
}

var hoursPattern = regexp.MustCompile(`^([0-9]{1,2})-([0-9]{1,2})$`)

func (f *messageFlags) when(flags *pflag.FlagSet, p *parameters) smsc.When {
	zone := f.zone(flags, p)
	switch {
	case flags.Changed("at"):
		at, err := time.Parse(time.RFC3339, f.at)
		if err != nil {
			p.found.addf("--at must be a time such as 2026-03-01T09:30:00+02:00")
			return nil
		}
		return smsc.SendAt(at)
	case flags.Changed("in"):
		return smsc.SendIn(f.in)
	case flags.Changed("between"):
		hours := hoursPattern.FindStringSubmatch(f.between)
		if hours == nil {
			p.found.addf("--between must be two hours of the day, such as 9-21")
			return nil
		}
		from, _ := strconv.Atoi(hours[1])
		to, _ := strconv.Atoi(hours[2])
		return smsc.SendBetween{From: from, To: to, Zone: zone}
	default:
		return nil
	}
}

// moscowOffset is how many hours Moscow is ahead of UTC. (SMSC SOAP docs, tz.)
const moscowOffset = 3

// zone takes tz, which only --between has a use for: the other times say for
// themselves which instant they mean.
func (f *messageFlags) zone(flags *pflag.FlagSet, p *parameters) smsc.Zone {
	if !p.has("tz") {
		return smsc.Zone{}
	}
	hours, err := strconv.ParseInt(p.text("tz"), 10, 8)
	switch {
	case err != nil || hours < -15 || hours > 11:
		p.found.addf("--param tz must be whole hours from Moscow time, -15 to 11")
	case !flags.Changed("between"):
		p.found.addf("--param tz goes with --between")
	}
	return smsc.UTCOffset(moscowOffset + int(hours))
}

// report takes cost. Without it the result tells cost and balance, which its
// JSON promises.
func report(p *parameters) smsc.Report {
	if !p.has("cost") {
		return smsc.ReportCostAndBalance
	}
	switch p.text("cost") {
	case "0":
		return smsc.ReportNothing
	case "2":
		return smsc.ReportCost
	case "3":
		return smsc.ReportCostAndBalance
	case "1":
		p.found.addf("--param cost=1 is refused: smsc cost prices without sending")
	default:
		p.found.addf("--param cost must be 0, 2 or 3")
	}
	return smsc.ReportNothing
}

// sendFlagOf names the flag that sets a parameter of a message, by the service's
// name or the command's own.
func sendFlagOf(name string) string {
	switch name {
	case "phones", "phone", "to", "group":
		return "--to or --group"
	case "mes", "text":
		return "--text"
	case "sender", "id", "valid", "channel", "at", "in", "between":
		return "--" + name
	case "time":
		return "--at, --in or --between"
	case "flash", "hlr", "ping", "mail", "mms", "viber", "whatsapp", "tg", "soc", "call", "push", "bin":
		return "--channel " + name
	case "list", "nl":
		return "one smsc send for each text"
	default:
		return ""
	}
}
