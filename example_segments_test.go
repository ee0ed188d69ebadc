package smsc_test

import (
	"fmt"
	"strings"

	"github.com/go-smsc/smsc"
)

// How many SMS a text is, and which character makes it more.
func ExampleSegments() {
	for _, text := range []string{
		strings.Repeat("x", 160),
		strings.Repeat("x", 159) + "№",
	} {
		s := smsc.Segments(text)
		fmt.Printf("%d parts in %s, %d units, %d left", s.Parts, s.Encoding, s.Units, s.Remaining)
		if s.Encoding == smsc.UCS2 {
			fmt.Printf(", for %q at byte %d", s.Forced, s.ForcedAt)
		}
		fmt.Println()
	}
	// Output:
	// 1 parts in GSM-7, 160 units, 0 left
	// 3 parts in UCS-2, 160 units, 41 left, for '№' at byte 159
}

// The beginning of a text that fits into one SMS.
func ExampleTruncateSegments() {
	text := strings.Repeat("я", 100)
	fmt.Println(len([]rune(smsc.TruncateSegments(text, 1))))
	// Output: 70
}
