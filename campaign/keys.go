package campaign

import "hash/maphash"

// keys remembers keys by a hash of 64 bits. That two of ten million keys are taken for
// one has a chance of less than one in 100,000, and then one of them is reported as a
// duplicate.
type keys struct {
	hash maphash.Seed
	all  map[uint64]bool // true: this run has read it
}

// keySeen is what is known of a key.
type keySeen int

const (
	keyNew   keySeen = iota
	keyAgain         // this run has read it before
	keySent          // an earlier run has sent it
)

func newKeys() keys { return keys{maphash.MakeSeed(), make(map[uint64]bool)} }

// see notes that a key was read, and tells what was known of it before.
func (k keys) see(key string) keySeen {
	hash := maphash.String(k.hash, key)
	read, there := k.all[hash]
	k.all[hash] = true
	switch {
	case read:
		return keyAgain
	case there:
		return keySent
	default:
		return keyNew
	}
}

// sent notes that an earlier run has sent a key.
func (k keys) sent(key string) {
	hash := maphash.String(k.hash, key)
	if !k.all[hash] {
		k.all[hash] = false // but there
	}
}
