package smsctest

import (
	"maps"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"time"
)

const defaultValidity = 24 * time.Hour // inferred

// params are the parameters of a request to send or to price, read and checked as
// far as that is possible without the state of the account.
type params struct {
	query map[string]string // decoded, the last of equal names, without secrets
	code  int               // the request error that the reading found, 0 if none

	lines    []line
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
	invented string // the code of a call that asks for one
}

// line is one text with its recipients.
type line struct {
	phones []string // as given
	text   string   // as delivered
	sender string   // own sender; "" is the request's
	zone   *time.Location
	about  content
}

// paramsReader reads params and keeps the first error.
type paramsReader struct {
	params

	elements map[string]string
}

// readParams reads the elements of send, send2, cost and cost2.
func readParams(elements map[string]string) *params {
	r := &paramsReader{elements: elements}
	r.validity = defaultValidity
	parameters, ok := parseQuery(elements["query"])
	if !ok {
		r.fail(codeParameters)
	}
	r.query = make(map[string]string, len(parameters))
	for _, p := range parameters {
		r.query[p.Name] = p.Value
	}

	maps.DeleteFunc(r.query, func(name, _ string) bool { return isSecret(name) })

	r.readChannel()
	r.readIdentity()
	r.readTime()
	r.readLimits()
	r.readExtras()
	r.readLines()
	return &r.params
}

func (r *paramsReader) fail(code int) {
	if r.code == 0 {
		r.code = code
	}
}

// require fails the request as badly parametrised unless ok.
func (r *paramsReader) require(ok bool) {
	if !ok {
		r.fail(codeParameters)
	}
}

// value returns a parameter of the query, or else the element of that name.
// That the query wins is inferred.
func (r *paramsReader) value(name string) string {
	if v, ok := r.query[name]; ok {
		return v
	}
	return r.elements[name]
}

// flag reads a parameter that is 0 or 1.
func (r *paramsReader) flag(name string) bool {
	v := r.query[name]
	r.require(v == "" || v == "0" || v == "1")
	return v == "1"
}

// number reads an integer parameter within a range, or 0 when it is not given.
func (r *paramsReader) number(name string, low, high int) int {
	v, ok := r.query[name]
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

func (r *paramsReader) readChannel() {
	r.channel = ChannelSMS
	chosen := 0
	for _, c := range flagChannels {
		if r.flag(string(c)) {
			r.channel = c
			chosen++
		}
	}
	switch bin := r.query["bin"]; bin {
	case "", "0":
	case "1", "2":
		r.channel = ChannelBinary
		chosen++
	default:
		r.fail(codeParameters)
	}
	if bot := r.query["bot"]; bot != "" {
		r.require(botForm.MatchString(bot))
		if r.channel != ChannelTelegramCode { // a bot can send a code
			r.channel = ChannelTelegram
			chosen++
		}
	}
	r.require(chosen <= 1)
}

func (r *paramsReader) readIdentity() {
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

func (r *paramsReader) readTime() {
	var ok bool
	if r.time, ok = parseSchedule(r.value("time")); !ok {
		r.fail(codeDate)
	}
	if tz := r.query["tz"]; tz != "" {
		if r.zone, ok = parseZone(tz); !ok {
			r.fail(codeDate)
		}
	}
	if period := r.query["period"]; period != "" {
		hours, err := strconv.ParseFloat(period, 64)
		r.require(err == nil && hours >= 0.1 && hours <= 720)
		if r.code == 0 {
			r.spread.period = time.Duration(hours * float64(time.Hour))
		}
		// Without period freq is ignored. (SMSC SOAP docs, freq.)
		r.spread.freq = time.Duration(r.number("freq", 1, 1440)) * time.Minute
	}
	if valid := r.query["valid"]; valid != "" {
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

func (r *paramsReader) readLimits() {
	r.maxParts = r.number("maxsms", 1, 1<<20)
	r.cost = r.number("cost", 0, 3)
	r.number("smsreq", 10, 999)
	r.errors = r.flag("err")
	r.details = r.flag("op")
	r.flag("tinyurl")
	r.flag("nl")
}

// readExtras checks what the emulator only keeps for the test to see.
func (r *paramsReader) readExtras() {
	if link, ok := r.query["fileurl"]; ok {
		r.require(isLink(link))
	}
	code, ip := r.query["imgcode"], r.query["userip"]
	r.require(code == "" || ip != "") // the docs demand no captcha of an address
	if ip != "" {
		_, err := netip.ParseAddr(ip)
		r.require(err == nil)
	}
	if pp, ok := r.query["pp"]; ok {
		r.require(pairForm.MatchString(pp))
	}
	r.readVoice() // also when no flag says so: a text can begin with __CALL__
}

func isLink(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func (r *paramsReader) readLines() {
	if raw, ok := r.query["list"]; ok && raw != "" {
		r.require(r.value("phones") == "" && r.value("mes") == "")
		lines, ok := parseList(raw, r.query["nl"] == "1", r.channel)
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

// size is about what the parameters take, in octets.
func (p *params) size() (size int) {
	for name, value := range p.query {
		size += len(name) + len(value)
	}
	return size
}
