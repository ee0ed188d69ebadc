//go:build !unix

package soap

// readable is not known here.
func readable(uintptr) bool { return false }
