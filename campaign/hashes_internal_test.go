package campaign

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestHashesAreASet: with a table of a few, most of it in files, it says what a map says.
func TestHashesAreASet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := newHashes()
		s.most = rapid.IntRange(4, 50).Draw(t, "most")
		model := make(map[uint64]bool)
		// Few values, so that many come again; 0 and 1 are one, which no hash minds.
		value := rapid.Uint64Range(1, 400)
		if rapid.Bool().Draw(t, "wide") {
			value = rapid.Uint64Range(1, 1<<64-2)
		}
		for _, one := range rapid.SliceOfN(value, 1, 500).Draw(t, "values") {
			fresh, err := s.add(one)
			require.NoError(t, err)
			require.Equal(t, !model[one], fresh, "%d", one)
			model[one] = true
			other := one + 1
			there, err := s.has(other)
			require.NoError(t, err)
			require.Equal(t, model[other], there, "%d", other)
		}
		for one := range model {
			there, err := s.has(one)
			require.NoError(t, err)
			require.True(t, there)
		}
		for i, run := range s.runs[:max(0, len(s.runs)-1)] {
			require.GreaterOrEqual(t, run.length, 2*s.runs[i+1].length)
		}
		require.NoError(t, s.close())
	})
}

// TestMillionKeys: nothing is lost and nothing is there twice when the real sizes are
// used.
func TestMillionKeys(t *testing.T) {
	t.Parallel()
	s := newHashes()
	hash := func(i int) uint64 { return uint64(i+1) * 0x9E3779B97F4A7C15 } // a permutation
	const n = 1_000_000
	for i := range n {
		fresh, err := s.add(hash(i))
		require.NoError(t, err)
		if !fresh {
			t.Fatal(i)
		}
	}
	assert.LessOrEqual(t, len(s.runs), 4)
	for i := range n / 50 {
		there, err := s.has(hash(i * 50))
		require.NoError(t, err)
		assert.True(t, there)
		there, err = s.has(hash(n + i))
		require.NoError(t, err)
		assert.False(t, there)
	}
	require.NoError(t, s.close())
}

// TestKeysThatCannotBeRead: an error is one, and no key is taken for new.
func TestKeysThatCannotBeRead(t *testing.T) {
	t.Parallel()
	k := newKeys()
	k.read.most, k.sent.most = 2, 2
	for _, key := range []string{"a", "b", "c", "d", "e"} {
		require.NoError(t, k.note(key))
		seen, err := k.see(key)
		require.NoError(t, err)
		assert.Equal(t, keySent, seen)
	}
	require.NoError(t, k.sent.runs[0].file.Close())
	errs := 0
	for _, key := range []string{"a", "b", "c", "d", "e"} {
		k.read = newHashes()
		seen, err := k.see(key)
		assert.NotEqual(t, keyNew, seen)
		if err != nil {
			errs++
		}
	}
	assert.NotZero(t, errs)
}
