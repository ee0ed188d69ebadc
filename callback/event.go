package callback

import (
	"net/url"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
)

// Event is a [StatusReport], an [IncomingMessage] or a [WaitCall]. There are no others.
// The handler passes them as values, not as pointers.
type Event interface {
	// signed returns the values that the checksum covers, in order.
	signed() []string
	// fields returns the fields of the request, without the checksums.
	fields() []field
	// check returns what is wrong with the event, or nothing.
	check() string
}

// StatusReport tells that the status of a message changed. The checksum covers ID,
// Recipient and Status.
type StatusReport struct {
	// ID is the message's ID: the sender's own, or the one that the service made.
	// The wire's id. Never empty.
	ID string
	// Recipient is where the message went: a phone number, an e-mail address, or
	// another address of the channel. The service may write a number differently than
	// it was sent, for example without the plus. The wire's phone. Never empty.
	Recipient string
	// Status is where the message stands. A code that this package does not know is
	// neither final nor a success.
	Status smsc.StatusCode
	// ChangedAt is when the status changed, in UTC, to the second; zero when it is not
	// told. The wire's ts, or else its time, a date in Moscow time (inferred from the
	// SOAP API).
	ChangedAt time.Time
	// DeliveryError says why the message was not delivered. The wire's err.
	DeliveryError smsc.Optional[smsc.DeliveryCode]
	// Cost is the price of the message. The currency is the account's.
	Cost smsc.Optional[decimal.Decimal]
	// Type is the kind of message.
	Type smsc.Optional[Type]
	// HLR is the result of an HLR request; nil when the report has none.
	HLR *HLR
	// Extra are fields that this package does not know and values that it could not
	// read, by the wire's name. nil when there are none.
	Extra url.Values
}

// HLR is what the network knows about a phone number. A field that the service leaves
// out is empty. (Seen in public clients.)
type HLR struct {
	// IMSI identifies the SIM card. The wire's imsi.
	IMSI string
	// MSC is the number of the switch that serves the subscriber. The wire's msc.
	MSC string
	// MCC is the mobile country code. The wire's mcc.
	MCC string
	// MNC is the mobile network code. The wire's mnc.
	MNC string
	// Country is the name of the home country. The wire's cn.
	Country string
	// Network is the name of the home network. The wire's net.
	Network string
	// RoamingCountry is the name of the country of roaming. The wire's rcn.
	RoamingCountry string
	// RoamingNetwork is the name of the network of roaming. The wire's rnet.
	RoamingNetwork string
}

// IncomingMessage is a message that a subscriber sent to a number of the account.
// The checksum covers Phone, Text and To.
type IncomingMessage struct {
	// ID is the service's ID of this message; empty when it is not told. The wire's
	// id.
	ID string
	// Phone is the number of the subscriber. Never empty.
	Phone string
	// Text is the message, verbatim. It can be anything that a subscriber types.
	// The wire's mes.
	Text string
	// To is the number that the message was sent to.
	To string
	// ReceivedAt is when the service received the message, like
	// [StatusReport.ChangedAt].
	ReceivedAt time.Time
	// Extra is as in [StatusReport].
	Extra url.Values
}

// WaitCall tells that a subscriber called a number of the service to confirm their own
// number. The checksum covers Phone and CalledAt.
type WaitCall struct {
	// Phone is the number of the subscriber. Never empty.
	Phone string
	// Value is the wire's waitcall, verbatim. Its meaning is not documented.
	Value string
	// CalledAt is when the call came, in UTC, to the second. The wire's ts. Never zero.
	CalledAt time.Time
	// Extra is as in [StatusReport].
	Extra url.Values
}

// Type is the kind of message that a [StatusReport] is about. Numbers that are not
// listed here can come. (Seen in public clients.)
type Type int

// The types of messages.
const (
	// TypeSMS is a text message.
	TypeSMS Type = 0
	// TypeFlash is a flash SMS.
	TypeFlash Type = 1
	// TypeBinary is a binary SMS.
	TypeBinary Type = 2
	// TypeWAPPush is a WAP push.
	TypeWAPPush Type = 3
	// TypeHLR is an HLR request.
	TypeHLR Type = 4
	// TypePing is a ping SMS.
	TypePing Type = 5
	// TypeMMS is an MMS.
	TypeMMS Type = 6
	// TypeCall is a voice call.
	TypeCall Type = 7
	// TypeEmail is an e-mail.
	TypeEmail Type = 8
	// TypeViber is a Viber message.
	TypeViber Type = 10
	// TypeSocial is a message in a social network.
	TypeSocial Type = 12
)

// String names the type in English; a number that is not listed is "type N".
func (t Type) String() string {
	switch t {
	case TypeSMS:
		return "SMS"
	case TypeFlash:
		return "flash SMS"
	case TypeBinary:
		return "binary SMS"
	case TypeWAPPush:
		return "WAP push"
	case TypeHLR:
		return "HLR"
	case TypePing:
		return "ping SMS"
	case TypeMMS:
		return "MMS"
	case TypeCall:
		return "call"
	case TypeEmail:
		return "e-mail"
	case TypeViber:
		return "Viber"
	case TypeSocial:
		return "social network"
	default:
		return "type " + strconv.Itoa(int(t))
	}
}
