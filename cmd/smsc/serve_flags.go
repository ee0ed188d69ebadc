package main

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"github.com/spf13/pflag"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// worldFlags are the flags of serve that say how the emulated service behaves.
type worldFlags struct {
	prices, lives, limits []string
	noLimits, strict      bool
	namespace             string
	latency               time.Duration
	retention             int
	hosts                 []string
	undeliverable         []string
	statusLag             time.Duration
}

func (f *worldFlags) add(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.prices, "price", nil, "price of one SMS as `[PREFIX=]AMOUNT`, such as 0.5 or 38050=0.7; repeat it")
	flags.StringArrayVar(&f.lives, "life", nil,
		"what becomes of messages, as `[PREFIX=]LIFE`: delivered:5s, read:5s:1m, failed:3s:20 (a status) or unanswered; repeat it")
	flags.StringArrayVar(&f.undeliverable, "undeliverable", nil, "a `PREFIX` of numbers that are refused with error 8; repeat it")
	flags.DurationVar(&f.statusLag, "status-lag", 0, "`time` for which a status request does not find a new message")
	flags.StringArrayVar(&f.limits, "limit", nil, "a limit as `NAME=VALUE`, 0 for none: "+strings.Join(limitNames(), ", ")+"; repeat it")
	flags.BoolVar(&f.noLimits, "no-limits", false, "switch all limits off, that for identical sends too")
	flags.BoolVar(&f.strict, "strict", false, "refuse what the WSDL does not allow, in place of reading it as PHP does")
	flags.StringVar(&f.namespace, "namespace", "", "the `URL` that is the WSDL's namespace (default the URL that is asked)")
	flags.DurationVar(&f.latency, "latency", 0, "`time` that each request waits before the service looks at it")
	flags.IntVar(&f.retention, "retention", 100_000, "how many `messages` are kept, 1-10000000")
	flags.StringArrayVar(&f.hosts, "allow-host", nil, "a further host `name` under which page and API are served; repeat it")
}

// options are what the flags say.
func (f *worldFlags) options() ([]smsctest.Option, error) {
	options := []smsctest.Option{smsctest.WithRetention(f.retention), smsctest.WithAllowedHosts(f.hosts...)}
	switch {
	case f.retention < 1 || f.retention > 10_000_000:
		return nil, errors.New("--retention must be 1-10000000")
	case f.latency < 0:
		return nil, errors.New("--latency must not be negative")
	case f.statusLag < 0:
		return nil, errors.New("--status-lag must not be negative")
	case f.noLimits && len(f.limits) > 0:
		return nil, errors.New("--limit and --no-limits are mutually exclusive")
	case f.noLimits:
		options = append(options, smsctest.WithLimits(func(l *smsctest.Limits) { *l = smsctest.Limits{} }))
	}
	if f.strict {
		options = append(options, smsctest.WithStrictRequests())
	}
	if f.namespace != "" {
		if !strings.HasPrefix(f.namespace, "http://") && !strings.HasPrefix(f.namespace, "https://") {
			return nil, errors.New("--namespace must be an http or https URL")
		}
		options = append(options, smsctest.WithNamespace(f.namespace))
	}
	if f.statusLag > 0 {
		options = append(options, smsctest.WithStatusLag(f.statusLag, f.statusLag))
	}
	for _, prefix := range f.undeliverable {
		prefix = strings.TrimPrefix(prefix, "+")
		if prefix == "" || !prefixForm.MatchString(prefix) {
			return nil, errors.New("--undeliverable must be the first digits of numbers, such as 38067")
		}
		options = append(options, smsctest.WithUndeliverable(prefix))
	}
	for _, text := range f.prices {
		prefix, value := splitPrefix(text)
		if !amountPattern.MatchString(value) || !prefixForm.MatchString(prefix) {
			return nil, errors.New("--price must be an amount, or prefix=amount, such as 38050=0.7")
		}
		options = append(options, smsctest.WithPrice(prefix, decimal.RequireFromString(value)))
	}
	for _, text := range f.lives {
		prefix, value := splitPrefix(text)
		life, ok := parseLife(value)
		if !ok || !prefixForm.MatchString(prefix) {
			return nil, errors.New("--life must be delivered:5s, read:5s:1m, failed:3s:20 or unanswered, with prefix= before it or not")
		}
		options = append(options, smsctest.WithLife(prefix, life))
	}
	for _, text := range f.limits {
		name, value, _ := strings.Cut(text, "=")
		option, err := parseLimit(name, value)
		if err != nil {
			return nil, err
		}
		options = append(options, option)
	}
	return options, nil
}

var prefixForm = regexp.MustCompile(`^[0-9]{0,15}$`)

// splitPrefix splits PREFIX=VALUE; without a prefix it is for all numbers.
func splitPrefix(text string) (prefix, value string) {
	prefix, value, found := strings.Cut(text, "=")
	if !found {
		return "", text
	}
	return strings.TrimPrefix(prefix, "+"), value
}

func parseLife(text string) (smsctest.Life, bool) {
	kind, rest, _ := strings.Cut(text, ":")
	if kind == "unanswered" {
		return smsctest.Unanswered(), rest == ""
	}
	first, second, both := strings.Cut(rest, ":")
	after, err := time.ParseDuration(first)
	if err != nil || after < 0 {
		return nil, false
	}
	switch kind {
	case "delivered":
		return smsctest.Delivered(after), !both
	case "read":
		read, err := time.ParseDuration(second)
		return smsctest.Read(after, read), err == nil && read >= after
	case "failed":
		status, err := strconv.Atoi(second)
		return smsctest.Failed(after, smsc.StatusCode(status), 0), err == nil && smsc.StatusCode(status).Failed()
	default:
		return nil, false
	}
}

// counts and windows are the limits by name.
var (
	counts = map[string]func(*smsctest.Limits) *int{
		"status-per-minute":  func(l *smsctest.Limits) *int { return &l.StatusPerMinute },
		"balance-per-minute": func(l *smsctest.Limits) *int { return &l.BalancePerMinute },
		"cost-per-minute":    func(l *smsctest.Limits) *int { return &l.CostPerMinute },
		"concurrent":         func(l *smsctest.Limits) *int { return &l.Concurrent },
		"concurrent-status":  func(l *smsctest.Limits) *int { return &l.ConcurrentStatus },
		"flood-messages":     func(l *smsctest.Limits) *int { return &l.FloodMessages },
		"wrong-passwords":    func(l *smsctest.Limits) *int { return &l.AuthErrors },
		"refused-sends":      func(l *smsctest.Limits) *int { return &l.BadSends },
	}
	windows = map[string]func(*smsctest.Limits) *time.Duration{
		"identical-sends": func(l *smsctest.Limits) *time.Duration { return &l.DuplicateWindow },
		"block":           func(l *smsctest.Limits) *time.Duration { return &l.AuthBlock },
	}
)

func limitNames() []string {
	return slices.Sorted(slices.Values(slices.AppendSeq(slices.Collect(maps.Keys(counts)), maps.Keys(windows))))
}

func parseLimit(name, value string) (smsctest.Option, error) {
	if of := counts[name]; of != nil {
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("--limit %s must be a number, such as %s=5", name, name)
		}
		return smsctest.WithLimits(func(l *smsctest.Limits) { *of(l) = n }), nil
	}
	if of := windows[name]; of != nil {
		d, err := time.ParseDuration(value)
		if err != nil || d < 0 {
			return nil, fmt.Errorf("--limit %s must be a time, such as %s=1m", name, name)
		}
		return smsctest.WithLimits(func(l *smsctest.Limits) { *of(l) = d }), nil
	}
	return nil, fmt.Errorf("--limit must be NAME=VALUE, with one of the names %s", strings.Join(limitNames(), ", "))
}
