package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-smsc/smsc"
)

// message is the message that was sent.
type message struct {
	consent bool // it may be sent
	client  *smsc.Client
	request smsc.SendRequest
	result  *smsc.SendResult
	began   time.Time // before it was sent
	ended   time.Time // when its answer was there
	known   reply     // the first status that found it
	asked   []time.Time
	guarded bool // an identical request was refused
}

// checkPrice prices the message and asks whether it may be sent.
func checkPrice(ctx context.Context, x *exam) verdict {
	r := x.ask(ctx, askCost(x.who, x.sending.To, x.text))
	one, found := r.price()
	if !found {
		return fail(r.describe(), "Nothing is sent without a price.")
	}
	price := Price{One: one, Most: 1}
	if !x.leavesOut("send.identical") { // only if that is refused, send.same-text is sent
		price.Most++
	}
	if !x.sending.Confirm(ctx, price) {
		return skip("not confirmed, so nothing was sent")
	}
	x.message.consent = true
	return ok("confirmed")
}

// sender is a client that makes one attempt.
func (x *exam) sender() (*smsc.Client, error) {
	credentials := smsc.Password(x.who.login, x.who.password)
	if x.who.login == "" {
		credentials = smsc.APIKey(x.config.APIKey)
	}
	options := []smsc.Option{
		smsc.WithEndpoint(x.address), smsc.WithNamespace(x.name), smsc.WithTimeout(x.wire.timeout),
		smsc.WithHTTPClient(&http.Client{Transport: x.wire.client.Transport}),
		smsc.WithRetry(smsc.RetryPolicy{Attempts: 1, OnUnknown: smsc.UnknownReturn}),
	}
	if x.config.InsecureHTTP {
		options = append(options, smsc.WithInsecureHTTP())
	}
	return smsc.NewClient(credentials, options...)
}

func checkSend(ctx context.Context, x *exam) verdict {
	m := &x.message
	if !m.consent {
		return skip("not confirmed, so nothing was sent")
	}
	if x.who.login == "" && x.who.keyElement == "" && x.who.keyQuery == "" {
		return fail("the key is accepted as a password alone", "The library does not send a key in that form. Nothing was sent.")
	}
	var err error
	if m.client, err = x.sender(); err != nil {
		return fail("the client refuses these credentials", "Nothing was sent.")
	}
	m.request = smsc.SendRequest{To: []string{x.sending.To}, Text: x.text, ID: smsc.NewID()}
	m.began = time.Now()
	m.result, err = m.client.Send(ctx, m.request)
	m.ended = time.Now()
	if err != nil {
		return x.judgeSend(err)
	}
	return ok("accepted")
}

// judgeSend says what became of a message that was not accepted.
func (x *exam) judgeSend(err error) verdict {
	if api, coded := errors.AsType[*smsc.APIError](err); coded {
		if api.Code == 2 || api.Code == 4 {
			x.stop = "code " + strconv.Itoa(api.Code) + " was answered before"
		}
		return fail("refused with code "+strconv.Itoa(api.Code), "Nothing was sent: see the table of codes in docs/gateway.md.")
	}
	if smsc.OutcomeOf(err) == smsc.OutcomeNotSent {
		return fail("not sent: "+smsc.KindOf(err), "Nothing was sent.")
	}
	return fail("the outcome is unknown: "+smsc.KindOf(err),
		"It may have been sent. Look into the account's history before you try again.")
}

func checkUnasked(_ context.Context, x *exam) verdict {
	var came, absent []string
	for _, element := range []struct {
		name    string
		present bool
	}{
		{"cost", x.message.result.Cost.Present},
		{"balance", x.message.result.Balance.Present},
		{"cnt", x.message.result.Count.Present},
	} {
		if element.present {
			came = append(came, element.name)
		} else {
			absent = append(absent, element.name)
		}
	}
	seen := list(came) + " came"
	x.settle("unasked", seen)
	if len(absent) > 0 {
		return note(seen+", "+list(absent)+" did not", "Ask with Report where you want them.")
	}
	return ok(seen)
}

// repeat sends again what should be refused.
func (x *exam) repeat(ctx context.Context, request smsc.SendRequest) (refused bool, v verdict) {
	_, err := x.message.client.Send(ctx, request)
	switch {
	case err == nil:
		return false, verdict{}
	case errors.Is(err, smsc.ErrDuplicate):
		return true, verdict{}
	default:
		v = x.judgeSend(err)
		v.severity = Warning
		return false, v
	}
}

func checkIdentical(ctx context.Context, x *exam) verdict {
	switch refused, v := x.repeat(ctx, x.message.request); {
	case v.seen != "":
		return v
	case refused:
		x.message.guarded = true
		x.settle("identical", "an identical request is refused")
		return ok("refused, with code 9")
	default:
		x.settle("identical", "an identical request is accepted")
		return warn("accepted, and sent a second time", "The service does not refuse duplicates: never set RepeatWithinMinute.")
	}
}

func checkSameText(ctx context.Context, x *exam) verdict {
	if !x.message.guarded {
		return skip("an identical request was not refused, or not tried")
	}
	request := x.message.request
	request.ID = smsc.NewID()
	switch refused, v := x.repeat(ctx, request); {
	case v.seen != "":
		return v
	case refused:
		x.settle("identical", "with another ID too: number and text are compared")
		return note("refused, with code 9", "Number and text are compared, not the whole request: "+
			"the same text to the same number is refused for a minute, whatever its ID.")
	default:
		x.settle("identical", "with another ID it is accepted: more than number and text is compared")
		return ok("accepted, and sent")
	}
}

// perMinute is how many status requests for one message the service takes in a minute.
const perMinute = 5

// turn waits until a further status request for the message is within the limit.
func (m *message) turn(ctx context.Context) {
	if n := len(m.asked); n >= perMinute {
		pause(ctx, time.Until(m.asked[n-perMinute].Add(61*time.Second)))
	}
	m.asked = append(m.asked, time.Now())
}

// pause waits, unless the context ends before.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// moments are when the service is asked for the message, counted from its answer. They
// are within the limit of 5 a minute.
var moments = []time.Duration{
	0, time.Second, 3 * time.Second, 8 * time.Second, 20 * time.Second,
	65 * time.Second, 85 * time.Second, 105 * time.Second, 125 * time.Second,
}

func checkVisible(ctx context.Context, x *exam) verdict {
	m := &x.message
	var before time.Duration
	for i, moment := range moments {
		pause(ctx, time.Until(m.ended.Add(moment)))
		m.turn(ctx)
		if ctx.Err() != nil {
			break
		}
		r := x.ask(ctx, askStatus(x.who, m.request.To[0], m.request.ID))
		if r.refused() {
			return fail(r.describe(), r.meaning())
		}
		if r.tellsStatus() {
			m.known = r
			if i == 0 {
				x.settle("visible", "at once")
				return ok("at the first question")
			}
			seen := fmt.Sprintf("after %v, and not yet after %v", moment, before)
			x.settle("visible", seen)
			return ok(seen)
		}
		if r.notFound() != "" {
			before = moment
		}
	}
	seen := fmt.Sprintf("not within %v", before)
	if ctx.Err() != nil {
		return fail(seen+", and no time was left", "Give the examination more time.")
	}
	x.settle("visible", seen)
	return fail(seen, "The client believes \"not found\" after RetryPolicy.QuietTime, 2 minutes: make that longer.")
}

// tellsStatus reports whether a reply is the status of a message.
func (r reply) tellsStatus() bool {
	return r.isGood() && r.leaves["status"] != "" && r.notFound() == ""
}

// checkWithoutPlus asks for the message by its number without the plus.
func checkWithoutPlus(ctx context.Context, x *exam) verdict {
	return x.askAs(ctx, "without +", strings.TrimPrefix(x.sending.To, "+"))
}

// checkLocal asks for the message by its number as people dial it in its country.
func checkLocal(ctx context.Context, x *exam) verdict {
	local := localForm(x.sending.To)
	if local == "" {
		return skip("the country of the number has no such form here")
	}
	return x.askAs(ctx, "in local form", local)
}

// localForm is a number as it is dialled within Ukraine, Russia or Kazakhstan, which the
// service corrects in a send.
func localForm(number string) string {
	if rest, found := strings.CutPrefix(number, "+380"); found {
		return "0" + rest
	}
	if rest, found := strings.CutPrefix(number, "+7"); found {
		return "8" + rest
	}
	return ""
}

func (x *exam) askAs(ctx context.Context, form, number string) verdict {
	x.message.turn(ctx)
	r := x.ask(ctx, askStatus(x.who, number, x.message.request.ID))
	switch {
	case r.notFound() != "":
		x.settle("number", form+": not found")
		return note("not found", "Ask for the number as it was sent.")
	case r.tellsStatus():
		x.settle("number", form+": found")
		return ok("found")
	default:
		return warn(r.describe(), r.meaning())
	}
}

// checkParts looks for the element that only the page of 2025 documents.
func checkParts(_ context.Context, x *exam) verdict {
	if _, found := x.message.known.leaves["sms_cnt"]; found {
		x.settle("additions", "a status has sms_cnt")
		return ok("yes")
	}
	x.settle("additions", "a status has no sms_cnt")
	return note("no", "StatusResult.Parts is absent.")
}

const dateLayout = "02.01.2006 15:04:05"

// checkDates holds the date of a status against the timestamp beside it, or against
// this machine's clock where there is none.
func checkDates(_ context.Context, x *exam) verdict {
	leaves := x.message.known.leaves
	date, err := time.ParseInLocation(dateLayout, leaves["send_date"], time.UTC)
	if err != nil {
		return warn("no date that can be read", "StatusResult.SentAt is zero.")
	}
	beside, sent, accuracy := "", x.message.began, 30*time.Minute
	if stamp, err := strconv.ParseInt(leaves["send_timestamp"], 10, 64); err == nil {
		sent, accuracy = time.Unix(stamp, 0), 15*time.Minute
	} else {
		beside = ", by this machine's clock: there is no timestamp"
	}
	offset := date.Sub(sent).Round(accuracy)
	if offset.Abs() > 14*time.Hour {
		return warn("date and timestamp are days apart", "The client uses the timestamp.")
	}
	zone := "UTC" + time.Unix(0, 0).In(time.FixedZone("", int(offset/time.Second))).Format("-07:00")
	x.settle("date-zone", zone+beside)
	switch {
	case offset != 3*time.Hour && beside != "":
		return warn(zone+beside, "The client reads such a date as UTC+3: times of a status are wrong.")
	case offset != 3*time.Hour:
		return note(zone, "The client uses the timestamp.")
	case beside != "":
		return note(zone+beside, "The client reads the date as UTC+3.")
	default:
		return ok(zone)
	}
}

// checkTimestamp holds the time of sending against this machine's clock.
func checkTimestamp(_ context.Context, x *exam) verdict {
	stamp, err := strconv.ParseInt(x.message.known.leaves["send_timestamp"], 10, 64)
	if err != nil {
		return skip("there is no timestamp")
	}
	ahead := time.Unix(stamp, 0).Sub(x.message.began)
	// The service may let a message wait for a moment.
	return clocks(ahead, 5*time.Second+x.message.ended.Sub(x.message.began))
}

// checkReserveState asks a reserve host for the message.
func checkReserveState(ctx context.Context, x *exam) verdict {
	if len(x.reserve) == 0 {
		return skip("no reserve host speaks SOAP")
	}
	x.message.turn(ctx)
	r := x.askIn(ctx, x.reserve[0], x.reserve[0], askStatus(x.who, x.message.request.To[0], x.message.request.ID))
	switch {
	case r.notFound() != "":
		x.settle("reserve", "the first does not know the message")
		return note("does not know the message", "The hosts do not share their state, or not at once: do not use WithReserve for sends.")
	case r.tellsStatus():
		x.settle("reserve", "the first knows the message")
		return ok("knows the message")
	default:
		return warn(r.describe(), r.meaning())
	}
}
