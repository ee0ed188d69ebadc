//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package campaign

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// openLocked opens a file and locks it, until it is unlocked or the process ends.
func openLocked(path string) (file *os.File, unlock func() error, err error) {
	file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the caller's own choice
	if err != nil {
		return nil, nil, err
	}
	descriptor := int(file.Fd())
	if err := syscall.Flock(descriptor, syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = fmt.Errorf("%w: %s", ErrLocked, path)
		}
		return nil, nil, errors.Join(err, file.Close())
	}
	return file, func() error { return syscall.Flock(descriptor, syscall.LOCK_UN) }, nil
}
