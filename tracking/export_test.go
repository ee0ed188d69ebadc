package tracking

// Open is how many messages are on the board.
func (t *Tracker) Open() int {
	t.board.mu.Lock()
	defer t.board.mu.Unlock()
	return len(t.board.open)
}

// Early is how many reports are kept of messages that nobody follows.
func (t *Tracker) Early() int {
	t.board.mu.Lock()
	defer t.board.mu.Unlock()
	return len(t.board.early)
}
