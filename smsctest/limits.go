package smsctest

import (
	"net/netip"
	"time"
)

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
	// ConcurrentStatus is the number of status requests at once from which on
	// they get error 9: with 5, 4 are served. (SMSC HTTP docs. That other requests
	// do not count is inferred.)
	ConcurrentStatus int

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

// DefaultLimits returns the documented limits.
func DefaultLimits() Limits {
	return Limits{
		DuplicateWindow:  time.Minute,
		StatusPerMinute:  5,
		BalancePerMinute: 10,
		CostPerMinute:    5,
		Concurrent:       15,
		ConcurrentStatus: 5,
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

// maxAddresses bounds the client addresses that are remembered for their errors.
const maxAddresses = 4096

// limiter keeps the state of the limits. All of it expires.
type limiter struct {
	limits    Limits
	balances  rate
	costs     *expiring[fingerprint, rate]
	statuses  *expiring[Key, rate]
	flood     *expiring[string, int]
	addresses *expiring[netip.Addr, addressState]
}

// addressState is what an address did wrong.
type addressState struct {
	authErrors   rate
	badSends     rate // in a row
	blockedUntil time.Time
}

func newLimiter(limits Limits, entries int) *limiter {
	return &limiter{
		limits:   limits,
		costs:    newExpiring[fingerprint, rate](time.Minute, entries),
		statuses: newExpiring[Key, rate](time.Minute, entries),
		flood:    newExpiring[string, int](limits.FloodGap, entries),
		addresses: newExpiring[netip.Addr, addressState](
			max(limits.AuthWindow, limits.AuthBlock, limits.BadSendWindow, limits.BadSendBlock), maxAddresses),
	}
}

// blocked reports whether an address is blocked at present.
func (l *limiter) blocked(from netip.Addr, now time.Time) bool {
	a := l.addresses.get(from, now)
	return a != nil && now.Before(a.blockedUntil)
}

// authFailed notes an authorisation error.
func (l *limiter) authFailed(from netip.Addr, now time.Time) {
	if l.limits.AuthErrors <= 0 {
		return
	}
	a := l.addresses.touch(from, now)
	a.authErrors.count(now, l.limits.AuthWindow)
	a.authErrors.times = append(a.authErrors.times, now)
	if len(a.authErrors.times) >= l.limits.AuthErrors {
		a.authErrors.times = nil
		a.blockedUntil = now.Add(l.limits.AuthBlock)
	}
}

// sent notes how a send ended.
func (l *limiter) sent(from netip.Addr, code int, now time.Time) {
	if l.limits.BadSends <= 0 {
		return
	}
	if code == 0 {
		if a := l.addresses.get(from, now); a != nil {
			a.badSends.times = nil
		}
		return
	}
	a := l.addresses.touch(from, now)
	a.badSends.count(now, l.limits.BadSendWindow)
	a.badSends.times = append(a.badSends.times, now)
	if len(a.badSends.times) >= l.limits.BadSends {
		a.badSends.times = nil
		a.blockedUntil = now.Add(l.limits.BadSendBlock)
	}
}

func (l *limiter) allowStatus(key Key, now time.Time) bool {
	if l.limits.StatusPerMinute <= 0 {
		return true
	}
	return l.statuses.touch(key, now).allow(now, time.Minute, l.limits.StatusPerMinute)
}

func (l *limiter) allowCost(sum fingerprint, now time.Time) bool {
	if l.limits.CostPerMinute <= 0 {
		return true
	}
	return l.costs.touch(sum, now).allow(now, time.Minute, l.limits.CostPerMinute)
}

func (l *limiter) allowBalance(now time.Time) bool {
	return l.balances.allow(now, time.Minute, l.limits.BalancePerMinute)
}

// flooded reports whether a number has had too many messages in close order.
func (l *limiter) flooded(phone string, now time.Time) bool {
	if l.limits.FloodMessages <= 0 {
		return false
	}
	n := l.flood.get(phone, now)
	return n != nil && *n >= l.limits.FloodMessages
}

// delivered counts a message to a number.
func (l *limiter) delivered(phone string, now time.Time) {
	if l.limits.FloodMessages > 0 && l.limits.FloodGap > 0 {
		*l.flood.touch(phone, now)++
	}
}
