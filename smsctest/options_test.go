package smsctest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// functions are the functions of the package's files, by name.
func functions(t *testing.T) map[string]*ast.FuncDecl {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	found := map[string]*ast.FuncDecl{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil {
				found[f.Name.Name] = f
			}
		}
	}
	return found
}

// Every option is in the README and has an example.
func TestOptionsAreShown(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	all := functions(t)
	options := 0
	for name := range all {
		if !strings.HasPrefix(name, "With") {
			continue
		}
		options++
		if !strings.Contains(string(readme), name) {
			t.Errorf("README.md lacks %s", name) // without all of it in the message
		}
		shown := false
		for example := range all {
			if rest, ok := strings.CutPrefix(example, "Example"+name); ok && (rest == "" || rest[0] == '_') {
				shown = true
			}
		}
		assert.True(t, shown || name == "WithClock", "%s has no example", name) // ExampleManualClock is that of WithClock
	}
	assert.Greater(t, options, 30)
}

func TestFaultsAreInTheREADME(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	for _, kind := range smsctest.FaultKinds() {
		if !strings.Contains(string(readme), "`"+string(kind)+"`") {
			t.Errorf("README.md lacks %s", kind)
		}
	}
}
