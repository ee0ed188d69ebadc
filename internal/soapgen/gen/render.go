package main

import (
	"bytes"
	"embed"
	"fmt"
	"go/format"
	"strings"
	"text/template"
)

//go:embed *.tmpl
var templateFiles embed.FS

// render runs the templates and formats what they give.
func render(m *model) ([]file, error) {
	templates, err := template.New("").Funcs(template.FuncMap{"comment": comment}).ParseFS(templateFiles, "*.tmpl")
	if err != nil {
		return nil, err
	}
	var files []file
	for _, name := range []string{"operations", "requests", "answers"} {
		var b bytes.Buffer
		if err := templates.ExecuteTemplate(&b, name+".tmpl", m); err != nil {
			return nil, err
		}
		code, err := format.Source(b.Bytes())
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", name, err)
		}
		files = append(files, file{name + "_gen.go", code})
	}
	return files, nil
}

// commentWidth is where the text of a doc comment wraps.
const commentWidth = 78

// comment writes the sentences as a doc comment with wrapped lines.
func comment(sentences ...string) string {
	var b strings.Builder
	line := "//"
	for word := range strings.FieldsSeq(strings.Join(sentences, " ")) {
		if len(line)+1+len(word) > commentWidth && line != "//" {
			b.WriteString(line + "\n")
			line = "//"
		}
		line += " " + word
	}
	b.WriteString(line)
	return b.String()
}
