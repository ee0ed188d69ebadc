package smsctest

import "time"

// Limits are the service's limits on how often something may be done. A limit
// that is zero is off. The defaults are [DefaultLimits].
type Limits struct {
	// DuplicateWindow is for how long after an accepted send an identical one is
	// refused with error 9. (SMSC SOAP docs, send_sms, error 9.)
	DuplicateWindow time.Duration
	// Duplicate says what identical compares.
	Duplicate Identity

	// StatusPerMinute is the number of status requests for one message within a
	// minute; more get error 9. (SMSC SOAP docs, get_status.)
	StatusPerMinute int
	// BalancePerMinute is the number of balance requests within a minute; more
	// get error 9. (SMSC SOAP docs, get_balance.)
	BalancePerMinute int
	// CostPerMinute is the number of identical cost requests within a minute;
	// more get error 9. (SMSC HTTP docs.)
	CostPerMinute int
	// Concurrent is the number of requests at once from which on they get error
	// 9: with 15, 14 are served. (SMSC HTTP docs.)
	Concurrent int

	// FloodMessages is the number of messages to one number, each less than
	// FloodGap after the one before; more are blocked. (SMSC SOAP docs,
	// send_sms.)
	FloodMessages int
	FloodGap      time.Duration
	// FloodError is the request error when all recipients are blocked. The docs
	// do not say which it is.
	FloodError int

	// AuthErrors is the number of authorisation errors of an address within
	// AuthWindow that block it for AuthBlock: it gets error 4. (SMSC FAQ.)
	AuthErrors int
	AuthWindow time.Duration
	AuthBlock  time.Duration

	// BadSends is the number of refused sends of an address in a row, within
	// BadSendWindow, that block it for BadSendBlock. (SMSC FAQ.)
	BadSends      int
	BadSendWindow time.Duration
	BadSendBlock  time.Duration
}

// Identity says when two sends are identical. What the service compares is not
// documented.
type Identity int

const (
	// SameRequest compares everything but the credentials: two sends with
	// different IDs are not identical.
	SameRequest Identity = iota
	// SameMessage compares recipients, texts and senders alone.
	SameMessage
)

// DefaultLimits returns the documented limits.
func DefaultLimits() Limits {
	return Limits{
		DuplicateWindow:  time.Minute,
		StatusPerMinute:  5,
		BalancePerMinute: 10,
		CostPerMinute:    5,
		Concurrent:       15,
		FloodMessages:    50,
		FloodGap:         2 * time.Minute,
		FloodError:       codeUndeliverable,
		AuthErrors:       5,
		AuthWindow:       30 * time.Minute,
		AuthBlock:        30 * time.Minute,
		BadSends:         100,
		BadSendWindow:    10 * time.Minute,
		BadSendBlock:     10 * time.Minute,
	}
}
