package main

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

const documents = "../../docs/"

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// alert is a rule of docs/observability/alerts.yaml.
type alert struct {
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations"`
}

func alerts(t *testing.T) (all []alert) {
	t.Helper()
	var file struct {
		Groups []struct {
			Name  string  `yaml:"name"`
			Rules []alert `yaml:"rules"`
		} `yaml:"groups"`
	}
	decoder := yaml.NewDecoder(strings.NewReader(read(t, documents+"observability/alerts.yaml")))
	decoder.KnownFields(true)
	require.NoError(t, decoder.Decode(&file))
	for _, group := range file.Groups {
		all = append(all, group.Rules...)
	}
	require.NotEmpty(t, all)
	return all
}

// dashboard is what matters here of docs/observability/dashboard.json.
type dashboard struct {
	UID        string  `json:"uid"`
	Panels     []panel `json:"panels"`
	Templating struct {
		List []struct {
			Name string `json:"name"`
			Type string `json:"type"`
		} `json:"list"`
	} `json:"templating"`
}

type panel struct {
	ID      int    `json:"id"`
	Type    string `json:"type"`
	Title   string `json:"title"`
	GridPos struct {
		X int `json:"x"`
		Y int `json:"y"`
		W int `json:"w"`
		H int `json:"h"`
	} `json:"gridPos"` //nolint:tagliatelle // Grafana's name
	Datasource source   `json:"datasource"`
	Targets    []target `json:"targets"`
}

type source struct {
	Type string `json:"type"`
	UID  string `json:"uid"`
}

type target struct {
	RefID      string `json:"refId"` //nolint:tagliatelle // Grafana's name
	Datasource source `json:"datasource"`
	Expr       string `json:"expr"`
}

// query is the expression with values for Grafana's variables.
func (t target) query() string {
	return strings.NewReplacer("$__rate_interval", "1m", "$__range", "10m", "$job", ".*").Replace(t.Expr)
}

func readDashboard(t *testing.T) (d dashboard) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(read(t, documents+"observability/dashboard.json")), &d))
	require.NotEmpty(t, d.Panels)
	return d
}

// exported are the names of all metrics and labels that a program exports for which
// everything has happened.
func exported(t *testing.T) (names, labels []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		shop := newTrouble(t)
		shop.happen(t, "order")
		families, err := shop.registry.Gather()
		require.NoError(t, err)
		for _, family := range families {
			if strings.HasPrefix(family.GetName(), "target_") {
				continue
			}
			names = append(names, family.GetName())
			if family.GetType() == dto.MetricType_HISTOGRAM {
				names = append(names, family.GetName()+"_bucket", family.GetName()+"_count")
			}
			for _, m := range family.GetMetric() {
				for _, label := range m.GetLabel() {
					labels = append(labels, label.GetName())
				}
			}
		}
	})
	return names, append(labels, "le", "job")
}

var (
	selectors = regexp.MustCompile(`\{([^}]*)\}`)
	grouping  = regexp.MustCompile(`by \(([^)]*)\)`)
	word      = regexp.MustCompile(`\b[a-z_]*_[a-z_]*\b|\b(job|le)\b`)
)

// namesIn are the metrics and the labels that an expression uses.
func namesIn(expr string) (names, labels []string) {
	for _, selector := range selectors.FindAllStringSubmatch(expr, -1) {
		for matcher := range strings.SplitSeq(selector[1], ",") {
			labels = append(labels, word.FindString(matcher))
		}
	}
	expr = selectors.ReplaceAllString(expr, "")
	for _, group := range grouping.FindAllStringSubmatch(expr, -1) {
		labels = append(labels, word.FindAllString(group[1], -1)...)
	}
	names = word.FindAllString(grouping.ReplaceAllString(expr, ""), -1)
	return slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, "histogram_") }), labels
}

// TestExpressionsNameWhatIsExported: a metric that is renamed in the code makes no alert
// silent and no panel empty.
func TestExpressionsNameWhatIsExported(t *testing.T) {
	t.Parallel()
	names, labels := exported(t)
	expressions := map[string]string{}
	for _, a := range alerts(t) {
		expressions[a.Alert] = a.Expr
	}
	for _, p := range readDashboard(t).Panels {
		for _, one := range p.Targets {
			expressions[p.Title+" "+one.RefID] = one.query()
		}
	}
	for of, expr := range expressions {
		used, by := namesIn(expr)
		require.NotEmpty(t, used, of)
		for _, name := range used {
			assert.Contains(t, names, name, of)
		}
		for _, label := range by {
			assert.Contains(t, labels, label, of)
		}
	}
}

// TestPageHasThePrometheusNames of all metrics and no others, and every alert.
func TestPageHasThePrometheusNames(t *testing.T) {
	t.Parallel()
	text := read(t, documents+"observability.md")
	names, _ := exported(t)
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "_bucket") || strings.HasSuffix(name, "_count") })
	var documented []string
	for _, row := range regexp.MustCompile("(?m)^\\| `[a-z._]+` \\|.*\\| `([a-z_]+)` \\|$").FindAllStringSubmatch(text, -1) {
		documented = append(documented, row[1])
	}
	assert.ElementsMatch(t, names, documented)
	for _, a := range alerts(t) {
		assert.Contains(t, text, "\n| `"+a.Alert+"` | ")
		assert.NotEmpty(t, a.Annotations["summary"])
		assert.NotEmpty(t, a.Annotations["description"])
		assert.Contains(t, []string{"warning", "critical"}, a.Labels["severity"])
	}
}

// TestPageShowsTheSetUp that Example_setUp runs, in 15 lines.
func TestPageShowsTheSetUp(t *testing.T) {
	t.Parallel()
	_, text, _ := strings.Cut(read(t, documents+"observability.md"), "\n## Set it up\n\n```go\n")
	shown, _, _ := strings.Cut(text, "```")
	_, run, _ := strings.Cut(read(t, "setup_test.go"), "\t// begin\n")
	run, _, _ = strings.Cut(run, "\t// end\n")
	assert.Equal(t, strings.ReplaceAll("\n"+run, "\n\t", "\n")[1:], shown)
	assert.LessOrEqual(t, strings.Count(shown, "\n"), 15)
	assert.GreaterOrEqual(t, strings.Count(shown, "\n"), 10)
}

// TestDashboardIsSound: what Grafana would silently show wrong.
func TestDashboardIsSound(t *testing.T) {
	t.Parallel()
	d := readDashboard(t)
	assert.NotEmpty(t, d.UID)
	var variables []string
	for _, variable := range d.Templating.List {
		variables = append(variables, variable.Name)
	}
	assert.Equal(t, []string{"datasource", "job"}, variables)
	ids, cells := map[int]bool{}, map[[2]int]string{}
	for _, p := range d.Panels {
		assert.False(t, ids[p.ID], "%s: its id is taken", p.Title)
		ids[p.ID] = true
		assert.Contains(t, []string{"stat", "timeseries"}, p.Type)
		assert.NotEmpty(t, p.Title)
		assert.NotEmpty(t, p.Targets, p.Title)
		assert.Positive(t, p.GridPos.W*p.GridPos.H, p.Title)
		assert.LessOrEqual(t, p.GridPos.X+p.GridPos.W, 24, "%s: a row has 24 columns", p.Title)
		for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
			for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
				assert.Empty(t, cells[[2]int{x, y}], "%s covers another panel", p.Title)
				cells[[2]int{x, y}] = p.Title
			}
		}
		refs := map[string]bool{}
		for _, one := range p.Targets {
			assert.False(t, refs[one.RefID], p.Title)
			refs[one.RefID] = true
			assert.Equal(t, source{"prometheus", "${datasource}"}, one.Datasource)
			assert.NotContains(t, one.query(), "$", p.Title)
			assert.Contains(t, one.Expr, `job=~"$job"`, p.Title)
		}
	}
}
