package smsc_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

// documents are the pages whose snippets and links are checked.
var documents = []string{"README.md", "docs/gateway.md", "docs/testing.md", "docs/retries.md", "docs/performance.md", "README.uk.md"}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

var goBlock = regexp.MustCompile("(?ms)^```go\n(.*?)^```$")

// TestDocumentedCodeRuns holds every Go snippet of the documents against the code
// of examples and tests: it must be a part of one of them, line by line, whichever
// way that is indented. So it compiles, and runs with the tests.
func TestDocumentedCodeRuns(t *testing.T) {
	t.Parallel()
	var sources []string
	for _, pattern := range []string{"example_*_test.go", "examples/*/*.go", "smsctest/example_test.go"} {
		paths, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, paths, pattern)
		for _, path := range paths {
			sources = append(sources, read(t, path))
		}
	}
	snippets := 0
	for _, document := range documents {
		for _, block := range goBlock.FindAllStringSubmatch(read(t, document), -1) {
			snippets++
			snippet := block[1]
			assert.True(t, slices.ContainsFunc(sources, func(source string) bool { return holds(source, snippet) }),
				"%s: no example or test holds\n%s", document, snippet)
		}
	}
	assert.GreaterOrEqual(t, snippets, 10, "snippets that were found")
}

// holds tells whether source has the lines of snippet, one after another, all of
// them indented by the same number of tabs.
func holds(source, snippet string) bool {
	for depth := range 4 {
		var indented strings.Builder
		for line := range strings.Lines(snippet) {
			if line != "\n" {
				indented.WriteString(strings.Repeat("\t", depth))
			}
			indented.WriteString(line)
		}
		if strings.Contains("\n"+source, "\n"+indented.String()) {
			return true
		}
	}
	return false
}

// wireParameters are all parameters of the service's documentation.
var wireParameters = strings.Fields(`
	login psw apikey phones mes id sender time query phone all
	tz period freq flash bin push hlr ping mms mail soc viber whatsapp tg bot smsreq fileurl call voice param
	subj cost list nl valid tinyurl maxsms imgcode userip err op pp`)

var codeSpan = regexp.MustCompile("`([^`]+)`")

// cells returns what stands as code in the n-th column of README's table of
// parameters.
func cells(t *testing.T, n int) []string {
	t.Helper()
	_, section, found := strings.Cut(read(t, "README.md"), "\n## Parameters\n")
	require.True(t, found)
	section, _, _ = strings.Cut(section, "\n## ")
	var words []string
	for line := range strings.Lines(section) {
		if columns := strings.Split(line, "|"); len(columns) == 5 {
			for _, word := range codeSpan.FindAllStringSubmatch(columns[n], -1) {
				words = append(words, word[1])
			}
		}
	}
	return words
}

// TestReadmeNamesEveryParameter holds README's table against the documentation's
// parameters, and against the fields that there are.
func TestReadmeNamesEveryParameter(t *testing.T) {
	t.Parallel()
	wire := cells(t, 1)
	for _, name := range wireParameters {
		assert.Contains(t, wire, name, "README's table lacks a parameter of the wire")
	}
	for _, name := range wire {
		assert.Contains(t, wireParameters, name, "README's table has a parameter that the service has not")
	}

	named := cells(t, 2)
	own := []string{"AllowMarkers"} // a switch of this package, told with Text
	for field := range reflect.TypeFor[smsc.SendRequest]().Fields() {
		if !slices.Contains(own, field.Name) {
			assert.Contains(t, named, field.Name, "README's table lacks a field of SendRequest")
		}
	}
	for field := range reflect.TypeFor[smsc.StatusRequest]().Fields() {
		assert.Contains(t, named, "StatusRequest."+field.Name, "README's table lacks a field of StatusRequest")
	}
	for _, channel := range []any{
		smsc.FlashSMS{},
		smsc.BinarySMS{},
		smsc.WAPPush{},
		smsc.HLR{},
		smsc.PingSMS{},
		smsc.MMS{},
		smsc.Email{},
		smsc.Social{},
		smsc.Viber{},
		smsc.WhatsApp{},
		smsc.Telegram{},
		smsc.TelegramCode{},
		smsc.VoiceCall{},
	} {
		assert.Contains(t, named, reflect.TypeOf(channel).Name(), "README's table lacks a channel")
	}
}

// TestReadmeHasEveryOutcomeAndCode holds README's tables of outcomes and codes
// against the code.
func TestReadmeHasEveryOutcomeAndCode(t *testing.T) {
	t.Parallel()
	_, section, _ := strings.Cut(read(t, "README.md"), "\n## Errors and outcomes\n")
	section, _, _ = strings.Cut(section, "\n## ")
	for _, outcome := range []string{"Accepted", "NotSent", "Rejected", "Unknown"} {
		assert.Contains(t, section, "| `"+outcome+"` |")
	}
	sentinels := map[string]error{
		"ErrInvalidParams": smsc.ErrInvalidParams, "ErrUnauthorized": smsc.ErrUnauthorized,
		"ErrInsufficientFunds": smsc.ErrInsufficientFunds, "ErrNotFound": smsc.ErrNotFound,
		"ErrIPBlocked": smsc.ErrIPBlocked, "ErrInvalidDate": smsc.ErrInvalidDate,
		"ErrForbidden": smsc.ErrForbidden, "ErrInvalidPhone": smsc.ErrInvalidPhone,
		"ErrUndeliverable": smsc.ErrUndeliverable, "ErrDuplicate": smsc.ErrDuplicate,
		"ErrRateLimited": smsc.ErrRateLimited,
	}
	row := regexp.MustCompile(`(?m)^\| ([1-9]) \|(.*)\|(.*)\|(.*)\|$`)
	rows := row.FindAllStringSubmatch(section, -1)
	require.Len(t, rows, 9)
	operations := []smsc.Operation{smsc.OpSend, smsc.OpStatus, smsc.OpBalance}
	for _, row := range rows {
		number := int(row[1][0] - '0')
		for column, operation := range operations {
			cell := row[2+column]
			if strings.Contains(cell, "the same") {
				cell = row[2]
			}
			err := &smsc.APIError{Operation: operation, Code: number}
			names := codeSpan.FindAllStringSubmatch(cell, -1)
			matched := false
			for _, name := range names {
				matched = matched || sentinels[name[1]] != nil && err.Is(sentinels[name[1]])
			}
			assert.Equal(t, len(names) > 0, matched, "code %d of %s: %s", number, operation, cell)
			if len(names) == 0 {
				for name, sentinel := range sentinels {
					assert.NotErrorIs(t, err, sentinel, name)
				}
			}
		}
	}
}

var linkPattern = regexp.MustCompile(`\]\(([^)#]*)(#[^)]*)?\)`)

// TestDocumentsLinkToWhatThereIs follows the links between the files of this
// repository.
func TestDocumentsLinkToWhatThereIs(t *testing.T) {
	t.Parallel()
	for _, document := range documents {
		text := read(t, document)
		for _, found := range linkPattern.FindAllStringSubmatch(text, -1) {
			target, anchor := found[1], found[2]
			if strings.Contains(target, "://") {
				continue
			}
			path := document
			if target != "" {
				path = filepath.Join(filepath.Dir(document), target)
			}
			if _, err := os.Stat(path); assert.NoError(t, err, document) && anchor != "" {
				assert.Contains(t, anchors(read(t, path)), anchor[1:], "%s: %s", document, found[0])
			}
		}
	}
}

var (
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	unsaid  = regexp.MustCompile(`[^\p{L}\p{N} -]`)
)

// anchors are the names of a page's headings in links, as forges make them.
func anchors(page string) []string {
	var names []string
	for _, found := range heading.FindAllStringSubmatch(page, -1) {
		name := unsaid.ReplaceAllString(strings.ToLower(found[1]), "")
		names = append(names, strings.ReplaceAll(name, " ", "-"))
	}
	return names
}
