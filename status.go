package smsc

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// StatusRequest asks for the newest message with this recipient and ID. The service
// takes 5 such requests a minute for one message, and 4 at once. (SMSC SOAP docs,
// get_status; HTTP docs.)
type StatusRequest struct { //nolint:recvcheck // Validate takes a copy; what is inside does not
	// Recipient is the recipient as it was sent to: a phone number, e-mail address,
	// Telegram nick or # with a Telegram ID. Groups are not accepted. Required. The
	// wire's phone.
	Recipient string `json:"recipient"`
	// ID is the message's ID, from [SendResult] or [SendError]. Required.
	ID string `json:"id"`
	// Detail is how much to return. The wire's all.
	Detail Detail `json:"detail,omitempty"`
	// Extra are further parameters for the query string, for what the service may
	// add. One value each.
	Extra url.Values `json:"extra,omitempty"`
}

// Detail is how much a status request returns. (SMSC SOAP docs, get_status, all.)
type Detail int

// The levels of detail.
const (
	// DetailBasic returns status, time of its last change and delivery error.
	DetailBasic Detail = 0
	// DetailMessage adds the message: when it was sent, phone, cost, sender, text,
	// parts.
	DetailMessage Detail = 1
	// DetailOperator adds operator and region.
	DetailOperator Detail = 2
)

// StatusResult is what the service knows of a message. Which fields it fills
// depends on the request's [Detail].
type StatusResult struct {
	// Status is where the message stands.
	Status StatusCode `json:"status"`
	// StatusName is the service's own name for it, in its language.
	StatusName string `json:"status_name,omitempty"`
	// ChangedAt is when the status last changed, in UTC; zero when it is not given.
	ChangedAt time.Time `json:"changed_at,omitzero"`
	// DeliveryError says why a message was not delivered.
	DeliveryError Optional[DeliveryCode] `json:"delivery_error,omitzero"`

	// SentAt is when the message was sent, in UTC; zero when it is not given.
	SentAt time.Time `json:"sent_at,omitzero"`
	// Recipient is the recipient as the service keeps it. The wire's phone.
	Recipient string `json:"recipient,omitempty"`
	// Cost is the message's price.
	Cost Optional[decimal.Decimal] `json:"cost,omitzero"`
	// Sender is the name that the recipient saw.
	Sender string `json:"sender,omitempty"`
	// Text is the text.
	Text string `json:"text,omitempty"`
	// Parts is the number of parts of the SMS; for a call, its seconds.
	Parts Optional[int] `json:"parts,omitzero"`

	// Operator is the name of the recipient's operator.
	Operator string `json:"operator,omitempty"`
	// Region is where the number is registered.
	Region string `json:"region,omitempty"`

	// Extra are elements of the answer that this package does not know, and
	// values that it could not read, by element name. nil when there are none.
	Extra url.Values `json:"extra,omitempty"`
}

// Validate checks the request without a network. The error is a [ValidationErrors].
func (r StatusRequest) Validate() error {
	_, wrong := r.params()
	return wrong.err()
}

// params checks the request and returns its query string.
func (r *StatusRequest) params() (extra query, wrong ValidationErrors) {
	if rule := checkOne(r.Recipient); rule != "" {
		wrong = append(wrong, &ValidationError{"Recipient", rule})
	}
	if !validID(r.ID) {
		wrong = append(wrong, &ValidationError{"ID", idRule})
	}
	if r.Detail < DetailBasic || r.Detail > DetailOperator {
		wrong = append(wrong, &ValidationError{"Detail", "must be DetailBasic, DetailMessage or DetailOperator"})
	}
	extra, found := extraParams(r.Extra)
	wrong = append(wrong, found...)
	return extra, wrong
}

// Status asks where a message stands. A message that the service does not know is
// an error that matches [ErrNotFound].
func (c *Client) Status(ctx context.Context, request StatusRequest) (result *StatusResult, err error) {
	extra, wrong := request.params()
	if err := wrong.err(); err != nil {
		return nil, err
	}
	ctx, watched := c.observe(ctx, CallStart{Method: "Status", ID: request.ID, Recipients: 1})
	defer func() {
		watched.end(err, func(end *CallEnd) { end.Cost, end.Count = result.Cost, result.Parts })
	}()
	question := c.statusCall(request, extra)
	if err := c.read(ctx, question.call); err != nil {
		return nil, err
	}
	return question.result()
}

// statusCall is a valid request, and where its answer will be.
type statusCall struct {
	call

	simple   *soapgen.StatusAnswer
	extended *soapgen.Status2Answer
}

func (c *Client) statusCall(request StatusRequest, extra query) statusCall {
	var all soapgen.Optional
	if request.Detail != DetailBasic {
		all = soapgen.Some(strconv.Itoa(int(request.Detail)))
	}
	s := c.credentials.reveal()
	question := statusCall{call: call{op: OpStatus, id: request.ID, key: statusKey(request.Recipient, request.ID)}}
	if s.apiKey == "" && len(extra) == 0 {
		question.simple = new(soapgen.StatusAnswer)
		question.answer = question.simple
		question.request = &soapgen.StatusRequest{
			Login: s.login, Psw: s.password, Phone: request.Recipient, ID: request.ID, All: all,
		}
		return question
	}
	question.extended = new(soapgen.Status2Answer)
	question.answer = question.extended
	question.request = &soapgen.Status2Request{
		Login: s.login, Psw: s.password, Phone: request.Recipient, ID: request.ID, All: all,
		Query: withKey(extra, s).encode(0), APIKey: optionalText(s.apiKey),
	}
	return question
}

// named is the recipient that the answer names, "" when it names none.
func (x statusCall) named() string {
	if x.extended != nil {
		return x.extended.Phone.Value
	}
	return x.simple.Phone.Value
}

// codeNotFound is the code of a message that is not found.
const codeNotFound = 3

// result reads the answer, which has no error code.
func (x statusCall) result() (*StatusResult, error) {
	answer := x.extended
	if answer == nil {
		// The two answers have the same fields; the conversion compiles only
		// while that is so.
		answer = (*soapgen.Status2Answer)(x.simple)
	}
	read := newLeaves(answer.Extra)
	status := read.status("status", answer.Status)
	switch {
	case !status.Present:
		return nil, malformed(OpStatus, "neither an error code nor a status")
	case status.Value == StatusNotFound:
		return nil, &APIError{Operation: OpStatus, Code: codeNotFound}
	}
	return &StatusResult{
		Status:        status.Value,
		StatusName:    answer.StatusName.Value,
		ChangedAt:     read.moment("last_date", answer.LastDate, "last_timestamp", answer.LastTimestamp),
		DeliveryError: read.deliveryCode("err", answer.Err),
		SentAt:        read.moment("send_date", answer.SendDate, "send_timestamp", answer.SendTimestamp),
		Recipient:     answer.Phone.Value,
		Cost:          read.money("cost", answer.Cost),
		Sender:        answer.SenderID.Value,
		Text:          answer.Message.Value,
		Parts:         read.integer("sms_cnt", answer.SMSCnt),
		Operator:      answer.Operator.Value,
		Region:        answer.Region.Value,
		Extra:         read.extra,
	}, nil
}
