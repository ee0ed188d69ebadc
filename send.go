package smsc

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

// SendRequest is a message, or a mailing of one text or of personal texts. The
// zero value of every field is the service's default. Required are Text with To or
// Groups, or else Personal; each [Channel] says where it differs.
//
// [Client.Cost] takes the same request, so that what is priced is what is sent.
type SendRequest struct { //nolint:recvcheck // Validate and MarshalJSON take a copy; what is inside does not
	// To are the recipients, one per entry: a phone number in international form
	// (5-15 digits; a leading + switches the service's correction of numbers
	// off, and without it "not found" proves nothing about a send). [Email] takes
	// e-mail addresses; [Telegram] and [TelegramCode] take nicks, and # with a
	// Telegram ID, as well. Groups are not accepted here, so that a phone field of a
	// web form cannot reach one. The wire's phones.
	To []string `json:"to,omitempty"`

	// Groups are groups of the account by their numbers, whose members all get the
	// message. The service cannot be asked what became of them. The wire's phones,
	// as G and the number.
	Groups []int64 `json:"groups,omitempty"`

	// Text is the message, up to 1000 characters; the service splits what is
	// longer than one SMS, see [Segments]. Lines of just ~~~ and beginnings such
	// as __CALL__ mean something else to the service and are refused, see
	// AllowMarkers. The wire's mes.
	Text string `json:"text,omitempty"`

	// Comment is a note that only the sender's history shows. It counts into the
	// 1000 characters of the text, together with its separator. It cannot go
	// with Personal or with a channel that has no text.
	Comment string `json:"comment,omitempty"`

	// ID names the message for [Client.Status]: 1-2147483647, or 1-40 of
	// A-Z a-z 0-9 . - _. Empty: the client makes an unguessable one, unless
	// [WithServerIDs] leaves it to the service. Give it yourself, from [NewID], to
	// store it before you send, and never give one ID to two messages: the service
	// does not refuse that, and then cannot be asked which of them it has. An ID does
	// not protect against duplicates.
	ID string `json:"id,omitempty"`

	// Sender is the name that the recipient sees: up to 11 characters of latin
	// letters, digits, space and signs (printable ASCII; which signs the service
	// takes is not documented), or up to 15 digits. It must be registered with
	// the service. Empty: the account's default. A single dot switches the
	// default off (seen in public clients, not documented).
	Sender string `json:"sender,omitempty"`

	// When is when the message goes out. nil: at once.
	When When `json:"when,omitempty"`

	// Spread stretches a mailing over time. Zero: all at once.
	Spread Spread `json:"spread,omitzero"`

	// ValidFor is how long the operator tries to deliver, whole minutes, 1 min to
	// 24 h. Zero: the service's default. (SMSC SOAP docs, valid.)
	ValidFor time.Duration `json:"valid_for,omitempty"`

	// Channel is how the message goes out. nil: plain SMS.
	Channel Channel `json:"channel,omitempty"`

	// Personal are messages with a text each, in place of To and Text. All get
	// the same ID. (SMSC SOAP docs, list.)
	Personal []Personal `json:"personal,omitempty"`

	// KeepLineBreaks sends the line breaks of personal texts as line feeds (nl=1)
	// instead of writing them as \n. Then no line of a text may look like the
	// start of another message, and recipients are phone numbers and groups.
	KeepLineBreaks bool `json:"keep_line_breaks,omitempty"`

	// FileURL is an absolute http or https URL of a file of 101 bytes or more
	// that the service fetches and puts into the message. (SMSC SOAP docs,
	// fileurl.) Files cannot travel in the request: SOAP has no place for them.
	FileURL string `json:"file_url,omitempty"`

	// ShortenLinks replaces links in the text by short ones that count clicks.
	// (SMSC SOAP docs, tinyurl.)
	ShortenLinks bool `json:"shorten_links,omitempty"`

	// MaxParts caps the parts that a long message is split into; the service cuts
	// off the rest. Zero: no cap. (SMSC SOAP docs, maxsms.)
	MaxParts int `json:"max_parts,omitempty"`

	// ConfirmDays hides the text and asks the recipient to confirm the number
	// when the last confirmation is more than so many days ago, 10-999. Zero:
	// off. (SMSC SOAP docs, smsreq.)
	ConfirmDays int `json:"confirm_days,omitempty"`

	// Report asks for cost, or cost and new balance, in the result.
	Report Report `json:"report,omitempty"`

	// ReportRecipients asks for a report on every recipient, in
	// [SendResult.Recipients]. (SMSC SOAP docs, op.)
	ReportRecipients bool `json:"report_recipients,omitempty"`

	// CaptchaCode is what a user typed from the service's captcha. It goes with
	// UserIP. (SMSC SOAP docs, imgcode.)
	CaptchaCode string `json:"captcha_code,omitempty"`

	// UserIP is the user's IP address, for the account's limit on messages from one
	// address in a day. (SMSC SOAP docs, userip.)
	UserIP netip.Addr `json:"user_ip,omitzero"`

	// PartnerID credits a partner with this one request. Zero: nobody. (SMSC SOAP
	// docs, pp.)
	PartnerID int `json:"partner_id,omitempty"`

	// AllowMarkers lets Text and personal texts hold what is refused otherwise:
	// lines of just ~~~, which end the text, and channel prefixes such as
	// __CALL__, which change channel and price. Never set it for text that is
	// not your own.
	AllowMarkers bool `json:"allow_markers,omitempty"`

	// LeaveBy is the time after which no attempt leaves any more, by either clock of
	// the machine. Zero: no bound. It is not a parameter of the service. Set it for a
	// code that is worth nothing when it is late, and in a program that stores until
	// when its attempts can leave, see [Client.SendOnce].
	LeaveBy time.Time `json:"leave_by,omitzero"`

	// Extra are further parameters for the query string, for what the service may
	// add. It cannot set a parameter that has a field here. One value each.
	Extra url.Values `json:"extra,omitempty"`
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

// SendResult is what the service said about a send that it accepted. What the answer
// left out is not Present: absent is not zero.
type SendResult struct {
	// ID names the message for [Client.Status].
	ID string `json:"id"`
	// Count is the number of SMS, parts times recipients; for calls, seconds.
	Count Optional[int] `json:"count,omitzero"`
	// Cost is the price, in the account's currency, which the service does not
	// name. [ReportCost] and [ReportCostAndBalance] ask for it; it usually comes
	// without them too (seen in public clients).
	Cost Optional[decimal.Decimal] `json:"cost,omitzero"`
	// Balance is the new balance. [ReportCostAndBalance] asks for it; it usually comes
	// without that too (seen in public clients).
	Balance Optional[decimal.Decimal] `json:"balance,omitzero"`
	// Failed are the recipients that were refused. A send to more than one asks for
	// them, see [WithoutFailedReports].
	Failed []FailedRecipient `json:"failed,omitempty"`
	// Recipients are all recipients, with ReportRecipients.
	Recipients []RecipientReport `json:"recipients,omitempty"`
	// ReportsMissing says that recipients may have been refused without being named
	// in Failed: the answer was lost, or it counts fewer messages than there are
	// recipients. Ask for the status of each.
	ReportsMissing bool `json:"reports_missing,omitempty"`
	// Resolved says that the service's answer was lost and the message was found
	// by asking for its status. Cost and Count are then known for a single
	// recipient at most, the rest is not.
	Resolved bool `json:"resolved,omitempty"`
	// Extra are elements of the answer that this package does not know, and
	// values that it could not read, by element name. nil when there are none.
	Extra url.Values `json:"extra,omitempty"`
}

// FailedRecipient is a recipient that the service refused.
type FailedRecipient struct {
	// Recipient is the recipient as the service keeps it. The wire's phone.
	Recipient string `json:"recipient"`
	// Status says why.
	Status Optional[StatusCode] `json:"status,omitzero"`
	// Extra is what could not be read or is unknown, by element name.
	Extra url.Values `json:"extra,omitempty"`
}

// RecipientReport is what the service says about one recipient of a send. Its shape
// over SOAP is inferred from the HTTP API.
type RecipientReport struct {
	// Recipient is the recipient as the service keeps it. The wire's phone.
	Recipient string `json:"recipient"`
	// MCC and MNC are the operator's mobile country and network code.
	MCC string `json:"mcc,omitempty"`
	MNC string `json:"mnc,omitempty"`
	// Cost is the price for this recipient.
	Cost Optional[decimal.Decimal] `json:"cost,omitzero"`
	// Status is the status of the message to this recipient.
	Status Optional[StatusCode] `json:"status,omitzero"`
	// DeliveryError is why a recipient was refused; 0 or absent otherwise. The wire's
	// error.
	DeliveryError Optional[DeliveryCode] `json:"delivery_error,omitzero"`
	// Extra is what could not be read or is unknown, by element name.
	Extra url.Values `json:"extra,omitempty"`
}

// Validate checks the request without a network. The error is a [ValidationErrors].
// It does not know the limits of a client ([WithMaxRecipients], [WithMaxRequest]).
func (r SendRequest) Validate() error {
	_, wrong := r.params()
	return wrong.err()
}

// Send sends a message.
//
// A request that breaks a rule comes back as [ValidationErrors], and nothing is
// sent. Every other failure is a [*SendError]; [OutcomeOf] says what is known of the
// message.
//
// What was certainly not sent is tried again. What may have been sent is never sent
// again blindly: the client asks the service for the message until it is found, or
// until it is proved that the service does not have it and will not get it, which
// takes two minutes ([RetryPolicy].QuietTime), and only then sends it again. All of
// that ends with ctx, so give it a deadline: what is not known by then is
// [OutcomeUnknown], and the [SendError] holds what [Client.Resolve] needs later.
// [docs/retries.md] has the exact rules.
//
// [docs/retries.md]: https://github.com/go-smsc/smsc/blob/main/docs/retries.md
func (c *Client) Send(ctx context.Context, request SendRequest) (result *SendResult, err error) {
	out, err := c.compose(&request)
	if err != nil {
		return nil, err
	}
	return c.deliver(ctx, "Send", out, nil)
}

// outgoing is a request that is ready to be sent. It makes the same bytes each time.
type outgoing struct {
	// What goes to the service.
	phones, mes, sender, time string
	id                        string
	generated                 bool   // id was made here, for this send
	query                     string // with everything in it

	// What is known of it here.
	text       string // mes without the comment
	to         []string
	personal   []Personal
	recipients int // how many there are, a group being one
	groups     bool
	counted    bool      // in parts: each recipient's text is what is in the request
	leaveBy    time.Time // nothing may leave after it; zero: no bound
}

// compose checks a request and makes it ready.
func (c *Client) compose(request *SendRequest) (outgoing, error) {
	p, wrong := request.params()
	wrong = append(wrong, c.limit(&p)...)
	if err := wrong.err(); err != nil {
		return outgoing{}, err
	}
	_, flash := request.Channel.(FlashSMS)
	out := outgoing{
		phones: p.phones, mes: p.commented, sender: p.sender, time: p.time, id: request.ID,
		text: p.mes, to: request.To, personal: request.Personal, recipients: p.recipients, groups: p.groups,
		counted: (request.Channel == nil || flash) && !request.ShortenLinks && request.MaxParts == 0 && !request.AllowMarkers,
		leaveBy: request.LeaveBy,
	}
	if out.id == "" && !c.config.serverIDs {
		out.id, out.generated = NewID(), true
	}
	query := p.message
	query = append(query, p.delivery...)
	query.flag("err", p.many() && !c.config.silentRefusal)
	query = withKey(append(query, p.extra...), c.credentials.reveal())
	out.query = query.encode(p.bytes)
	return out, nil
}

// limit checks a request against the limits that the client was given.
func (c *Client) limit(p *params) (wrong ValidationErrors) {
	if p.recipients > c.config.maxRecipients {
		wrong = append(wrong, &ValidationError{
			"To",
			fmt.Sprintf("%d recipients are more than the %d of WithMaxRecipients", p.recipients, c.config.maxRecipients),
		})
	}
	p.bytes = p.size()
	if p.bytes > c.config.maxRequest {
		wrong = append(wrong, &ValidationError{
			"Text",
			fmt.Sprintf("makes a request of about %d bytes, more than the %d of WithMaxRequest", p.bytes, c.config.maxRequest),
		})
	}
	return wrong
}

// NewID returns an ID for [SendRequest].ID: 26 characters with 130 random bits, which
// nobody can guess and no other message has.
func NewID() string {
	var id [26]byte
	_, _ = rand.Read(id[:]) // it never fails
	for i, chance := range id {
		id[i] = "abcdefghijklmnopqrstuvwxyz234567"[chance%32]
	}
	return string(id[:])
}

// post makes one attempt. It calls send_sms while no extra parameter is set, else
// send_sms2, which every use of an API key needs. An answer is read by the same rules.
func (out *outgoing) post(ctx context.Context, c *Client, to *endpoint, began instant, trip *soap.Trip) (*SendResult, error) {
	s := c.credentials.reveal()
	x := call{op: OpSend, id: out.id, began: began, leaveBy: out.leaveBy, trip: trip}
	if out.query == "" {
		var both struct {
			request soapgen.SendRequest
			answer  soapgen.SendAnswer
		}
		both.request = soapgen.SendRequest{
			Login: s.login, Psw: s.password, Phones: out.phones, Mes: out.mes,
			ID: optionalText(out.id), Sender: optionalText(out.sender), Time: optionalText(out.time),
		}
		x.request, x.answer = &both.request, &both.answer
		if err := c.attempt(ctx, to, x); err != nil {
			return nil, err
		}
		answer := &both.answer
		return out.result(&soapgen.Send2Answer{
			ID: answer.ID, Balance: answer.Balance, Cost: answer.Cost, Cnt: answer.Cnt,
			Error: answer.Error, Extra: answer.Extra,
		})
	}
	var both struct {
		request soapgen.Send2Request
		answer  soapgen.Send2Answer
	}
	both.request = soapgen.Send2Request{
		Login: s.login, Psw: s.password, Phones: out.phones, Mes: out.mes,
		ID: optionalText(out.id), Sender: optionalText(out.sender), Time: optionalText(out.time),
		Query: soapgen.Some(out.query),
	}
	x.request, x.answer = &both.request, &both.answer
	if err := c.attempt(ctx, to, x); err != nil {
		return nil, err
	}
	return out.result(&both.answer)
}

// leastCount is the smallest count of a send of which nobody was refused: a message for
// each recipient, and each part of it where it is known how many there are.
func (out *outgoing) leastCount() int {
	if out.recipients < 2 || !out.counted {
		return out.recipients
	}
	if out.personal == nil {
		return out.recipients * Segments(out.text).Parts
	}
	least := 0
	for i := range out.personal {
		p := &out.personal[i]
		least += (len(p.To) + len(p.Groups)) * Segments(p.Text).Parts
	}
	return least
}

// result reads an answer without an error code. It is a success only when it names
// this message and counts it: the answer may belong to another request, or may have
// been cut short on the way.
func (out *outgoing) result(answer *soapgen.Send2Answer) (*SendResult, error) {
	id := strings.TrimSpace(answer.ID.Value)
	read := newLeaves(answer.Extra)
	count := read.integer("cnt", answer.Cnt)
	switch {
	case id == "" || !count.Present:
		return nil, malformed(OpSend, "neither an error code nor a message with its ID and count")
	case count.Value < 1:
		return nil, malformed(OpSend, "a count below 1")
	case out.id != "" && id != out.id:
		return nil, malformed(OpSend, "another message's ID")
	case !validID(id):
		return nil, malformed(OpSend, "an ID that cannot be one")
	}
	result := &SendResult{
		ID: id, Count: count, Cost: read.money("cost", answer.Cost), Balance: read.money("balance", answer.Balance),
	}
	for _, item := range answer.Errors {
		read := newLeaves(nil)
		result.Failed = append(result.Failed, FailedRecipient{
			Recipient: item.Phone, Status: read.status("status", soapgen.Some(item.Status)), Extra: read.extra,
		})
	}
	for _, item := range answer.Phones {
		read := newLeaves(nil)
		result.Recipients = append(result.Recipients, RecipientReport{
			Recipient: item.Phone.Value, MCC: item.MCC.Value, MNC: item.MNC.Value,
			Cost: read.money("cost", item.Cost), Status: read.status("status", item.Status),
			DeliveryError: read.deliveryCode("error", item.Error), Extra: read.extra,
		})
	}
	result.ReportsMissing = len(result.Failed) == 0 && len(result.Recipients) == 0 && count.Value < out.leastCount()
	result.Extra = read.extra
	return result, nil
}
