package campaign_test

import (
	"fmt"
	"iter"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
	"github.com/go-smsc/smsc/smsctest"
)

// rich is an account that nothing is too expensive for.
func rich() smsctest.Option { return smsctest.WithBalance(decimal.NewFromInt(100_000_000)) }

// number is the recipient of the i-th message. One of twenty is with an operator of its
// own, see unreachable.
func number(i int) string {
	if i%20 == 7 {
		return fmt.Sprintf("+38067%07d", i)
	}
	return fmt.Sprintf("+38050%07d", i)
}

// unreachable makes the service refuse one of twenty recipients.
func unreachable() smsctest.Option { return smsctest.WithUndeliverable("38067") }

func message(i int) campaign.Message {
	return campaign.Message{Key: fmt.Sprintf("order-%d", i), To: number(i), Text: fmt.Sprintf("Ваше замовлення %d у дорозі", i)}
}

// first are the first n messages.
func first(n int) iter.Seq2[campaign.Message, error] {
	return func(yield func(campaign.Message, error) bool) {
		for i := range n {
			if !yield(message(i), nil) {
				return
			}
		}
	}
}

func those(messages ...campaign.Message) iter.Seq2[campaign.Message, error] {
	return func(yield func(campaign.Message, error) bool) {
		for _, m := range messages {
			if !yield(m, nil) {
				return
			}
		}
	}
}

// collect runs a campaign to its end. A key has one result.
func collect(t *testing.T, results iter.Seq2[campaign.Result, error]) (byKey map[string]campaign.Result, err error) {
	t.Helper()
	byKey = make(map[string]campaign.Result)
	for result, failed := range results {
		if failed != nil {
			require.NoError(t, err, "one error ends it")
			err = failed
			continue
		}
		require.NoError(t, err, "nothing follows an error")
		_, again := byKey[result.Key]
		require.False(t, again, "%s has two results", result.Key)
		byKey[result.Key] = result
	}
	return byKey, err
}

// states counts results by state.
func states(results map[string]campaign.Result) map[campaign.State]int {
	count := make(map[campaign.State]int)
	for _, one := range results {
		count[one.State]++
	}
	return count
}

// agree checks that the results say what the gateway knows: who is accepted has one
// message, under the ID that the result names, and everybody else has none.
func agree(t *testing.T, gateway *smsctest.Gateway, results map[string]campaign.Result) {
	t.Helper()
	sent := make(map[string]int)
	for key, n := range gateway.Tally() {
		sent["+"+key.Phone] += n
	}
	for _, one := range results {
		want := 0
		if one.State == campaign.Accepted && !one.ReportsMissing {
			want = 1
			_, found := gateway.Find(one.To, one.ID)
			assert.True(t, found, "%s is not there", one.Key)
		}
		assert.Equal(t, want, sent[one.To], "%s is %v", one.Key, one.State)
	}
}

func newCampaign(t *testing.T, gateway *smsctest.Gateway, options ...smsc.Option) campaign.Campaign {
	t.Helper()
	return campaign.Campaign{Client: gateway.Client(t, options...)}
}
