//go:build race

package otelsmsc_test

// raceEnabled: the race detector allocates for itself.
const raceEnabled = true
