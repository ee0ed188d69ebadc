package smsc

import (
	"context"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

// SendRequest is a message, or a mailing of one text or of personal texts. The
// zero value of every field is the service's default. To and Text, or Personal,
// are required; what a [Channel] changes about that is said there.
//
// [Client.Cost] takes the same request, so that what is priced is what is sent.
type SendRequest struct {
	// To are the recipients, one an entry: a phone number in international form
	// (5-15 digits; a leading + switches the service's correction of numbers
	// off), or a group of the account as G and its number. [Email] takes e-mail
	// addresses, [Telegram] nicks and # with a Telegram ID as well. The wire's
	// phones.
	To []string

	// Text is the message, up to 1000 characters; the service splits what is
	// longer than one SMS, see [Segments]. Lines of just ~~~ and beginnings such
	// as __CALL__ mean something else to the service and are refused, see
	// AllowMarkers. The wire's mes.
	Text string

	// Comment is a note that only the sender's history shows. It counts into the
	// 1000 characters of the text, together with its separator. It cannot go
	// with Personal or with a channel that has no text.
	Comment string

	// ID names the message for [Client.Status]: 1-2147483647, or 1-40 of
	// A-Z a-z 0-9 . - _. Empty: the client makes an unguessable one, unless
	// [WithServerIDs] leaves it to the service. The service does not demand that
	// it is unique, and it is no protection against doubles.
	ID string

	// Sender is the name that the recipient sees: up to 11 characters of latin
	// letters, digits, space and signs (printable ASCII; which signs the service
	// takes is not documented), or up to 15 digits. It must be registered with
	// the service. Empty: the account's default. A single dot switches the
	// default off (seen in public clients, not documented).
	Sender string

	// When is when the message goes out. nil: at once.
	When When

	// Spread stretches a mailing over time. Zero: all at once.
	Spread Spread

	// ValidFor is how long the operator tries to deliver, whole minutes, 1 min to
	// 24 h. Zero: the service's default. (SMSC SOAP docs, valid.)
	ValidFor time.Duration

	// Channel is how the message goes out. nil: plain SMS.
	Channel Channel

	// Personal are messages with a text each, in place of To and Text. All get
	// the same ID. (SMSC SOAP docs, list.)
	Personal []Personal

	// KeepLineBreaks sends the line breaks of personal texts as line feeds (nl=1)
	// instead of writing them as \n. Then no line of a text may look like the
	// start of another message, and recipients are phone numbers and groups.
	KeepLineBreaks bool

	// FileURL is an absolute http or https URL of a file of 101 bytes or more
	// that the service fetches and puts into the message. (SMSC SOAP docs,
	// fileurl.) Files cannot travel in the request: SOAP has no place for them.
	FileURL string

	// ShortenLinks replaces links in the text by short ones that count clicks.
	// (SMSC SOAP docs, tinyurl.)
	ShortenLinks bool

	// MaxParts caps the parts that a long message is split into; the service cuts
	// off the rest. Zero: no cap. (SMSC SOAP docs, maxsms.)
	MaxParts int

	// ConfirmDays hides the text and asks the recipient to confirm the number
	// when the last confirmation is more than so many days ago, 10-999. Zero:
	// off. (SMSC SOAP docs, smsreq.)
	ConfirmDays int

	// Report asks for cost, or cost and new balance, in the result.
	Report Report

	// ReportFailed asks for the list of recipients that were refused, in
	// [SendResult.Failed]. (SMSC SOAP docs, err.)
	ReportFailed bool

	// ReportRecipients asks for a report on every recipient, in
	// [SendResult.Recipients]. (SMSC SOAP docs, op.)
	ReportRecipients bool

	// CaptchaCode is what a user typed from the service's captcha. It goes with
	// UserIP. (SMSC SOAP docs, imgcode.)
	CaptchaCode string

	// UserIP is the user's address, to which the account's limit of messages from
	// one address a day applies. (SMSC SOAP docs, userip.)
	UserIP netip.Addr

	// PartnerID credits a partner with this one request. Zero: nobody. (SMSC SOAP
	// docs, pp.)
	PartnerID int

	// AllowMarkers lets Text and personal texts hold what is refused otherwise:
	// lines of just ~~~, which end the text, and channel prefixes such as
	// __CALL__, which change channel and price. Never set it for text that is
	// not your own.
	AllowMarkers bool

	// Extra are further parameters for the query string, for what the service may
	// add. It cannot set a parameter that has a field here. One value each.
	Extra url.Values
}

// Personal is one line of a mailing with personal texts.
type Personal struct {
	// To are the recipients of this text, as in [SendRequest].
	To []string
	// Text is the message, up to 1000 characters. Line breaks arrive as such; a
	// backslash followed by n would too, and is refused.
	Text string
	// Sender is the name that these recipients see. Empty: the request's. It may
	// not hold comma, semicolon, colon or bar, which end it on the wire.
	Sender string
	// Zone is whose clock [LocalTime] means for these recipients. It needs Sender,
	// and works with LocalTime only. Zero: the request's.
	Zone Zone
}

// Report says what a send reports about money. Pricing without sending is
// [Client.Cost]. (SMSC SOAP docs, cost.)
type Report int

// What a send can report.
const (
	ReportNothing        Report = 0
	ReportCost           Report = 2
	ReportCostAndBalance Report = 3
)

// SendResult is what the service said of a send that it accepted. What is not
// there is not Present: absent and zero are two things.
type SendResult struct {
	// ID names the message for [Client.Status].
	ID string
	// Count is the number of SMS, parts times recipients; for calls, seconds.
	Count Optional[int]
	// Cost is the price, in the account's currency, which the service does not
	// name. It comes with [ReportCost] and [ReportCostAndBalance].
	Cost Optional[decimal.Decimal]
	// Balance is the new balance. It comes with [ReportCostAndBalance].
	Balance Optional[decimal.Decimal]
	// Failed are the recipients that were refused, with ReportFailed.
	Failed []FailedRecipient
	// Recipients are all recipients, with ReportRecipients.
	Recipients []RecipientReport
	// Resolved tells that the service's answer was lost and the message was found
	// by asking for its status. Cost and Count are then known for a single
	// recipient at most, the rest is not.
	Resolved bool
	// Extra are elements of the answer that this package does not know, and
	// values that it could not read, by element name. nil when there are none.
	Extra url.Values
}

// FailedRecipient is a recipient that the service refused.
type FailedRecipient struct {
	// Phone is the recipient.
	Phone string
	// Status says why.
	Status Optional[StatusCode]
	// Extra is what could not be read or is unknown, by element name.
	Extra url.Values
}

// RecipientReport is what the service says of one recipient of a send. Its shape
// over SOAP is inferred from the HTTP API.
type RecipientReport struct {
	// Phone is the recipient.
	Phone string
	// MCC and MNC are the operator's mobile country and network code.
	MCC, MNC string
	// Cost is the price for this recipient.
	Cost Optional[decimal.Decimal]
	// Status is the status of the message to this recipient.
	Status Optional[StatusCode]
	// Error is the error code of a recipient that was refused; 0 or absent
	// otherwise.
	Error Optional[int]
	// Extra is what could not be read or is unknown, by element name.
	Extra url.Values
}

// Send sends a message.
//
// A violation of a field's rule comes back as [*ValidationError] values, joined,
// and nothing is sent. Every other failure is a [*SendError]; [OutcomeOf] says
// whether the message may have gone out all the same.
//
// What was certainly not sent is tried again. What may have been sent is never
// sent again blindly: the client asks the service for the message and repeats the
// identical request only within the minute in which the service refuses it as a
// duplicate. That takes up to about two minutes, within ctx; docs/retries.md has
// the exact steps, and options switch each of them off.
func (c *Client) Send(ctx context.Context, request SendRequest) (*SendResult, error) {
	d, err := c.compose(&request, false)
	if err != nil {
		return nil, err
	}
	c.authorise(&d.query)
	result, err := c.deliver(ctx, d)
	if err != nil {
		return nil, &SendError{
			ID: d.id, Recipients: request.recipients(), StartedAt: d.startedAt, Outcome: OutcomeOf(err), Err: err,
		}
	}
	return result, nil
}

// recipients are all recipients of the request.
func (r *SendRequest) recipients() []string {
	all := slices.Clone(r.To)
	for _, p := range r.Personal {
		all = append(all, p.To...)
	}
	return all
}

// send makes one attempt. It calls send_sms while no extra parameter is set, else
// send_sms2, which every use of an API key needs. The same draft makes the same
// bytes each time.
func (c *Client) send(ctx context.Context, caller *soap.Caller, d *draft) (*SendResult, error) {
	s := c.credentials.reveal()
	if len(d.query) == 0 {
		var answer soapgen.SendAnswer
		if err := c.try(ctx, caller, exchange{
			request: &soapgen.SendRequest{
				Login: s.login, Psw: s.password, Phones: d.phones, Mes: d.mes,
				ID: optionalText(d.id), Sender: optionalText(d.sender), Time: optionalText(d.time),
			},
			answer: &answer, code: &answer.Error, answerID: &answer.ID, id: d.id,
		}); err != nil {
			return nil, err
		}
		return c.sendResult(d, OpSendSMS, &soapgen.Send2Answer{
			ID: answer.ID, Balance: answer.Balance, Cost: answer.Cost, Cnt: answer.Cnt,
			Error: answer.Error, Extra: answer.Extra,
		})
	}
	var answer soapgen.Send2Answer
	if err := c.try(ctx, caller, exchange{
		request: &soapgen.Send2Request{
			Login: s.login, Psw: s.password, Phones: d.phones, Mes: d.mes,
			ID: optionalText(d.id), Sender: optionalText(d.sender), Time: optionalText(d.time),
			Query: soapgen.Some(d.query.encode()),
		},
		answer: &answer, code: &answer.Error, answerID: &answer.ID, id: d.id,
	}); err != nil {
		return nil, err
	}
	return c.sendResult(d, OpSendSMS2, &answer)
}

// sendResult reads an answer without an error code. It is a success only when it
// says so, with a message that can be named or counted.
func (c *Client) sendResult(d *draft, op Operation, answer *soapgen.Send2Answer) (*SendResult, error) {
	if answer.ID.Value == "" && answer.Cnt.Value == "" {
		return nil, c.malformed(op, "neither an error code nor a message")
	}
	f := newFields(answer.Extra)
	result := &SendResult{
		ID:      answer.ID.Value,
		Count:   f.integer("cnt", answer.Cnt),
		Cost:    f.money("cost", answer.Cost),
		Balance: f.money("balance", answer.Balance),
	}
	if result.ID == "" {
		result.ID = d.id
	}
	for _, item := range answer.Errors {
		f := newFields(nil)
		result.Failed = append(result.Failed, FailedRecipient{
			Phone: item.Phone, Status: f.status("status", soapgen.Some(item.Status)), Extra: f.extra,
		})
	}
	for _, item := range answer.Phones {
		f := newFields(nil)
		result.Recipients = append(result.Recipients, RecipientReport{
			Phone: item.Phone.Value, MCC: item.MCC.Value, MNC: item.MNC.Value,
			Cost: f.money("cost", item.Cost), Status: f.status("status", item.Status),
			Error: f.integer("error", item.Error), Extra: f.extra,
		})
	}
	result.Extra = f.extra
	return result, nil
}
