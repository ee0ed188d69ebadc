package campaign

import (
	"errors"
	"slices"
)

// hashes is a set of hashes of which most stand in files when there are many: sorted,
// each file twice as long as the next at least, so that there are few. What is in
// memory is a table of the newest, a filter that knows most of those that are in no
// file, and one of 512 of the hashes in files.
type hashes struct {
	table  []uint64 // open addressing; 0 is free
	count  int      // in the table
	most   int      // in the table before it goes into a file
	filter *filter  // nil while there is no file
	runs   []*sortedRun
}

const (
	tableMost  = 1 << 17 // takes 2 MiB
	tableLeast = 1 << 8
)

func newHashes() *hashes { return &hashes{table: make([]uint64, tableLeast), most: tableMost} }

// has reports whether a hash is in the set.
func (s *hashes) has(hash uint64) (bool, error) {
	hash = max(hash, 1) // 0 is free
	if s.table[s.slot(hash)] == hash {
		return true, nil
	}
	if s.filter == nil || !s.filter.may(hash) {
		return false, nil
	}
	for _, run := range slices.Backward(s.runs) {
		if there, err := run.has(hash); err != nil || there {
			return there, err
		}
	}
	return false, nil
}

// add puts a hash into the set, and reports whether it is new there.
func (s *hashes) add(hash uint64) (fresh bool, err error) {
	if there, err := s.has(hash); err != nil || there {
		return false, err
	}
	if s.count >= s.most {
		if err := s.spill(); err != nil {
			return false, err
		}
	}
	if 2*s.count >= len(s.table) {
		old := s.table
		s.table = make([]uint64, 2*len(old))
		for _, one := range old {
			if one != 0 {
				s.table[s.slot(one)] = one
			}
		}
	}
	hash = max(hash, 1)
	s.table[s.slot(hash)] = hash
	s.count++
	return true, nil
}

// slot is where a hash is in the table, or where it belongs.
func (s *hashes) slot(hash uint64) int {
	mask := len(s.table) - 1
	at := int(hash) & mask
	for s.table[at] != 0 && s.table[at] != hash {
		at = (at + 1) & mask
	}
	return at
}

// spill moves the table into a file.
func (s *hashes) spill() error {
	sorted := make([]uint64, 0, s.count)
	for _, one := range s.table {
		if one != 0 {
			sorted = append(sorted, one)
		}
	}
	slices.Sort(sorted)
	if s.filter == nil {
		s.filter = new(filter)
	}
	for _, one := range sorted {
		s.filter.add(one)
	}
	run, err := writeRun(slices.Values(sorted))
	if err != nil {
		return err
	}
	s.runs = append(s.runs, run)
	clear(s.table)
	s.count = 0
	for n := len(s.runs); n >= 2 && s.runs[n-2].length < 2*s.runs[n-1].length; n = len(s.runs) {
		a, b := s.runs[n-2], s.runs[n-1]
		merged, err := mergeRuns(a, b)
		if err != nil {
			return err
		}
		s.runs = append(s.runs[:n-2], merged)
		if err := errors.Join(a.close(), b.close()); err != nil {
			return err
		}
	}
	return nil
}

func (s *hashes) close() error {
	var all []error
	for _, run := range s.runs {
		all = append(all, run.close())
	}
	s.runs = nil
	return errors.Join(all...)
}

// filter is a Bloom filter of 8 MiB in blocks of one cache line. With ten million
// hashes it is wrong once in 20, which costs a look into the files.
type filter [filterBlocks][8]uint64

const filterBlocks = 1 << 17

// bits are the hash's block, and four of its 512 bits.
func (f *filter) bits(hash uint64) (block *[8]uint64, bits [4]uint) {
	block = &f[hash>>(64-17)]
	for i := range bits {
		bits[i] = uint(hash>>(9*i)) & 511
	}
	return block, bits
}

func (f *filter) add(hash uint64) {
	block, bits := f.bits(hash)
	for _, bit := range bits {
		block[bit/64] |= 1 << (bit % 64)
	}
}

func (f *filter) may(hash uint64) bool {
	block, bits := f.bits(hash)
	for _, bit := range bits {
		if block[bit/64]&(1<<(bit%64)) == 0 {
			return false
		}
	}
	return true
}
