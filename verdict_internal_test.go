package smsc

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestVerdict(t *testing.T) {
	t.Parallel()
	lost, accepted, refused := attempt{}, attempt{accepted: true}, attempt{code: 3}
	twice, copied := attempt{code: codeTwice}, attempt{code: 3, repeated: true}
	all := func(attempts ...attempt) evidence { return evidence{attempts: attempts} }
	absent := func(e evidence) evidence { e.absent = true; return e }
	found := func(e evidence) evidence { e.found = true; return e }
	for _, c := range []struct {
		name string
		e    evidence
		want Outcome
	}{
		{"nothing may have arrived", all(), OutcomeNotSent},
		{"accepted", all(accepted), OutcomeAccepted},
		{"accepted after a lost one", all(lost, accepted), OutcomeAccepted},
		{"accepted, and then refused", all(accepted, refused), OutcomeAccepted},
		{"accepted, though it is not found", absent(all(accepted)), OutcomeAccepted},
		{"lost", all(lost), OutcomeUnknown},
		{"lost and found", found(all(lost)), OutcomeAccepted},
		{"lost and absent", absent(all(lost)), OutcomeNotSent},
		{"found by who has made no attempt", found(all()), OutcomeAccepted},
		{"refused", all(refused), OutcomeRejected},
		{"refused and found", found(all(refused)), OutcomeAccepted},
		{"refused, by an answer to a copy perhaps", all(copied), OutcomeUnknown},
		{"refused copies that are absent", absent(all(copied)), OutcomeRejected},
		{"refused after a lost one", all(lost, refused), OutcomeUnknown},
		{"refused after a lost one, and absent", absent(all(lost, refused)), OutcomeRejected},
		{"refused twice", all(refused, refused), OutcomeUnknown},
		{"refused before a lost one, and absent", absent(all(refused, lost)), OutcomeNotSent},
		{"code 9", all(twice), OutcomeUnknown},
		{"code 9 and found", found(all(twice)), OutcomeAccepted},
		{"code 9 and absent", absent(all(twice)), OutcomeNotSent},
		{"code 9 after a lost one, and absent", absent(all(lost, twice)), OutcomeNotSent},
	} {
		assert.Equal(t, c.want, verdict(c.e), c.name)
	}
}
