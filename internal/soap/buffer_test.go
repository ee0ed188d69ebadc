package soap

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestBuffersAreCleared: an envelope holds a password.
func TestBuffersAreCleared(t *testing.T) {
	t.Parallel()
	buf := new(append(make([]byte, 0, 64), "secret"...))
	room := (*buf)[:cap(*buf)]
	copy(room[32:], "what an encoder left behind when it failed")
	release(buf)
	assert.Empty(t, bytes.Trim(room, "\x00"))
}
