package callback_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const document = "../docs/callbacks.md"

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

var (
	goBlock = regexp.MustCompile("(?ms)^```go\n(.*?)^```$")
	link    = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
)

// Every Go snippet of the document is a part of an example, line by line, so it
// compiles and runs.
func TestDocumentedCodeRuns(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("example*_test.go")
	require.NoError(t, err)
	paths = append(paths, "../smsctest/example_callback_test.go")
	var sources []string
	for _, path := range paths {
		sources = append(sources, flat(read(t, path)))
	}
	examples := strings.Join(sources, "\n")
	blocks := goBlock.FindAllStringSubmatch(read(t, document), -1)
	assert.GreaterOrEqual(t, len(blocks), 4, "snippets that were found")
	for _, block := range blocks {
		assert.Contains(t, examples, "\n"+flat(block[1]), "no example holds this snippet")
	}
}

// flat takes the indentation off, which is not the same in a document.
func flat(code string) string {
	var b strings.Builder
	for line := range strings.Lines(code) {
		b.WriteString(strings.TrimLeft(line, "\t"))
	}
	return b.String()
}

func TestLinksOfTheDocument(t *testing.T) {
	t.Parallel()
	links := link.FindAllStringSubmatch(read(t, document), -1)
	assert.NotEmpty(t, links)
	for _, l := range links {
		assert.FileExists(t, filepath.Join(filepath.Dir(document), l[1]))
	}
}
