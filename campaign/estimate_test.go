package campaign_test

import (
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
	"github.com/go-smsc/smsc/smsctest"
)

func mixed() []campaign.Message {
	long := message(2)
	long.Text = strings.Repeat("я", 150)
	return []campaign.Message{
		message(1), long, message(1), {Key: "bad", To: "12", Text: "x"}, {Key: "bar", To: number(5), Text: "A|B"},
	}
}

func TestEstimate(t *testing.T) {
	t.Parallel()
	var invalid []string
	e, err := campaign.Campaign{}.Estimate(those(mixed()...), func(r campaign.Result) { invalid = append(invalid, r.Key) })
	require.NoError(t, err)
	assert.Equal(t, campaign.Estimate{Messages: 5, Invalid: 2, Parts: 5, Longest: 3}, e)
	assert.Equal(t, []string{"order-1", "bad"}, invalid)
	broken := errors.New("broken")
	_, err = campaign.Campaign{}.Estimate(func(yield func(campaign.Message, error) bool) { yield(campaign.Message{}, broken) }, nil)
	require.ErrorIs(t, err, broken)
}

// TestQuote is what the campaign then costs.
func TestQuote(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New(smsctest.WithBalance(decimal.NewFromInt(5000)), smsctest.WithUndeliverable("3809"))
	c := newCampaign(t, gateway)
	q, err := c.Quote(t.Context(), those(append(mixed(), campaign.Message{Key: "u", To: "+380951111111", Text: "x|y"})...))
	require.NoError(t, err)
	assert.Equal(t, campaign.Estimate{Messages: 6, Invalid: 2, Parts: 6, Longest: 3}, q.Estimate)
	assert.Equal(t, "2.5", q.Cost.String())
	assert.Equal(t, 5, q.Count)
	assert.Equal(t, 1, q.Refused)
	assert.Equal(t, "5000", q.Balance.String())
	assert.Zero(t, gateway.Accepted())

	q, err = c.Quote(t.Context(), first(3000))
	require.NoError(t, err)
	_, err = collect(t, c.Run(t.Context(), first(3000)))
	require.NoError(t, err)
	balance, err := c.Client.Balance(t.Context())
	require.NoError(t, err)
	assert.True(t, q.Balance.Sub(balance.Balance).Equal(q.Cost), "%v", q)

	gateway.Inject(smsctest.Fault{Op: "cost", Kind: smsctest.FaultCode, Code: 2})
	_, err = c.Quote(t.Context(), first(3000))
	require.ErrorIs(t, err, smsc.ErrUnauthorized)
}

// TestEstimateKnowsTheJournal: what an earlier run has brought to an end is neither
// counted nor priced again. What is open, and what is free to be sent again, is.
func TestEstimateKnowsTheJournal(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New(smsctest.WithBalance(decimal.NewFromInt(5000)), smsctest.WithUndeliverable("3809"))
	c := newCampaign(t, gateway)
	c.Journal = campaign.NewMemoryJournal()
	_, err := collect(t, c.Run(t.Context(), first(400)))
	require.NoError(t, err)
	require.NoError(t, c.Journal.Append(campaign.Entry{Sent: &campaign.Sent{ID: "open", Keys: []string{message(400).Key}}}))
	require.NoError(t, c.Journal.Append(campaign.Entry{Sent: &campaign.Sent{ID: "free", Keys: []string{message(401).Key}}}))
	require.NoError(t, c.Journal.Append(campaign.Entry{Done: &campaign.Done{ID: "free", Outcome: "not_sent"}}))

	want := campaign.Estimate{Messages: 410, Known: 400, Parts: 10, Longest: 1}
	e, err := c.Estimate(first(410), nil)
	require.NoError(t, err)
	assert.Equal(t, want, e)
	q, err := c.Quote(t.Context(), first(410))
	require.NoError(t, err)
	assert.Equal(t, want, q.Estimate)
	assert.Equal(t, "5", q.Cost.String())

	c.Journal = brokenJournal{}
	_, err = c.Estimate(first(1), nil)
	require.ErrorIs(t, err, errBrokenJournal)
	_, err = c.Quote(t.Context(), first(1))
	require.ErrorIs(t, err, errBrokenJournal)
}

var errBrokenJournal = errors.New("broken journal")

// brokenJournal is a journal that cannot be read.
type brokenJournal struct{ campaign.Journal }

func (brokenJournal) Entries() iter.Seq2[campaign.Entry, error] {
	return func(yield func(campaign.Entry, error) bool) { yield(campaign.Entry{}, errBrokenJournal) }
}
