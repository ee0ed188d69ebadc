package smsc

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"
)

// Channel is the way in which a message goes out, with just its own parameters:
// [FlashSMS], [BinarySMS], [WAPPush], [HLR], [PingSMS], [MMS], [Email], [Social],
// [Viber], [WhatsApp], [Telegram], [TelegramCode] or [VoiceCall]. nil is plain SMS.
// They are mutually exclusive.
type Channel interface {
	// params returns the channel in the service's words.
	params() channelParams
}

// channelParams is what a channel adds to a request.
type channelParams struct {
	query      query
	text       textRule
	content    string // mes, where the channel makes it itself
	sender     string // where the channel has a sender of its own
	addressing addressing
	subject    bool   // there is a subject
	reserved   string // a text that means something else to the service
	wrong      ValidationErrors
}

// textRule is what a channel needs of the request's text.
type textRule int

const (
	textRequired    textRule = iota
	textOrFile               // Text, FileURL or both
	textOrSubject            // Text, Subject or both
	contentOfItsOwn          // the channel makes mes itself; Text stays empty
	noText                   // nothing is shown; Text stays empty
)

// shown reports whether the message has a text that the recipient reads.
func (t textRule) shown() bool { return t != contentOfItsOwn && t != noText }

// FlashSMS is an SMS that shows on the screen at once. (SMSC SOAP docs, flash.)
type FlashSMS struct{}

func (FlashSMS) params() channelParams { return channelParams{query: query{{"flash", "1"}}} }

// BinarySMS is a binary SMS; Text stays empty. It goes out as a hex string (bin=2)
// of which 1000 characters fit. (SMSC SOAP docs, bin.)
type BinarySMS struct {
	// Header is the user data header (UDH) without its length byte, 255 bytes at
	// most. Empty sends none.
	Header []byte `json:"header,omitempty"`
	// Payload is the content behind the header, 1 byte at least.
	Payload []byte `json:"payload"`
	// Coding overrides protocol identifier and data coding scheme. nil leaves
	// both to the service.
	Coding *Coding `json:"coding,omitempty"`
}

// Coding is how a binary message is to be read. (SMSC SOAP docs, bin.)
type Coding struct {
	_ struct{} // no literals without names: two bytes are easily mixed up

	// PID is the protocol identifier (3GPP TS 23.040, TP-PID).
	PID byte `json:"pid"`
	// DCS is the data coding scheme (3GPP TS 23.038).
	DCS byte `json:"dcs"`
}

func (b BinarySMS) params() channelParams {
	p := channelParams{query: query{{"bin", "2"}}, text: contentOfItsOwn}
	if len(b.Header) > 255 {
		p.wrong = append(p.wrong, &ValidationError{
			"Channel.Header",
			fmt.Sprintf("is %d bytes long, its length must fit one byte", len(b.Header)),
		})
	}
	if len(b.Payload) == 0 {
		p.wrong = append(p.wrong, &ValidationError{"Channel.Payload", "is required"})
	}
	p.content = hex.EncodeToString(slices.Concat([]byte{byte(len(b.Header))}, b.Header, b.Payload))
	if len(p.content) > maxText {
		p.wrong = append(p.wrong, &ValidationError{
			"Channel.Payload",
			fmt.Sprintf("makes %d hex characters with length byte and header, the service takes %d", len(p.content), maxText),
		})
	}
	if b.Coding != nil {
		p.content += fmt.Sprintf("\n%s\npid: %d, dcs: %d", separator, b.Coding.PID, b.Coding.DCS)
	}
	return p
}

// WAPPush sends a link with a title to the phone; Text stays empty. (SMSC SOAP
// docs, push.)
type WAPPush struct {
	// URL is an absolute http or https URL.
	URL string `json:"url"`
	// Title is the line under which the phone shows it. Required, one line.
	Title string `json:"title"`
}

func (w WAPPush) params() channelParams {
	p := channelParams{query: query{{"push", "1"}}, text: contentOfItsOwn, content: w.URL + "\n" + w.Title}
	p.wrong = append(p.wrong, checkLink("Channel.URL", w.URL)...)
	switch n := utf8.RuneCountInString(p.content); {
	case w.Title == "":
		p.wrong = append(p.wrong, &ValidationError{"Channel.Title", "is required"})
	case n > maxText:
		p.wrong = append(p.wrong, &ValidationError{
			"Channel.Title",
			fmt.Sprintf("makes %d characters together with the URL, the service takes %d", n, maxText),
		})
	case lineBreak.MatchString(w.Title):
		p.wrong = append(p.wrong, &ValidationError{"Channel.Title", "must be one line"})
	default:
		p.wrong = append(p.wrong, checkText("Channel.Title", w.Title, markersRefused)...)
	}
	return p
}

// HLR asks the operator's register about each number without sending anything;
// Text stays empty. The answer comes with [Client.Status]. (SMSC SOAP docs, hlr.)
type HLR struct{}

func (HLR) params() channelParams { return channelParams{query: query{{"hlr", "1"}}, text: noText} }

// PingSMS sends an SMS that the phone does not show, to see whether it is
// reachable; Text stays empty. The answer is the delivery status. (SMSC SOAP
// docs, ping.)
type PingSMS struct{}

func (PingSMS) params() channelParams {
	return channelParams{query: query{{"ping", "1"}}, text: noText}
}

// MMS is a multimedia message. A subject or a text is required. A file can only
// be passed as FileURL: SOAP has no place for the files that an HTTP form can
// hold. (SMSC SOAP docs, mms, subj.)
type MMS struct {
	// Subject is the subject. Empty: the service takes the sender's name.
	Subject string `json:"subject,omitempty"`
}

func (m MMS) params() channelParams {
	return withSubject(channelParams{query: query{{"mms", "1"}}, text: textOrSubject}, m.Subject)
}

// Email is an e-mail. Subject, text and sender address are required, and the
// request's Sender stays empty. Recipients are e-mail addresses. (SMSC SOAP docs,
// mail, subj.)
type Email struct {
	// Subject is the subject, one line.
	Subject string `json:"subject"`
	// From is the sender's address, the wire's sender.
	From string `json:"from"`
}

func (e Email) params() channelParams {
	p := channelParams{query: query{{"mail", "1"}}, addressing: byEmail, sender: e.From}
	if e.Subject == "" {
		p.wrong = append(p.wrong, &ValidationError{"Channel.Subject", "is required"})
	}
	if !emailPattern.MatchString(e.From) {
		p.wrong = append(p.wrong, &ValidationError{"Channel.From", "must be an e-mail address"})
	}
	return withSubject(p, e.Subject)
}

// Social is a message to users of the social networks that the service reaches.
// (SMSC SOAP docs, soc.)
type Social struct{}

func (Social) params() channelParams {
	return channelParams{query: query{{"soc", "1"}}, text: textOrFile}
}

// Viber is a Viber message. (SMSC SOAP docs, viber.)
type Viber struct{}

func (Viber) params() channelParams {
	return channelParams{query: query{{"viber", "1"}}, text: textOrFile}
}

// WhatsApp is a WhatsApp message. (SMSC SOAP docs, whatsapp.)
type WhatsApp struct{}

func (WhatsApp) params() channelParams {
	return channelParams{query: query{{"whatsapp", "1"}}, text: textOrFile}
}

// Telegram is a message through a Telegram bot. Recipients are phone numbers,
// nicks, or # and a Telegram ID. (SMSC SOAP docs, bot.)
type Telegram struct {
	// Bot is the bot's name, such as "@example_bot".
	Bot string `json:"bot"`
}

// botPattern is Telegram's own rule for names of bots, with the @ of the docs.
var botPattern = regexp.MustCompile(`(?i)^@[a-z0-9_]{2,29}bot$`)

func (t Telegram) params() channelParams {
	p := channelParams{query: query{{"bot", t.Bot}}, text: textOrFile, addressing: byTelegram}
	if !botPattern.MatchString(t.Bot) {
		p.wrong = append(p.wrong, &ValidationError{"Channel.Bot", `must be the name of a bot, such as "@example_bot"`})
	}
	return p
}

// TelegramCode is a confirmation code through Telegram; Text is the code. (SMSC
// SOAP docs, tg.)
type TelegramCode struct{}

func (TelegramCode) params() channelParams {
	return channelParams{query: query{{"tg", "1"}}, addressing: byTelegram}
}

// VoiceCall is a voice message: the service calls the number and reads the text
// out, or plays the file of FileURL. A text of just "code" makes the service invent
// a code, for which a SOAP answer has no element, and is refused unless AllowMarkers
// is set. (SMSC SOAP docs, call, voice, param; HTTP docs for "code".)
type VoiceCall struct {
	// Voice reads the text. Empty: [VoiceMale3].
	Voice Voice `json:"voice,omitempty"`
	// Language is the language of the text, two letters such as "en". It needs
	// Voice. Empty: the service's choice.
	Language string `json:"language,omitempty"`

	// AnswerWait is how long it may ring, whole seconds, 10-35. AnswerWait,
	// RetryInterval and Attempts are set together or not at all; by default they
	// are 25 s, 3-14 s rising, and 8.
	AnswerWait time.Duration `json:"answer_wait,omitempty"`
	// RetryInterval is the time until the next try, whole seconds, 10-3600.
	RetryInterval time.Duration `json:"retry_interval,omitempty"`
	// Attempts is the number of tries in all, 1-9.
	Attempts int `json:"attempts,omitempty"`
}

// Voice is a voice that reads out a [VoiceCall]. (SMSC SOAP docs, voice.)
type Voice string

// The voices of the service.
const (
	VoiceMale    Voice = "m"
	VoiceMale2   Voice = "m2"
	VoiceMale3   Voice = "m3"
	VoiceMale4   Voice = "m4"
	VoiceFemale  Voice = "w"
	VoiceFemale2 Voice = "w2"
	VoiceFemale3 Voice = "w3"
	VoiceFemale4 Voice = "w4"
)

var (
	voicePattern    = regexp.MustCompile(`^[mw][234]?$`)
	languagePattern = regexp.MustCompile(`^[a-z]{2}$`)
)

func (c VoiceCall) params() channelParams {
	p := channelParams{query: query{{"call", "1"}}, text: textOrFile, reserved: "code"}
	voice := string(c.Voice)
	if voice != "" && !voicePattern.MatchString(voice) {
		p.wrong = append(p.wrong, &ValidationError{"Channel.Voice", "must be one of m, m2, m3, m4, w, w2, w3, w4"})
	}
	if c.Language != "" {
		if !languagePattern.MatchString(c.Language) {
			p.wrong = append(p.wrong, &ValidationError{"Channel.Language", "must be two lower-case letters, such as en"})
		}
		if voice == "" {
			p.wrong = append(p.wrong, &ValidationError{"Channel.Language", "needs Channel.Voice"})
		}
		voice += ", " + c.Language // with the space that the docs show
	}
	if voice != "" {
		p.query.add("voice", voice)
	}
	if c.AnswerWait == 0 && c.RetryInterval == 0 && c.Attempts == 0 {
		return p
	}
	const together = "when one of AnswerWait, RetryInterval and Attempts is set"
	if outside(c.AnswerWait, 10, 35) {
		p.wrong = append(p.wrong, &ValidationError{"Channel.AnswerWait", "must be whole seconds, 10-35, " + together})
	}
	if outside(c.RetryInterval, 10, 3600) {
		p.wrong = append(p.wrong, &ValidationError{"Channel.RetryInterval", "must be whole seconds, 10-3600, " + together})
	}
	if c.Attempts < 1 || c.Attempts > 9 {
		p.wrong = append(p.wrong, &ValidationError{"Channel.Attempts", "must be 1-9 " + together})
	}
	p.query.add("param", fmt.Sprintf("%d,%d,%d", c.AnswerWait/time.Second, c.RetryInterval/time.Second, c.Attempts))
	return p
}

// outside reports whether d is not a whole number of seconds from low to high.
func outside(d time.Duration, low, high int) bool {
	return d%time.Second != 0 || d < time.Duration(low)*time.Second || d > time.Duration(high)*time.Second
}

// withSubject adds subj, one line of text.
func withSubject(p channelParams, subject string) channelParams {
	if subject == "" {
		return p
	}
	if lineBreak.MatchString(subject) {
		p.wrong = append(p.wrong, &ValidationError{"Channel.Subject", "must be one line"})
	}
	p.wrong = append(p.wrong, checkText("Channel.Subject", subject, markersAllowed)...)
	p.subject = true
	p.query.add("subj", subject)
	return p
}
