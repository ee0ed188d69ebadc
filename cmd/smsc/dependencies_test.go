package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestUsersLinkLittle: what this command needs, such as its flags and its progress bar,
// reaches nobody who imports a package.
func TestUsersLinkLittle(t *testing.T) {
	t.Parallel()
	const module = "github.com/go-smsc/smsc"
	packages := goList(t, "{{.ImportPath}}", "./...")
	packages = slices.DeleteFunc(packages, func(name string) bool {
		return strings.HasPrefix(name, module+"/cmd/") || strings.HasPrefix(name, module+"/examples/")
	})
	require.Contains(t, packages, module)
	require.Contains(t, packages, module+"/campaign")
	linked := goList(t, "{{if not .Standard}}{{.ImportPath}}{{end}}", append([]string{"-deps"}, packages...)...)
	require.Contains(t, linked, module)
	for _, name := range linked {
		allowed := slices.ContainsFunc([]string{module, "github.com/shopspring/decimal", "golang.org/x/text"}, func(prefix string) bool {
			return name == prefix || strings.HasPrefix(name, prefix+"/")
		})
		assert.True(t, allowed, name)
	}
}

// goList asks the go command about packages of the module.
func goList(t *testing.T, format string, args ...string) []string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", append([]string{"list", "-f", format}, args...)...)
	list.Dir = "../.."
	out, err := list.Output()
	require.NoError(t, err)
	return strings.Fields(string(out))
}
