package phonecheck_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc"
)

const batches = 50

// fewer is how many of a test's numbers are drawn: all, or a fiftieth with -short and
// under the race detector.
func fewer(all int) int {
	if testing.Short() || raceEnabled {
		return all / 50
	}
	return all
}

// TestAgainstPhonenumbers draws a million numbers and compares.
func TestAgainstPhonenumbers(t *testing.T) {
	t.Parallel()
	count := fewer(1_000_000)
	seeds := make(chan uint64)
	tallies := make(chan *tally)
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for seed := range seeds {
				one := newTally()
				d := drawing{rand.New(rand.NewPCG(seed, 0))}
				for range count / batches {
					one.compare(d.one())
				}
				tallies <- one
			}
		})
	}
	go func() {
		for seed := range uint64(batches) {
			seeds <- seed
		}
		close(seeds)
		workers.Wait()
		close(tallies)
	}()
	total := newTally()
	for one := range tallies {
		total.add(one)
	}

	t.Logf("%d numbers: %d accepted by both alike, %d refused by both", total.drawn, total.agreed, total.refused)
	report(t, "ours alone reads", total.otherwise)
	report(t, "ours alone refuses", total.onPurpose)
	for _, problem := range total.problems {
		t.Error(problem)
	}
	share := func(n int) float64 { return float64(n) / float64(total.drawn) }
	assert.Greater(t, share(total.agreed), 0.25, "too few numbers are accepted to compare much")
	assert.Greater(t, share(total.refused), 0.1, "too few numbers are refused to compare much")
	assert.Less(t, share(sum(total.onPurpose)), 0.1, "too many valid numbers are refused")
	assert.Less(t, share(sum(total.otherwise)), 0.1, "too many numbers are read by smsc alone")
	proper := float64(total.properRefused) / float64(total.properValid)
	t.Logf("%d valid numbers of persons in a usual form of their country, %.3f %% of them refused", total.properValid, 100*proper)
	assert.Less(t, proper, 0.002, "too many of them are refused")
}

func report(t *testing.T, title string, counts map[string]int) {
	t.Helper()
	for _, reason := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%s: %6d %s", title, counts[reason], reason)
	}
}

func sum(counts map[string]int) (n int) {
	for _, count := range counts {
		n += count
	}
	return n
}

// theirs is what the library makes of a typed number: nil when it finds none.
type theirs struct{ number *phonenumbers.PhoneNumber }

func readByTheirs(raw string, country smsc.Country) theirs {
	number, err := phonenumbers.Parse(raw, string(country))
	if err != nil {
		return theirs{}
	}
	return theirs{number}
}

func (t theirs) e164() string {
	if t.number == nil {
		return ""
	}
	return phonenumbers.Format(t.number, phonenumbers.E164)
}

func (t theirs) possible() bool { return t.number != nil && phonenumbers.IsPossibleNumber(t.number) }

func (t theirs) valid() bool { return t.number != nil && phonenumbers.IsValidNumber(t.number) }

// personal tells whether it can be the number of a person's phone.
func (t theirs) personal() bool {
	switch phonenumbers.GetNumberType(t.number) {
	case phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
		return true
	default:
		return false
	}
}

// tally counts what came of the comparisons.
type tally struct {
	drawn, agreed, refused     int
	properValid, properRefused int
	otherwise, onPurpose       map[string]int
	problems                   []string
}

func newTally() *tally {
	return &tally{otherwise: map[string]int{}, onPurpose: map[string]int{}}
}

func (t *tally) add(other *tally) {
	t.drawn += other.drawn
	t.agreed += other.agreed
	t.refused += other.refused
	t.properValid += other.properValid
	t.properRefused += other.properRefused
	for reason, count := range other.otherwise {
		t.otherwise[reason] += count
	}
	for reason, count := range other.onPurpose {
		t.onPurpose[reason] += count
	}
	t.problem(other.problems...)
}

func (t *tally) problem(texts ...string) {
	t.problems = append(t.problems, texts...)
	t.problems = t.problems[:min(len(t.problems), 20)]
}

func (t *tally) compare(typed drawn) {
	t.drawn++
	ours, err := smsc.NormalizePhone(typed.plain, typed.country)
	dressed, dressedErr := smsc.NormalizePhone(typed.dressed, typed.country)
	if dressed != ours || reasonOf(dressedErr) != reasonOf(err) {
		t.problem(describe(typed) + ": ours makes " + ours + " " + reasonOf(err) + " of it, but dressed " + dressed + " " + reasonOf(dressedErr))
	}
	read := readByTheirs(typed.plain, typed.country)
	if typed.proper && read.valid() && read.personal() {
		t.properValid++
		if err != nil {
			t.properRefused++
		}
	}
	switch {
	case err == nil:
		t.accepted(typed, ours, read)
	case read.valid():
		t.refusedByOurs(typed, smsc.PhoneReason(reasonOf(err)), read)
	default:
		t.refused++
	}
}

// accepted compares a number that ours found. Where the library can read the dressed
// form too, that must not be another number either: each eighth is tried, for the
// library takes its time.
func (t *tally) accepted(typed drawn, ours string, read theirs) {
	if ours == read.e164() && read.possible() {
		t.agreed++
		if t.agreed%8 > 0 {
			return
		}
		if read := readByTheirs(typed.dressed, typed.country); read.possible() && read.e164() != ours {
			t.problem(describe(typed) + ": ours makes " + ours + " of it, theirs " + read.e164() + " of its dressed form")
		}
		return
	}
	why := theirsReadsOtherwise(typed, ours)
	if why == "" {
		t.problem(describe(typed) + ": ours makes " + ours + " of it, theirs " + read.e164())
	}
	t.otherwise[why]++
}

// refusedByOurs explains why ours refused what the library calls valid.
func (t *tally) refusedByOurs(typed drawn, reason smsc.PhoneReason, read theirs) {
	why := refusedOnPurpose(typed, reason, read)
	if why == "" {
		t.problem(describe(typed) + ": ours refuses it as " + string(reason) + ", theirs reads " + read.e164())
	}
	t.onPurpose[why]++
}

func reasonOf(err error) string {
	if refusal, ok := errors.AsType[*smsc.PhoneError](err); ok {
		return string(refusal.Reason)
	}
	return ""
}

func describe(typed drawn) string {
	return "\"" + typed.plain + "\" in \"" + string(typed.country) + "\""
}

// digitsOf leaves + and digits.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
