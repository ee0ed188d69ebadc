package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
)

const campaignHelp = `

With --file it sends a text to each row of a CSV file. The first line names the
columns; comma, semicolon and tab, UTF-8, UTF-16 and windows-1251 are understood. The
recipient is in the column phone, as people type it: --country says what a number
without a country code means. The text is that of --text, of a column (--text-column),
or of a template in which {{.name}} is the column name.

--journal remembers who was texted. Stop the command in whatever way, even by kill -9,
and run it again with the same journal: it goes on, and texts nobody twice. Rows are
known by the column key. Where there is none, line and phone serve, and the rows must
then stay where they are. Ctrl-C lets the requests on their way come to their end.

--out gets a row for each message, with key, phone, id, outcome, status and error:
  accepted   the service took it; "smsc track --file" follows it
  refused    the service refused it
  invalid    it breaks a rule, or there is something wrong with the row
  duplicate  its key was there before
  not_sent   not sent yet; the next run sends it
  unknown    it may have been sent; the next run asks for it first

On a terminal it shows the price and asks. Elsewhere it needs --yes. --dry-run shows
the price, the first texts and the invalid rows, and sends nothing. Here --timeout has
no default; when it is over, the command stops as by Ctrl-C.`

// campaignFlags are the flags of send that go with --file.
type campaignFlags struct {
	file, journal, out      string
	template, templateFile  string
	phone, key, text        string
	country                 string
	dryRun, yes             bool
	maxCost                 amount
	perMinute               int
	onlyWithFile, onlyAlone []string
}

func (f *campaignFlags) register(cmd *cobra.Command) {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.StringVar(&f.journal, "journal", "", "the `file` that remembers who was texted; the next run goes on with it")
	flags.StringVar(&f.out, "out", "", "the `file` for the results")
	flags.StringVar(&f.template, "template", "", "the `text`, with {{.name}} for the column name")
	flags.StringVar(&f.templateFile, "template-file", "", "a `file` that holds the template")
	flags.StringVar(&f.text, "text-column", "", "the `column` that holds the text")
	flags.StringVar(&f.phone, "phone-column", "phone", "the `column` that holds the recipient")
	flags.StringVar(&f.key, "key-column", "", "the `column` that names each message (default key, if there is one)")
	flags.StringVar(&f.country, "country", "", "the `country` of numbers without a country code: "+countryList())
	flags.BoolVar(&f.dryRun, "dry-run", false, "show what would be sent, and its price, and send nothing")
	flags.BoolVar(&f.yes, "yes", false, "send without asking")
	flags.Var(&f.maxCost, "max-cost", "the `amount` that all runs with the journal may cost; prices each request first")
	flags.Lookup("max-cost").DefValue = ""
	flags.IntVar(&f.perMinute, "per-minute", 0, "how many `messages` leave in a minute (default no bound)")
	flags.VisitAll(func(flag *pflag.Flag) { f.onlyWithFile = append(f.onlyWithFile, flag.Name) })
	f.onlyAlone = []string{"to", "group", "id"}

	cmd.Flags().AddFlagSet(flags)
	cmd.Flags().StringVar(&f.file, "file", "", "a CSV `file` of recipients, instead of --to")
	for _, name := range []string{"file", "journal", "out", "template-file"} {
		completeFiles(cmd, name)
	}
	complete(cmd, "country", countries...)
}

// countries are those that smsc.NormalizePhone has rules for.
var countries = []cobra.Completion{
	string(smsc.CountryUA), string(smsc.CountryRU), string(smsc.CountryKZ), string(smsc.CountryTJ), string(smsc.CountryUZ),
	string(smsc.CountryBY), string(smsc.CountryGE), string(smsc.CountryMD), string(smsc.CountryAZ), string(smsc.CountryAM),
	string(smsc.CountryKG),
}

func countryList() string { return strings.Join(countries, ", ") }

// check refuses flags that do not go together.
func (f *campaignFlags) check(flags *pflag.FlagSet) error {
	given := func(names []string) string {
		if at := slices.IndexFunc(names, flags.Changed); at >= 0 {
			return names[at]
		}
		return ""
	}
	if f.file == "" {
		if flags.Changed("file") {
			return errors.New("--file must name a file")
		}
		if name := given(f.onlyWithFile); name != "" {
			return fmt.Errorf("--%s goes with --file", name)
		}
		return nil
	}
	var found problems
	if name := given(f.onlyAlone); name != "" {
		found.addf("--file and --%s are mutually exclusive", name)
	}
	if err := exclusive(flags, "text", "text-file", "template", "template-file", "text-column"); err != nil {
		found.addf("%v", err)
	}
	if !f.dryRun && f.journal == "" {
		found.addf("--journal is required with --file: without it, running the command again texts everybody again")
	}
	if !f.dryRun && f.out == "" {
		found.addf("--out is required with --file")
	}
	if same(f.out, f.file) || same(f.out, f.journal) || same(f.journal, f.file) {
		found.addf("--file, --journal and --out must be different files")
	}
	if f.country != "" && !slices.Contains(countries, f.country) {
		found.addf("--country must be one of %s", countryList())
	}
	if f.perMinute < 0 {
		found.addf("--per-minute must not be negative")
	}
	if flags.Changed("max-cost") && !f.maxCost.IsPositive() {
		found.addf("--max-cost must be more than 0")
	}
	return found.err()
}

// audience opens the table and finds out what its columns mean.
func (f *campaignFlags) audience(ctx context.Context, flags *pflag.FlagSet, text *textFlags, stdin io.Reader) (*audience, error) {
	opened, err := openTable(f.file, f.phone)
	if err != nil {
		return nil, err
	}
	a := &audience{table: opened, country: smsc.Country(f.country), key: -1}
	if a.phone, err = opened.need(f.phone, "--phone-column"); err != nil {
		return nil, err
	}
	switch {
	case f.key != "":
		a.key, err = opened.need(f.key, "--key-column")
	case opened.find("key") >= 0:
		a.key, err = opened.need("key", "--key-column")
	}
	if err != nil {
		return nil, err
	}
	a.text, err = f.rowText(ctx, flags, opened, text, stdin)
	return a, err
}

// rowText is where the texts come from.
func (f *campaignFlags) rowText(
	ctx context.Context, flags *pflag.FlagSet, opened *table, text *textFlags, stdin io.Reader,
) (rowText, error) {
	switch {
	case flags.Changed("text") || flags.Changed("text-file"):
		all, err := text.read(ctx, stdin)
		return constantText(all), err
	case flags.Changed("template"):
		return f.templateText(f.template, opened)
	case flags.Changed("template-file"):
		all, err := (&textFlags{file: f.templateFile}).read(ctx, stdin)
		if err != nil {
			return nil, err
		}
		return f.templateText(all, opened)
	case f.text != "":
		column, err := opened.need(f.text, "--text-column")
		return columnText(column), err
	case opened.find("text") >= 0:
		column, err := opened.need("text", "--text-column")
		return columnText(column), err
	default:
		return nil, errors.New("the text is missing: --template, --text, or --text-column with the name of a column")
	}
}

func (f *campaignFlags) templateText(text string, opened *table) (rowText, error) {
	for i, name := range opened.columns {
		if name != "" && slices.Contains(opened.columns[i+1:], name) {
			return nil, fmt.Errorf("%s has more than one column %q, so a template cannot name it", f.file, name)
		}
	}
	made, err := templateText(text, opened.columns)
	if err != nil {
		return nil, fmt.Errorf("--template: %w", err)
	}
	return made, nil
}

// campaign makes a campaign of the flags of a message. Its channel must be one that
// takes a recipient and a text.
func (f *campaignFlags) campaign(flags *pflag.FlagSet, one *messageFlags) (campaign.Campaign, error) {
	none := campaign.Campaign{}
	switch one.channel {
	case "hlr", "ping", "push", "bin":
		return none, fmt.Errorf("--channel %s goes out one by one, without --file", one.channel)
	}
	if err := exclusive(flags, "at", "in", "between"); err != nil {
		return none, err
	}
	message, err := one.message(flags, "")
	if err != nil {
		return none, err
	}
	if message.silent {
		return none, errors.New("--param err=0 does not go with --file: the results say who was refused")
	}
	sample := message.request
	sample.To, sample.Text = []string{sampleRecipient(one.channel)}, "Hello"
	if err := sample.Validate(); err != nil {
		return none, &callError{err: err}
	}
	return campaign.Campaign{Template: message.request, MaxCost: f.maxCost.Decimal, PerMinute: f.perMinute}, nil
}

// verbatim tells whether recipients of a channel are anything but phone numbers.
func verbatim(channel string) bool { return channel == "mail" || channel == "bot" || channel == "tg" }

// sampleRecipient is one that a channel takes, to check the other flags with.
func sampleRecipient(channel string) string {
	switch channel {
	case "mail":
		return "a@example.com"
	case "bot":
		return "#1"
	default:
		return "+380501234567"
	}
}
