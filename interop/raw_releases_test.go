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
func recorded() []release { return []release{{8, 2, 31}, {8, 2, 32}, {8, 2, 36}} }

func (r release) String() string { return fmt.Sprintf("PHP %d.%d.%d", r[0], r[1], r[2]) }

func (r release) compare(other release) int { return slices.Compare(r[:], other[:]) }

// basis says on what an answer of the release is judged.
func (r release) basis() string {
	known := recorded()
	newest := known[len(known)-1]
	switch {
	case slices.Contains(known, r):
		return r.String() + ", which the table was recorded with"
	case r.compare(newest) > 0:
		return fmt.Sprintf("%s, newer than all that the table was recorded with: judged as %s", r, newest)
	default:
		return fmt.Sprintf("%s, which the table was not recorded with: judged by the rows around it", r)
	}
}

// earlier is what the releases of PHP before one did.
type earlier struct {
	before  release
	outcome outcome
}

// outcomeOf returns what a release of PHP is to do: the first of the earlier
// outcomes that is old enough for it, or else what the newest does.
func (r rawRequest) outcomeOf(met release) outcome {
	for _, old := range r.earlier {
		if met.compare(old.before) < 0 {
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
	row := rawRequest{php: fault("Server", "new"), earlier: []earlier{
		{release{8, 2, 34}, outcome{text: "old"}},
		{release{8, 2, 36}, outcome{text: "between"}},
	}}
	for version, want := range map[string][2]string{
		"7.4.33": {"old", "rows around it"},
		"8.2.31": {"old", "recorded with"},
		"8.2.33": {"old", "rows around it"},
		"8.2.34": {"between", "rows around it"},
		"8.2.36": {"new", "recorded with"},
		"8.2.37": {"new", "judged as PHP 8.2.36"},
		"8.10.0": {"new", "judged as PHP 8.2.36"},
		"9.0.0":  {"new", "judged as PHP 8.2.36"},
	} {
		met := parseRelease(t, version)
		assert.Equal(t, want[0], row.outcomeOf(met).text, version)
		assert.Contains(t, met.basis(), want[1], version)
		assert.Contains(t, met.basis(), "PHP "+version)
	}
	assert.True(t, slices.IsSortedFunc(recorded(), release.compare))
	for _, request := range rawRequests() {
		assert.True(t, slices.IsSortedFunc(request.earlier, func(a, b earlier) int {
			return a.before.compare(b.before)
		}), request.name)
	}
}
