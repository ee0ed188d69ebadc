package smsc

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// TestVerdicts is the table of docs/retries.md, a row a proof and a row for what comes
// near one.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	lost, accepted := attempt{}, attempt{accepted: true}
	code := func(n int) attempt { return attempt{code: n} }
	for _, c := range []struct {
		name  string
		known evidence
		want  Outcome
	}{
		{"nothing was written", evidence{}, OutcomeNotSent},
		{"an answer in its name", evidence{attempts: []attempt{accepted}}, OutcomeAccepted},
		{"an answer in its name to a later attempt", evidence{attempts: []attempt{lost, accepted}}, OutcomeAccepted},
		{"no answer, and found", evidence{attempts: []attempt{lost}, found: true}, OutcomeAccepted},
		{"refused for money that the first one spent", evidence{attempts: []attempt{lost, code(3)}, found: true}, OutcomeAccepted},
		{"no answer", evidence{attempts: []attempt{lost}}, OutcomeUnknown},
		{"no answer, and none there", evidence{attempts: []attempt{lost}, absent: true}, OutcomeNotSent},
		{"a code", evidence{attempts: []attempt{code(7)}}, OutcomeRejected},
		{"code 9", evidence{attempts: []attempt{code(9)}}, OutcomeUnknown},
		{"code 9, and none there: too many at once", evidence{attempts: []attempt{code(9)}, absent: true}, OutcomeNotSent},
		{"a code that may be for a copy", evidence{attempts: []attempt{{code: 3, repeated: true}}}, OutcomeUnknown},
		{"a code that may be for a copy, and none there", evidence{attempts: []attempt{{code: 3, repeated: true}}, absent: true}, OutcomeRejected},
		{"a code while an earlier one is open", evidence{attempts: []attempt{lost, code(8)}}, OutcomeUnknown},
		{"a code, and no earlier one there", evidence{attempts: []attempt{lost, code(8)}, absent: true}, OutcomeRejected},
		{"a code, and then no answer", evidence{attempts: []attempt{code(8), lost}, absent: true}, OutcomeNotSent},
		{"two codes", evidence{attempts: []attempt{code(8), code(8)}}, OutcomeUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, verdict(c.known))
		})
	}
}

// story is what can really have happened to one attempt.
type story struct {
	accepted bool // the service has it, or will
	answer   attempt
}

// stories are all that can have happened to an attempt that looks like a: the slow
// and obvious specification of what its answer shows.
func stories(a attempt) (possible []story) {
	for _, accepted := range []bool{false, true} {
		switch {
		case a.accepted && !accepted:
			continue // it names this message and counts it
		case a.code != 0 && a.code != 9 && !a.repeated && accepted:
			continue // a code for the only copy: that one was refused
		}
		possible = append(possible, story{accepted, a})
	}
	return possible
}

// TestVerdictIsWhatIsTrueInEveryStory holds verdict against every combination of what
// can have happened: an outcome is given only if it is true in all of them.
func TestVerdictIsWhatIsTrueInEveryStory(t *testing.T) {
	t.Parallel()
	attempts := rapid.Custom(func(t *rapid.T) attempt {
		a := attempt{repeated: rapid.Bool().Draw(t, "repeated")}
		switch rapid.IntRange(0, 2).Draw(t, "answer") {
		case 1:
			a.accepted = true
		case 2:
			a.code = rapid.IntRange(1, 10).Draw(t, "code")
		}
		return a
	})
	seen := make(map[Outcome]bool)
	rapid.Check(t, func(t *rapid.T) {
		e := evidence{
			attempts: rapid.SliceOfN(attempts, 0, 3).Draw(t, "attempts"),
			found:    rapid.Bool().Draw(t, "found"), absent: rapid.Bool().Draw(t, "absent"),
		}
		// Every way in which it can have come to that.
		ways := [][]story{nil}
		for _, a := range e.attempts {
			var longer [][]story
			for _, way := range ways {
				for _, one := range stories(a) {
					longer = append(longer, append(slices.Clone(way), one))
				}
			}
			ways = longer
		}
		ways = slices.DeleteFunc(ways, func(way []story) bool {
			there := slices.ContainsFunc(way, func(s story) bool { return s.accepted })
			return e.found && !there || e.absent && there // a status tells the truth
		})
		if len(ways) == 0 {
			return // contradictory evidence
		}
		got := verdict(e)
		seen[got] = true
		everywhere, nowhere := true, true
		for _, way := range ways {
			there := slices.ContainsFunc(way, func(s story) bool { return s.accepted })
			everywhere, nowhere = everywhere && there, nowhere && !there
		}
		switch {
		case got == OutcomeAccepted && !everywhere, (got == OutcomeNotSent || got == OutcomeRejected) && !nowhere:
			t.Fatalf("%+v: %v is not true in every way in which that can have come about", e, got)
		case got == OutcomeUnknown && (everywhere || nowhere) && len(e.attempts) < 2:
			t.Fatalf("%+v: unknown, though everything shows the same", e)
		}
	})
	assert.Len(t, seen, 4, "each outcome came up")
}
