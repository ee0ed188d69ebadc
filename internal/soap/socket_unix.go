//go:build unix

package soap

import (
	"errors"
	"syscall"
)

// readable tells whether a read of the non-blocking socket fd would return at once.
func readable(fd uintptr) bool {
	var b [1]byte
	_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
	return !errors.Is(err, syscall.EAGAIN) && !errors.Is(err, syscall.EINTR)
}
