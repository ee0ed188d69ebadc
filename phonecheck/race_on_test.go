//go:build race

package phonecheck_test

// raceEnabled: the race detector makes everything many times slower.
const raceEnabled = true
