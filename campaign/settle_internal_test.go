package campaign

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
)

// TestRefusedByOtherNumbers: the service names whom it refused as it keeps them.
func TestRefusedByOtherNumbers(t *testing.T) {
	t.Parallel()
	why := smsc.Some(smsc.StatusForbidden)
	b := batch{messages: []Message{{To: "+380501111111"}, {To: "0502222222"}, {To: "some.One@example.org"}, {To: "5550000"}}}
	for name, c := range map[string]struct {
		sent     smsc.SendResult
		refused  []Refusal
		doubtful []int
	}{
		"nobody":             {},
		"without its plus":   {sent: failed("380501111111"), refused: []Refusal{{0, why}}},
		"with a plus":        {sent: failed("+380502222222"), refused: []Refusal{{1, why}}},
		"as it was":          {sent: failed("0502222222"), refused: []Refusal{{1, why}}},
		"in other letters":   {sent: failed("Some.One@Example.ORG"), refused: []Refusal{{2, why}}},
		"several":            {sent: failed("+380501111111", "380502222222"), refused: []Refusal{{0, why}, {1, why}}},
		"beyond recognition": {sent: failed("15550000"), doubtful: []int{1, 2, 3}},
		"one of each":        {sent: failed("15550000", "380502222222"), refused: []Refusal{{1, why}}, doubtful: []int{2, 3}},
		"fewer were counted": {sent: smsc.SendResult{ReportsMissing: true}, doubtful: []int{0, 1, 2, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refused, doubtful := b.refused(&c.sent)
			assert.Equal(t, c.refused, refused)
			assert.Equal(t, c.doubtful, doubtful)
		})
	}
	exact := batch{messages: []Message{{To: "+380501111111"}, {To: "+380502222222"}}}
	sent := failed("99999")
	_, doubtful := exact.refused(&sent)
	assert.Equal(t, []int{0, 1}, doubtful, "when nobody can have been corrected, it can be anybody")
	alone := batch{messages: []Message{{To: "+380501111111"}}}
	_, doubtful = alone.refused(&smsc.SendResult{ReportsMissing: true})
	assert.Empty(t, doubtful)
}

func failed(recipients ...string) (result smsc.SendResult) {
	for _, one := range recipients {
		result.Failed = append(result.Failed, smsc.FailedRecipient{Recipient: one, Status: smsc.Some(smsc.StatusForbidden)})
	}
	return result
}

func TestViolationsByMessage(t *testing.T) {
	t.Parallel()
	messages, list := violations(smsc.ValidationErrors{
		{Field: "Personal[2].Text"}, {Field: "Personal[0].To[0]"}, {Field: "Personal[9].Text"}, {Field: "Personal"}, {Field: "Sender"},
		{Field: "(further fields)"},
	}, 3)
	assert.Equal(t, map[int]bool{0: true, 2: true}, messages)
	assert.Equal(t, smsc.ValidationErrors{{Field: "Personal[9].Text"}, {Field: "Personal"}, {Field: "Sender"}}, list)
}
