package smsctest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/callback"
)

// document is openapi.json, as far as these tests look into it.
type document struct {
	Paths      map[string]map[string]operationDoc `json:"paths"`
	Components struct {
		Schemas map[string]schemaDoc `json:"schemas"`
	} `json:"components"`
}

type operationDoc struct {
	Parameters []struct {
		Name string `json:"name"`
		In   string `json:"in"`
	} `json:"parameters"`
	RequestBody *struct {
		Content map[string]struct {
			Schema  schemaDoc       `json:"schema"`
			Example json.RawMessage `json:"example"`
		} `json:"content"`
	} `json:"requestBody"` //nolint:tagliatelle // as OpenAPI has it
	Responses map[string]struct {
		Content map[string]struct {
			Schema schemaDoc `json:"schema"`
		} `json:"content"`
	} `json:"responses"`
}

type schemaDoc struct {
	Ref        string               `json:"$ref"`
	Type       any                  `json:"type"`
	Properties map[string]schemaDoc `json:"properties"`
	Required   []string             `json:"required"`
	Additional any                  `json:"additionalProperties"` //nolint:tagliatelle // the same
	Items      *schemaDoc           `json:"items"`
}

func readOpenAPI(t *testing.T) document {
	t.Helper()
	var d document
	require.NoError(t, json.Unmarshal(openapi, &d))
	return d
}

// check holds a value against a schema, strictly: a name that is not described is
// wrong.
func (d document) check(s schemaDoc, v any, at string) error {
	if s.Ref != "" {
		return d.check(d.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")], v, at)
	}
	kinds, ok := s.Type.([]any)
	if !ok {
		kinds = []any{s.Type}
	}
	kind := jsonKind(v)
	if number := kind == "integer" && slices.Contains(kinds, any("number")); !number && !slices.Contains(kinds, any(kind)) {
		return fmt.Errorf("%s is %s, not %v", at, kind, kinds)
	}
	switch v := v.(type) {
	case []any:
		for i, element := range v {
			if err := d.check(*s.Items, element, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, name := range s.Required {
			if _, there := v[name]; !there {
				return fmt.Errorf("%s lacks %s", at, name)
			}
		}
		for name, element := range v {
			of, described := s.Properties[name]
			if !described && s.Additional == false {
				return fmt.Errorf("%s has %s, which is not described", at, name)
			}
			if !described {
				continue
			}
			if err := d.check(of, element, at+"."+name); err != nil {
				return err
			}
		}
	}
	return nil
}

func jsonKind(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	case float64:
		if v == float64(int64(v)) {
			return "integer"
		}
	}
	return "number"
}

// What is described is what is there.
func TestOpenAPIHasEveryRoute(t *testing.T) {
	t.Parallel()
	var described, served []string
	for path, operations := range readOpenAPI(t).Paths {
		for method := range operations {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	for _, route := range routes() {
		served = append(served, route.pattern)
	}
	served = append(served, "GET /readyz")
	assert.ElementsMatch(t, served, described)
}

// Every operation is called with its example, and answers what is described.
func TestOpenAPIDescribesAnswers(t *testing.T) {
	t.Parallel()
	d := readOpenAPI(t)
	for path, operations := range d.Paths {
		for method, operation := range operations {
			if strings.HasSuffix(path, "/events") {
				continue // it does not end
			}
			t.Run(method+" "+path, func(t *testing.T) {
				t.Parallel()
				g := furnished(t)
				body := ""
				if operation.RequestBody != nil {
					content := operation.RequestBody.Content["application/json"]
					body = string(content.Example)
					var example any
					require.NoError(t, json.Unmarshal(content.Example, &example))
					require.NoError(t, d.check(content.Schema, example, "example"))
				}
				there := strings.NewReplacer("{seq}", "1", "{id}", "1", "{phone}", "%2B380501234567").Replace(path)
				status, contentType, answer := ask(g, method, there, body)
				success := slices.Sorted(maps.Keys(operation.Responses))[0]
				require.Equal(t, success, strconv.Itoa(status), answer)
				d.fits(t, operation, status, contentType, answer)

				gone := strings.NewReplacer("{seq}", "99", "{id}", "99", "{phone}", "1").Replace(path)
				if gone != path {
					status, contentType, answer = ask(g, method, gone, body)
					require.Equal(t, http.StatusNotFound, status)
					d.fits(t, operation, status, contentType, answer)
				}
				if operation.RequestBody != nil {
					for _, wrong := range []string{"", "{", "[]", `{"nobody":1}`, body + body, strings.Repeat(" ", maxControlBody+1) + body} {
						status, contentType, answer = ask(g, method, there, wrong)
						require.GreaterOrEqual(t, status, 400, wrong)
						d.fits(t, operation, status, contentType, answer)
					}
				}
				for _, p := range operation.Parameters {
					if p.In == "query" && (p.Name == "before" || p.Name == "after" || p.Name == "limit" || p.Name == "wait") {
						status, contentType, answer = ask(g, method, there+"?"+p.Name+"=-1x", "")
						require.Equal(t, http.StatusBadRequest, status, p.Name)
						d.fits(t, operation, status, contentType, answer)
					}
				}
			})
		}
	}
}

// fits holds an answer against what is described of it.
func (d document) fits(t *testing.T, operation operationDoc, status int, contentType, answer string) {
	t.Helper()
	response, described := operation.Responses[strconv.Itoa(status)]
	require.True(t, described, "status %d is not described: %s", status, answer)
	if len(response.Content) == 0 {
		require.Empty(t, answer)
		return
	}
	media, _, _ := strings.Cut(contentType, ";")
	content, described := response.Content[media]
	require.True(t, described, "%s is not described", media)
	if media != "application/json" {
		return
	}
	var value any
	require.NoError(t, json.Unmarshal([]byte(answer), &value))
	require.NoError(t, d.check(content.Schema, value, "answer"))
}

// furnished is a gateway with one of everything.
func furnished(t *testing.T) *Gateway {
	t.Helper()
	program := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	g := New(WithClock(NewRunningClock()), WithCallback("http://localhost/smsc?sha1", "test-secret", CallbackHandler(program)))
	t.Cleanup(g.Close)
	for _, text := range []string{"Your code is 4821", "Привіт"} {
		_, err := g.SendByHand(t.Context(), "+380501234567", text, "Shop", "")
		require.NoError(t, err)
	}
	_, err := g.PostCallback(t.Context(), callback.IncomingMessage{Phone: "380501234567", Text: "STOP", To: "4444"})
	require.NoError(t, err)
	g.Inject(Fault{Kind: FaultCode, Code: 6, Op: "status", Times: 3})
	return g
}

func ask(g *Gateway, method, path, body string) (status int, contentType, answer string) {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(strings.ToUpper(method), "http://localhost"+path, strings.NewReader(body))
	g.ServeHTTP(w, r)
	text, _ := io.ReadAll(w.Body)
	return w.Code, w.Header().Get("Content-Type"), string(text)
}
