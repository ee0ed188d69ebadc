package smsctest

// LoopbackOnly refuses connections to other machines.
var LoopbackOnly = loopbackOnly //nolint:gochecknoglobals // it is only read

// Watched is the number of messages of which callbacks wait for a change.
func Watched(g *Gateway) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.reports.due)
}
