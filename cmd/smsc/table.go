package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"
)

const (
	// maxHeader is how much of a file is looked at to find its header.
	maxHeader = 32 << 10
	// maxRow is more than a row with texts for a few messages can need. Where a
	// quotation mark is missing, the rest of the file is one row.
	maxRow = 1 << 20
)

// table is a CSV file with a header, as spreadsheet programs write it. It is read a row
// at a time and can be read several times.
type table struct {
	path    string
	charset charset
	comma   rune
	hint    int // the length of a first line such as sep=; that Excel writes
	columns []string
}

// row is a row below the header. The fields are good until the next row.
type row struct {
	line   int // where it begins in the file, from 1
	fields []string
}

// openTable finds out how a file is written. column is one that the header has, by which
// the separator is known.
func openTable(path, column string) (*table, error) {
	about, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !about.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a file: it is read more than once", path)
	}
	t := &table{path: path}
	if t.charset, err = detectCharset(path); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	file, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return nil, err
	}
	defer file.Close()
	head, err := io.ReadAll(io.LimitReader(t.charset.decoder(file), maxHeader))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := t.readHeader(string(head), column); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

// readHeader finds the separator: that of Excel's hint, else the one by which the header
// has the column, else the one that makes the most columns.
func (t *table) readHeader(head, column string) error {
	commas := []rune{',', ';', '\t'}
	if line, _, _ := strings.Cut(head, "\n"); strings.HasPrefix(strings.ToLower(line), "sep=") {
		hint := []rune(strings.TrimSuffix(line, "\r")[len("sep="):])
		if len(hint) != 1 || !slices.Contains(commas, hint[0]) {
			return errors.New("the separator must be a comma, a semicolon or a tab")
		}
		commas, t.hint = hint, len(line)
	}
	for _, comma := range commas {
		reader := csv.NewReader(strings.NewReader(head[t.hint:]))
		reader.Comma = comma
		names, err := reader.Read()
		if err != nil {
			continue
		}
		for i := range names {
			names[i] = strings.TrimSpace(names[i])
		}
		better := len(names) > len(t.columns) && t.find(column) < 0
		if slices.Contains(names, column) && t.find(column) < 0 || better {
			t.comma, t.columns = comma, names
		}
	}
	if len(t.columns) == 0 {
		return errors.New("the first line must be a header with the names of the columns")
	}
	return nil
}

// find is the place of a column; -1 when there is none of that name. Capitals matter
// only where several columns differ in nothing else.
func (t *table) find(name string) int {
	if at := slices.Index(t.columns, name); at >= 0 {
		return at
	}
	return slices.IndexFunc(t.columns, func(one string) bool { return strings.EqualFold(one, name) })
}

// need is find for a column that has to be there, once.
func (t *table) need(name, flag string) (int, error) {
	at := t.find(name)
	switch {
	case at < 0:
		return 0, fmt.Errorf("%s has no column %q: it has %s; %s names another one", t.path, name, quoted(t.columns), flag)
	case slices.Contains(t.columns[at+1:], t.columns[at]):
		return 0, fmt.Errorf("%s has more than one column %q", t.path, t.columns[at])
	}
	return at, nil
}

// quoted are names for an error.
func quoted(names []string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = strconv.Quote(name)
	}
	return strings.Join(all, ", ")
}

// rows are the rows below the header. Empty ones, which spreadsheet programs leave at
// the end, are left out.
func (t *table) rows(ctx context.Context) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		file, err := os.Open(t.path)
		if err != nil {
			yield(row{}, err)
			return
		}
		defer file.Close()
		decoded := bufio.NewReaderSize(t.charset.decoder(file), 64<<10)
		if _, err := io.CopyN(io.Discard, decoded, int64(t.hint)); err != nil {
			yield(row{}, err)
			return
		}
		bounded := &boundedReader{from: decoded}
		reader := csv.NewReader(bounded)
		reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord = t.comma, -1, true
		for header := true; ; header = false {
			bounded.left = maxRow
			fields, err := reader.Read()
			switch {
			case errors.Is(err, io.EOF):
				return
			case ctx.Err() != nil:
				err = context.Cause(ctx)
			case err != nil:
				err = fmt.Errorf("%s: %w", t.path, err)
			}
			if err != nil {
				yield(row{}, err)
				return
			}
			if header || empty(fields) {
				continue
			}
			line, _ := reader.FieldPos(0)
			if !yield(row{line, fields}, nil) {
				return
			}
		}
	}
}

func empty(fields []string) bool {
	return !slices.ContainsFunc(fields, func(field string) bool { return strings.TrimSpace(field) != "" })
}

// boundedReader reads no more than is left. What csv.Reader reads ahead, 4 KiB, is
// little beside that.
type boundedReader struct {
	from io.Reader
	left int
}

func (b *boundedReader) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errors.New("a row is longer than 1 MiB: a quotation mark may be missing")
	}
	n, err := b.from.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
