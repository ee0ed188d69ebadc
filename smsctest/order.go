package smsctest

import (
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The request errors (SMSC SOAP docs; what 3 and 9 mean depends on the operation).
const (
	codeParameters    = 1
	codeCredentials   = 2
	codeFunds         = 3
	codeNotFound      = 3
	codeBlocked       = 4
	codeDate          = 5
	codeForbidden     = 6
	codePhone         = 7
	codeUndeliverable = 8
	codeTooOften      = 9
)

const (
	maxText         = 1000           // characters (SMSC SOAP docs, mes)
	defaultValidity = 24 * time.Hour // inferred
)

// order is a request to send or to price, read and checked as far as that is
// possible without the state of the account.
type order struct {
	params map[string]string // decoded query, the last of equal names, without apikey
	apikey string
	code   int // the request error that the reading found, 0 if none

	lines    []line
	list     bool
	channel  Channel
	id       string
	sender   string
	time     schedule
	zone     *time.Location // nil: the account's
	spread   spread
	validity time.Duration
	maxParts int
	cost     int // the cost parameter
	errors   bool
	details  bool
	voice    Voice
}

// line is one text with its recipients.
type line struct {
	phones []string // as given
	text   string   // as delivered
	sender string   // own sender; "" is the order's
	zone   *time.Location
	about  content
}

// Voice is how a call is made (SMSC SOAP docs, voice and param), after the
// service has moved what is out of range to the next value within.
type Voice struct {
	// Name is the voice, with language if one was given: "m3", "w, en".
	Name string `json:"name"`
	// Wait is the time for the called to answer, in seconds.
	Wait int `json:"wait"`
	// Interval is the time until the next attempt in seconds; 0: the service's
	// own, rising from 3 to 14.
	Interval int `json:"interval"`
	// Attempts is how often the service calls.
	Attempts int `json:"attempts"`
}

// orderReader reads an order and keeps the first error.
type orderReader struct {
	order

	elements map[string]string
}

// readOrder reads the elements of send, send2, cost and cost2.
func readOrder(elements map[string]string) *order {
	r := &orderReader{elements: elements}
	r.validity = defaultValidity
	parameters, ok := parseQuery(elements["query"])
	if !ok {
		r.fail(codeParameters)
	}
	r.params = make(map[string]string, len(parameters))
	for _, p := range parameters {
		r.params[p.Name] = p.Value
	}
	r.apikey = r.params["apikey"]
	delete(r.params, "apikey")

	r.readChannel()
	r.readIdentity()
	r.readTime()
	r.readLimits()
	r.readExtras()
	r.readLines()
	return &r.order
}

func (r *orderReader) fail(code int) {
	if r.code == 0 {
		r.code = code
	}
}

// require fails the order as badly parametrised unless ok.
func (r *orderReader) require(ok bool) {
	if !ok {
		r.fail(codeParameters)
	}
}

// value returns a parameter of the query, or else the element of that name.
// That the query wins is inferred.
func (r *orderReader) value(name string) string {
	if v, ok := r.params[name]; ok {
		return v
	}
	return r.elements[name]
}

// flag reads a parameter that is 0 or 1.
func (r *orderReader) flag(name string) bool {
	v := r.params[name]
	r.require(v == "" || v == "0" || v == "1")
	return v == "1"
}

// number reads an integer parameter within a range, or 0 when it is not given.
func (r *orderReader) number(name string, low, high int) int {
	v, ok := r.params[name]
	if !ok || v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < low || n > high {
		r.fail(codeParameters)
		return 0
	}
	return n
}

var (
	idForm     = regexp.MustCompile(`^[A-Za-z0-9._-]{1,40}$`)
	senderForm = regexp.MustCompile(`^(?:[ -~]{1,11}|\+?[0-9]{1,15})$`)
	botForm    = regexp.MustCompile(`(?i)^@[a-z0-9_]{1,40}bot$`)
	pairForm   = regexp.MustCompile(`^[A-Za-z0-9._-]{1,40}$`)
)

func (r *orderReader) readChannel() {
	r.channel = ChannelSMS
	chosen := 0
	for _, c := range flagChannels {
		if r.flag(string(c)) {
			r.channel = c
			chosen++
		}
	}
	switch bin := r.params["bin"]; bin {
	case "", "0":
	case "1", "2":
		r.channel = ChannelBinary
		chosen++
	default:
		r.fail(codeParameters)
	}
	if bot := r.params["bot"]; bot != "" {
		r.require(botForm.MatchString(bot))
		if r.channel != ChannelTelegramCode { // a bot can send a code
			r.channel = ChannelTelegram
			chosen++
		}
	}
	r.require(chosen <= 1)
}

func (r *orderReader) readIdentity() {
	r.id = r.value("id")
	if r.id != "" {
		r.require(idForm.MatchString(r.id))
		if digitsOnly.MatchString(r.id) {
			n, err := strconv.ParseInt(r.id, 10, 32) // 2147483647 at most
			r.require(err == nil && n >= 1)
		}
	}
	r.sender = r.value("sender")
	r.require(validSender(r.sender, r.channel))
}

func validSender(sender string, channel Channel) bool {
	if sender == "" {
		return channel != ChannelMail
	}
	if channel == ChannelMail {
		return mailForm.MatchString(sender)
	}
	return senderForm.MatchString(sender)
}

func (r *orderReader) readTime() {
	var ok bool
	if r.time, ok = parseSchedule(r.value("time")); !ok {
		r.fail(codeDate)
	}
	if tz := r.params["tz"]; tz != "" {
		if r.zone, ok = parseZone(tz); !ok {
			r.fail(codeDate)
		}
	}
	if period := r.params["period"]; period != "" {
		hours, err := strconv.ParseFloat(period, 64)
		r.require(err == nil && hours >= 0.1 && hours <= 720)
		if r.code == 0 {
			r.spread.period = time.Duration(hours * float64(time.Hour))
		}
		// Without period freq is ignored. (SMSC SOAP docs, freq.)
		r.spread.freq = time.Duration(r.number("freq", 1, 1440)) * time.Minute
	}
	if valid := r.params["valid"]; valid != "" {
		r.validity, ok = parseValidity(valid)
		r.require(ok)
	}
}

var validityForm = regexp.MustCompile(`^([0-9]{1,2}):([0-9]{2})$`)

// parseValidity reads valid: hours, 1-24, or hh:mm, 00:01-24:00.
func parseValidity(raw string) (time.Duration, bool) {
	if hours, err := strconv.Atoi(raw); err == nil {
		return time.Duration(hours) * time.Hour, hours >= 1 && hours <= 24
	}
	m := validityForm.FindStringSubmatch(raw)
	if m == nil {
		return 0, false
	}
	hours, _ := strconv.Atoi(m[1])
	minutes, _ := strconv.Atoi(m[2])
	d := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	return d, minutes < 60 && d >= time.Minute && d <= 24*time.Hour
}

func (r *orderReader) readLimits() {
	r.maxParts = r.number("maxsms", 1, 1<<20)
	r.cost = r.number("cost", 0, 3)
	r.number("smsreq", 10, 999)
	r.errors = r.flag("err")
	r.details = r.flag("op")
	r.flag("tinyurl")
	r.flag("nl")
}

// readExtras checks what the emulator only keeps for the test to see.
func (r *orderReader) readExtras() {
	if link, ok := r.params["fileurl"]; ok {
		r.require(isLink(link))
	}
	code, ip := r.params["imgcode"], r.params["userip"]
	r.require(code == "" || ip != "") // the docs demand no captcha of an address
	if ip != "" {
		_, err := netip.ParseAddr(ip)
		r.require(err == nil)
	}
	if pp, ok := r.params["pp"]; ok {
		r.require(pairForm.MatchString(pp))
	}
	r.readVoice() // also when no flag says so: a text can begin with __CALL__
}

func isLink(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

var (
	voiceForm = regexp.MustCompile(`^[mw][234]?(?:, ?[a-z]{2})?$`)
	paramForm = regexp.MustCompile(`^([0-9]{1,2}),([0-9]{1,4}),([0-9])$`)
)

func (r *orderReader) readVoice() {
	r.voice = Voice{Name: "m3", Wait: 25, Attempts: 8} // SMSC SOAP docs, voice and param
	if name := r.params["voice"]; name != "" {
		r.require(voiceForm.MatchString(name))
		r.voice.Name = name
	}
	// A value that is none of the possible ones makes all of them defaults.
	if m := paramForm.FindStringSubmatch(r.params["param"]); m != nil {
		wait, _ := strconv.Atoi(m[1])
		interval, _ := strconv.Atoi(m[2])
		attempts, _ := strconv.Atoi(m[3])
		if interval <= 3600 {
			r.voice.Wait = min(max(wait, 10), 35)
			r.voice.Interval = max(interval, 10)
			r.voice.Attempts = max(attempts, 1)
		}
	}
}

func (r *orderReader) readLines() {
	if raw, ok := r.params["list"]; ok && raw != "" {
		r.list = true
		r.require(r.value("phones") == "" && r.value("mes") == "")
		lines, ok := parseList(raw, r.params["nl"] == "1", r.channel)
		r.require(ok)
		r.lines = lines
	} else {
		phones := splitPhones(r.value("phones"))
		r.require(len(phones) > 0)
		r.lines = []line{{phones: phones, text: r.value("mes")}}
	}
	for i := range r.lines {
		l := &r.lines[i]
		if l.sender != "" {
			r.require(validSender(l.sender, r.channel))
		}
		r.readText(l)
	}
}

// readText finds in a text what is not delivered, and checks the rest.
func (r *orderReader) readText(l *line) {
	if !printableXML(l.text) {
		r.fail(codeParameters)
		return
	}
	var tail string
	l.text, tail = cutComment(l.text)
	l.about.channel = r.channel
	if r.channel == ChannelSMS {
		if channel, rest := cutPrefix(l.text); channel != "" {
			l.about.channel, l.text = channel, rest
		}
	}
	l.about.comment = tail
	l.about.subject = r.params["subj"]
	r.require(utf8.RuneCountInString(l.text) <= maxText)

	switch channel := l.about.channel; {
	case channel.silent():
		l.text = "" // mes is not used (SMSC SOAP docs, hlr and ping)
	case channel == ChannelBinary:
		r.require(l.readBinary(r.params["bin"] == "2", tail))
	case channel == ChannelPush:
		link, title, both := strings.Cut(l.text, "\n")
		r.require(both && title != "" && isLink(strings.TrimSpace(link)))
	case channel == ChannelMMS:
		r.require(l.text != "" || r.params["subj"] != "" || r.params["fileurl"] != "")
	case channel == ChannelMail:
		r.require(l.text != "" && r.params["subj"] != "")
	case channel.fileInstead():
		r.require(l.text != "" || r.params["fileurl"] != "")
	default:
		r.require(l.text != "")
	}
}

// cutComment cuts off what stands behind a line of three tildes; it is for the
// sender's history only (SMSC SOAP docs, mes; the separator from the HTTP docs).
func cutComment(text string) (delivered, comment string) {
	rest := text
	for at := 0; ; {
		lineText, after, more := strings.Cut(rest, "\n")
		if strings.TrimSuffix(lineText, "\r") == "~~~" {
			return strings.TrimSuffix(strings.TrimSuffix(text[:at], "\n"), "\r"), after
		}
		if !more {
			return text, ""
		}
		at += len(lineText) + 1
		rest = after
	}
}
