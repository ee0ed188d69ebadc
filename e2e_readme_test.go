package smsc_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

// documents are the pages whose snippets and links are checked.
var documents = func() []string {
	pages, err := filepath.Glob("docs/*.md")
	if err != nil || len(pages) == 0 {
		panic("no pages")
	}
	return append(pages, "README.md", "README.uk.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
}()

func readPage(t *testing.T, path string) string {
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
	for _, pattern := range []string{"example_*_test.go", "examples/*/*.go", "*/example*_test.go"} {
		paths, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, paths, pattern)
		for _, path := range paths {
			sources = append(sources, readPage(t, path))
		}
	}
	snippets := 0
	for _, document := range documents {
		for _, block := range goBlock.FindAllStringSubmatch(readPage(t, document), -1) {
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

// TestReadmesHaveTheSameSnippets: the Ukrainian README says the same in other words.
func TestReadmesHaveTheSameSnippets(t *testing.T) {
	t.Parallel()
	english, ukrainian := readPage(t, "README.md"), readPage(t, "README.uk.md")
	assert.Equal(t, goBlock.FindAllString(english, -1), goBlock.FindAllString(ukrainian, -1))
	assert.Len(t, heading.FindAllString(ukrainian, -1), len(heading.FindAllString(english, -1)), "chapters")
}

// section is the part of a page below a heading, to the next heading that is not
// below it.
func section(t *testing.T, path, title string) string {
	t.Helper()
	_, below, found := strings.Cut(readPage(t, path), "\n"+title+"\n")
	require.True(t, found, "%s: %s", path, title)
	level, _, _ := strings.Cut(title, " ")
	for more := level; more != ""; more = more[1:] {
		below, _, _ = strings.Cut(below, "\n"+more+" ")
	}
	return below
}

// rows are the rows of the tables in a part of a page, without their headers, cell by
// cell.
func rows(text string) (all [][]string) {
	header := true
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			header = true
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case strings.HasPrefix(cells[0], "---"):
			header = false
		case !header:
			all = append(all, cells)
		}
	}
	return all
}

var codeSpan = regexp.MustCompile("`([^`]+)`")

// spans are the words that stand as code in a text.
func spans(text string) (words []string) {
	for _, found := range codeSpan.FindAllStringSubmatch(text, -1) {
		words = append(words, found[1])
	}
	return words
}

// wireParameters are all parameters of the service's documentation, with the two of
// its HTTP API that decide how an answer is written.
var wireParameters = strings.Fields(`
	login psw apikey phones mes id sender time query phone all
	tz period freq flash bin push hlr ping mms mail soc viber whatsapp tg bot smsreq fileurl call voice param
	subj cost list nl valid tinyurl maxsms imgcode userip err op pp charset fmt`)

// TestParametersPageNamesEveryParameter holds docs/parameters.md against the
// documentation's parameters, and against the fields that there are.
func TestParametersPageNamesEveryParameter(t *testing.T) {
	t.Parallel()
	var wire []string
	for _, row := range rows(section(t, "docs/parameters.md", "## Table")) {
		require.Len(t, row, 3, "%v", row)
		wire = append(wire, spans(row[0])...)
	}
	assert.ElementsMatch(t, wireParameters, wire)

	named := spans(section(t, "docs/parameters.md", "## Table"))
	for field := range reflect.TypeFor[smsc.SendRequest]().Fields() {
		switch field.Name {
		case "Channel": // each channel has a row
		case "Spread":
			for inner := range field.Type.Fields() {
				assert.True(t, inner.Name == "_" || slices.Contains(named, "Spread."+inner.Name), inner.Name)
			}
		default:
			assert.Contains(t, named, field.Name)
		}
	}
	for field := range reflect.TypeFor[smsc.Personal]().Fields() {
		assert.Contains(t, named, "Personal."+field.Name)
	}
	for field := range reflect.TypeFor[smsc.StatusRequest]().Fields() {
		assert.Contains(t, named, "StatusRequest."+field.Name)
	}
	for _, channel := range allChannels {
		assert.Contains(t, named, reflect.TypeOf(channel).Name())
	}
}

// TestParametersPageTellsTwoSpellings: what the page calls the same is refused as a
// recipient that comes twice.
func TestParametersPageTellsTwoSpellings(t *testing.T) {
	t.Parallel()
	table := rows(section(t, "docs/parameters.md", "## Recipients"))
	require.Len(t, table, 5)
	for _, row := range table {
		same := spans(row[1])
		require.Len(t, same, 1)
		request := smsc.SendRequest{Text: "hi"}
		switch first := same[0]; {
		case strings.Contains(first[1:], "@"):
			request.Channel, request.Text = smsc.Email{Subject: "s", From: "shop@example.com"}, "hi"
		case first[0] == '@':
			request.Channel = smsc.TelegramCode{}
		}
		others := spans(row[0])
		require.NotEmpty(t, others)
		for _, other := range others {
			request.To = []string{same[0], other}
			found, ok := errors.AsType[smsc.ValidationErrors](request.Validate())
			require.True(t, ok, "%v", request.To)
			assert.Contains(t, found.Field("To[1]").Error(), "twice", "%v", request.To)
		}
	}
}

// TestParametersPageTellsPersonalTexts: the examples of the page are accepted and
// refused as it says.
func TestParametersPageTellsPersonalTexts(t *testing.T) {
	t.Parallel()
	examples := 0
	for line := range strings.Lines(section(t, "docs/parameters.md", "## Personal texts")) {
		verdict, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		if verdict != "accepted" && verdict != "refused" {
			continue
		}
		examples++
		err := smsc.SendRequest{Sender: "Shop", Personal: []smsc.Personal{
			{To: []string{"+380501234567"}, Text: strings.TrimSpace(text)},
		}}.Validate()
		assert.Equal(t, verdict == "accepted", err == nil, "%s: %v", text, err)
	}
	assert.Equal(t, 10, examples)
}

// TestReadmeHasEveryOutcome holds README's table of outcomes against the code.
func TestReadmeHasEveryOutcome(t *testing.T) {
	t.Parallel()
	var named []string
	for _, row := range rows(section(t, "README.md", "## Outcomes")) {
		named = append(named, strings.ToLower(strings.TrimPrefix(spans(row[0])[0], "Outcome")))
	}
	var outcomes []string
	for outcome := smsc.OutcomeUnknown; outcome <= smsc.OutcomeAccepted; outcome++ {
		outcomes = append(outcomes, strings.ReplaceAll(outcome.String(), "_", ""))
	}
	assert.ElementsMatch(t, outcomes, named)
}

// TestGatewayPageHasEveryCode holds the table of error codes in docs/gateway.md
// against the code.
func TestGatewayPageHasEveryCode(t *testing.T) {
	t.Parallel()
	sentinels := map[string]error{
		"ErrInvalidParams": smsc.ErrInvalidParams, "ErrUnauthorized": smsc.ErrUnauthorized,
		"ErrInsufficientFunds": smsc.ErrInsufficientFunds, "ErrNotFound": smsc.ErrNotFound,
		"ErrIPBlocked": smsc.ErrIPBlocked, "ErrInvalidDate": smsc.ErrInvalidDate,
		"ErrForbidden": smsc.ErrForbidden, "ErrInvalidPhone": smsc.ErrInvalidPhone,
		"ErrUndeliverable": smsc.ErrUndeliverable, "ErrDuplicate": smsc.ErrDuplicate,
		"ErrRateLimited": smsc.ErrRateLimited,
	}
	table := rows(section(t, "docs/gateway.md", "## Error codes"))
	require.Len(t, table, 9)
	for i, row := range table {
		require.Equal(t, strconv.Itoa(i+1), row[0])
		for column, operation := range []smsc.Operation{smsc.OpSend, smsc.OpStatus, smsc.OpBalance} {
			cell := row[1+column]
			if cell == "the same" {
				cell = row[1]
			}
			err := &smsc.APIError{Operation: operation, Code: i + 1}
			named := spans(cell)
			for name, sentinel := range sentinels {
				switch {
				case err.Is(sentinel):
					assert.Contains(t, named, name, "code %d of %s", i+1, operation)
				case operation != smsc.OpSend:
					assert.NotContains(t, named, name, "code %d of %s", i+1, operation)
				}
			}
		}
	}
}

// TestGatewayPageHasEveryStatus holds the tables of statuses and delivery errors
// against the code.
func TestGatewayPageHasEveryStatus(t *testing.T) {
	t.Parallel()
	statuses := map[string]smsc.StatusCode{
		"StatusNotFound": smsc.StatusNotFound, "StatusStopped": smsc.StatusStopped, "StatusWaiting": smsc.StatusWaiting,
		"StatusPassed": smsc.StatusPassed, "StatusDelivered": smsc.StatusDelivered, "StatusRead": smsc.StatusRead,
		"StatusExpired": smsc.StatusExpired, "StatusClicked": smsc.StatusClicked, "StatusSpam": smsc.StatusSpam,
		"StatusUndeliverable": smsc.StatusUndeliverable, "StatusWrongNumber": smsc.StatusWrongNumber,
		"StatusForbidden": smsc.StatusForbidden, "StatusNoFunds": smsc.StatusNoFunds, "StatusUnavailable": smsc.StatusUnavailable,
	}
	table := rows(section(t, "docs/gateway.md", "## Statuses"))
	require.Len(t, table, len(statuses)+1)
	for _, row := range table[:len(statuses)] {
		status, known := statuses[spans(row[1])[0]]
		require.True(t, known, row[1])
		assert.Equal(t, row[0], strconv.Itoa(int(status)))
		assert.Equal(t, strings.HasPrefix(row[3], "final"), status.Final(), row[1])
		assert.Equal(t, row[3] == "final, delivered", status.Delivered(), row[1])
		assert.Equal(t, row[3] == "final, failed", status.Failed(), row[1])
	}

	number := regexp.MustCompile(`(?:^|; )([0-9]+)`)
	classes := make(map[smsc.DeliveryCode]string)
	for _, row := range rows(section(t, "docs/gateway.md", "## Delivery errors")) {
		for _, found := range number.FindAllStringSubmatch(row[1], -1) {
			code, err := strconv.Atoi(found[1])
			require.NoError(t, err)
			classes[smsc.DeliveryCode(code)] = row[0]
		}
	}
	for code := range smsc.DeliveryCode(300) {
		class, named := classes[code]
		assert.Equal(t, named, !strings.HasPrefix(code.String(), "delivery error"), "code %d", code)
		if named {
			assert.Equal(t, code.Class().String(), class, "code %d", code)
		}
	}
}

// TestArchitecturePageNamesFilesThatThereAre holds the files that the page names
// against the repository.
func TestArchitecturePageNamesFilesThatThereAre(t *testing.T) {
	t.Parallel()
	names := regexp.MustCompile(`[\w/]+\.(?:go|wsdl)\b`).FindAllString(readPage(t, "docs/architecture.md"), -1)
	assert.Greater(t, len(names), 20)
	for _, name := range names {
		_, err := os.Stat(name)
		assert.NoError(t, err)
	}
}

var codeBlock = regexp.MustCompile("(?ms)^```.*?^```$")

var linkPattern = regexp.MustCompile(`\]\(([^)#]*)(#[^)]*)?\)`)

// TestDocumentsLinkToWhatThereIs follows the links between the files of this
// repository.
func TestDocumentsLinkToWhatThereIs(t *testing.T) {
	t.Parallel()
	for _, document := range documents {
		text := codeBlock.ReplaceAllString(readPage(t, document), "")
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
				assert.Contains(t, anchors(readPage(t, path)), anchor[1:], "%s: %s", document, found[0])
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
