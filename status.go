package smsc

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// StatusRequest asks for the newest message with this phone and ID. The service
// takes 5 such requests a minute for one message. (SMSC SOAP docs, get_status.)
type StatusRequest struct {
	// Phone is the recipient: a phone number, e-mail address, Telegram nick or
	// # with a Telegram ID, as it was sent to. A group is none. Required.
	Phone string
	// ID is the message's ID, from [SendResult] or [SendError]. Required.
	ID string
	// Detail is how much to tell. The wire's all.
	Detail Detail
	// Extra are further parameters for the query string, for what the service may
	// add. One value each.
	Extra url.Values
}

// Detail is how much a status request tells. (SMSC SOAP docs, get_status, all.)
type Detail int

// The levels of detail.
const (
	// DetailBasic tells status, time of its last change and delivery error.
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
	Status StatusCode
	// StatusName is the service's own name for it, in its language.
	StatusName string
	// ChangedAt is when the status last changed, in UTC; zero when it is not told.
	ChangedAt time.Time
	// DeliveryError says why a message was not delivered.
	DeliveryError Optional[DeliveryCode]

	// SentAt is when the message was sent, in UTC; zero when it is not told.
	SentAt time.Time
	// Phone is the recipient's number.
	Phone string
	// Cost is the message's price.
	Cost Optional[decimal.Decimal]
	// Sender is the name that the recipient saw.
	Sender string
	// Text is the text.
	Text string
	// Parts is the number of parts of the SMS; for a call, its seconds.
	Parts Optional[int]

	// Operator is the name of the recipient's operator.
	Operator string
	// Region is where the number is registered.
	Region string

	// Extra are elements of the answer that this package does not know, and
	// values that it could not read, by element name. nil when there are none.
	Extra url.Values
}

// Status asks where a message stands. A message that the service does not know is
// an error that matches [ErrNotFound].
func (c *Client) Status(ctx context.Context, request StatusRequest) (*StatusResult, error) {
	var v violations
	if rule := checkStatusPhone(request.Phone); rule != "" {
		v.add("Phone", "%s", rule)
	}
	if !validID(request.ID) {
		v.add("ID", idRule)
	}
	if request.Detail < DetailBasic || request.Detail > DetailOperator {
		v.add("Detail", "must be DetailBasic, DetailMessage or DetailOperator")
	}
	new(query).extra(&v, request.Extra)
	if err := v.err(); err != nil {
		return nil, err
	}
	return c.status(request, func(x exchange) error { return c.read(ctx, x) })
}

// status makes a valid request through call.
func (c *Client) status(request StatusRequest, call func(exchange) error) (*StatusResult, error) {
	var q query
	q.extra(new(violations), request.Extra)
	var all soapgen.Optional
	if request.Detail != DetailBasic {
		all = soapgen.Some(strconv.Itoa(int(request.Detail)))
	}
	key := c.authorise(&q)
	s := c.credentials.reveal()
	if len(q) == 0 {
		var answer soapgen.StatusAnswer
		if err := call(exchange{
			request: &soapgen.StatusRequest{
				Login: s.login, Psw: s.password, Phone: request.Phone, ID: request.ID, All: all,
			},
			answer: &answer, code: &answer.Error, id: request.ID, key: statusKey(request.Phone, request.ID),
		}); err != nil {
			return nil, err
		}
		// The two answers have the same fields; the conversion compiles only
		// while that is so.
		return c.statusResult(OpGetStatus, soapgen.Status2Answer(answer))
	}
	var answer soapgen.Status2Answer
	if err := call(exchange{
		request: &soapgen.Status2Request{
			Login: s.login, Psw: s.password, Phone: request.Phone, ID: request.ID, All: all,
			Query: q.encode(), APIKey: key,
		},
		answer: &answer, code: &answer.Error, id: request.ID, key: statusKey(request.Phone, request.ID),
	}); err != nil {
		return nil, err
	}
	return c.statusResult(OpGetStatus2, answer)
}

func checkStatusPhone(phone string) string {
	if groupPattern.MatchString(phone) {
		return "must be one recipient, not a group"
	}
	if byEmail.check(phone) != "" && byTelegram.check(phone) != "" {
		return phoneRule + ", an e-mail address, a Telegram nick, or # and a Telegram ID"
	}
	return ""
}

// codeNotFound is the code of a message that is not found.
const codeNotFound = 3

func (c *Client) statusResult(op Operation, answer soapgen.Status2Answer) (*StatusResult, error) {
	f := newFields(answer.Extra)
	status := f.status("status", answer.Status)
	switch {
	case !status.Present:
		return nil, c.malformed(op, "neither an error code nor a status")
	case status.Value == StatusNotFound:
		return nil, &APIError{Operation: op, Code: codeNotFound}
	}
	code := f.integer("err", answer.Err)
	return &StatusResult{
		Status:        status.Value,
		StatusName:    answer.StatusName.Value,
		ChangedAt:     f.moment("last_date", answer.LastDate, "last_timestamp", answer.LastTimestamp),
		DeliveryError: Optional[DeliveryCode]{Value: DeliveryCode(code.Value), Present: code.Present},
		SentAt:        f.moment("send_date", answer.SendDate, "send_timestamp", answer.SendTimestamp),
		Phone:         answer.Phone.Value,
		Cost:          f.money("cost", answer.Cost),
		Sender:        answer.SenderID.Value,
		Text:          answer.Message.Value,
		Parts:         f.integer("sms_cnt", answer.SMSCnt),
		Operator:      answer.Operator.Value,
		Region:        answer.Region.Value,
		Extra:         f.extra,
	}, nil
}
