package main

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

// written is the path of a file.
func written(tb testing.TB, content string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "in.csv")
	require.NoError(tb, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// allRows are the rows of a table with their lines.
func allRows(t *table) (rows [][]string, lines []int, err error) {
	for one, err := range t.rows(context.Background()) {
		if err != nil {
			return rows, lines, err
		}
		rows, lines = append(rows, slices.Clone(one.fields)), append(lines, one.line)
	}
	return rows, lines, nil
}

func TestTable(t *testing.T) {
	t.Parallel()
	windows := func(text string) string {
		encoded, err := charmap.Windows1251.NewEncoder().String(text)
		require.NoError(t, err)
		return encoded
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("phone\tname\r\n1\tВіра\r\n")
	require.NoError(t, err)
	for name, test := range map[string]struct {
		content string
		charset charset
		columns []string
		rows    [][]string
		lines   []int
	}{
		"plain":          {"phone,name\n1,Olha\n", charsetUTF8, []string{"phone", "name"}, [][]string{{"1", "Olha"}}, []int{2}},
		"no last break":  {"phone,name\n1,Olha", charsetUTF8, []string{"phone", "name"}, [][]string{{"1", "Olha"}}, []int{2}},
		"mark":           {"\ufeffphone;name\r\n1;Оля\r\n", charsetUTF8, []string{"phone", "name"}, [][]string{{"1", "Оля"}}, []int{2}},
		"tabs":           {"name\tphone\nA, B; C\t1\n", charsetUTF8, []string{"name", "phone"}, [][]string{{"A, B; C", "1"}}, []int{2}},
		"windows-1251":   {windows("phone;ім'я\r\n1;Віра «Є»\r\n"), charsetWindows1251, []string{"phone", "ім'я"}, [][]string{{"1", "Віра «Є»"}}, []int{2}},
		"utf-16":         {utf16, charsetUTF16, []string{"phone", "name"}, [][]string{{"1", "Віра"}}, []int{2}},
		"hint":           {"sep=;\r\nphone;a,b,c\r\n1;2\r\n", charsetUTF8, []string{"phone", "a,b,c"}, [][]string{{"1", "2"}}, []int{3}},
		"mark and hint":  {"\ufeffsep=\t\nphone\tx\n1\t2\n", charsetUTF8, []string{"phone", "x"}, [][]string{{"1", "2"}}, []int{3}},
		"one column":     {"phone\n1\n", charsetUTF8, []string{"phone"}, [][]string{{"1"}}, []int{2}},
		"by the column":  {"a,b,c;phone\n1;2\n", charsetUTF8, []string{"a,b,c", "phone"}, [][]string{{"1", "2"}}, []int{2}},
		"quotes":         {"phone,text\n1,\"a \"\"b\"\"\nc, d\"\n2,e\n", charsetUTF8, []string{"phone", "text"}, [][]string{{"1", "a \"b\"\nc, d"}, {"2", "e"}}, []int{2, 4}},
		"empty rows":     {"phone;x\n\n;\n1;2\n ; \n;;;\n", charsetUTF8, []string{"phone", "x"}, [][]string{{"1", "2"}}, []int{4}},
		"other lengths":  {"phone,x\n1\n1,2,3\n", charsetUTF8, []string{"phone", "x"}, [][]string{{"1"}, {"1", "2", "3"}}, []int{2, 3}},
		"spaces":         {" phone , x\n1,2\n", charsetUTF8, []string{"phone", "x"}, [][]string{{"1", "2"}}, []int{2}},
		"without a row":  {"phone,x\n", charsetUTF8, []string{"phone", "x"}, nil, nil},
		"lone separator": {"Phone;x\n1;2\n", charsetUTF8, []string{"Phone", "x"}, [][]string{{"1", "2"}}, []int{2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opened, err := openTable(written(t, test.content), "phone")
			require.NoError(t, err)
			assert.Equal(t, test.charset, opened.charset)
			assert.Equal(t, test.columns, opened.columns)
			for range 2 { // it can be read again
				rows, lines, err := allRows(opened)
				require.NoError(t, err)
				assert.Equal(t, test.rows, rows)
				assert.Equal(t, test.lines, lines)
			}
		})
	}
}

func TestTable_refuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, message string }{
		"nothing":       {"", "must be a header"},
		"a spreadsheet": {"PK\x03\x04\x14\x00\x06\x00", "is not a text file: save the table as CSV"},
		"damaged":       {"phone,name\n1,Ольга\n2,Бог\xd0ан\n", "line 3 is damaged"},
		"odd hint":      {"sep=|\nphone|x\n", "the separator must be"},
	} {
		_, err := openTable(written(t, test.content), "phone")
		assert.ErrorContains(t, err, test.message, name)
	}
	_, err := openTable(t.TempDir(), "phone")
	require.ErrorContains(t, err, "is not a file")
	_, err = openTable("none.csv", "phone")
	require.ErrorIs(t, err, os.ErrNotExist)

	opened, err := openTable(written(t, "phone,x\n1,a\"b\n"), "phone")
	require.NoError(t, err)
	_, _, err = allRows(opened)
	require.ErrorIs(t, err, csv.ErrBareQuote)

	// A quotation mark without its partner does not take the whole file into memory.
	opened, err = openTable(written(t, "phone,x\n1,\""+strings.Repeat("a", 3*maxRow)+"\n"), "phone")
	require.NoError(t, err)
	_, _, err = allRows(opened)
	require.ErrorContains(t, err, "a quotation mark may be missing")

	opened, err = openTable(written(t, "phone,x,x\n"), "phone")
	require.NoError(t, err)
	_, err = opened.need("x", "--text-column")
	require.ErrorContains(t, err, `more than one column "x"`)
	_, err = opened.need("y", "--text-column")
	require.ErrorContains(t, err, `no column "y": it has "phone", "x", "x"; --text-column names another one`)
}

// TestTable_reads what a spreadsheet program writes, whatever is in the cells.
func TestTable_reads(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		cell := rapid.StringMatching(`[a-zа-яіїєґ0-9 ,;"\n]{0,12}`)
		comma := rapid.SampledFrom([]rune{',', ';', '\t'}).Draw(rt, "comma")
		legacy := rapid.Bool().Draw(rt, "windows-1251")
		want := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) []string {
			return []string{rapid.StringMatching(`[0-9]{1,12}`).Draw(rt, "phone"), cell.Draw(rt, "name")}
		}), 1, 8).Draw(rt, "rows")
		var content strings.Builder
		writer := csv.NewWriter(&content)
		writer.Comma, writer.UseCRLF = comma, rapid.Bool().Draw(rt, "crlf")
		_ = writer.Write([]string{"phone", "имя, фамилия"})
		_ = writer.WriteAll(want)
		text := content.String()
		if legacy {
			text, _ = charmap.Windows1251.NewEncoder().String(text)
		}
		path := filepath.Join(folder, "in.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			rt.Fatal(err)
		}
		opened, err := openTable(path, "phone")
		if err != nil {
			rt.Fatal(err)
		}
		rows, _, err := allRows(opened)
		if err != nil {
			rt.Fatal(err)
		}
		if !slices.EqualFunc(rows, want, slices.Equal) {
			rt.Fatalf("%q instead of %q from %q", rows, want, text)
		}
	})
}
