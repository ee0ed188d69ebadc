package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
)

// Without a column of keys the line of a row and its recipient are its key. Then a row
// that has moved has another key, and would be texted once more. So the journal is held
// against the table before anything is sent.

var (
	errRowsMoved = errors.New("the journal was written with other rows, or with the rows in another order; nothing was sent. " +
		"Use the file as it was, and --country too; rows may be added at the end. Or start with a new journal, " +
		"which does not know who was texted")
	errKeysChanged = errors.New("the journal was written without a column of keys; nothing was sent. " +
		"Use the same file and the same --key-column as before, or start with a new journal, which does not know who was texted")
)

// rowKey is the key of a row that has none.
func rowKey(line int, to string) string {
	_, raw := fit(to)
	return "row " + strconv.Itoa(line) + " " + raw
}

// lineOf is the line in a key that rowKey made.
func lineOf(key string) (line int, ok bool) {
	rest, made := strings.CutPrefix(key, "row ")
	number, _, _ := strings.Cut(rest, " ")
	line, err := strconv.Atoi(number)
	return line, made && err == nil && line > 0
}

// checkKeys sees that the journal goes with the keys of the audience, and counts the
// requests in it of which it is not known what became of them.
func (a *audience) checkKeys(ctx context.Context, journal campaign.Journal) (open int, err error) {
	var rows *rowHashes
	unsettled := make(map[string]bool)
	defer func() {
		if rows != nil {
			err = errors.Join(err, rows.close())
		}
	}()
	for entry, err := range journal.Entries() {
		if err != nil {
			return 0, &journalError{err}
		}
		if done := entry.Done; done != nil && done.Outcome != smsc.OutcomeUnknown.String() && !done.Asking {
			delete(unsettled, done.ID)
		}
		if entry.Sent == nil {
			continue
		}
		unsettled[entry.Sent.ID] = true
		for _, key := range entry.Sent.Keys {
			line, made := lineOf(key)
			switch {
			case a.key >= 0 && made:
				return 0, errKeysChanged
			case a.key >= 0:
				continue
			case !made:
				return 0, errRowsMoved
			}
			if rows == nil { // the first entry: a new journal needs none of this
				if rows, err = a.hashRows(ctx); err != nil {
					return 0, err
				}
			}
			same, err := rows.has(line, key)
			if err != nil {
				return 0, &localError{kind: "file", outcome: smsc.OutcomeNotSent, err: err}
			}
			if !same {
				return 0, errRowsMoved
			}
		}
	}
	return len(unsettled), nil
}

// rowHashes are hashes of the keys of all rows by their lines, in a temporary file: a
// table of ten million rows is not to fill the memory.
type rowHashes struct {
	file *os.File
	seed maphash.Seed
}

func (a *audience) hashRows(ctx context.Context) (*rowHashes, error) {
	file, err := os.CreateTemp("", "smsc-rows-*")
	if err != nil {
		return nil, &localError{kind: "file", outcome: smsc.OutcomeNotSent, err: err}
	}
	h := &rowHashes{file, maphash.MakeSeed()}
	out := bufio.NewWriterSize(file, 64<<10)
	written := 0 // hashes, those of lines that begin no row included
	for one, err := range a.table.rows(ctx) {
		if err != nil {
			return h, err
		}
		m, err := a.message(one)
		if err != nil {
			return h, err
		}
		for ; written <= one.line; written++ {
			var hash uint64
			if written == one.line {
				hash = maphash.String(h.seed, m.Key) | 1 // 0 is none
			}
			if _, err := out.Write(binary.LittleEndian.AppendUint64(nil, hash)); err != nil {
				return h, &localError{kind: "file", outcome: smsc.OutcomeNotSent, err: err}
			}
		}
	}
	if err := out.Flush(); err != nil {
		return h, &localError{kind: "file", outcome: smsc.OutcomeNotSent, err: err}
	}
	return h, nil
}

// has tells whether the row at a line has the key.
func (h *rowHashes) has(line int, key string) (bool, error) {
	var bytes [8]byte
	switch _, err := h.file.ReadAt(bytes[:], int64(line)*8); {
	case errors.Is(err, io.EOF):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("reading a temporary file: %w", err)
	}
	return binary.LittleEndian.Uint64(bytes[:]) == maphash.String(h.seed, key)|1, nil
}

func (h *rowHashes) close() error { return errors.Join(h.file.Close(), os.Remove(h.file.Name())) }
