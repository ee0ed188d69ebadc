package smsctest_test

import (
	"bytes"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
	"github.com/go-smsc/smsc/wsdl"
)

// A Fault must not repeat what a request held.
func TestFaultsHoldNoSecret(t *testing.T) {
	t.Parallel()
	w := overTransport(smsctest.New(smsctest.WithStrictRequests()))
	r := w.raw(t, envelope(smsctest.Endpoint, "send", fields{"login", "demo", "psw", "hush-hush", "mes", "x"}))
	assert.NotEmpty(t, r.fault)
	assert.NotContains(t, r.raw, "hush")
}

// The schema of the WSDL is the judge of every answer.
func TestAnswersAreValid(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("xmllint"); err != nil {
		if os.Getenv("SMSC_REQUIRE_XMLLINT") == "1" {
			t.Fatal("xmllint is not installed")
		}
		t.Skip("xmllint is not installed")
	}
	g := smsctest.New(smsctest.WithNotFoundStatus(), smsctest.WithUndeliverable("38099"))
	w := overTransport(g)
	answers := map[string]string{
		"balance":         w.call(t, "balance", demo()).raw,
		"refused":         w.call(t, "balance", fields{"login", "", "psw", ""}).raw,
		"cost":            w.call(t, "cost", demo("phones", phone, "mes", "hi")).raw,
		"cost2":           w.call(t, "cost2", demo("phones", phone, "mes", "hi", "query", "")).raw,
		"send":            w.send(t, phone, "hi").raw,
		"send2":           w.send2(t, phone+",380991234567,1", "<hi & bye>\r\n", "cost", "3", "err", "1", "op", "1").raw,
		"refused send2":   w.send2(t, "380991234567", "hi", "err", "1", "op", "1").raw,
		"status":          w.call(t, "status", demo("phone", phone, "id", "1")).raw,
		"status, all=1":   w.call(t, "status", demo("phone", phone, "id", "1", "all", "1")).raw,
		"status2, all=2":  w.call(t, "status2", demo("phone", phone, "id", "2", "all", "2", "query", "")).raw,
		"status, unknown": w.call(t, "status", demo("phone", phone, "id", "99")).raw,
	}
	dir := t.TempDir()
	schema := filepath.Join(dir, "schema.xsd")
	require.NoError(t, os.WriteFile(schema, extractSchema(t), 0o600))
	for name, answer := range answers {
		_, body, _ := strings.Cut(answer, "<SOAP-ENV:Body>")
		body, _, _ = strings.Cut(body, "</SOAP-ENV:Body>")
		body = strings.Replace(body, ">", ` xmlns:ns1="`+smsctest.Endpoint+`">`, 1)
		file := filepath.Join(dir, "answer.xml")
		require.NoError(t, os.WriteFile(file, []byte(body), 0o600))
		out, err := exec.CommandContext(t.Context(), "xmllint", "--noout", "--schema", schema, file).CombinedOutput()
		assert.NoError(t, err, "%s: %s\n%s", name, out, body)
	}
}

// extractSchema cuts the schema out of the WSDL.
func extractSchema(t *testing.T) []byte {
	t.Helper()
	document, err := wsdl.Render(smsctest.Endpoint)
	require.NoError(t, err)
	decoder := xml.NewDecoder(bytes.NewReader(document))
	var begin int64
	for {
		offset := decoder.InputOffset()
		token, err := decoder.Token()
		require.NoError(t, err)
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local == "schema" {
				begin = offset
			}
		case xml.EndElement:
			if e.Name.Local == "schema" {
				schema := string(document[begin:decoder.InputOffset()])
				at := strings.Index(schema, " ")
				return []byte(schema[:at] + ` xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="` + smsctest.Endpoint + `"` + schema[at:])
			}
		}
	}
}
