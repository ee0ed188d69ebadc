package campaign_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
	"github.com/go-smsc/smsc/smsctest"
)

var someEntries = []campaign.Entry{
	{Sent: &campaign.Sent{
		ID: "a", At: time.Unix(1, 0).UTC(), LeaveBy: time.Unix(61, 0).UTC(), Keys: []string{"1", "ключ\n\"2\""}, To: []string{number(1), number(2)},
		Hash: "00", Price: smsc.Some(decimal.RequireFromString("1.25")),
	}},
	{Done: &campaign.Done{
		ID: "a", At: time.Unix(2, 0).UTC(), Outcome: "accepted", Refused: []campaign.Refusal{{At: 1, Status: smsc.Some(smsc.StatusForbidden)}},
	}},
	{Done: &campaign.Done{ID: "b", At: time.Unix(3, 0).UTC(), Outcome: "unknown", Endpoints: []string{"http://x/"}, Missing: []int{4}}},
}

func entriesOf(t *testing.T, j campaign.Journal) (all []campaign.Entry) {
	t.Helper()
	for entry, err := range j.Entries() {
		require.NoError(t, err)
		all = append(all, entry)
	}
	return all
}

// filled is the path of a journal with someEntries in it.
func filled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "run.jsonl")
	j, err := campaign.OpenJournal(path)
	require.NoError(t, err)
	for _, one := range someEntries {
		require.NoError(t, j.Append(one))
	}
	require.NoError(t, j.Close())
	return path
}

func TestFileJournal(t *testing.T) {
	t.Parallel()
	path := filled(t)
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	j, err := campaign.OpenJournal(path)
	require.NoError(t, err)
	got := entriesOf(t, j)
	require.Len(t, got, len(someEntries))
	assert.Equal(t, someEntries[0].Sent.Keys, got[0].Sent.Keys)
	assert.True(t, someEntries[0].Sent.Price.Equal(got[0].Sent.Price))
	assert.Equal(t, someEntries[1:], got[1:])
	require.NoError(t, j.Append(someEntries[0]))
	assert.Len(t, entriesOf(t, j), len(someEntries)+1)
	require.NoError(t, j.Close())
	assert.ErrorIs(t, j.Append(someEntries[0]), os.ErrClosed)
}

// TestTornEnd: whatever is missing of the last line, the rest is read, and the next
// entry is whole.
func TestTornEnd(t *testing.T) {
	t.Parallel()
	path := filled(t)
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	lines := 0
	for end := range whole {
		if whole[end] != '\n' {
			require.NoError(t, os.WriteFile(path, whole[:end], 0o600))
			j, err := campaign.OpenJournal(path)
			require.NoError(t, err)
			require.Len(t, entriesOf(t, j), lines, end)
			if end%50 == 0 {
				require.NoError(t, j.Append(someEntries[2]))
				require.Len(t, entriesOf(t, j), lines+1)
			}
			require.NoError(t, j.Close())
			continue
		}
		lines++
	}
	zeros := append(append([]byte{}, whole...), make([]byte, 512)...)
	require.NoError(t, os.WriteFile(path, zeros, 0o600))
	j, err := campaign.OpenJournal(path)
	require.NoError(t, err)
	assert.Len(t, entriesOf(t, j), len(someEntries), "zeros where a write was lost")
	require.NoError(t, j.Close())
}

// TestDamagedJournal: any byte that is changed in front of the last line is found.
func TestDamagedJournal(t *testing.T) {
	t.Parallel()
	path := filled(t)
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	last := len(whole) - 1
	for last--; whole[last] != '\n'; last-- { //nolint:revive // to the end of the line before the last
	}
	for at := 0; at < last; at += 3 {
		damaged := append([]byte{}, whole...)
		damaged[at] ^= 1
		require.NoError(t, os.WriteFile(path, damaged, 0o600))
		_, err := campaign.OpenJournal(path)
		require.ErrorIs(t, err, campaign.ErrCorrupt, "byte %d", at)
	}
	require.NoError(t, os.WriteFile(path, []byte("phone,text\n+380501234567,hi\n"), 0o600))
	j, err := campaign.OpenJournal(path)
	if err == nil {
		require.NoError(t, j.Close())
	}
	assert.ErrorIs(t, err, campaign.ErrCorrupt, "somebody's CSV is no journal, and stays as it is")
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "phone,text\n+380501234567,hi\n", string(after))
}

func TestJournalIsLocked(t *testing.T) {
	t.Parallel()
	path := filled(t)
	j, err := campaign.OpenJournal(path)
	require.NoError(t, err)
	_, err = campaign.OpenJournal(path)
	require.ErrorIs(t, err, campaign.ErrLocked)
	require.NoError(t, j.Close())
	j, err = campaign.OpenJournal(path)
	require.NoError(t, err)
	require.NoError(t, j.Close())
	_, err = campaign.OpenJournal(filepath.Join(path, "none"))
	require.Error(t, err)
}

// TestAppendTogether: entries of many goroutines are all there, each whole.
func TestAppendTogether(t *testing.T) {
	t.Parallel()
	j, err := campaign.OpenJournal(filepath.Join(t.TempDir(), "run.jsonl"))
	require.NoError(t, err)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			for range 20 {
				assert.NoError(t, j.Append(someEntries[0]))
			}
		})
	}
	group.Wait()
	assert.Len(t, entriesOf(t, j), 16*20)
	require.NoError(t, j.Close())
}

// failing is a journal that fails from the n-th entry on.
type failing struct {
	*campaign.MemoryJournal

	mu   sync.Mutex
	left int
}

var errDisk = errors.New("no space left on device")

func (j *failing) Append(entry campaign.Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.left--; j.left < 0 {
		return errDisk
	}
	return j.MemoryJournal.Append(entry)
}

// TestJournalFails: what cannot be written is not sent, whenever the disk is full, and
// the next run finds the rest.
func TestJournalFails(t *testing.T) {
	t.Parallel()
	for n := range 12 {
		synctest.Test(t, func(t *testing.T) {
			gateway := smsctest.New(rich(), unreachable())
			c := newCampaign(t, gateway, smsc.WithPacing(func(p *smsc.Pacing) { p.StatusPerMinute = 0 }))
			memory := campaign.NewMemoryJournal()
			c.Journal, c.Recipients, c.Concurrent = &failing{MemoryJournal: memory, left: n}, 100, 2
			results, err := collect(t, c.Run(t.Context(), first(1000)))
			require.ErrorIs(t, err, errDisk)
			agree(t, gateway, results)
			c.Journal = memory
			results, err = collect(t, c.Run(t.Context(), first(1000)))
			require.NoError(t, err)
			assert.Equal(t, map[campaign.State]int{campaign.Accepted: 950, campaign.Refused: 50}, states(results))
			agree(t, gateway, results)
		})
	}
}
