package smsctest

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// A ring is a slice of the newest.
func TestRing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := ring[int]{limit: rapid.IntRange(1, 40).Draw(t, "limit")}
		var model []int
		for i, pop := range rapid.SliceOf(rapid.Bool()).Draw(t, "pops") {
			if len(model) > 0 && (pop || r.full()) {
				if got := r.pop(); got != model[0] {
					t.Fatalf("popped %d, not %d", got, model[0])
				}
				model = model[1:]
			}
			r.push(i)
			model = append(model, i)
			if r.n != len(model) || r.full() != (len(model) == r.limit) {
				t.Fatal(r.n, len(model))
			}
			for i, want := range model {
				if r.at(i) != want {
					t.Fatalf("at %d: %d, not %d", i, r.at(i), want)
				}
			}
		}
	})
}

// Whatever is accepted, the indices agree with what is kept.
func TestStoreIndices(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := newStore(rapid.IntRange(1, 12).Draw(t, "limit"))
		var all []*record
		for range rapid.IntRange(0, 30).Draw(t, "sends") {
			m := &mailing{id: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "id"), size: rapid.IntRange(0, 99).Draw(t, "size")}
			for range rapid.IntRange(1, 6).Draw(t, "recipients") {
				r := &record{mailing: m, phone: strconv.Itoa(rapid.IntRange(1, 3).Draw(t, "phone"))}
				s.add(r)
				all = append(all, r)
			}
		}
		kept := all[len(all)-s.records.n:]
		size := 0
		mailings := map[*mailing]bool{}
		newest := map[Key]*record{}
		byID := map[string][]*record{}
		for _, r := range kept {
			size += recordSize
			if !mailings[r.mailing] {
				mailings[r.mailing] = true
				size += r.size
			}
			if older := newest[r.key()]; older != r.older {
				t.Fatal("the record before")
			}
			newest[r.key()] = r
			byID[r.id] = append(byID[r.id], r)
		}
		assert.Equal(t, size, s.size)
		assert.Equal(t, newest, s.byKey)
		assert.Len(t, s.byID, len(byID))
		for _, id := range []string{"a", "b", "c"} {
			if !slices.Equal(byID[id], s.withID(id)) {
				t.Fatal("with ID", id)
			}
		}
	})
}

// Few messages that are large are bounded as many small ones are.
func TestStoreIsBoundedByOctets(t *testing.T) {
	t.Parallel()
	s := newStore(1000)
	for range 100 {
		s.add(&record{mailing: &mailing{id: "a", size: maxStoreSize / 10}})
		assert.LessOrEqual(t, s.size, maxStoreSize+maxStoreSize/10+recordSize)
	}
	assert.Less(t, s.records.n, 12)
	assert.Equal(t, uint64(100), s.total)
}

func TestRequestLogIsBoundedByOctets(t *testing.T) {
	t.Parallel()
	l := newRequestLog(1000)
	large := string(make([]byte, maxLogSize/10))
	for range 100 {
		l.add(Request{Elements: map[string]string{"mes": large}})
	}
	assert.LessOrEqual(t, l.size, maxLogSize)
	assert.Equal(t, 9, l.entries.n)
	assert.Equal(t, uint64(100), l.list()[8].Seq)
}

func TestTallyIsBounded(t *testing.T) {
	t.Parallel()
	c := newTally(2)
	c.order.limit = 3
	for _, id := range []string{"a", "a", "b", "b", "c", "c", "a", "d"} {
		c.add(Key{ID: id})
	}
	assert.Len(t, c.counts, 3)
	assert.Equal(t, map[Key]int{{ID: "a"}: 3, {ID: "b"}: 2}, c.repeated)
}
