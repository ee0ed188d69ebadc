package smsctest

import (
	"regexp"
	"slices"
	"strconv"
)

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

var (
	voiceForm = regexp.MustCompile(`^[mw][234]?(?:, ?[a-z]{2})?$`)
	paramForm = regexp.MustCompile(`^([0-9]{1,2}),([0-9]{1,4}),([0-9])$`)
)

func (r *paramsReader) readVoice() {
	r.voice = Voice{Name: "m3", Wait: 25, Attempts: 8} // SMSC SOAP docs, voice and param
	if name := r.query["voice"]; name != "" {
		r.require(voiceForm.MatchString(name))
		r.voice.Name = name
	}
	// A value that is none of the possible ones makes all of them defaults.
	if m := paramForm.FindStringSubmatch(r.query["param"]); m != nil {
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

// codeText is the text of a call that makes the service invent a code and speak it
// (SMSC HTTP docs, call).
const codeText = "code"

// inventCode puts a code of four digits in the place of a text that asks for one.
// The code is the same for all of a request, and another for a copy of it.
func (g *Gateway) inventCode(c *call) {
	if !slices.ContainsFunc(c.params.lines, asksForCode) {
		return
	}
	p := *c.params
	p.lines = slices.Clone(p.lines)
	p.invented = strconv.Itoa(1000 + g.random(drawCode, c.log.Seq).IntN(9000))
	for i := range p.lines {
		if asksForCode(p.lines[i]) {
			p.lines[i].text = p.invented
		}
	}
	c.params = &p
}

func asksForCode(l line) bool { return l.about.channel == ChannelCall && l.text == codeText }
