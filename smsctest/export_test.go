package smsctest

// LoopbackOnly is for tests.
var LoopbackOnly = loopbackOnly //nolint:gochecknoglobals // it is only read
