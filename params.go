package smsc

import (
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// wireNames are the service's parameters that have a field here, or that are not
// the caller's to set, and where each is set. (SMSC SOAP docs.) What a request
// becomes on the wire is decided in this file and nowhere else:
//
//	elements      login, psw, phones, mes, id, sender, time
//	query string  everything else, name=value&name=value
//
// docs/parameters.md has the same table with the rule of each.
var wireNames = map[string]string{
	"login": "Password", "psw": "Password", "apikey": "APIKey",
	"phones": "To, Groups", "mes": "Text", "id": "ID", "sender": "Sender",
	"time": "When", "tz": "When, with its Zone",
	"period": "Spread.Period", "freq": "Spread.Interval", "valid": "ValidFor",
	"flash": "Channel", "bin": "Channel", "push": "Channel", "hlr": "Channel", "ping": "Channel",
	"mms": "Channel", "mail": "Channel", "soc": "Channel", "viber": "Channel", "whatsapp": "Channel",
	"bot": "Channel", "tg": "Channel", "call": "Channel",
	"voice": "Channel", "param": "Channel", "subj": "Channel",
	"list": "Personal", "nl": "KeepLineBreaks",
	"fileurl": "FileURL", "tinyurl": "ShortenLinks", "maxsms": "MaxParts",
	"smsreq": "ConfirmDays", "cost": "Report", "err": "WithoutFailedReports", "op": "ReportRecipients",
	"imgcode": "CaptchaCode", "userip": "UserIP", "pp": "PartnerID",
	"phone": "StatusRequest.Recipient", "all": "StatusRequest.Detail",
	"query": "the fields of the request", "charset": "the client", "fmt": "the client",
}

// params is a request to send in the service's words. What decides the price stands
// apart from the rest: a cost request has only that, a send has both.
type params struct {
	phones, mes, sender string
	message             query // what shapes the message: channel, list, files, parts
	extra               query // the caller's own

	bytes     int    // see size; of a request that a client has checked
	commented string // mes with the comment behind it
	time      string
	delivery  query // when and how it goes out, and what is reported

	recipients int // how many there are, a group being one
	groups     bool
}

// params checks the whole request and turns it into the service's words, without
// what a client adds: the ID, the credentials, its own limits. Each step returns its
// parameters and what is wrong with its fields.
func (r *SendRequest) params() (p params, wrong ValidationErrors) {
	channel, when, missing := r.parts()
	sender, senderWrong := r.senderOf(channel)
	shape, shapeWrong := r.shape()
	delivery, deliveryWrong := r.deliver()
	extra, extraWrong := extraParams(r.Extra)
	spread, spreadWrong := r.Spread.params()
	recipients, groups := r.count()
	mes, rule, contentWrong := r.content(channel)
	p = params{
		sender: sender, time: when.time, extra: extra, mes: mes, commented: mes, recipients: recipients, groups: groups,
	}
	var commentWrong, linkWrong, idWrong ValidationErrors
	if r.ID != "" && !validID(r.ID) {
		idWrong = ValidationErrors{{"ID", idRule}}
	}
	if r.Personal != nil {
		list, found := listOf(r.Personal, listFormat{
			addressing: channel.addressing, sender: r.Sender, clock: when.clock,
			lineFeeds: r.KeepLineBreaks, markers: markers(r.AllowMarkers),
		})
		p.message.add("list", list)
		p.message.flag("nl", r.KeepLineBreaks)
		contentWrong = append(contentWrong, found...)
	} else {
		phones, found := joinRecipients("To", r.To, r.Groups, channel.addressing)
		p.phones, contentWrong = phones, append(contentWrong, found...)
		switch {
		case rule != "":
			contentWrong = append(contentWrong, &ValidationError{"Text", rule})
		case channel.text.shown():
			contentWrong = append(contentWrong, checkText("Text", r.Text, markers(r.AllowMarkers))...)
		}
		if r.Comment != "" && channel.text.shown() {
			p.commented, commentWrong = withComment(mes, r.Comment)
		}
	}
	if r.FileURL != "" {
		linkWrong = checkLink("FileURL", r.FileURL)
	}
	for _, one := range extra {
		extraWrong = append(extraWrong, xmlText("Extra["+one.name+"]", one.value)...)
	}
	if len(contentWrong) == 0 {
		contentWrong = repeated(r.Personal)
	}
	p.message = slices.Concat(channel.query, p.message, shape)
	if when.tz != "" {
		p.delivery = query{{"tz", when.tz}}
	}
	p.delivery = slices.Concat(p.delivery, spread, delivery)
	return p, slices.Concat(missing, channel.wrong, contentWrong, commentWrong, senderWrong, linkWrong, shapeWrong,
		when.wrong, spreadWrong, deliveryWrong, idWrong, extraWrong)
}

// count is how many recipients there are, a group being one, and whether there are
// groups.
func (r *SendRequest) count() (recipients int, groups bool) {
	recipients, groups = len(r.To)+len(r.Groups), len(r.Groups) > 0
	for i := range r.Personal {
		p := &r.Personal[i]
		recipients, groups = recipients+len(p.To)+len(p.Groups), groups || len(p.Groups) > 0
	}
	return recipients, groups
}

// parts are the channel and the time as plain parameters. Plain SMS has none, nor has
// a message that goes out at once.
func (r *SendRequest) parts() (channel channelParams, when whenParams, wrong ValidationErrors) {
	if r.Channel != nil {
		if value, ok := valueOf(r.Channel); ok {
			channel = value.params()
		} else {
			wrong = append(wrong, &ValidationError{"Channel", "is a nil pointer"})
		}
	}
	if r.When != nil {
		if value, ok := valueOf(r.When); ok {
			when = value.params()
		} else {
			wrong = append(wrong, &ValidationError{"When", "is a nil pointer"})
		}
	}
	return channel, when, wrong
}

// valueOf returns what an interface holds, without a pointer around it, so that
// &Viber{} is as good as Viber{}. It reports false for a nil pointer.
func valueOf[T any](held T) (value T, ok bool) {
	v := reflect.ValueOf(held)
	if v.Kind() != reflect.Pointer {
		return held, true
	}
	if v.IsNil() {
		return held, false
	}
	value, ok = reflect.TypeAssert[T](v.Elem())
	return value, ok
}

const senderRule = "must be up to 11 latin letters, digits, signs and spaces (not at the ends), or up to 15 digits"

var senderPattern = regexp.MustCompile(`^(?:[!-~](?:[ -~]{0,9}[!-~])?|[0-9]{1,15})$`)

// senderOf is the wire's sender: the channel's own, or the request's.
func (r *SendRequest) senderOf(channel channelParams) (sender string, wrong ValidationErrors) {
	switch {
	case channel.addressing == byEmail && r.Sender != "":
		wrong = append(wrong, &ValidationError{"Sender", "must be empty: the sender of an e-mail is Channel.From"})
	case r.Sender != "" && !senderPattern.MatchString(r.Sender):
		wrong = append(wrong, &ValidationError{"Sender", senderRule})
	}
	if channel.sender != "" {
		return channel.sender, wrong
	}
	return r.Sender, wrong
}

// shape is what shapes the message itself.
func (r *SendRequest) shape() (q query, wrong ValidationErrors) {
	if r.FileURL != "" {
		q.add("fileurl", r.FileURL)
	}
	q.flag("tinyurl", r.ShortenLinks)
	if r.MaxParts < 0 {
		wrong = append(wrong, &ValidationError{"MaxParts", "must be 1 or more"})
	}
	q.number("maxsms", r.MaxParts)
	return q, wrong
}

// deliver is how the message goes out, and what is reported.
func (r *SendRequest) deliver() (q query, wrong ValidationErrors) {
	if r.ValidFor != 0 {
		if r.ValidFor < time.Minute || r.ValidFor > 24*time.Hour || r.ValidFor%time.Minute != 0 {
			wrong = append(wrong, &ValidationError{"ValidFor", "must be whole minutes, 1 minute to 24 hours"})
		}
		q.add("valid", fmt.Sprintf("%02d:%02d", int(r.ValidFor.Hours()), int(r.ValidFor.Minutes())%60))
	}
	if r.ConfirmDays != 0 && (r.ConfirmDays < 10 || r.ConfirmDays > 999) {
		wrong = append(wrong, &ValidationError{"ConfirmDays", "must be 10-999"})
	}
	q.number("smsreq", r.ConfirmDays)
	switch r.Report {
	case ReportNothing, ReportCost, ReportCostAndBalance:
		q.number("cost", int(r.Report))
	default:
		wrong = append(wrong, &ValidationError{
			"Report",
			"must be ReportNothing, ReportCost or ReportCostAndBalance; Client.Cost prices without sending",
		})
	}
	q.flag("op", r.ReportRecipients)
	if r.CaptchaCode != "" {
		if !r.UserIP.IsValid() {
			wrong = append(wrong, &ValidationError{"CaptchaCode", "needs UserIP"})
		}
		if !captchaPattern.MatchString(r.CaptchaCode) {
			wrong = append(wrong, &ValidationError{"CaptchaCode", "must be letters and digits, 40 at most"})
		}
		q.add("imgcode", r.CaptchaCode)
	}
	if r.UserIP.IsValid() {
		if r.UserIP.Zone() != "" {
			wrong = append(wrong, &ValidationError{"UserIP", "must have no zone"})
		}
		q.add("userip", r.UserIP.Unmap().String())
	}
	if r.PartnerID < 0 {
		wrong = append(wrong, &ValidationError{"PartnerID", "must be 1 or more"})
	}
	q.number("pp", r.PartnerID)
	return q, wrong
}

var captchaPattern = regexp.MustCompile(`^[\p{L}\p{N}]{1,40}$`)

// content is mes without the comment, the rule of the channel that it breaks, or "",
// and the fields that cannot go with it. A mailing with personal texts has no mes.
func (r *SendRequest) content(channel channelParams) (mes, rule string, wrong ValidationErrors) {
	if r.Personal != nil {
		return "", "", r.besidePersonal(channel)
	}
	if r.KeepLineBreaks {
		wrong = append(wrong, &ValidationError{"KeepLineBreaks", "works only with Personal; Text always keeps its line breaks"})
	}
	if r.Comment != "" && !channel.text.shown() {
		wrong = append(wrong, &ValidationError{"Comment", "cannot go with this channel, which has no text"})
	}
	mes, rule = channel.content, r.textRule(channel)
	if rule == "" && channel.text.shown() {
		mes = r.Text
	}
	return mes, rule, wrong
}

// textRule is the rule of the channel that Text breaks, or "".
func (r *SendRequest) textRule(channel channelParams) string {
	switch {
	case !channel.text.shown() && r.Text != "":
		return "must be empty: this channel has no text"
	case !channel.text.shown():
		return ""
	case r.Text == "" && channel.text == textRequired:
		return "is required"
	case r.Text == "" && channel.text == textOrFile && r.FileURL == "":
		return "is required, or FileURL"
	case r.Text == "" && channel.text == textOrSubject && !channel.subject:
		return "is required, or Channel.Subject"
	case r.Text != "" && blank(r.Text):
		return "holds nothing but blanks, which the service's XML reader drops"
	case channel.means(r.Text) && !r.AllowMarkers:
		return reservedRule(channel)
	default:
		return ""
	}
}

// means reports whether a text has a meaning of its own on the channel.
func (c channelParams) means(text string) bool {
	return c.reserved != "" && strings.EqualFold(strings.TrimSpace(text), c.reserved)
}

func reservedRule(c channelParams) string {
	return fmt.Sprintf("is just %q, which means something else to the service on this channel; use another text, or AllowMarkers",
		c.reserved)
}

// besidePersonal finds what cannot go with Personal.
func (r *SendRequest) besidePersonal(channel channelParams) (wrong ValidationErrors) {
	if len(r.To)+len(r.Groups) != 0 {
		wrong = append(wrong, &ValidationError{"To", "must be empty when Personal is set, and so must Groups"})
	}
	if r.Text != "" {
		wrong = append(wrong, &ValidationError{"Text", "must be empty when Personal is set"})
	}
	if r.Comment != "" {
		wrong = append(wrong, &ValidationError{"Comment", "cannot go with Personal, whose texts have no place for it"})
	}
	if !channel.text.shown() {
		wrong = append(wrong, &ValidationError{"Personal", "cannot go with this channel, which has no text"})
	}
	for i := range r.Personal {
		if channel.means(r.Personal[i].Text) && !r.AllowMarkers {
			wrong = append(wrong, &ValidationError{index("Personal", i) + ".Text", reservedRule(channel)})
		}
	}
	return wrong
}

// many reports whether there can be more than one recipient.
func (p *params) many() bool { return p.recipients > 1 || p.groups }

// Size returns how many bytes the request has when it is posted, or a few hundred
// more: what [WithMaxRequest] bounds. It may be asked of a request that is not valid.
func (r SendRequest) Size() int {
	p, _ := r.params()
	return p.size()
}

// Size returns by how many bytes the message makes a request larger, or a few more.
func (p Personal) Size() int {
	const separators = len("%7C:%0A") + len("%3A") // behind the sender, the recipients and the text
	size := separators + encodedSize(p.Sender) + encodedSize(p.Text) + strings.Count(p.Text, "\n")
	for _, to := range p.To {
		size += encodedSize(to) + len("%2C")
	}
	const group = len("%2CG9223372036854775807")
	return size + len(p.Groups)*group
}

// size is how many bytes the request has when it is posted, or a few hundred more.
func (p *params) size() int {
	const envelope = 1 << 10 // with credentials and the elements' names
	size := envelope + xmlSize(p.phones) + xmlSize(p.commented) + xmlSize(p.sender) + len(p.time)
	for _, query := range []query{p.message, p.delivery, p.extra} {
		for _, one := range query {
			size += len(one.name) + len("=&amp;") + encodedSize(one.value)
		}
	}
	return size
}

const idRule = "must be 1-2147483647, or 1-40 of A-Z a-z 0-9 . - _ that are not all digits"

// validID reports whether id has one of the two documented forms. Digits are a
// number, and only its usual form is valid: the service would store that one, and a
// status request for another would not find it.
func validID(id string) bool {
	if id != "" && strings.Trim(id, "0123456789") == "" {
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

// isLetter reports whether c is a latin letter.
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// extraParams are the caller's own parameters, sorted by name. What is in their values
// is still to be checked. PHP reads brackets, dots and spaces in a name as something
// else, so none may be there.
func extraParams(values url.Values) (extra query, wrong ValidationErrors) {
	if len(values) == 0 {
		return nil, wrong
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		field := "Extra[" + name + "]"
		place, ours := wireNames[strings.ToLower(name)]
		switch {
		case !plainName(name):
			wrong = append(wrong, &ValidationError{
				"Extra",
				fmt.Sprintf("name %.40q must be 1-40 letters, digits and _, beginning with a letter", name),
			})
		case ours:
			wrong = append(wrong, &ValidationError{field, "cannot be set here: it comes from " + place})
		case len(values[name]) != 1:
			wrong = append(wrong, &ValidationError{field, "takes exactly one value"})
		default:
			extra.add(name, values[name][0])
		}
	}
	return extra, wrong
}

func plainName(name string) bool {
	if name == "" || len(name) > 40 {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !isLetter(c) && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return true
}
