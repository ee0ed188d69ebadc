package main

import (
	"context"
	"iter"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
)

const (
	// shownTexts is how many texts a dry run shows.
	shownTexts = 3
	// shownInvalid is how many invalid rows it names at most.
	shownInvalid = 1000
)

// dryRunOutput is the JSON of smsc send --dry-run.
type dryRunOutput struct {
	Messages    int             `json:"messages"`
	Known       int             `json:"known"`
	Invalid     int             `json:"invalid"`
	Parts       int             `json:"parts"`
	Longest     int             `json:"longest"`
	Cost        decimal.Decimal `json:"cost"`
	Refused     int             `json:"refused"`
	Balance     decimal.Decimal `json:"balance"`
	Charset     charset         `json:"charset"`
	Texts       []textOutput    `json:"texts"`
	InvalidRows []invalidOutput `json:"invalid_rows"`
}

// textOutput is one of the first texts.
type textOutput struct {
	Phone string `json:"phone"`
	Text  string `json:"text"`
	Parts int    `json:"parts"`
}

// invalidOutput is a row that would not be sent.
type invalidOutput struct {
	Key   string `json:"key"`
	Phone string `json:"phone"`
	Error string `json:"error"`
}

// dryRun shows what a run would do, asks for the price and sends nothing.
func (m *mailing) dryRun(ctx context.Context) error {
	out := &dryRunOutput{Charset: m.people.table.charset, Texts: []textOutput{}, InvalidRows: []invalidOutput{}}
	_, err := m.campaign.Estimate(out.watch(m.people.messages(ctx)), func(r campaign.Result) {
		if len(out.InvalidRows) < shownInvalid {
			_, to := fit(r.To)
			out.InvalidRows = append(out.InvalidRows, invalidOutput{r.Key, to, rowProblem(r)})
		}
	})
	if err != nil {
		return early(err)
	}
	quote, err := m.campaign.Quote(ctx, m.people.messages(ctx))
	if err != nil {
		return early(err)
	}
	out.Messages, out.Known, out.Invalid = quote.Messages, quote.Known, quote.Invalid
	out.Parts, out.Longest = quote.Parts, quote.Longest
	out.Cost, out.Refused, out.Balance = quote.Cost, quote.Refused, quote.Balance
	return m.print(out, out.lines())
}

// watch keeps the first texts that go by.
func (o *dryRunOutput) watch(messages iter.Seq2[campaign.Message, error]) iter.Seq2[campaign.Message, error] {
	return func(yield func(campaign.Message, error) bool) {
		for m, err := range messages {
			if reason, _ := fit(m.To); err == nil && reason == "" && len(o.Texts) < shownTexts {
				o.Texts = append(o.Texts, textOutput{m.To, m.Text, smsc.Segments(m.Text).Parts})
			}
			if !yield(m, err) {
				return
			}
		}
	}
}

func (o *dryRunOutput) lines() []line {
	lines := []line{
		{"messages", strconv.Itoa(o.Messages)},
		{"by earlier runs", some(o.Known)},
		{"invalid", some(o.Invalid)},
		{"parts", strconv.Itoa(o.Parts)},
		{"parts of the longest", strconv.Itoa(o.Longest)},
		{"cost", o.Cost.String()},
		{"refused", some(o.Refused)},
		{"balance", o.Balance.String()},
		{"charset", string(o.Charset)},
	}
	for _, one := range o.Texts {
		lines = append(lines, line{"text", one.Phone + " " + one.Text})
	}
	for _, one := range o.InvalidRows {
		lines = append(lines, line{"invalid row", one.Key + ", " + one.Phone + ": " + one.Error})
	}
	if more := o.Invalid - len(o.InvalidRows); more > 0 {
		lines = append(lines, line{"invalid row", "and " + strconv.Itoa(more) + " more"})
	}
	return lines
}
