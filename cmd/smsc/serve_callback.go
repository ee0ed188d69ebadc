package main

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/go-smsc/smsc/callback"
	"github.com/go-smsc/smsc/smsctest"
)

// callbackFlags are the flags of serve for delivery reports.
type callbackFlags struct {
	url, secret    string
	anyHost, early bool
	twice          float64
	retries        []time.Duration
}

func (f *callbackFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.url, "callback-url", "", "`URL` on this machine to post delivery reports to (default none)")
	flags.StringVar(&f.secret, "callback-secret", "", "the `secret` of their checksums; no real one")
	flags.BoolVar(&f.anyHost, "callback-any-host", false, "let --callback-url be on another machine")
	flags.BoolVar(&f.early, "callback-early", false, "post reports that are due at once before the send is answered")
	flags.Float64Var(&f.twice, "callback-twice", 0, "the `share` of reports that are posted twice, 0-1")
	flags.DurationSliceVar(&f.retries, "callback-retry", nil,
		"after which `times` a report is posted again that was not taken, such as 1s,1m,10m (default it is not)")
	flags.Lookup("callback-retry").DefValue = "" // or the help says that the default is []
}

// options are what the flags say.
func (f *callbackFlags) options() ([]smsctest.Option, error) {
	more := f.secret != "" || f.anyHost || f.early || f.twice != 0 || len(f.retries) > 0
	switch {
	case f.url == "" && more:
		return nil, errors.New("the other --callback flags need --callback-url")
	case f.url == "":
		return nil, nil
	case f.secret == "":
		return nil, errors.New("--callback-url needs --callback-secret")
	case f.twice < 0 || f.twice > 1:
		return nil, errors.New("--callback-twice must be 0-1")
	}
	opts := []smsctest.CallbackOption{smsctest.CallbackTwice(f.twice)}
	if f.anyHost {
		opts = append(opts, smsctest.CallbackAnyHost())
	}
	if f.early {
		opts = append(opts, smsctest.CallbackEarly())
	}
	for _, pause := range f.retries {
		if pause <= 0 {
			return nil, errors.New("--callback-retry must be times above 0, such as 1s,1m")
		}
	}
	if len(f.retries) > 0 {
		opts = append(opts, smsctest.CallbackRetries(f.retries...))
	}
	if err := smsctest.CheckCallback(f.url, f.secret, opts...); err != nil {
		return nil, fmt.Errorf("--callback-url: %w", err)
	}
	return []smsctest.Option{smsctest.WithCallback(f.url, f.secret, opts...)}, nil
}

// unsigned tells whether the reports have no checksum that protects them.
func (f *callbackFlags) unsigned() bool {
	if f.url == "" {
		return false
	}
	_, query, _ := strings.Cut(f.url, "?")
	values, _ := url.ParseQuery(query) // what it cannot read it leaves out
	return !values.Has(string(callback.ChecksumMD5)) && !values.Has(string(callback.ChecksumSHA1))
}
