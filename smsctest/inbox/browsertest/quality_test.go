package browsertest

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// axe-core finds no violation on any page, at any size, in any colours.
func TestAccessible(t *testing.T) {
	script, err := os.ReadFile(module(t, "axe-core/axe.min.js"))
	require.NoError(t, err)
	each(t, func(b *tab, name string) {
		b.run(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach((d) => { d.open = true; }); undefined`))
		b.run(chromedp.Evaluate[chromedp.Void](string(script) + "; undefined"))
		found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`axe.run(document, { resultTypes: ["violations"] }).then((r) =>
			JSON.stringify(r.violations.map((v) => ({ rule: v.id, help: v.help, nodes: v.nodes.map((n) => n.html + " " + n.failureSummary) }))))`,
			chromedp.EvalAwaitPromise))
		require.NoError(b, err)
		assert.JSONEq(b, "[]", found, name)
	})
}

// html-validate has nothing to say against what the server writes.
func TestValidHTML(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		missing(t, "node")
	}
	validate := module(t, "html-validate/bin/html-validate.mjs")
	folder := t.TempDir()
	for _, s := range states() {
		b := s.open(t)
		require.NoError(t, os.WriteFile(filepath.Join(folder, s.name+".html"), []byte(source(b, s.path)), 0o600))
	}
	config, err := json.Marshal(map[string]any{
		"root": true, "extends": []string{"html-validate:recommended", "html-validate:document"},
		// Written by a template, which puts white space where it likes.
		"rules": map[string]any{"no-trailing-whitespace": "off", "require-sri": []any{"error", map[string]string{"target": "crossorigin"}}},
	})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "config.json"), config, 0o600))
	report, err := exec.CommandContext(t.Context(), node, validate, "--config", filepath.Join(folder, "config.json"), folder+"/*.html").CombinedOutput()
	require.NoError(t, err, string(report))
}

func source(b *tab, path string) string {
	b.Helper()
	req, err := http.NewRequestWithContext(b.ctx, http.MethodGet, b.url+path, nil)
	require.NoError(b, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(b, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(b, err)
	require.Equal(b, http.StatusOK, resp.StatusCode, string(text))
	return string(text)
}
