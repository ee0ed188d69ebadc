//go:build !race

package phonecheck_test

const raceEnabled = false
