package smsc

import (
	"crypto/rand"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// draft is a request on its way from typed fields to the wire: the elements of
// send and the query string, and everything that was found wrong meanwhile.
type draft struct {
	request SendRequest
	price   bool // for a cost request, which needs only what decides the price
	v       violations

	phones, mes, id, sender, time string
	query                         query
	startedAt                     time.Time // of the newest attempt that was not settled

	addressing     addressing
	textual        bool
	hasSubject     bool
	recipientCount int
}

// compose checks the whole request and returns what goes out, or all violations.
func (c *Client) compose(request *SendRequest, price bool) (*draft, error) {
	d := &draft{request: *request, price: price}
	d.content(d.channel())
	d.chooseSender()
	d.messageOptions()
	// What follows does not change a price, but its rules hold all the same:
	// what was priced can be sent.
	beforeDelivery := len(d.query)
	d.delivery()
	if price {
		d.query = d.query[:beforeDelivery]
		d.time = ""
	}
	d.chooseID(c.config.serverIDs)
	d.query.extra(&d.v, request.Extra)
	if d.recipientCount > c.config.maxRecipients {
		d.v.add("To", "%d recipients are more than the %d of WithMaxRecipients", d.recipientCount, c.config.maxRecipients)
	}
	return d, d.v.err()
}

// channel lets the channel add its parameters.
func (d *draft) channel() content {
	channel := d.request.Channel
	if channel == nil {
		return textRequired
	}
	if nilPointer(channel) {
		d.v.add("Channel", "is a nil pointer")
		return textRequired
	}
	return channel.compose(d)
}

// content fills phones and mes, or list.
func (d *draft) content(c content) {
	r := &d.request
	d.textual = c != contentOfItsOwn && c != noContent
	if r.Personal != nil {
		d.personal()
		_ = d.comment("")
		return
	}
	if r.KeepLineBreaks {
		d.v.add("KeepLineBreaks", "goes with Personal; Text always keeps its line breaks")
	}
	d.phones = d.recipients("To", r.To)
	switch {
	case !d.textual && r.Text != "":
		d.v.add("Text", "must be empty: this channel has no text")
	case !d.textual:
	case r.Text == "" && c == textRequired:
		d.v.add("Text", "is required")
	case r.Text == "" && c == textOrFile && r.FileURL == "":
		d.v.add("Text", "is required, or FileURL")
	case r.Text == "" && c == textOrSubject && !d.hasSubject:
		d.v.add("Text", "is required, or Channel.Subject")
	case r.Text != "" && blank(r.Text):
		d.v.add("Text", "holds nothing but blanks, which the service's XML reader drops")
	default:
		d.text("Text", r.Text)
		d.mes = r.Text
	}
	d.mes = d.comment(d.mes)
}

const senderRule = "must be up to 11 characters of latin letters, digits, space within and signs, or up to 15 digits"

var senderPattern = regexp.MustCompile(`^(?:[!-~](?:[ -~]{0,9}[!-~])?|[0-9]{1,15})$`)

// chooseSender sets sender, which is the address of an e-mail already.
func (d *draft) chooseSender() {
	sender := d.request.Sender
	if sender == "" || d.sender != "" {
		return
	}
	if !senderPattern.MatchString(sender) {
		d.v.add("Sender", senderRule)
	}
	d.sender = sender
}

// messageOptions adds what shapes the message itself.
func (d *draft) messageOptions() {
	r := &d.request
	if r.FileURL != "" {
		d.link("FileURL", r.FileURL)
		d.query.add("fileurl", r.FileURL)
	}
	d.query.flag("tinyurl", r.ShortenLinks)
	if r.MaxParts < 0 {
		d.v.add("MaxParts", "must be 1 or more")
	}
	if r.MaxParts > 0 {
		d.query.add("maxsms", strconv.Itoa(r.MaxParts))
	}
}

// delivery adds when and how the message goes out and what is reported.
func (d *draft) delivery() {
	r := &d.request
	d.schedule()
	r.Spread.add(d)
	if r.ValidFor != 0 {
		if r.ValidFor < time.Minute || r.ValidFor > 24*time.Hour || r.ValidFor%time.Minute != 0 {
			d.v.add("ValidFor", "must be whole minutes, 1 minute to 24 hours")
		}
		d.query.add("valid", fmt.Sprintf("%02d:%02d", int(r.ValidFor.Hours()), int(r.ValidFor.Minutes())%60))
	}
	if r.ConfirmDays != 0 {
		if r.ConfirmDays < 10 || r.ConfirmDays > 999 {
			d.v.add("ConfirmDays", "must be 10-999")
		}
		d.query.add("smsreq", strconv.Itoa(r.ConfirmDays))
	}
	switch r.Report {
	case ReportNothing:
	case ReportCost, ReportCostAndBalance:
		d.query.add("cost", strconv.Itoa(int(r.Report)))
	default:
		d.v.add("Report", "must be ReportNothing, ReportCost or ReportCostAndBalance; Client.Cost prices without sending")
	}
	d.query.flag("err", r.ReportFailed)
	d.query.flag("op", r.ReportRecipients)
	d.captcha()
	if r.PartnerID < 0 {
		d.v.add("PartnerID", "must be 1 or more")
	}
	if r.PartnerID > 0 {
		d.query.add("pp", strconv.Itoa(r.PartnerID))
	}
}

func (d *draft) schedule() {
	when := d.request.When
	if when == nil {
		return
	}
	if nilPointer(when) {
		d.v.add("When", "is a nil pointer")
		return
	}
	var zone string
	if d.time, zone = when.when(&d.v); zone != "" {
		d.query.add("tz", zone)
	}
}

func (d *draft) captcha() {
	code, ip := d.request.CaptchaCode, d.request.UserIP
	if code != "" {
		if !ip.IsValid() {
			d.v.add("CaptchaCode", "goes with UserIP")
		}
		if !captchaPattern.MatchString(code) {
			d.v.add("CaptchaCode", "must be letters and digits, 40 at most")
		}
		d.query.add("imgcode", code)
	}
	if ip.IsValid() {
		if ip.Zone() != "" {
			d.v.add("UserIP", "must have no zone")
		}
		d.query.add("userip", ip.Unmap().String())
	}
}

var captchaPattern = regexp.MustCompile(`^[\p{L}\p{N}]{1,40}$`)

const idRule = "must be 1-2147483647, or 1-40 of A-Z a-z 0-9 . - _ that are not all digits"

// validID tells whether id has one of the two documented forms. What is all
// digits is the number, in the one way to write it: the service would store
// another, and a status request would not find it.
func validID(id string) bool {
	if isDigits(id, len(id)) {
		n, err := strconv.ParseInt(id, 10, 32)
		return err == nil && n >= 1 && id[0] != '0'
	}
	for i := range len(id) {
		if c := id[i]; !isLetter(c) && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return id != "" && len(id) <= 40
}

// chooseID sets the ID, and makes one up when there is none.
func (d *draft) chooseID(leaveToServer bool) {
	switch id := d.request.ID; {
	case id != "" && !validID(id):
		d.v.add("ID", idRule)
	case id != "" || leaveToServer || d.price:
		d.id = id
	default:
		d.id = newID()
	}
}

// newID makes an ID up: 26 characters with 130 bits of chance, so that neither
// accident nor guess meets another message.
func newID() string {
	var id [26]byte
	_, _ = rand.Read(id[:]) // it does not fail
	for i, chance := range id {
		id[i] = "abcdefghijklmnopqrstuvwxyz234567"[chance%32]
	}
	return string(id[:])
}

// index names an element of a list for a violation.
func index(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// trimDecimals cuts zeros, and a dot, off the end of a decimal fraction.
func trimDecimals(s string) string {
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
