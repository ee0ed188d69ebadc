package campaign

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
)

// sortedRun is sorted hashes in a temporary file.
type sortedRun struct {
	file   *os.File
	length int      // how many hashes
	index  []uint64 // the first of each page
	page   []byte   // the one that was read last
}

const (
	hashSize   = 8
	pageHashes = 512
)

// writeRun writes hashes, in their order, into a temporary file. It has no name any
// more where the system allows that, so that nothing of it outlives the process.
func writeRun(sorted iter.Seq[uint64]) (run *sortedRun, err error) {
	file, err := os.CreateTemp("", "smsc-campaign-*")
	if err != nil {
		return nil, fmt.Errorf("campaign: keys: %w", err)
	}
	_ = os.Remove(file.Name()) // else close does it
	run = &sortedRun{file: file, page: make([]byte, pageHashes*hashSize)}
	out := bufio.NewWriterSize(file, 1<<16)
	var one [hashSize]byte
	for hash := range sorted {
		if run.length%pageHashes == 0 {
			run.index = append(run.index, hash)
		}
		run.length++
		binary.LittleEndian.PutUint64(one[:], hash)
		_, _ = out.Write(one[:]) // Flush returns its error
	}
	if err := out.Flush(); err != nil {
		return nil, errors.Join(fmt.Errorf("campaign: keys: %w", err), run.close())
	}
	return run, nil
}

// has reports whether a hash is in the run.
func (r *sortedRun) has(hash uint64) (bool, error) {
	page, exact := slices.BinarySearch(r.index, hash)
	if exact {
		return true, nil
	}
	if page == 0 {
		return false, nil // before the first
	}
	page-- // begins below it
	n := min(pageHashes, r.length-page*pageHashes)
	if _, err := r.file.ReadAt(r.page[:n*hashSize], int64(page)*pageHashes*hashSize); err != nil {
		return false, fmt.Errorf("campaign: keys: %w", err)
	}
	low, high := 0, n
	for low < high {
		middle := (low + high) / 2
		switch one := binary.LittleEndian.Uint64(r.page[middle*hashSize:]); {
		case one == hash:
			return true, nil
		case one < hash:
			low = middle + 1
		default:
			high = middle
		}
	}
	return false, nil
}

// all are the hashes in order. An error ends them, and is stored in failed.
func (r *sortedRun) all(failed *error) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		in := bufio.NewReaderSize(io.NewSectionReader(r.file, 0, int64(r.length)*hashSize), 1<<16)
		var one [hashSize]byte
		for range r.length {
			if _, err := io.ReadFull(in, one[:]); err != nil {
				*failed = fmt.Errorf("campaign: keys: %w", err)
				return
			}
			if !yield(binary.LittleEndian.Uint64(one[:])) {
				return
			}
		}
	}
}

// mergeRuns makes one run of two, which stay as they are.
func mergeRuns(a, b *sortedRun) (*sortedRun, error) {
	var failedA, failedB error
	nextB, stop := iter.Pull(b.all(&failedB))
	defer stop()
	run, err := writeRun(func(yield func(uint64) bool) {
		fromB, more := nextB()
		for fromA := range a.all(&failedA) {
			for ; more && fromB < fromA; fromB, more = nextB() {
				if !yield(fromB) {
					return
				}
			}
			if !yield(fromA) {
				return
			}
		}
		for ; more; fromB, more = nextB() {
			if !yield(fromB) {
				return
			}
		}
	})
	if err := errors.Join(err, failedA, failedB); err != nil {
		if run != nil {
			err = errors.Join(err, run.close())
		}
		return nil, err
	}
	return run, nil
}

func (r *sortedRun) close() error {
	err := r.file.Close()
	if removed := os.Remove(r.file.Name()); removed != nil && !errors.Is(removed, os.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}
