//go:build race

package smsc_test

// raceEnabled: the race detector allocates for itself.
const raceEnabled = true
