package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
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

// folder has the files of a campaign.
type folder string

func newFolder(t *testing.T, people string) folder {
	t.Helper()
	f := folder(t.TempDir())
	require.NoError(t, os.WriteFile(f.path("people.csv"), []byte(people), 0o600))
	return f
}

func (f folder) path(name string) string { return filepath.Join(string(f), name) }

func (f folder) run(ctx context.Context, client *smsc.Client) error {
	return run(ctx, client, f.path("people.csv"), f.path("run.jsonl"), f.path("results.csv"))
}

// TestStoppedAndStartedAgain: two runs send everybody one message, and the second one's
// file has a row for each.
func TestStoppedAndStartedAgain(t *testing.T) {
	t.Parallel()
	const n = 10_000
	gateway := smsctest.New(smsctest.WithBalance(decimal.NewFromInt(1_000_000)), smsctest.WithUndeliverable("38067"))
	client := gateway.Client(t)
	f := newFolder(t, people(n))

	// The run is stopped when it has sent a part.
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		defer cancel()
		_, _ = gateway.WaitMessages(ctx, smsctest.MessageQuery{})
	}()
	require.ErrorIs(t, f.run(ctx, client), context.Canceled)
	sent := gateway.Accepted()
	assert.Positive(t, sent)
	assert.Less(t, sent, n*19/20)

	require.NoError(t, f.run(t.Context(), client))
	file, err := os.Open(f.path("results.csv"))
	require.NoError(t, err)
	defer file.Close()
	results, err := csv.NewReader(file).ReadAll()
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
	require.ErrorIs(t, newFolder(t, "a,b\n").run(t.Context(), gateway.Client(t)), csv.ErrFieldCount)
	require.ErrorIs(t, folder(t.TempDir()).run(t.Context(), gateway.Client(t)), os.ErrNotExist)
	assert.Zero(t, gateway.Accepted())
}

func TestNewClient(t *testing.T) {
	server := smsctest.NewServer(t)
	t.Setenv("SMSC_LOGIN", "")
	t.Setenv("SMSC_PASSWORD", "")
	t.Setenv("SMSC_API_KEY", "")
	_, err := newClient()
	require.Error(t, err)
	t.Setenv("SMSC_LOGIN", smsctest.DefaultLogin)
	t.Setenv("SMSC_PASSWORD", smsctest.DefaultPassword)
	t.Setenv("SMSC_ENDPOINT", server.Endpoint())
	client, err := newClient()
	require.NoError(t, err)
	require.NoError(t, newFolder(t, people(3)).run(t.Context(), client))
	assert.Equal(t, 3, server.Accepted())
}

// TestLines: CSV in, results out, progress, resuming: it takes fewer than 30 lines.
func TestLines(t *testing.T) {
	t.Parallel()
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, "main.go", nil, 0)
	require.NoError(t, err)
	for _, declared := range parsed.Decls {
		if function, ok := declared.(*ast.FuncDecl); ok && function.Name.Name == "run" {
			assert.Less(t, files.Position(function.End()).Line-files.Position(function.Pos()).Line-1, 30)
			return
		}
	}
	t.Fatal("there is no run")
}
