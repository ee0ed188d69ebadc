package smsc

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestParametersPageHasTheTableOfNames holds docs/parameters.md against wireNames: each
// name has a row, and each row is a name.
func TestParametersPageHasTheTableOfNames(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/parameters.md")
	require.NoError(t, err)
	row := regexp.MustCompile("(?m)^\\| (`[a-z]+`(?:, `[a-z]+`)*) \\| [`–]")
	name := regexp.MustCompile("`([a-z]+)`")
	var named []string
	for _, cells := range row.FindAllSubmatch(page, -1) {
		for _, found := range name.FindAllSubmatch(cells[1], -1) {
			named = append(named, string(found[1]))
		}
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(wireNames)), named)
}
