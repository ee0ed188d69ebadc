package campaign

import (
	"errors"
	"hash/maphash"
)

// keys remembers keys by a hash of 64 bits, in bounded memory. That two of ten million
// keys are taken for one has a chance of less than one in 100,000, and then one of
// them is reported as a duplicate.
type keys struct {
	hash maphash.Seed
	read *hashes // by this run
	sent *hashes // by an earlier run
}

// keySeen is what is known of a key.
type keySeen int

const (
	keyNew   keySeen = iota
	keyAgain         // this run has read it before
	keySent          // an earlier run has sent it
)

func newKeys() *keys { return &keys{maphash.MakeSeed(), newHashes(), newHashes()} }

// see notes that a key was read, and tells what was known of it before.
func (k *keys) see(key string) (keySeen, error) {
	hash := maphash.String(k.hash, key)
	if fresh, err := k.read.add(hash); err != nil || !fresh {
		return keyAgain, err
	}
	if there, err := k.sent.has(hash); err != nil || there {
		return keySent, err
	}
	return keyNew, nil
}

// note notes that an earlier run has sent a key.
func (k *keys) note(key string) error {
	_, err := k.sent.add(maphash.String(k.hash, key))
	return err
}

func (k *keys) close() error { return errors.Join(k.read.close(), k.sent.close()) }
