//go:build race

package tracking_test

// raceEnabled: the race detector makes everything ten times slower.
const raceEnabled = true
