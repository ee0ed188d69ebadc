//go:build !race

package smsc_test

const raceEnabled = false
