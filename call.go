package smsc

import (
	"fmt"
	"regexp"
	"time"
)

// Call is a voice message: the service calls the number and reads the text out,
// or plays the file of FileURL. (SMSC SOAP docs, call, voice, param.)
type Call struct {
	// Voice reads the text. Empty: [MaleVoice3].
	Voice Voice
	// Language is the language of the text, two letters such as "en". It goes
	// with Voice. Empty: the service's choice.
	Language string

	// AnswerWait is how long it may ring, whole seconds, 10-35. The three of
	// AnswerWait, RetryInterval and Attempts are set together or not at all; by
	// default they are 25 s, 3-14 s rising, and 8.
	AnswerWait time.Duration
	// RetryInterval is the time until the next try, whole seconds, 10-3600.
	RetryInterval time.Duration
	// Attempts is the number of tries in all, 1-9.
	Attempts int
}

// Voice is a voice that reads out a [Call]. (SMSC SOAP docs, voice.)
type Voice string

// The voices of the service.
const (
	MaleVoice    Voice = "m"
	MaleVoice2   Voice = "m2"
	MaleVoice3   Voice = "m3"
	MaleVoice4   Voice = "m4"
	FemaleVoice  Voice = "w"
	FemaleVoice2 Voice = "w2"
	FemaleVoice3 Voice = "w3"
	FemaleVoice4 Voice = "w4"
)

var (
	voicePattern    = regexp.MustCompile(`^[mw][234]?$`)
	languagePattern = regexp.MustCompile(`^[a-z]{2}$`)
)

func (c Call) compose(d *draft) content {
	d.query.add("call", "1")
	c.voice(d)
	c.retries(d)
	return textOrFile
}

func (c Call) voice(d *draft) {
	voice := string(c.Voice)
	if voice != "" && !voicePattern.MatchString(voice) {
		d.v.add("Channel.Voice", "must be one of m, m2, m3, m4, w, w2, w3, w4")
	}
	if c.Language != "" {
		if !languagePattern.MatchString(c.Language) {
			d.v.add("Channel.Language", "must be two small letters, such as en")
		}
		if voice == "" {
			d.v.add("Channel.Language", "goes with Channel.Voice")
		}
		voice += ", " + c.Language // with the blank that the docs show
	}
	if voice != "" {
		d.query.add("voice", voice)
	}
}

func (c Call) retries(d *draft) {
	if c.AnswerWait == 0 && c.RetryInterval == 0 && c.Attempts == 0 {
		return
	}
	d.seconds("Channel.AnswerWait", c.AnswerWait, 10, 35)
	d.seconds("Channel.RetryInterval", c.RetryInterval, 10, 3600)
	if c.Attempts < 1 || c.Attempts > 9 {
		d.v.add("Channel.Attempts", "must be 1-9 when one of AnswerWait, RetryInterval and Attempts is set")
	}
	d.query.add("param", fmt.Sprintf("%d,%d,%d",
		c.AnswerWait/time.Second, c.RetryInterval/time.Second, c.Attempts))
}

func (d *draft) seconds(field string, value time.Duration, low, high int) {
	if value%time.Second != 0 || value < time.Duration(low)*time.Second || value > time.Duration(high)*time.Second {
		d.v.add(field, "must be whole seconds, %d-%d, when one of AnswerWait, RetryInterval and Attempts is set", low, high)
	}
}
