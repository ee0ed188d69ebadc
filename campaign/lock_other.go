//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package campaign

import (
	"errors"
	"fmt"
	"os"
	"runtime"
)

// openLocked fails: a file cannot be locked here so that the end of the process
// unlocks it.
func openLocked(string) (file *os.File, unlock func() error, err error) {
	return nil, nil, fmt.Errorf("campaign: no lock for journals on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
