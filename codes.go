package smsc

import "strconv"

// StatusCode is where a message stands. Codes that are not listed here can come; they
// are not final, and neither a success nor a failure. (SMSC HTTP docs, statuses; which
// of them are final is inferred.)
type StatusCode int

// The statuses of a message.
const (
	// StatusNotFound: there is no such message. [Client.Status] turns it into
	// [ErrNotFound].
	StatusNotFound StatusCode = -3
	// StatusStopped: the mailing was paused before the message left.
	StatusStopped StatusCode = -2
	// StatusWaiting: scheduled, or about to go.
	StatusWaiting StatusCode = -1
	// StatusPassed: passed to the operator.
	StatusPassed StatusCode = 0
	// StatusDelivered: delivered. It can still become read or clicked.
	StatusDelivered StatusCode = 1
	// StatusRead: read, in an e-mail or a messenger.
	StatusRead StatusCode = 2
	// StatusExpired: not delivered within its validity.
	StatusExpired StatusCode = 3
	// StatusClicked: a short link in the message was opened.
	StatusClicked StatusCode = 4
	// StatusSpam: an e-mail was rejected as spam. (Seen in public clients.)
	StatusSpam StatusCode = 6
	// StatusUndeliverable: cannot be delivered; [StatusResult.DeliveryError] says why.
	StatusUndeliverable StatusCode = 20
	// StatusWrongNumber: the number is wrong.
	StatusWrongNumber StatusCode = 22
	// StatusForbidden: forbidden by limits, a black list or the spam filter.
	StatusForbidden StatusCode = 23
	// StatusNoFunds: not enough money on the account.
	StatusNoFunds StatusCode = 24
	// StatusUnavailable: the number takes no SMS, or there is no route to it.
	StatusUnavailable StatusCode = 25
)

// String names the status in English; a code that is not listed is "status N".
func (s StatusCode) String() string {
	switch s {
	case StatusNotFound:
		return "not found"
	case StatusStopped:
		return "stopped"
	case StatusWaiting:
		return "waiting to be sent"
	case StatusPassed:
		return "passed to the operator"
	case StatusDelivered:
		return "delivered"
	case StatusRead:
		return "read"
	case StatusExpired:
		return "expired"
	case StatusClicked:
		return "link clicked"
	case StatusSpam:
		return "rejected as spam"
	case StatusUndeliverable:
		return "cannot be delivered"
	case StatusWrongNumber:
		return "wrong number"
	case StatusForbidden:
		return "forbidden"
	case StatusNoFunds:
		return "not enough money"
	case StatusUnavailable:
		return "unavailable number"
	default:
		return "status " + strconv.Itoa(int(s))
	}
}

// Final reports whether delivery is over, successfully or not. Delivered can still
// become read or clicked.
func (s StatusCode) Final() bool { return s.Delivered() || s.Failed() }

// Delivered reports whether the message reached the recipient.
func (s StatusCode) Delivered() bool {
	return s == StatusDelivered || s == StatusRead || s == StatusClicked
}

// Failed reports whether the message will not reach the recipient.
func (s StatusCode) Failed() bool {
	switch s {
	case StatusExpired, StatusSpam, StatusUndeliverable, StatusWrongNumber,
		StatusForbidden, StatusNoFunds, StatusUnavailable:
		return true
	default:
		return false
	}
}

// DeliveryCode is why a message was not delivered. Codes that are not listed can
// come. (SMSC HTTP docs, err.)
type DeliveryCode int

// DeliveryClass says what to make of a [DeliveryCode]. (Inferred.)
type DeliveryClass int

// The classes of delivery errors.
const (
	// ClassUnknown: nothing can be said, or the code is not known.
	ClassUnknown DeliveryClass = iota
	// ClassNone: no error.
	ClassNone
	// ClassTemporary: the same message may get through later.
	ClassTemporary
	// ClassPermanent: it will not get through to this recipient.
	ClassPermanent
	// ClassAccount: something in the account or its contract forbids it.
	ClassAccount
	// ClassEmail: the recipient's mailbox or mail server.
	ClassEmail
	// ClassNotice: not an error but a remark.
	ClassNotice
)

// String names the class.
func (c DeliveryClass) String() string {
	switch c {
	case ClassNone:
		return "none"
	case ClassTemporary:
		return "temporary"
	case ClassPermanent:
		return "permanent"
	case ClassAccount:
		return "account"
	case ClassEmail:
		return "e-mail"
	case ClassNotice:
		return "notice"
	default:
		return "unknown"
	}
}

type deliveryError struct {
	name  string
	class DeliveryClass
}

// deliveryErrors is the table of delivery errors, which has no order but that of
// its numbers. It is only read.
var deliveryErrors = map[DeliveryCode]deliveryError{
	0:   {"no error", ClassNone},
	1:   {"subscriber does not exist", ClassPermanent},
	2:   {"mailbox full", ClassEmail},
	3:   {"mail server not found", ClassEmail},
	4:   {"mailbox blocked", ClassEmail},
	6:   {"subscriber offline", ClassTemporary},
	11:  {"service not connected", ClassPermanent},
	12:  {"error in the subscriber's phone", ClassTemporary},
	13:  {"subscriber blocked", ClassTemporary},
	21:  {"service not supported", ClassPermanent},
	200: {"virtual sending", ClassNotice},
	219: {"SIM card replaced", ClassTemporary},
	220: {"operator's queue full", ClassTemporary},
	237: {"no answer to the call", ClassTemporary},
	238: {"no template", ClassPermanent},
	239: {"IP address forbidden", ClassAccount},
	240: {"subscriber busy", ClassTemporary},
	241: {"conversion error", ClassTemporary},
	242: {"answering machine", ClassTemporary},
	243: {"no contract", ClassAccount},
	244: {"mailing forbidden", ClassAccount},
	245: {"delivery status not received", ClassUnknown},
	246: {"time restriction", ClassAccount},
	247: {"message limit exceeded", ClassAccount},
	248: {"no route", ClassPermanent},
	249: {"bad number format", ClassPermanent},
	250: {"number forbidden by settings", ClassAccount},
	251: {"limit for one number exceeded", ClassAccount},
	252: {"number forbidden", ClassPermanent},
	253: {"stopped by the spam filter", ClassPermanent},
	254: {"sender ID not registered", ClassAccount},
	255: {"rejected by the operator", ClassUnknown},
}

// String names the error in English; a code that is not listed is "delivery
// error N".
func (c DeliveryCode) String() string {
	if e, ok := deliveryErrors[c]; ok {
		return e.name
	}
	return "delivery error " + strconv.Itoa(int(c))
}

// Class says what to make of the error. A code that is not listed is
// [ClassUnknown].
func (c DeliveryCode) Class() DeliveryClass { return deliveryErrors[c].class }
