package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/campaign"
	"github.com/go-smsc/smsc/smsctest"
)

func people(n int) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	for i := range n {
		phone := fmt.Sprintf("+38050%07d", i)
		if i%20 == 7 {
			phone = fmt.Sprintf("+38067%07d", i)
		}
		_ = w.Write([]string{fmt.Sprintf("order-%d", i), phone, fmt.Sprintf("Замовлення %d, \"у дорозі\"", i)})
	}
	w.Flush()
	return b.String()
}

// stopping is a writer that cancels after some bytes.
type stopping struct {
	io.Writer

	left   int
	cancel func()
}

func (s *stopping) Write(p []byte) (int, error) {
	if s.left -= len(p); s.left < 0 {
		s.cancel()
	}
	return s.Writer.Write(p)
}

// TestStoppedAndStartedAgain: two runs send everybody one message, and the second one's
// file has a row for each.
func TestStoppedAndStartedAgain(t *testing.T) {
	t.Parallel()
	const n = 10_000
	gateway := smsctest.New(smsctest.WithBalance(decimal.NewFromInt(1_000_000)), smsctest.WithUndeliverable("38067"))
	client := gateway.Client(t)
	path := filepath.Join(t.TempDir(), "run.jsonl")
	once := func(ctx context.Context, out, progress io.Writer) error {
		journal, err := campaign.OpenJournal(path)
		require.NoError(t, err)
		defer journal.Close()
		return run(ctx, client, journal, strings.NewReader(people(n)), out, progress)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	require.ErrorIs(t, once(ctx, io.Discard, &stopping{io.Discard, 300, cancel}), context.Canceled)
	sent := gateway.Accepted()
	assert.Positive(t, sent)
	assert.Less(t, sent, n*19/20)

	var out, progress bytes.Buffer
	require.NoError(t, once(t.Context(), &out, &progress))
	assert.Contains(t, progress.String(), "9500 accepted, 500 refused, 0 unknown")
	results, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	require.Len(t, results, n)
	states := make(map[string]int)
	for _, row := range results {
		states[row[3]]++
		assert.Equal(t, row[3] == "accepted", row[4] == "")
	}
	assert.Equal(t, map[string]int{"accepted": 9500, "refused": 500}, states)
	assert.Equal(t, 9500, gateway.Accepted())
	for key, n := range gateway.Tally() {
		assert.Equal(t, 1, n, "%v", key)
	}
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New()
	err := run(t.Context(), gateway.Client(t), campaign.NewMemoryJournal(), strings.NewReader("a,b\n"), io.Discard, io.Discard)
	require.ErrorIs(t, err, csv.ErrFieldCount)
	assert.Zero(t, gateway.Accepted())
}

func TestStart(t *testing.T) {
	require.ErrorContains(t, start(t.Context(), nil), "usage")
	t.Setenv("SMSC_LOGIN", "demo")
	t.Setenv("SMSC_PASSWORD", "demo")
	folder := t.TempDir()
	files := []string{filepath.Join(folder, "in.csv"), filepath.Join(folder, "run.jsonl"), filepath.Join(folder, "out.csv")}
	require.ErrorIs(t, start(t.Context(), files), os.ErrNotExist)
	require.NoError(t, os.WriteFile(files[0], nil, 0o600))
	require.NoError(t, start(t.Context(), files), "nobody is texted")
}
