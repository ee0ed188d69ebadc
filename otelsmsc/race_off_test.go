//go:build !race

package otelsmsc_test

const raceEnabled = false
