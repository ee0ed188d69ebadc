//go:build interop

package interop_test

import (
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// release is a release of PHP, such as 8.2.36.
type release [3]int

// recorded are the releases whose answers the table of requests holds, oldest
// first. Of 8.2.31 only the two requests with a document type are held that
// differ: they come from a recorded run.
func recorded() []release { return []release{{8, 2, 31}, {8, 2, 32}, {8, 2, 36}, {8, 4, 27}} }

func (r release) String() string { return fmt.Sprintf("PHP %d.%d.%d", r[0], r[1], r[2]) }

func (r release) compare(other release) int { return slices.Compare(r[:], other[:]) }

// branch is the part of a release that is supported on its own, such as 8.2.
func (r release) branch() [2]int { return [2]int(r[:2]) }

// basis says on what an answer of the release is judged.
func (r release) basis() string {
	var same []release
	for _, known := range recorded() {
		if known.branch() == r.branch() {
			same = append(same, known)
		}
	}
	switch {
	case slices.Contains(same, r):
		return r.String() + ", which the table was recorded with"
	case len(same) == 0:
		return r.String() + ", of a branch that the table was not recorded with: judged by the newest rows, or the oldest if it is older than all"
	case r.compare(same[len(same)-1]) > 0:
		return fmt.Sprintf("%s, newer than the table: judged by the newest rows, which are those of PHP 8.2.36", r)
	default:
		return fmt.Sprintf("%s, which the table was not recorded with: judged by the rows around it", r)
	}
}

// earlier is what PHP did before a change. Each branch has its own last release
// that did so, since PHP fixes its branches one by one.
type earlier struct {
	until   []release // one a branch, the oldest branch first
	outcome outcome
}

// includes tells if the release is one that did so. Branches that are not named
// have the change, unless they are older than all that are.
func (e earlier) includes(r release) bool {
	for _, last := range e.until {
		if last.branch() == r.branch() {
			return r.compare(last) <= 0
		}
	}
	return r.compare(e.until[0]) < 0
}

// outcomeOf returns what a release of PHP is to do: the first of the earlier
// outcomes that is old enough for it, or else what the newest does.
func (r rawRequest) outcomeOf(met release) outcome {
	for _, old := range r.earlier {
		if old.includes(met) {
			return old.outcome
		}
	}
	return r.php
}

// metPHP returns the release that is installed here.
func metPHP(t *testing.T) release {
	t.Helper()
	const script = `echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION, ".", PHP_RELEASE_VERSION, " ", LIBXML_DOTTED_VERSION;`
	version, libxml, found := strings.Cut(string(run(t, exec.CommandContext(t.Context(), php(t), "-r", script))), " ")
	require.True(t, found)
	met := parseRelease(t, version)
	t.Logf("%s, with libxml %s", met.basis(), libxml)
	return met
}

func parseRelease(t *testing.T, version string) (r release) {
	t.Helper()
	parts := strings.Split(version, ".")
	require.Len(t, parts, len(r))
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		require.NoError(t, err)
		r[i] = n
	}
	return r
}

// TestReleases holds the choice of a row for releases that are not installed
// here.
func TestReleases(t *testing.T) {
	t.Parallel()
	row := rawRequest{php: outcome{text: "new"}, earlier: []earlier{
		{[]release{{8, 2, 33}, {8, 4, 25}}, outcome{text: "old"}},
		{[]release{{8, 2, 35}, {8, 4, 27}}, outcome{text: "between"}},
	}}
	for version, want := range map[string][2]string{
		"7.4.33": {"old", "branch"},
		"8.1.99": {"old", "branch"},
		"8.2.31": {"old", "recorded with"},
		"8.2.33": {"old", "rows around it"},
		"8.2.34": {"between", "rows around it"},
		"8.2.36": {"new", "recorded with"},
		"8.2.37": {"new", "newest rows"},
		"8.3.1":  {"new", "branch"},
		"8.4.1":  {"old", "rows around it"},
		"8.4.27": {"between", "recorded with"},
		"8.4.28": {"new", "newest rows"},
		"8.10.0": {"new", "branch"},
		"9.0.0":  {"new", "branch"},
	} {
		met := parseRelease(t, version)
		assert.Equal(t, want[0], row.outcomeOf(met).text, version)
		assert.Contains(t, met.basis(), want[1], version)
		assert.Contains(t, met.basis(), "PHP "+version)
	}
	assert.True(t, slices.IsSortedFunc(recorded(), release.compare))
	for _, request := range rawRequests() {
		for _, old := range request.earlier {
			assert.True(t, slices.IsSortedFunc(old.until, release.compare), request.name)
			assert.NotEqual(t, request.php, old.outcome, request.name)
		}
	}
}
