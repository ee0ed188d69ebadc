package campaign

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

// FileJournal is a journal in a file of JSON lines, each with a checksum in front. It
// holds keys and recipients, so only its owner may read it. Make one with
// [OpenJournal].
type FileJournal struct {
	file   *os.File
	unlock func() error

	mu      sync.Mutex
	written *sync.Cond
	pending []byte // lines that are not in the file yet
	queued  int64  // lines that were ever put into pending
	stored  int64  // of them those that are on the disk
	busy    bool   // somebody writes
	failed  error  // what ended the journal
}

// Errors of a journal in a file.
var (
	// ErrLocked: another process, or another part of this one, has the journal open.
	ErrLocked = errors.New("campaign: the journal is in use")
	// ErrCorrupt: the file was changed or damaged. What was sent is not known then, so
	// nothing is sent. Only a torn end is normal, and is cut off.
	ErrCorrupt = errors.New("campaign: the journal is damaged")
)

// OpenJournal opens a journal in a file, and makes it if there is none. The file is
// locked until [FileJournal.Close], so that no two runs share it; the end of the
// process, however it comes, unlocks it. What a crash has torn off at the end of the
// file is dropped: it was never relied upon.
func OpenJournal(path string) (*FileJournal, error) {
	file, unlock, err := openLocked(path)
	if err != nil {
		return nil, err
	}
	j := &FileJournal{file: file, unlock: unlock}
	j.written = sync.NewCond(&j.mu)
	if err := j.repair(path); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// repair drops a torn end, and makes sure that the file's name survives a crash.
func (j *FileJournal) repair(path string) error {
	good, err := j.sound()
	if err != nil {
		return err
	}
	if err := j.file.Truncate(good); err != nil {
		return err
	}
	if _, err := j.file.Seek(good, io.SeekStart); err != nil {
		return err
	}
	if err := j.file.Sync(); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// sound returns where the last sound line ends. What stands behind it must be torn: no
// sound line may follow.
func (j *FileJournal) sound() (end int64, err error) {
	var at int64
	torn := false
	err = j.lines(func(line []byte, whole bool) error {
		at += int64(len(line))
		_, wrong := readLine(line)
		switch {
		case (wrong != nil || !whole) && !couldBeTorn(line):
			return fmt.Errorf("%w: it has a line that is none of a journal's before byte %d", ErrCorrupt, at)
		case wrong != nil || !whole:
			torn = true
		case torn:
			return fmt.Errorf("%w: it has a bad line before byte %d", ErrCorrupt, at-int64(len(line)))
		default:
			end = at
		}
		return nil
	})
	return end, err
}

// couldBeTorn tells whether a line could have been one of a journal's before a crash:
// some file systems leave zeros where a write was lost. A file of another kind, named
// by mistake, must not be cut off.
func couldBeTorn(line []byte) bool {
	start := line[:min(len(line), len(beforeSum))]
	return string(start) == beforeSum[:len(start)] || start[0] == 0
}

// Entries returns everything that is in the file.
func (j *FileJournal) Entries() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		err := j.lines(func(line []byte, _ bool) error {
			entry, err := readLine(line)
			if err != nil {
				return err
			}
			if !yield(entry, nil) {
				return errStopped
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(Entry{}, err)
		}
	}
}

var errStopped = errors.New("stopped")

// lines calls f for each line of the file. whole tells that the line has its end.
func (j *FileJournal) lines(f func(line []byte, whole bool) error) error {
	reader := bufio.NewReaderSize(io.NewSectionReader(j.file, 0, 1<<62), 1<<16)
	for {
		line, err := reader.ReadBytes('\n')
		if len(line) > 0 {
			if err := f(line, err == nil); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Append writes an entry and returns when it is on the disk. Entries that come at the
// same time share one write and one sync.
func (j *FileJournal) Append(entry Entry) error {
	line, err := writeLine(entry)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.pending = append(j.pending, line...)
	j.queued++
	for mine := j.queued; j.stored < mine && j.failed == nil; {
		if j.busy {
			j.written.Wait()
			continue
		}
		lines, until := j.pending, j.queued
		j.pending, j.busy = nil, true
		j.mu.Unlock()
		_, err := j.file.Write(lines)
		if err == nil {
			err = j.file.Sync()
		}
		j.mu.Lock()
		j.busy = false
		if err != nil {
			// What is on the disk now is not known, so nothing may be written behind it.
			j.failed = fmt.Errorf("campaign: journal: %w", err)
		} else {
			j.stored = until
		}
		j.written.Broadcast()
	}
	return j.failed
}

// Close closes and unlocks the file. Closing twice is an error.
func (j *FileJournal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.failed == nil {
		j.failed = fmt.Errorf("campaign: journal: %w", os.ErrClosed)
	}
	return errors.Join(j.unlock(), j.file.Close())
}

// A line is {"crc":"xxxxxxxx","entry":…} with the checksum of the entry's bytes.
const (
	beforeSum   = `{"crc":"`
	beforeEntry = `","entry":`
	lineHead    = len(beforeSum) + 8 + len(beforeEntry)
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func writeLine(entry Entry) ([]byte, error) {
	document, err := json.Marshal(entry)
	if err != nil {
		return nil, err
	}
	line := make([]byte, 0, lineHead+len(document)+2)
	line = fmt.Appendf(line, "%s%08x%s", beforeSum, crc32.Checksum(document, castagnoli), beforeEntry)
	line = append(line, document...)
	return append(line, "}\n"...), nil
}

func readLine(line []byte) (entry Entry, err error) {
	line, whole := bytes.CutSuffix(line, []byte("}\n"))
	if !whole || len(line) < lineHead || string(line[:len(beforeSum)]) != beforeSum ||
		string(line[lineHead-len(beforeEntry):lineHead]) != beforeEntry {
		return Entry{}, fmt.Errorf("%w: it has a line that is none of a journal's", ErrCorrupt)
	}
	sum, err := strconv.ParseUint(string(line[len(beforeSum):len(beforeSum)+8]), 16, 32)
	document := line[lineHead:]
	if err != nil || uint32(sum) != crc32.Checksum(document, castagnoli) {
		return Entry{}, fmt.Errorf("%w: it has a line with a wrong checksum", ErrCorrupt)
	}
	if err := json.Unmarshal(document, &entry); err != nil {
		return Entry{}, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return entry, nil
}

// syncFolder makes a new file's name survive a crash, where the system can do that.
func syncFolder(path string) error {
	folder, err := os.Open(path) //nolint:gosec // the caller's own choice
	if err != nil {
		return err
	}
	_ = folder.Sync() // Windows and some network storage have no such thing
	return folder.Close()
}
